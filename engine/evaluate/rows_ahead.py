"""Rules and tables that a row alone decides: all rows at once, each at the first review point that sees it."""

from typing import TYPE_CHECKING

import numpy as np

from engine.evaluate.acts import Acts
from engine.evaluate.arrays import Longs
from engine.evaluate.asking import hold, noted
from engine.evaluate.batches import batches_of
from engine.evaluate.facts import entry_each
from engine.evaluate.points import Points
from engine.evaluate.recording import Recorder
from engine.evaluate.rows import RowSet
from engine.evaluate.rows_alone import SCHOOL_DAYS, RowsAlone
from engine.evaluate.tables import decided_by
from engine.expressions.school import CALENDAR
from engine.fired import Shown
from engine.plan import Plan, PlannedRule, PlannedTable

if TYPE_CHECKING:
    from engine.evaluate.host import State


def by_row_alone(plan: Plan, looked: object, columns: frozenset[str]) -> bool:
    """Whether a row with such columns decides something alone, once and for all, when it is first asked about."""
    if not isinstance(looked, PlannedRule | PlannedTable) or looked.steer.in_force is not None:
        return False
    if isinstance(looked, PlannedRule) and (
        looked.act.when != "starts"
        or looked.at_most is not None
        or looked.act_if_unknown
        or any(task.if_ is not None for task in looked.tasks)
    ):
        return False
    parts = (looked.steer.asks, looked.steer.unless)
    return all(_told(plan, name, columns) for part in parts if part is not None for name in part.reads)


def shows_rows_alone(plan: Plan, looked: PlannedRule | PlannedTable, columns: frozenset[str]) -> bool:
    """Whether all that it shows, notes or looks up in its rows is told by the row alone too."""
    names = {*looked.evidence}
    if isinstance(looked, PlannedRule):
        names.update(name for note in looked.notes if note.if_ is not None for name in note.if_.reads)
    else:
        names.update(looked.table.reads)
    return all(_told(plan, name, columns) for name in names)


def _told(plan: Plan, name: str, columns: frozenset[str]) -> bool:
    if name in columns or name in (SCHOOL_DAYS, CALENDAR):
        return True
    entries = plan.values.get(name, ())
    return len(entries) == 1 and entries[0].start is None and entries[0].until is None


def decide_rows(
    state: "State", recorder: Recorder, rows: RowSet, points: Points, looked: PlannedRule | PlannedTable
) -> None:
    """Record what a rule or a table does about the rows of a block, and of which it could not be decided."""
    first, last = rows.seen_at(state, points.places)
    seen = np.flatnonzero(first <= last)
    # in order of time, as if the days were stepped over
    seen = seen[np.argsort(first[seen], kind="stable")]
    frame = RowsAlone(state, rows, seen)
    yes, unsure = hold(frame, looked.steer, None)
    name = looked.name
    if unsure is not None:
        _doubt(recorder, frame, rows, name, looked.steer.reads, np.flatnonzero(unsure), points.places[first[seen]])
        _doubt(recorder, frame, rows, name, looked.steer.reads, np.flatnonzero(unsure), points.places[last[seen]])
    chosen = np.flatnonzero(yes)
    if isinstance(looked, PlannedRule):
        few = frame.some(chosen)
        notes = noted(few, looked)
        tasks = np.ones((few.size, len(looked.tasks)), dtype=np.bool_)
        gives: dict[str, tuple[object, ...]] = {}
        hit = None
    else:
        is_open, hit, gives = decided_by(looked, frame.some(chosen))
        if np.count_nonzero(is_open):
            _doubt(recorder, frame, rows, name, looked.table.reads, chosen[is_open], points.places[first[seen]])
        few = frame.some(chosen[~is_open])
        tasks = notes = np.zeros((few.size, 0), dtype=np.bool_)
    if not few.size:
        return
    evidence = {each: _shown(few, each) for each in looked.evidence}
    places = points.places[first[few.entries]]
    slots, pupils = points.slots[first[few.entries]], rows.pupils[few.entries]
    acts = Acts(slots, pupils, places, tasks, notes, evidence, rows.rows[few.entries], gives, hit)
    recorder.batches += batches_of(name, acts, state.block.first, halves=False)


def _doubt(
    recorder: Recorder, frame: RowsAlone, rows: RowSet, name: str, reads: tuple[str, ...], entries: Longs, at: Longs
) -> None:
    few = frame.some(entries)
    recorder.doubt_entries(few, rows.table.name, name, reads, rows.pupils[few.entries], at[entries])


def _shown(few: RowsAlone, name: str) -> Shown:
    column = entry_each(few[name], few.size)
    return Shown(column.data, column.valid, column.over, column.words)
