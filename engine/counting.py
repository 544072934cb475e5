"""What a policy counts: conditions ready to run, sets of sessions, and the kinds of figures. Nouns only."""

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from engine.expressions.columns import Program
from engine.expressions.typed import Checked
from engine.expressions.types import Quantity
from engine.model.amounts import Amount, Named
from engine.model.item import InForce
from engine.model.windows import Window
from engine.nouns import dataclass

AmountOrName: TypeAlias = Amount | Named


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression ready to run; `rolling` says whether nothing in it begins anew with a period of the calendar."""

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
    is taken for granted in it, or None. `unsure`: it may be not known. `by_code_names` are the names in it that
    a code decides.
    """

    number: int
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
    """Which rows of a fact table: `fixed` reads columns and constants alone, `moving` reads the moment too.

    Of rows dated outside `in_force` there are none; None: every day is in force.
    """

    table: str
    fixed: tuple[Condition, ...]
    moving: Condition | None
    dated_by: str | None
    in_force: InForce | None = None


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
    """Sessions of `part` out of those of `whole`, as a percentage; not known below `at_least`.

    `rest` are those of `whole` that are not of `part`, which tell that all are; none where no session is in doubt.
    """

    part: tuple[Piece, ...]
    whole: tuple[Piece, ...]
    at_least: AmountOrName | None
    span: Span
    rest: tuple[Piece, ...] = ()

    @property
    def counted(self) -> tuple[Piece, ...]:
        """Give all that is counted for it, in the order of the fields."""
        return self.part + self.whole + self.rest


@dataclass(frozen=True, slots=True)
class InARow:
    """How many units stand in a row: school days, mornings, afternoons or sessions of a set."""

    unit: str
    set: int
    strict: bool
    span: Span | None


@dataclass(frozen=True, slots=True)
class WeeksInARow:
    """How many weeks stand in a row at whose end a condition holds, the present one as of now."""

    condition: Condition
    span: Span

    @property
    def period(self) -> str:
        """The period that is counted."""
        return "week"


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
    """A named figure: what it is, its type, which files it is not known without, and on which days it is in force.

    `blank` says that it rests on columns of the marks file that may be blank.
    """

    name: str
    kind: Kind
    quantity: Quantity
    files: tuple[str, ...] = ()
    blank: bool = False
    cost: int = 0
    in_force: InForce | None = None
