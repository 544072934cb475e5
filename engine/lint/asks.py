"""Rules, steps of ladders and deciding tables as one kind of thing: what asks for something, and on what it rests."""

from collections.abc import Iterable, Iterator

from engine.document import Path
from engine.expressions.typed import Checked
from engine.lint.partial import Partial
from engine.lint.subject import Subject
from engine.model.checks import About
from engine.model.rules import Task
from engine.nouns import dataclass

_held: list[tuple[object, dict[str, "Ask"]]] = []
"""The rules and steps of the policy that was asked about last, by id."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One rule, step or table that is about rows.

    `base` is its path in the expanded policy, `conditions` the paths of all conditions that must hold for it, `title`
    what people call it. A table has no tasks. `group` is the path of its ladder, or its own.
    """

    id: str
    kind: str
    base: Path
    group: Path
    conditions: tuple[Path, ...]
    tasks: tuple[Task, ...]
    each: str | None

    def task_path(self, number: int) -> Path:
        """Give the path of one of its tasks."""
        return (*self.base, "then", number)


def asks(subject: Subject) -> Iterator[Ask]:
    """Give all that a policy asks for, in the order of the expanded document."""
    if subject.bound is None:
        return
    model = subject.bound.model
    for number, rule in enumerate(model.rules):
        base: Path = ("rules", number)
        yield Ask(rule.id, "rule", base, base, _at(base), rule.then, rule.each)
    for name, ladder in model.ladders.items():
        group: Path = ("ladders", name)
        for number, step in enumerate(ladder.steps):
            base = (*group, "steps", number)
            own = ((*base, "when"),) if step.when is not None else ((*group, "when"),)
            conditions = ((*group, "for"), *own, (*group, "unless"))
            yield Ask(step.id, "step", base, group, conditions, step.then, ladder.each)
    for name, table in model.tables.items():
        base = ("tables", name)
        yield Ask(name, "table", base, base, _at(base), (), table.each)


def _at(base: Path) -> tuple[Path, ...]:
    return tuple((*base, part) for part in ("for", "when", "unless"))


def conditions(subject: Subject, ask: Ask) -> Iterator[tuple[Path, Checked]]:
    """Give the conditions that an ask states itself, with their paths; those of its tasks' own moments too."""
    assert subject.bound is not None
    paths = [*ask.conditions, *((*ask.task_path(number), "if") for number in range(len(ask.tasks)))]
    for path in paths:
        checked = subject.bound.expressions.get(path)
        if checked is not None:
            yield path, checked


def reads(subject: Subject, ask: Ask) -> list[str]:
    """Give the names that an ask reads itself."""
    assert subject.bound is not None
    found: dict[str, None] = {}
    for _, checked in conditions(subject, ask):
        found.update(dict.fromkeys(checked.reads))
    table = subject.bound.tables.get(ask.id) if ask.kind == "table" else None
    if table is not None:
        found.update(dict.fromkeys(table.reads))
    return list(found)


def behind(subject: Subject, names: Iterable[str], *, rules: bool = True) -> list[str]:
    """Give some names and all that stand behind them: figures, tables' inputs, what begins flags, rules if `rules`."""
    assert subject.bound is not None
    bound = subject.bound
    by_id = _by_id(subject) if rules else {}
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = None
        if name in by_id:
            waiting += reads(subject, by_id[name])
        if name in bound.outputs and bound.outputs[name][0] in bound.tables:
            waiting += bound.tables[bound.outputs[name][0]].reads
        flag = bound.model.flags.get(name)
        if flag is not None:
            begun = bound.expressions.get(("flags", name, "starts"))
            waiting += list(begun.reads) if begun is not None else [flag.starts] if flag.starts in by_id else []
        measure = bound.model.measures.get(name)
        if measure is not None:
            checked = bound.expressions.get(("measures", name, "is"))
            waiting += list(checked.reads) if checked is not None else []
            if measure.value is not None:
                waiting.append(measure.value)
            if measure.count in by_id:
                waiting.append(str(measure.count))
    return list(found)


def _by_id(subject: Subject) -> dict[str, Ask]:
    """Give the rules and steps by their ids."""
    if not _held or _held[0][0] is not subject.bound:
        _held[:] = [(subject.bound, {ask.id: ask for ask in asks(subject) if ask.kind != "table"})]
    return _held[0][1]


def is_about(about: About | None, *texts: str) -> bool:
    """Whether one of some names holds, between underscores, a word of a check and none of those it leaves out.

    >>> fines = About.model_validate({"words": ["fine"]})
    >>> is_about(fines, "issue_fine", "x"), is_about(fines, "define")
    (True, False)
    """
    if about is None:
        return False
    marked = [f"_{text.lower()}_" for text in texts]
    if any(f"_{word}_" in text for word in about.but_not for text in marked):
        return False
    return any(f"_{word}_" in text for word in about.words for text in marked)


def kinds(subject: Subject, ask: Ask) -> frozenset[str]:
    """Give the kinds of notices whose rows an ask is for; none where it is for all, or not about notices."""
    assert subject.bound is not None
    if ask.each is None or subject.bound.rows.get(ask.each, {}) is not subject.bound.rows.get("notices"):
        return frozenset()
    every = subject.bound.rows["notices"]["kind"].words or ()
    found = {
        kind
        for kind in every
        if all(Partial(subject.bound, subject.as_of, {"kind": kind}).possible(path) for path in ask.conditions[:-1])
    }
    return frozenset() if found == set(every) else frozenset(found)


def does(ask: Ask) -> tuple[str, ...]:
    """Give what an ask's tasks do."""
    return tuple(task.do for task in ask.tasks)
