"""The marks of a dataset -> the compact form: one row a pupil, a byte a session.

Columns of the Parquet file: `pupil`; `dates`, a date a line, ascending; `marks`, two bytes for each of them, morning
and afternoon; `codes`, what the bytes say, a code a line; and, for marks that say when the pupil came, the lists
`timed` (places in `marks`), `arrived` (minutes of the day) and `minutes_late`. A byte is 0 where there is no row, else
a line of `codes` counted from 1; an empty line is a row without a mark. A minute is null where it is not given. A list
column is there if and only if the long form would have it. Written are the dates and codes that some pupil has a row
of, the same for all pupils; each row says them for itself, so that rows may be taken out of a file and put with others.
"""

from pathlib import Path
from typing import Final

import numpy as np

from engine.dataset import NO_ROW, MarkTable
from engine.register import NOT_GIVEN
from engine.writers.files import write_frame

BLOCK: Final = 4096
"""Pupils turned at a time from columns into rows."""


def write_compact(path: Path, marks: MarkTable) -> None:
    """Write the marks in the compact form."""
    import polars

    has_row = (marks.cells != NO_ROW).any(axis=1).reshape(-1, 2).any(axis=1)
    dates = [day.isoformat() for day, has in zip(marks.days, has_row.tolist(), strict=True) if has]
    slots = np.flatnonzero(np.repeat(has_row, 2))
    used = np.flatnonzero(np.bincount(marks.cells.reshape(-1), minlength=NO_ROW + 1)[:NO_ROW])
    order = sorted(used.tolist(), key=lambda place: marks.codes[place])
    byte_of = np.zeros(NO_ROW + 1, dtype=np.uint8)
    byte_of[order] = np.arange(1, len(order) + 1)
    rows: list[bytes] = []
    for begins in range(0, len(marks.pupils), BLOCK):
        block = marks.cells[slots, begins : begins + BLOCK]
        rows += [row.tobytes() for row in np.ascontiguousarray(byte_of[block].T)]
    count = len(marks.pupils)
    columns = {
        "pupil": polars.Series(marks.pupils, dtype=polars.String),
        "dates": polars.Series(["\n".join(dates)] * count, dtype=polars.String),
        "marks": polars.Series(rows, dtype=polars.Binary),
        "codes": polars.Series(["\n".join(marks.codes[place] for place in order)] * count, dtype=polars.String),
    }
    held = marks.arrivals
    if marks.has_arrived or marks.has_minutes_late:
        place_of = np.full(len(marks.cells), -1, dtype=np.int32)
        place_of[slots] = np.arange(len(slots))
        by_pupil = np.lexsort((held.slot, held.pupil))
        ends = np.searchsorted(held.pupil[by_pupil], np.arange(count + 1))
        columns["timed"] = _lists(place_of[held.slot[by_pupil]], ends)
        for name, has, minutes in (
            ("arrived", marks.has_arrived, held.arrived),
            ("minutes_late", marks.has_minutes_late, held.minutes_late),
        ):
            if has:
                columns[name] = _lists(minutes[by_pupil].astype(np.int32), ends)
    write_frame(path, polars.DataFrame(columns))


def _lists(values: "np.typing.NDArray[np.int32]", ends: "np.typing.NDArray[np.intp]") -> "polars.Series":  # type: ignore[name-defined]  # noqa: F821
    """Cut values into a list a pupil."""
    import polars

    cut = [values[begins:end].tolist() for begins, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]
    told = [[None if value == NOT_GIVEN else value for value in each] for each in cut]
    return polars.Series(told, dtype=polars.List(polars.Int32))
