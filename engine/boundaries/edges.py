"""A policy -> its boundaries: each number, length, time, day and cap that a rule rests on, a step to either side."""

import re
from dataclasses import replace
from datetime import date, timedelta

from engine.boundaries.edge import Edge, Shift
from engine.boundaries.resting import Resting
from engine.boundaries.steps import APART, MOMENT, further, value_at
from engine.document import Path, Value, at
from engine.load import Loaded, expand
from engine.model.part import RefusedError
from engine.mutation.affected import changed, items_of
from engine.mutation.judge import edited
from engine.mutation.make import mutants_of
from engine.mutation.mutant import Mutant
from engine.policy import PolicyInForce

_KINDS = frozenset({"threshold", "window", "time", "date", "often", "comparator", "length"})

_HEAVY = frozenset({"statistics", "checks"})
"""What is long to read and no run rests on."""

_TOKEN = re.compile(r"\d+(?:[.:-]\d+)*")
_SATURDAY = 5
_DATES_OF_TASKS = frozenset({"due"})
_NOT_OFTEN = frozenset({"act", "check"})
"""Words for when to look, which are no limit; a length or a time in them is one."""


def edges_of(loaded: Loaded) -> list[Edge]:
    """Give the boundaries of a policy in the order of its document, those that no rule rests on too."""
    bare = replace(loaded.policy, document={k: v for k, v in loaded.policy.document.items() if k not in _HEAVY})
    items = items_of(loaded.expanded)
    resting = Resting(loaded, items)
    found: dict[tuple[Path, int], list[Mutant]] = {}
    # what is left out altogether lies further off than a step
    plain = [each for each in mutants_of(loaded, range(len(loaded.policy.layers))) if isinstance(each.value, str)]
    mutants = (*plain, *further(loaded))
    for mutant in (_of_school(loaded, each) for each in mutants):
        if _is_limit(mutant, loaded):
            found.setdefault((mutant.path, _start(loaded, mutant)), []).append(mutant)
    edges = []
    for (path, start), steps in found.items():
        kind, file, line = steps[0].kind, steps[0].file, steps[0].line
        edge = Edge(kind, path, start, _text(loaded, path), _written(loaded, path, start), file, line, ())
        if path[0] in ("values", "measures", "sets") and not resting.on((str(path[1]),)):
            edges.append(edge)
            continue
        shifts: list[Shift] = []
        names: frozenset[str] = frozenset()
        for mutant in {each.said: each for each in steps}.values():
            moved = _moved(bare, mutant)
            touched = frozenset() if moved is None else changed(items, items_of(moved.expanded))
            if moved is not None and touched:
                shifts.append(Shift(mutant.said, moved))
                names |= touched
        if shifts:
            edges.append(replace(edge, shifts=tuple(shifts), names=names, rules=resting.on(names)))
    return edges


def _is_limit(mutant: Mutant, loaded: Loaded) -> bool:
    if mutant.kind not in _KINDS or mutant.path[0] in APART or mutant.removed is not None:
        return False
    if mutant.path[-1] in _DATES_OF_TASKS:
        return False
    if mutant.kind == "comparator":
        old, new = _text(loaded, mutant.path), str(mutant.value)
        # `=` and `!=` between words are no limit, `<` and `>=` are one
        place = _differs(old, new)
        return "!" not in old[max(place - 1, 0) : place + 1] + new[max(place - 1, 0) : place + 1]
    if mutant.kind == "often" and mutant.path[-1] in _NOT_OFTEN and not any(map(str.isdigit, str(mutant.value))):
        return False
    if mutant.kind == "date" and mutant.path[-1] == "until" and len(mutant.path) > 2:
        # the day on which the next entry begins is told there
        listed = value_at(loaded.policy.document, mutant.path[:-2])
        began = [each.get("from") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        if _text(loaded, mutant.path) in began:
            return False
    if mutant.path[0] == "codes":
        # before the first table there is no code at all
        return any(each.start is not None and each.start < date.fromisoformat(_text(loaded, mutant.path))
                   for each in loaded.plan.codes)  # fmt: skip
    if mutant.path[:2] == ("school_age", "years"):
        # the years in between are no edge of the list
        held = at(loaded.policy.document, mutant.path[:2])
        return mutant.path[2] in (0, len(held or ()) - 1)
    return True


def _text(loaded: Loaded, path: Path) -> str:
    held = value_at(loaded.policy.document, path)
    return held if isinstance(held, str) else ""


def _start(loaded: Loaded, mutant: Mutant) -> int:
    """Give where in its text the number stands that a mutant changes: two steps of one number are one boundary."""
    if mutant.value is None:
        return 0
    old, new = _text(loaded, mutant.path), str(mutant.value)
    differs = _differs(old, new)
    if mutant.kind == "comparator":
        return differs
    moment = next((each for each in MOMENT.finditer(old) if each.start() <= differs <= each.end()), None)
    if moment is not None:
        return moment.start(1)
    token = next((each for each in _TOKEN.finditer(old) if each.start() <= differs <= each.end()), None)
    if token is None and mutant.path[-1] == "rows":
        return differs
    return token.start() if token is not None else 0


def _differs(old: str, new: str) -> int:
    both = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, two) in both if one != two), min(len(old), len(new)))


def _written(loaded: Loaded, path: Path, start: int) -> str:
    """Say what stands at a boundary, after the name of what it is a part of where a condition does not say it."""
    text = _text(loaded, path)
    line = " ".join(text[text.rfind("\n", 0, start) + 1 :].split("\n")[0].split())
    keys = [step for step in path if isinstance(step, str)]
    if keys[-1] == "rows":
        return f"{path[1]}: {line.split('||')[0].strip()}" if start < text.find("||", start) else f"{path[1]}: {line}"
    if keys[-1] in ("when", "for", "unless", "if"):
        return line
    if keys[0] == "values":
        named = [keys[1], *(key for key in keys[2:] if key != "value")]
    elif keys[0] == "ladders" and "steps" in path:
        # a step goes by its own name
        step = value_at(loaded.policy.document, (*path[:4], "id"))
        named = [keys[1], str(step), *keys[3:]]
    else:
        named = keys if keys[0] in ("school_age", "codes") else keys[1:]
    said_name = " ".join(named)
    return f"{said_name}: {line}" if line else said_name


def _of_school(loaded: Loaded, mutant: Mutant) -> Mutant:
    """Move a day of change by a school day rather than by a day: what changes on a Sunday changes on the Monday."""
    if mutant.kind != "date" or mutant.path[-1] not in ("from", "until"):
        return mutant
    written = date.fromisoformat(_text(loaded, mutant.path))
    day = date.fromisoformat(str(mutant.value))
    step = timedelta(days=1 if day > written else -1)
    if day > written:
        day = next(written + step * n for n in range(7) if (written + step * n).weekday() < _SATURDAY) + step
    while day < written and day.weekday() >= _SATURDAY:
        day += step
    told = f"`{written}` becomes `{day}`"
    return replace(mutant, value=day.isoformat(), said=told)


def _joint(policy: PolicyInForce, mutant: Mutant) -> dict[str, Value]:
    """Make a change; a day on which one entry ends and the next begins moves for both."""
    document = edited(policy.document, mutant.path, mutant.value)
    if mutant.kind == "date" and mutant.path[-1] in ("from", "until") and len(mutant.path) > 2:
        listed = value_at(policy.document, mutant.path[:-2])
        other = "until" if mutant.path[-1] == "from" else "from"
        for number, entry in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(entry, dict) and entry.get(other) == value_at(policy.document, mutant.path):
                document = edited(document, (*mutant.path[:-2], number, other), mutant.value)
    return document


def _moved(policy: PolicyInForce, mutant: Mutant) -> Loaded | None:
    """Give the policy with one change; None where it is no policy then."""
    document = _joint(policy, mutant)
    try:
        return expand(replace(policy, document=document)).value
    except RefusedError:  # a value that no policy file may hold: nothing lies on that side
        return None
