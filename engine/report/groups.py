"""The pupils file -> who belongs to which group of which dimension, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of
from engine.expressions.column import Column
from engine.register import NURSERY, RECEPTION, Register
from engine.report.figures import SCHOOL

YEAR_GROUP = "year_group"
NOT_GIVEN = "not given"
"""The group of those about whom a column says nothing: the groups of a dimension always hold every pupil."""

GROUPS_AT_MOST = 60
"""Of a column with more texts than this a group is no longer a group of people: it is told and left out."""

_NEVER_GROUPS = frozenset({"pupil", "date_of_birth", "enrolled_on", "left_on", "leaving_reason", "from"})
_FIRST = (YEAR_GROUP, "class")


@dataclass(frozen=True, slots=True)
class Grouping:
    """One dimension: its groups' names in order, and each pupil row's group; the last entry is for no row.

    `left_out` says why the column makes no groups; there are none then.
    """

    name: str
    names: Sequence[str]
    of_row: npt.NDArray[np.int64]
    left_out: str = ""


def groupings(register: Register) -> list[Grouping]:
    """Give the school, the year groups, the classes and then every other column of the pupils file, by name."""
    rows = len(register.pupil_rows.pupil)
    whole = Grouping(SCHOOL, [SCHOOL], np.zeros(rows + 1, dtype=np.int64))
    columns = register.pupil_rows.columns
    names = [name for name in _FIRST if name in columns]
    names += sorted(name for name in columns if name not in _NEVER_GROUPS and name not in _FIRST)
    made = [_grouping(name, columns[name], rows) for name in names]
    return [whole, *(each for each in made if each is not None)]


def _grouping(name: str, column: Column, rows: int) -> Grouping | None:
    """Give the groups of a column; None where it says nothing of anybody."""
    data = np.broadcast_to(column.data, (rows,))
    valid = np.ones(rows, dtype=np.bool_) if column.valid is None else np.broadcast_to(column.valid, (rows,))
    if not valid.any():
        return None
    values, place = np.unique(data[valid], return_inverse=True)
    told = [_told(name, value, column) for value in values.tolist()]
    order = sorted(set(told), key=lambda text: (_rank(name, text), text))
    if name not in _FIRST and len(order) > GROUPS_AT_MOST:
        return Grouping(name, [], np.zeros(0, dtype=np.int64), f"{len(order)} different values are too many for groups")
    number = {text: at for at, text in enumerate(order)}
    of_row = np.full(rows + 1, len(order), dtype=np.int64)
    of_row[:-1][valid] = np.array([number[text] for text in told], dtype=np.int64)[place]
    # a column of another type says nothing of a pupil with no row; neither does this one
    return Grouping(name, [*order, NOT_GIVEN], of_row)


def _told(name: str, value: object, column: Column) -> str:
    if name == YEAR_GROUP:
        return {NURSERY: "Nursery", RECEPTION: "Reception"}.get(int(str(value)), f"Year {value}")
    if column.words is not None:
        return column.words[int(str(value))] or NOT_GIVEN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if np.issubdtype(column.data.dtype, np.int32) and column.over is None and name.endswith("_on"):
        return date_of(int(str(value))).isoformat()
    return str(value)


def _rank(name: str, text: str) -> int:
    if name == YEAR_GROUP:
        return {"Nursery": NURSERY, "Reception": RECEPTION}.get(text) if not text.startswith("Year ") else int(text[5:])  # type: ignore[return-value]
    return {"yes": 0, "no": 1, NOT_GIVEN: 3}.get(text, 2)
