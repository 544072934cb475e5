"""Blocks of a common transfer file -> what they say: two marks for every date from a start on, weekends too."""

from typing import Final

import numpy as np

from engine.calendar import date_of
from engine.importers.grid import held_columns
from engine.importers.observed import Observed
from engine.importers.people import people_of
from engine.importers.plain import Coded, Plain, Texts
from engine.importers.recognised import Recognised
from engine.importers.rows import order_for
from engine.importers.words import read_day
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE
from engine.readers.faults import Complaint

SATURDAY: Final = 5
_WEEK: Final = 7
_NOT_IN_SESSION: Final = "#-. "
"""What stands for a date that is no school day."""


def read_blocks(table: Plain, found: Recognised, wanted: ImportMap) -> Observed | Complaint:
    """Read a table with a block of marks a row: `AttendanceStartDate` and `AttendanceMarks`.

    A block with a digit, of several lines, of odd length or with marks at a weekend is told: what its characters stand
    for is then not known. Marks that only say that a date is not in session count as blank.
    """
    held, loaded, count = held_columns(table, found, wanted, ("start", "marks"))
    start, marks = held.pop("start"), held.pop("marks")
    order = order_for(start, wanted)
    if isinstance(order, Complaint):
        return order
    begins_of = np.array([read_day(word, order) for word in start.words] or [NO_DATE], dtype=np.int32)
    begins = begins_of[start.places]
    who, people = people_of(held, loaded.lines)
    faults = list(loaded.faults)
    texts = Texts()
    days, sessions, codes, rows, good = [], [], [], [], []
    blank = 0
    for row in range(count):
        text = marks.words[int(marks.places[row])].strip("\r\n\t")
        wrong = _wrong(text, int(begins[row]))
        if wrong is not None:
            faults.append((int(loaded.lines[row]), wrong))
            continue
        good.append(row)
        signs = [place for place, sign in enumerate(text) if not _is_padding(place, sign, int(begins[row]))]
        blank += len(text) - len(signs)
        codes += [texts.place(text[place]) for place in signs]
        days += [int(begins[row]) + place // 2 for place in signs]
        sessions += [place % 2 for place in signs]
        rows += [row] * len(signs)
    at = np.array(rows, dtype=np.int64)
    return Observed(
        table,
        "ctf",
        found.why,
        people,
        who[at],
        np.array(days, dtype=np.int32),
        np.array(sessions, dtype=np.int8),
        Coded(np.array(codes, dtype=np.int32), texts.words),
        loaded.lines[at],
        np.full(len(at), found.roles["marks"] + 1, dtype=np.int32),
        loaded.lines[np.array(good, dtype=np.int64)],
        loaded.height,
        faults,
        places=found.roles,
        header=found.header,
        blank=blank,
    )


def _wrong(text: str, begins: int) -> Complaint | None:
    """Say why a block cannot be read."""
    if begins == NO_DATE:
        return Complaint("D136", "the block does not say on which date it begins", "export it again")
    if any(sign.isdigit() for sign in text):
        told = "the block has a digit: a code of two characters cannot be told from two marks"
        return Complaint("D128", told, "export the marks in columns")
    if any(sign.isspace() and sign != " " for sign in text):
        return Complaint("D129", "the block runs over several lines: its dates cannot be told", "export it again")
    if len(text) % 2:
        told = f"the block has {len(text):,} characters, which is no whole number of dates"
        return Complaint("D129", told, "export it again")
    for place, sign in enumerate(text):
        if sign not in _NOT_IN_SESSION and _weekday(begins + place // 2) >= SATURDAY:
            day = date_of(begins + place // 2)
            told = f"the block has a mark on {day}, a {day:%A}: its dates cannot be told"
            return Complaint("D137", told, "it may leave weekends out; export the marks in columns")
    return None


def _is_padding(place: int, sign: str, begins: int) -> bool:
    """Whether a mark only fills up a date without school: at a weekend, or a blank."""
    return sign == " " or _weekday(begins + place // 2) >= SATURDAY


def _weekday(day: int) -> int:
    # 1 January 1970 was a Thursday.
    return (day + 3) % _WEEK
