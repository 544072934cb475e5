"""A register, a plan and the checks of the law -> marks whose code is for pupils of another age."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from engine.calendar import SESSIONS
from engine.doubts.finding import Doubt, Kind
from engine.doubts.marks import Marks, Mask, by_week, named
from engine.evaluate.block import Block
from engine.evaluate.force import in_force
from engine.model.checks import Check
from engine.plan import Plan
from engine.timeline import Timeline

_OF_AGE = "compulsory_school_age"


def doubts_about_ages(plan: Plan, marks: Marks, checks: Iterable[Check]) -> Iterator[Doubt]:
    """Give the doubts about codes that part by compulsory school age, as the checks with `by_age` name them.

    C114 a code for pupils below it of one who is of it, C115 one for those of it of one who is not. Nothing is told
    where a pupil's age is not known, and on days on which the check is not in force.
    """
    for check in checks:
        if check.by_age is None:
            continue
        for code, codes, is_of_age in (("C114", check.by_age.below, True), ("C115", check.by_age.at, False)):
            wrong = _at_age(plan, marks, check, codes, is_of_age)
            yield from _by_pupil(marks, wrong, code, check.say or "")


def _at_age(plan: Plan, marks: Marks, check: Check, codes: Sequence[str], is_of_age: bool) -> Mask:
    """Give the marks of some codes of pupils who are, or are not, of compulsory school age on the day."""
    register = marks.register
    found: Mask = np.isin(register.marks, [place for place, code in enumerate(register.codes) if code in codes])
    found &= marks.expected
    days = np.flatnonzero(found.any(axis=1).reshape(-1, len(SESSIONS)).any(axis=1)).tolist()
    block = Block(register, Timeline(register.calendar, register.days), 0, len(register.pupils), plan.school_age)
    for place in days:
        slots = slice(len(SESSIONS) * place, len(SESSIONS) * (place + 1))
        if not in_force(check.in_force, marks.day(slots.start)):
            found[slots] = False
            continue
        block.open_day(place)
        age = block.column(_OF_AGE)
        known = True if age.valid is None else age.valid
        found[slots] &= known & (age.data.astype(np.bool_) == is_of_age)
    return found


def _by_pupil(marks: Marks, wrong: Mask, code: str, help_: str) -> Iterator[Doubt]:
    register = marks.register
    for pupil in np.flatnonzero(wrong.any(axis=0)).tolist():
        for monday, slots in by_week(marks, np.flatnonzero(wrong[:, pupil])):
            said = sorted({register.codes[int(register.marks[slot, pupil])] for slot in slots.tolist()})
            codes = " and ".join(f"`{each}`" for each in said)
            age = "of" if code == "C114" else "not of"
            message = f"{codes} in {named(marks, slots)}, {age} compulsory school age"
            yield Doubt(Kind.DOUBTFUL, code, message, register.pupils[pupil], monday, count=len(slots), help=help_)
