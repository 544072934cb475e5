"""How many units stand in a row at a review point, or stood when a window ended."""

from typing import TYPE_CHECKING

import numpy as np

from engine.counting import InARow
from engine.evaluate.arrays import Longs
from engine.evaluate.between import halved, known_count, least, sessions_between
from engine.evaluate.bounds import Bounds, bounds_of
from engine.evaluate.needs import SPELL_UNIT
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


def in_a_row(frame: "Frame", name: str, kind: InARow) -> Column:
    """Say how many units of a set stand in a row; not known where a doubtful session makes a difference."""
    state = frame.state
    key = (kind.unit, kind.set, kind.strict)
    if kind.span is None:
        low, high = state.run_lengths(key, frame.seen)
        if frame.pupils is not None:
            same = low is high
            low = low[frame.pupils]
            high = low if same else high[frame.pupils]
        bounds = None
    else:
        bounds = bounds_of(frame, kind.span, name)
        low = _run_inside(frame, kind, bounds, high=False)
        pair = state.runs[key]
        high = low if pair[0] is pair[1] else _run_inside(frame, kind, bounds, high=True)
    if frame.restart is not None and name in frame.restart.figures and kind.span is None:
        same = low is high
        low = _since_restart(frame, kind, low, high=False)
        high = low if same else _since_restart(frame, kind, high, high=True)
    column = known_count(low, None if low is high else low == high, bounds)
    if bounds is not None and bounds.there is not None:
        # with no spell or no stretch yet only counts are known
        valid = bounds.there if column.valid is None else column.valid & bounds.there
        return Column(column.data, valid)
    return column


def _since_restart(frame: "Frame", kind: InARow, length: Longs, *, high: bool) -> Longs:
    """Give how much of a run stands after a restart: all of it, where it began later."""
    assert frame.restart is not None
    run = frame.state.runs[(kind.unit, kind.set, kind.strict)][int(high)]
    pupils = np.arange(frame.state.block.size) if frame.pupils is None else frame.pupils
    slot = frame.restart.slot
    assert run.rows is not None, "INVARIANT: a restarted run keeps its past"
    at = np.minimum((slot + 1) // 2 if kind.unit == SPELL_UNIT else slot, len(run.rows) - 1)
    stood = np.where(run.begun[pupils] >= at, 0, run.rows[at, pupils])
    return np.maximum(length - stood, 0)


def _run_inside(frame: "Frame", kind: InARow, bounds: Bounds, *, high: bool) -> Longs:
    """Give the run as it stood at the window's end, counting only inside the window."""
    state = frame.state
    run = state.runs[(kind.unit, kind.set, kind.strict)][int(high)]
    rows = run.rows
    assert rows is not None, "INVARIANT: a run inside a window keeps its past"
    now = state.run_lengths((kind.unit, kind.set, kind.strict), frame.seen)[int(high)]
    if isinstance(bounds.after_slot, int):
        step = bounds.after_slot // 2 if kind.unit == SPELL_UNIT else bounds.after_slot
        length = now if bounds.after_slot >= frame.slot else rows[min(step, len(rows) - 1)]
        length = length if frame.pupils is None else length[frame.pupils]
    else:
        pupils = np.arange(state.block.size) if frame.pupils is None else frame.pupils
        after = bounds.after_slot
        steps = after // 2 if kind.unit == SPELL_UNIT else after
        length = np.where(after >= frame.slot, now[pupils], rows[np.minimum(steps, len(rows) - 1), pupils])
    if isinstance(bounds.first_slot, int) and bounds.first_slot == 0:
        # no run is longer than what lies between its ends
        return length
    return np.minimum(length, _units(frame, kind, bounds))


def _units(frame: "Frame", kind: InARow, bounds: Bounds) -> Longs:
    """Count how many units a run could have inside a window."""
    state = frame.state
    if kind.unit == "sessions":
        return sessions_between(frame, state.sessions.totals[state.plan.named_sets["possible"]], bounds, None)
    first, after = halved(bounds.first_slot), halved(bounds.after_slot, up=True)
    if kind.strict:
        return np.broadcast_to(np.maximum(np.asarray(after) - np.asarray(first), 0), (frame.size,))
    done = frame.place + 1 if state.closed and frame.seen == 2 else frame.place
    assert state.possible_days is not None, "INVARIANT: kept where a run is bounded by a window"
    counted = state.possible_days.between(first, least(after, done), frame.pupils)
    if done == frame.place:
        today = state.possible_today if frame.pupils is None else state.possible_today[frame.pupils]
        counted = counted + (today & (np.asarray(after) > frame.place))
    return counted
