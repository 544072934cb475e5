"""What fired in a run, in columns: nothing here is an object an action yet."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.nouns import dataclass

Longs = npt.NDArray[np.integer]
Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Some slots for each of several entries, one entry's after the other's; `ends` says where each ends."""

    slots: Longs
    ends: Longs

    def __getitem__(self, entry: int) -> Longs:
        """Give one entry's."""
        return self.slots[self.ends[entry - 1] if entry else 0 : self.ends[entry]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure for those that fired: its values and, where it counts sessions, the slots of its window.

    `slots` holds, for sets that a code alone does not decide, the slots of each entry's sessions by set number.
    """

    data: npt.NDArray[np.generic]
    valid: Bits | None
    over: npt.NDArray[np.generic] | None
    words: tuple[str, ...] | None
    first: Longs | None = None
    after: Longs | None = None
    slots: Mapping[int, Ragged] = field(default_factory=dict)


class SomeOf(Mapping[str, Shown]):
    """The figures of some entries of many: cut out of those of all when they are asked for, as those of most never are.

    `begin` is the first of the entries, and `end` the one after the last.
    """

    __slots__ = ("begin", "end", "whole")

    def __init__(self, whole: Mapping[str, Shown], begin: int, end: int) -> None:
        self.whole, self.begin, self.end = whole, begin, end

    def __getitem__(self, name: str) -> Shown:
        held, some = self.whole[name], slice(self.begin, self.end)
        return Shown(
            held.data[some],
            None if held.valid is None else held.valid[some],
            None if held.over is None else held.over[some],
            held.words,
            None if held.first is None else held.first[some],
            None if held.after is None else held.after[some],
            {number: _some_of(each, some) for number, each in held.slots.items()},
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)


def _some_of(held: Ragged, some: slice) -> Ragged:
    begin = int(held.ends[some.start - 1]) if some.start else 0
    ends = held.ends[some]
    return Ragged(held.slots[begin : int(ends[-1]) if len(ends) else begin], ends - begin)


@dataclass(frozen=True, slots=True)
class Entries:
    """What a rule, a step or a table did: an entry a review point and pupil, or row.

    `pupils` are places in the register; `rows` places in the fact table the rule is about. `tasks` and `notes` say
    which of the rule's come. `began` is the place of the day on which the condition began to hold. `gives` are a
    table's outputs, `hit` its row from 0, -1 for none.
    """

    pupils: Longs
    rows: Longs | None
    tasks: Bits
    notes: Bits
    began: Longs
    evidence: Mapping[str, Shown]
    gives: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    hit: Longs | None = None


class Batch(NamedTuple):
    """The entries `begin` (included) to `end` (excluded) of `whole`: a rule's, a step's or a table's at one check.

    `place` is that of the day, `half` the session (0 AM, 1 PM) where the rule looks at sessions. Of each column its
    part is cut out when it is asked for, since a run has many batches, of which most are told together.
    """

    name: str
    place: int
    half: int | None
    whole: Entries
    begin: int
    end: int

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.end - self.begin

    @property
    def pupils(self) -> Longs:
        """Their places in the register."""
        return self.whole.pupils[self.begin : self.end]

    @property
    def rows(self) -> Longs | None:
        """Their places in the fact table; None where the rule is about pupils."""
        return None if self.whole.rows is None else self.whole.rows[self.begin : self.end]

    @property
    def tasks(self) -> Bits:
        """Which tasks come."""
        return self.whole.tasks[self.begin : self.end]

    @property
    def notes(self) -> Bits:
        """Which notes come."""
        return self.whole.notes[self.begin : self.end]

    @property
    def began(self) -> Longs:
        """The places of the days on which the condition began to hold."""
        return self.whole.began[self.begin : self.end]

    @property
    def evidence(self) -> Mapping[str, Shown]:
        """The figures that they rest on."""
        return SomeOf(self.whole.evidence, self.begin, self.end)

    @property
    def gives(self) -> Mapping[str, tuple[object, ...]]:
        """A table's outputs."""
        return {name: held[self.begin : self.end] for name, held in self.whole.gives.items()}

    @property
    def hit(self) -> Longs | None:
        """The row of the table, from 0, -1 for none; None of a rule."""
        return None if self.whole.hit is None else self.whole.hit[self.begin : self.end]


NOT_IN_FORCE = "not_in_force"
"""The cause of a doubt on days on which a figure is not in force."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Pupils for whom a rule could not be decided, for one cause, ascending; the first and the last day's place."""

    pupils: Longs
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Fired:
    """All that fired, and all that could not be decided: rule, cause and file -> doubt.

    Where the cause is `NOT_IN_FORCE`, what is not in force stands in the place of the file.
    """

    batches: tuple[Batch, ...]
    doubts: Mapping[tuple[str, str, str | None], Doubt]
