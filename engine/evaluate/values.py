"""The policy's values on each school day, as amounts, as columns and as the record evaluator reads them."""

from collections.abc import Mapping
from datetime import date, time
from fractions import Fraction

import numpy as np

from engine.calendar import day_number
from engine.evaluate.arrays import Longs
from engine.expressions.columns import Column
from engine.model.amounts import Amount, Minutes
from engine.plan import Plan
from engine.timeline import Timeline


class ValuesByDay:
    """Looks the values up by school day; they change only where an entry begins or ends."""

    def __init__(self, plan: Plan, timeline: Timeline) -> None:
        self._plan, self._timeline = plan, timeline
        changes = {
            day for entries in plan.values.values() for each in entries for day in (each.start, each.until) if day
        }
        self._changes = sorted(day_number(day) for day in changes)
        self._epochs = [sum(change <= day for change in self._changes) for day in timeline.days]
        self._by_epoch: dict[int, dict[str, object]] = {}
        self._amounts: dict[int, Mapping[str, Amount]] = {}
        self._columns: dict[tuple[int, str], Column] = {}

    def epoch(self, place: int) -> int:
        """Give a number that is another after each change of a value."""
        return self._epochs[place]

    def _on(self, place: int) -> dict[str, object]:
        epoch = self.epoch(place)
        if epoch not in self._by_epoch:
            day = self._timeline.dates[place]
            held: dict[str, object] = {}
            for name, entries in self._plan.values.items():
                held[name] = None
                for each in entries:
                    if (each.start is None or each.start <= day) and (each.until is None or day < each.until):
                        held[name] = each.value
            self._by_epoch[epoch] = held
        return self._by_epoch[epoch]

    def literals(self, place: int) -> Mapping[str, object]:
        """Give the values as the record evaluator reads them; a value with none in force is not known."""
        return {name: as_record(value) for name, value in self._on(place).items()}

    def amounts(self, place: int) -> Mapping[str, Amount]:
        """Give those that are amounts."""
        epoch = self._epochs[place]
        if epoch not in self._amounts:
            self._amounts[epoch] = {name: value for name, value in self._on(place).items() if isinstance(value, Amount)}
        return self._amounts[epoch]

    def column(self, place: int, name: str) -> Column | None:
        """Give one as a column of one value for all; None where the policy has no such value."""
        if name not in self._plan.values:
            return None
        key = (self.epoch(place), name)
        if key not in self._columns:
            self._columns[key] = as_column(self._on(place)[name])
        return self._columns[key]

    def on_days(self, name: str, days: Longs) -> Column | None:
        """Give one as it is on each of some days, by day numbers; None where the policy has no such value."""
        if name not in self._plan.values:
            return None
        lasting = self.lasting(name)
        if lasting is not None:
            return lasting
        entries = self._plan.values[name]
        chosen = np.full(len(days), len(entries))
        for number, each in enumerate(entries):
            inside = np.ones(len(days), np.bool_) if each.start is None else days >= day_number(each.start)
            chosen[inside if each.until is None else inside & (days < day_number(each.until))] = number
        held = [as_column(each.value) for each in entries]
        words = tuple(word for each in held for word in each.words or ()) or None
        data = list(range(len(held))) if words else [each.data.item() for each in held]
        over = [1 if each.over is None else int(each.over) for each in held]
        return Column(
            np.array([*data, type(data[0])()])[chosen],
            chosen < len(entries),
            np.array([*over, 1])[chosen] if any(each.over is not None for each in held) else None,
            words,
        )

    def lasting(self, name: str) -> Column | None:
        """Give one that is the same on all days as a column of one value for all; None for any other name."""
        entries = self._plan.values.get(name, ())
        is_one = len(entries) == 1 and entries[0].start is None and entries[0].until is None
        return self.column(0, name) if is_one else None


def as_record(value: object) -> object:
    """Give a value of the document as the record evaluator reads it."""
    if isinstance(value, Amount):
        return value.number
    if isinstance(value, Minutes):
        return time(value.minute // 60, value.minute % 60)
    return value


def as_column(value: object) -> Column:
    """Give a value of the document as a column of one value for all."""
    if isinstance(value, Amount):
        number: Fraction = value.number
        over = None if number.denominator == 1 else np.asarray(number.denominator, dtype=np.int64)
        kind = np.int16 if abs(number.numerator) < 2**15 else np.int64
        return Column(np.asarray(number.numerator, dtype=kind), None, over)
    if isinstance(value, bool):
        return Column(np.asarray(value))
    if isinstance(value, Minutes):
        return Column(np.asarray(value.minute, dtype=np.int32))
    if isinstance(value, date):
        return Column(np.asarray(day_number(value), dtype=np.int32))
    if isinstance(value, str):
        return Column(np.asarray(0, dtype=np.int16), words=(value,))
    return Column(np.asarray(0, dtype=np.int16), np.asarray(False))
