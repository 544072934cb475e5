"""Amounts, times, dates and truths as people write them -> how a policy writes them."""

import re
from calendar import month_name, monthrange

from engine.model.amounts import UNITS
from engine.nearest import nearest

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ALIKE = 0.8
# what a word processor or a web page puts in place of a space, or between two letters
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000]")
_ZERO = re.compile(r"(?<![0-9]-)(?:^|(?<=[\s£-]))0+(?=[0-9])(?![0-9]+[-/:])")
_UNITS = {word: word for word in UNITS if word not in ("percent", "pounds")} | {
    plural: plural for name, plural in UNITS.items() if name not in ("percent", "pounds")
}
_TRUTHS = {
    "yes": "true",
    "y": "true",
    "on": "true",
    "1": "true",
    "no": "false",
    "n": "false",
    "off": "false",
    "0": "false",
}
_DUE = "is not one of `same day`, `5 school days`"
_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name} | {
    name.lower()[:3]: number for number, name in enumerate(month_name) if name
}


def written(given: str, complaint: str) -> str:
    """Say how a policy writes what somebody wrote; empty where that is not clear.

    `complaint` says of what kind it is to be, in the words of the models.

    >>> written("five schooldays", "is not an amount such as …")
    'write `5 school days`'
    >>> written("9.30am", "is not a time of day such as …")
    'write `09:30`'
    >>> written("3,5 sessions", "is not an amount such as …"), written("1-Sep-2027", "is not a date such as …")
    ('a number is written without a comma: `3.5 sessions`', 'write it year, month, day: `2027-09-01`')
    >>> written("2026-02-30", "is not a date such as …")
    'February 2026 has 28 days'
    """
    if odd := _ODD_SPACE.search(given):
        return f"the character U+{ord(odd.group()):04X} in it looks like a space or like nothing: write the text again"
    anything = "is not a value such as" in complaint
    if (anything or "is not an amount" in complaint) and (comma := re.match(r"£?(\d+),(\d+)\b", given)):
        whole, rest = comma.groups()
        plain_number = f"{whole}{'' if len(rest) == 3 else '.'}{rest}"
        return f"a number is written without a comma: `{plain_number}{given[comma.end() :]}`"
    plain = " ".join(given.lower().split())
    if (anything or "is not a date" in complaint) and (told := _date(plain)):
        return told
    meant = None
    if anything or "is not a time of day" in complaint or "a clock time" in complaint:
        meant = _time(plain)
    if (meant is None or (anything and plain.isdigit())) and (zero := _ZERO.search(given)):
        number = given[: zero.start()] + given[zero.end() :]
        other = f", or `{meant}` if a time is meant" if meant else ""
        return f"a number begins with no zero: write `{number}`{other}"
    if meant is None and (anything or "is not an amount" in complaint or _DUE in complaint):
        if re.fullmatch(r"-\d+(\.\d+)? [a-z_ ]+", plain):
            return "with a unit, an amount is not below nothing"
        meant = _amount(plain, money=anything)
    if meant is None and anything and re.fullmatch(r"\d+(\.\d+)? ?[a-z]+", plain):
        return "a unit is one of " + ", ".join(f"`{unit}`" for unit in UNITS.values())
    if meant is None and (anything or "is neither `true`" in complaint):
        meant = _TRUTHS.get(plain) or (plain if plain in ("true", "false") else None)
    return f"write `{meant}`" if meant is not None and meant != given else ""


def _amount(plain: str, *, money: bool) -> str | None:
    for number, word in enumerate(_NUMBERS, 1):
        plain = re.sub(rf"^{word}\b", str(number), plain)
    if found := re.fullmatch(r"(\d+(?:\.\d+)?) ?(?:per ?cent|pc|percentage points?|points?)", plain):
        return f"{found[1]}%"
    if found := re.fullmatch(r"(?:£ ?(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?) ?(?:pounds?|gbp|£))", plain):
        return f"£{found[1] or found[2]}" if money else None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)[ -]?([a-z][a-z_ ]*)", plain)
    unit = nearest(found[2], _UNITS, _ALIKE) if found else None
    if found is None or unit is None:
        return None
    singular = next(name for name, plural in UNITS.items() if unit in (name, plural))
    return f"{found[1]} {singular if found[1] == '1' else UNITS[singular]}"


def _time(plain: str) -> str | None:
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(?::00)? ?(am|pm|a\.m\.|p\.m\.)?", plain)
    if found is None or (found[2] is None and found[3] is None):
        found = re.fullmatch(r"(\d{2})(\d{2})()", plain)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if half and hour > 12:
        return None
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _date(plain: str) -> str:
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", plain):
        return _of(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", plain):
        return _of(int(found[3]), int(found[2]), int(found[1]))
    if re.fullmatch(r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2}", plain):
        return "a date is written year, month, day, and the year with its four digits, as in `2025-09-01`"
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([a-z]+),?[ -](\d{4})", plain)
    if found and found[2] in _MONTHS:
        return _of(int(found[3]), _MONTHS[found[2]], int(found[1]))
    return ""


def _of(year: int, month: int, day: int) -> str:
    """Write a date year first, or say what is wrong with it; a day and a month are never taken for each other."""
    if not 1 <= month <= 12:
        return "a date is written year, month, day; a year has 12 months"
    if not year or not 1 <= day <= (last := monthrange(year, month)[1]):
        return f"{month_name[month]} {year} has {last} days" if year else ""
    return f"write it year, month, day: `{year:04}-{month:02}-{day:02}`"
