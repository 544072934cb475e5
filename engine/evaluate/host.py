"""What the parts of a block's state ask of the whole: a shape to name, so that no part need know how the whole is made."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from engine.counting import Condition, FactCount
from engine.evaluate.block import Block
from engine.evaluate.days import DayFlags, DayTally, Run
from engine.evaluate.facts import FactTrack
from engine.evaluate.lookup import Lookup
from engine.evaluate.needs import RunKey
from engine.evaluate.tally import Bits, Counts, Tally
from engine.expressions.columns import Column
from engine.expressions.school import SchoolDays
from engine.model.amounts import Amount
from engine.model.facts import Code
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
    seen: int
    school_days: SchoolDays
    lookup: Lookup
    tallies: dict[int, Tally]
    doubts: dict[int, Tally]
    day_flags: dict[int, DayFlags]
    day_tallies: dict[tuple[int, bool], DayTally]
    day_history: dict[int, list[tuple[Bits, Bits, Bits, Bits]]]
    runs: dict[RunKey, tuple[Run, Run]]
    latest: dict[int, npt.NDArray[np.integer]]
    latest_doubt: dict[int, Tally]
    possible_today: Bits
    possible_days: Tally
    sets: Any
    figures: Any
    tables: Any
    flags: Any
    acted: Any
    covers: Any
    registers: Any

    @property
    def closed(self) -> bool: ...

    def codes_at(self, place: int) -> int: ...

    def codes_on(self, place: int) -> Mapping[str, Code]: ...

    def values_epoch(self, place: int) -> int: ...

    def literals_on(self, place: int) -> Mapping[str, object]: ...

    def amounts(self) -> Mapping[str, Amount]: ...

    def value(self, name: str) -> Column | None: ...

    def day_steps(self, number: int, *, strict: bool) -> tuple[Bits, Bits, Bits, Bits]: ...

    def session_name(self, name: str) -> Column: ...

    def constant(self, name: str) -> Column: ...

    def table(self, name: str) -> FactTable: ...

    def run_lengths(self, key: RunKey, seen: int) -> tuple[Counts, Counts]: ...

    def spells_in_period(self, number: int, kind: str) -> tuple[Counts, Counts]: ...

    def fact_track(self, name: str, kind: FactCount, *, clamp: bool) -> FactTrack: ...

    def reads_rows(self, name: str) -> bool: ...

    def restarts(self, name: str, restarted: frozenset[str]) -> bool: ...

    def judge(
        self, condition: Condition, columns: Mapping[str, Column], size: int, pupils: npt.NDArray[np.integer]
    ) -> tuple[Bits, Bits]: ...

    def cause(self, leaf: str, each: str | None) -> tuple[str, str | None]: ...
