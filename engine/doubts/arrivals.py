"""A register and a plan -> doubts about who came when: times that say another code, lates without any time."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from engine.calendar import SESSIONS, date_of
from engine.doubts.finding import Doubt, Kind
from engine.evaluate.block import Block
from engine.evaluate.needs import needs_of
from engine.evaluate.state import State
from engine.plan import Plan
from engine.recode import AFTER_CLOSE, LATE, ON_TIME, use_of
from engine.register import NOT_GIVEN, Register
from engine.timeline import Timeline

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def doubts_about_arrivals(plan: Plan, register: Register, codes_late: frozenset[str]) -> Iterator[Doubt]:
    """Give the doubts about arrivals.

    C120 a time says another code than the mark has, C121 minutes late beside a mark that is not late, C122 late marks
    without a time. Nothing is told of times and late marks of a dataset that has no column for them.
    """
    if register.has_arrived or register.has_minutes_late:
        yield from _without_time(register, codes_late)
        yield from _minutes_beside_others(register, codes_late)
    if register.has_arrived and len(register.arrivals.slot):
        yield from _other_code(plan, register)


def _other_code(plan: Plan, register: Register) -> Iterator[Doubt]:
    timeline = Timeline(register.calendar, register.days)
    block = Block(register, timeline, 0, len(register.pupils), plan.school_age)
    state = State(plan, block, needs_of(plan))
    held = register.arrivals
    ends = np.searchsorted(held.slot, np.arange(2 * len(register.days) + 1))
    for place in range(len(register.days)):
        state.open_day(place)
        codes = state.codes_on(place)
        for half, session in enumerate(SESSIONS):
            slot = 2 * place + half
            rows = range(int(ends[slot]), int(ends[slot + 1]))
            if not len(rows):
                continue
            entries = state.registers.entries_of(half)
            for row in rows:
                pupil, minute = int(held.pupil[row]), int(held.arrived[row])
                number = int(entries[pupil])
                code = register.codes[int(register.marks[slot, pupil])]
                used = codes[code].used_for if code in codes else None
                if minute == NOT_GIVEN or number < 0 or used not in (*ON_TIME.values(), LATE, AFTER_CLOSE):
                    continue
                entry = (plan.am, plan.pm)[half][number]
                use = use_of(minute, entry, session)
                if use != used:
                    message = (
                        f"`{code}` on {_named(register, slot)} for an arrival at {_clock(minute)}: on time is up to "
                    )
                    message += f"{_clock(entry.late_after)}, and the register closes at {_clock(entry.closes)}"
                    who, week = register.pupils[pupil], _monday(register, slot)
                    yield Doubt(Kind.CONTRADICTORY, "C120", message, who, week, help="correct the mark, or the time")


def _minutes_beside_others(register: Register, codes_late: frozenset[str]) -> Iterator[Doubt]:
    held = register.arrivals
    late = [place for place, code in enumerate(register.codes) if code in codes_late]
    code = register.marks[held.slot, held.pupil]
    for row in np.flatnonzero((held.minutes_late > 0) & ~np.isin(code, late)).tolist():
        slot, pupil = int(held.slot[row]), int(held.pupil[row])
        beside = register.codes[int(code[row])]
        message = f"{int(held.minutes_late[row])} minutes late beside `{beside}` on {_named(register, slot)}"
        yield Doubt(Kind.DOUBTFUL, "C121", message, register.pupils[pupil], _monday(register, slot))


def _without_time(register: Register, codes_late: frozenset[str]) -> Iterator[Doubt]:
    late = [place for place, code in enumerate(register.codes) if code in codes_late]
    without = np.isin(register.marks, late)
    without[register.arrivals.slot, register.arrivals.pupil] = False
    for pupil in np.flatnonzero(without.any(axis=0)).tolist():
        weeks: dict[date, list[int]] = {}
        for slot in np.flatnonzero(without[:, pupil]).tolist():
            weeks.setdefault(_monday(register, slot), []).append(slot)
        for monday, slots in weeks.items():
            named = ", ".join(_named(register, slot) for slot in slots[:4])
            message = f"late on {named} without a time of arrival"
            yield Doubt(Kind.MISSING, "C122", message, register.pupils[pupil], monday, count=len(slots))


def _named(register: Register, slot: int) -> str:
    day = date_of(int(register.days[slot // 2]))
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {SESSIONS[slot % 2]}"


def _monday(register: Register, slot: int) -> date:
    day = date_of(int(register.days[slot // 2]))
    return day - timedelta(days=day.weekday())


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
