"""Which pupils other marks, or other times of the registers, can make a difference to."""

from datetime import date

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS
from engine.counting import Kind, Latest, Total
from engine.evaluate.lookup import DEPENDS, Lookup
from engine.evaluate.values import ValuesByDay
from engine.narrow import sets_of
from engine.plan import DatedCodes, Plan, PlannedEntry
from engine.register import Register
from engine.timeline import Timeline

Bits = npt.NDArray[np.bool_]


def concerned(before: Plan, after: Plan, one: Register, two: Register) -> Bits | None:
    """Mark the pupils to whom two registers of one dataset and two policies' times of registers make a difference.

    None where it may be everybody: other codes, other groups, another opening, or a clock check between two closes.
    """
    places = min(len(one.codes), len(two.codes))
    if one.codes[:places] != two.codes[:places] or one.marks.shape != two.marks.shape:
        return None
    found = np.zeros(len(one.pupils), dtype=np.bool_)
    if one.marks is not two.marks:
        found |= (one.marks != two.marks).any(axis=0)
    for half in ((before.am, after.am), (before.pm, after.pm)):
        closes = _closes_between(*half)
        if closes is None:
            return None
        for low, high in closes:
            if any(low <= minute <= high for minute in (*before.clock, *after.clock)):
                return None
            found |= _with_facts_between(two, low, high)
    return found


def _closes_between(before: tuple[PlannedEntry, ...], after: tuple[PlannedEntry, ...]) -> list[tuple[int, int]] | None:
    """Give the stretches between two closes of one entry, both included; None where more than closes differ."""
    if len(before) != len(after):
        return None
    found = []
    for one, two in zip(before, after, strict=True):
        if (one.entry.for_, one.entry.in_force, one.opens) != (two.entry.for_, two.entry.in_force, two.opens):
            return None
        if one.closes != two.closes:
            found.append((min(one.closes, two.closes), max(one.closes, two.closes)))
    return found


def times_differ(before: Plan, after: Plan) -> bool:
    """Whether two policies' registers close at other times for anybody."""
    return any(_closes_between(*half) != [] for half in ((before.am, after.am), (before.pm, after.pm)))


def _with_facts_between(register: Register, low: int, high: int) -> Bits:
    """Mark the pupils with a fact at a time between two minutes: whether it is seen in time may turn on them."""
    found = np.zeros(len(register.pupils), dtype=np.bool_)
    for table in register.tables.values():
        time = table.columns.get("time")
        if time is None:
            continue
        held = (time.data >= low) & (time.data <= high)
        if time.valid is not None:
            held &= time.valid
        found[table.pupil[held]] = True
    return found


def figures_concerned(plan: Plan, one: Register, two: Register) -> frozenset[str] | None:
    """Name the figures that count sessions whose marks differ in a way that matters to them; None: maybe all of them.

    A set to which the old and the new code belong alike, or neither, counts the same; of a figure whose sessions a task
    names, each with its code, neither may belong to it. What looks at more than codes is concerned in any case.
    """
    swapped = _swapped(one, two)
    if swapped is None:
        return None
    lookup = Lookup(plan, two.codes)
    timeline = Timeline(two.calendar, two.days)
    values = ValuesByDay(plan, timeline)
    sets: set[int] = set()
    holding: set[int] = set()
    seen: set[object] = set()
    for place, day in enumerate(timeline.dates):
        codes = next((each.codes for each in plan.codes if _holds(each, day)), {})
        key = (id(codes), values.epoch(place))
        if key in seen:
            continue
        seen.add(key)
        for session in SESSIONS:
            packed = lookup.table(codes, session, values.literals(place))
            outlines = lookup.outlines(codes, session, values.literals(place))
            for old, new in swapped:
                apart, either = int(packed[old] ^ packed[new]), int(packed[old] | packed[new])
                sets.update(number for number, bit in lookup.bit_of.items() if apart >> bit & 1)
                holding.update(number for number, bit in lookup.bit_of.items() if either >> bit & 1)
                sets.update(
                    number for number, said in outlines.items() if said[old] != said[new] or said[old] == DEPENDS
                )
    named = {task.sessions for rule in plan.rules for task in rule.tasks}
    return frozenset(
        name
        for name, figure in plan.figures.items()
        if _rests_on(figure.kind, sets | holding if name in named else sets)
    )


def _swapped(one: Register, two: Register) -> list[tuple[int, int]] | None:
    """Give each pair of codes of which one register has the one where the other has the other."""
    if one.codes[: len(two.codes)] != two.codes[: len(one.codes)]:
        return None
    where = one.marks != two.marks
    pairs = np.unique(one.marks[where].astype(np.int64) * 256 + two.marks[where])
    return [divmod(int(pair), 256) for pair in pairs]


def _holds(table: DatedCodes, day: date) -> bool:
    return (table.start is None or table.start <= day) and (table.until is None or day < table.until)


def _rests_on(kind: Kind, sets: set[int]) -> bool:
    if isinstance(kind, (Total, Latest)):
        return True
    return not sets.isdisjoint(sets_of(kind))
