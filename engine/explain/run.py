"""What fired -> a run: actions built one by one as they are asked for, decisions, doubts, reviews to come."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeVar

import numpy as np

from engine.calendar import date_of
from engine.decision import Action, Decision, ReviewToCome, Run, Undecided
from engine.evaluate.force import force_of
from engine.explain.batch import Beside, actions_of, decisions_of
from engine.explain.firings import Firings, kind_of, some_of, together
from engine.explain.outcomes import outcomes_alone
from engine.fired import NOT_IN_FORCE, Batch, Doubt, Fired, Longs
from engine.model.item import first_and_last
from engine.model.rules import PERIOD_CHECKS
from engine.plan import Plan
from engine.register import Register

T = TypeVar("T", Action, Decision)

_AT_ONCE = 8192
"""Entries told together: what is made once for all of them is made seldom, and they take little memory."""

_PART = 256
_PARTS_HELD = 64


def run_of(plan: Plan, register: Register, fired: Fired) -> Run:
    """Put what fired into words; nothing is looked up that nobody asks for."""
    told = Telling(plan, register, fired)
    return Run(
        policy=plan.policy,
        version=plan.version,
        dataset=register.report.digest,
        as_of=register.as_of,
        actions=Actions(told),
        decisions=told.decisions(),
        undecided=told.undecided(),
        reviews_to_come=reviews_to_come(plan, register),
        data=replace(register.report, outcomes_alone=outcomes_alone(register, fired)),
    )


class Actions:
    """The actions of a run in order of date, pupil and rule; they can be gone through many times."""

    def __init__(self, told: "Telling") -> None:
        self._told = told

    def __iter__(self) -> Iterator[Action]:
        return self._told.actions()

    def __len__(self) -> int:
        return self._told.count


class Telling:
    """Puts what fired into words."""

    def __init__(self, plan: Plan, register: Register, fired: Fired) -> None:
        self._plan, self._register, self._fired = plan, register, fired
        self._beside = Beside(plan, register)
        self._parts = lru_cache(maxsize=_PARTS_HELD)(self._part)

    @cached_property
    def _order(self) -> tuple[Longs, Longs]:
        return _in_order([(at, batch) for at, batch in enumerate(self._fired.batches) if batch.hit is None])

    @property
    def count(self) -> int:
        """How many actions there are."""
        return len(self._order[0])

    def action(self, batch: int, entry: int) -> Action:
        """Give the action of one entry of one batch."""
        told = self._parts(batch, entry // _PART)[entry % _PART]
        assert isinstance(told, Action)
        return told

    def decision(self, batch: int, entry: int) -> Decision:
        """Give the decision of one entry of one batch."""
        told = self._parts(batch, entry // _PART)[entry % _PART]
        assert isinstance(told, Decision)
        return told

    def _part(self, batch: int, number: int) -> Sequence[Action | Decision]:
        """Tell some entries of a batch together: who asks for one mostly asks for its neighbours."""
        firings = together([some_of(self._fired.batches[batch], number * _PART, (number + 1) * _PART)])
        return actions_of(self._beside, firings) if firings.hit is None else decisions_of(self._beside, firings)

    def actions(self) -> Iterator[Action]:
        """Yield every action in order."""
        return self._told(*self._order, actions_of)

    def decisions(self) -> list[Decision]:
        """Give every decision in order."""
        decided = [(at, batch) for at, batch in enumerate(self._fired.batches) if batch.hit is not None]
        return list(self._told(*_in_order(decided), decisions_of))

    def _told(self, batches: Longs, entries: Longs, tell: Callable[[Beside, Firings], list[T]]) -> Iterator[T]:
        """Yield what is told of some entries in their order, the firings of each rule on some days told together."""
        for begins, ends in self._stretches(batches):
            yield from self._told_together(batches[begins:ends], entries[begins:ends], tell)

    def _told_together(self, batches: Longs, entries: Longs, tell: Callable[[Beside, Firings], list[T]]) -> Iterator[T]:
        kinds: dict[Hashable, list[int]] = {}
        for at in dict.fromkeys(batches.tolist()):
            kinds.setdefault(kind_of(self._fired.batches[at]), []).append(at)
        told: list[T] = []
        before = np.zeros(len(self._fired.batches), dtype=np.int64)
        for numbers in kinds.values():
            some: list[Batch] = [self._fired.batches[at] for at in numbers]
            before[numbers] = len(told) + np.cumsum([0, *(len(batch.pupils) for batch in some[:-1])])
            told += tell(self._beside, together(some))
        return map(told.__getitem__, (before[batches] + entries).tolist())

    def _stretches(self, batches: Longs) -> Iterator[tuple[int, int]]:
        """Cut entries into whole days, several together as long as they are not too many."""
        days = np.array([batch.place for batch in self._fired.batches], dtype=np.int64)[batches]
        edges = [*np.flatnonzero(np.diff(days, prepend=-1)).tolist(), len(batches)]
        begins = 0
        for edge, further in pairwise(edges):
            if further - begins > _AT_ONCE and edge > begins:
                yield begins, edge
                begins = edge
        if begins < len(batches):
            yield begins, len(batches)

    def undecided(self) -> list[Undecided]:
        """Give what could not be decided, by rule."""
        found = [self._undecided(rule, cause, of, doubt) for (rule, cause, of), doubt in self._fired.doubts.items()]
        return sorted(found, key=lambda each: (each.rule, each.cause, each.file or each.figure or ""))

    def _undecided(self, rule: str, cause: str, of: str | None, doubt: Doubt) -> Undecided:
        """Say what could not be decided for want of a file, or of something in force: of `of`."""
        pupils, first, last = len(doubt.pupils), self._day(doubt.first), self._day(doubt.last)
        if cause != NOT_IN_FORCE or of is None:
            return Undecided(rule, cause, of, pupils, first, last)
        return Undecided(rule, cause, None, pupils, first, last, of, first_and_last(force_of(self._plan, of)))

    def _day(self, place: int) -> date:
        return date_of(int(self._register.days[place]))


def _in_order(batches: list[tuple[int, Batch]]) -> tuple[Longs, Longs]:
    """Sort every entry of some batches by date, pupil, rule, session and row; gives the batch and the entry of each."""
    if not batches:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    numbers = {name: number for number, name in enumerate(sorted({batch.name for _, batch in batches}))}
    sizes = [len(batch.pupils) for _, batch in batches]

    def each(values: Iterable[int]) -> Longs:
        return np.repeat(np.fromiter(values, dtype=np.int64, count=len(sizes)), sizes)

    entries = np.concatenate([np.arange(size) for size in sizes])
    of_batch = each(at for at, _ in batches)
    rows = np.concatenate([np.full(len(one.pupils), -1) if one.rows is None else one.rows for _, one in batches])
    order = np.lexsort(
        (
            entries,
            of_batch,
            rows,
            each(-1 if batch.half is None else batch.half for _, batch in batches),
            each(numbers[batch.name] for _, batch in batches),
            np.concatenate([batch.pupils for _, batch in batches]),
            each(batch.place for _, batch in batches),
        )
    )
    return of_batch[order], entries[order]


def reviews_to_come(plan: Plan, register: Register) -> list[ReviewToCome]:
    """Name the reviews of weeks, months, half terms, terms and years that have not come by as-of."""
    found: list[ReviewToCome] = []
    for check in PERIOD_CHECKS:
        if check not in plan.looked:
            continue
        for stretch in register.calendar.stretches(check):
            last = register.calendar.last_school_day(check, stretch.start)
            if last is not None and last > register.as_of:
                found.append(ReviewToCome(check, stretch.name, last))
    return sorted(found, key=lambda each: (each.date, each.check))
