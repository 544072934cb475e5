"""Dates, times and durations over columns: counting with them, and their properties.

Dates are days since 1970-01-01, times minutes since midnight, dates and times seconds since
1970-01-01, durations seconds or months; all as (data, valid, over).
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from engine.expressions import wide
from engine.expressions.column_numbers import Env, Run, Sized, added
from engine.expressions.functions import NAMES_GIVEN
from engine.expressions.moments import DAY
from engine.expressions.school import number_of
from engine.expressions.types import DATE, DATE_AND_TIME, DAYS, MONTHS, TIME

FIRST_DAY, LAST_DAY = number_of(date.min), number_of(date.max)
_LIMITS = {DATE: (FIRST_DAY, LAST_DAY), DATE_AND_TIME: (FIRST_DAY * DAY, (LAST_DAY + 1) * DAY - 1)}


def _in_years(kind: str, data: Any, valid: Any) -> tuple[Any, Any]:
    """Say that a date outside the years 1 to 9999 is not known."""
    low, high = _LIMITS[kind]
    fits = np.logical_and(np.greater_equal(data, low), np.less_equal(data, high))
    return data, (valid if fits.all() else wide.both(valid, fits))


def seconds(value: Sized, kind: str) -> tuple[Any, Any, Any]:
    """Give a moment or a duration in seconds."""
    data, valid, over = value
    return (wide.multiply(data, {DATE: DAY, TIME: 60}.get(kind, 1)), valid, over)


def _whole(value: Sized) -> tuple[Any, Any]:
    data, valid, over = value
    return (data if over is None else wide.floor_divide(data, wide.guarded(over, valid))), valid


def between(kind: str, left: Run, right: Run) -> Run:
    """Give the seconds from one moment to another of the same kind."""

    def run(env: Env, rows: int) -> Sized:
        return seconds(added(wide.subtract, left(env, rows), right(env, rows)), kind)

    return run


def shift(kind: str, moment: Run, duration: Run, *, back: bool) -> Run:
    """Move a moment by a duration in seconds; a part of a second is cut towards the past."""

    def run(env: Env, rows: int) -> Sized:
        start, start_valid, start_over = moment(env, rows)
        gap, gap_valid, gap_over = duration(env, rows)
        if back:
            gap = wide.negate(gap)
        if kind == DATE:
            below = wide.multiply(DAY, 1 if gap_over is None else wide.guarded(gap_over, gap_valid))
            data = wide.add(start, wide.floor_divide(gap, below))
            return (*_in_years(DATE, data, wide.both(start_valid, gap_valid)), None)
        begin = (wide.multiply(start, 60) if kind == TIME else start, start_valid, start_over)
        data, valid = _whole(added(wide.add, begin, (gap, gap_valid, gap_over)))
        if kind == TIME:
            return wide.modulo(data, DAY), valid, 60
        return (*_in_years(DATE_AND_TIME, data, valid), None)

    return run


def shift_months(kind: str, moment: Run, months: Run, *, back: bool) -> Run:
    """Move a moment by months; where a month is shorter, to its last day."""

    def run(env: Env, rows: int) -> Sized:
        start, start_valid, _ = moment(env, rows)
        gap, gap_valid, _ = months(env, rows)
        valid = wide.both(start_valid, gap_valid)
        day, clock = (start, 0) if kind == DATE else _split(start)
        day = np.clip(day, FIRST_DAY, LAST_DAY)
        month, of_month = _month_and_day(day)
        limit = 12 * 10_000
        gap = np.clip(-gap if back and isinstance(gap, int) else (wide.negate(gap) if back else gap), -limit, limit)
        moved = month + gap
        good = np.logical_and(moved >= _month_of(FIRST_DAY), moved <= _month_of(LAST_DAY))
        moved = np.clip(moved, _month_of(FIRST_DAY), _month_of(LAST_DAY))
        first = _first_of(moved)
        data = first + np.minimum(of_month, _first_of(moved + 1) - first - 1)
        if kind == DATE_AND_TIME:
            data = data * DAY + clock
        return data, (valid if good.all() else wide.both(valid, good)), None

    return run


def _split(second: Any) -> tuple[Any, Any]:
    return wide.floor_divide(second, DAY), wide.modulo(second, DAY)


def _month_and_day(day: Any) -> tuple[Any, Any]:
    """Give the months since January 1970 and the days since the first of the month."""
    days = np.asarray(day, np.int64).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    return month.astype(np.int64), (days - month.astype("datetime64[D]")).astype(np.int64)


def _month_of(day: int) -> int:
    return int(_month_and_day(day)[0])


def _first_of(month: Any) -> Any:
    return np.asarray(month, np.int64).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def months_between(kinds: tuple[str, str], left: Run, right: Run) -> Run:
    """Give the whole months from one day to another, towards zero; of a date and time only the date counts."""

    def run(env: Env, rows: int) -> Sized:
        one, one_valid, _ = left(env, rows)
        two, two_valid, _ = right(env, rows)
        days = [
            np.clip(wide.floor_divide(value, DAY) if kind == DATE_AND_TIME else value, FIRST_DAY, LAST_DAY)
            for kind, value in zip(kinds, (one, two), strict=True)
        ]
        turned = days[1] < days[0]
        month, of_month = _month_and_day(np.where(turned, days[1], days[0]))
        last_month, of_last = _month_and_day(np.where(turned, days[0], days[1]))
        months = last_month - month - (of_last < of_month)
        return np.where(turned, -months, months), wide.both(one_valid, two_valid), None

    return run


def date_of_parts(parts: list[Run]) -> Run:
    """Make a date of a year, a month and a day; not known where there is no such date."""

    def run(env: Env, rows: int) -> Sized:
        (year, month, day), valid = _parts(parts, env, rows)
        good = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1)
        at = (np.where(good, year, 1970) - 1970) * 12 + np.where(good, month, 1) - 1
        first = _first_of(at)
        good = good & (day <= _first_of(at + 1) - first)
        return first + np.where(good, day, 1) - 1, wide.both(valid, good), None

    return run


def time_of_parts(parts: list[Run]) -> Run:
    """Make a time of an hour, a minute and a second; not known where there is no such time."""

    def run(env: Env, rows: int) -> Sized:
        (hour, minute, second), valid = _parts(parts, env, rows)
        good = (hour >= 0) & (hour < 24) & (minute >= 0) & (minute < 60) & (second >= 0) & (second < 60)
        data = np.where(good, hour, 0) * 3600 + np.where(good, minute, 0) * 60 + np.where(good, second, 0)
        return data, wide.both(valid, good), 60

    return run


def _parts(parts: list[Run], env: Env, rows: int) -> tuple[list[np.ndarray], Any]:
    """Give whole numbers as arrays, and where all of them are known."""
    values = [part(env, rows) for part in parts]
    if any(over is not None for _, _, over in values):
        raise wide.TooWideError
    valid = None
    for _, known, _ in values:
        valid = wide.both(valid, known)
    return [np.asarray(data, np.int64) for data, _, _ in values], valid


def to_date(value: Run) -> Run:
    """Give the date of a date and time."""

    def run(env: Env, rows: int) -> Sized:
        data, valid = _whole(value(env, rows))
        return wide.floor_divide(data, DAY), valid, None

    return run


def to_time(value: Run) -> Run:
    """Give the time of a date and time."""

    def run(env: Env, rows: int) -> Sized:
        data, valid = _whole(value(env, rows))
        return wide.modulo(data, DAY), valid, 60

    return run


def join(kind: str, day: Run, clock: Run) -> Run:
    """Make a date and time of a date (or a date and time) and a time."""

    def run(env: Env, rows: int) -> Sized:
        on, on_valid, _ = day(env, rows)
        at, at_valid, at_over = clock(env, rows)
        second, _ = _whole((wide.multiply(at, 60), at_valid, at_over))
        date_of = wide.floor_divide(on, DAY) if kind == DATE_AND_TIME else on
        return wide.add(wide.multiply(date_of, DAY), second), wide.both(on_valid, at_valid), None

    return run


def part(kind: str, name: str, value: Run) -> Run:
    """Give a property of a moment or a duration."""
    if kind == TIME:
        value = _in_seconds(value)
    work = (_OF_DURATIONS if kind in (DAYS, MONTHS) else _OF_DATES if name in _OF_DATES else _OF_CLOCKS)[name]
    split = kind == DATE_AND_TIME and name in _OF_DATES

    def run(env: Env, rows: int) -> Sized:
        if kind == DAYS:
            data, valid, over = value(env, rows)
            sized = wide.size(data) if over is None else wide.floor_divide(wide.size(data), wide.guarded(over, valid))
            return _signed(data, work(sized)), valid, None
        data, valid = _whole(value(env, rows))
        if kind == MONTHS:
            return _signed(data, work(wide.size(data))), valid, None
        return work(wide.floor_divide(data, DAY) if split else data), valid, None

    return run


def _in_seconds(value: Run) -> Run:
    return lambda env, rows: seconds(value(env, rows), TIME)


def _signed(data: Any, result: Any) -> Any:
    return np.where(np.less(data, 0), wide.negate(result), result)


def weekday(day: Any) -> Any:
    """Give 1 for Monday … 7 for Sunday."""
    # 1970-01-01 was a Thursday.
    return wide.add(wide.modulo(wide.add(day, 3), 7), 1)


def _year(day: Any) -> Any:
    return _month_and_day(day)[0] // 12 + 1970


def month_number(day: Any) -> Any:
    """Give 1 for January … 12 for December."""
    return _month_and_day(day)[0] % 12 + 1


def day_of_year(day: Any) -> Any:
    """Give 1 for 1 January."""
    days = np.asarray(day, np.int64)
    return days - days.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) + 1


def week_of_year(day: Any) -> Any:
    """Give the ISO week: the one that holds the year's first Thursday is the first."""
    days = np.asarray(day, np.int64)
    return (day_of_year(days - (days + 3) % 7 + 3) - 1) // 7 + 1


_OF_DATES: dict[str, Callable[[Any], Any]] = {
    "year": _year,
    "month": month_number,
    "day": lambda day: _month_and_day(day)[1] + 1,
    "weekday": weekday,
}
_OF_CLOCKS: dict[str, Callable[[Any], Any]] = {
    "hour": lambda second: wide.floor_divide(wide.modulo(second, DAY), 3600),
    "minute": lambda second: wide.modulo(wide.floor_divide(second, 60), 60),
    "second": lambda second: wide.modulo(second, 60),
}
_OF_DURATIONS: dict[str, Callable[[Any], Any]] = {
    "days": lambda size: wide.floor_divide(size, DAY),
    "hours": lambda size: wide.modulo(wide.floor_divide(size, 3600), 24),
    "minutes": lambda size: wide.modulo(wide.floor_divide(size, 60), 60),
    "seconds": lambda size: wide.modulo(size, 60),
    "years": lambda size: wide.floor_divide(size, 12),
    "months": lambda size: wide.modulo(size, 12),
}


OF_DAY: dict[str, Callable[[Any], Any]] = {"day of year": day_of_year, "week of year": week_of_year}
NAMED = {name: (work, NAMES_GIVEN[name]) for name, work in (("day of week", weekday), ("month of year", month_number))}
"""Functions of a date that give text: its number among the words, from 1, and the words."""


def of_day(work: Callable[[Any], Any], kind: str, value: Run) -> Run:
    """Apply a function of a date to a date or a date and time."""

    def run(env: Env, rows: int) -> Sized:
        data, valid = _whole(value(env, rows))
        return work(wide.floor_divide(data, DAY) if kind == DATE_AND_TIME else data), valid, None

    return run
