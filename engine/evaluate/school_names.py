"""The standard names of the calendar on a school day. Source: design §5."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from engine.bind.vocabulary import WEEKDAYS
from engine.calendar import day_number
from engine.expressions.columns import Column
from engine.once import Once
from engine.timeline import Timeline

_CALENDARS = 64
_KNOWN: Once[dict[tuple[str, int], Column]] = Once(_CALENDARS)


def calendar_name(timeline: Timeline, place: int, name: str) -> Column | None:
    """Give what a standard name is on a school day, one value for all; None where it is no name of the calendar.

    Days of one value have the very same column.
    """
    if name not in _NAMES:
        return None
    known = _KNOWN.get(timeline)
    if known is None:
        known = {}
        _KNOWN.put(timeline, known)
    if (name, place) not in known:
        known[name, place] = _NAMES[name](timeline, place)
    return known[name, place]


@lru_cache(maxsize=10_000)
def _one(value: int, bits: int, words: tuple[str, ...] | None = None) -> Column:
    return Column(np.asarray(value, dtype=f"int{bits}"), words=words)


def _review_day(timeline: Timeline, place: int) -> Column:
    return _one(int(timeline.days[place]), 32)


def _weekday(timeline: Timeline, place: int) -> Column:
    return _one(timeline.dates[place].weekday(), 16, WEEKDAYS)


def _first_day_of_year(timeline: Timeline, place: int) -> Column:
    first = timeline.calendar.first_school_day("year", timeline.dates[place])
    assert first is not None, "INVARIANT: a school day lies in a year with a school day"
    return _one(day_number(first), 32)


def _days_to_holiday(timeline: Timeline, place: int) -> Column:
    day, last = timeline.dates[place], timeline.calendar.last_school_day("half_term", timeline.dates[place])
    assert last is not None, "INVARIANT: a school day lies in a half term"
    return _one((last - day).days, 16)


def _school_days_to_holiday(timeline: Timeline, place: int) -> Column:
    day, last = timeline.dates[place], timeline.calendar.last_school_day("half_term", timeline.dates[place])
    assert last is not None, "INVARIANT: a school day lies in a half term"
    return _one(timeline.calendar.school_days_between(day, last), 16)


def _term(timeline: Timeline, place: int) -> Column:
    return _one(timeline.place_of["term"][place], 16, tuple(each.name for each in timeline.terms_by_name))


_NAMES: Mapping[str, Callable[[Timeline, int], Column]] = {
    "review_day": _review_day,
    "weekday": _weekday,
    "first_day_of_year": _first_day_of_year,
    "days_to_holiday": _days_to_holiday,
    "school_days_to_holiday": _school_days_to_holiday,
    "term": _term,
    "nursery": lambda timeline, place: _one(-1, 16),
    "reception": lambda timeline, place: _one(0, 16),
}
