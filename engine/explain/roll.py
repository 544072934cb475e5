"""A pupil's column that might be otherwise, with what can then no longer be: marks of days off the roll."""

from datetime import date

import numpy as np

from engine.calendar import day_number
from engine.explain.edit import Edit, MarkEdit, PupilEdit
from engine.register import Register


def column_edits(one: Register, column: str, value: object) -> tuple[Edit, ...]:
    """Give the edits that set a column of the one pupil; marks that would lie off the roll are taken out."""
    edits: list[Edit] = [PupilEdit(column, value)]
    if column in ("enrolled_on", "left_on") and isinstance(value, date):
        number = day_number(value)
        off = one.days < number if column == "enrolled_on" else one.days > number
        slots = np.flatnonzero(np.repeat(off, 2) & (one.marks[:, 0] != 0))
        edits += [MarkEdit(int(slot), "") for slot in slots]
    return tuple(edits)
