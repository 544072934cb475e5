"""Columns of a grid that nobody reads -> refused where they hold marks, which would be lost without a word."""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from engine.importers.plain import Coded
from engine.importers.two_marks import two_marks
from engine.importers.words import LESSON, read_session
from engine.readers.faults import Complaint

_LONGEST: Final = 3
_OFTEN: Final = 4
"""One row of so many that has a slash: what a key beside the table has fewer of, and a register many more."""

_ADVICE: Final = "write a date with AM or PM above it, or take the column out"


def unread_columns(header: Sequence[str], read: Collection[int]) -> list[int]:
    """Give the places of the columns that are not read, those of lessons aside."""
    return [place for place, name in enumerate(header) if place not in read and not _is_of_another_register(name)]


def lost_marks(columns: Sequence[Coded], places: Sequence[int], header: Sequence[str]) -> Complaint | None:
    """Refuse a table in which an unread column holds marks of presence, or what may be marks under no heading."""
    for place, column in zip(places, columns, strict=True):
        holds = _is_present if header[place] else _may_be_mark
        marks = np.array([holds(word.strip()) for word in column.words] or [False], dtype=np.bool_)
        count = len(column.places)
        if count and _OFTEN * np.count_nonzero(marks[column.places]) >= count:
            named = (
                f", and its heading `{header[place]}` does not say" if header[place] else " without a heading that says"
            )
            return Complaint("D163", f"column {place + 1} holds marks{named} of which session they are", _ADVICE)
    return None


def _is_present(text: str) -> bool:
    return any(mark in ("/", "\\") for mark in two_marks(text) or (text.removeprefix("'"),))


def _may_be_mark(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and not text[0].isdigit()


def _is_of_another_register(name: str) -> bool:
    words = name.split()
    return bool(words) and words[-1][:1].isalpha() and read_session(words[-1]) == LESSON
