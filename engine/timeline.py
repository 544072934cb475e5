"""Where each window of school time begins and ends on each school day of a register."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.calendar import STRETCHES, Calendar, date_of, day_number
from engine.model.amounts import Amount, Named
from engine.model.windows import Fixed, Last, Previous, Stretch, Window
from engine.nouns import dataclass
from engine.once import Once

EVER = -(2**30)


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of days as places in the register's days and as day numbers; both ends included.

    `last` is None where it runs up to now. `known_from` is the last day number on which a pupil must have been
    on the roll for the window to be known, or None where it always is.
    """

    first: int
    last: int | None
    first_day: int
    last_day: int | None
    known_from: int | None = None
    empty: bool = False


class Timeline:
    """The periods of the register's school days, looked up by place (0 is the first school day)."""

    def __init__(self, calendar: Calendar, days: npt.NDArray[np.int32]) -> None:
        self.calendar = calendar
        self.days = [int(day) for day in days]
        self.day_numbers = np.asarray(self.days, dtype=np.int64)
        self.dates = [date_of(day) for day in self.days]
        self.place_of: dict[str, list[int]] = {}
        self.starts: dict[str, list[int]] = {}
        self.ends: dict[str, list[int]] = {}
        for kind in STRETCHES:
            self.place_of[kind] = [int(place) for place in calendar.stretch_of_days(kind)[: len(days)]]
            stretches = calendar.stretches(kind)
            self.starts[kind] = [day_number(each.start) for each in stretches]
            self.ends[kind] = [day_number(each.end) for each in stretches]
        is_open = calendar.open_sessions[: len(days)].reshape(-1)
        self._open_before: npt.NDArray[np.int64] = np.concatenate([[0], np.cumsum(is_open, dtype=np.int64)])
        self.terms_by_name = calendar.stretches("term")
        self._begins: dict[str, list[int]] = {}
        self._lasts: dict[str, frozenset[int]] = {}

    def sessions_before(self, slots: "npt.NDArray[np.integer] | int") -> npt.NDArray[np.int64]:
        """Give how many open sessions there are before each of some slots; below the first, none."""
        places = np.clip(np.asarray(slots), 0, len(self._open_before) - 1)
        found: npt.NDArray[np.int64] = self._open_before[places]
        return found

    def place_from(self, day: int) -> int:
        """Give the place of the first school day on or after a day number; the number of days where none is."""
        return bisect_left(self.days, day)

    def place_until(self, day: int) -> int:
        """Give the place of the last school day on or before a day number; -1 where none is."""
        return bisect_left(self.days, day + 1) - 1

    def is_last_of(self, kind: str, place: int) -> bool:
        """Whether a school day is the calendar's last one of its week, month, half term, term or year."""
        lasts = self._lasts.get(kind)
        if lasts is None:
            days = enumerate(self.dates)
            lasts = frozenset(at for at, day in days if self.calendar.last_school_day(kind, day) == day)
            self._lasts[kind] = lasts
        return place in lasts

    def begins(self, kind: str) -> Sequence[int]:
        """Give for each school day the place of the first one of its week, month, half term, term or year."""
        if kind not in self._begins:
            self._begins[kind] = [self.place_from(self.starts[kind][at]) for at in self.place_of[kind]]
        return self._begins[kind]

    def resolve(self, window: Window, place: int, ends_ago: int, amounts: Mapping[str, Amount]) -> Range:
        """Give a window that is the same for every pupil, as it stands on a school day.

        `ends_ago` is how many school days before that day it ends. `amounts` are the values of that day by name.
        """
        at = place - ends_ago
        last = None if ends_ago == 0 else at
        last_day = None if ends_ago == 0 or at < 0 else self.days[at]
        if at < 0:
            return Range(0, -1, self.days[0], self.days[0] - 1, empty=True)
        if isinstance(window, Fixed):
            if window.period == "ever":
                return Range(0, last, EVER, last_day)
            if window.period in {"day", "session"}:
                return Range(at, last, self.days[at], last_day)
            start = self.starts[window.period][self.place_of[window.period][place]]
            first = self.place_from(start)
            return Range(first, last, start, last_day, empty=first > at)
        if isinstance(window, Last):
            first, first_day = self._back(window.amount, at, amounts)
            return Range(first, last, first_day, last_day)
        if isinstance(window, Previous):
            before = self.place_of[window.period][place] - 1
            if before < 0:
                return Range(0, -1, self.days[0], self.days[0] - 1, known_from=EVER - 1, empty=True)
            start, end = self.starts[window.period][before], self.ends[window.period][before]
            return Range(self.place_from(start), self.place_until(end), start, end, known_from=end)
        if isinstance(window, Stretch):
            start, end = (day_number(day) for day in self.calendar.periods[window.name])
            first, until = self.place_from(start), min(self.place_until(end), at)
            # one of holidays alone has no session, but facts may be dated in it
            return Range(first, until, start, min(end, self.days[at]), empty=start > self.days[at])
        raise AssertionError("INVARIANT: other windows differ from pupil to pupil")

    def _back(self, length: Amount | Named, at: int, amounts: Mapping[str, Amount]) -> tuple[int, int]:
        amount = amounts[length.name] if isinstance(length, Named) else length
        count, unit = int(amount.number), amount.unit
        if unit == "school day":
            first = max(0, at - count + 1)
            return first, self.days[first]
        if unit in {"school week", "half term", "term"}:
            kind = {"school week": "week", "half term": "half_term", "term": "term"}[unit]
            start = self.starts[kind][max(0, self.place_of[kind][at] - count + 1)]
        else:
            start = ago(self.days[at], count, str(unit)) + 1
        return self.place_from(start), start


_CALENDARS, _REGISTERS = 64, 16
_KNOWN: Once[dict[bytes, Timeline]] = Once(_CALENDARS)


def timeline_of(calendar: Calendar, days: npt.NDArray[np.int32]) -> Timeline:
    """Give the timeline of a register's days, which nobody may change: registers with one calendar share it."""
    known = _KNOWN.get(calendar)
    if known is None:
        known = {}
        _KNOWN.put(calendar, known)
    key = np.asarray(days, dtype=np.int32).tobytes()
    if key not in known:
        if len(known) >= _REGISTERS:
            known.clear()
        known[key] = Timeline(calendar, days)
    return known[key]


def back(day: date, count: int, unit: str) -> date:
    """Give the same day so many days, weeks, months or years before; the month's last where it has no such day.

    >>> back(date(2024, 2, 29), 1, "year")
    datetime.date(2023, 2, 28)
    """
    if unit in {"day", "week"}:
        return date_of(day_number(day) - count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, date_of(day_number(following) - 1).day))


@lru_cache(maxsize=4096)
def ago(day: int, count: int, unit: str) -> int:
    """Give the number of the same day so many days, weeks, months or years before.

    >>> date_of(ago(day_number(date(2025, 3, 31)), 1, "month"))
    datetime.date(2025, 2, 28)
    """
    return day_number(back(date_of(day), count, unit))
