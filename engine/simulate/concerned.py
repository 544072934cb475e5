"""Which pupils other marks, or other times of the registers, can make a difference to."""

import numpy as np
import numpy.typing as npt

from engine.plan import Plan, PlannedEntry
from engine.register import Register

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
