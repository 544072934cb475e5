"""A digest of what a dataset says, the same for every order of its rows and columns."""

import hashlib
import json
from collections.abc import Sequence

import numpy as np

from engine.calendar import date_of
from engine.document import Value
from engine.readers.marks import NO_ROW, Marks
from engine.readers.sheet import Sheet

_CELL = "\x1f"
_ROW = "\x1e"


def digest_of(
    calendar: Value,
    sheets: Sequence[Sheet],
    marks: Marks,
    days: Sequence[int],
    pupils: Sequence[str],
    codes: Sequence[str],
) -> str:
    """Give the SHA-256 of the calendar, the tables' cells and the marks, in hexadecimal.

    It knows nothing of the policy: marks count by their code, not by the code's place.
    """
    whole = hashlib.sha256(json.dumps(calendar, sort_keys=True, ensure_ascii=False).encode())
    for sheet in sorted(sheets, key=lambda sheet: sheet.name):
        names = sorted(sheet.header)
        rows = sorted(map(_CELL.join, zip(*(sheet.cells[name] for name in names), strict=True)))
        for part in (sheet.name, _CELL.join(names), _ROW.join(rows)):
            _add(whole, part.encode("utf-8", errors="surrogatepass"))
    used = np.flatnonzero(np.bincount(marks.cells.reshape(-1), minlength=NO_ROW + 1))
    names = [codes[place] for place in used.tolist() if place < len(codes)]
    order = sorted(range(len(names)), key=lambda place: names[place])
    place_of = np.full(NO_ROW + 1, NO_ROW, dtype=np.uint8)
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
        whole.update(place_of[marks.cells[2 * place : 2 * place + 2]].tobytes())
    for column in (marks.arrivals.slot, marks.arrivals.pupil, marks.arrivals.arrived, marks.arrivals.minutes_late):
        _add(whole, column.astype("<i4").tobytes())
    return whole.hexdigest()


def _add(whole: "hashlib._Hash", part: bytes) -> None:
    """Add a part with its length before it, so that no two datasets run together to the same bytes."""
    whole.update(len(part).to_bytes(8, "little"))
    whole.update(part)
