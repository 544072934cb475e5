"""A digest of what a dataset says, the same for every order of its rows and columns."""

import hashlib
import json
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of
from engine.document import Value
from engine.readers.coded import Coded
from engine.readers.columnar import sorted_rows
from engine.readers.marks import NO_ROW, Marks
from engine.readers.sheet import Sheet

_CELL = "\x1f"
_ROW = "\x1e"
_AT_ONCE = 1 << 16


def digest_of(
    calendar: Value,
    sheets: Sequence[Sheet],
    marks: Marks,
    days: Sequence[int],
    pupils: Sequence[str],
    codes: Sequence[str],
    *,
    columnar: bool = False,
) -> str:
    """Give the SHA-256 of the calendar, the tables' cells and the marks, in hexadecimal.

    It knows nothing of the policy: marks count by their code, not by the code's place. `columnar` lays tables out
    column by column: the same, and worth its start for large ones alone.
    """
    whole = hashlib.sha256(json.dumps(calendar, sort_keys=True, ensure_ascii=False).encode())
    for sheet in sorted(sheets, key=lambda sheet: sheet.name):
        names = sorted(sheet.header)
        columns = [sheet.cells[name] for name in names]
        rows = sorted_rows(columns, _CELL, _ROW) if columnar else _sorted_rows(columns)
        for part in (sheet.name, _CELL.join(names), rows):
            _add(whole, part.encode("utf-8", errors="surrogatepass"))
    used = _used(marks.cells, len(codes))
    names = [codes[place] for place in used]
    order = sorted(range(len(names)), key=lambda place: names[place])
    place_of = bytearray([NO_ROW]) * (NO_ROW + 1)
    for new, old in enumerate(order):
        place_of[used[old]] = new
    by_day = (marks.cells != NO_ROW).reshape(-1, 2 * len(pupils)).any(axis=1)
    used_days: list[int] = np.flatnonzero(by_day).tolist()
    for part in (
        _CELL.join(sorted(names)),
        _CELL.join(pupils),
        _CELL.join(date_of(days[place]).isoformat() for place in used_days),
        f"{marks.tally.latest} {marks.tally.silent}",
    ):
        _add(whole, part.encode("utf-8", errors="surrogatepass"))
    for place in used_days:
        whole.update(marks.cells[2 * place : 2 * place + 2].tobytes().translate(place_of))
    for column in (marks.arrivals.slot, marks.arrivals.pupil, marks.arrivals.arrived, marks.arrivals.minutes_late):
        _add(whole, column.astype("<i4").tobytes())
    return whole.hexdigest()


def _sorted_rows(columns: Sequence[Coded]) -> str:
    return _ROW.join(sorted(map(_CELL.join, zip(*columns, strict=True))))


def _used(cells: npt.NDArray[np.uint8], codes: int) -> list[int]:
    """Give the places of codes that stand in an array, ascending."""
    left = set(range(codes))
    # Most are found in the first rows, and some rows at a time stay in the cache.
    rows = max(8, _AT_ONCE // max(1, cells.shape[1]))
    for begins in range(0, len(cells), rows):
        part = cells[begins : begins + rows]
        left -= {place for place in left if (part == place).any()}
    return sorted(set(range(codes)) - left)


def _add(whole: "hashlib._Hash", part: bytes) -> None:
    """Add a part with its length before it, so that no two datasets run together to the same bytes."""
    whole.update(len(part).to_bytes(8, "little"))
    whole.update(part)
