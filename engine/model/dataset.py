"""The tables that every dataset may have: their columns, types and words.

Source: design §3.
"""

from collections.abc import Mapping
from typing import Final

from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """What one column of a table holds.

    `type` is text, words, number, date, time, boolean, session or year_group; `words` are the values that
    `words` allows, in the order that the policy gives them. `needed`: the file must have the column.
    `filled`: a blank cell is a bad row; else a blank cell is not known.
    """

    type: str
    words: tuple[str, ...] = ()
    needed: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class TableShape:
    """What a fact table holds: its columns by name, the column that dates a row, and those that no two rows share.

    Every table has the column `pupil` besides.
    """

    name: str
    columns: Mapping[str, ColumnShape]
    dated_by: str | None = None
    key: tuple[str, ...] = ()


_TEXT: Final = ColumnShape("text")
_DATE: Final = ColumnShape("date")
_TIME: Final = ColumnShape("time")
_SESSION: Final = ColumnShape("session")
_BOOLEAN: Final = ColumnShape("boolean")
_NEEDED_TEXT: Final = ColumnShape("text", needed=True, filled=True)
_NEEDED_DATE: Final = ColumnShape("date", needed=True, filled=True)
_TOLD_TEXT: Final = ColumnShape("text", needed=True)
_TOLD_DATE: Final = ColumnShape("date", needed=True)
_TOLD_BOOLEAN: Final = ColumnShape("boolean", needed=True)


def _words(*words: str, needed: bool = True) -> ColumnShape:
    return ColumnShape("words", words, needed=needed, filled=needed)


MARKS: Final[Mapping[str, ColumnShape]] = {
    "pupil": _NEEDED_TEXT,
    "date": _NEEDED_DATE,
    "session": ColumnShape("session", needed=True, filled=True),
    "code": ColumnShape("text", needed=True),
    "arrived": _TIME,
    "minutes_late": ColumnShape("number"),
}

PUPILS: Final[Mapping[str, ColumnShape]] = {
    "year_group": ColumnShape("year_group", needed=True, filled=True),
    "date_of_birth": _DATE,
    "enrolled_on": _DATE,
    "left_on": _DATE,
    "leaving_reason": _words("EHE", "unknown", "moved", "other", needed=False),
    "send": _BOOLEAN,
    "ehcp": _BOOLEAN,
    "fsm": _BOOLEAN,
    "social_worker": _BOOLEAN,
    "looked_after": _BOOLEAN,
    "class": _TEXT,
    "from": _DATE,
}

OF_A_PUPIL: Final = tuple(name for name in PUPILS if name != "from")
"""What a row of the pupils says, the day from which it does so aside."""

LEAVE_REASONS: Final = (
    "protest",
    "performance",
    "employment_abroad",
    "interview",
    "study_leave",
    "part_time_timetable",
    "religious_observance",
    "close_family_wedding",
    "close_family_funeral",
    "holiday",
    "exceptional",
    "medical",
    "other",
)

TABLES: Final[Mapping[str, TableShape]] = {
    shape.name: shape
    for shape in (
        TableShape(
            "contacts",
            {"date": _NEEDED_DATE, "outcome": _words("reached", "no_answer", "message_left"), "time": _TIME},
            dated_by="date",
        ),
        TableShape("flags", {"flag": _NEEDED_TEXT, "from": _NEEDED_DATE, "to": _DATE}, dated_by="from"),
        TableShape("evidence", {"from": _NEEDED_DATE, "to": _NEEDED_DATE, "kind": _TOLD_TEXT}, dated_by="from"),
        TableShape(
            "leave_requests",
            {
                "request": _NEEDED_TEXT,
                "submitted_on": _NEEDED_DATE,
                "from": _NEEDED_DATE,
                "to": _NEEDED_DATE,
                "reason": _words(*LEAVE_REASONS),
                "in_writing": _TOLD_BOOLEAN,
                "by_resident_parent": _TOLD_BOOLEAN,
                "evidence": _TEXT,
                "decision": _words("granted", "refused", needed=False),
            },
            dated_by="submitted_on",
            key=("request",),
        ),
        TableShape("parents", {"parent": _NEEDED_TEXT, "liable": _TOLD_BOOLEAN}, key=("pupil", "parent")),
        TableShape(
            "notices",
            {
                "parent": _NEEDED_TEXT,
                "kind": _words("penalty_notice", "notice_to_improve", "public_place"),
                "issued_on": _NEEDED_DATE,
                "status": _words("paid", "unpaid", "prosecuted", "withdrawn"),
                "notice": _TEXT,
            },
            dated_by="issued_on",
            # One notice told twice would be counted as two, and of two a prosecution may come.
            key=("pupil", "parent", "kind", "issued_on", "notice"),
        ),
        TableShape(
            "outcomes",
            {
                "rule": _NEEDED_TEXT,
                "on": _NEEDED_DATE,
                "outcome": _words("done", "missed", "declined", "excused"),
                "raised_on": _DATE,
            },
            dated_by="on",
        ),
        # An amendment that lacks something is a finding of the policy's, not a bad row.
        TableShape(
            "amendments",
            {
                "date": _NEEDED_DATE,
                "session": ColumnShape("session", needed=True, filled=True),
                "original": _TOLD_TEXT,
                "amended": _TOLD_TEXT,
                "reason": _TOLD_TEXT,
                "amended_on": _TOLD_DATE,
                "amended_by": _TOLD_TEXT,
                "position": _TOLD_TEXT,
            },
            dated_by="amended_on",
        ),
    )
}

USUAL_COLUMNS: Final[Mapping[str, ColumnShape]] = {
    "date": _NEEDED_DATE,
    "session": _SESSION,
    "from": _NEEDED_DATE,
    "to": _DATE,
    "time": _TIME,
}
"""What these names hold in a table that a policy declares without saying so."""
