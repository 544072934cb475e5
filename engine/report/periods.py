"""Calendar and dates -> the periods of a report."""

from datetime import date

import numpy as np

from engine.calendar import Calendar, Stretch, date_of, day_number
from engine.register import Register
from engine.report.figures import Period

KINDS = ("month", "half_term", "term", "year")


def periods_of(register: Register, kind: str, first: date | None, last: date | None) -> list[Period]:
    """Give the periods of a kind with a school day from `first` to `last`, cut to those days, in order.

    Without `last` it is the register's last day; without `first` the first day of the academic year that holds `last`.
    None of them has a school day: no period.
    """
    calendar = register.calendar
    end = min(last, register.as_of) if last else register.as_of
    begin = first or calendar.academic_year(end).start
    days = [date_of(int(day)) for day in register.days]
    found = []
    for stretch in calendar.stretches(kind):
        held = [day for day in days if max(begin, stretch.start) <= day <= min(end, stretch.end)]
        if not held:
            continue
        edges = (calendar.first_school_day(kind, held[0]), calendar.last_school_day(kind, held[0]))
        name = _name(calendar, kind, stretch, held[0])
        found.append(Period(name, held[0], held[-1], held[-1], whole=edges == (held[0], held[-1])))
    return found


def _name(calendar: Calendar, kind: str, stretch: Stretch, day: date) -> str:
    """Name a period so that it has its name alone: two years have an autumn each."""
    return f"{stretch.name} {calendar.academic_year(day).name}" if kind in ("half_term", "term") else stretch.name


def places_of(register: Register, period: Period) -> tuple[int, int]:
    """Give the places of a period's first school day and of the one after its last, among the register's days."""
    first = np.searchsorted(register.days, day_number(period.first))
    after = np.searchsorted(register.days, day_number(period.last), side="right")
    return int(first), int(after)
