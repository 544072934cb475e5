"""Actions and decisions put into words, in columns: what many of them have alike stands there once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Generic, Protocol, TypeAlias, TypeVar, runtime_checkable

from engine.decision import Action, Decision, SessionMark, Task
from engine.fired import Longs
from engine.nouns import dataclass

T_co = TypeVar("T_co", covariant=True)

Value: TypeAlias = str | int | bool | None
"""A figure's value; a ratio is `num/den`, none is not known."""


@dataclass(frozen=True, slots=True)
class Each(Generic[T_co]):
    """A value for each entry: `at` gives the place of its value among `values`, which need not all occur.

    `lasting` values are the very same object in every batch of a run, so that what is made of them is worth keeping.
    """

    values: Sequence[T_co]
    at: Longs
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Some sessions with their marks for each entry, one entry's after the other's; `ends` says where each ends.

    `at` are places among `values`, which are in order of time and the very same object in every batch of a run; they
    never change, and are hashable.
    """

    values: Sequence[SessionMark]
    at: Longs
    ends: Longs


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A figure of each entry, and the sessions that it counted; none where it counts no sessions."""

    name: str
    unit: str | None
    values: Each[Value]
    marks: Marks | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day, or a session of it, on which these tasks are asked for.

    `concerns` names, by its place, the figure whose sessions each task concerns, as a proposed code does.
    """

    date: str
    session: str | None
    tasks: tuple[Task, ...]
    concerns: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class ToldActions:
    """Actions of one rule, an entry each. The pieces of `key` follow each other.

    `named` has the request, the parent and the notice that the rule is about, by these words.
    """

    rule: str
    source: str | None
    assumes: str | None
    key: tuple[str | Each[str], ...]
    pupils: Each[str]
    occasions: Each[Occasion]
    reasons: Each[str]
    figures: tuple[ToldFigure, ...]
    notes: Each[tuple[str, ...]]
    named: Mapping[str, Each[str | None]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pupils.at)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a table decided: the outcome, what else it gives, and its row that was hit, from 1; 0 where none was."""

    outcome: str | int | float | bool | None
    gives: Mapping[str, str | int | float | bool | None]
    row: int


@dataclass(frozen=True, slots=True)
class ToldDecisions:
    """Decisions of one table, an entry each; `named` has the request and the parent, by these words."""

    table: str
    pupils: Each[str | None]
    dates: Each[str | None]
    decided: Each[Decided]
    reasons: Each[str]
    named: Mapping[str, Each[str | None]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pupils.at)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T_co]):
    """What is told of some days; `order` are its places in the batches laid one after the other."""

    batches: Sequence[T_co]
    order: Longs


@runtime_checkable
class ActionsInColumns(Protocol):
    """The actions of a run, one by one and in columns, in order of date, pupil and rule, as many times as wanted."""

    def __iter__(self) -> Iterator[Action]: ...

    def __len__(self) -> int: ...

    def stretches(self) -> Iterator[Stretch[ToldActions]]:
        """Yield all of them in columns, some days at a time."""

    def shares(self, number: int, first: float = 1) -> Sequence[Iterable[Stretch[ToldActions]]]:
        """Give the same in so many shares, one after the other and of about as many actions; in fewer of few.

        The `first` has so many times the actions of another.
        """

    def assumed(self) -> Mapping[str, str]:
        """Give what those rules that acted rest on which rest on an assumption of the policy's author."""

    def only(self, rules: Collection[str], first: str, last: str) -> "ActionsInColumns":
        """Give those of some rules, of all where none is named, from the ISO date `first` to `last`, both included."""

    def by_rule(self) -> Mapping[str, int]:
        """Count them by rule."""

    def by_task(self) -> Mapping[str, int]:
        """Count what is to be done."""


@runtime_checkable
class DecisionsInColumns(Protocol):
    """The decisions of a run, one by one and in columns, in order of date and pupil, as many times as wanted."""

    def __iter__(self) -> Iterator[Decision]: ...

    def __len__(self) -> int: ...

    def stretches(self) -> Iterator[Stretch[ToldDecisions]]:
        """Yield all of them in columns, some days at a time."""

    def only(self, tables: Collection[str], first: str, last: str) -> Sequence[Decision]:
        """Give those of some tables, of all where none is named, from the ISO date `first` to `last`, both included."""
