"""What a table of marks says, in numbers, before it is asked whether its codes stand; and about whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine.importers.plain import Coded, Ints, Plain
from engine.readers.faults import Complaint


class Dated(NamedTuple):
    """What is said of a pupil from a day number on."""

    day: int
    text: str


@dataclass(slots=True)
class Person:
    """A pupil as one table knows them; `key`, `upn` and `name` are empty where it does not say.

    `told` holds the year group, the class and the like, each with the day from which it is said. `torn` names what the
    table says in two ways of one day: where only a name tells whose the rows are, they may be of several pupils.
    `names` are all names that rows of theirs bear, each with its first row, where a number tells whose they are.
    """

    key: str = ""
    upn: str = ""
    name: str = ""
    line: int = 0
    told: dict[str, list[Dated]] = field(default_factory=dict)
    torn: str = ""
    names: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """The marks of one table, an entry a mark.

    `who` is a place in `people`, -1 where the row says of nobody; `day` a day number or NO_DATE; `session` 0, 1,
    UNREADABLE or LESSON; `code` and the optional columns are words. `lines` and `columns` say where a mark stands.
    `rows` are the lines of all rows, those without any mark too, and `faults` the lines that are no row. `notes` are
    warnings about the whole table, and `asides` what is only said of it: each a code, a message and what to do.
    """

    table: Plain
    shape: str
    why: str
    people: Sequence[Person]
    who: Ints
    day: Ints
    session: Ints
    code: Coded
    lines: Ints
    columns: Ints
    rows: Ints
    height: int
    faults: Sequence[tuple[int, Complaint]] = ()
    subcode: Coded | None = None
    minutes: Coded | None = None
    arrived: Coded | None = None
    flags: Mapping[str, Coded] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    dates: Coded | None = None
    sessions: Coded | None = None
    blank: int = 0
    header: tuple[str, ...] = ()
    notes: Sequence[tuple[str, str, str]] = ()
    asides: Sequence[tuple[str, str, str]] = ()

    def where(self, column: int) -> str:
        """Say for a message in which column of which sheet a mark stands."""
        name = self.header[column - 1] if 0 < column <= len(self.header) else ""
        parts = [f"column `{name}`"] if name else []
        parts += [f"sheet `{self.table.sheet}`"] if self.table.sheet else []
        return f" ({', '.join(parts)})" if parts else ""


def one_column(place: int, count: int) -> Ints:
    """Give the same column, counted from 1, for every mark."""
    return np.broadcast_to(np.int32(place + 1), (count,))
