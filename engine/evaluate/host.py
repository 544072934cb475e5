"""What the parts of a block's state ask of the whole: a shape to name, whoever makes the whole."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from engine.counting import Condition, FactCount
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.block import Block
from engine.evaluate.counts import DayCounts, SessionCounts
from engine.evaluate.days import Run
from engine.evaluate.facts import FactTrack
from engine.evaluate.lookup import Lookup
from engine.evaluate.needs import RunKey
from engine.evaluate.tally import Tally
from engine.evaluate.values import ValuesByDay
from engine.expressions.columns import Column
from engine.expressions.school import SchoolDays
from engine.model.amounts import Amount
from engine.model.facts import Code
from engine.model.item import InForce
from engine.plan import Plan
from engine.register import FactTable
from engine.timeline import Timeline


class State(Protocol):
    """The state of a block as its parts see it; what each member is stands in `state.py`.

    `sets`, `figures`, `tables`, `flags`, `acted`, `covers` and `registers` are those parts themselves.
    """

    plan: Plan
    block: Block
    timeline: Timeline
    place: int
    bounds_held: dict[int, Any]
    school_days: SchoolDays
    values: ValuesByDay
    lookup: Lookup
    sessions: SessionCounts
    days: DayCounts
    day_history: dict[int, list[tuple[Bits, Bits, Bits, Bits]]]
    runs: dict[RunKey, tuple[Run, Run]]
    latest: dict[int, npt.NDArray[np.integer]]
    latest_doubt: dict[int, Tally]
    possible_today: Bits
    possible_days: Tally | None
    possible_halves: dict[str, Tally]
    sets: Any
    tables: Any
    flags: Any
    acted: Any
    covers: Any
    registers: Any

    @property
    def figures(self) -> Any:
        """Give what reads figures; it is made when something first asks."""

    @property
    def closed(self) -> bool:
        """Whether the day has been taken in."""

    def codes_at(self, place: int) -> int:
        """Give the number of the code table on a day."""

    def codes_on(self, place: int) -> Mapping[str, Code]:
        """Give the code table on a day."""

    def literals_on(self, place: int) -> Mapping[str, object]:
        """Give the values on a day, by name."""

    def amounts(self) -> Mapping[str, Amount]:
        """Give today's lengths of time, by name."""

    def value(self, name: str) -> Column | None:
        """Give a value of the policy as it is today; None for another name."""

    def day_steps(self, number: int, *, strict: bool) -> tuple[Bits, Bits, Bits, Bits]:
        """Say how the present day would be taken into a set of whole days."""

    def session_name(self, name: str) -> Column:
        """Give what a name is for the present session."""

    def constant(self, name: str) -> Column:
        """Give what a name is for all alike."""

    def table(self, name: str) -> FactTable:
        """Give a fact table."""

    def run_lengths(self, key: RunKey, seen: int) -> tuple[Longs, Longs]:
        """Give run lengths as of now, at the least and at the most."""

    def spells_in_period(self, number: int, kind: str) -> tuple[Longs, Longs]:
        """Give spells in the present period, at the least and at the most."""

    def fact_track(self, name: str, kind: FactCount, *, clamp: bool) -> FactTrack:
        """Give the running count of the rows of a fact table."""

    def reads_rows(self, name: str) -> bool:
        """Whether a figure depends on the row looked at."""

    def restarts(self, name: str, restarted: frozenset[str]) -> bool:
        """Whether a figure depends on restarted ones."""

    def judge(self, condition: Condition, columns: Mapping[str, Column], size: int) -> tuple[Bits, Bits]:
        """Say where a condition holds, and where it is not known."""

    def lacks(self, leaves: Iterable[str], columns: Iterable[str]) -> bool:
        """Whether a file is missing on which one of some figures rests, or one of some columns of the pupils."""

    def force(self, leaf: str) -> InForce | None:
        """Give the days on which a name is in force."""

    def is_made(self, leaf: str) -> bool:
        """Whether a figure is made of others alone."""

    def cause(self, leaf: str, each: str | None) -> tuple[str, str | None]:
        """Say why a name is not known."""
