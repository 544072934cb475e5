"""A digest of what a dataset says, the same for every form of it and every order of its rows and columns."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of
from engine.document import Value
from engine.readers.coded import Coded, ordered
from engine.readers.marks import NO_ROW, Marks
from engine.readers.sheet import Sheet

_CELL: Final = "\x1f"
_AT_ONCE: Final = 1 << 16
_MOST: Final = 1 << 62
"""Numbers that tell rows apart are less than this, so that they fit 64 bits."""


def digest_of(calendar: Value, tables: Mapping[str, bytes], marks: bytes) -> str:
    """Give the SHA-256 of the calendar and of the digests of the tables, by name, and of the marks, in hexadecimal."""
    whole = hashlib.sha256(json.dumps(calendar, sort_keys=True, ensure_ascii=False).encode())
    for name in sorted(tables):
        _add(whole, name.encode("utf-8", errors="surrogatepass"))
        whole.update(tables[name])
    whole.update(marks)
    return whole.hexdigest()


def digest_of_marks(marks: Marks, days: Sequence[int], pupils: Sequence[str], codes: Sequence[str]) -> bytes:
    """Give the SHA-256 of the marks.

    It knows nothing of the policy: marks count by their code, not by the code's place.
    """
    whole = hashlib.sha256()
    used = _used(marks.cells, range(len(codes)) if marks.may_stand is None else marks.may_stand)
    names = [codes[place] for place in used]
    order = sorted(range(len(names)), key=lambda place: names[place])
    place_of = bytearray([NO_ROW]) * (NO_ROW + 1)
    for new, old in enumerate(order):
        place_of[used[old]] = new
    least = marks.cells.reshape(-1, 2 * len(pupils)).min(axis=1, initial=NO_ROW)
    used_days: list[int] = np.flatnonzero(least != NO_ROW).tolist()
    for part in (
        _CELL.join(sorted(names)),
        _CELL.join(pupils),
        _CELL.join(date_of(days[place]).isoformat() for place in used_days),
        f"{marks.tally.latest} {marks.tally.silent}",
    ):
        _add(whole, part.encode("utf-8", errors="surrogatepass"))
    # some days at a time: of one after the other a small school would be copied hundreds of times
    at_once = max(1, _AT_ONCE // max(1, 2 * len(pupils)))
    cells = marks.cells.reshape(-1, 2, len(pupils))
    for begins in range(0, len(used_days), at_once):
        whole.update(cells[used_days[begins : begins + at_once]].tobytes().translate(place_of))
    for column in (marks.arrivals.slot, marks.arrivals.pupil, marks.arrivals.arrived, marks.arrivals.minutes_late):
        _add(whole, column.astype("<i4").tobytes())
    return whole.digest()


def digest_of_table(sheet: Sheet) -> bytes:
    """Give the SHA-256 of a table: the names and different texts of its columns, and its rows (`rows_as_numbers`)."""
    whole = hashlib.sha256()
    names = sorted(sheet.header)
    columns = [ordered(sheet.cells[name]) for name in names]
    for part in (_CELL.join(names), *map(_joined, columns)):
        _add(whole, part.encode("utf-8", errors="surrogatepass"))
    for numbers in rows_as_numbers(columns):
        _add(whole, numbers.astype("<i8").tobytes())
    return whole.digest()


def rows_as_numbers(columns: Sequence[Coded]) -> "list[npt.NDArray[np.int64]]":
    """Give numbers of which equal ones are equal rows, the rows in ascending order.

    The columns' texts stand in order. A row is the places of its texts as the digits of a number, the first column's
    first; where there are more than fit 64 bits, of several numbers.
    """
    keys = list(_keys(columns))
    if len(keys) <= 1:
        return [np.sort(key) for key in keys]
    order = np.lexsort(keys[::-1])
    return [key[order] for key in keys]


def _keys(columns: Sequence[Coded]) -> "Iterator[npt.NDArray[np.int64]]":
    size, key = 1, None
    for cells in columns:
        if key is None or size * cells.different >= _MOST:
            if key is not None:
                yield key
            size, key = 1, np.zeros(len(cells), dtype=np.int64)
        size *= cells.different
        key *= cells.different
        key += cells.at
    if key is not None:
        yield key


def _joined(cells: Coded) -> str:
    """Write the texts of a column, in order, and how many they are, with a sign between them."""
    count = cells.different
    series = cells.series
    texts: str = _CELL.join(cells.texts) if series is None else series.str.join(_CELL).item() or ""
    # A text with the sign in it must not read as two.
    if texts.count(_CELL) != max(count - 1, 0):
        texts = json.dumps(list(cells.texts))
    return f"{count}{_CELL}{texts}"


def _used(cells: npt.NDArray[np.uint8], places: Iterable[int]) -> list[int]:
    """Give those of some places of codes that stand in an array, ascending."""
    left = set(places)
    found = []
    # Most are found in the first rows, and some rows at a time stay in the cache.
    rows = max(8, _AT_ONCE // max(1, cells.shape[1]))
    for begins in range(0, len(cells), rows):
        part = cells[begins : begins + rows]
        here = [place for place in left if (part == place).any()]
        left.difference_update(here)
        found += here
    return sorted(found)


def _add(whole: "hashlib._Hash", part: bytes) -> None:
    """Add a part with its length before it, so that no two datasets run together to the same bytes."""
    whole.update(len(part).to_bytes(8, "little"))
    whole.update(part)
