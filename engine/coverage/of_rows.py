"""Rows of fact tables as a look sees them -> how the tests that are asked of each come out."""

from collections.abc import Callable, Iterable

import numpy as np

from engine.coverage.limits import LATER, UP_TO
from engine.coverage.part import OfRows, Part
from engine.coverage.tally import Tally
from engine.evaluate.arrays import Longs
from engine.evaluate.facts import RowNames, dates_of, truth
from engine.evaluate.frame import Frame
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.register import FactTable


def note_rows(tally: Tally, asked: Iterable[OfRows], frame: Frame, entries: Longs) -> None:
    """Count how tests of rows come out for those that some entries of a frame have by now."""
    state = frame.state
    for held in asked:
        parts = list(tally.wanting(held.parts))
        table = state.table(held.table) if parts else None
        if table is None or not table.present:
            continue
        rows = _by_now(frame, table, entries)
        if held.rule is not None:
            rule = table.columns["rule"]
            rows = rows[np.array([*(word == held.rule for word in rule.words or ()), False])[rule.data[rows]]]
        names = RowNames(table, rows, _of_pupils(frame, table, rows))
        for within in held.within:
            rows = rows[truth(within(names, len(rows)), len(rows))[0]]
            names = RowNames(table, rows, _of_pupils(frame, table, rows))
        for part in parts if len(rows) else ():
            tally.ask(part, names, len(rows))


def note_clock(tally: Tally, part: Part, tables: Iterable[str], frame: Frame, entries: Longs) -> None:
    """Count the day's facts that a look at a clock time sees, and those that come after it."""
    state = frame.state
    if frame.cut is None:
        return
    for name in tables:
        table = state.table(name)
        if not table.present or "time" not in table.columns:
            continue
        column = table.columns["time"]
        rows = _of(frame, table, entries)
        rows = rows[dates_of(table, state.plan.row_dates.get(table.name))[rows] == state.timeline.days[frame.place]]
        rows = rows if column.valid is None else rows[column.valid[rows]]
        by_then = column.data[rows] <= frame.cut[table.pupil[rows] - state.block.first]
        tally.add(part, UP_TO, int(np.count_nonzero(by_then)))
        tally.add(part, LATER, int(np.count_nonzero(~by_then)))


def _of(frame: Frame, table: FactTable, entries: Longs) -> Longs:
    """Give the rows of the pupils of some entries."""
    pupils = entries if frame.pupils is None else frame.pupils[entries]
    return np.flatnonzero(np.isin(table.pupil - frame.state.block.first, pupils)).astype(np.int64)


def _by_now(frame: Frame, table: FactTable, entries: Longs) -> Longs:
    """Give those of them that are dated by now."""
    state = frame.state
    rows = _of(frame, table, entries)
    today, dates = state.timeline.days[frame.place], dates_of(table, state.plan.row_dates.get(table.name))[rows]
    seen = dates <= today
    column = table.columns.get("time")
    if frame.cut is not None and column is not None:
        minute = np.where(True if column.valid is None else column.valid[rows], column.data[rows], -1)
        seen &= (dates < today) | (minute <= frame.cut[table.pupil[rows] - state.block.first])
    return rows[seen]


def _of_pupils(frame: Frame, table: FactTable, rows: Longs) -> Callable[[str], Column]:
    wide = frame if frame.parent is None else frame.parent
    pupils = table.pupil[rows] - frame.state.block.first

    def read(name: str) -> Column:
        column = wide[name]
        # the language's own noun for school time is no column
        return take(column, pupils) if isinstance(column, Column) else column

    return read
