"""School time, in the words of the design: school days, weeks, half terms, terms and years."""

import random
from datetime import date, timedelta

import numpy as np
import pytest

from engine.calendar import STRETCHES, Calendar, Stretch, Term, date_of, day_number

AUTUMN = Term("autumn", date(2024, 9, 2), date(2024, 12, 20), (date(2024, 10, 28), date(2024, 11, 1)))
SPRING = Term("spring", date(2025, 1, 6), date(2025, 4, 4), (date(2025, 2, 17), date(2025, 2, 21)))
SUMMER = Term("summer", date(2025, 4, 22), date(2025, 7, 22), (date(2025, 5, 26), date(2025, 5, 30)))
HALTON = Calendar(
    (AUTUMN, SPRING, SUMMER),
    inset=frozenset({date(2024, 9, 2), date(2024, 11, 29), date(2025, 1, 6), date(2025, 6, 2), date(2025, 7, 22)}),
    bank_holidays=frozenset({date(2024, 12, 25), date(2025, 5, 5), date(2025, 5, 26)}),
    closed=frozenset({(date(2024, 12, 20), "PM"), (date(2025, 5, 1), "AM"), (date(2025, 5, 1), "PM")}),
)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2024, 9, 1), "a Sunday before term"),
        (date(2024, 9, 2), "an INSET day"),
        (date(2024, 9, 7), "a Saturday"),
        (date(2024, 10, 28), "the first day of a break"),
        (date(2024, 11, 1), "the last day of a break"),
        (date(2024, 12, 23), "between terms"),
        (date(2025, 5, 5), "a bank holiday in term"),
        (date(2025, 5, 1), "a planned closure of the whole day"),
        (date(2030, 1, 1), "long after the calendar"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_school_day(day: date, why: str) -> None:
    assert not HALTON.is_school_day(day), why
    assert not HALTON.is_open(day, "AM")
    assert HALTON.index(day) is None


def test_first_and_last_days_of_term_and_beside_a_break_are_school_days() -> None:
    for day in [date(2024, 9, 3), date(2024, 10, 25), date(2024, 11, 4), date(2024, 12, 20), date(2025, 7, 21)]:
        assert HALTON.is_school_day(day)
        assert HALTON.is_open(day, "AM")


def test_a_day_with_one_open_session_is_a_school_day() -> None:
    day = date(2024, 12, 20)
    assert HALTON.is_school_day(day)
    assert HALTON.is_open(day, "AM")
    assert not HALTON.is_open(day, "PM")
    index = HALTON.index(day)
    assert index is not None
    assert HALTON.open_sessions[index].tolist() == [True, False]
    assert HALTON.open_sessions.sum() == 2 * len(HALTON.school_days) - 1


def test_a_day_with_only_an_afternoon_is_a_school_day() -> None:
    calendar = Calendar((AUTUMN,), closed=frozenset({(date(2024, 9, 3), "AM")}))
    assert calendar.is_school_day(date(2024, 9, 3))
    assert not calendar.is_open(date(2024, 9, 3), "AM")
    assert calendar.is_open(date(2024, 9, 3), "PM")


def test_school_days_are_in_order_and_numbered() -> None:
    assert list(HALTON.school_days) == sorted(set(HALTON.school_days))
    assert HALTON.days.dtype == np.int32
    assert [date_of(number) for number in HALTON.days] == list(HALTON.school_days)
    assert [HALTON.index(day) for day in HALTON.school_days] == list(range(len(HALTON.school_days)))
    assert day_number(date(1970, 1, 1)) == 0


def test_terms_in_any_order_give_the_same_days_and_half_terms() -> None:
    turned = Calendar((SUMMER, AUTUMN, SPRING), HALTON.inset, HALTON.bank_holidays, HALTON.closed)
    assert turned.school_days == HALTON.school_days
    assert turned.stretches("half_term") == HALTON.stretches("half_term")
    assert turned.weeks == HALTON.weeks


def test_overlapping_terms_count_each_day_once() -> None:
    doubled = Calendar((AUTUMN, AUTUMN, Term("late", date(2024, 12, 16), date(2024, 12, 20))))
    assert doubled.school_days == Calendar((AUTUMN,)).school_days


def test_a_term_with_a_break_is_two_half_terms_and_one_without_is_one() -> None:
    short = Term("short", date(2025, 8, 4), date(2025, 8, 8))
    calendar = Calendar((AUTUMN, short))
    assert calendar.stretches("half_term") == (
        Stretch("autumn 1", date(2024, 9, 2), date(2024, 10, 27)),
        Stretch("autumn 2", date(2024, 11, 2), date(2024, 12, 20)),
        Stretch("short", date(2025, 8, 4), date(2025, 8, 8)),
    )
    assert calendar.stretch("half_term", date(2024, 10, 30)) is None
    assert calendar.term(date(2024, 10, 30)) == Stretch("autumn", date(2024, 9, 2), date(2024, 12, 20))
    assert calendar.term(date(2025, 1, 1)) is None


def test_a_week_of_inset_or_holiday_alone_is_no_school_week() -> None:
    inset_week = frozenset(date(2024, 9, 9) + timedelta(days=n) for n in range(5))
    calendar = Calendar((AUTUMN,), inset=inset_week)
    assert date(2024, 9, 9) not in calendar.weeks
    assert date(2024, 10, 28) not in calendar.weeks
    assert calendar.weeks[:3] == (date(2024, 9, 2), date(2024, 9, 16), date(2024, 9, 23))


def test_a_week_with_one_session_is_a_school_week() -> None:
    week = [date(2024, 9, 9) + timedelta(days=n) for n in range(5)]
    closed = frozenset({(day, session) for day in week for session in ("AM", "PM")} - {(week[4], "PM")})
    assert date(2024, 9, 9) in Calendar((AUTUMN,), closed=closed).weeks


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 9, 3), 1, date(2024, 9, 4)),
        (date(2024, 9, 6), 1, date(2024, 9, 9)),
        (date(2024, 10, 25), 1, date(2024, 11, 4)),
        (date(2024, 10, 30), 1, date(2024, 11, 4)),
        (date(2024, 10, 30), -1, date(2024, 10, 25)),
        (date(2024, 9, 4), -1, date(2024, 9, 3)),
        (date(2024, 6, 1), 1, date(2024, 9, 3)),
        (date(2024, 6, 1), -1, None),
        (date(2025, 7, 21), 1, None),
        (date(2025, 7, 18), 1, date(2025, 7, 21)),
        (date(2026, 7, 18), 1, None),
        (date(2026, 7, 18), -1, date(2025, 7, 21)),
        (date(2024, 11, 28), 1, date(2024, 12, 2)),
        (date(2024, 10, 30), 0, date(2024, 10, 30)),
        (date(2024, 9, 3), 5, date(2024, 9, 10)),
    ],
)
def test_the_nth_school_day_after_a_date(day: date, count: int, expected: date | None) -> None:
    assert HALTON.add_school_days(day, count) == expected


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (date(2024, 9, 3), date(2024, 9, 3), 0),
        (date(2024, 9, 3), date(2024, 9, 4), 1),
        (date(2024, 9, 4), date(2024, 9, 3), -1),
        (date(2024, 9, 6), date(2024, 9, 9), 1),
        (date(2024, 10, 25), date(2024, 11, 3), 0),
        (date(2024, 10, 25), date(2024, 11, 4), 1),
        (date(2020, 1, 1), date(2024, 9, 3), 1),
        (date(2025, 7, 18), date(2030, 1, 1), 1),
    ],
)
def test_school_days_between_two_dates(earlier: date, later: date, expected: int) -> None:
    assert HALTON.school_days_between(earlier, later) == expected


def test_adding_and_counting_school_days_agree() -> None:
    for offset in range(0, 330, 7):
        day = date(2024, 9, 1) + timedelta(days=offset)
        for count in (1, 2, 5, 11):
            later = HALTON.add_school_days(day, count)
            if later is not None:
                assert HALTON.school_days_between(day, later) == count


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("week", date(2024, 9, 4), date(2024, 9, 6)),
        ("week", date(2024, 9, 8), date(2024, 9, 6)),
        ("week", date(2024, 10, 30), None),
        ("week", date(2024, 11, 27), date(2024, 11, 28)),
        ("month", date(2024, 9, 15), date(2024, 9, 30)),
        ("month", date(2024, 12, 1), date(2024, 12, 20)),
        ("month", date(2024, 8, 1), None),
        ("half_term", date(2024, 9, 4), date(2024, 10, 25)),
        ("half_term", date(2024, 10, 30), None),
        ("half_term", date(2024, 11, 4), date(2024, 12, 20)),
        ("term", date(2024, 10, 30), date(2024, 12, 20)),
        ("term", date(2024, 12, 21), None),
        ("year", date(2024, 12, 25), date(2025, 7, 21)),
        ("year", date(2024, 8, 1), date(2025, 7, 21)),
        ("year", date(2024, 7, 31), None),
    ],
)
def test_the_last_school_day_of_a_stretch(kind: str, day: date, expected: date | None) -> None:
    assert HALTON.last_school_day(kind, day) == expected


def test_the_first_school_day_of_a_stretch() -> None:
    assert HALTON.first_school_day("year", date(2025, 7, 1)) == date(2024, 9, 3)
    assert HALTON.first_school_day("half_term", date(2024, 11, 29)) == date(2024, 11, 4)
    assert HALTON.first_school_day("term", date(2025, 2, 18)) == date(2025, 1, 7)
    assert HALTON.first_school_day("week", date(2024, 10, 30)) is None
    assert HALTON.first_school_day("week", date(2024, 10, 11)) == date(2024, 10, 7)
    assert HALTON.first_school_day("month", date(2024, 10, 11)) == date(2024, 10, 1)


def test_a_stretch_of_one_school_day_begins_and_ends_with_it() -> None:
    monday = Calendar((Term("short", date(2024, 9, 2), date(2024, 9, 2)),))
    assert monday.first_school_day("term", date(2024, 9, 2)) == date(2024, 9, 2)
    assert monday.last_school_day("week", date(2024, 9, 4)) == date(2024, 9, 2)


def test_an_academic_year_starts_on_1_august() -> None:
    assert HALTON.academic_year(date(2025, 7, 31)) == Stretch("2024/25", date(2024, 8, 1), date(2025, 7, 31))
    assert HALTON.academic_year(date(2025, 8, 1)) == Stretch("2025/26", date(2025, 8, 1), date(2026, 7, 31))
    assert HALTON.academic_year(date(1999, 9, 1)).name == "1999/00"


def test_a_calendar_of_two_years() -> None:
    next_year = Term("autumn", date(2025, 9, 1), date(2025, 12, 19), (date(2025, 10, 27), date(2025, 10, 31)))
    calendar = Calendar((AUTUMN, SPRING, SUMMER, next_year))
    assert [year.name for year in calendar.stretches("year")] == ["2024/25", "2025/26"]
    assert calendar.add_school_days(date(2025, 7, 22), 1) == date(2025, 9, 1)
    assert calendar.last_school_day("year", date(2025, 8, 15)) == date(2025, 12, 19)
    assert calendar.last_school_day("year", date(2025, 7, 15)) == date(2025, 7, 22)
    assert calendar.stretch_of_days("year")[-1] == 1
    assert calendar.stretch_of_days("term").max() == 3


@pytest.mark.parametrize("kind", STRETCHES)
def test_every_school_day_stands_in_the_stretch_that_holds_it(kind: str) -> None:
    stretches = HALTON.stretches(kind)
    for day, place in zip(HALTON.school_days, HALTON.stretch_of_days(kind), strict=True):
        assert stretches[place].covers(day)
        held = HALTON.stretch(kind, day)
        assert held is not None
        assert (held.start, held.end) == (stretches[place].start, stretches[place].end)


def test_a_calendar_without_a_school_day_says_no_to_everything() -> None:
    empty = Calendar((Term("none", date(2024, 9, 7), date(2024, 9, 8)),))
    assert empty.school_days == ()
    assert not empty.is_school_day(date(2024, 9, 7))
    assert empty.add_school_days(date(2024, 9, 7), 1) is None
    assert empty.school_days_between(date(2024, 1, 1), date(2025, 1, 1)) == 0
    assert empty.last_school_day("term", date(2024, 9, 7)) is None
    assert empty.open_sessions.shape == (0, 2)


@pytest.mark.parametrize("seed", range(12))
def test_a_calendar_counts_as_one_does_on_paper(seed: int) -> None:
    dice = random.Random(seed)

    def some(count: int) -> list[date]:
        return [date(2024, 8, 25) + timedelta(days=dice.randrange(330)) for _ in range(dice.randrange(count))]

    pauses = [(date(2024, 10, 21), date(2024, 11, dice.randrange(1, 9))), None]
    autumn = Term(
        "autumn", date(2024, 9, dice.randrange(1, 9)), date(2024, 12, dice.randrange(10, 24)), dice.choice(pauses)
    )
    spring = Term("spring", date(2025, 1, dice.randrange(1, 9)), date(2025, 4, dice.randrange(1, 20)))
    closed = [(day, session) for day in some(40) for session in dice.sample(["AM", "PM"], dice.randrange(1, 3))]
    calendar = Calendar((autumn, spring), frozenset(some(10)), frozenset(some(10)), frozenset(closed))
    every = [date(2024, 8, 20) + timedelta(days=number) for number in range(300)]

    def is_open(day: date, session: str) -> bool:
        in_term = any(
            term.start <= day <= term.end
            and not (term.half_term_break and term.half_term_break[0] <= day <= term.half_term_break[1])
            for term in (autumn, spring)
        )
        free = day.weekday() > 4 or day in calendar.inset or day in calendar.bank_holidays
        return in_term and not free and (day, session) not in closed

    school = [day for day in every if is_open(day, "AM") or is_open(day, "PM")]
    assert list(calendar.school_days) == school
    for day in every:
        assert [calendar.is_open(day, each) for each in ("AM", "PM")] == [is_open(day, each) for each in ("AM", "PM")]
        week = [other for other in school if other.isocalendar()[:2] == day.isocalendar()[:2]]
        assert calendar.last_school_day("week", day) == (week[-1] if week else None)
        assert calendar.first_school_day("week", day) == (week[0] if week else None)
        month = [other for other in school if (other.year, other.month) == (day.year, day.month)]
        assert calendar.last_school_day("month", day) == (month[-1] if month else None)
        assert calendar.first_school_day("month", day) == (month[0] if month else None)
        count = dice.choice([1, 2, 5, 20])
        after = [other for other in school if other > day]
        assert calendar.add_school_days(day, count) == (after[count - 1] if len(after) >= count else None)
        before = [other for other in school if other < day]
        assert calendar.add_school_days(day, -count) == (before[-count] if len(before) >= count else None)
        other = dice.choice(every)
        low, high = min(day, other), max(day, other)
        between = len([each for each in school if low < each <= high])
        assert calendar.school_days_between(day, other) == (between if day <= other else -between)
