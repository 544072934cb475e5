"""What the parts of a grid and of its frames ask of the whole: shapes to name, whoever makes the whole."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.counting import Span
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.by_day import ByDay
from engine.evaluate.host import State
from engine.evaluate.needs import RunKey
from engine.evaluate.points import Bound, Points
from engine.evaluate.rows import Rows
from engine.expressions.columns import Column


class Grid(Protocol):
    """The marks of some pupils; what each member is stands in `grid.py`."""

    state: State
    first: int
    after: int
    size: int
    columns: ByDay
    marks: npt.NDArray[np.uint8]

    def set(self, number: int) -> tuple[Bits, Bits | None]:
        """Say which sessions are in a set, and of which that is not known."""

    def doubtful(self, number: int) -> bool:
        """Whether of some session it is not known whether it is in a set."""

    def at(self, number: int, slots: Longs, pupils: Longs, *, doubtful: bool = False) -> Bits:
        """Say which of some sessions of some pupils are in a set."""

    def total(self, number: int, slots: Longs, *, doubtful: bool = False) -> Longs:
        """Give how many sessions of a set there are before each of some slots."""

    def between(self, number: int, first: Longs, after: Longs, pupils: Longs, *, doubtful: bool = False) -> Longs:
        """Count a set's sessions of each of some pupils from one slot to another."""

    def day(self, number: int, *, whole: bool, seen: int, high: bool = False) -> Bits:
        """Say which days count for a set."""

    def day_total(self, number: int, *, whole: bool, high: bool = False) -> Longs:
        """Give how many such days came before each day."""

    def run(self, key: RunKey, *, high: bool = False) -> Longs:
        """Give how long a run is."""

    def begun(self, number: int) -> Longs:
        """Give on which day the present spell of a set began."""

    def spells(self, number: int, starts: Bits) -> Longs:
        """Give how many spells of a set there are in the present period."""

    def steps(self, key: RunKey, seen: int, *, high: bool) -> tuple[Bits, Bits]:
        """Say what extends and what breaks a run."""


class Frame(Protocol):
    """All points of a check for the pupils of a grid; what each member is stands in `grid_frame.py`."""

    points: Points
    state: State
    size: int

    @property
    def grid(self) -> Grid:
        """The grid."""

    def bounds(self, span: Span) -> Bound:
        """Give where a span's windows begin and end at each point."""

    def alone(self, span: Span, at: int) -> Span:
        """Give one of a span's windows as a span of its own."""

    def __getitem__(self, name: str) -> Column:
        """Give what a name is at all points."""

    def __iter__(self) -> Iterator[str]:
        """Go through the names that have been read."""

    def __len__(self) -> int:
        """Count them."""


class Few(Protocol):
    """Some entries of a frame."""

    state: State
    size: int

    @property
    def whole(self) -> Frame:
        """The frame."""

    @property
    def rows(self) -> Longs:
        """The number of each one's point."""

    @property
    def pupils(self) -> Longs:
        """The number of each one's pupil in the grid."""

    @property
    def places(self) -> Longs:
        """The place of each one's day."""

    @property
    def slots(self) -> Longs:
        """How many sessions lie before each one's point."""

    def __getitem__(self, name: str) -> Column:
        """Give what a name is for them."""

    @property
    def of(self) -> Rows | None:
        """The rows of a fact table that they are of, each its own; None: they are of pupils."""

    @property
    def of_pupils(self) -> "Few":
        """The same as entries of their pupils."""
