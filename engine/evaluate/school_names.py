"""The standard names of the calendar on a school day. Source: design §5."""

import numpy as np

from engine.bind.vocabulary import WEEKDAYS
from engine.calendar import day_number
from engine.expressions.columns import Column
from engine.timeline import Timeline


def calendar_name(timeline: Timeline, place: int, name: str) -> Column | None:
    """Give what a standard name is on a school day, one value for all; None where it is no name of the calendar."""
    day = timeline.dates[place]
    if name == "review_day":
        return Column(np.asarray(timeline.days[place], dtype=np.int32))
    if name == "weekday":
        return Column(np.asarray(day.weekday(), dtype=np.int16), words=WEEKDAYS)
    if name == "first_day_of_year":
        first = timeline.calendar.first_school_day("year", day)
        assert first is not None, "INVARIANT: a school day lies in a year with a school day"
        return Column(np.asarray(day_number(first), dtype=np.int32))
    if name in {"days_to_holiday", "school_days_to_holiday"}:
        last = timeline.calendar.last_school_day("half_term", day)
        assert last is not None, "INVARIANT: a school day lies in a half term"
        if name == "days_to_holiday":
            return Column(np.asarray((last - day).days, dtype=np.int16))
        return Column(np.asarray(timeline.calendar.school_days_between(day, last), dtype=np.int16))
    if name == "term":
        terms = timeline.terms_by_name
        return Column(
            np.asarray(timeline.place_of["term"][place], dtype=np.int16), words=tuple(each.name for each in terms)
        )
    if name == "nursery":
        return Column(np.asarray(-1, dtype=np.int16))
    if name == "reception":
        return Column(np.asarray(0, dtype=np.int16))
    return None
