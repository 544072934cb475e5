"""Actions and decisions made by hand, in columns as those of a run are."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from engine.decision import Action, Decision, SessionMark
from engine.told import Decided, Each, Marks, Occasion, Stretch, ToldActions, ToldDecisions, ToldFigure

T = TypeVar("T")
Told = TypeVar("Told")


class LaidActions(tuple[Action, ...]):
    """Actions, also in columns: those of one kind are a batch."""

    __slots__ = ()

    def stretches(self) -> Iterator[Stretch[ToldActions]]:
        if self:
            yield in_batches(self, lambda item: (item.rule, item.source, item.assumes, figures_of(item)), told_actions)

    def shares(self, number: int, first: float = 1) -> list[Iterator[Stretch[ToldActions]]]:
        edges = sorted({share * len(self) // number for share in range(number + 1)})
        return [LaidActions(self[begin:end]).stretches() for begin, end in pairwise(edges)]

    def assumed(self) -> dict[str, str]:
        return {each.rule: each.assumes for each in reversed(self) if each.assumes}

    def only(self, rules: Collection[str], first: str, last: str) -> "LaidActions":
        return LaidActions(each for each in self if each.rule in (rules or each.rule) and first <= each.date <= last)

    def by_rule(self) -> Counter[str]:
        return Counter(each.rule for each in self)

    def by_task(self) -> Counter[str]:
        return Counter(task.do for each in self for task in each.tasks)


class LaidDecisions(tuple[Decision, ...]):
    """Decisions, also in columns: those of one table are a batch."""

    __slots__ = ()

    def stretches(self) -> Iterator[Stretch[ToldDecisions]]:
        if self:
            yield in_batches(self, lambda item: (item.table, tuple(item.gives)), told_decisions)

    def only(self, tables: Collection[str], first: str, last: str) -> "LaidDecisions":
        asked = [each for each in self if each.table in (tables or each.table)]
        return LaidDecisions(each for each in asked if each.date is None or first <= each.date <= last)


def in_batches(
    items: Sequence[T], kind_of: Callable[[T], Hashable], tell: Callable[[Sequence[T]], Told]
) -> Stretch[Told]:
    """Put items of a kind together, and keep their order."""
    kinds: dict[Hashable, list[int]] = {}
    for number, item in enumerate(items):
        kinds.setdefault(kind_of(item), []).append(number)
    laid = [number for numbers in kinds.values() for number in numbers]
    return Stretch([tell([items[number] for number in numbers]) for numbers in kinds.values()], np.argsort(laid))


def figures_of(item: Action) -> tuple[tuple[str, str | None], ...]:
    return tuple((name, figure.unit) for name, figure in item.evidence.items())


def told_actions(items: Sequence[Action]) -> ToldActions:
    """Give actions of one kind in columns; the sessions of a task must be those of a figure of its action."""
    first = items[0]
    every = sorted({mark for item in items for figure in item.evidence.values() for mark in figure.sessions})
    figures = [
        ToldFigure(
            name,
            unit,
            each([item.evidence[name].value for item in items]),
            marks([item.evidence[name].sessions for item in items], every),
        )
        for name, unit in figures_of(first)
    ]
    return ToldActions(
        rule=first.rule,
        source=first.source,
        assumes=first.assumes,
        key=("", each([item.key[:2] for item in items]), each([item.key[2:] for item in items])),
        pupils=replace(each([item.pupil for item in items]), lasting=True),
        occasions=each([occasion_of(item) for item in items]),
        reasons=each([item.reason for item in items]),
        figures=tuple(figures),
        notes=each([tuple(item.notes) for item in items]),
        named=named(items, "request", "parent", "notice"),
    )


def occasion_of(item: Action) -> Occasion:
    listed = [list(figure.sessions) for figure in item.evidence.values()]
    concerns = tuple(None if task.sessions is None else listed.index(list(task.sessions)) for task in item.tasks)
    return Occasion(item.date, item.session, tuple(replace(task, sessions=None) for task in item.tasks), concerns)


def told_decisions(items: Sequence[Decision]) -> ToldDecisions:
    """Give decisions of one table in columns."""
    return ToldDecisions(
        table=items[0].table,
        pupils=each([item.pupil for item in items]),
        dates=each([item.date for item in items]),
        decided=each([Decided(item.outcome, item.gives, item.row) for item in items]),
        reasons=each([item.reason for item in items]),
        named=named(items, "request", "parent"),
    )


def named(items: Sequence[Any], *names: str) -> dict[str, Each[str | None]]:
    columns = {name: [getattr(item, name) for item in items] for name in names}
    return {name: each(column) for name, column in columns.items() if any(text is not None for text in column)}


def each(values: Sequence[Any]) -> Each[Any]:
    """Give a column of which each different value stands there once; true is not one."""
    told = [repr(value) for value in values]
    different = list(dict.fromkeys(told))
    return Each([values[told.index(text)] for text in different], np.array([different.index(text) for text in told]))


def marks(listed: Sequence[Sequence[SessionMark]], every: Sequence[SessionMark]) -> Marks:
    flat = [every.index(mark) for sessions in listed for mark in sessions]
    return Marks(tuple(every), np.array(flat, dtype=np.int64), np.cumsum([len(sessions) for sessions in listed]))
