"""What each function and property gives for known values; the record evaluator's table."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, DecimalException
from fractions import Fraction
from math import floor
from typing import Any

from engine.expressions import arithmetic
from engine.expressions.functions import DAY_NAMES, MONTH_NAMES
from engine.expressions.intervals import RELATIONS
from engine.expressions.moments import (
    DAY,
    LONGEST_DURATION,
    date_and_time_of,
    date_of,
    days_later,
    later,
    months_between,
    months_later,
    second_of,
    time_at,
    time_of,
)
from engine.expressions.strings import STRINGS, as_number
from engine.expressions.types import DATE, DATE_AND_TIME, DAYS, MONTHS, STRING, TIME
from engine.expressions.values import Days, Months, Number

Operation = Callable[..., Any]


def _whole(value: Number) -> int | None:
    return int(value) if value == int(value) else None


def _date(*given: Any) -> date | None:
    if len(given) == 1:
        only = given[0]
        if isinstance(only, str):
            return date_of(only)
        return only.date() if isinstance(only, datetime) else only
    year, month, day = (_whole(part) for part in given)
    if year is None or month is None or day is None:
        return None
    if not (0 < year < 10_000 and 0 < month < 13 and 0 < day < 32):
        return None
    return date_of(f"{year:04}-{month:02}-{day:02}")


def _time(*given: Any) -> time | None:
    if len(given) == 1:
        only = given[0]
        if isinstance(only, str):
            return time_of(only)
        return only.time() if isinstance(only, datetime) else only
    hour, minute, second = _whole(given[0]), _whole(given[1]), floor(Fraction(given[2]))
    if hour is None or minute is None or not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    return time(hour, minute, second)


def _date_and_time(*given: Any) -> datetime | None:
    if len(given) == 1:
        return date_and_time_of(given[0])
    day, clock = given
    return datetime.combine(day.date() if isinstance(day, datetime) else day, clock)


def _decimal_function(work: Callable[[Any], Any]) -> Operation:
    def result(value: Number) -> Number | None:
        try:
            return arithmetic.settle(work(arithmetic.as_decimal(value)))
        except DecimalException:
            return None

    return result


def _rounding(work: Callable[[Number, int], Number | None]) -> Operation:
    return lambda value, scale=0: work(value, int(scale))


FUNCTIONS: dict[str, Operation] = {
    **STRINGS,
    **RELATIONS,
    "abs": lambda value: _sized(value, _size),
    "floor": _rounding(arithmetic.floor),
    "ceiling": _rounding(arithmetic.ceiling),
    "decimal": _rounding(arithmetic.round_half_even),
    "round up": _rounding(arithmetic.round_up),
    "round down": _rounding(arithmetic.round_down),
    "round half up": _rounding(arithmetic.round_half_up),
    "round half down": _rounding(arithmetic.round_half_down),
    "modulo": arithmetic.modulo,
    "sqrt": _decimal_function(arithmetic.FEEL.sqrt),
    "exp": _decimal_function(arithmetic.FEEL.exp),
    "log": _decimal_function(arithmetic.FEEL.ln),
    "odd": lambda value: value == int(value) and int(value) % 2 == 1,
    "even": lambda value: value == int(value) and int(value) % 2 == 0,
    "number": lambda value: as_number(value) if isinstance(value, str) else value,
    "date": _date,
    "time": _time,
    "date and time": _date_and_time,
    "years and months duration": lambda begin, end: Months(months_between(begin, end)),
    "day of week": lambda day: DAY_NAMES[day.weekday()],
    "month of year": lambda day: MONTH_NAMES[day.month - 1],
    "day of year": lambda day: day.timetuple().tm_yday,
    "week of year": lambda day: day.isocalendar().week,
}


def _sized(value: Any, work: Callable[[Any], Any]) -> Any:
    if isinstance(value, Days):
        return Days(work(value.seconds))
    return Months(work(value.months)) if isinstance(value, Months) else work(value)


def negate(value: Any) -> Any:
    """Minus a number or a duration."""
    return _sized(value, _minus)


def _size(number: Number) -> Number:
    # The plain operators would round a Decimal to the program's own 28 digits.
    if isinstance(number, Decimal):
        return number.copy_abs()
    return -number if number < 0 else number


def _minus(number: Number) -> Number:
    if isinstance(number, Decimal):
        return number.copy_negate()
    return -number


def _part_of_days(unit: int, per_whole: int | None) -> Operation:
    def part(value: Days) -> int:
        size = int(value.seconds if value.seconds >= 0 else -value.seconds) // unit
        size = size if per_whole is None else size % per_whole
        return -size if value.seconds < 0 else size

    return part


def _signed(months: int, size: int) -> int:
    return -size if months < 0 else size


PROPERTIES: dict[str, Operation] = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": lambda value: value.isoweekday(),
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": lambda value: value.second,
    "days": _part_of_days(DAY, None),
    "hours": _part_of_days(3600, 24),
    "minutes": _part_of_days(60, 60),
    "seconds": _part_of_days(1, 60),
    "years": lambda value: _signed(value.months, abs(value.months) // 12),
    "months": lambda value: _signed(value.months, abs(value.months) % 12),
    "start": lambda value: value.low,
    "end": lambda value: value.high,
    "start included": lambda value: value.low is not None and value.low_closed,
    "end included": lambda value: value.high is not None and value.high_closed,
}


def _days(seconds: Number | None) -> Days | None:
    return None if seconds is None or not -LONGEST_DURATION < seconds < LONGEST_DURATION else Days(seconds)


def _months(months: Number | None) -> Months | None:
    # A part of a month is cut towards zero, as the kit expects.
    return None if months is None or not -LONGEST_DURATION < months < LONGEST_DURATION else Months(int(months))


def _shift_time(moment: time, seconds: Number) -> time:
    return time_at(int((second_of(moment) + seconds) // 1))


_SHIFTS: dict[str, Callable[[Any, Number], Any]] = {DATE: days_later, DATE_AND_TIME: later, TIME: _shift_time}


def _seconds_between(kind: str, left: Any, right: Any) -> Days:
    if kind == TIME:
        return Days(second_of(left) - second_of(right))
    gap = left - right
    return Days(gap.days * DAY + gap.seconds)


def arithmetic_on(operator: str, left: str, right: str) -> Operation:
    """Give the function for an operator between two types."""
    numbers = {
        "+": arithmetic.add,
        "-": arithmetic.subtract,
        "*": arithmetic.multiply,
        "/": arithmetic.divide,
        "**": arithmetic.power,
    }
    work = numbers[operator]
    if left == STRING or right == STRING:
        return lambda one, two: one + two
    if left in _SHIFTS and right == left:
        return lambda one, two: _seconds_between(left, one, two)
    if left in _SHIFTS or right in _SHIFTS:
        return _shift(operator, left, right)
    return _on_sizes(operator, work, left, right)


def _shift(operator: str, left: str, right: str) -> Operation:
    sign = -1 if operator == "-" else 1
    if right in _SHIFTS:
        turned = _shift(operator, right, left)
        return lambda one, two: turned(two, one)
    if right == MONTHS:
        return lambda one, two: months_later(one, sign * two.months)
    move = _SHIFTS[left]
    return lambda one, two: move(one, sign * two.seconds)


def _on_sizes(operator: str, work: Operation, left: str, right: str) -> Operation:
    if DAYS in (left, right):
        return _between_durations(operator, work, _days, DAYS, left, right)
    if MONTHS in (left, right):
        return _between_durations(operator, work, _months, MONTHS, left, right)
    return work


def _between_durations(operator: str, work: Operation, make: Operation, kind: str, left: str, right: str) -> Operation:
    def size(value: Any) -> Any:
        if isinstance(value, Days):
            return value.seconds
        return value.months if isinstance(value, Months) else value

    if operator == "/" and left == right == kind:
        return lambda one, two: work(size(one), size(two))
    return lambda one, two: make(work(size(one), size(two)))
