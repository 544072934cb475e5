"""How a rule or ladder stood when it acted, or did not: what could stop it, what waits, what came before."""

from collections.abc import Sequence
from datetime import date

from engine.calendar import date_of
from engine.explain.reading import Tools
from engine.explain.watch import Seen, day_of
from engine.model.explanation import LadderOutput, StepOutput
from engine.model.rules import Ladder, Rule
from engine.register import Register
from engine.words import day_in_words


def said_day(register: Register, place: int) -> str:
    """Say the day at a place of the register."""
    return day_in_words(date_of(int(register.days[place])))


def ladder_output(tools: Tools, seen: Seen) -> LadderOutput | None:
    """Give the ladder of a step as it stood before the look."""
    stood = seen.ladder
    path = tools.origins.path_of(seen.rule, date.min)
    if stood is None or path is None:
        return None
    name = str(path[1])
    ladder = tools.loaded.bound.model.ladders[name]
    steps = [
        StepOutput(id=step.id, raised=day_of(day), waits=_waits(ladder, number))
        for number, (step, day) in enumerate(zip(ladder.steps, stood.raised, strict=True))
    ]
    following = ladder.steps[stood.next].id if stood.next < len(ladder.steps) else None
    return LadderOutput(name=name, steps=steps, next=following, counted_from=day_of(stood.counted_from))


def _waits(ladder: Ladder, number: int) -> str | None:
    step = ladder.steps[number]
    anchor = step.after_step or (ladder.steps[number - 1].id if number else None)
    told = []
    if step.after is not None and anchor:
        told.append(f"looked at from {_length(step.after)} after {anchor}")
    if step.within is not None:
        told.append(f"for {_length(step.within)}")
    return ", ".join(told) or None


def _length(amount: object) -> str:
    name = getattr(amount, "name", None)
    if name is not None:
        return str(name)
    number, unit = getattr(amount, "number", 0), getattr(amount, "unit", "")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def suppressed(tools: Tools, register: Register, seen: Seen, looks: Sequence[Seen]) -> list[str]:
    """Say what could have stopped an action and did not, and what it kept back itself."""
    steered, _ = tools.origins.rule(seen.rule)
    told = []
    for each in seen.conditions:
        if each.role == "unless":
            known = "is not known, which does not stop it" if each.part.holds is None else "does not hold"
            told.append(f"it would stop at `{each.part.text}`, which {known}")
    if isinstance(steered, Rule) and steered.at_most is not None:
        per = steered.at_most.per.replace("_", " ")
        kept = [
            other
            for other in looks
            if other.place > seen.place
            and other.holds
            and not other.acted
            and not other.allowed
            and other.row == seen.row
        ]
        told.append(f"at most once {'per ' if per != 'ever' else ''}{per}: this is the first one")
        if kept:
            told.append(f"{len(kept)} later time{'s' * (len(kept) != 1)} kept back for that, the next on "
                        f"{said_day(register, kept[0].place)}")  # fmt: skip
    if isinstance(steered, Rule) and steered.act.when == "starts" and steered.when is not None:
        told.append("it acts when its condition begins to hold, and again only after it has stopped holding")
    return told
