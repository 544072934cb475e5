"""A school's list of names -> whom letters about a pupil are for."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.letters.letter import FIELDS
from engine.letters.saved import UnreadableError

PUPIL = "pupil"
BYTES_AT_MOST = 100_000_000

Names = Mapping[str, Sequence[Mapping[str, str]]]
"""Pupil -> a row for each letter's addressee: column to text."""


def read_names(path: Path) -> tuple[tuple[str, ...], Names]:
    """Give the columns of a list of names beside the pupil, and its rows by pupil. Raises UnreadableError."""
    if path.stat().st_size > BYTES_AT_MOST:
        raise UnreadableError("it is larger than any list of names: over 100 MB")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")  # what Excel writes where it is not asked for UTF-8
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
