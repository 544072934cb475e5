"""The pupils file -> who belongs to which group of which dimension, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of
from engine.expressions.column import Column
from engine.expressions.printing import number_text
from engine.expressions.types import BOOLEAN, DATE, STRING, TIME, Quantity
from engine.register import NURSERY, RECEPTION, Register
from engine.report.figures import SCHOOL

YEAR_GROUP = "year_group"
NOT_GIVEN = "not given"
"""The group of those about whom a column says nothing: the groups of a dimension always hold every pupil."""

GROUPS_AT_MOST = 60
"""Of a column with more texts than this a group is no longer a group of people: it is told and left out."""

_NEVER_GROUPS = frozenset({"date_of_birth", "enrolled_on", "left_on", "leaving_reason", "from"})
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


def groupings(register: Register, types: Mapping[str, Quantity]) -> list[Grouping]:
    """Give the school, the year groups, the classes and then every other column of the pupils file, by name.

    `types` says what the columns hold.
    """
    rows = len(register.pupil_rows.pupil)
    whole = Grouping(SCHOOL, [SCHOOL], np.zeros(rows + 1, dtype=np.int64))
    columns = register.pupil_rows.columns
    names = [name for name in _FIRST if name in columns]
    names += sorted(name for name in columns if name not in _NEVER_GROUPS and name not in _FIRST)
    made = [_grouping(name, columns[name], types[name].type, rows) for name in names]
    return [whole, *(each for each in made if each is not None)]


def _grouping(name: str, column: Column, type_: str, rows: int) -> Grouping | None:
    """Give the groups of a column; None where it says nothing of anybody."""
    data = np.broadcast_to(column.data, (rows,))
    over = np.broadcast_to(np.int64(1) if column.over is None else column.over, (rows,))
    valid = np.ones(rows, dtype=np.bool_) if column.valid is None else np.broadcast_to(column.valid, (rows,))
    if not valid.any():
        return None
    held, place = np.unique(np.stack([data, over], axis=1)[valid].astype(np.int64), axis=0, return_inverse=True)
    values = [Fraction(value, parts) for value, parts in held.tolist()]
    told = [_told(name, value, type_, column.words) for value in values]
    ranked = sorted(zip(_ranks(values, told, type_), told, strict=True))
    order = [text for text in dict.fromkeys(text for _, text in ranked) if text != NOT_GIVEN]
    if name not in _FIRST and len(order) > GROUPS_AT_MOST:
        return Grouping(name, [], np.zeros(0, dtype=np.int64), f"{len(order)} different values are too many for groups")
    number = {text: at for at, text in enumerate([*order, NOT_GIVEN])}
    of_row = np.full(rows + 1, len(order), dtype=np.int64)
    of_row[:-1][valid] = np.array([number[text] for text in told], dtype=np.int64)[place.reshape(-1)]
    # a column of another type says nothing of a pupil with no row; neither does this one
    return Grouping(name, [*order, NOT_GIVEN], of_row)


def _told(name: str, value: Fraction, type_: str, words: Sequence[str] | None) -> str:
    if name == YEAR_GROUP:
        return {NURSERY: "Nursery", RECEPTION: "Reception"}.get(int(value), f"Year {value}")
    if words is not None:
        return words[int(value)]
    if type_ == BOOLEAN:
        return "yes" if value else "no"
    if type_ == DATE:
        return date_of(int(value)).isoformat()
    if type_ == TIME:
        return f"{int(value) // 60:02}:{int(value) % 60:02}"
    return number_text(value)


def _ranks(values: Sequence[Fraction], told: Sequence[str], type_: str) -> list[Fraction | str]:
    """Say by what groups stand in order: words by the alphabet, yes before no, all else by size."""
    if type_ == STRING:
        return list(told)
    return [-value if type_ == BOOLEAN else value for value in values]
