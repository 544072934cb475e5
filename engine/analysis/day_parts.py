"""A day and its parts -> the days to look at: `weekday`, the month and the year of one day hang together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

from engine.analysis.answer import Subject
from engine.analysis.cuts import Cuts
from engine.analysis.points import USUAL_DAY, weekdays_near
from engine.bind.vocabulary import WEEKDAYS
from engine.calendar import date_of, day_number
from engine.expressions.functions import PROPERTIES
from engine.expressions.typed import Read, Step, Typed
from engine.expressions.types import DATE, NUMBER, Quantity

PARTS: Mapping[str, tuple[str, int, int]] = {
    "year": ("the calendar year", 1, 9999),
    "month": ("the month", 1, 12),
    "day": ("the day of the month", 1, 31),
    "weekday": ("the weekday", 1, 7),
}
"""The parts of a date that hang together: what they are called, and what they may be."""

assert PARTS.keys() == PROPERTIES[DATE].keys(), "INVARIANT: every part of a date is one of those that hang together"

_SCHOOL = ("review_day", "session.date")
"""Days on which there is school."""

_CYCLE, _LEAP = 28, 8
"""In so many years every date falls on every weekday, and every date there is comes up."""


def part_of_day(typed: Typed, subjects: Mapping[str, Subject]) -> Subject | None:
    """Give the subject that a part of a day is, as in `review_day.month`; None where an expression is none."""
    day = typed.arguments[0] if isinstance(typed, Step) else None
    if not isinstance(typed, Step) or not isinstance(day, Read) or day.type != DATE or day.name not in subjects:
        return None
    part = typed.operator.removeprefix(".")
    if part == typed.operator or part not in PARTS:
        return None
    held, (said, low, high) = subjects[day.name], PARTS[part]
    title = said if held.kind == "calendar" else f"{said} of {held.title}"
    quantity = Quantity(
        NUMBER, None, day.quantity.nullable, low=Fraction(low), high=Fraction(high), whole=True, label=title
    )
    return Subject(f"{day.name}.{part}", f"{held.name}.{part}", quantity, held.kind, title)


def whole_of(key: str) -> str:
    """Give the day of which a key names a part; the key itself where it names none."""
    day, _, part = key.rpartition(".")
    return day if day and part in PARTS else key


def joint_days(
    left: Iterable[str], cuts: Cuts, subjects: Mapping[str, Subject], *, weekends: bool
) -> Iterator[tuple[tuple[str, ...], list[tuple[Any, ...]]]]:
    """Give, for every day of which a part is asked about, the keys that hang together and their values in turn.

    `weekends` says that there may be school on a Saturday and a Sunday.
    """
    found: dict[str, list[str]] = {}
    for key in left:
        day = "review_day" if key == "weekday" else whole_of(key)
        if key == "weekday" or (day != key and day in subjects and subjects[day].quantity.type == DATE):
            found.setdefault(day, []).append(key)
    for day, keys in found.items():
        if day in left:
            keys.insert(0, day)
        nullable = any(cuts.reads[key].quantity.nullable for key in keys)
        rows = [tuple(_read(each, key, day) for key in keys) for each in _days(day, keys, cuts, weekends=weekends)]
        yield tuple(keys), [*dict.fromkeys(rows), *([(None,) * len(keys)] if nullable else [])]


def _read(day: date, key: str, whole: str) -> Any:
    if key == whole:
        return day
    if key == "weekday":
        return WEEKDAYS[day.weekday()]
    part = key.rpartition(".")[2]
    return day.isoweekday() if part == "weekday" else getattr(day, part)


def _days(day: str, keys: list[str], cuts: Cuts, *, weekends: bool) -> list[date]:
    """Give a day for each way in which limits can part the days, the plainest first."""
    open_days = 7 if weekends or day not in _SCHOOL else 5
    limits = tuple(sorted(cuts.sizes.get(day, ())))
    parts = tuple((key.rpartition(".")[2], tuple(sorted(cuts.sizes.get(key, ())))) for key in keys if key != day)
    if keys in (["weekday"], [day, "weekday"]):
        if day not in keys:
            return [date_of(day_number(USUAL_DAY) + more) for more in range(open_days)]
        return weekdays_near(limits, open_days)
    summed = frozenset(key.rpartition(".")[2] for one in cuts.sums for key, _ in one.of if key in keys)
    return list(_of_parts(limits, parts, summed, open_days))


@lru_cache(maxsize=64)
def _of_parts(
    limits: tuple[Fraction, ...],
    parts: tuple[tuple[str, tuple[Fraction, ...]], ...],
    summed: frozenset[str],
    open_days: int,
) -> tuple[date, ...]:
    """Give the days nearest to the limits, one for each side of all of them."""
    years = [limit for part, sizes in parts if part == "year" for limit in sizes]
    near = [floor(limit) for limit in limits] + [
        day_number(date(year, 1, 1)) for limit in years for year in (floor(limit), ceil(limit) + 1) if 1 < year < 9000
    ]
    near = near or [day_number(USUAL_DAY)]
    around = 366 * (_CYCLE if any(part == "weekday" for part, _ in parts) else _LEAP)
    before = around if limits or years else 0
    # INVARIANT: beyond the outermost limit of a side, and between two that lie apart, all days are alike but for parts
    first, last = day_number(date.min), day_number(date.max)
    looked = {number for one in near for number in range(max(one - before, first), min(one + around, last))}
    kept: dict[tuple[Any, ...], int] = {}
    for number in sorted(looked, key=lambda each: (min(abs(each - one) for one in near), each)):
        day = date_of(number)
        if day.weekday() < open_days:
            kept.setdefault(_side(day, number, limits, parts, summed), number)
    return tuple(date_of(number) for number in sorted(kept.values()))


def _side(
    day: date,
    number: int,
    limits: tuple[Fraction, ...],
    parts: tuple[tuple[str, tuple[Fraction, ...]], ...],
    summed: frozenset[str],
) -> tuple[Any, ...]:
    """Say on which side of every limit a day lies, and its parts that are compared with something else."""
    found: list[Any] = [(number > limit) - (number < limit) for limit in limits]
    for part, sizes in parts:
        value = day.isoweekday() if part == "weekday" else getattr(day, part)
        if part in summed or not sizes:
            found.append(value)
        else:
            found += [(value > limit) - (value < limit) for limit in sizes]
    return tuple(found)
