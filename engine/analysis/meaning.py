"""A bound policy -> when each of its rules and steps acts, and what each row of its tables asks for."""

from collections.abc import Iterator
from dataclasses import field

from engine.analysis.answer import Example, Subject
from engine.analysis.normal import all_of, is_not_true, is_true
from engine.analysis.opened import RULE, Opener
from engine.analysis.questions import Questions
from engine.bind.bound import Bound
from engine.document import Path
from engine.expressions.tables import DecisionTable
from engine.expressions.typed import Step as TypedStep
from engine.expressions.typed import Typed
from engine.expressions.types import BOOLEAN
from engine.model.rules import Rule, Steered, Step, Table, Task
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Acting:
    """A rule or a step: whom it looks at, when it looks, and the condition under which it acts.

    `asks` are its conditions by field (`for`, `when`, `unless`), each with the path of its text. `path` is its own
    path in the expanded document.
    """

    id: str
    path: Path
    item: Rule | Step
    check: str
    each: str | None
    acts: Typed = field(repr=False)
    asks: tuple[tuple[str, Path, Typed], ...] = field(repr=False)
    ladder: str | None = None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What it asks for."""
        return self.item.then


@dataclass(frozen=True, slots=True)
class Deciding:
    """A table: the condition under which it is asked, and that of each row."""

    name: str
    path: Path
    item: Table
    table: DecisionTable = field(repr=False)
    asked: Typed = field(repr=False)
    rows: tuple[Typed, ...] = field(repr=False)
    scope: str = RULE


class Meaning:
    """What one policy means; two that share `subjects` can be set side by side."""

    def __init__(self, bound: Bound, subjects: dict[str, Subject] | None = None) -> None:
        self.bound = bound
        self.opener = Opener(bound, subjects)
        self.questions = Questions(self.opener.subjects, self.opener.codes)

    def acting(self) -> Iterator[Acting]:
        """Give every rule, and every step of every ladder, in the order of the policy."""
        for number, rule in enumerate(self.bound.model.rules):
            path: Path = ("rules", number)
            asks = tuple(self._asks(path, rule))
            acts = self._acts(asks, act_if_unknown=rule.if_unknown == "act")
            yield Acting(rule.id, path, rule, str(rule.check), rule.each, acts, asks)
        for name, ladder in self.bound.model.ladders.items():
            base: Path = ("ladders", name)
            for number, step in enumerate(ladder.steps):
                at: Path = (*base, "steps", number)
                asks = tuple(self._asks(base, ladder, without_when=step.when is not None))
                if step.when is not None:
                    asks = (*asks, *self._condition((*at, "when"), "when", ladder.each))
                acts = self._acts(asks, act_if_unknown=False)
                yield Acting(step.id, at, step, str(ladder.check), ladder.each, acts, asks, name)

    def tables(self) -> Iterator[Deciding]:
        """Give every table that could be read."""
        for name, item in self.bound.model.tables.items():
            table = self.bound.tables.get(name)
            if table is None or table.problems:
                continue
            scope = item.each or RULE
            path: Path = ("tables", name)
            asked = self._acts(tuple(self._asks(path, item)), act_if_unknown=False)
            opener = self.opener
            rows = tuple(opener.normal(opener.row(table, number, scope)) for number in range(len(table.rules)))
            yield Deciding(name, path, item, table, asked, rows, scope)

    def _asks(self, path: Path, item: Steered, *, without_when: bool = False) -> Iterator[tuple[str, Path, Typed]]:
        for name in ("for", "when", "unless"):
            if name != "when" or not without_when:
                yield from self._condition((*path, name), name, item.each)

    def _condition(self, path: Path, name: str, each: str | None) -> Iterator[tuple[str, Path, Typed]]:
        found = self.opener.of(path).path(path, each or RULE)
        if found is not None:
            yield name, path, found

    def _acts(self, asks: tuple[tuple[str, Path, Typed], ...], *, act_if_unknown: bool) -> Typed:
        positive = all_of(*(typed for name, _, typed in asks if name != "unless"))
        if act_if_unknown and positive.nullable:
            positive = is_not_true(TypedStep("not", (positive,), BOOLEAN, nullable=True))
        return all_of(is_true(positive), *(is_not_true(typed) for name, _, typed in asks if name == "unless"))

    def said(self, example: Example | None) -> str:
        """Say an example in words."""
        if example is None:
            return ""
        from engine.analysis.words import example_in_words

        return example_in_words(example, self.opener.subjects)
