"""What fired -> a run: actions built one by one as they are asked for, decisions, doubts, reviews to come."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from engine.calendar import date_of
from engine.decision import Action, Decision, ReviewToCome, Run, Undecided
from engine.explain.batch import BatchTelling, Beside
from engine.fired import Batch, Fired
from engine.model.rules import PERIOD_CHECKS
from engine.plan import Plan
from engine.register import Register

_BATCHES_HELD = 256


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
        data=register.report,
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
    """Puts what fired into words, one by one."""

    def __init__(self, plan: Plan, register: Register, fired: Fired) -> None:
        self._register, self._fired = register, fired
        self._beside = Beside(plan, register)
        # entries are told day by day, and a day has a batch for each rule
        self._batch = lru_cache(maxsize=_BATCHES_HELD)(lambda at: BatchTelling(self._beside, fired.batches[at]))

    @cached_property
    def _order(self) -> list[tuple[int, int]]:
        return _in_order([(at, batch) for at, batch in enumerate(self._fired.batches) if batch.hit is None])

    @property
    def count(self) -> int:
        """How many actions there are."""
        return len(self._order)

    def action(self, batch: int, entry: int) -> Action:
        """Give the action of one entry of one batch."""
        return self._batch(batch).action(entry)

    def decision(self, batch: int, entry: int) -> Decision:
        """Give the decision of one entry of one batch."""
        return self._batch(batch).decision(entry)

    def actions(self) -> Iterator[Action]:
        """Yield every action in order."""
        for at, entry in self._order:
            yield self._batch(at).action(entry)

    def decisions(self) -> list[Decision]:
        """Give every decision in order."""
        decided = [(at, batch) for at, batch in enumerate(self._fired.batches) if batch.hit is not None]
        return [self._batch(at).decision(entry) for at, entry in _in_order(decided)]

    def undecided(self) -> list[Undecided]:
        """Give what could not be decided, by rule."""
        found = [
            Undecided(rule, cause, file, len(doubt.pupils), self._day(doubt.first), self._day(doubt.last))
            for (rule, cause, file), doubt in self._fired.doubts.items()
        ]
        return sorted(found, key=lambda each: (each.rule, each.cause, each.file or ""))

    def _day(self, place: int) -> date:
        return date_of(int(self._register.days[place]))


def _in_order(batches: list[tuple[int, Batch]]) -> list[tuple[int, int]]:
    """Sort every entry of some batches by date, pupil, rule, session and row."""
    if not batches:
        return []
    names = sorted({batch.name for _, batch in batches})
    columns = []
    for at, batch in batches:
        size = len(batch.pupils)
        rows = np.full(size, -1, np.int64) if batch.rows is None else batch.rows
        half = -1 if batch.half is None else batch.half
        columns.append(
            np.stack(
                [
                    np.arange(size),
                    np.full(size, at),
                    rows,
                    np.full(size, half),
                    np.full(size, names.index(batch.name)),
                    batch.pupils,
                    np.full(size, batch.place),
                ]
            )
        )
    table = np.concatenate(columns, axis=1)
    order = np.lexsort(table)
    entries, batches_of = table[:2, order].tolist()
    return list(zip(batches_of, entries, strict=True))


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
