"""A policy ready to run: what to count, and what to look at when. Nouns only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from engine.expressions.check import Checked
from engine.expressions.columns import Program
from engine.expressions.tables import DecisionTable
from engine.expressions.types import Quantity
from engine.model.amounts import Amount, Named, ValueLiteral
from engine.model.facts import Code, RegisterEntry, SchoolAge
from engine.model.item import InForce
from engine.model.rules import Act, AtMost, Due
from engine.model.windows import Window

AmountOrName: TypeAlias = Amount | Named


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression ready to run; `rolling` says whether nothing in it begins anew with a period of the calendar."""

    text: str
    checked: Checked
    program: Program
    reads: tuple[str, ...]
    rolling: bool = True


@dataclass(frozen=True, slots=True)
class FactTest:
    """`contacts(outcome = "reached")` inside a set: a fact table of the session's own day, as a condition."""

    key: str
    table: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class SessionSet:
    """A condition over one session.

    `by_code` says that the mark's code, the session and the values of the day decide it. `age` is the age that
    is taken for granted in it, or None. `unsure`: it may be not known. `by_code_names` are the names in it that a code decides.
    """

    number: int
    text: str
    condition: Condition
    by_code: bool
    unsure: bool
    age: int | None = None
    tests: tuple[FactTest, ...] = ()
    by_code_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """The sessions of one set whose age in school days lies in `youngest..oldest` (both included; None unbounded)."""

    set: int
    youngest: int = 0
    oldest: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The windows of a figure, and how long ago they end."""

    windows: tuple[Window, ...]
    ends: AmountOrName | None = None
    spell_sets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionCount:
    """Sessions of a set."""

    pieces: tuple[Piece, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DayCount:
    """School days with such a session; `whole`: with all possible sessions such."""

    pieces: tuple[Piece, ...]
    whole: bool
    span: Span


@dataclass(frozen=True, slots=True)
class SpellCount:
    """Runs of whole school days in a set."""

    set: int
    span: Span


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """Weeks, half terms or terms (`period`) at whose end a condition holds, the present one as of now."""

    period: str
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class FactRows:
    """Which rows of a fact table: `fixed` reads columns and constants alone, `moving` reads the moment too."""

    table: str
    fixed: tuple[Condition, ...]
    moving: Condition | None
    dated_by: str | None


@dataclass(frozen=True, slots=True)
class FactCount:
    """Rows of a fact table; `overlapping`: those whose from..to shares a day with the window."""

    rows: FactRows
    overlapping: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ActionCount:
    """A rule's actions so far; `of` reads their `outcome`."""

    rule: str
    of: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class Percent:
    """Sessions of `part` out of those of `whole`, as a percentage; not known below `at_least`."""

    part: tuple[Piece, ...]
    whole: tuple[Piece, ...]
    at_least: AmountOrName | None
    span: Span


@dataclass(frozen=True, slots=True)
class InARow:
    """How many units stand in a row: school days, mornings, afternoons or sessions of a set."""

    unit: str
    set: int
    strict: bool
    span: Span | None


@dataclass(frozen=True, slots=True)
class WeeksInARow:
    """How many weeks stand in a row at whose end a condition holds."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Since:
    """The time since a rule's, step's or flag's latest moment, in a unit."""

    anchor: str
    unit: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A figure as it stood at an anchor's latest moment, or at the end of the previous such period."""

    figure: str
    anchor: str | None
    period: str | None


@dataclass(frozen=True, slots=True)
class NamedExpression:
    """An expression over other figures."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Total:
    """What is added up over sessions of a set."""

    added: Condition
    set: int
    number: int
    span: Span
    tests: tuple[FactTest, ...] = ()


@dataclass(frozen=True, slots=True)
class Latest:
    """A field of the last session of a set in a window."""

    field: str
    set: int
    span: Span


@dataclass(frozen=True, slots=True)
class TableOutput:
    """What a table gives under a name."""

    table: str
    output: int


Kind: TypeAlias = (
    SessionCount
    | DayCount
    | SpellCount
    | PeriodCount
    | FactCount
    | ActionCount
    | Percent
    | InARow
    | WeeksInARow
    | Since
    | Earlier
    | NamedExpression
    | Total
    | Latest
    | TableOutput
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A named figure: what it is, its type, and which files it is not known without."""

    name: str
    kind: Kind
    quantity: Quantity
    files: tuple[str, ...] = ()
    cost: int = 0


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

    `first` are the parts of `asks` that cost little, `rest` the others: where a part of `first` is false nothing
    else need be asked. `beside` are the parts that say nothing of a row, where it is about rows; `stops_beside`: nor
    does `unless`.
    """

    asks: Condition | None
    first: Condition | None
    rest: Condition | None
    unless: Condition | None
    each: str | None
    in_force: InForce | None
    reads: tuple[str, ...] = ()
    beside: Condition | None = None
    stops_beside: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """A rule ready to run.

    `evidence` are the names whose values its actions show; `asides` those that the reason leaves to its notes.
    """

    id: str
    number: int
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


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of a ladder; the rule carries its tasks, and its `steer.when` where it has one of its own."""

    rule: PlannedRule
    after: AmountOrName | None
    after_step: str | None
    within: AmountOrName | None
    start_again: bool


@dataclass(frozen=True, slots=True)
class PlannedLadder:
    """A ladder ready to run."""

    name: str
    check: str
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
    number: int
    check: str
    minute: int | None
    steer: Steer
    table: DecisionTable
    gives: tuple[str, ...]
    rolling: bool
    source: str | None
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
    """A fact that is true of the sessions it covers: its table, and which of its rows."""

    name: str
    rows: FactRows


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
