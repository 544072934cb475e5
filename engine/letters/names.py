"""A school's list of names -> whom letters about a pupil are for."""

import codecs
import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.letters.letter import FIELDS
from engine.letters.saved import UnreadableError
from engine.readers.encoding import MARK, Writing

PUPIL = "pupil"
BYTES_AT_MOST = 100_000_000

Names = Mapping[str, Sequence[Mapping[str, str]]]
"""Pupil -> a row for each letter's addressee: column to text."""


def read_names(path: Path) -> tuple[tuple[str, ...], Names]:
    """Give the columns of a list of names beside the pupil, and its rows by pupil. Raises UnreadableError."""
    if path.stat().st_size > BYTES_AT_MOST:
        raise UnreadableError("it is larger than any list of names: over 100 MB")
    text = _text(path.read_bytes())
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    held: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    try:
        header = [name.strip().lower().replace(" ", "_") for name in next(rows, [])]
        _check(header)
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                raise UnreadableError(f"line {rows.line_num} has {len(row)} cells, and there are {len(header)} columns")
            cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
            pupil = cells.pop(PUPIL)
            if not pupil:
                raise UnreadableError(f"line {rows.line_num} names no pupil")
            held[pupil].append(cells)
    except csv.Error as fault:
        raise UnreadableError(f"line {rows.line_num} is not CSV: {fault}") from None
    return tuple(name for name in header if name != PUPIL), held


def _text(raw: bytes) -> str:
    """Read what Excel writes: UTF-8, UTF-16 where it is asked for, cp1252 where it is not; a letter names a child."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    raw = raw.removeprefix(MARK)
    writing = Writing()
    writing.see(raw)
    if writing.mixed is not None and writing.old is not None:
        line, column = writing.old
        raise UnreadableError(f"line {line}, character {column}: {writing.mixed.message}; {writing.mixed.advice}")
    return raw.decode("utf-8" if writing.old is None else "cp1252")


def _check(header: Sequence[str]) -> None:
    if PUPIL not in header:
        raise UnreadableError("it has no column `pupil`")
    for name in header:
        if not name.isidentifier():
            raise UnreadableError(f"`{name}` is no name for a column: letters, digits and `_` are")
        if header.count(name) > 1:
            raise UnreadableError(f"it has the column `{name}` twice")
        if name in FIELDS and name != PUPIL:
            raise UnreadableError(f"its column `{name}` would hide what the run says: call it otherwise")
