"""A plan and a register -> the rows of facts and flags that count nowhere, since those are not in force on their days.

Source: design §5.6; what somebody recorded is told where nothing comes of it.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from engine.calendar import day_number
from engine.evaluate.facts import RowNames, dates_of, ends_of, truth
from engine.evaluate.force import days_in_force
from engine.evaluate.values import ValuesByDay
from engine.expressions.columns import Column
from engine.expressions.school import CALENDAR, SchoolDays
from engine.fired import Bits, Longs
from engine.plan import CoveringFact, Plan, PlannedFlag
from engine.register import FactTable, Register
from engine.timeline import Timeline

_FLAGS, _FROM = "flags", "from"


def rows_not_in_force(plan: Plan, register: Register) -> dict[str, int]:
    """Count the rows dated by as-of that count nowhere for that, by the name of the fact or the flag."""
    return {name: count for name, count in _counted(plan, register) if count}


def _counted(plan: Plan, register: Register) -> Iterator[tuple[str, int]]:
    for name, fact in plan.covering.items():
        if fact.rows.in_force is not None:
            yield name, int(np.count_nonzero(_of_fact(plan, register, fact)))
    table = register.tables.get(_FLAGS)
    for name, flag in plan.flags.items():
        if flag.in_force is not None and table is not None and len(table.pupil):
            yield name, int(np.count_nonzero(_of_flag(table, flag, day_number(register.as_of))))


def _of_fact(plan: Plan, register: Register, fact: CoveringFact) -> Bits:
    """Say which rows are a fact's and dated on a day on which it is not in force.

    Of a fact that covers sessions those that cover no day in force.
    """
    table = register.tables[fact.rows.table]
    first, last = days_in_force(fact.rows.in_force)
    dates = dates_of(table, fact.rows.dated_by)
    starts = ends = dates
    if fact.covers and _FROM in table.columns:
        starts = dates_of(table, _FROM)
        ends = ends_of(table, starts)
    out: Bits = ((starts > last) | (ends < first)) & (dates <= day_number(register.as_of))
    rows = np.flatnonzero(out)
    for condition in fact.rows.fixed if len(rows) else ():
        rows = rows[truth(condition.program(_names(plan, register, table, rows), len(rows)), len(rows))[0]]
    out = np.zeros(len(table.pupil), dtype=np.bool_)
    out[rows] = True
    return out


def _names(plan: Plan, register: Register, table: FactTable, rows: Longs) -> Mapping[str, Column]:
    values = ValuesByDay(plan, Timeline(register.calendar, register.days))

    def outer(name: str) -> Column:
        if name == CALENDAR:
            return SchoolDays(register.calendar.days)  # type: ignore[return-value]  # the language's own noun
        held = values.column(0, name)
        assert held is not None, f"INVARIANT: {name} is a value: what makes a part of a table reads its columns"
        return held

    return RowNames(table, rows, outer)


def _of_flag(table: FactTable, flag: PlannedFlag, as_of: int) -> Bits:
    """Say which rows of the flags file would let a flag stand, and on no day in force."""
    first, last = days_in_force(flag.in_force)
    column = table.columns["flag"]
    words = column.words or ()
    mine: Bits = column.data == (words.index(flag.called) if flag.called in words else -1)
    begins = table.columns[_FROM].data.astype(np.int64)
    ends = ends_of(table, begins, open_ended=True)
    return mine & (begins <= as_of) & ((begins > last) | (ends < first))
