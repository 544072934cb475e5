"""A run of rows of the marks file in numbers, before it is asked whether they may stand where they stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, Calendar, date_of
from engine.nouns import dataclass
from engine.readers.cells import parse_date, parse_time
from engine.readers.faults import Complaint
from engine.register import NOT_GIVEN

UNREADABLE: Final = -2
NO_DATE: Final = -(2**31)
NOBODY: Final = -1
LOST: Final = -3
"""The place of a pupil whose own row in the pupils file is bad."""

MOST_MINUTES: Final = 24 * 60

Ints = npt.NDArray[np.signedinteger[Any]]


class Text(Protocol):
    """Reads a cell of a batch again, for a message: its text, its column on the line and its width there."""

    def __call__(self, row: int, column: str, /) -> tuple[str, int, int]:
        """Give text, column from 1, and width."""
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows in the order of the file; one entry a row in every array.

    `lines` count from the batch's first line, which is 0, and `height` is how many lines it has, malformed ones too;
    `rows` is how many marks there are where a line has several.
    `pupil` is a place on the roll, `NOBODY` or `LOST`; `day` a day number or `NO_DATE`; `session` 0, 1 or `UNREADABLE`;
    `code` a place in the codes, 0 for no mark, or `UNREADABLE`; `arrived` and `late` are minutes, `NOT_GIVEN` or
    `UNREADABLE`.
    """

    lines: Ints
    pupil: Ints
    day: Ints
    session: Ints
    code: Ints
    arrived: Ints
    late: Ints
    text: Text
    height: int
    malformed: Sequence[tuple[int, Complaint]] = ()
    rows: int | None = None


Part = Callable[[], Sequence[Batch]]
"""Reads some of a file's rows when it is called; parts that are read side by side share nothing that changes."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the cells of marks may say: pupils and codes by place, dates from `first_day` on for `days` days."""

    pupils: Mapping[str, int]
    lost: frozenset[str]
    codes: Mapping[str, int]
    first_day: int
    days: int
    dates: tuple[str, ...] = field(repr=False)


AROUND: Final = 400
"""Days before and after the calendar's terms whose dates are read without delay."""


def words_for(calendar: Calendar, pupils: Mapping[str, int], lost: frozenset[str], codes: Sequence[str]) -> Words:
    """Say what marks may say in a calendar."""
    first = int(calendar.days[0]) - AROUND
    days = int(calendar.days[-1]) + AROUND - first + 1
    return Words(pupils, lost, {code: place for place, code in enumerate(codes)}, first, days, _dates(first, days))


@lru_cache(maxsize=128)
def _dates(first: int, days: int) -> tuple[str, ...]:
    return tuple(date_of(number).isoformat() for number in range(first, first + days))


def pupil_place(text: str, words: Words) -> int:
    """Give a pupil's place on the roll; `LOST` or `NOBODY` where there is none."""
    return words.pupils.get(text, LOST if text in words.lost else NOBODY)


def day_of(text: str, words: Words) -> int:
    """Give a date's day number; `NO_DATE` where the text is no date."""
    found = parse_date(text)
    return NO_DATE if found is None else found.toordinal() - date_of(0).toordinal()


def session_place(text: str, words: Words) -> int:
    """Give 0 for a morning and 1 for an afternoon."""
    return SESSIONS.index(text) if text in SESSIONS else UNREADABLE


def code_place(text: str, words: Words) -> int:
    """Give a code's place; 0 for no mark."""
    return 0 if not text else words.codes.get(text, UNREADABLE)


def minute_of(text: str, words: Words) -> int:
    """Give the minute of the day of a time; `NOT_GIVEN` where it is blank."""
    if not text:
        return NOT_GIVEN
    found = parse_time(text)
    return UNREADABLE if found is None else found


def minutes_late(text: str, words: Words) -> int:
    """Give a whole number of minutes; `NOT_GIVEN` where it is blank."""
    if not text:
        return NOT_GIVEN
    whole = text.removesuffix(".0")
    good = whole.isascii() and whole.isdigit() and len(whole) <= 4 and int(whole) <= MOST_MINUTES
    return int(whole) if good else UNREADABLE


READERS: Final = {
    "pupil": pupil_place,
    "date": day_of,
    "session": session_place,
    "code": code_place,
    "arrived": minute_of,
    "minutes_late": minutes_late,
}
