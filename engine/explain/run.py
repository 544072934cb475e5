"""What fired -> a run: actions built one by one as they are asked for, decisions, doubts, reviews to come."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TypeVar, overload

import numpy as np

from engine.calendar import date_of
from engine.decision import Action, Decision, ReviewToCome, Run, Undecided
from engine.evaluate.arrays import different
from engine.evaluate.force import force_of
from engine.explain.batch import Beside, told_actions, told_decisions
from engine.explain.firings import Firings, kind_of, some_of, together
from engine.explain.outcomes import outcomes_alone
from engine.explain.outside import rows_not_in_force
from engine.fired import NOT_IN_FORCE, Batch, Doubt, Fired, Longs
from engine.model.item import first_and_last
from engine.model.rules import PERIOD_CHECKS
from engine.plan import Plan
from engine.register import Register
from engine.told import Stretch, ToldActions, ToldDecisions

T = TypeVar("T", Action, Decision)
Told = TypeVar("Told", ToldActions, ToldDecisions)

_AT_ONCE = 16384
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
        actions=told.actions(),
        decisions=told.decisions(),
        undecided=told.undecided(),
        reviews_to_come=reviews_to_come(plan, register),
        data=replace(
            register.report,
            outcomes_alone=outcomes_alone(register, fired),
            rows_not_in_force=rows_not_in_force(plan, register),
        ),
    )


class Actions:
    """Some of the actions of a run in order of date, pupil and rule; they can be gone through many times."""

    def __init__(self, told: "Telling", batches: Sequence[int]) -> None:
        self._told, self._batches = told, batches

    def __iter__(self) -> Iterator[Action]:
        from engine.explain import singly

        return _one_by_one(self.stretches(), singly.actions_of)

    def __len__(self) -> int:
        return self._told.count(self._batches)

    def stretches(self) -> Iterator[Stretch[ToldActions]]:
        """Yield all of them in columns, some days at a time."""
        return self._told.stretches(self._batches, told_actions)

    def shares(self, number: int, first: float = 1) -> Sequence[Iterable[Stretch[ToldActions]]]:
        """Give the same in so many shares, one after the other and of about as many actions; in fewer of few.

        The `first` has so many times the actions of another.
        """
        return self._told.shares(self._batches, number, first, told_actions)

    def assumed(self) -> Mapping[str, str]:
        """Give what those rules that acted rest on which rest on an assumption of the policy's author."""
        return self._told.assumed(self._batches)

    def only(self, rules: Collection[str], first: str, last: str) -> "Actions":
        """Give those of some rules, of all where none is named, from the ISO date `first` to `last`, both included."""
        return Actions(self._told, self._told.chosen(self._batches, rules, first, last))

    def by_rule(self) -> Mapping[str, int]:
        """Count them by rule."""
        return self._told.by_rule(self._batches)

    def by_task(self) -> Mapping[str, int]:
        """Count what is to be done."""
        return self._told.by_task(self._batches)


class Decisions(Sequence[Decision]):
    """Some of the decisions of a run in order of date and pupil."""

    def __init__(self, told: "Telling", batches: Sequence[int]) -> None:
        self._told, self._batches = told, batches

    @cached_property
    def _all(self) -> Sequence[Decision]:
        from engine.explain import singly

        return list(_one_by_one(self.stretches(), singly.decisions_of))

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._all)

    def __len__(self) -> int:
        return self._told.count(self._batches)

    @overload
    def __getitem__(self, place: int) -> Decision: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Decision]: ...
    def __getitem__(self, place: int | slice) -> Decision | Sequence[Decision]:
        return self._all[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == list(other)

    __hash__ = None  # type: ignore[assignment] # as a list has none

    def stretches(self) -> Iterator[Stretch[ToldDecisions]]:
        """Yield all of them in columns, some days at a time."""
        return self._told.stretches(self._batches, told_decisions)

    def only(self, tables: Collection[str], first: str, last: str) -> "Decisions":
        """Give those of some tables, of all where none is named, from the ISO date `first` to `last`, both included."""
        return Decisions(self._told, self._told.chosen(self._batches, tables, first, last))


def _one_by_one(stretches: Iterable[Stretch[Told]], tell: Callable[[Told], list[T]]) -> Iterator[T]:
    for stretch in stretches:
        told = [each for batch in stretch.batches for each in tell(batch)]
        yield from map(told.__getitem__, stretch.order.tolist())


class Telling:
    """Puts what fired into words."""

    def __init__(self, plan: Plan, register: Register, fired: Fired) -> None:
        self._plan, self._register, self._fired = plan, register, fired
        self._beside = Beside(plan, register)
        # INVARIANT: all batches are held here, so that the number of what one was cut out of is no other's
        self._kinds: dict[tuple[str, int], int] = {}
        self._numbers: dict[Hashable, int] = {}
        self._parts: dict[tuple[int, int], Sequence[Action | Decision]] = {}

    def action(self, batch: int, entry: int) -> Action:
        """Give the action of one entry of one batch."""
        told = self._part(batch, entry // _PART)[entry % _PART]
        assert isinstance(told, Action)
        return told

    def decision(self, batch: int, entry: int) -> Decision:
        """Give the decision of one entry of one batch."""
        told = self._part(batch, entry // _PART)[entry % _PART]
        assert isinstance(told, Decision)
        return told

    def _part(self, number: int, part: int) -> Sequence[Action | Decision]:
        """Tell some entries of a batch together: who asks for one mostly asks for its neighbours."""
        if (number, part) not in self._parts:
            if len(self._parts) >= _PARTS_HELD:
                del self._parts[next(iter(self._parts))]
            self._parts[number, part] = self._tell(number, part)
        return self._parts[number, part]

    def _tell(self, number: int, part: int) -> Sequence[Action | Decision]:
        firings = together([some_of(self._fired.batches[number], part * _PART, (part + 1) * _PART)])
        from engine.explain import singly  # files are written from columns: single actions few ask for

        if firings.hit is None:
            return singly.actions_of(told_actions(self._beside, firings))
        return singly.decisions_of(told_decisions(self._beside, firings))

    def actions(self) -> Actions:
        """Give every action."""
        return Actions(self, [at for at, batch in enumerate(self._fired.batches) if batch.whole.hit is None])

    def decisions(self) -> Decisions:
        """Give every decision."""
        return Decisions(self, [at for at, batch in enumerate(self._fired.batches) if batch.whole.hit is not None])

    def count(self, batches: Iterable[int]) -> int:
        """Say how many entries some batches have."""
        return sum(self._fired.batches[at].size for at in batches)

    def chosen(self, batches: Iterable[int], names: Collection[str], first: str, last: str) -> list[int]:
        """Give those of some batches that have one of some names, of any if there is none, from `first` to `last`."""
        dates = self._beside.dates
        begins, ends = bisect_left(dates, first), bisect_right(dates, last)
        told = [(at, self._fired.batches[at]) for at in batches]
        return [at for at, batch in told if begins <= batch.place < ends and (not names or batch.name in names)]

    def by_rule(self, batches: Iterable[int]) -> Counter[str]:
        """Count the entries of some batches by rule."""
        counted: Counter[str] = Counter()
        for batch in map(self._fired.batches.__getitem__, batches):
            counted[batch.name] += batch.size
        return counted

    def assumed(self, batches: Iterable[int]) -> dict[str, str]:
        """Give what those rules rest on that some batches are of, where it is an assumption of the policy's author."""
        names = {self._fired.batches[at].name for at in batches}
        return {rule.id: rule.assumes for rule in self._plan.rules if rule.id in names and rule.assumes}

    def by_task(self, batches: Iterable[int]) -> Counter[str]:
        """Count what the entries of some batches ask for."""
        counted: Counter[str] = Counter()
        for batch in map(self._fired.batches.__getitem__, batches):
            for task, number in zip(
                self._beside.rules[batch.name].tasks, batch.tasks.sum(axis=0).tolist(), strict=True
            ):
                if number:
                    counted[task.do] += number
        return counted

    def stretches(self, batches: Sequence[int], tell: Callable[[Beside, Firings], Told]) -> Iterator[Stretch[Told]]:
        """Tell all entries of some batches in order, the firings of each rule on some days together."""
        for share in self.shares(batches, 1, 1, tell):
            yield from share

    def shares(
        self, batches: Sequence[int], number: int, first: float, tell: Callable[[Beside, Firings], Told]
    ) -> list[Iterator[Stretch[Told]]]:
        """Tell them in so many shares of about as many entries, the `first` so many times as large; fewer of few."""
        of_batch, entries = _in_order([(at, self._fired.batches[at]) for at in batches])
        days = list(self._days(of_batch))
        held: list[list[tuple[int, int]]] = [[] for _ in range(min(number, len(days)))]
        for begins, ends in days:
            at = (begins + ends) / (2 * len(of_batch)) * (len(held) - 1 + first)
            held[0 if at < first else 1 + int(at - first)].append((begins, ends))
        if len(held) > 1:
            self._beside.sessions.by_pupil  # noqa: B018 - laid out now, it is there for processes that are copies of this

        def told(some: Iterable[tuple[int, int]]) -> Iterator[Stretch[Told]]:
            for begins, ends in some:
                yield self._stretch(of_batch[begins:ends], entries[begins:ends], tell)

        return [told(some) for some in held if some]

    def _stretch(self, batches: Longs, entries: Longs, tell: Callable[[Beside, Firings], Told]) -> Stretch[Told]:
        kinds: dict[int, list[int]] = {}
        for at in different(batches).tolist():
            kinds.setdefault(self._kind(self._fired.batches[at]), []).append(at)
        told: list[Told] = []
        size = 0
        before = np.zeros(len(self._fired.batches), dtype=np.int64)
        for numbers in kinds.values():
            some: list[Batch] = [self._fired.batches[at] for at in numbers]
            before[numbers] = size + np.cumsum([0, *(batch.size for batch in some[:-1])])
            told.append(tell(self._beside, together(some)))
            size += len(told[-1])
        return Stretch(told, before[batches] + entries)

    def _kind(self, batch: Batch) -> int:
        """Give the number of a batch's kind; batches cut out of the same are looked at once."""
        key = (batch.name, id(batch.whole))
        if key not in self._kinds:
            self._kinds[key] = self._numbers.setdefault(kind_of(batch), len(self._numbers))
        return self._kinds[key]

    def _days(self, batches: Longs) -> Iterator[tuple[int, int]]:
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
    sizes = [batch.size for _, batch in batches]

    def each(values: Iterable[int]) -> Longs:
        return np.repeat(np.fromiter(values, dtype=np.int64, count=len(sizes)), sizes)

    pupils = np.concatenate([batch.pupils for _, batch in batches]).astype(np.int64)
    rows = _rows(batches, len(pupils))
    firsts = each(batch.place for _, batch in batches) * (int(pupils.max()) + 1) + pupils
    # a batch has one name and one session, which may be none
    kinds = each(3 * numbers[batch.name] + (0 if batch.half is None else batch.half + 1) for _, batch in batches)
    keys = firsts * 3 * len(numbers) + kinds
    # of those alike the first stays first
    order = np.argsort(keys, kind="stable") if rows is None else np.lexsort((rows, keys))
    entries = np.arange(len(pupils)) - each(np.cumsum([0, *sizes[:-1]]))
    return each(at for at, _ in batches)[order], entries[order]


def _rows(batches: list[tuple[int, Batch]], size: int) -> Longs | None:
    """Give the row of every entry, -1 for one about a pupil; None where no entry is about a row."""
    if all(batch.whole.rows is None for _, batch in batches):
        return None
    rows = np.full(size, -1, dtype=np.int64)
    begin = 0
    for _, batch in batches:
        if batch.rows is not None:
            rows[begin : begin + batch.size] = batch.rows
        begin += batch.size
    return rows


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
