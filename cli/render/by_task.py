"""Actions in columns -> a line for each of their tasks."""

from collections.abc import Sequence

import numpy as np

from cli.render.columns import Piece, Texts, filled, taken
from engine.decision import Task
from engine.fired import Longs
from engine.nouns import dataclass
from engine.told import Each, Occasion

_NOTHING_TO_DO = Task(do="")


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as it is asked for on an occasion; `number` counts from 1, and is 0 where an action asks for nothing.

    `concerns` is the place of the figure whose sessions the task concerns, -1 for none.
    """

    occasion: Occasion
    number: int
    task: Task
    concerns: int


@dataclass(frozen=True, slots=True)
class TaskLines:
    """What each line asks for, and `of` which entry it is; None for `of` and `sizes` where every entry has one line."""

    asked: Each[Asked]
    of: Longs | None
    sizes: Longs | None

    def on(self, piece: Piece) -> Piece:
        """Give to each line what its entry has."""
        if self.of is None or isinstance(piece, str):
            return piece
        return Each(piece.values, piece.at[self.of]) if isinstance(piece, Each) else piece[self.of]

    def concerned(self, columns: Sequence[Texts | None]) -> Piece:
        """Give to each line, of what each figure has for its entry, that of the figure that its task concerns."""
        named = np.array([asked.concerns for asked in self.asked.values])
        if (named < 0).all():
            return ""
        return filled(named[self.asked.at], columns, self.of)


def by_task(occasions: Each[Occasion]) -> TaskLines:
    """Give each task of each action a line, and one to an action that asks for nothing."""
    asked: list[Asked] = []
    first = []
    for occasion in occasions.values:
        first.append(len(asked))
        concerns = [-1 if place is None else place for place in occasion.concerns]
        asked += map(Asked, [occasion] * len(concerns), range(1, len(concerns) + 1), occasion.tasks, concerns)
        if not occasion.tasks:
            asked.append(Asked(occasion, 0, _NOTHING_TO_DO, -1))
    if len(asked) == len(first):
        return TaskLines(Each(asked, occasions.at), None, None)
    begins = np.array(first)
    sizes = np.diff(begins, append=len(asked))[occasions.at]
    of = np.repeat(np.arange(len(sizes)), sizes)
    return TaskLines(Each(asked, taken(begins[occasions.at], sizes)), of, sizes)
