"""One thing that might be otherwise in the data of one pupil: a mark, a row, a cell, a column. Nouns only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class MarkEdit:
    """Another mark in a session, by its row in the register's marks; minutes that are None stay as they are."""

    slot: int
    code: str | None = None
    arrived: int | None = None
    minutes_late: int | None = None


@dataclass(frozen=True, slots=True)
class RowEdit:
    """A row of a fact table: other cells in the row at a place, or a new row where there is no place."""

    table: str
    row: int | None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowGone:
    """A row of a fact table that is not there."""

    table: str
    row: int


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file of facts that is there, without a further row."""

    table: str


@dataclass(frozen=True, slots=True)
class PupilEdit:
    """Another value of a column of the pupil; None is blank. It is so from a day on, or always where there is none."""

    column: str
    value: object
    since: date | None = None


Edit: TypeAlias = MarkEdit | RowEdit | RowGone | FileGiven | PupilEdit
