"""Rules, ladders and their steps, side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.analysis.answer import Answer
from engine.analysis.differences import A, B, Difference, Instance, Same
from engine.analysis.meaning import Acting
from engine.analysis.opened import RULE
from engine.analysis.pair import Pair
from engine.analysis.renaming import renamed
from engine.document import Path
from engine.model.amounts import Amount, Named
from engine.model.item import Item, both_in_force, days_said
from engine.model.rules import Rule, Step, Task
from engine.words import number_in_words

_SENT = "letter"


@dataclass(frozen=True, slots=True)
class _Both:
    """One rule or step of both sides."""

    a: Acting
    b: Acting
    says: tuple[str, ...]
    forth: Answer
    back: Answer

    @property
    def differs(self) -> bool:
        return bool(self.says) or self.forth.holds is False or self.back.holds is False


def compare_acting(pair: Pair) -> Iterator[Difference | Same]:
    """Give the differences of rules and steps, and then those of ladders as wholes."""
    sides = [{each.id: each for each in side.acting()} for side in pair.sides]
    for name in sorted(sides[0].keys() & sides[1].keys()):
        yield from _told(pair, _both(pair, sides[0][name], sides[1][name]))
    removed = {name: one for name, one in sides[0].items() if name not in sides[1]}
    added = {name: one for name, one in sides[1].items() if name not in sides[0]}

    def alike(one: Acting, other: Acting) -> bool:
        if one.tasks == () or (one.ladder is None) != (other.ladder is None):
            return False
        both = _both(pair, one, other)
        return not both.differs and both.forth.proved and both.back.proved

    for name, other in list(renamed(removed, added, alike)):
        one = removed.pop(name)
        says = (f"B calls it `{other}`; it asks for the same, of the same pupils",)
        added.pop(other)
        pair.renames[name] = other
        yield Difference(_kind(one), name, "renamed", says, (), _origins(pair, one, other))
    for held, change, side in ((removed, "removed", 0), (added, "added", 1)):
        for one in held.values():
            yield _alone(pair, one, change, side)
    yield from _ladders(pair)


def _kind(one: Acting) -> str:
    return "rule" if one.ladder is None else "step"


def _alone(pair: Pair, one: Acting, change: str, side: int) -> Difference:
    answer = pair.questions.never(one.acts)
    does, does_not = _verbs(one)
    instances: tuple[Instance, ...] = ()
    if answer.example is not None:
        case = pair.in_words(answer.example)
        instances = (Instance(case, does, does_not) if side == 0 else Instance(case, does_not, does),)
    says = tuple(f"{'AB'[side]} asks: {task_said(task)}" for task in one.tasks)
    path = one.path
    origin = pair.origin(side, (*path, "id"), one.id)
    return Difference(_kind(one), one.id, change, says, instances, (origin,))


def _verbs(one: Acting) -> tuple[str, str]:
    if any(task.do == _SENT for task in one.tasks):
        return f"sends `{one.id}`", "sends none"
    return f"raises `{one.id}`", "does not"


def _both(pair: Pair, a: Acting, b: Acting) -> _Both:
    says = [*_fields(pair, a, b), *_tasks(pair, a, b)]
    if a.each != b.each:
        return _Both(a, b, tuple(says), Answer(True), Answer(True))
    return _Both(a, b, tuple(says), pair.questions.covered(a.acts, b.acts), pair.questions.covered(b.acts, a.acts))


def _told(pair: Pair, both: _Both) -> Iterator[Difference | Same]:
    one = both.a
    kind = _kind(one)
    if both.differs:
        does, does_not = _verbs(one)
        found = []
        for answer, a, b in ((both.forth, does, does_not), (both.back, does_not, does)):
            if answer.example is not None:
                found.append(Instance(pair.in_words(answer.example), a, b))
        yield Difference(kind, one.id, "changed", both.says, tuple(found), _origins(pair, one, both.b.id))
    elif both.forth.holds is None or both.back.holds is None:
        says = ("there are too many cases to look at them all, and none that were looked at differ",)
        yield Difference(kind, one.id, "not proved", says, (), _origins(pair, one, both.b.id))
    else:
        rewritten = bool(_origins(pair, one, both.b.id))
        yield Same(kind, one.id, rewritten, both.forth.within or both.back.within)


def _origins(pair: Pair, one: Acting, other: str) -> Any:
    if one.ladder is None:
        return pair.origins("rules", one.id, other)
    return pair.origins("ladders", one.ladder)


def _fields(pair: Pair, a: Acting, b: Acting) -> Iterator[str]:
    items: tuple[Rule | Step, Rule | Step] = (a.item, b.item)
    yield from _differ("check", a.check, b.check)
    yield from _differ("each", a.each, b.each)
    first, second = items
    ladders = [side.bound.model.ladders.get(each.ladder or "") for side, each in zip(pair.sides, (a, b), strict=True)]
    yield from differing_days(first, second, *ladders)
    if isinstance(first, Rule) and isinstance(second, Rule):
        acts = [(item.act.when, _length(pair, side, item.act.every)) for side, item in enumerate((first, second))]
        if acts[0] != acts[1]:
            words = [f"every {length}" if length else _ACTS[when] for when, length in acts]
            yield from _differ("act", *words)
        per = [item.at_most.per if item.at_most else None for item in (first, second)]
        yield from _differ("at_most", *(None if each is None else f"once per {each}" for each in per))
        yield from _differ("if_unknown", first.if_unknown, second.if_unknown)
    elif isinstance(first, Step) and isinstance(second, Step):
        yield from _differ("after", _length(pair, 0, first.after), _length(pair, 1, second.after))
        yield from _differ("after_step", first.after_step, second.after_step)
        yield from _differ("within", _length(pair, 0, first.within), _length(pair, 1, second.within))
        yield from _differ("otherwise", first.otherwise, second.otherwise)
    notes = [[(note.if_, note.say, note.show) for note in item.notes] for item in items]
    if notes[0] != notes[1]:
        yield "the notes that join its reason differ"


_ACTS = {"starts": "when it starts", "each": "each check", "ends": "when it ends"}


def _differ(field: str, one: object, other: object) -> Iterator[str]:
    if one != other:
        yield f"`{field}` is {_none(one)} in A and {_none(other)} in B"


def _none(value: object) -> str:
    return "not given" if value is None else f"`{value}`"


def differing_days(
    one: Item, other: Item, around: Item | None = None, other_around: Item | None = None
) -> Iterator[str]:
    """Say that two items are in force on different days; `around` are what they stand in, each on its side."""
    days = [
        both_in_force(*(each.in_force for each in held if each is not None))
        for held in ((one, around), (other, other_around))
    ]
    yield from _differ("in_force", *map(days_said, days))


def _length(pair: Pair, side: int, amount: Amount | Named | None) -> str | None:
    if amount is None:
        return None
    return " or ".join(amount_said(each) for each in pair.sides[side].opener.amounts(amount))


def amount_said(amount: Amount) -> str:
    """Say an amount of the document."""
    number = amount.number
    shown = str(number.numerator) if number.denominator == 1 else f"{float(number):g}"
    return number_in_words(shown, amount.unit)


def _tasks(pair: Pair, a: Acting, b: Acting) -> Iterator[str]:
    first, second = (_by_deed(each.tasks) for each in (a, b))
    for key in dict.fromkeys((*first, *second)):
        one, other = first.get(key), second.get(key)
        if one is None or other is None:
            present, side = (one, A) if one is not None else (other, B)
            assert present is not None
            yield f"{side} alone asks: {task_said(present)}"
        elif one != other and not _same_task(pair, (a, one), (b, other)):
            yield f"A asks: {task_said(one)}; B asks: {task_said(other)}"


def _by_deed(tasks: tuple[Task, ...]) -> Mapping[tuple[str, int], Task]:
    found: dict[tuple[str, int], Task] = {}
    for task in tasks:
        found[task.do, sum(key[0] == task.do for key in found)] = task
    return found


def _same_task(pair: Pair, one: tuple[Acting, Task], other: tuple[Acting, Task]) -> bool:
    first, second = one[1], other[1]
    plain = [(t.do, t.to, t.by, t.obligation, t.with_ or {}, t.code) for t in (first, second)]
    if plain[0] != plain[1]:
        return False
    dues = [
        None if t.due is None else (t.due.weekday, _length(pair, side, t.due.after))
        for side, t in enumerate((first, second))
    ]
    if dues[0] != dues[1]:
        return False
    keys = [
        None if t.sessions is None or t.sessions not in side.bound.model.measures else side.opener.key_of(t.sessions)
        for side, t in zip(pair.sides, (first, second), strict=True)
    ]
    if keys[0] != keys[1]:
        return False
    moments = [_moment(pair, side, acting, task) for side, (acting, task) in enumerate((one, other))]
    if moments[0] is None or moments[1] is None:
        return moments[0] is moments[1]
    return pair.equal(moments[0], moments[1]).holds is True


def _moment(pair: Pair, side: int, acting: Acting, task: Task) -> Any:
    if task.if_ is None:
        return None
    path: Path = (*acting.path, "then", acting.tasks.index(task), "if")
    return pair.sides[side].opener.of(path).path(path, acting.each or RULE)


def task_said(task: Task) -> str:
    """Say what a task asks of whom."""
    parts = [task.do.replace("_", " ")]
    parts += [f"{word} {value.replace('_', ' ')}" for word, value in (("to", task.to), ("by", task.by)) if value]
    if task.code is not None:
        parts.append(f"code {task.code}" + (f" for {task.sessions}" if task.sessions else ""))
    if task.due is not None:
        parts.append(f"due {_due(task)}")
    if task.obligation is not None:
        parts.append(f"({task.obligation})")
    if task.if_ is not None:
        parts.append(f"once `{task.if_}`")
    told = " ".join(parts)
    return told + "".join(f", {word}: {text}" for word, text in (task.with_ or {}).items())


def _due(task: Task) -> str:
    due = task.due
    assert due is not None
    if due.weekday is not None:
        return f"next {('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')[due.weekday]}"
    if due.after is None:
        return "the same day"
    return amount_said(due.after) if isinstance(due.after, Amount) else f"after `{due.after.name}`"


def _ladders(pair: Pair) -> Iterator[Difference | Same]:
    first, second = (side.bound.model.ladders for side in pair.sides)
    orders = [{name: tuple(step.id for step in each.steps) for name, each in side.items()} for side in (first, second)]
    removed = {name: order for name, order in orders[0].items() if name not in second}
    added = {name: order for name, order in orders[1].items() if name not in first}
    for name, other in renamed(removed, added, lambda one, two: one == two):
        says = (f"B calls it `{other}`; its steps are the same in order", *_as_wholes(pair, name, other))
        origins = (pair.origin(0, ("ladders", name), name), pair.origin(1, ("ladders", other), other))
        yield Difference("ladder", name, "renamed", says, (), origins)
    for name in sorted(first.keys() & second.keys()):
        says = tuple(_as_wholes(pair, name, name))
        if says:
            yield Difference("ladder", name, "changed", says, (), pair.origins("ladders", name))
        else:
            yield Same("ladder", name)


def _as_wholes(pair: Pair, name: str, other_name: str) -> Iterator[str]:
    """Give what differs of two ladders beside their steps."""
    ladders = (pair.sides[0].bound.model.ladders[name], pair.sides[1].bound.model.ladders[other_name])
    yield from _differ("reset", ladders[0].reset, ladders[1].reset)
    yield from _differ("repeat", ladders[0].repeat, ladders[1].repeat)
    keys = [
        {side.opener.key_of(each) for each in ladder.restart if each in side.bound.model.measures}
        for side, ladder in zip(pair.sides, ladders, strict=True)
    ]
    if keys[0] != keys[1]:
        yield from _differ("restart", *(", ".join(ladder.restart) or None for ladder in ladders))
    orders = [[step.id for step in ladder.steps] for ladder in ladders]
    shared = [[each for each in order if each in orders[1 - side]] for side, order in enumerate(orders)]
    if shared[0] != shared[1]:
        yield f"A raises {', '.join(orders[0])} in this order, B {', '.join(orders[1])}"
