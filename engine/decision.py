"""What a run gives: actions with their reasons, decisions, and what could not be said yet or at all.

Every date in these nouns is an ISO string and every ratio a string `num/den`: what is shown is what was counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING

from engine.nouns import dataclass

if TYPE_CHECKING:  # the report is carried, never looked into: a renderer must not load the columns with it
    from engine.register import DataReport

SessionMark = tuple[str, str, str]
"""One session and its mark: ISO date, `AM` or `PM`, code."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that an action asks somebody to do: an item of the rule's `then`.

    `due` is an ISO date, or none where nothing is due or the calendar does not reach; `due_text` is
    what the policy wrote. `sessions` are those that a proposed code concerns; none for other tasks.
    """

    do: str
    to: str | None = None
    by: str | None = None
    obligation: str | None = None
    due: str | None = None
    with_: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    sessions: Sequence[SessionMark] | None = None
    due_text: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure that a reason rests on, with the sessions counted in it; a ratio is `num/den`, none is not known."""

    value: str | int | bool | None
    unit: str | None = None
    sessions: Sequence[SessionMark] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One firing of a rule for one pupil at one review point.

    `key` is the same over re-runs. `session` is AM or PM where the rule looks at sessions.
    `request`, `parent` and `notice` name the row that the rule is about, where it is about a row.
    """

    key: str
    pupil: str
    date: str
    session: str | None
    rule: str
    tasks: Sequence[Task]
    source: str | None
    reason: str
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    assumes: str | None = None
    request: str | None = None
    parent: str | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table decided about one row; `gives` holds what the table gives beside the outcome.

    `row` is the table's row that was hit, counted from 1; 0 where none was.
    """

    table: str
    request: str | None
    pupil: str | None
    parent: str | None
    date: str | None
    outcome: str | int | float | bool | None
    gives: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    row: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that could not be decided for some pupils.

    `cause` is missing_file, too_few, blank or not_in_force; `file` the table that is missing or blank; `figure` what
    is not in force, and `in_force` its first day and its last (included), none where it has none; `first` and `last`
    the first and the last day on which it could not be decided.
    """

    rule: str
    cause: str
    file: str | None
    pupils: int
    first: date
    last: date
    figure: str | None = None
    in_force: tuple[date | None, date | None] = (None, None)


@dataclass(frozen=True, slots=True)
class ReviewToCome:
    """A period whose review day lies after the last day of the data."""

    check: str
    period: str
    date: date


@dataclass(frozen=True, slots=True)
class Run:
    """Everything one run gives, sorted by date, pupil and rule; `actions` can be gone through many times.

    `version` and `dataset` are SHA-256 digests of the policy in force and of the dataset's files. `begins` is
    the first day that is looked at, and `as_of` the last.
    """

    policy: str
    version: str
    dataset: str
    as_of: date
    actions: Iterable[Action]
    decisions: Sequence[Decision]
    undecided: Sequence[Undecided]
    reviews_to_come: Sequence[ReviewToCome]
    data: "DataReport"
    begins: date | None = None
