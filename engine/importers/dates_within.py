"""Sentences that a report writes above and between its tables -> the dates in them."""

import re
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from engine.importers.plain import Coded, Ints
from engine.importers.words import Order, read_day
from engine.readers.batch import NO_DATE

_DATE: Final = re.compile(
    r"(?<![\d/.-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th)?[- ][A-Za-z]{3,9},?[- ](?:\d{4}|\d{2}))(?![\d/-])"
)
_WEEK_OF: Final = re.compile(
    r"\b(?:week(?: (?:commencing|beginning|starting|ending|of|from))?|w ?[/.]? ?[cb])\W*"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\W+)?$",
    re.IGNORECASE,
)
"""What stands before a date that says of which week a table is; any other date may be that of printing."""

_FEW_SIGNS: Final = 3


def dates_within(text: str) -> list[tuple[str, frozenset[int]]]:
    """Give the dates in a sentence as they are written, each with its day numbers: two where the month may stand first.

    >>> [(date, len(days)) for date, days in dates_within("Week of 8/9/2025, printed 22 Sep 2025 at 14:03")]
    [('8/9/2025', 2), ('22 Sep 2025', 1)]
    """
    found = []
    for each in _DATE.finditer(text):
        days = {read_day(each[0], Order(month_first)) for month_first in (False, True)} - {NO_DATE}
        if days:
            found.append((each[0], frozenset(days)))
    return found


def is_dated_heading(text: str) -> bool:
    """Whether a heading is a date with no more than a sign or two behind it.

    >>> is_dated_heading("08/09/2025 P"), is_dated_heading("08/09/2025 to 12/09/2025"), is_dated_heading("To 08/09/25")
    (True, False, False)
    """
    found = dates_within(text)
    return len(found) == 1 and text.startswith(found[0][0]) and len(text) - len(found[0][0]) <= _FEW_SIGNS


def week_within(titles: Sequence[str], order: Order) -> int | None:
    """Give the Monday of the week that titles of a table say they are about; None where they say none, or several.

    >>> england = Order()
    >>> week_within(["Registers, w/c Monday 08/09/2025"], england) == week_within(["Week of 8 Sep 2025"], england)
    True
    >>> week_within(["Week 2, printed 08/09/2025"], england), week_within(["w/c 1/9/25", "w/c 8/9/25"], england)
    (None, None)
    """
    found = set()
    for title in titles:
        for each in _DATE.finditer(title):
            day = read_day(each[0], order)
            if day != NO_DATE and _WEEK_OF.search(title[: each.start()]):
                found.add(day - (day + 3) % 7)  # 1 January 1970 was a Thursday: 3 days after a Monday
    return found.pop() if len(found) == 1 else None


def days_said(columns: Sequence[Coded], keys: int, days: Collection[int]) -> dict[int, tuple[str, bool]]:
    """Give the rows with a date in a sentence that stands alone in a pupil's place, and whether it is one of `days`."""
    filled = np.zeros(len(columns[0].places), dtype=np.int32)
    for column in columns:
        filled += np.array([bool(word.strip()) for word in column.words] or [False], dtype=np.bool_)[column.places]
    found: dict[int, tuple[str, bool]] = {}
    for column in columns[:keys]:
        said = {place: dates for place, word in enumerate(column.words) if (dates := dates_within(word))}
        rows: Ints = np.flatnonzero(np.isin(column.places, list(said)) & (filled == 1))
        for row in rows.tolist():
            dates = said[int(column.places[row])]
            found[row] = dates[0][0], any(not either.isdisjoint(days) for _, either in dates)
    return found
