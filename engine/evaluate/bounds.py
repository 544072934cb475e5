"""Where a figure's window begins and ends at a review point, in sessions and in days."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import Span
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.needs import SPELL_UNIT
from engine.model.amounts import Amount
from engine.model.windows import AfterRow, Fixed, FromFirst, Last, Row, Spell, Stretch
from engine.nouns import dataclass

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame, Restart


@dataclass(slots=True)
class Bounds:
    """A window: the same for all where its bounds are whole numbers, else one entry a pupil of the frame.

    Slots are sessions, `first_slot` included and `after_slot` excluded; `lo` and `hi` are day numbers, both included.
    `there` is where the window exists at all (a spell, a stretch), `known` where a pupil was on the roll for it;
    None: everywhere.
    """

    first_slot: int | Longs
    after_slot: int | Longs
    lo: int | Longs
    hi: int | Longs
    there: Bits | None = None
    known: Bits | None = None
    to_now: bool = True

    @property
    def shared(self) -> bool:
        """Whether it is the same for all."""
        first, after = isinstance(self.first_slot, int), isinstance(self.after_slot, int)
        return first and after and isinstance(self.lo, int) and isinstance(self.hi, int)


def _later(one: int | Longs, other: int | Longs) -> int | Longs:
    return max(one, other) if isinstance(one, int) and isinstance(other, int) else np.maximum(one, other)


def _earlier(one: int | Longs, other: int | Longs) -> int | Longs:
    return min(one, other) if isinstance(one, int) and isinstance(other, int) else np.minimum(one, other)


def _both(one: Bits | None, other: Bits | None) -> Bits | None:
    return other if one is None else one if other is None else one & other


def bounds_of(frame: "Frame", span: Span, name: str | None = None) -> Bounds:
    """Give a span's bounds; several windows give what they have in common, a restart cuts what came before it."""
    state = frame.state
    held = state.bounds_held.get(id(span)) or frame.bounds_held.get(id(span))
    if held is None:
        held = _of_windows(frame, span)
        # what is the same for all is found once a moment, whoever asks
        keeper = state.bounds_held if held.shared and held.there is None and held.known is None else frame.bounds_held
        keeper[id(span)] = held
    if name is not None and frame.restart is not None and name in frame.restart.figures:
        restart = frame.restart
        return Bounds(
            _later(held.first_slot, restart.slot),
            held.after_slot,
            _later(held.lo, restart.day),
            held.hi,
            held.there,
            held.known,
            held.to_now,
        )
    return held


def from_restart(bounds: Bounds, plain: Bounds, restart: "Restart", partly: Bits) -> Bounds:
    """Begin with the day of the restart itself where something of it had not been seen yet."""
    if not partly.any():
        return bounds
    return replace(bounds, lo=np.maximum(plain.lo, restart.day - partly))


def ends_ago(frame: "Frame", span: Span) -> int:
    """Say how many school days ago a span ends."""
    if span.ends is None:
        return 0
    amount = span.ends if isinstance(span.ends, Amount) else frame.state.amounts()[span.ends.name]
    return int(amount.number)


def _of_windows(frame: "Frame", span: Span) -> Bounds:
    ago = ends_ago(frame, span)
    state = frame.state
    if ago == 0 and len(span.windows) == 1 and isinstance(span.windows[0], Fixed | Last):
        return _of_window(frame, span.windows[0], span, 0)
    today = state.timeline.days[frame.place]
    at = frame.place - ago
    end_slot = frame.slot if ago == 0 else 2 * (at + 1)
    end_day = today if ago == 0 else (state.timeline.days[at] if at >= 0 else state.timeline.days[0] - 1)
    found = Bounds(0, max(end_slot, 0), -(2**30), end_day, to_now=ago == 0)
    for window in span.windows:
        one = _of_window(frame, window, span, ago)
        found = Bounds(
            _later(found.first_slot, one.first_slot),
            _earlier(found.after_slot, one.after_slot),
            _later(found.lo, one.lo),
            _earlier(found.hi, one.hi),
            _both(found.there, one.there),
            _both(found.known, one.known),
            found.to_now and one.to_now,
        )
    return found


def _of_window(frame: "Frame", window: object, span: Span, ago: int) -> Bounds:
    state = frame.state
    now_slot, today = frame.slot, state.timeline.days[frame.place]
    if isinstance(window, Spell):
        return _of_spell(frame, span.spell_sets[window.of], ago)
    if isinstance(window, Stretch) and window.name in state.plan.flags:
        return _of_flag(frame, window.name, ago)
    if isinstance(window, Row | AfterRow):
        assert frame.rows is not None, "INVARIANT: checked when the policy was bound"
        first_day, last_day = frame.rows.days
        first_slot, after_slot = frame.rows.slots
        if isinstance(window, Row):
            capped = np.minimum(after_slot, now_slot)
            return Bounds(first_slot, capped, first_day, np.minimum(last_day, today), to_now=False)
        nows, todays = np.full(len(after_slot), now_slot), np.full(len(after_slot), today)
        return Bounds(after_slot, nows, last_day + 1, todays)
    if isinstance(window, Fixed) and window.period == "session":
        latest = max(now_slot - 1, 2 * frame.place)
        if latest > 2 * frame.place and not state.block.register.calendar.open_sessions[frame.place, 1]:
            # the afternoon is closed by plan: the present session is the morning's
            return Bounds(latest - 1, now_slot, today, today)
        return Bounds(latest, now_slot, today, today)
    if isinstance(window, FromFirst):
        return Bounds(0, now_slot, -(2**30), today)
    span_range = state.timeline.resolve(window, frame.place, ago, state.amounts())  # type: ignore[arg-type]
    if span_range.empty:
        found = Bounds(0, 0, today + 1, today, to_now=False)
    else:
        until = now_slot if span_range.last is None else 2 * (span_range.last + 1)
        ended = today if span_range.last_day is None else span_range.last_day
        found = Bounds(2 * span_range.first, min(until, now_slot), span_range.first_day, ended)
        found.to_now = span_range.last is None
    if span_range.known_from is not None:
        enrolled = state.block.enrolled if frame.pupils is None else state.block.enrolled[frame.pupils]
        found.known = enrolled <= span_range.known_from
        found.to_now = False
    return found


def _of_flag(frame: "Frame", name: str, ago: int) -> Bounds:
    """Give a flag's present or latest stretch, as it stood so many school days ago."""
    state = frame.state
    held = state.flags.states[name]
    pick = slice(None) if frame.pupils is None else frame.pupils
    at = frame.place - ago
    nobody = np.zeros(frame.size, dtype=np.bool_)
    known = None if held.known else nobody
    if at < 0:
        nowhere = np.zeros(frame.size, dtype=np.int64)
        return Bounds(nowhere, nowhere, nowhere, nowhere, there=nobody, known=known, to_now=False)
    now = (held.first_slot, held.after_slot, held.first_day, held.last_day, held.on)
    first, after, begins, ends, on = (each[pick] for each in (held.past[at] if ago else now))
    slot, day = (2 * (at + 1), state.timeline.days[at]) if ago else (frame.slot, state.timeline.days[frame.place])
    return Bounds(
        np.maximum(first, 0).astype(np.int64),
        np.where(on, slot, after),
        begins,
        np.where(on, day, ends),
        there=first >= 0,
        known=known,
        to_now=False,
    )


def _of_spell(frame: "Frame", number: int, ago: int) -> Bounds:
    """Give the spell of a set, as it stood so many school days ago; one whose beginning is doubtful is not known."""
    state = frame.state
    if ago:
        return _of_past_spell(frame, number, frame.place - ago)
    low, high = state.run_lengths((SPELL_UNIT, number, False), frame.seen)
    run = state.runs[(SPELL_UNIT, number, False)][0]
    begun = run.begun
    if not (state.closed and frame.seen == 2):
        begun = np.where(run.now > 0, begun, frame.place)
    pick = slice(None) if frame.pupils is None else frame.pupils
    there = low[pick] > 0
    first = np.where(there, begun[pick], frame.place).astype(np.int64)
    days = state.timeline.day_numbers[first]
    known = None if low is high else (low[pick] == high[pick])
    now, today = np.full(len(first), frame.slot), np.full(len(first), state.timeline.days[frame.place])
    return Bounds(2 * first, now, days, today, there=there, known=known)


def _of_past_spell(frame: "Frame", number: int, at: int) -> Bounds:
    state = frame.state
    run, high = state.runs[(SPELL_UNIT, number, False)]
    pick = slice(None) if frame.pupils is None else frame.pupils
    if at < 0 or run.begun_rows is None:
        nowhere = np.zeros(frame.size, dtype=np.int64)
        return Bounds(nowhere, nowhere, nowhere, nowhere, there=np.zeros(frame.size, dtype=np.bool_))
    assert run.rows is not None and high.rows is not None, "INVARIANT: past spells are kept"
    length = run.rows[at + 1][pick]
    there = length > 0
    first = np.where(there, run.begun_rows[at + 1][pick], at).astype(np.int64)
    known = None if high is run else length == high.rows[at + 1][pick]
    after = np.full(frame.size, 2 * (at + 1))
    days = state.timeline.day_numbers
    return Bounds(2 * first, after, days[first], np.full(frame.size, days[at]), there=there, known=known, to_now=False)
