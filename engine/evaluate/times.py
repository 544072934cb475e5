"""The time since something, in whole units, and the day that lies so long after another."""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import day_number
from engine.counting import Since
from engine.evaluate.arrays import different
from engine.expressions.columns import Column
from engine.model.amounts import Amount
from engine.timeline import Timeline, back

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame

FAR = 2**30


def later(timeline: Timeline, day: date, amount: Amount) -> int:
    """Give the day number that lies so long after a date; far off where the calendar does not reach.

    So many school weeks after is the same weekday in that school week, or its last school day if that comes first.
    """
    count, unit = int(amount.number), amount.unit
    if unit == "school day":
        found = timeline.calendar.add_school_days(day, count)
        return FAR if found is None else day_number(found)
    if unit == "school week":
        return _school_weeks_later(timeline, day, count)
    if unit in {"half term", "term"}:
        return _stretches_later(timeline, day, count, "half_term" if unit == "half term" else "term")
    return day_number(back(day, -count, str(unit)))


def _school_weeks_later(timeline: Timeline, day: date, count: int) -> int:
    weeks = timeline.calendar.weeks
    own = timeline.calendar.week_of(day)
    after = [week for week in weeks if week > own]
    if count == 0:
        return day_number(day)
    if count > len(after):
        return FAR
    week = after[count - 1]
    last = timeline.calendar.last_school_day("week", week)
    same = week + (day - own)
    return day_number(min(same, last) if last else same)


def _stretches_later(timeline: Timeline, day: date, count: int, kind: str) -> int:
    """So many half terms or terms after: the first day of that one."""
    starts = [start for start in timeline.starts[kind] if start > day_number(day)]
    return starts[count - 1] if 0 < count <= len(starts) else FAR


def time_since(frame: "Frame", kind: Since) -> Column:
    """Say how long ago an anchor's latest moment was; not known before there was one."""
    state = frame.state
    timeline, place = state.timeline, frame.place
    by_row = False
    if kind.anchor in state.plan.flags:
        held = state.flags.states[kind.anchor]
        slots, days = held.first_slot, held.first_day
        places = slots // 2
        known = slots >= 0
    else:
        by_row = frame.rows is not None and state.acted.is_about(kind.anchor, frame.rows.table.name)
        if by_row and frame.rows is not None:
            places, slots = state.acted.rows_before(kind.anchor, frame.rows.rows)
        else:
            history = state.acted.histories[kind.anchor]
            places, slots = history.before_place, history.before_slot
        known = places >= 0
        days = timeline.day_numbers[np.maximum(places, 0)]
    if frame.pupils is not None and not by_row:
        places, slots, days, known = places[frame.pupils], slots[frame.pupils], days[frame.pupils], known[frame.pupils]
    today = timeline.days[place]
    if kind.unit == "school days":
        data = place - places
    elif kind.unit == "sessions":
        # a session closed by plan is none; the one with which a flag began is the first, not one after it
        begun = slots + (kind.anchor in state.plan.flags)
        data = timeline.sessions_before(frame.slot) - timeline.sessions_before(begun)
    elif kind.unit in {"days", "weeks"}:
        data = (today - days) // (7 if kind.unit == "weeks" else 1)
    else:
        unit = {"months": "month", "school weeks": "school week"}[kind.unit]
        data = np.zeros(frame.size, dtype=np.int64)
        for anchor in different(places[known]):
            count = _whole(timeline, timeline.dates[int(anchor)], today, unit)
            data[known & (places == anchor)] = count
    return Column(np.asarray(data).astype(np.int32), None if known.all() else known)


def _whole(timeline: Timeline, since: date, today: int, unit: str) -> int:
    """Count the whole units from a date to a day number."""
    count = 0
    while later(timeline, since, Amount(Fraction(count + 1), unit)) <= today:
        count += 1
    return count
