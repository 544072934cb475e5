"""What is asked of an import, and what became of every row of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.dataset import MarkTable, Table
from engine.model.import_map import ImportMap


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of an import besides its sources.

    `as_at` is the last day of which marks are taken; `key` makes pseudonyms; `calendar` is a file, or the name of a
    calendar that comes with the program.
    """

    mapping: ImportMap
    as_at: date | None = None
    key: bytes | None = None
    skip_bad_rows: bool = False
    calendar: Path | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One table: rows read are rows used and rows reported, always.

    A row is reported where nothing of it was taken, and is told with its number. Of the marks in its cells `marks` were
    taken, `left_out` were told, and `blank` cells say nothing.
    """

    name: str
    shape: str
    why: str
    rows: int
    used: int
    reported: int
    marks: int = 0
    left_out: int = 0
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """A dataset as it came out of its sources, and the account of them.

    `who` says for each pupil's label in which table and row the pupil first stands, and nothing more about them.
    """

    accounts: tuple[Account, ...]
    marks: MarkTable = field(repr=False)
    tables: Mapping[str, Table] = field(repr=False)
    calendar: str | None
    who: Sequence[tuple[str, str, int]] = field(repr=False, default=())
    first: date | None = None
    last: date | None = None
