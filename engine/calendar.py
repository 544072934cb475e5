"""School time: which dates are school days, and the weeks, terms and years that they make."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.nouns import dataclass

Days = npt.NDArray[np.int32]

SESSIONS: Final = ("AM", "PM")
STRETCHES: Final = ("week", "month", "half_term", "term", "year")

_EPOCH: Final = date(1970, 1, 1).toordinal()
DAYS_OF_THE_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKEND: Final = frozenset({5, 6})
YEAR_BEGINS: Final = (8, 1)
"""1 August, as month and day: where a calendar says nothing else, an academic year begins then."""

_ONE_DAY: Final = timedelta(days=1)


def day_number(day: date) -> int:
    """Count the days from 1 January 1970 to a date."""
    return day.toordinal() - _EPOCH


def date_of(number: int) -> date:
    """Give the date that lies so many days after 1 January 1970."""
    return date.fromordinal(int(number) + _EPOCH)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A named run of dates; both ends included."""

    name: str
    start: date
    end: date

    def covers(self, day: date) -> bool:
        """Whether a date lies in it."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Term:
    """A term with at most one break; all ends included."""

    name: str
    start: date
    end: date
    half_term_break: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A school's calendar of one year or several.

    `closed` holds the sessions that a planned closure takes out of school time; an unplanned closure
    is not here, because its day stays a school day and the marks speak. All ends are included.

    A school day is a date in a term that is no weekend, break, bank holiday, INSET day or planned
    closure of both sessions; a day with one open session is a school day, and so is an extra day at a
    weekend. `weekend` and `week_begins` count days of the week from Monday, which is 0; `year_begins` is
    the month and day on which an academic year begins.

    Source: design §4.
    """

    terms: tuple[Term, ...]
    inset: frozenset[date] = frozenset()
    bank_holidays: frozenset[date] = frozenset()
    closed: frozenset[tuple[date, str]] = frozenset()
    periods: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    weekend: frozenset[int] = WEEKEND
    extra_days: frozenset[date] = frozenset()
    week_begins: int = 0
    year_begins: tuple[int, int] = YEAR_BEGINS
    school_days: tuple[date, ...] = field(init=False, repr=False, compare=False)
    weeks: tuple[date, ...] = field(init=False, repr=False, compare=False)
    days: Days = field(init=False, repr=False, compare=False)
    open_sessions: npt.NDArray[np.bool_] = field(init=False, repr=False, compare=False)
    _first: int = field(init=False, repr=False, compare=False)
    _before: Days = field(init=False, repr=False, compare=False)
    _stretches: Mapping[str, tuple[Stretch, ...]] = field(init=False, repr=False, compare=False)
    _stretch_of: Mapping[str, Days] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        def keep(name: str, value: Any) -> None:
            object.__setattr__(self, name, value)

        school_days = tuple(day for day in _term_dates(self.terms) if self._has_school(day))
        days = np.array([day_number(day) for day in school_days], dtype=np.int32)
        first = int(days[0]) if len(days) else 0
        held = np.zeros(int(days[-1]) - first + 1 if len(days) else 0, dtype=np.int32)
        held[days - first] = 1
        weeks = tuple(sorted({self.week_of(day) for day in school_days}))
        months = list(dict.fromkeys(day.replace(day=1) for day in school_days))
        stretches = {
            "week": tuple(Stretch(begins.isoformat(), begins, begins + 6 * _ONE_DAY) for begins in weeks),
            "month": tuple(_month(day) for day in months),
            "half_term": tuple(_half_terms(self.terms)),
            "term": tuple(sorted((Stretch(t.name, t.start, t.end) for t in self.terms), key=lambda term: term.start)),
            "year": tuple(dict.fromkeys(map(self.academic_year, months if self.year_begins[1] == 1 else school_days))),
        }
        keep("school_days", school_days)
        keep("weeks", weeks)
        keep("days", days)
        is_open = [[(day, session) not in self.closed for session in SESSIONS] for day in school_days]
        keep("open_sessions", np.array(is_open, dtype=np.bool_).reshape(-1, len(SESSIONS)))
        keep("_first", first)
        keep("_before", np.concatenate(([0], np.cumsum(held, dtype=np.int32))).astype(np.int32))
        keep("_stretches", stretches)
        keep("_stretch_of", {kind: _place_days(days, each) for kind, each in stretches.items()})

    def _has_school(self, day: date) -> bool:
        return (
            (day.weekday() not in self.weekend or day in self.extra_days)
            and day not in self.inset
            and day not in self.bank_holidays
            and not all((day, session) in self.closed for session in SESSIONS)
        )

    def is_school_day(self, day: date) -> bool:
        """Whether at least one session of a date is school time."""
        return self.index(day) is not None

    def is_open(self, day: date, session: str) -> bool:
        """Whether one session, `AM` or `PM`, of a date is school time."""
        return self.is_school_day(day) and (day, session) not in self.closed

    def index(self, day: date) -> int | None:
        """Give the place of a date among the school days, from 0; None where it is no school day."""
        before = self.count_before(day)
        held = before < len(self.days) and int(self.days[before]) == day_number(day)
        return before if held else None

    def count_before(self, day: date) -> int:
        """Count the calendar's school days before a date."""
        offset = day_number(day) - self._first
        return int(self._before[min(max(offset, 0), len(self._before) - 1)])

    def add_school_days(self, day: date, count: int) -> date | None:
        """Give the `count`-th school day after a date (before it, where `count` is negative).

        A count of 0 gives the date itself. None where the calendar does not reach so far.
        """
        if count == 0:
            return day
        place = self.count_before(day + _ONE_DAY) + count - 1 if count > 0 else self.count_before(day) + count
        return self.school_days[place] if 0 <= place < len(self.school_days) else None

    def school_days_between(self, earlier: date, later: date) -> int:
        """Count the school days after the one date up to and including the other.

        Below 0 where the other date comes first.
        """
        return self.count_before(later + _ONE_DAY) - self.count_before(earlier + _ONE_DAY)

    def stretches(self, kind: str) -> tuple[Stretch, ...]:
        """Give the calendar's weeks, months, half terms, terms or academic years in order of their dates.

        Weeks, months and years are those with a school day; a week is whole, Monday to Sunday if nothing else is said.
        """
        return self._stretches[kind]

    def stretch_of_days(self, kind: str) -> Days:
        """Give for each school day the place of its stretch in `stretches(kind)`, from 0."""
        return self._stretch_of[kind]

    def stretch(self, kind: str, day: date) -> Stretch | None:
        """Give the week, month, half term, term or academic year that holds a date.

        None outside every such stretch: a date in a break has no half term, one in the holidays no term.
        """
        if kind == "year":
            return self.academic_year(day)
        if kind == "month":
            return _month(day)
        return next((each for each in self._stretches[kind] if each.covers(day)), None)

    def term(self, day: date) -> Stretch | None:
        """Give the term that holds a date; None outside term."""
        return self.stretch("term", day)

    def week_of(self, day: date) -> date:
        """Give the first date of the week that holds a date."""
        return day - timedelta(days=(day.weekday() - self.week_begins) % 7)

    def academic_year(self, day: date) -> Stretch:
        """Give the academic year that holds a date: 1 August to 31 July, if nothing else is said.

        >>> Calendar(()).academic_year(date(2025, 7, 31)).name
        '2024/25'
        >>> Calendar((), year_begins=(1, 1)).academic_year(date(2025, 7, 31)).name
        '2025'
        """
        begins = day.year if (day.month, day.day) >= self.year_begins else day.year - 1
        start, following = date(begins, *self.year_begins), date(begins + 1, *self.year_begins)
        name = f"{begins}" if self.year_begins == (1, 1) else f"{begins}/{(begins + 1) % 100:02}"
        return Stretch(name, start, following - _ONE_DAY)

    def last_school_day(self, kind: str, day: date) -> date | None:
        """Give the last school day of the week, month, half term, term or year that holds a date.

        None where the date is in no such stretch, or the stretch has no school day.
        """
        held = self.stretch(kind, day)
        return self._edge(held, last=True) if held else None

    def first_school_day(self, kind: str, day: date) -> date | None:
        """Give the first school day of the stretch that holds a date; None as for the last one."""
        held = self.stretch(kind, day)
        return self._edge(held, last=False) if held else None

    def _edge(self, held: Stretch, *, last: bool) -> date | None:
        begins = bisect_left(self.school_days, held.start)
        ends = bisect_right(self.school_days, held.end)
        if begins == ends:
            return None
        return self.school_days[ends - 1 if last else begins]


def firsts_of_week(weekend: Iterable[int]) -> list[int]:
    """Give the days of the week on which a week may begin: those of school after one of the weekend, from Monday, 0.

    >>> firsts_of_week({4, 5})
    [6]
    """
    return [day for day in range(7) if day not in (held := set(weekend)) and (day - 1) % 7 in held]


def _term_dates(terms: Iterable[Term]) -> list[date]:
    """Give the dates of the terms without their breaks, each once, in order."""
    dates: set[date] = set()
    for term in terms:
        pause = term.half_term_break
        for number in range(day_number(term.start), day_number(term.end) + 1):
            day = date_of(number)
            if pause is None or not pause[0] <= day <= pause[1]:
                dates.add(day)
    return sorted(dates)


def _half_terms(terms: Iterable[Term]) -> list[Stretch]:
    """Cut each term at its break."""
    halves: list[Stretch] = []
    for term in sorted(terms, key=lambda term: term.start):
        if term.half_term_break is None:
            halves.append(Stretch(term.name, term.start, term.end))
            continue
        begins, ends = term.half_term_break
        halves.append(Stretch(f"{term.name} 1", term.start, begins - _ONE_DAY))
        halves.append(Stretch(f"{term.name} 2", ends + _ONE_DAY, term.end))
    return halves


def _month(day: date) -> Stretch:
    begins = day.replace(day=1)
    return Stretch(f"{day:%Y-%m}", begins, (begins + timedelta(days=31)).replace(day=1) - _ONE_DAY)


def _place_days(days: Days, stretches: tuple[Stretch, ...]) -> Days:
    starts = np.array([day_number(each.start) for each in stretches], dtype=np.int32)
    return (np.searchsorted(starts, days, side="right") - 1).astype(np.int32)
