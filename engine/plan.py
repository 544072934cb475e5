"""A policy ready to run: what is looked at when, whom it concerns and what it asks for. Nouns only."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import TypeAlias

from engine.counting import AmountOrName, Condition, FactRows, Figure, SessionSet
from engine.expressions.tables import DecisionTable
from engine.expressions.types import Quantity
from engine.model.amounts import ValueLiteral
from engine.model.facts import Code, RegisterEntry, SchoolAge
from engine.model.item import InForce
from engine.model.rules import Act, AtMost, Due
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One item of `then`; `due` and the texts are as in the policy."""

    if_: Condition | None
    do: str
    to: str | None
    by: str | None
    obligation: str | None
    due: Due | None
    due_text: str | None
    with_: Mapping[str, str]
    code: str | None
    sessions: str | None


@dataclass(frozen=True, slots=True)
class PlannedNote:
    """A sentence of the reason."""

    if_: Condition | None
    say: str
    show: str | None


@dataclass(frozen=True, slots=True)
class Steer:
    """Whom and what a rule, step or table looks at: `asks` is `for and when`, `unless` stops it.

    `first` are the parts of `asks` that cost little, `rest` the others, the cheapest first: where one is false nothing
    else need be asked. `beside` are the parts that say nothing of a row, where it is about rows, `pupils` those of
    them that cost little; `stops_beside`: nor does `unless`. `opened` is `asks` with its equations not known where a
    figure or a pupil column in them is not: for the report alone. `columns` are the pupil columns that it reads.
    """

    asks: Condition | None
    first: Condition | None
    rest: tuple[Condition, ...]
    unless: Condition | None
    each: str | None
    in_force: InForce | None
    reads: tuple[str, ...] = ()
    beside: Condition | None = None
    pupils: Condition | None = None
    stops_beside: bool = False
    opened: Condition | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """A rule ready to run.

    `evidence` are the names whose values its actions show; `asides` those that the reason leaves to its notes.
    """

    id: str
    check: str
    minute: int | None
    steer: Steer
    act: Act
    at_most: AtMost | None
    act_if_unknown: bool
    rolling: bool
    tasks: tuple[PlannedTask, ...]
    notes: tuple[PlannedNote, ...]
    title: str | None
    source: str | None
    assumes: str | None
    evidence: tuple[str, ...]
    asides: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name under which it acts."""
        return self.id


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of a ladder; the rule carries its tasks, and its `steer.when` where it has one of its own.

    `in_force` is the step's own; that of the ladder is the steer's.
    """

    rule: PlannedRule
    after: AmountOrName | None
    after_step: str | None
    within: AmountOrName | None
    start_again: bool
    in_force: InForce | None = None


@dataclass(frozen=True, slots=True)
class PlannedLadder:
    """A ladder ready to run."""

    name: str
    minute: int | None
    steps: tuple[PlannedStep, ...]
    restart: frozenset[str]
    reset: str
    repeat_last: bool
    each: str | None


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """A decision table ready to run; with `each` it decides, without it gives figures."""

    name: str
    minute: int | None
    steer: Steer
    table: DecisionTable
    gives: tuple[str, ...]
    rolling: bool
    evidence: tuple[str, ...]


Looked: TypeAlias = PlannedRule | PlannedLadder | PlannedTable


@dataclass(frozen=True, slots=True)
class PlannedFlag:
    """A flag: rows of the flags file under `called`, and where the policy sets it, how it begins and ends."""

    name: str
    called: str
    starts_rule: str | None = None
    starts_table: str | None = None
    starts_when: Condition | None = None
    lasts: AmountOrName | str | None = None
    until: Condition | None = None
    in_force: InForce | None = None

    @property
    def by_policy(self) -> bool:
        """Whether the policy sets it."""
        return not (self.starts_rule is None and self.starts_table is None and self.starts_when is None)


@dataclass(frozen=True, slots=True)
class DatedLiteral:
    """A value between two days (`start` included, `until` excluded; None unbounded)."""

    start: date | None
    until: date | None
    value: ValueLiteral


@dataclass(frozen=True, slots=True)
class DatedCodes:
    """A code table between two days."""

    start: date | None
    until: date | None
    codes: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """A register entry: whose, and its minutes of the day."""

    name: str
    for_: Condition | None
    entry: RegisterEntry
    opens: int
    closes: int
    late_after: int


@dataclass(frozen=True, slots=True)
class CoveringFact:
    """A fact that covers sessions, is a part of a table or is in force on some days alone: which rows it has."""

    name: str
    rows: FactRows
    covers: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the evaluator reads of a policy."""

    policy: str
    version: str
    values: Mapping[str, tuple[DatedLiteral, ...]]
    codes: tuple[DatedCodes, ...]
    sets: tuple[SessionSet, ...]
    named_sets: Mapping[str, int]
    figures: Mapping[str, Figure]
    flags: Mapping[str, PlannedFlag]
    covering: Mapping[str, CoveringFact]
    looked: Mapping[str, tuple[Looked, ...]]
    clock: tuple[int, ...]
    am: tuple[PlannedEntry, ...]
    pm: tuple[PlannedEntry, ...]
    school_age: SchoolAge | None
    quantities: Mapping[str, Quantity]
    row_dates: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[PlannedRule, ...] = ()
    asked_of: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    stretches: frozenset[str] = frozenset()
    by_row: frozenset[str] = frozenset()
    made_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tables: Mapping[str, PlannedTable] = field(default_factory=dict)
    row_quantities: Mapping[str, Mapping[str, Quantity]] = field(default_factory=dict)
