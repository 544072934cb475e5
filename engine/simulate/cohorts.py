"""Which group a pupil belongs to on a day: the year group, the class, and every other column of the pupils."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.expressions.column import Column
from engine.register import NURSERY, RECEPTION, Register

Longs = npt.NDArray[np.int64]

NO_GROUP = frozenset({"date_of_birth", "enrolled_on", "left_on", "leaving_reason", "from"})
"""Columns that say when something was, not of which group a pupil is."""

MOST_GROUPS = 60
"""A column of more values than these says who a pupil is rather than of which group."""

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to group: the column, the names of its groups in order, and the group of each pupil on a day."""

    column: str
    groups: tuple[str, ...]
    of: Callable[[Longs, Longs], Longs]


def groupings(register: Register) -> Iterator[Grouping]:
    """Yield the year group, the class, and the other columns by name; one that the dataset lacks is left out.

    `of` takes places of pupils and day numbers; what counts is the pupil's latest row on or before the day.
    """
    columns = register.pupil_rows.columns
    names = [name for name in ("year_group", "class") if name in columns]
    names += sorted(name for name in columns if name not in NO_GROUP and name not in names)
    for name in names:
        grouped = _grouped(columns[name], is_year=name == "year_group")
        if grouped is not None:
            yield Grouping(name, grouped[0], _Finder(register, grouped[1]).of)


class _Finder:
    def __init__(self, register: Register, groups: Longs) -> None:
        table = register.pupil_rows
        starts = table.columns["from"].data.astype(np.int64)
        self._least = int(starts.min(initial=0))
        self._span = max(int(starts.max(initial=0)), int(register.calendar.days[-1])) - self._least + 2
        self._keys = table.pupil.astype(np.int64) * self._span + (starts - self._least)
        self._first = np.searchsorted(table.pupil, np.arange(len(register.pupils)))
        self._groups = groups

    def of(self, pupils: Longs, days: Longs) -> Longs:
        """Give the group of each pupil on each day; before a pupil's first row, the first row's."""
        row = np.searchsorted(self._keys, pupils * self._span + (days - self._least), side="right") - 1
        return self._groups[np.maximum(row, self._first[pupils])]


def _grouped(column: Column, *, is_year: bool) -> tuple[tuple[str, ...], Longs] | None:
    """Give the names of a column's groups and the group of each row; None where it makes none."""
    valid = np.ones(len(column.data), dtype=np.bool_) if column.valid is None else column.valid
    if not valid.any() or not (is_year or column.words is not None or column.data.dtype == np.bool_):
        return None
    values, place = np.unique(column.data, return_inverse=True)
    seen = sorted(set(place[valid].tolist()))
    if len(seen) > MOST_GROUPS:
        return None
    if is_year:
        names = [_year(int(value)) for value in values]
        order = seen
    elif column.words is not None:
        names = [column.words[int(value)] for value in values]
        order = sorted(seen, key=lambda each: names[each])
    else:
        names = ["yes" if value else "no" for value in values]
        order = sorted(seen, reverse=True)
    number = np.full(len(values) + 1, len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    groups = tuple(names[each] for each in order)
    if not valid.all():
        groups = (*groups, NOT_KNOWN)
    return groups, np.where(valid, number[place.reshape(-1)], len(order))


def _year(number: int) -> str:
    return {NURSERY: "nursery", RECEPTION: "reception"}.get(number, f"year {number}")
