"""Loaded policy -> its limits that are no conditions: how often, how long after, how long, from what time on."""

from collections.abc import Iterator, Mapping

from engine.coverage.behind import REGISTERS
from engine.coverage.part import Part
from engine.document import Path, at
from engine.load import Loaded
from engine.model.amounts import Minutes
from engine.model.rules import Ladder

HELD_BACK, ACTED_ANEW = "held back", "acted anew"
WAITED, CAME_ROUND = "waited", "came round"
BEFORE, AFTER = "before", "after"
IN_TIME, LAPSED = "in time", "lapsed"
LASTING, OVER = "lasting", "over"
ENOUGH, TOO_FEW = "enough", "too few"
UP_TO, LATER = "up to", "later"
AGE = "compulsory_school_age"


def limits_of(loaded: Loaded, resting: Mapping[str, frozenset[str]]) -> dict[tuple[str, str], Part]:
    """Give the limits of rules, steps, figures, flags, registers and the school age, by name and field.

    `resting` are the names on which each name rests.
    """
    return {(part.item, str(part.path[-1])): part for part in _limits(loaded, resting)}


def _limits(loaded: Loaded, resting: Mapping[str, frozenset[str]]) -> Iterator[Part]:
    model = loaded.bound.model
    document = dict(loaded.expanded)

    def limit(path: Path, item: str, kind: str, sides: tuple[str, ...]) -> Part:
        return Part(path, 0, item, kind, str(at(document, path)), None, None, sides)

    for number, rule in enumerate(model.rules):
        if rule.at_most is not None:
            sides = (HELD_BACK,) if rule.at_most.per == "ever" else (HELD_BACK, ACTED_ANEW)
            yield limit(("rules", number, "at_most"), rule.id, "often", sides)
        if rule.act.every is not None:
            yield limit(("rules", number, "act"), rule.id, "often", (WAITED, CAME_ROUND))
        if isinstance(rule.check, Minutes) and _timed(loaded, resting.get(rule.id, frozenset())):
            yield limit(("rules", number, "check"), rule.id, "clock", (UP_TO, LATER))
    for name, ladder in model.ladders.items():
        for number, step in enumerate(ladder.steps):
            base: Path = ("ladders", name, "steps", number)
            if step.after is not None and waits(ladder, number):
                yield limit((*base, "after"), step.id, "wait", (BEFORE, AFTER))
            if step.within is not None and waits(ladder, number):
                yield limit((*base, "within"), step.id, "wait", (IN_TIME, LAPSED))
            if isinstance(ladder.check, Minutes) and _timed(loaded, resting.get(step.id, frozenset())):
                part = limit(("ladders", name, "check"), name, "clock", (UP_TO, LATER))
                yield part
    for name, measure in model.measures.items():
        if measure.at_least is not None:
            yield limit(("measures", name, "at_least"), name, "enough", (ENOUGH, TOO_FEW))
    for name, flag in model.flags.items():
        if flag.lasts is not None:
            yield limit(("flags", name, "lasts"), name, "lasts", (LASTING, OVER))
    for half in ("am", "pm"):
        for name, entry in getattr(model.registers, half).items() if model.registers is not None else ():
            late = "late_after" if entry.late_after is not None else "opens"
            for field in (late, "closes"):
                yield limit((REGISTERS, half, name, field), entry_name(half, name), "cut", (UP_TO, LATER))
    if model.school_age is not None:
        for field in ("from_age", "until_age"):
            yield limit(("school_age", field), AGE, "age", (BEFORE, AFTER))


def entry_name(half: str, name: str) -> str:
    """Give the name by which a register's limits are known."""
    return f"{half}.{name}"


def waits(ladder: Ladder, number: int) -> bool:
    """Whether the times of a ladder's step have something to count from: a step before it, or itself again."""
    step = ladder.steps[number]
    return number > 0 or step.after_step is not None or (ladder.repeat == "last" and len(ladder.steps) == 1)


def timed_tables(loaded: Loaded, names: frozenset[str]) -> list[str]:
    """Give the fact tables among some names whose rows have a time of day."""
    return sorted(name for name in names if name in loaded.bound.shapes and "time" in loaded.bound.rows[name])


def _timed(loaded: Loaded, names: frozenset[str]) -> bool:
    return bool(timed_tables(loaded, names))
