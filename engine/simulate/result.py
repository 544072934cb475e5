"""What a simulation gives: what would have been asked for otherwise, of whom, when, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.decision import Action, Decision

if TYPE_CHECKING:  # the report is carried, never looked into: a renderer must not load the columns with it
    from engine.register import DataReport

KINDS = ("gained", "lost", "earlier", "later", "changed")
"""How an action differs, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Version:
    """One policy: its name, its title and the digest of what it says."""

    policy: str
    title: str | None
    version: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the other policy says otherwise: its path, what stood there and what stands there.

    None where nothing stands there. `source` is the clause; `where_…` name file and line, None where it has none.
    """

    path: str
    before: str | None
    after: str | None
    source: str | None = None
    where_before: str | None = None
    where_after: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One action that differs; `before` is what the first policy asks for, `after` what the other does.

    `rests_on` names the tables of facts that the action rests on, which were recorded while the first policy was
    in use. `elsewhere` is the date at which the other policy asks for it outside the days compared.
    """

    kind: str
    pupil: str
    rule: str
    before: Action | None
    after: Action | None
    rests_on: tuple[str, ...] = ()
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionDifference:
    """One decision that differs."""

    kind: str
    pupil: str | None
    table: str
    before: Decision | None
    after: Decision | None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndecidedDifference:
    """A rule that could not be decided for other pupils than before; the numbers are of pupils, over all days."""

    rule: str
    cause: str
    file: str | None
    before: int
    after: int
    only_before: int
    only_after: int
    figure: str | None = None
    """What is not in force, where that is the cause."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is asked for under each policy, and how it differs; `pupils` are those concerned by a difference."""

    before: int
    after: int
    gained: int = 0
    lost: int = 0
    earlier: int = 0
    later: int = 0
    changed: int = 0
    pupils: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a breakdown: counts by the names of `Counts`, in its order.

    A count that is None, and all of them where `counts` is None, is too small to be shown or would give one away.
    """

    name: str
    counts: Mapping[str, int | None] | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The differences by one thing: rule, task, week, term, year group, class or another column of the pupils."""

    by: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """How often a thing is to be done in each week under each policy, and the minutes of work that each gives it."""

    do: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    minutes_before: Fraction | None = None
    minutes_after: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """The work by week: the Monday of each week, and what is to be done in it; `untimed` are without minutes."""

    weeks: tuple[date, ...]
    loads: tuple[Load, ...]
    untimed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What one change alone brings, in every order in which the changes could be made: exact Shapley values.

    `of` has a share of each kind of difference, of all of them, of the number of actions and of pupils concerned.
    """

    path: str
    of: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of all changes, which add up to the whole; `untold` says why there are none."""

    shares: tuple[Share, ...] = ()
    whole: Mapping[str, int] = field(default_factory=dict)
    untold: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a sweep: the value at each path, how it differs from the base, and actions and tasks by name.

    `present` says that the values are those that stand there now.
    """

    values: tuple[str, ...]
    present: bool
    totals: Counts
    rules: Mapping[str, int] = field(default_factory=dict)
    tasks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep: its paths, the present value at each, its points, and what the present policy asks for."""

    paths: tuple[str, ...]
    present: tuple[str, ...]
    points: tuple[Point, ...]
    rules: Mapping[str, int]
    tasks: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HeldFixed:
    """What the comparison takes as given, in numbers.

    `recoded_before` and `recoded_after` count marks that each policy's registers make others than the recorded ones;
    `unknown_arrivals` late marks that stay as they are because the time of arrival is not known, and `unknown_on_time`
    marks on time of which the same is true. `outcomes` counts the rows of the outcomes file in the days compared,
    and the others those that belong to no action under each policy. `facts` names the tables of facts that rules
    which differ rest on.
    """

    recoded_before: int = 0
    recoded_after: int = 0
    unknown_arrivals: int = 0
    unknown_on_time: int = 0
    outcomes: int = 0
    outcomes_without_before: int = 0
    outcomes_without_after: int = 0
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would have been otherwise.

    `other` is None where only a sweep was asked for: then there are no differences. `same_but_figures` counts the
    actions that both ask for alike and whose figures may differ. `sources` are the clauses of the rules that differ.
    """

    base: Version
    other: Version | None
    changes: tuple[Change, ...]
    dataset: str
    first: date
    last: date
    as_of: date
    totals: Counts
    decisions_before: int
    decisions_after: int
    same_but_figures: int
    differences: Iterable[Difference]
    decisions: Sequence[DecisionDifference]
    undecided: Sequence[UndecidedDifference]
    breakdowns: Sequence[Breakdown]
    work: Work
    shares: Shares | None
    swept: Swept | None
    held: HeldFixed
    sources: Mapping[str, str | None]
    data: "DataReport"
    evaluations: int = 0
