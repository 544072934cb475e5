"""The words of exports: dates, sessions, minutes and year groups, read as they were meant or not at all."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from engine.calendar import date_of, day_number
from engine.readers.batch import MOST_MINUTES, NO_DATE, UNREADABLE
from engine.readers.cells import parse_time
from engine.register import NOT_GIVEN

LESSON: Final = -4
"""Stands for a session that is a lesson's."""

_TIME: Final = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_NIGHT: Final = re.compile(
    r"\d{1,4}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{1,4}[ T]+(?:19|2[0-3]):00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
"""Midnight by another clock, as a program writes it that takes summer time off: its date is the day before."""

_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_EIGHT: Final = re.compile(r"(20\d{2})(\d{2})(\d{2})")
"""The year first without anything between; with the year last the month would be the 20th."""

_PARTS: Final = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}")
_NAMED: Final = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]([a-z]{{3,9}})[-/., ]+(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE
)
_NO_YEAR: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})")
_NO_YEAR_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- ]([a-z]{3,9})", re.IGNORECASE)
_SERIAL: Final = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_WEEKDAY: Final = re.compile(
    r"^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?[ ,.]+", re.IGNORECASE
)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_THURSDAY: Final = 3
"""The weekday of 1 January 1970, counted from Monday as 0."""

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIALS: Final = range(36_526, 58_000)
"""Excel's numbers of the days from 2000 on; its day 1 is 1 January 1900 and it has a 29 February 1900."""

_EXCEL_ZERO: Final = date(1899, 12, 30)
_YEAR_BEGINS: Final = 8
_SESSIONS: Final = {"am": 0, "pm": 1, "morning": 0, "afternoon": 1, "a": 0, "p": 1}
_SESSION: Final = re.compile(
    r"(am|pm|morning|afternoon)(?:[ _-]*(?:reg|registration|register|session|mark))?", re.IGNORECASE
)
_HALF: Final = r"\(?(am|pm|a\.m\.?|p\.m\.?|morning|afternoon)\)?"
_HALF_POINTS: Final = re.compile(r"\b([ap])\.m\b\.?", re.IGNORECASE)
_DATE_FIRST: Final = re.compile(rf"(.*?)[ _:;,|/-]*{_HALF}(?:[ _]?(?:mark|reg|session))?", re.IGNORECASE)
_HALF_FIRST: Final = re.compile(rf"{_HALF}[ _:;,|-]*(.+)", re.IGNORECASE)
_SESSION_AFTER: Final = re.compile(
    r"(?:reg|registration|register|session)[ _:-]*(am|pm|morning|afternoon)", re.IGNORECASE
)
_LESSON: Final = re.compile(
    r"(?:(?:p|period|lesson|l|slot)[ _:-]*)?\d{1,2}[a-z]?|(?:mon|tue|wed|thu|fri)\w*[ :_-]*(?:p|l)?\d{1,2}",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_PART_OF_DAY: Final = re.compile(r"0\.[0-9]{3,}")
_MINUTES_OF_DAY: Final = 1440
_HALF_DAY: Final = re.compile(r"(0?[1-9]|1[0-2])[:.](\d{2})(?::00)? ?([ap])\.?m\.?", re.IGNORECASE)
_YEAR_WORDS: Final = {
    "reception": "R",
    "rec": "R",
    "nursery": "N",
    "yr": "R",
    "f2": "R",
    "f1": "N",
    "r": "R",
    "n": "N",
    "n2": "N",
    "n1": "N",
}
_YEAR_GROUP: Final = re.compile(r"(?:(?:nc)?year|yr|y|nc)?[ _-]*(\d{1,2})(?:\.0)?", re.IGNORECASE)
LAST_YEAR: Final = 13


class Order(NamedTuple):
    """How dates in digits are written: by day first or month first, and the academic year of those without a year."""

    month_first: bool = False
    year: int | None = None


def read_day(text: str, order: Order) -> int:
    """Give a date's day number; `NO_DATE` where the text is none.

    A date alone, or with a time after it, or with a weekday before it; or Excel's number of a day, with a time or not.
    A date that falls on another weekday than it says is none: which of the two is meant cannot be known. So is one at
    23:00, which may be the midnight of the day after.
    """
    text = text.strip().lstrip("'")
    if at_night(text):
        return NO_DATE
    day = _read_day(_WEEKDAY.sub("", text), order)
    said = _WEEKDAY.match(text)
    return NO_DATE if said and day != NO_DATE and _named_weekday(said[0]) != (day + _THURSDAY) % 7 else day


def at_night(text: str) -> bool:
    """Whether a date stands with a time at which no session is, and midnight may be meant.

    >>> at_night("2025-09-14T23:00:00.000Z"), at_night("2025-09-14 23:59:59"), at_night("2025-09-14T00:00:00Z")
    (True, False, False)
    """
    return bool(_NIGHT.fullmatch(text))


def weekday_against(text: str, order: Order) -> str:
    """Say of a date which other weekday it falls on than it says; an empty text where it says none, or the right one.

    >>> weekday_against("Mon 27/02/2024", Order()), weekday_against("Tue 27/02/2024", Order())
    ('27 February 2024 is a Tuesday', '')
    """
    said = _WEEKDAY.match(text.strip().lstrip("'"))
    day = _read_day(_WEEKDAY.sub("", text.strip().lstrip("'")), order) if said else NO_DATE
    if said is None or day == NO_DATE or _named_weekday(said[0]) == (day + _THURSDAY) % 7:
        return ""
    on = date_of(day)
    return f"{on.day} {on:%B %Y} is a {on:%A}"


def is_weekday(text: str) -> bool:
    """Whether a text is the name of a weekday and nothing else.

    >>> is_weekday("Mon"), is_weekday("Tuesday"), is_weekday("Monk")
    (True, True, False)
    """
    return bool(_WEEKDAY.fullmatch(f"{text.strip()} "))


def _named_weekday(text: str) -> int:
    return _WEEKDAYS.index(text[:3].lower())


def _read_day(text: str, order: Order) -> int:
    if found := _YEAR_FIRST.fullmatch(text) or _EIGHT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _PARTS.fullmatch(text):
        one, two, year = int(found[1]), int(found[2]), _century(found[3])
        return _day(year, one, two) if order.month_first else _day(year, two, one)
    if found := _NAMED.fullmatch(text):
        return _day(_century(found[3]), _month(found[2]), int(found[1]))
    if (found := _SERIAL.fullmatch(text)) and int(found[1]) in _SERIALS:
        return day_number(_EXCEL_ZERO + timedelta(days=int(found[1])))
    if order.year is None:
        return NO_DATE
    month = one = 0
    if found := _NO_YEAR.fullmatch(text):
        one, month = (int(found[2]), int(found[1])) if order.month_first else (int(found[1]), int(found[2]))
    elif found := _NO_YEAR_NAMED.fullmatch(text):
        one, month = int(found[1]), _month(found[2])
    return _day(order.year + (month < _YEAR_BEGINS), month, one) if month else NO_DATE


def lacks_a_year(text: str) -> bool:
    """Whether a text is a date but for its year."""
    text = _WEEKDAY.sub("", text.strip())
    found = _NO_YEAR_NAMED.fullmatch(text)
    return bool(_NO_YEAR.fullmatch(text)) or bool(found and _month(found[2]))


def order_of(texts: Iterable[str], year: int | None) -> Order | None:
    """Find out whether dates in digits say the month first; None where some can only be the one and some the other.

    Where each may be either they are read as in England, the day first.
    """
    day_first = month_first = False
    for text in texts:
        found = _PARTS.fullmatch(_WEEKDAY.sub("", text.strip().lstrip("'")))
        if found and found[1] != found[2]:
            day_first = day_first or int(found[1]) > len(_MONTHS)
            month_first = month_first or int(found[2]) > len(_MONTHS)
    return None if day_first and month_first else Order(month_first, year)


def either_way(texts: Iterable[str]) -> str | None:
    """Give a date of which nothing tells whether the day or the month stands first, where that is so of all of them.

    >>> either_way(["03/04/2025", "04/04/2025"]), either_way(["03/04/2025", "13/04/2025"]), either_way(["2025-04-03"])
    ('03/04/2025', None, None)
    """
    first = None
    for text in texts:
        plain = text.strip().lstrip("'")
        if _WEEKDAY.match(plain) or not plain:
            continue
        found = _PARTS.fullmatch(plain)
        if found is None or max(int(found[1]), int(found[2])) > len(_MONTHS):
            return None
        first = first or (plain if found[1] != found[2] else None)
    return first


def at_weekends(texts: Iterable[str]) -> str | None:
    """Give a date that is at a weekend with the day first, where each may be either and none is so the other way round.

    >>> at_weekends(["09/08/2025", "09/09/2025"]), at_weekends(["08/09/2025", "09/09/2025"])
    ('09/08/2025', None)
    """
    plain = [text.strip().lstrip("'") for text in texts if text.strip()]
    if either_way(plain) is None or any(_at_weekend(text, Order(month_first=True)) for text in plain):
        return None
    return next((text for text in plain if _at_weekend(text, Order())), None)


def _at_weekend(text: str, order: Order) -> bool:
    return (read_day(text, order) + _THURSDAY) % 7 >= _WEEKDAYS.index("sat")


def turned_round(texts: Sequence[str]) -> tuple[str, str] | None:
    """Give a date of a spreadsheet and a text beside it where the spreadsheet has read dates with the month first.

    It makes dates of those that can be read so, day and month turned round, and leaves all others as texts.

    >>> turned_round(["2025-05-03", "13/03/2025"]), turned_round(["2025-03-05", "2025-03-13", "14/03/2025"])
    (('2025-05-03', '13/03/2025'), None)
    """
    made = [text.strip() for text in texts if _YEAR_FIRST.fullmatch(text.strip())]
    left = [text.strip() for text in texts if _PARTS.fullmatch(text.strip())]
    could = all(int(found[3]) <= len(_MONTHS) for text in made if (found := _YEAR_FIRST.fullmatch(text)))
    could_not = all(int(found[1]) > len(_MONTHS) for text in left if (found := _PARTS.fullmatch(text)))
    return (made[0], left[0]) if made and left and could and could_not else None


def against_each_other(texts: Sequence[str], called: str) -> str:
    """Say which of the dates can only have the day first and which only the month; there is one of each."""
    only_month = next(text for text in texts if (order := order_of([text], None)) and order.month_first)
    only_day = next(text for text in texts if order_of([only_month, text], None) is None)
    return (
        f"some {called} can only have the day first, as `{only_day.strip()}`, "
        f"and some only the month, as `{only_month.strip()}`"
    )


def split_heading(text: str) -> tuple[str, int]:
    """Cut a heading into its date and its session, `UNREADABLE` where it names none.

    >>> split_heading("08/09/2025 AM"), split_heading("Mon 8 Sep 2025")
    (('08/09/2025', 0), ('Mon 8 Sep 2025', -2))
    >>> split_heading("08/09/2025 Afternoon"), split_heading("a.m. 8 Sep 2025")
    (('08/09/2025', 1), ('8 Sep 2025', 0))
    """
    text = " ".join(text.split())
    if (found := _DATE_FIRST.fullmatch(text)) and found[1]:
        return found[1], _half(found[2])
    if found := _HALF_FIRST.fullmatch(text):
        return found[2], _half(found[1])
    return text, UNREADABLE


def read_session(text: str) -> int:
    """Give 0 for a morning, 1 for an afternoon, `LESSON` for what is a lesson's, else `UNREADABLE`."""
    text = _HALF_POINTS.sub(r"\1m", " ".join(text.strip().lstrip("'").split()))
    if text.lower() in _SESSIONS:
        return _SESSIONS[text.lower()]
    found = _SESSION.fullmatch(text) or _SESSION_AFTER.fullmatch(text)
    if found:
        return _SESSIONS[found[1].lower()]
    return LESSON if _LESSON.fullmatch(text) else UNREADABLE


def _half(text: str) -> int:
    return _SESSIONS[text.lower().replace(".", "")]


def read_minutes(text: str) -> int:
    """Give whole minutes, written as a number or as hours and minutes; `NOT_GIVEN` where blank.

    >>> [read_minutes(text) for text in ("12", "12.0", "00:12", "-3", "")]
    [12, 12, 12, -2, -1]
    """
    text = text.strip().strip("'\"")
    if not text:
        return NOT_GIVEN
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    whole, _, part = text.partition(".")
    good = whole.isascii() and whole.isdigit() and len(whole) <= 4 and not part.strip("0")
    return int(whole) if good and int(whole) <= MOST_MINUTES else UNREADABLE


def read_arrival(text: str) -> int:
    """Give the minute of the day of an arrival; `NOT_GIVEN` where blank, `UNREADABLE` where it is no time.

    A spreadsheet's number of a time is the part of the day that has passed, which comes to whole minutes.

    >>> [read_arrival(text) for text in ("09:12", "9:12 AM", "1:05pm", "12:30 pm", "0.38333333", "13:05 pm", "9.45")]
    [552, 552, 785, 750, 552, -2, -2]
    """
    text = text.strip().lstrip("'")
    if not text:
        return NOT_GIVEN
    if _PART_OF_DAY.fullmatch(text):
        passed = Fraction(text) * _MINUTES_OF_DAY
        return round(passed) if abs(passed - round(passed)) < Fraction(1, 60) else UNREADABLE
    if half := _HALF_DAY.fullmatch(text):
        later = 12 if half[3].lower() == "p" else 0
        text = f"{int(half[1]) % 12 + later:02}:{half[2]}"
    found = _CLOCK.fullmatch(text)
    minute = parse_time(f"{found[1]}:{found[2]}") if found else None
    return UNREADABLE if minute is None else minute


def read_year_group(text: str) -> str | None:
    """Give a year group as a dataset writes it; None where the text is none.

    >>> [read_year_group(text) for text in ("Year  7", "Reception", "Y10", "7.0", "7E1")]
    ['7', 'R', '10', '7', None]
    """
    text = " ".join(text.split()).lower()
    if text in _YEAR_WORDS:
        return _YEAR_WORDS[text]
    found = _YEAR_GROUP.fullmatch(text)
    if found is None or int(found[1]) > LAST_YEAR:
        return None
    return str(int(found[1])) if int(found[1]) else "R"


def _day(year: int, month: int, one: int) -> int:
    try:
        return day_number(date(year, month, one))
    except ValueError:
        return NO_DATE


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _century(year: str) -> int:
    return int(year) + 2000 if len(year) == len("25") else int(year)
