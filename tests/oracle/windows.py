"""Windows: which dates and which of the calendar's sessions a figure looks at, as seen at a moment.

Source: design §4.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.oracle.dataset import Row
from tests.oracle.functions import Months
from tests.oracle.pupil import Pupil
from tests.oracle.school import Moment, moment
from tests.oracle.schooltime import ONE_DAY, Period

Cut = tuple[str, Any]
"""Where a ladder begins to count anew: ("from", a date) or ("after", a moment)."""


class Window(NamedTuple):
    """Dates from `start` to `end`, both included, and the places of the calendar's sessions in it.

    `unknown`: nothing in it is known. `missing`: there is no spell or stretch yet, so that counts are 0 and all
    else is not known. `after`: rows and actions seen by then do not count.
    """

    start: date
    end: date
    sessions: range
    unknown: bool = False
    missing: bool = False
    after: Moment | None = None


NOWHERE = Window(date.max, date.min, range(0))
UNKNOWN = NOWHERE._replace(unknown=True)
MISSING = NOWHERE._replace(missing=True)


class Ending(NamedTuple):
    """Where a window ends: on which day, before which session; `asked` is the moment it is looked at from."""

    day: date
    seen: int
    at: Moment
    asked: Moment


def ending(pupil: Pupil, ends: str | None, asked: Moment) -> Ending | None:
    """Now, or the school day so many ago; None before the calendar's first."""
    if ends is None:
        return Ending(asked.date, pupil.seen(asked), asked, asked)
    text = "1 school day" if ends == "yesterday" else ends.removesuffix(" ago")
    day = pupil.school.time.add_school_days(asked.date, -int(pupil.school.amount(text, asked.date).number))
    if day is None:
        return None
    at = asked if day == asked.date else moment(day, "year")
    return Ending(day, pupil.seen(at), at, asked)


def window(pupil: Pupil, over: Any, end: Ending | None, row: Row | None, cut: Cut | None) -> Window:
    """The window that one or several texts name; several mean what they have in common."""
    if end is None:
        texts = over if isinstance(over, list) else [over]
        flags = [pupil.school.flags[text] for text in texts if text in pupil.school.flags]
        if pupil.rows("flags") is None and any("set_by" in flag for flag in flags):
            return UNKNOWN
        return MISSING if flags or any(text.startswith("spell of ") for text in texts) else NOWHERE
    found = _everything(pupil, end)
    for text in over if isinstance(over, list) else [over]:
        found = _common(found, _one(pupil, text, end, row))
    if cut is None:
        return found
    if cut[0] == "from":
        return _common(found, _dates(pupil, cut[1], end.day, end))
    sessions = range(max(found.sessions.start, pupil.seen(cut[1])), found.sessions.stop)
    return found._replace(sessions=sessions, start=max(found.start, cut[1].date), after=cut[1])


def _common(left: Window, right: Window) -> Window:
    sessions = range(max(left.sessions.start, right.sessions.start), min(left.sessions.stop, right.sessions.stop))
    start, end = max(left.start, right.start), min(left.end, right.end)
    return Window(start, end, sessions, left.unknown or right.unknown, left.missing or right.missing)


def _everything(pupil: Pupil, end: Ending) -> Window:
    return Window(date.min, end.day, range(pupil.first_session, max(pupil.first_session, end.seen)))


def _dates(pupil: Pupil, start: date, last: date, end: Ending) -> Window:
    """From one date to another, as far as has been by the end."""
    sessions = pupil.school.time.sessions
    first, stop = bisect_left(sessions, (start, "")), bisect_right(sessions, (last, "~"))
    return Window(start, min(last, end.day), range(first, min(stop, end.seen)))


def _period(pupil: Pupil, period: Period | None, end: Ending) -> Window:
    return NOWHERE if period is None else _dates(pupil, period.start, period.end, end)


def _one(pupil: Pupil, text: str, end: Ending, row: Row | None) -> Window:
    time, school = pupil.school.time, pupil.school
    if text == "ever":
        return _everything(pupil, end)
    if text in ("day", "session"):
        found = _dates(pupil, end.day, end.day, end)
        return found if text == "day" else found._replace(sessions=found.sessions[-1:])
    if text in ("week", "month", "half_term", "term", "year"):
        return _period(pupil, time.period(text, end.asked.date), end)
    if text.startswith("previous "):
        period = time.previous(text.removeprefix("previous "), end.asked.date)
        return UNKNOWN if period is None or pupil.enrolled > period.end else _period(pupil, period, end)
    if text.startswith("last "):
        length = school.amount(text.removeprefix("last "), end.asked.date)
        return _dates(pupil, _first_of_last(pupil, int(length.number), length.unit, end.day), end.day, end)
    if text.startswith("spell of "):
        return spell(pupil, text.removeprefix("spell of "), end)
    if text in ("row", "after row"):
        if row is None or row.start is None:
            return UNKNOWN
        if text == "row":
            return _dates(pupil, row.start, row.end, end)
        return NOWHERE if row.end == date.max else _dates(pupil, row.end + ONE_DAY, end.day, end)
    if text in time.named:
        return _period(pupil, time.named[text], end)
    return stretch(pupil, text, end)


def _first_of_last(pupil: Pupil, count: int, unit: str, day: date) -> date:
    """The first day of the last so many units up to a day; that of the calendar's first where it does not reach."""
    time = pupil.school.time
    if unit in ("month", "year"):
        return Months(count * (12 if unit == "year" else 1)).added_to(day, -1) + ONE_DAY
    if unit in ("day", "week"):
        return day + ONE_DAY - timedelta(days=count * (7 if unit == "week" else 1))
    if unit == "school day":
        begun = [each for each in time.school_days if each <= day]
    elif unit == "school week":
        begun = [week for week in time.weeks if week <= day]
    else:
        begun = [period.start for period in time.periods(unit.replace(" ", "_")) if period.start <= day]
    return begun[-count:][0] if begun else day


def days_of(pupil: Pupil, sessions: range) -> list[tuple[date, list[int]]]:
    """The sessions of a window day by day."""
    if ("days", sessions) not in pupil.memo:
        days: dict[date, list[int]] = {}
        for number in sessions:
            days.setdefault(pupil.school.time.sessions[number].date, []).append(number)
        pupil.memo["days", sessions] = list(days.items())
    return pupil.memo["days", sessions]


def day_is(pupil: Pupil, numbers: list[int], of: str, at: Moment, *, strict: bool = False) -> str:
    """What a day so far is for a run of whole days: `in`, `out`, `skip` (neither extends nor breaks) or `maybe`."""
    key = ("day", of, tuple(numbers), strict, at if pupil.moves(of) else None)
    if key not in pupil.memo:
        pupil.memo[key] = _day_is(pupil, numbers, of, at, strict)
    return pupil.memo[key]


def _day_is(pupil: Pupil, numbers: list[int], of: str, at: Moment, strict: bool) -> str:
    possible = [number for number in numbers if pupil.possible(number)]
    if strict and len(possible) < len(numbers):
        return "out"
    if not possible:
        return "skip"
    found = [pupil.holds(of, number, at) for number in possible]
    return "out" if False in found else "maybe" if None in found else "in"


def spell(pupil: Pupil, of: str, end: Ending) -> Window:
    """The present unbroken run of whole days in a set: from its first day up to now."""
    first = None
    for day, numbers in reversed(days_of(pupil, _everything(pupil, end).sessions)):
        is_what = day_is(pupil, numbers, of, end.asked)
        if is_what == "maybe":
            return UNKNOWN
        if is_what == "out":
            break
        if is_what == "in":
            first = day
    return MISSING if first is None else _dates(pupil, first, end.day, end)


def stretch(pupil: Pupil, flag: str, end: Ending) -> Window:
    """A flag's present or latest stretch: the sessions in a row on which it is true."""
    if pupil.rows("flags") is None and "set_by" in pupil.school.flags[flag]:
        return UNKNOWN
    sessions = pupil.school.time.sessions
    found: list[int] = []
    for number in reversed(_everything(pupil, end).sessions):
        true = pupil.flag(flag, number, sessions[number].date)
        if true is None:
            return UNKNOWN
        if true:
            found.append(number)
        elif found:
            break
    if not found:
        return MISSING
    last = end.day if found[0] == end.seen - 1 else sessions[found[0]].date
    return Window(sessions[found[-1]].date, last, range(found[-1], found[0] + 1))
