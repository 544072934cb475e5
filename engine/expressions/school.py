"""School time for the condition language: counting in school days and school weeks."""

from dataclasses import field
from datetime import date, timedelta

import numpy as np

from engine.nouns import dataclass

EPOCH = date(1970, 1, 1)
# The name under which a record or an environment holds the SchoolDays; no quantity can have it.
CALENDAR = "@calendar"


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The school days there are: `days` are int32 days since 1970-01-01, ascending.

    Dates are arrays of such days. Nothing is known outside the calendar: a day added beyond its
    end is not known, while counting between two dates counts the school days there are. `week_begins` is
    the day of the week, from Monday, which is 0.
    """

    days: np.ndarray
    week_begins: int = 0
    weeks: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        weeks = self._week(self.days)
        # The days ascend, and so do their weeks. `np.unique` would load `numpy.ma`, which nothing else needs.
        object.__setattr__(self, "weeks", weeks[np.diff(weeks, prepend=weeks[:1] - 7) != 0])

    def days_between(self, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Count the school days after `begin` up to and including `end`; negative where `end` is earlier."""
        return np.subtract(self.days.searchsorted(end, "right"), self.days.searchsorted(begin, "right"))

    def weeks_between(self, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Count the school weeks after that of `begin` up to and including that of `end`; negative where earlier."""
        return np.subtract(
            self.weeks.searchsorted(self._week(end), "right"), self.weeks.searchsorted(self._week(begin), "right")
        )

    def _week(self, day: np.ndarray) -> np.ndarray:
        """Give the first day of each date's week: 1 January 1970 was a Thursday."""
        first: np.ndarray = np.subtract(day, (day + 3 - self.week_begins) % 7)
        return first

    def add(self, begin: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the `count`-th school day after `begin`, and whether it is known.

        A negative count looks before `begin`; 0 gives `begin` itself.
        """
        after = self.days.searchsorted(begin, "right") + count - 1
        earlier = self.days.searchsorted(begin, "left") + count
        at = np.where(count > 0, after, earlier)
        known = (at >= 0) & (at < len(self.days)) | (count == 0)
        if not len(self.days):
            return np.broadcast_to(begin, known.shape), known
        found = self.days[np.clip(at, 0, len(self.days) - 1)]
        return np.where(count == 0, begin, found), known

    def holds(self, day: np.ndarray) -> np.ndarray:
        """Say which dates are school days."""
        found: np.ndarray = np.isin(day, self.days)
        return found


def number_of(day: date) -> int:
    """Give a date as days since 1970-01-01."""
    return day.toordinal() - EPOCH.toordinal()


def day_of(number: int) -> date:
    """Give the date so many days after 1970-01-01."""
    return EPOCH + timedelta(days=number)


def between(school: SchoolDays, begin: date, end: date, *, weeks: bool) -> int:
    """Count school days (or weeks) between two dates."""
    count = school.weeks_between if weeks else school.days_between
    return int(count(np.array(number_of(begin)), np.array(number_of(end))))


def add(school: SchoolDays, begin: date, count: int) -> date | None:
    """Give the `count`-th school day after a date, or None beyond the calendar."""
    if abs(count) > len(school.days):
        return None
    found, known = school.add(np.array(number_of(begin)), np.array(count))
    return day_of(int(found)) if known else None


def holds(school: SchoolDays, day: date) -> bool:
    """Say whether a date is a school day."""
    return bool(school.holds(np.array(number_of(day))))
