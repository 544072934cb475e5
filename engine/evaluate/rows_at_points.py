"""A foreseen rule or table about rows -> what it does about them at all the points that its gate lets through."""

from collections.abc import Sequence

import numpy as np

from engine.evaluate.acts import Acts
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.asking import hold, holds, noted
from engine.evaluate.force import on_days
from engine.evaluate.gates import Gate
from engine.evaluate.grid_frame import GridFrame
from engine.evaluate.recording import Recorder
from engine.evaluate.rows import RowSet
from engine.evaluate.rows_of_grid import RowsOfGrid
from engine.evaluate.shown import shown
from engine.evaluate.tables import decided_by
from engine.model.rules import AtMost
from engine.plan import PlannedRule, PlannedTable


def acts_about_rows(
    frame: GridFrame, looked: PlannedRule | PlannedTable, gate: Gate, rows: RowSet, recorder: Recorder
) -> Acts | None:
    """Ask about the rows of a grid's pupils at all points of a frame; None where nothing comes of it."""
    entries, points, at = _seen(frame, gate.lets(frame), rows)
    few = RowsOfGrid(frame, entries, rows, at)
    force = looked.steer.in_force
    among = None if force is None else on_days(force, frame.state.timeline.day_numbers[few.places])
    yes, unsure = hold(few, looked.steer, among)
    if unsure is not None and isinstance(looked, PlannedRule) and looked.act_if_unknown:
        yes, unsure = yes | unsure, None
    name = looked.name
    if unsure is not None:
        _doubt(recorder, few.some(np.flatnonzero(unsure)), name, looked.steer.reads)
    held = np.flatnonzero(yes)
    if not len(held):
        return None
    few, points, at = few.some(held), points[held], at[held]
    fresh = _fresh(frame, points, at, rolling=looked.rolling)
    if isinstance(looked, PlannedTable):
        return _decided(few.some(np.flatnonzero(fresh)), looked, recorder)
    return _acting(few, looked, at, fresh)


def _seen(frame: GridFrame, let: Longs, rows: RowSet) -> tuple[Longs, Longs, Longs]:
    """Give the entries of the pupils let through at which their rows are asked about: by row, then in order of time.

    Beside each the number of its point, and its row's place among the rows.
    """
    grid, points = frame.grid, frame.points
    count = len(points.places)
    mine = np.flatnonzero((rows.pupils >= grid.first) & (rows.pupils < grid.after))
    first, last = (each[mine] for each in rows.seen_at(frame.state, points.places))
    # in order of pupil, then of time
    passing = np.sort(let % grid.size * count + let // grid.size)
    begin = (rows.pupils[mine] - grid.first) * count
    low = np.searchsorted(passing, begin + first)
    counts = np.maximum(np.searchsorted(passing, begin + last, side="right") - low, 0)
    counts[first > last] = 0
    places = np.arange(int(counts.sum())) + np.repeat(low - (np.cumsum(counts) - counts), counts)
    pupils, numbers = passing[places] // count, passing[places] % count
    return numbers * grid.size + pupils, numbers, np.repeat(mine, counts)


def _fresh(frame: GridFrame, points: Longs, at: Longs, *, rolling: bool) -> Bits:
    """Say at which entries, by row and in order of time, a condition that holds at all of them begins to hold."""
    goes_on = (at[1:] == at[:-1]) & (points[1:] == points[:-1] + 1)
    if not rolling:
        years = np.array(frame.state.timeline.place_of["year"])[frame.points.places]
        goes_on &= years[points[1:]] == years[points[:-1]]
    return np.concatenate([np.ones(min(1, len(at)), dtype=np.bool_), ~goes_on])


def _acting(few: RowsOfGrid, rule: PlannedRule, at: Longs, fresh: Bits) -> Acts | None:
    """Say which entries of those at which a rule's condition holds it acts at, and with which tasks."""
    base = fresh if rule.act.when == "starts" else np.ones(few.size, dtype=np.bool_)
    if rule.at_most is not None:
        base = _first_of_each(base, at, _periods(few, rule.at_most))
    episodes = np.cumsum(fresh) - 1
    tasks = np.zeros((few.size, len(rule.tasks)), dtype=np.bool_)
    for number, task in enumerate(rule.tasks):
        if task.if_ is None:
            tasks[:, number] = base
        else:
            # a task of its own moment comes once an episode
            tasks[:, number] = _first_of_each(holds(few, task.if_, np.ones(few.size, dtype=np.bool_)), episodes)
    chosen = np.flatnonzero(tasks.any(axis=1) if rule.tasks else base)
    if not len(chosen):
        return None
    began = few.places[np.flatnonzero(fresh)][episodes[chosen]]
    some = few.some(chosen)
    notes = noted(some, rule)
    return _acts(some, rule.evidence, began, tasks[chosen], notes)


def _decided(few: RowsOfGrid, table: PlannedTable, recorder: Recorder) -> Acts | None:
    is_open, hit, gives = decided_by(table, few)
    if np.count_nonzero(is_open):
        _doubt(recorder, few.some(np.flatnonzero(is_open)), table.name, table.table.reads)
        few = few.some(np.flatnonzero(~is_open))
    if not few.size:
        return None
    nothing = np.zeros((few.size, 0), dtype=np.bool_)
    acts = _acts(few, table.evidence, few.places, nothing, nothing)
    acts.gives, acts.hit = gives, hit
    return acts


def _acts(few: RowsOfGrid, evidence: Sequence[str], began: Longs, tasks: Bits, notes: Bits) -> Acts:
    shows = {name: shown(few, name) for name in evidence}
    return Acts(few.slots, few.pupils + few.whole.grid.first, began, tasks, notes, shows, few.of.rows)


def _doubt(recorder: Recorder, few: RowsOfGrid, name: str, reads: tuple[str, ...]) -> None:
    pupils = few.pupils + few.whole.grid.first
    recorder.doubt_entries(few, few.of.table.name, name, reads, pupils, few.places)


def _periods(few: RowsOfGrid, most: AtMost) -> Longs:
    if most.per == "ever":
        return np.zeros(few.size, dtype=np.int64)
    return np.array(few.state.timeline.place_of[most.per], dtype=np.int64)[few.places]


def _first_of_each(bits: Bits, *keys: Longs) -> Bits:
    """Leave of the bits set the first of each key; entries of a key stand together."""
    chosen = np.flatnonzero(bits)
    same = np.ones(max(len(chosen) - 1, 0), dtype=np.bool_)
    for key in keys:
        same &= key[chosen][1:] == key[chosen][:-1]
    found = np.zeros_like(bits)
    found[chosen[:1]] = True
    found[chosen[1:][~same]] = True
    return found
