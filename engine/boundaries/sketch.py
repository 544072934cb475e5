"""A pupil of a ready-made case before there is a test: marks, columns, rows of facts. Nouns only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from engine.boundaries.arrived import Arrived
from engine.calendar import Calendar
from engine.model.test_file import SchoolYear

Row = tuple[str, Mapping[str, str]]
"""A fact table's name, and a row of it without its pupil."""


@dataclass(frozen=True, slots=True)
class Year:
    """The school time of some cases: as a test writes it, its calendar, and the place of the day that is looked at."""

    written: SchoolYear
    calendar: Calendar = field(repr=False)
    at: int

    @property
    def day(self) -> date:
        """The day that is looked at."""
        return self.calendar.school_days[self.at]


@dataclass(frozen=True, slots=True)
class Sketch:
    """One pupil: a code a session from the calendar's first on (the empty text is no mark), columns, rows, arrivals.

    `arrivals` say when the pupil came, by session. `placed` are the sessions that were marked for a figure, `about`
    what the pupil stands for. `line` says which sketches vary one thing, `step` in which order, `rank` how plain it is:
    the lowest is shown first. `drawn` is the figure, and its value, for which it was drawn and is `called` so.
    """

    marks: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    arrivals: Mapping[int, Arrived] = field(default_factory=dict)
    placed: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    about: str = ""
    line: str = ""
    step: int = 0
    rank: int = 0
    called: str = ""
    drawn: tuple[str, Fraction] | None = None
