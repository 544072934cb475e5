"""Where windows begin and end, on a calendar made by hand: two terms with breaks, an INSET day and a closure."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from engine.calendar import Calendar, Term, date_of, day_number
from engine.model.amounts import amount
from engine.model.windows import AfterRow, Row, Stretch, window
from engine.timeline import EVER, Range, Timeline, back, timeline_of

CALENDAR = Calendar(
    (
        Term("autumn", date(2024, 9, 2), date(2024, 12, 20), (date(2024, 10, 28), date(2024, 11, 1))),
        Term("spring", date(2025, 1, 6), date(2025, 4, 4), (date(2025, 2, 17), date(2025, 2, 21))),
        Term("autumn", date(2025, 9, 1), date(2025, 10, 3)),
    ),
    inset=frozenset({date(2024, 9, 2)}),
    bank_holidays=frozenset({date(2025, 3, 14)}),
    closed=frozenset({(date(2024, 9, 12), "AM"), (date(2024, 9, 12), "PM"), (date(2024, 9, 13), "PM")}),
    periods={"exams": (date(2024, 10, 19), date(2024, 11, 5))},
)
TIMELINE = Timeline(CALENDAR, CALENDAR.days)
AMOUNTS = {"late_window": amount("2 school weeks")}


def stands(text: str, on: str, ends_ago: int = 0) -> Range:
    return TIMELINE.resolve(window(text), TIMELINE.place_from(day_number(date.fromisoformat(on))), ends_ago, AMOUNTS)


def span(found: Range, on: str) -> tuple[str, str] | None:
    """Say the first and the last school day of a window; None where it holds none."""
    last = found.last if found.last is not None else TIMELINE.place_from(day_number(date.fromisoformat(on)))
    if found.empty or found.first > last:
        return None
    return TIMELINE.dates[found.first].isoformat(), TIMELINE.dates[last].isoformat()


@pytest.mark.parametrize(
    ("text", "on", "first"),
    [
        ("session", "2024-09-18", "2024-09-18"),
        ("day", "2024-09-18", "2024-09-18"),
        ("week", "2024-09-18", "2024-09-16"),
        ("week", "2024-09-06", "2024-09-03"),  # the INSET day is no school day
        ("month", "2024-10-02", "2024-10-01"),
        ("month", "2024-11-29", "2024-11-04"),
        ("half_term", "2024-10-25", "2024-09-03"),
        ("half_term", "2024-11-04", "2024-11-04"),
        ("half_term", "2025-09-10", "2025-09-01"),  # a term without a break is one
        ("term", "2024-12-20", "2024-09-03"),
        ("term", "2025-01-06", "2025-01-06"),
        ("year", "2025-04-04", "2024-09-03"),
        ("year", "2025-09-01", "2025-09-01"),
        ("ever", "2025-10-03", "2024-09-03"),
        ("last 1 school days", "2024-09-18", "2024-09-18"),
        ("last 5 school days", "2024-09-18", "2024-09-11"),  # over a weekend and a closed day
        ("last 5 school days", "2024-11-05", "2024-10-23"),  # over the break
        ("last 100 school days", "2024-09-18", "2024-09-03"),
        ("last 1 school weeks", "2024-09-18", "2024-09-16"),
        ("last 3 school weeks", "2024-11-08", "2024-10-14"),  # the week of the break is no school week
        ("last late_window", "2024-11-08", "2024-10-21"),
        ("last 7 days", "2024-09-18", "2024-09-13"),  # from 12 September on, which is closed
        ("last 9 days", "2024-09-18", "2024-09-10"),
        ("last 2 weeks", "2024-11-08", "2024-11-04"),
        ("last 1 months", "2024-11-08", "2024-10-09"),
        ("last 1 years", "2025-09-03", "2024-09-04"),
        ("last 2 half_terms", "2025-01-10", "2024-11-04"),
        ("last 2 terms", "2025-01-10", "2024-09-03"),
        ("last 9 terms", "2025-09-10", "2024-09-03"),
    ],
)
def test_a_window_up_to_now_begins(text: str, on: str, first: str):
    found = stands(text, on)
    assert span(found, on) == (first, on)
    assert found.last is None
    assert found.known_from is None


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("previous week", "2024-09-18", ("2024-09-09", "2024-09-13")),
        ("previous week", "2024-11-04", ("2024-10-21", "2024-10-25")),
        ("previous half_term", "2024-11-20", ("2024-09-03", "2024-10-25")),
        ("previous half_term", "2025-01-06", ("2024-11-04", "2024-12-20")),
        ("previous term", "2025-03-03", ("2024-09-03", "2024-12-20")),
        ("previous year", "2025-09-10", ("2024-09-03", "2025-04-04")),
    ],
)
def test_a_previous_period_is_the_whole_of_it(text: str, on: str, expected: tuple[str, str]):
    found = stands(text, on)
    assert span(found, on) == expected
    assert found.known_from == found.last_day
    assert date_of(found.known_from) >= date.fromisoformat(expected[1])


@pytest.mark.parametrize("text", ["previous week", "previous half_term", "previous term", "previous year"])
def test_before_the_first_period_nobody_was_there(text: str):
    found = stands(text, "2024-09-03")
    assert found.empty
    assert found.known_from is not None
    assert found.known_from < EVER


@pytest.mark.parametrize(
    ("text", "on", "ago", "expected"),
    [
        ("ever", "2024-09-18", 1, ("2024-09-03", "2024-09-17")),
        ("week", "2024-09-18", 1, ("2024-09-16", "2024-09-17")),
        ("week", "2024-09-16", 1, None),  # the period is the review day's: nothing of it lies before
        ("term", "2025-01-06", 3, None),
        ("day", "2024-09-18", 2, ("2024-09-16", "2024-09-16")),
        ("last 2 school days", "2024-09-16", 1, ("2024-09-11", "2024-09-13")),
        ("last 2 school weeks", "2024-11-04", 1, ("2024-10-14", "2024-10-25")),
        ("ever", "2024-09-03", 1, None),  # before the first day
    ],
)
def test_a_window_that_ends_earlier(text: str, on: str, ago: int, expected: tuple[str, str] | None):
    assert span(stands(text, on, ago), on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2024-10-18", None),
        ("2024-10-22", ("2024-10-21", "2024-10-22")),
        ("2024-11-20", ("2024-10-21", "2024-11-05")),
    ],
)
def test_a_period_that_the_calendar_names(on: str, expected: tuple[str, str] | None):
    place = TIMELINE.place_from(day_number(date.fromisoformat(on)))
    assert span(TIMELINE.resolve(Stretch("exams"), place, 0, {}), on) == expected


@pytest.mark.parametrize("differs", [Row(), AfterRow(), window("spell of absent")])
def test_windows_that_differ_from_pupil_to_pupil_are_not_asked_here(differs):
    with pytest.raises(AssertionError, match="INVARIANT"):
        TIMELINE.resolve(differs, 3, 0, {})


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("week", "2024-09-13"),
        ("month", "2024-09-30"),
        ("half_term", "2024-10-25"),
        ("term", "2024-12-20"),
        ("year", "2025-04-04"),
    ],
)
def test_the_last_school_day_of_a_period(kind: str, last: str):
    place = TIMELINE.place_from(day_number(date.fromisoformat(last)))
    assert TIMELINE.is_last_of(kind, place)
    assert not TIMELINE.is_last_of(kind, place - 1)


def test_places_of_days_that_are_no_school_days():
    saturday = day_number(date(2024, 9, 7))
    assert TIMELINE.dates[TIMELINE.place_from(saturday)] == date(2024, 9, 9)
    assert TIMELINE.dates[TIMELINE.place_until(saturday)] == date(2024, 9, 6)
    assert TIMELINE.place_until(day_number(date(2024, 9, 1))) == -1
    assert TIMELINE.place_from(day_number(date(2030, 1, 1))) == len(CALENDAR.days)


def test_a_timeline_may_stop_before_the_calendar_does():
    short = Timeline(CALENDAR, CALENDAR.days[:20])
    assert len(short.dates) == len(short.place_of["week"]) == 20
    assert not short.is_last_of("term", 19)


def test_school_days_backwards_agree_with_counting_them():
    for place in range(0, len(CALENDAR.days), 7):
        for count in (1, 2, 5, 20, 200):
            found = TIMELINE.resolve(window(f"last {count} school days"), place, 0, {})
            assert place - found.first + 1 == min(count, place + 1)


@pytest.mark.parametrize(
    ("day", "count", "unit", "expected"),
    [
        (date(2024, 3, 31), 1, "month", date(2024, 2, 29)),
        (date(2025, 3, 31), 1, "month", date(2025, 2, 28)),
        (date(2024, 1, 15), 1, "month", date(2023, 12, 15)),
        (date(2024, 12, 31), 10, "month", date(2024, 2, 29)),
        (date(2024, 2, 29), 1, "year", date(2023, 2, 28)),
        (date(2024, 2, 29), 4, "year", date(2020, 2, 29)),
        (date(2024, 1, 1), 1, "day", date(2023, 12, 31)),
        (date(2024, 1, 3), 2, "week", date(2023, 12, 20)),
    ],
)
def test_the_same_day_so_long_before(day: date, count: int, unit: str, expected: date):
    assert back(day, count, unit) == expected


def test_a_month_before_is_never_later_than_a_day_before():
    day = date(2023, 1, 1)
    while day < date(2025, 1, 1):
        assert back(day, 1, "month") < day
        assert back(day, 12, "month") == back(day, 1, "year")
        day += timedelta(days=1)
    assert np.int32(EVER) == EVER  # fits the day numbers of a register


def test_the_last_day_and_the_beginning_of_a_period_are_those_of_the_calendar():
    for kind in ("week", "month", "half_term", "term", "year"):
        for place, day in enumerate(TIMELINE.dates):
            assert TIMELINE.is_last_of(kind, place) == (CALENDAR.last_school_day(kind, day) == day), (kind, day)
            assert TIMELINE.dates[TIMELINE.begins(kind)[place]] == CALENDAR.first_school_day(kind, day), (kind, day)


def test_registers_share_a_timeline_where_the_calendar_and_the_days_are_the_same():
    other = replace(CALENDAR, inset=frozenset())
    whole = timeline_of(CALENDAR, CALENDAR.days)

    assert timeline_of(CALENDAR, CALENDAR.days.copy()) is whole
    assert timeline_of(CALENDAR, CALENDAR.days[:20]).days == [int(day) for day in CALENDAR.days[:20]]
    assert len(timeline_of(other, other.days).days) == len(whole.days) + 1
    # cut short by --as-of, a week's last school day is still the calendar's
    assert not timeline_of(CALENDAR, CALENDAR.days[:2]).is_last_of("week", 1)
