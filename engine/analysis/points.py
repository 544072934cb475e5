"""The representative values of one quantity: every limit, what lies beside it, and not known."""

from collections.abc import Iterable
from datetime import date, time
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

from engine.analysis.answer import Subject
from engine.calendar import date_of, day_number
from engine.expressions.moments import time_at
from engine.expressions.types import BOOLEAN, DATE, DAYS, MONTHS, NUMBER, STRING, TIME, Quantity
from engine.expressions.values import Days, Months

FEW = 40
"""So many whole values are looked at one by one."""

OTHER = "something else"
"""A text that is none of those that are asked about."""

USUAL_DAY = date(2024, 9, 2)
"""A Monday at the beginning of a school year, where no date is asked about."""

_MOST_SESSIONS = 400
_MINUTES = 24 * 60


def points_of(
    subject: Subject, quantity: Quantity, cuts: Iterable[Fraction], words: Iterable[str], *, weekends: bool
) -> list[Any]:
    """Give the values to look at, the plainest first; None, not known, comes last where it may be.

    `weekends` says that there may be school on a Saturday and a Sunday.
    """
    found = _known(subject, quantity, sorted(set(cuts)), words, weekends=weekends)
    return [*found, None] if quantity.nullable or not found else found


def _known(
    subject: Subject, quantity: Quantity, cuts: list[Fraction], words: Iterable[str], *, weekends: bool
) -> list[Any]:
    kind = quantity.type
    if kind == BOOLEAN:
        return [False, True]
    if kind == STRING:
        asked = sorted(set(words))
        if quantity.words is not None:
            return list(quantity.words)
        return [*asked, OTHER]
    if kind == DATE:
        return _dates(subject.key == "review_day" and not weekends, cuts)
    if kind == TIME:
        return [time_at(minute * 60) for minute in whole_points(cuts, Fraction(0), Fraction(_MINUTES - 1))]
    if kind == DAYS:
        return [Days(second) for second in whole_points(cuts, None, None)]
    if kind == MONTHS:
        return [Months(month) for month in whole_points(cuts, None, None)]
    if kind == NUMBER:
        return numbers(subject, quantity, cuts)
    return []


def all_listed(subject: Subject) -> bool:
    """Whether every value that a subject can have is looked at, and not only those beside limits."""
    low, high = _bounds(subject, subject.quantity)
    return subject.quantity.whole and low is not None and high is not None and high - low < FEW


def _bounds(subject: Subject, quantity: Quantity) -> tuple[Fraction | None, Fraction | None]:
    high = quantity.high
    if subject.most is not None and (high is None or subject.most < high):
        high = subject.most
    return quantity.low, high


def numbers(subject: Subject, quantity: Quantity, cuts: list[Fraction]) -> list[Any]:
    """Give the numbers to look at."""
    low, high = _bounds(subject, quantity)
    if quantity.whole:
        return whole_points(cuts, low, high)
    if quantity.unit == "percent":
        least = int(subject.at_least) if subject.at_least is not None else 1
        return _ratios(cuts, low, high, lambda one, two: _percent(one, two, least))
    return _ratios(cuts, low, high, _middle)


def whole_points(cuts: Iterable[Fraction], low: Fraction | None, high: Fraction | None) -> list[int]:
    """Give whole numbers: all where they are few, else those at and beside every limit, in order."""
    if low is not None and high is not None and high - low < FEW:
        return list(range(ceil(low), floor(high) + 1))
    found = {floor(cut) + more for cut in cuts for more in (-1, 0, 1, 2) if cut.denominator > 1 or more < 2}
    found.add(int(low) if low is not None else 0)
    inside = sorted(number for number in found if (low is None or low <= number) and (high is None or number <= high))
    return inside or [int(high if high is not None else 0)]


def _ratios(cuts: list[Fraction], low: Fraction | None, high: Fraction | None, between: Any) -> list[Any]:
    inside = [cut for cut in cuts if (low is None or low <= cut) and (high is None or cut <= high)]
    if not inside:
        first = low if low is not None else Fraction(0)
        return [_plain(between(first, high if high is not None else first + 2))]
    found: list[Fraction] = []
    before = low if low is not None else inside[0] - 1
    for cut in inside:
        if before < cut:
            found.append(between(max(before, cut - 1) if cut == inside[0] else before, cut))
        found.append(cut)
        before = cut
    after = high if high is not None else before + 2
    if before < after:
        found.append(between(before, after))
    return [_plain(number) for number in found]


def _middle(one: Fraction, two: Fraction) -> Fraction:
    return (one + two) / 2


@lru_cache(maxsize=4096)
def _percent(one: Fraction, two: Fraction, least: int) -> Fraction:
    """Give the percentage between two that comes of the fewest sessions, at least so many."""
    for sessions in range(max(least, 1), _MOST_SESSIONS):
        part = floor(two * sessions / 100)
        if Fraction(100 * part, sessions) == two:
            part -= 1
        found = Fraction(100 * part, sessions)
        if one < found < two:
            return found
    return _middle(one, two)


def _plain(number: Fraction) -> Any:
    return int(number) if number.denominator == 1 else number


def _dates(of_review: bool, cuts: list[Fraction]) -> list[date]:
    if not cuts:
        return [USUAL_DAY]
    days = sorted({floor(cut) + more for cut in cuts for more in (-1, 0, 1, 2) if cut.denominator > 1 or more < 2})
    if not of_review:
        return [date_of(day) for day in days]
    # a review day is a weekday: the nearest one on its side of the limit
    near = {day - 3 + more for day in days for more in range(7)}
    weekdays = sorted(day for day in near if date_of(day).weekday() < 5)
    kept: dict[tuple[int, ...], int] = {}
    for day in weekdays:
        side = tuple((day > cut) - (day < cut) for cut in cuts)
        kept.setdefault(side, day)
    return [date_of(day) for day in kept.values()]


def weekdays_near(cuts: Iterable[Fraction], open_days: int) -> list[date]:
    """Give all days of school of a week on each side of every limit, and the limit itself where it is one.

    `open_days` are those of a week, from Monday on.
    """
    days = {floor(cut) + more for cut in cuts for more in range(-7, 8)} or {day_number(USUAL_DAY) + n for n in range(7)}
    return [date_of(day) for day in sorted(days) if date_of(day).weekday() < open_days]


def size_of_point(value: Any) -> Fraction | None:
    """Give a point as the number that stands for it in a column; None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, date):
        return Fraction(day_number(value))
    if isinstance(value, time):
        return Fraction(value.hour * 60 + value.minute)
    return None
