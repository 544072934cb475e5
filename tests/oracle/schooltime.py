"""School time: which days and sessions there are, the periods they make, and the date so long after another.

Source: design §4.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.oracle.amounts import day as read_day
from tests.oracle.functions import Months

ONE_DAY = timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKEND = ("saturday", "sunday")


class Period(NamedTuple):
    """A named stretch of dates, both ends included."""

    name: str
    start: date
    end: date


class Session(NamedTuple):
    """One open session of a school day."""

    date: date
    half: str


class SchoolTime:
    """A school's calendar, as sets of days and sessions.

    `closes` says of a closure's code, on its date, whether it takes the session out of school time.
    """

    def __init__(self, calendar: dict[str, Any], closes: Callable[[str, date], bool]) -> None:
        self._periods: dict[str, list[Period]] = {}
        self.terms: list[Period] = []
        self.half_terms: list[Period] = []
        for term in calendar["terms"]:
            self._add_term(term)
        self.terms.sort(key=lambda term: term.start)
        self.half_terms.sort(key=lambda half: half.start)
        weekend = [WEEKDAYS.index(name) for name in calendar.get("weekend", WEEKEND)]
        extra = {read_day(text) for text in calendar.get("extra_days") or []}
        self._first_day = WEEKDAYS.index(calendar.get("week_begins", "monday"))
        self._new_year = tuple(int(part) for part in calendar.get("year_begins", "08-01").split("-"))
        shut = {read_day(text) for text in (calendar.get("inset") or []) + (calendar.get("bank_holidays") or [])}
        closed = set()
        for closure in calendar.get("closures") or []:
            on = date.fromisoformat(closure["date"])
            if closes(closure.get("code") or "", on):
                closed |= {(on, half) for half in ("AM", "PM") if closure["session"] in (half, "all")}
        self.sessions = [
            Session(day, half)
            for term in self.half_terms
            for day in dates(term.start, term.end)
            if (day.weekday() not in weekend or day in extra) and day not in shut
            for half in ("AM", "PM")
            if (day, half) not in closed
        ]
        self.number = {session: place for place, session in enumerate(self.sessions)}
        self.school_days = sorted({session.date for session in self.sessions})
        self.is_school = frozenset(self.school_days)
        self.weeks = sorted({self.week_of(day) for day in self.school_days})
        self.named = {
            name: Period(name, date.fromisoformat(period["from"]), date.fromisoformat(period["to"]))
            for name, period in (calendar.get("periods") or {}).items()
        }

    def _add_term(self, term: dict[str, Any]) -> None:
        name, start, end = term["name"], date.fromisoformat(term["from"]), date.fromisoformat(term["to"])
        self.terms.append(Period(name, start, end))
        pause = term.get("half_term")
        if not pause:
            self.half_terms.append(Period(name, start, end))
            return
        begins, ends = date.fromisoformat(pause["from"]), date.fromisoformat(pause["to"])
        self.half_terms.append(Period(f"{name} 1", start, begins - ONE_DAY))
        self.half_terms.append(Period(f"{name} 2", ends + ONE_DAY, end))

    def is_school_day(self, day: date) -> bool:
        """Whether a day has an open session."""
        return day in self.is_school

    def school_days_between(self, earlier: date, later: date) -> int:
        """The school days after the one date up to and including the other; below 0 the other way round."""
        if later < earlier:
            return -self.school_days_between(later, earlier)
        return bisect_right(self.school_days, later) - bisect_right(self.school_days, earlier)

    def school_weeks_between(self, earlier: date, later: date) -> int:
        """The school weeks after the week of the one date up to and including that of the other."""
        if later < earlier:
            return -self.school_weeks_between(later, earlier)
        return sum(self.week_of(earlier) < week <= self.week_of(later) for week in self.weeks)

    def add_school_days(self, day: date, count: int) -> date | None:
        """The count-th school day after a date (before it, below 0); None where the calendar does not reach."""
        if count == 0:
            return day
        days = self.school_days
        place = bisect_right(days, day) + count - 1 if count > 0 else bisect_left(days, day) + count
        return days[place] if 0 <= place < len(days) else None

    def later(self, day: date, count: int, unit: str) -> date | None:
        """The date so many days, weeks, months, years, school days or school weeks after another.

        A school week later is the same weekday of the next school week, or that week's last school day where
        that comes first. None where the calendar does not reach.
        """
        if unit == "school day":
            return self.add_school_days(day, count)
        if unit == "school week":
            weeks = [week for week in self.weeks if week > self.week_of(day)]
            if count == 0:
                return day
            if count > len(weeks):
                return None
            week = weeks[count - 1]
            return min(week + (day - self.week_of(day)), self.last_in(Period("", week, week + 6 * ONE_DAY)))
        if unit in ("half term", "term"):
            after = [period for period in self.periods(unit.replace(" ", "_")) if period.start > day]
            return day if count == 0 else after[count - 1].start if count <= len(after) else None
        if unit in ("month", "year"):
            return Months(count * (12 if unit == "year" else 1)).added_to(day, 1)
        return day + timedelta(days=count * (7 if unit == "week" else 1))

    def elapsed(self, start: date, end: date, unit: str) -> int:
        """How many whole units lie between two dates: the most of them that are over on the later date."""
        count = 0
        while (reached := self.later(start, count + 1, unit)) is not None and reached <= end:
            count += 1
        return count

    def week_of(self, day: date) -> date:
        """The first day of a date's week."""
        while day.weekday() != self._first_day:
            day -= ONE_DAY
        return day

    def academic_year(self, day: date) -> Period:
        """From the day on which a year begins to the day before the next one does."""
        first = date(day.year, *self._new_year)
        if first > day:
            first = date(day.year - 1, *self._new_year)
        return Period(f"{first.year}", first, date(first.year + 1, *self._new_year) - ONE_DAY)

    def period(self, kind: str, day: date) -> Period | None:
        """The week, month, half term, term or academic year of a date; None in a break."""
        if kind == "week":
            return Period("", self.week_of(day), self.week_of(day) + 6 * ONE_DAY)
        if kind == "month":
            first = day.replace(day=1)
            return Period("", first, Months(1).added_to(first, 1) - ONE_DAY)
        if kind == "year":
            return self.academic_year(day)
        return next((period for period in self.periods(kind) if period.start <= day <= period.end), None)

    def periods(self, kind: str) -> list[Period]:
        """Every such period with a school day, in order."""
        if kind == "term":
            return self.terms
        if kind == "half_term":
            return self.half_terms
        if kind not in self._periods:
            self._periods[kind] = list(dict.fromkeys(self.period(kind, day) for day in self.school_days))
        return self._periods[kind]

    def previous(self, kind: str, day: date) -> Period | None:
        """The period before that of a date; None where the calendar has none."""
        own = self.period(kind, day)
        before = [period for period in self.periods(kind) if own and period.start < own.start]
        return before[-1] if before else None

    def last_in(self, period: Period) -> date:
        """The last school day of a period; its end where it has none."""
        place = bisect_right(self.school_days, period.end)
        return self.school_days[place - 1] if place and self.school_days[place - 1] >= period.start else period.end

    def last_school_day(self, period: Period) -> date | None:
        """The last school day of a period; None where it has none."""
        last = self.last_in(period)
        return last if self.is_school_day(last) else None

    def first_in(self, period: Period) -> date | None:
        """The first school day of a period."""
        place = bisect_left(self.school_days, period.start)
        return (
            self.school_days[place] if place < len(self.school_days) and self.school_days[place] <= period.end else None
        )


def dates(start: date, end: date) -> list[date]:
    """Every date from one to another, both included."""
    return [start + timedelta(days=count) for count in range((end - start).days + 1)]
