"""The marks of a dataset -> the compact form: one row a pupil, a byte a session.

Columns of the Parquet file: `pupil`; `first`, the date of the first byte; `marks`, two bytes a date from then on,
morning and afternoon, weekends too; `codes`, what the bytes say, a code a line; and, for marks that say when the pupil
came, the lists `timed` (places in `marks`), `arrived` (minutes of the day) and `minutes_late`. A byte is 0 where there
is no row, else a line of `codes` counted from 1; an empty line is a row without a mark. A minute is null where it is
not given. A list column is there if and only if the long form would have it.
"""

from pathlib import Path
from typing import Final

import numpy as np

from engine.calendar import day_number
from engine.dataset import NO_ROW, MarkTable
from engine.register import NOT_GIVEN
from engine.writers.files import write_frame

BLOCK: Final = 4096
"""Pupils turned at a time from columns into rows."""


def write_compact(path: Path, marks: MarkTable) -> None:
    """Write the marks in the compact form."""
    import polars

    first = day_number(marks.days[0]) if marks.days else 0
    span = day_number(marks.days[-1]) - first + 1 if marks.days else 0
    offsets = np.array([day_number(day) - first for day in marks.days], dtype=np.intp)
    slots = (2 * offsets[:, None] + np.arange(2)).reshape(-1)
    used = np.flatnonzero(np.bincount(marks.cells.reshape(-1), minlength=NO_ROW + 1)[:NO_ROW])
    order = sorted(used.tolist(), key=lambda place: marks.codes[place])
    byte_of = np.zeros(NO_ROW + 1, dtype=np.uint8)
    byte_of[order] = np.arange(1, len(order) + 1)
    rows: list[bytes] = []
    for begins in range(0, len(marks.pupils), BLOCK):
        block = marks.cells[:, begins : begins + BLOCK]
        whole = np.zeros((block.shape[1], 2 * span), dtype=np.uint8)
        whole[:, slots] = byte_of[block].T
        rows += [row.tobytes() for row in whole]
    count = len(marks.pupils)
    columns = {
        "pupil": polars.Series(marks.pupils, dtype=polars.String),
        "first": polars.Series([marks.days[0] if marks.days else None] * count, dtype=polars.Date),
        "marks": polars.Series(rows, dtype=polars.Binary),
        "codes": polars.Series(["\n".join(marks.codes[place] for place in order)] * count, dtype=polars.String),
    }
    held = marks.arrivals
    if marks.has_arrived or marks.has_minutes_late:
        by_pupil = np.lexsort((held.slot, held.pupil))
        ends = np.searchsorted(held.pupil[by_pupil], np.arange(count + 1))
        columns["timed"] = _lists(slots[held.slot[by_pupil]].astype(np.int32), ends)
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
