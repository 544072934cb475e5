"""On which days an item is in force, and what that makes of figures and of rows. Source: design §5.6."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import day_number
from engine.counting import TableOutput
from engine.evaluate.arrays import Bits, Longs
from engine.expressions.columns import Column
from engine.model.item import InForce

if TYPE_CHECKING:
    from engine.plan import Plan

OF_SCHOOL_AGE = ("key_stage", "compulsory_school_age")
"""What the policy's `school_age` says of a pupil: not known while that is not in force."""

_NEVER_ENDS = 2**31 - 1
_ALWAYS_WAS = -(2**31)


def force_of(plan: "Plan", name: str) -> InForce | None:
    """Give the days on which a name is in force that is not known on others; None: every day."""
    figure = plan.figures.get(name)
    if figure is not None and isinstance(figure.kind, TableOutput):
        return plan.tables[figure.kind.table].steer.in_force
    if figure is not None:
        return figure.in_force
    return plan.school_age.in_force if plan.school_age is not None and name in OF_SCHOOL_AGE else None


def in_force(force: InForce | None, day: date) -> bool:
    """Whether an item is in force on a day: from its first day (included) until its last (excluded)."""
    return force is None or ((force.from_ is None or day >= force.from_) and (force.until is None or day < force.until))


def days_in_force(force: InForce | None) -> tuple[int, int]:
    """Give the first and the last day number in force, both included; far off where none is said."""
    first = _ALWAYS_WAS if force is None or force.from_ is None else day_number(force.from_)
    return first, _NEVER_ENDS if force is None or force.until is None else day_number(force.until) - 1


def on_days(force: InForce | None, days: Longs) -> Bits:
    """Say which of some day numbers are in force."""
    first, last = days_in_force(force)
    return np.asarray((days >= first) & (days <= last))


def unless_in_force(column: Column, there: "Bits | bool", size: int) -> Column:
    """Give a figure that is not known where it is not in force: for everyone, or entry by entry."""
    if there is True:
        return column
    valid = np.broadcast_to(np.asarray(there, dtype=np.bool_), (size,))
    if valid.all():
        return column
    # an entry each: what is one for all would be taken for known by whoever picks some out
    data = np.broadcast_to(column.data, (size,))
    return Column(data, valid if column.valid is None else valid & column.valid, column.over, column.words)


def none_dated(force: InForce | None, lo: "int | Longs", hi: "int | Longs", *, spread: bool) -> "Bits | np.bool_":
    """Say which windows can hold no row that is dated in force: there a missing file hides none.

    `lo` and `hi` are both included; a window that ends before it begins has no day. `spread`: a row that is dated in
    force may reach beyond the last day.
    """
    first, last = days_in_force(force)
    before = (np.asarray(hi) < first) | (np.asarray(lo) > np.asarray(hi))
    return before if spread else before | (np.asarray(lo) > last)


def rows_in_force(plan: "Plan", table: str, dates: Longs) -> Bits | None:
    """Say which rows of a fact table, by their dates, are dated in force; None: all of them."""
    fact = plan.covering.get(table)
    return None if fact is None or fact.rows.in_force is None else on_days(fact.rows.in_force, dates)
