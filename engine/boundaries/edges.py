"""A policy -> its boundaries: every number, length, time, day and cap that a rule rests on, each a step to either side."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from engine.boundaries.edge import Edge, Shift
from engine.calendar import SESSIONS
from engine.document import Path, Value, at, said
from engine.evaluate.lookup import lookup_of
from engine.load import Loaded, expand
from engine.mutation.affected import changed, items_of
from engine.mutation.judge import edited
from engine.mutation.make import mutants_of
from engine.mutation.mutant import Mutant
from engine.narrow import of_rules, sets_of

_KINDS = frozenset({"threshold", "window", "time", "date", "often", "comparator"})
_APART = frozenset({"statistics", "checks", "lint", "registers", "lock"})
"""What no run rests on, and registers, whose cut-offs have cases of arrivals."""

_TOKEN = re.compile(r"\d+(?:[.:-]\d+)*")
_WORD = re.compile(r"[^\W\d]\w*")
_UNREAD = frozenset({"title", "source", "assumes", "departs", "with", "say", "means", "allow", "checked_on", "open"})
_RESETS = ("week", "half_term", "term", "year", "none")
_PERIODS = ("day", "week", "month", "half_term", "term", "year", "ever")
_SATURDAY = 5
_NOT_OFTEN = frozenset({"act", "check"})
"""Words for when to look, which are no limit; a length or a time in them is one."""


def edges_of(loaded: Loaded) -> list[Edge]:
    """Give the boundaries of a policy in the order of its document, those that no rule rests on too."""
    items = items_of(loaded.expanded)
    resting = _Resting(loaded, items)
    found: dict[tuple[Path, int], list[Mutant]] = {}
    mutants = (*mutants_of(loaded, range(len(loaded.policy.layers))), *_further(loaded))
    for mutant in (_of_school(loaded, each) for each in mutants):
        if _is_limit(mutant, loaded):
            found.setdefault((mutant.path, _start(loaded, mutant)), []).append(mutant)
    edges = []
    for (path, start), steps in found.items():
        if path[0] in ("values", "measures", "sets") and not resting.on((str(path[1]),)):
            first = steps[0]
            edges.append(Edge(first.kind, path, start, _written(loaded, path, start), first.file, first.line, ()))
            continue
        shifts: list[Shift] = []
        names: frozenset[str] = frozenset()
        for mutant in {each.said: each for each in steps}.values():
            moved = _moved(loaded, mutant)
            touched = frozenset() if moved is None else changed(items, items_of(moved.expanded))
            if moved is not None and touched:
                shifts.append(Shift(mutant.said, moved))
                names |= touched
        first = steps[0]
        if shifts:
            edges.append(
                Edge(
                    first.kind, path, start, _written(loaded, path, start), first.file, first.line, tuple(shifts), names,
                    resting.on(names),
                )  # fmt: skip
            )
    return edges


def _is_limit(mutant: Mutant, loaded: Loaded) -> bool:
    if mutant.kind not in _KINDS or mutant.path[0] in _APART or mutant.removed is not None:
        return False
    if mutant.kind == "comparator":
        old, new = _text(loaded, mutant.path), str(mutant.value)
        # `=` and `!=` between words are no limit, `<` and `>=` are one
        place = _differs(old, new)
        return "!" not in old[max(place - 1, 0) : place + 1] + new[max(place - 1, 0) : place + 1]
    if mutant.kind == "often" and mutant.path[-1] in _NOT_OFTEN and not any(map(str.isdigit, str(mutant.value))):
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
    held = _at(loaded.policy.document, path)
    return held if isinstance(held, str) else ""


def _start(loaded: Loaded, mutant: Mutant) -> int:
    """Give where in its text the number stands that a mutant changes: two steps of one number are one boundary."""
    if mutant.value is None:
        return 0
    old, new = _text(loaded, mutant.path), str(mutant.value)
    differs = _differs(old, new)
    if mutant.kind == "comparator":
        return differs
    token = next((each for each in _TOKEN.finditer(old) if each.start() <= differs <= each.end()), None)
    return token.start() if token is not None else 0


def _differs(old: str, new: str) -> int:
    both = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, two) in both if one != two), min(len(old), len(new)))


def _written(loaded: Loaded, path: Path, start: int) -> str:
    text = _text(loaded, path)
    if not text:
        return str(path[-1])
    line = text[text.rfind("\n", 0, start) + 1 :].split("\n")[0]
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    return " ".join(line.split()) if key not in ("value",) else f"{path[1]} {text}"


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


def _moved(loaded: Loaded, mutant: Mutant) -> Loaded | None:
    """Give the policy with one change; None where it is no policy then."""
    document = edited(loaded.policy.document, mutant.path, mutant.value)
    try:
        return expand(replace(loaded.policy, document=document)).value
    except ValidationError:  # a value that no policy file may hold: nothing lies on that side
        return None


def _further(loaded: Loaded) -> Iterator[Mutant]:
    """Give steps that no test need notice, and that lie beside a limit: the next shorter and longer period."""
    document = loaded.policy.document
    measures = document.get("measures")
    for name in measures if isinstance(measures, dict) else ():
        held = at(document, ("measures", name))
        over = held.get("over") if isinstance(held, dict) else None
        for path, text in _each(("measures", name, "over"), over):
            yield from _beside(loaded, path, text, _PERIODS, "window")
            if text.startswith("previous "):
                yield from _beside(loaded, path, text, tuple(f"previous {each}" for each in _PERIODS), "window")
        if isinstance(held, dict) and held.get("ends") is not None:
            yield _step(loaded, "window", ("measures", name, "ends"), None)
    for name in loaded.bound.model.ladders:
        path: Path = ("ladders", name)
        written = _at(document, (*path, "reset"))
        if isinstance(written, str):
            yield from _beside(loaded, (*path, "reset"), written, _RESETS, "window")
        if isinstance(_at(document, path), dict):
            repeats = _at(document, (*path, "repeat"))
            yield _step(loaded, "often", (*path, "repeat"), None if repeats == "last" else "last")
    for base in (("letters",), *(("rules", n) for n, _ in enumerate(loaded.bound.model.rules))):
        written = _at(document, (*base, "at_most"))
        if isinstance(written, str):
            yield from _beside(
                loaded, (*base, "at_most"), written, tuple(f"once per {each}" for each in _PERIODS[1:]), "often"
            )


def _at(document: Value, path: Path) -> Value:
    """Give what stands at a path; None where nothing does."""
    for step in path:
        if isinstance(document, dict) and isinstance(step, str):
            document = document.get(step)
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return None
    return document


def _each(path: Path, value: Value) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _each((*path, number), inner)


def _beside(loaded: Loaded, path: Path, text: str, order: Sequence[str], kind: str) -> Iterator[Mutant]:
    if text in order:
        place = order.index(text)
        for other in (*order[max(place - 1, 0) : place], *order[place + 1 : place + 2]):
            yield _step(loaded, kind, path, other)


def _step(loaded: Loaded, kind: str, path: Path, value: str | None) -> Mutant:
    place = loaded.policy.place(path)
    written = _at(loaded.policy.document, path)
    told = f"`{written}` becomes `{value}`" if value and written else f"`{written or value}` is {'left out' if written else 'put in'}"
    return Mutant(kind, path, said(path, None), told, place.source.name, place.span.line, value)


class _Resting:
    """Knows which rules rest on an item without another rule between: one rule's boundary is not that of the next."""

    def __init__(self, loaded: Loaded, items: Mapping[str, Any]) -> None:
        model = loaded.bound.model
        self._order = [rule.id for rule in loaded.plan.rules]
        self._order += [name for name, table in model.tables.items() if table.each is not None]
        self._steps = {name: [step.id for step in ladder.steps] for name, ladder in model.ladders.items()}
        self._gives = {name: table.gives for name, table in model.tables.items() if table.each is None}
        self._holders: dict[str, set[str]] = {}
        for name, item in items.items():
            if not name.startswith("*"):
                for word in {word for text in _texts(item) for word in _WORD.findall(text)}:
                    self._holders.setdefault(word, set()).add(name)
        self._coded = {rule for rule in self._order if _reads_codes(loaded, rule)}
        self._holders.setdefault("*school_age", set()).update(self._holders.get("compulsory_school_age", ()))

    def on(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give the rules, steps and tables that rest on some items, in the order of the policy."""
        rules = frozenset(self._order)
        found: set[str] = set()
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name == "*codes":
                found |= self._coded
            found |= {name} & rules | set(self._steps.get(name, ()))
            if name not in rules and name not in self._steps:
                waiting.extend((*self._gives.get(name, ()), *self._holders.get(name, ())))
        return tuple(name for name in self._order if name in found)


def _reads_codes(loaded: Loaded, rule: str) -> bool:
    """Whether some set of sessions that a rule rests on holds other codes under one code table than under the next."""
    plan = loaded.plan
    sets = {number for figure in of_rules(plan, [rule]).figures.values() for number in sets_of(figure.kind)}
    codes = ("", *dict.fromkeys(code for table in plan.codes for code in table.codes))
    looked = lookup_of(plan, codes)
    mask = sum(1 << looked.bit_of[number] for number in sets if number in looked.bit_of)
    for session in SESSIONS:
        tables = [looked.table(table.codes, session, {}) for table in plan.codes]
        for one, two in pairwise(tables):
            if any((int(a) ^ int(b)) & mask for a, b in zip(one[: len(codes)], two[: len(codes)], strict=True)):
                return True
    return False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _UNREAD:
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
