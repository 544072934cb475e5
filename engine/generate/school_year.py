"""A year -> a school's calendar in the usual English shape: terms, breaks, INSET days, bank holidays and closures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from engine.calendar import DAYS_OF_THE_WEEK, SESSIONS, WEEKEND, YEAR_BEGINS, Calendar, Term, date_of
from engine.generate.rates import rates
from engine.generate.spec import Closure

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_MONDAY, _, _WEDNESDAY, _THURSDAY, _FRIDAY = range(5)
_LATE_EASTER: Final = (4, 7)
"""Month and day up to which the holiday follows Easter, and after which it goes before."""


@dataclass(frozen=True, slots=True)
class SchoolYears:
    """A calendar, and its closures with their codes."""

    calendar: Calendar
    closures: tuple[Closure, ...]


def make_years(first: int, years: int, given: Calendar | None = None) -> SchoolYears:
    """Give the calendar of the academic years that begin in `first` and after it, or the given one."""
    closing = rates()["codes"]["closed"]
    if given is not None:
        return SchoolYears(given, tuple(Closure(day, session, closing, "") for day, session in sorted(given.closed)))
    parts = [_year(year) for year in range(first, first + years)]
    closures = tuple(closure for _, _, _, held in parts for closure in held)
    closed = frozenset(
        (closure.day, session)
        for closure in closures
        if closure.code == closing
        for session in SESSIONS
        if closure.session in (session, "all")
    )
    terms = tuple(term for held, _, _, _ in parts for term in held)
    inset = frozenset(day for _, held, _, _ in parts for day in held)
    holidays = frozenset(day for _, _, held, _ in parts for day in held)
    return SchoolYears(Calendar(terms, inset, holidays, closed), closures)


def calendar_text(made: SchoolYears) -> str:
    """Write `calendar.yaml`."""
    lines = ["terms:"]
    for term in made.calendar.terms:
        pause = term.half_term_break
        half = f", half_term: {{from: {pause[0]}, to: {pause[1]}}}" if pause else ""
        lines.append(f"  - {{name: {term.name}, from: {term.start}, to: {term.end}{half}}}")
    lines.append(f"inset: [{', '.join(map(str, sorted(made.calendar.inset)))}]")
    lines.append(f"bank_holidays: [{', '.join(map(str, sorted(made.calendar.bank_holidays)))}]")
    if made.closures:
        lines.append("closures:")
    for closure in made.closures:
        reason = f", reason: {closure.reason}" if closure.reason else ""
        lines.append(f"  - {{date: {closure.day}, session: {closure.session}, code: '{closure.code}'{reason}}}")
    return "\n".join([*lines, *_other_weeks(made.calendar)]) + "\n"


def _other_weeks(calendar: Calendar) -> Iterator[str]:
    """Write what is not as in most calendars: periods, days at a weekend, another weekend, week or year."""
    if calendar.periods:
        yield "periods:"
    for name, (first, last) in calendar.periods.items():
        yield f"  {name}: {{from: {first}, to: {last}}}"
    if calendar.extra_days:
        yield f"extra_days: [{', '.join(map(str, sorted(calendar.extra_days)))}]"
    if calendar.weekend != WEEKEND:
        yield f"weekend: [{', '.join(DAYS_OF_THE_WEEK[day] for day in sorted(calendar.weekend))}]"
    if calendar.week_begins:
        yield f"week_begins: {DAYS_OF_THE_WEEK[calendar.week_begins]}"
    if calendar.year_begins != YEAR_BEGINS:
        yield "year_begins: {:02}-{:02}".format(*calendar.year_begins)


def easter(year: int) -> date:
    """Give Easter Sunday (Meeus, Jones and Butcher).

    >>> easter(2025)
    datetime.date(2025, 4, 20)
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, over = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * over + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def feast_days(months: Iterable[Sequence[int]], first: date, last: date) -> list[date]:
    """Give the dates of days of the Islamic year, by the tabular calendar, between two dates, both included."""
    # The tabular calendar counts 30-year cycles of 10,631 days from 16 July 622.
    about = (first.year - 622) * 33 // 32
    found = []
    for year in range(about - 2, about + (last.year - first.year) + 4):
        for month, day in months:
            before = 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day - 1
            found.append(date_of((date(622, 7, 19) - date(1970, 1, 1)).days + before))
    return sorted(day for day in found if first <= day <= last)


def _year(year: int) -> tuple[list[Term], list[date], list[date], list[Closure]]:
    shape = rates()["year"]
    sunday = easter(year + 1)
    start = _on_or_after(date(year, 9, 1), _MONDAY)
    autumn_end = _before(date(year, 12, 24), _FRIDAY)
    october = _before(date(year, 10, 31), _MONDAY)
    spring = _on_or_after(date(year + 1, 1, 4), _MONDAY)
    february = _on_or_after(date(year + 1, 2, 12), _MONDAY)
    if (sunday.month, sunday.day) <= _LATE_EASTER:
        spring_end, summer = sunday - 3 * _DAY, sunday + 15 * _DAY
    else:
        spring_end, summer = sunday - 16 * _DAY, sunday + 2 * _DAY
    may = _before(date(year + 1, 5, 31), _MONDAY)
    holidays = _bank_holidays(year)
    terms = [
        Term("autumn", start, autumn_end, (october, october + 4 * _DAY)),
        Term("spring", spring, spring_end, (february, february + 4 * _DAY)),
        Term("summer", summer, summer, (may, may + 4 * _DAY)),
    ]
    plain = Calendar(tuple(terms[:2]), bank_holidays=frozenset(holidays))
    left = int(shape["weekdays"]) - len(plain.school_days)
    end = summer - _DAY
    while left:
        end += _DAY
        in_break = may <= end <= may + 4 * _DAY
        left -= end.weekday() <= _FRIDAY and not in_break and end not in holidays
    terms[2] = Term("summer", summer, end, (may, may + 4 * _DAY))
    named = {
        "first_of_autumn": start,
        "end_of_november": _before(date(year, 11, 30), _FRIDAY),
        "first_of_spring": spring,
        "after_may": may + _WEEK,
        "last": end,
        "last_of_autumn": autumn_end,
        "first_thursday_of_may": _on_or_after(date(year + 1, 5, 1), _THURSDAY),
        "second_thursday_of_spring": spring + 10 * _DAY,
    }
    inset = [named[name] for name in shape["inset"]]
    closures = [_closure(each, named) for each in shape["closures"]]
    return terms, inset, holidays, sorted(closures, key=lambda closure: closure.day)


def _closure(told: dict[str, Any], named: dict[str, date]) -> Closure:
    day = named[told["on"]]
    codes = rates()["codes"]["earlier"]
    code = told["code"]
    if day < date.fromisoformat(codes["until"]):
        code = codes["instead"].get(code, code)
    return Closure(day, told["session"], code, told["reason"])


def _bank_holidays(year: int) -> list[date]:
    """Give those of an academic year in England, with their substitute days."""
    sunday = easter(year + 1)
    fixed = [date(year, 12, 25), date(year, 12, 26), date(year + 1, 1, 1)]
    moved: list[date] = []
    for day in fixed:
        kept = day
        while kept.weekday() > _FRIDAY or kept in moved:
            kept += _DAY
        moved.append(kept)
    return [
        *moved,
        sunday - 2 * _DAY,
        sunday + _DAY,
        _on_or_after(date(year + 1, 5, 1), _MONDAY),
        _before(date(year + 1, 5, 31), _MONDAY),
    ]


def _on_or_after(day: date, weekday: int) -> date:
    return day + ((weekday - day.weekday()) % 7) * _DAY


def _before(day: date, weekday: int) -> date:
    """Give the last such weekday on or before a date."""
    return day - ((day.weekday() - weekday) % 7) * _DAY
