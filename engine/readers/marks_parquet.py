"""The marks file as Parquet -> batches of numbers, a slice of rows at a time."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.calendar import SESSIONS
from engine.readers.batch import READERS, UNREADABLE, Batch, Ints, Part, Text, Words
from engine.readers.check_sum import look_at_check_sum
from engine.readers.columnar import column_of, in_years
from engine.readers.compact_form import is_compact
from engine.readers.faults import Faults
from engine.readers.known_texts import STRANGE, KnownTexts, Likely, OnRoll
from engine.readers.marks import Marks, read_marks
from engine.readers.marks_compact import MarksCompact, open_compact
from engine.readers.parquet_sheet import damages, text_of
from engine.readers.standing import Rules
from engine.register import NOT_GIVEN
from engine.source import Place, Source, Span

if TYPE_CHECKING:
    import polars

SLICE: Final = 1 << 20
"""Rows decoded at a time, so that memory does not grow with the file."""

FIRST: Final = 1 << 18
"""Rows of the first slice, which is read alone: what is found in it serves the others."""

_LONG: Final = 1024
"""Rows of a session from which on it is worth a batch of its own."""

_BYTE: Final = np.iinfo(np.int8)
_MINUTE: Final = 60 * 10**9
"""A time is in nanoseconds."""

ROWS: Final = 1 << 15
"""Rows handed on at a time: what is asked of them stays in the cache."""


class MarksParquet:
    """A marks file: its columns, and its rows in batches as often as they are asked for."""

    def __init__(self, path: Path, header: tuple[str, ...], rows: int, source: Source) -> None:
        self.path = path
        self.header = header
        self.source = source
        self.is_old = False
        self._rows = rows

    def read(self, rules: Rules, faults: Faults, threads: int) -> Marks | None:
        """Read the marks; None where the file is damaged.

        Yields: D003 the file cannot be read, and as the reader of marks.
        """
        try:
            return read_marks(self.parts, rules, self.source, self.path.name, faults, threads)
        except damages() as fault:
            _tell_damaged(self.path, fault, faults)
            return None

    def parts(self, rules: Rules) -> Iterator[Part]:
        """Give the rows in file order, a slice at a time."""
        import polars

        scan = polars.scan_parquet(self.path, glob=False).select([name for name in READERS if name in self.header])
        words = rules.words
        on_roll = OnRoll(list(words.pupils), rules.enrolled, rules.left)
        known = {
            "pupil": KnownTexts(list(words.pupils)),
            "date": KnownTexts(words.dates),
            "session": KnownTexts(SESSIONS),
            "code": KnownTexts(list(words.codes)),
        }
        for begins, ends in pairwise([0, *range(FIRST, self._rows, SLICE), self._rows]):
            yield partial(self._batches, scan.slice(begins, ends - begins), words, known, on_roll)

    def _batches(
        self, part: "polars.LazyFrame", words: Words, known: Mapping[str, KnownTexts], on_roll: OnRoll
    ) -> list[Batch]:
        """Decode a slice, and hand it on a few rows at a time."""
        frame = in_years(part.collect(), text_of)
        numbers = {name: _numbers(frame, name, words, known) for name in READERS if name != "pupil"}
        day, session = numbers["date"], numbers["session"]
        # One beside the other, not as one number: a session that cannot be read is below zero, and would be one of the
        # day before.
        opens = np.flatnonzero((day[1:] != day[:-1]) | (session[1:] != session[:-1])) + 1
        likely = partial(on_roll.of_sessions, numbers["date"])
        numbers["pupil"] = _numbers(frame, "pupil", words, known, (opens, likely))
        height, texts = frame.height, _Texts(part)
        starts = {*range(0, height, ROWS)}
        are_long = len(opens) * _LONG < height
        bounds = sorted({*starts, *opens.tolist(), height} if are_long else {*starts, height})
        return [
            _batch(numbers, slice(start, stop), texts.after(start), is_of_one=are_long)
            for start, stop in pairwise(bounds)
        ]


def _batch(numbers: Mapping[str, Ints], some: slice, text: Text, *, is_of_one: bool) -> Batch:
    """Cut some rows out of a slice; `is_of_one` says that they are of one session, which then is held once."""
    day, session = numbers["date"][some], numbers["session"][some]
    height = len(day)
    if is_of_one:
        day, session = np.broadcast_to(day[0], height), np.broadcast_to(session[0], height)
    return Batch(
        # Rows of Parquet are numbered from 1, and the reader of marks counts a header line.
        np.arange(-1, height - 1),
        # What is looked up by is as wide as a place, for NumPy would widen it again at each look.
        numbers["pupil"][some].astype(np.intp),
        day,
        session,
        numbers["code"][some],
        numbers["arrived"][some],
        numbers["minutes_late"][some],
        text,
        height,
    )


class _Texts:
    """The cells of a slice as text, decoded again where a message asks for them."""

    __slots__ = ("_frame", "_part")

    def __init__(self, part: "polars.LazyFrame") -> None:
        self._part = part
        self._frame: polars.DataFrame | None = None

    def after(self, start: int) -> Text:
        return lambda row, name: (text_of(self._cell(start + row, name)), 1, 1)

    def _cell(self, row: int, name: str) -> object:
        if self._frame is None:
            self._frame = in_years(self._part.collect(), text_of)
        value = self._frame[name][row]
        # A list is handed out as a column, which would be written as one.
        return value.to_list() if hasattr(value, "to_list") else value


def open_marks_parquet(path: Path, faults: Faults) -> "MarksParquet | MarksCompact | None":
    """Read the columns and the number of rows, or the compact form; None where the file is no Parquet.

    Yields: D003 the file cannot be read.
    """
    import polars

    source = Source(str(path), "")
    try:
        look_at_check_sum(path)
        scan = polars.scan_parquet(path, glob=False)
        schema = scan.collect_schema()
        header = tuple(schema.names())
        if is_compact(header):
            return open_compact(path, schema, faults)
        rows = int(scan.select(polars.len()).collect().item())
    except damages() as fault:
        _tell_damaged(path, fault, faults)
        return None
    return MarksParquet(path, header, rows, source)


def _tell_damaged(path: Path, fault: BaseException, faults: Faults) -> None:
    told = str(fault).split("\n", maxsplit=1)[0][:200] or "it is damaged"
    place = Place(Source(str(path), ""), Span(1, 1, 1, 2))
    faults.file("D003", f"`{path.name}` cannot be read as Parquet: {told}", "write it again", place=place)


def _numbers(
    frame: "polars.DataFrame",
    name: str,
    words: Words,
    known: Mapping[str, KnownTexts],
    stretches: tuple[Ints, Likely] | None = None,
) -> Ints:
    """Give a column's numbers; a value that is no plain one is written as a text and read as that.

    `stretches` are the rows with which another session begins, and who is likely to be named in it.
    """
    import polars

    if name not in frame.columns:
        return np.broadcast_to(np.int16(NOT_GIVEN), frame.height)
    column = frame[name]
    if name in ("arrived", "minutes_late"):
        found = np.full(len(column), NOT_GIVEN, dtype=np.int16)
        if column.null_count() < len(column):
            read = _minutes if column.dtype == polars.Time and name == "arrived" else _read
            found[column.is_not_null().to_numpy()] = read(column.drop_nulls(), name, words)
        return found
    if column.dtype == polars.Date and not column.null_count():
        return column.to_physical().to_numpy()
    kind = column.dtype
    if isinstance(kind, polars.Enum):
        return _of_words(column, kind.categories.to_list(), name, words)
    if kind == polars.Categorical or kind.is_temporal() or kind.is_nested():
        return _read(column, name, words)
    texts = column if kind == polars.String else column.cast(polars.String, strict=False)
    found = known[name].find(texts) if stretches is None else known[name].find_again(texts, *stretches)
    is_strange = found == STRANGE
    if name == "date":
        found = found + words.first_day
    if is_strange.any():
        found = found.astype(np.int32)
        found[is_strange] = _read(column.gather(np.flatnonzero(is_strange)), name, words)
    return found


def _of_words(column: "polars.Series", listed: Sequence[str], name: str, words: Words) -> Ints:
    """Read each word of the list of which a column's texts are, and say which of them each row has."""
    import polars

    texts = [*map(text_of, listed), ""]
    numbers = np.array([READERS[name](text, words) for text in texts], dtype=np.int32)
    kind = np.int8 if _BYTE.min <= numbers.min() and numbers.max() <= _BYTE.max else np.int32
    at = column.to_physical()
    if at.null_count():
        at = at.cast(polars.UInt32).fill_null(len(texts) - 1)
    read: Ints = numbers.astype(kind)
    return read.take(at.to_numpy())


def _minutes(column: "polars.Series", name: str, words: Words) -> Ints:
    """Read times, of which one with seconds is none; there is no null."""
    minute, rest = np.divmod(column.to_physical().to_numpy(), _MINUTE)
    return np.where(rest == 0, minute, UNREADABLE).astype(np.int32)


def _read(column: "polars.Series", name: str, words: Words) -> Ints:
    """Read each different value of a column once, as a text."""
    cells = column_of(column, text_of)
    return np.array([READERS[name](text, words) for text in cells.texts], dtype=np.int32)[cells.at]
