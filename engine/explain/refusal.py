"""What is asked to be explained and is not there: each with why, and what to ask instead."""

from collections.abc import Mapping
from datetime import date

from engine.calendar import date_of
from engine.explain.days import outside
from engine.explain.origins import Origins
from engine.load import Loaded
from engine.model.item import InForce
from engine.narrow import names_behind
from engine.register import LONG_AGO, NEVER, Register
from engine.validate.near import listed, meant
from engine.words import day_in_words

_MOST = 6
_MOST_RULES = 12

Refusal = tuple[str, str]
"""What is wrong, and what to do."""


def no_such_rule(loaded: Loaded, rule: str) -> Refusal | None:
    """Say that a name is no rule, step or table of a policy, and what it is; None for one that is."""
    plan, model = loaded.plan, loaded.bound.model
    ids = sorted(plan.ids | set(plan.tables))
    if rule in ids:
        return None
    policy = loaded.policy.name
    if rule in model.ladders:
        steps = [step.id for step in model.ladders[rule].steps]
        return f"`{rule}` is a ladder of `{policy}`, and no rule", f"its steps are {listed(steps)}"
    kinds: dict[str, Mapping[str, object]] = {
        "figure": model.measures,
        "value": model.values,
        "flag": model.flags,
        "set": model.sets,
    }
    kind = next((kind for kind, held in kinds.items() if rule in held), None)
    if kind is not None:
        resting = [each for each in ids if rule in names_behind(plan, [each])]
        told = (
            f"ask about a rule that rests on it: {listed(resting, _MOST)}"
            if resting
            else "ask about a rule, step or table"
        )
        return f"`{rule}` is a {kind} of `{policy}`, and no rule", told
    return f"`{policy}` has no rule `{rule}`", meant(rule, ids, f"there are {listed(ids, _MOST_RULES)}")


def refusal(
    loaded: Loaded, register: Register, name: str, rule: str | None, day: date | None, as_of: date | None
) -> Refusal | None:
    """Say why a day cannot be explained for a pupil, by name, or a rule on it; None where it can.

    `as_of` is the day after which nothing is to be looked at, None where none is asked for.
    """
    if day is None:
        return None
    if as_of is not None and day > as_of:
        return (
            f"{day} lies after the day {as_of} that --as-of gives: nothing of it is looked at",
            "give an earlier --date, or a later --as-of",
        )
    wrong = outside(register, day)
    if wrong is not None:
        return wrong
    pupil = register.pupils.index(name)
    first, last = int(register.enrolled[pupil]), int(register.left[pupil])
    number = int(register.days[register.calendar.count_before(day)])
    if first > LONG_AGO and number < first:
        enrolled = date_of(first)
        return f"`{name}` is not on the roll on {day}: enrolled on {enrolled}", f"give a --date from {enrolled} on"
    if last < NEVER and number > last:
        left = date_of(last)
        return f"`{name}` is not on the roll on {day}: left on {left}", f"give a --date up to {left}"
    return _not_in_force(loaded, rule, day) if rule is not None else None


def _not_in_force(loaded: Loaded, rule: str, day: date) -> Refusal | None:
    origins = Origins(loaded)
    steered, step = origins.rule(rule)
    path = origins.path_of(rule, day)
    for item in (steered, step):
        force: InForce | None = item.in_force if item is not None else None
        if force is None or path is None:
            continue
        begins, ends = force.from_, force.until
        if begins is not None and day < begins:
            told = f"from {day_in_words(begins)} on"
        elif ends is not None and day >= ends:
            told = f"up to the day before {day_in_words(ends)}"
        else:
            continue
        at = loaded.place((*(path if item is step else path[:2]), "in_force"), None, None)
        return (
            f"`{rule}` is not in force on {day}: it is {told} ({at.source.name}:{at.span.line}:{at.span.column})",
            f"give a --date {told}",
        )
    return None
