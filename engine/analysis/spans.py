"""Whether all that lies in one window of a figure lies in another too, whatever the register."""

from fractions import Fraction

from engine.analysis.answer import Over
from engine.analysis.capacity import DAYS_A_WEEK, MONTH

_HOLDS = {
    "session": ("day", "week", "month", "half_term", "term", "year"),
    "day": ("week", "month", "half_term", "term", "year"),
    # terms and academic years lie apart by holidays, so that no week is shared by two
    "week": ("term", "year"),
    "month": ("year",),
    "half_term": ("term", "year"),
    "term": ("year",),
}
_FIXED_DAYS = {"session": 1, "day": 1, "week": DAYS_A_WEEK, "month": MONTH}
_LAST_DAYS = {"school day": 1, "school week": DAYS_A_WEEK, "week": DAYS_A_WEEK, "month": MONTH}
_OF_PERIODS = {"school week": ("week",), "half term": ("half_term",), "term": ("term", "half_term")}
_SHORTEST = {"day": 1, "week": 7, "month": 28, "year": 365}
_LONGEST = {"day": 1, "week": 7, "month": 31, "year": 366}


def within(one: tuple[Over, ...], other: tuple[Over, ...], *, of_sessions: bool, usual: bool = True) -> bool:
    """Whether a window of a figure lies in that of another; several mean what they have in common.

    `of_sessions`: sessions or school days are counted, so that a window is as long as its school days. `usual` says
    that an academic year begins in the holidays: a calendar may let one begin within a week, a month or a term.
    """
    return all(any(_one_within(each, outer, of_sessions=of_sessions, usual=usual) for each in one) for outer in other)


def _one_within(one: Over, other: Over, *, of_sessions: bool, usual: bool) -> bool:
    if one.text == other.text or other.period == "ever":
        return True
    if not (one.period or one.unit) or one.period == "ever":
        return False
    if other.period:
        same = one.unit in _OF_PERIODS and one.most == 1 and _OF_PERIODS[one.unit][0] == other.period
        parted = not usual and other.period == "year" and one.period not in ("session", "day")
        return same or (other.period in _HOLDS.get(one.period, ()) and not parted)
    if not other.unit:
        return False
    if one.period in ("session", "day") or (other.unit in _OF_PERIODS and one.period in _OF_PERIODS[other.unit]):
        return True
    if one.unit == other.unit:
        return one.most <= other.least
    if one.unit in _LONGEST and other.unit in _SHORTEST:
        if (one.unit, other.unit) == ("month", "year"):
            return one.most <= 12 * other.least
        return one.most * _LONGEST[one.unit] <= other.least * _SHORTEST[other.unit]
    return of_sessions and _by_school_days(one, other)


def _by_school_days(one: Over, other: Over) -> bool:
    """Whether a window is proved to lie in another by the school days that it holds at most."""
    if one.unit == "school day" and other.unit == "school week":
        # each school week has a school day at least
        return one.most <= other.least
    if other.unit != "school day":
        return False
    if one.unit == "day":
        weeks, rest = divmod(one.most, 7)
        return weeks * DAYS_A_WEEK + min(rest, Fraction(DAYS_A_WEEK)) <= other.least
    held = _FIXED_DAYS.get(one.period) or (one.most * _LAST_DAYS[one.unit] if one.unit in _LAST_DAYS else None)
    return held is not None and held <= other.least
