"""What a table of a source is: its shape, and which column holds what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

KEYS: Final = ("pupil", "upn", "surname", "name")
"""What says whose the marks are."""


BY_ROW: Final = -1
"""Stands for the session of a column of marks whose rows say theirs."""

BOTH: Final = -5
"""Stands for the sessions of a column whose cells hold two marks, of the morning and of the afternoon."""


class Heading(NamedTuple):
    """A column of marks: its place, its date as written or its weekday from 0, and its session, BY_ROW or BOTH."""

    place: int
    date: str
    session: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a table is. `line` is that of its last row of headings; `grid` has the columns that hold marks.

    `half` is the session of all its marks where neither a row nor a column says one, and -1 where they do.
    """

    shape: str
    why: str
    header: tuple[str, ...]
    line: int
    roles: Mapping[str, int] = field(default_factory=dict)
    grid: tuple[Heading, ...] = ()
    half: int = -1


def has_key(roles: Mapping[str, int]) -> bool:
    """Whether a column says whose the marks are."""
    return any(key in roles for key in KEYS)
