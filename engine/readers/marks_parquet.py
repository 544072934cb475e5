"""The marks file as Parquet -> batches of numbers, a slice of rows at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.calendar import SESSIONS
from engine.readers.batch import MOST_MINUTES, READERS, Batch, Ints, Text, Words
from engine.readers.faults import Faults
from engine.readers.marks_compact import COLUMNS, MarksCompact, open_compact
from engine.readers.parquet_sheet import text_of
from engine.register import NOT_GIVEN
from engine.source import Place, Source, Span

if TYPE_CHECKING:
    import polars

SLICE: Final = 1 << 19
"""Rows decoded at a time, so that memory does not grow with the file."""

ROWS: Final = 1 << 15
"""Rows handed on at a time: what is asked of them stays in the cache."""

_MINUTE: Final = 60 * 10**9

_BLANK: Final = " is blank"
"""Ends the name of a column that says where another has no value."""


class MarksParquet:
    """A marks file: its columns, and its rows in batches as often as they are asked for."""

    def __init__(self, path: Path, header: tuple[str, ...], rows: int, source: Source) -> None:
        self.path = path
        self.header = header
        self.source = source
        self.is_old = False
        self._rows = rows

    def batches(self, words: Words) -> Iterator[Batch]:
        """Give the rows in file order, a few at a time of each slice that is decoded."""
        import polars

        scan = polars.scan_parquet(self.path).select([name for name in READERS if name in self.header])
        reading = _expressions(scan.collect_schema(), words)
        blank = {f"{name}{_BLANK}": polars.col(name).is_null() for name in reading}
        for begins in range(0, self._rows, SLICE):
            part = scan.slice(begins, SLICE)
            frame = part.select(**reading, **blank).collect()
            texts = _Texts(part)
            numbers = {name: _numbers(frame, name, words, texts) for name in READERS}
            for start in range(0, frame.height, ROWS):
                stop = min(start + ROWS, frame.height)
                columns = {name: column[start:stop] for name, column in numbers.items()}
                yield Batch(
                    # Rows of Parquet are numbered from 1, and the reader of marks counts a header line. What is
                    # looked up by is as wide as a place, for NumPy would widen it again at each look.
                    np.arange(-1, stop - start - 1),
                    columns["pupil"].astype(np.intp),
                    columns["date"],
                    columns["session"].astype(np.intp),
                    columns["code"].astype(np.intp),
                    columns["arrived"],
                    columns["minutes_late"],
                    texts.after(start),
                    stop - start,
                )


class _Texts:
    """The cells of a slice as text, decoded again where a message or a strange value asks for them."""

    __slots__ = ("_frame", "_part")

    def __init__(self, part: "polars.LazyFrame") -> None:
        self._part = part
        self._frame: polars.DataFrame | None = None

    def column(self, name: str) -> "polars.Series":
        if self._frame is None:
            self._frame = self._part.collect()
        return self._frame[name]

    def after(self, start: int) -> Text:
        return lambda row, name: (text_of(self.column(name)[start + row]), 1, 1)


def open_marks_parquet(path: Path, faults: Faults) -> "MarksParquet | MarksCompact | None":
    """Read the columns and the number of rows, or the compact form; None where the file is no Parquet.

    Yields: D003 the file cannot be read.
    """
    import polars

    source = Source(str(path), "")
    try:
        scan = polars.scan_parquet(path)
        schema = scan.collect_schema()
        header = tuple(schema.names())
        if set(header) >= COLUMNS:
            return open_compact(path, schema, faults)
        rows = int(scan.select(polars.len()).collect().item())
    except (polars.exceptions.PolarsError, OSError) as fault:
        told = str(fault).split("\n", maxsplit=1)[0][:200] or "it is damaged"
        place = Place(source, Span(1, 1, 1, 2))
        faults.file("D003", f"`{path.name}` cannot be read as Parquet: {told}", "write it again", place=place)
        return None
    return MarksParquet(path, header, rows, source)


def _expressions(schema: "polars.Schema", words: Words) -> "dict[str, polars.Expr]":
    """Say how each column becomes numbers; a cell that is none of the known words is null."""
    import polars

    known = {"pupil": list(words.pupils), "date": list(words.dates), "code": list(words.codes)}
    reading: dict[str, polars.Expr] = {}
    for name, kind in schema.items():
        column = polars.col(name)
        if name == "date" and (kind == polars.Date or isinstance(kind, polars.Datetime)):
            days = column.cast(polars.Date)
            whole = days.cast(kind) == column
            reading[name] = polars.when(whole).then(days.to_physical())
        elif name == "arrived" and kind == polars.Time:
            moments = column.to_physical()
            minutes = moments // _MINUTE
            reading[name] = polars.when(minutes * _MINUTE == moments).then(minutes.cast(polars.Int32))
        elif name == "minutes_late" and kind.is_numeric():
            amounts = column.cast(polars.Float64)
            whole = amounts.is_between(0, MOST_MINUTES) & (amounts.floor() == amounts)
            reading[name] = polars.when(whole).then(amounts.cast(polars.Int32))
        elif name == "session":
            texts = column.cast(polars.String)
            morning, afternoon = SESSIONS
            reading[name] = polars.when(texts == morning).then(0).when(texts == afternoon).then(1)
        elif name in known:
            texts = column.cast(polars.String).cast(polars.Enum(known[name]), strict=False)
            first = words.first_day if name == "date" else 0
            reading[name] = texts.to_physical().cast(polars.Int32) + first
        else:
            reading[name] = polars.when(column.cast(polars.String).str.len_bytes() == 0).then(NOT_GIVEN)
    return reading


def _numbers(frame: "polars.DataFrame", name: str, words: Words, texts: _Texts) -> Ints:
    """Give a column's numbers; cells that are none of the known words are read as texts."""
    if name not in frame.columns:
        return np.broadcast_to(np.int32(NOT_GIVEN), frame.height)
    column = frame[name]
    read = READERS[name]
    found = column.fill_null(read("", words)).to_numpy()
    if not column.null_count():
        return found
    strange = np.flatnonzero((column.is_null() & ~frame[name + _BLANK]).to_numpy())
    if len(strange):
        different = [text_of(cell) for cell in texts.column(name).gather(strange).to_list()]
        told = {text: read(text, words) for text in set(different)}
        found = found.astype(np.int32)
        found[strange] = [told[text] for text in different]
    return found
