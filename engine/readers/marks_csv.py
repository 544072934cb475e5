"""The marks file as CSV -> batches of numbers, from bytes to arrays with nothing done row by row."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Final

import numpy as np

from engine.calendar import SESSIONS
from engine.readers.batch import MOST_MINUTES, READERS, Batch, Ints, Part, Words
from engine.readers.csv_sheet import read_header
from engine.readers.encoding import MARK, encoding_of, not_text
from engine.readers.faults import Faults
from engine.readers.lookup import Lookup
from engine.readers.marks import Marks, read_marks
from engine.readers.scan import Cells, scan
from engine.readers.standing import Rules
from engine.register import NOT_GIVEN
from engine.source import Place, Source, Span

PIECE: Final = 1 << 18
"""Bytes worked at a time: what its arrays need stays in the cache."""

LONG_PIECE: Final = 1 << 21
"""Bytes worked at a time where another thread works too: shorter arrays take less time than taking turns does."""

MANY_PIECES: Final = 16
"""Long pieces from which on another thread is worth it."""


class MarksCsv:
    """An open marks file: its header, and its rows in batches of so many bytes as often as they are asked for."""

    def __init__(self, path: Path, header: tuple[str, ...], source: Source) -> None:
        self.path = path
        self.header = header
        self.source = source
        self.is_old = False
        self.piece = PIECE

    def read(self, rules: Rules, faults: Faults, threads: int) -> Marks:
        """Read the marks.

        Yields: as the reader of marks.
        """
        if threads > 1:
            self.piece = LONG_PIECE
        return read_marks(self.parts, rules, self.source, self.path.name, faults, threads)

    def parts(self, rules: Rules) -> Iterator[Part]:
        """Give the rows in file order."""
        known: dict[str, Mapping[str, Lookup]] = {}
        for piece in self._pieces():
            yield partial(self._batches, piece, rules.words, known)

    def _pieces(self) -> Iterator[bytes]:
        """Give whole lines without the header; the last line gets the newline that it may lack."""
        with self.path.open("rb") as file:
            rest = b""
            header = True
            while data := file.read(self.piece):
                # An old Mac line end is the only one that does not end in a newline.
                if b"\r" in data and b"\n" not in data:
                    data = data.replace(b"\r", b"\n")
                data = rest + data
                if header:
                    if b"\n" not in data:
                        rest = data
                        continue
                    data = data[data.index(b"\n") + 1 :]
                    header = False
                cut = data.rfind(b"\n") + 1
                rest = data[cut:]
                if cut:
                    yield data[:cut]
            if rest and not header:
                yield rest + b"\n"

    def _batches(self, piece: bytes, words: Words, known: dict[str, Mapping[str, Lookup]]) -> list[Batch]:
        encoding = encoding_of(piece)
        if encoding not in known:
            known[encoding] = _lookups(words, encoding)
        if encoding != "utf-8":
            self.is_old = True
        return [self._batch(piece, words, known[encoding], encoding)]

    def _batch(self, piece: bytes, words: Words, known: Mapping[str, Lookup], encoding: str) -> Batch:
        cells = scan(piece, len(self.header))
        columns = {name: self._numbers(cells, name, words, lookup, encoding) for name, lookup in known.items()}
        return Batch(
            cells.lines,
            columns["pupil"],
            columns["date"],
            columns["session"],
            columns["code"],
            columns["arrived"],
            columns["minutes_late"],
            lambda row, name: self._text(cells, row, name, encoding),
            cells.height,
            cells.malformed,
        )

    def _numbers(self, cells: Cells, name: str, words: Words, lookup: Lookup, encoding: str) -> Ints:
        if name not in self.header:
            return np.broadcast_to(np.int32(NOT_GIVEN), len(cells.lines))
        column = self.header.index(name)
        starts, lengths = cells.starts[column], cells.lengths[column]
        if name in ("arrived", "minutes_late"):
            numbers = np.full(len(starts), NOT_GIVEN, dtype=np.int32)
            given = np.flatnonzero(lengths)
            found = lookup.find(cells.numbers, starts[given], lengths[given])
        else:
            given = None
            found = lookup.find(cells.numbers, starts, lengths)
        strange = np.flatnonzero(found < 0)
        if name == "date":
            found += words.first_day
        if len(strange):
            read = READERS[name]
            told: dict[bytes, int] = {}
            for each in strange.tolist():
                raw = cells.raw(each if given is None else int(given[each]), column)
                if raw not in told:
                    told[raw] = read(_decode(raw, encoding), words)
                found[each] = told[raw]
        if given is None:
            return found
        numbers[given] = found
        return numbers

    def _text(self, cells: Cells, row: int, name: str, encoding: str) -> tuple[str, int, int]:
        column = self.header.index(name)
        raw = cells.raw(row, column)
        begins = int(cells.starts[column][row]) - int(cells.line_starts[cells.lines[row]])
        return _decode(raw, encoding), begins + 1, len(raw)


def open_marks(path: Path, faults: Faults) -> MarksCsv | None:
    """Read the header and find the encoding; None where the file is no table.

    Yields: as the reader of CSV sheets.
    """
    source = Source(str(path), "")
    top = Place(source, Span(1, 1, 1, 2))
    try:
        with path.open("rb") as file:
            start = file.read(PIECE)
    except OSError as fault:
        why = (fault.strerror or "it cannot be opened").lower()
        faults.file("D003", f"`{path.name}` cannot be read: {why}", "check the file and its rights", place=top)
        return None
    refused = not_text(start[:4096])
    if refused is not None:
        faults.file(*refused, place=top)
        return None
    line = start.removeprefix(MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n", maxsplit=1)[0]
    header = read_header(line.decode(encoding_of(line), errors="replace"), source, faults)
    return None if header is None else MarksCsv(path, header, source)


def _decode(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding, errors="replace").replace('""', '"')


def _lookups(words: Words, encoding: str) -> dict[str, Lookup]:
    # What the file's encoding cannot write cannot stand in it; it must only not look like another word.
    pupils = Lookup([pupil.encode(encoding, errors="xmlcharrefreplace") for pupil in words.pupils])
    return {
        "pupil": pupils,
        "date": _shared(tuple(words.dates), "ascii"),
        "session": _session_names(),
        "code": _shared(tuple(words.codes), encoding),
        "arrived": _clock(),
        "minutes_late": _minutes(),
    }


@lru_cache(maxsize=32)
def _shared(words: tuple[str, ...], encoding: str) -> Lookup:
    """Look up what the schools of a trust have in common."""
    return Lookup([word.encode(encoding, errors="xmlcharrefreplace") for word in words])


@cache
def _session_names() -> Lookup:
    return Lookup([session.encode() for session in SESSIONS])


@cache
def _clock() -> Lookup:
    return Lookup([f"{minute // 60:02}:{minute % 60:02}".encode() for minute in range(24 * 60)])


@cache
def _minutes() -> Lookup:
    return Lookup([str(minutes).encode() for minutes in range(MOST_MINUTES + 1)])
