"""How many units stand in a row at a review point, or stood when a window ended."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import InARow
from engine.evaluate.arrays import Longs
from engine.evaluate.between import known_count
from engine.evaluate.bounds import Bounds, bounds_of
from engine.evaluate.day_parts import makes_a_day, whole_days
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
        if frame.restart is not None and name in frame.restart.figures and kind.unit == SPELL_UNIT:
            # a day that a restart parts has been a day of the run before it
            cut = frame.restart.slot
            bounds = replace(bounds, first_slot=np.where(bounds.first_slot == cut, cut + cut % 2, bounds.first_slot))
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
    begun = run.begun[pupils]
    if kind.unit == SPELL_UNIT and not (frame.state.closed and frame.seen == 2):
        # a run that the present day begins has not been noted yet
        begun = np.where(run.now[pupils] > 0, begun, frame.place)
    stood = np.where(begun >= at, 0, run.rows[at, pupils])
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
        length = now.copy() if frame.pupils is None else now[frame.pupils]
        ended = np.flatnonzero(bounds.after_slot < frame.slot)
        steps = bounds.after_slot[ended] // (2 if kind.unit == SPELL_UNIT else 1)
        length[ended] = rows[steps, ended if frame.pupils is None else frame.pupils[ended]]
    if isinstance(bounds.first_slot, int) and bounds.first_slot == 0:
        # no run is longer than what lies between its ends
        return length
    # few are in a run
    inside = np.flatnonzero(length)
    length = length.copy()
    length[inside] = np.minimum(length[inside], _units(frame, kind, bounds, inside))
    return length if kind.unit != SPELL_UNIT else length + _afternoon_first(frame, kind, bounds, length, high=high)


def _afternoon_first(frame: "Frame", kind: InARow, bounds: Bounds, length: Longs, *, high: bool) -> Longs:
    """Say where the afternoon with which a window begins goes before a run of all its whole days."""
    added = np.zeros_like(length)
    first, after = (np.broadcast_to(each, (frame.size,)) for each in (bounds.first_slot, bounds.after_slot))
    entries = np.flatnonzero((first % 2 == 1) & (first < after))
    if len(entries):
        entries = entries[length[entries] == _units(frame, kind, bounds, entries)]
        added[entries] = makes_a_day(frame, first[entries], entries, kind.set, whole=True, high=high)
    return added


def _units(frame: "Frame", kind: InARow, bounds: Bounds, entries: Longs) -> Longs:
    """Count how many units a run could have inside a window, for some entries of a frame."""
    state = frame.state
    pupils = entries if frame.pupils is None else frame.pupils[entries]
    first_slot, after_slot = (
        np.broadcast_to(np.asarray(each), (frame.size,))[entries] for each in (bounds.first_slot, bounds.after_slot)
    )
    if kind.unit == "sessions":
        return state.sessions.totals[state.plan.named_sets["possible"]].between(first_slot, after_slot, pupils)
    if kind.unit != SPELL_UNIT:
        return state.possible_halves[kind.unit].between(first_slot, np.minimum(after_slot, frame.slot), pupils)
    first, after = whole_days(first_slot, after_slot, frame.slot)
    if kind.strict:
        # where the morning is closed by plan nothing of the day has been seen until the afternoon
        begun = state.block.register.calendar.open_sessions[frame.place, : frame.seen].any()
        return np.asarray(np.maximum(np.minimum(after, frame.place + begun) - first, 0))
    done = frame.place + 1 if state.closed and frame.seen == 2 else frame.place
    assert state.possible_days is not None, "INVARIANT: kept where a run is bounded by a window"
    counted = state.possible_days.between(first, np.minimum(after, done), pupils)
    if done == frame.place:
        today = (first <= frame.place) & (after > frame.place)
        counted = counted + (state.possible_today[pupils] & today)
    return counted
