"""Dates, times and durations: from text, to text, and counting with them.

A time and a date and time have whole seconds and no zone. What would leave the years 1 to 9999 is
not known.
"""

from datetime import date, datetime, time, timedelta
from fractions import Fraction

from engine.expressions.types import DATE, DATE_AND_TIME, DAYS, MONTHS, TIME
from engine.expressions.values import Days, Months, Number
from engine.once import regex

DAY = 86_400
# A duration has fewer seconds, or months, than this.
LONGEST_DURATION = 10**34
# More seconds than from the year 1 to the year 9999.
_LONGEST: int = 10_000 * 366 * DAY

_DATE = regex(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = regex(r"(\d\d):(\d\d):(\d\d)(?:\.0*)?|(\d\d):(\d\d)")
_DAYS = regex(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?")
_MONTHS = regex(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")


def date_of(text: str) -> date | None:
    """Read `2024-09-02`."""
    found = _DATE.fullmatch(text)
    if not found or not text.isascii():
        return None
    return _date(int(found[1]), int(found[2]), int(found[3]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """Read `09:15` or `09:15:00`; `24:00:00` is midnight. There are no parts of a second: with one it is not known."""
    second = _second_of_day(text)
    return None if second is None else time_at(second)


def _second_of_day(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    if not found or not text.isascii():
        return None
    hour, minute, second = (int(found[1] or found[4]), int(found[2] or found[5]), int(found[3] or 0))
    if minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > DAY:
        return None
    return hour * 3600 + minute * 60 + second


def time_at(second: int) -> time:
    """Give the time so many seconds after midnight, or after a midnight."""
    second %= DAY
    return time(second // 3600, second // 60 % 60, second % 60)


def second_of(moment: time | datetime) -> int:
    """Give the seconds since midnight."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def date_and_time_of(text: str) -> datetime | None:
    """Read `2024-09-02T09:15:00`, or a date alone, which is its midnight."""
    day, mark, clock = text.partition("T")
    on = date_of(day)
    second = _second_of_day(clock) if mark else 0
    if on is None or second is None:
        return None
    return later(datetime.combine(on, time()), second)


def duration_of(text: str) -> Days | Months | None:
    """Read `P10D`, `PT2H30M`, `P1Y6M`, each also with a `-` before it."""
    if len(text) > 60 or not text.isascii() or text[-1:] in ("P", "T", "-", ""):
        return None
    found = _MONTHS.fullmatch(text)
    if found:
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-months if found[1] else months)
    found = _DAYS.fullmatch(text)
    if not found:
        return None
    seconds: int | Fraction = (
        int(found[2] or 0) * DAY + int(found[3] or 0) * 3600 + int(found[4] or 0) * 60 + int(found[5] or 0)
    )
    if found[6] and int(found[6]):
        seconds += Fraction(int(found[6]), 10 ** len(found[6]))
    return Days(-seconds if found[1] else seconds)


def moment_of(text: str) -> tuple[str, date | time | datetime | Days | Months] | None:
    """Read what stands in `@"…"`: its type and its value."""
    if "P" in text:
        duration = duration_of(text)
        if duration is None:
            return None
        return (DAYS if isinstance(duration, Days) else MONTHS), duration
    if "T" in text:
        both = date_and_time_of(text)
        return None if both is None else (DATE_AND_TIME, both)
    day = date_of(text)
    if day is not None:
        return DATE, day
    clock = time_of(text)
    return None if clock is None else (TIME, clock)


def written(moment: date | time | datetime | Days | Months) -> str:
    """Write a moment or a duration as it would stand in `@"…"`.

    >>> written(Days(90_000))
    'P1DT1H'
    """
    if isinstance(moment, Months):
        years, months = divmod(abs(moment.months), 12)
        parts = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-" if moment.months < 0 else "") + "P" + parts
    if isinstance(moment, Days):
        return _written_days(Fraction(moment.seconds))
    return moment.isoformat()


def _written_days(seconds: Fraction) -> str:
    whole, rest = divmod(abs(seconds), 1)
    days, clock = divmod(whole, DAY)
    hours, minutes, seconds_left = clock // 3600, clock // 60 % 60, clock % 60
    last = f"{seconds_left}" + (f".{int(rest * 10**9):09d}".rstrip("0") if rest else "")
    time_parts = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    time_parts += f"{last}S" if seconds_left or rest else ""
    text = (f"{days}D" if days else "") + (f"T{time_parts}" if time_parts else "")
    return ("-" if seconds < 0 else "") + "P" + (text or "T0S")


def later(moment: datetime, seconds: Number) -> datetime | None:
    """Give the moment so many seconds later; a part of a second is cut towards the past."""
    if not -_LONGEST <= seconds <= _LONGEST:
        return None
    try:
        return moment + timedelta(seconds=int(seconds // 1))
    except OverflowError:
        return None


def days_later(day: date, seconds: Number) -> date | None:
    """Give the date that a duration after a day's midnight falls on."""
    if not -_LONGEST <= seconds <= _LONGEST:
        return None
    try:
        return day + timedelta(days=int(seconds // DAY))
    except OverflowError:
        return None


def months_later(day: date, months: int) -> date | None:
    """Give the same day so many months later, or that month's last day where it is shorter.

    A date and time keeps its time.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    days = 31 if month == 11 else (date(year, month + 2, 1) - date(year, month + 1, 1)).days
    return day.replace(year=year, month=month + 1, day=min(day.day, days))


def months_between(begin: date, end: date) -> int:
    """Give the whole months from one day to another, towards zero; of a date and time only the date counts."""
    forward = (end.year, end.month, end.day) >= (begin.year, begin.month, begin.day)
    first, last = (begin, end) if forward else (end, begin)
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return months if forward else -months
