"""What one side asks for of some units, one after the other in columns."""

from collections.abc import Mapping
from copy import copy

import numpy as np
import numpy.typing as npt

from engine.simulate.sides import Bits, Entries, Evaluated, Side, taken
from engine.simulate.units import Node

Longs = npt.NDArray[np.int64]


class Held:
    """What one side asks for of some units in some days, in columns; `table` is the fact table that each is about."""

    def __init__(
        self, side: Side, nodes: list[Node], *, decisions: bool, but: Mapping[Node, Bits | None] | None = None
    ) -> None:
        but = but or {}
        found = [(node, *each) for node in nodes for each in side.of(node, decisions=decisions, but=but.get(node))]
        self.held: list[Evaluated] = [held for _, held, _ in found]
        parts = [entries for _, _, entries in found]
        sizes = [len(each.pupil) for each in parts]
        about = [
            next((table for name in sorted(side.units[node].ids) if (table := held.table_of(name))), "")
            for node, held, _ in found
        ]
        names = sorted({name for each in parts for name in each.names})
        number = {name: place for place, name in enumerate(names)}

        def joined(columns: list[Longs]) -> Longs:
            return np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)

        renamed = [np.array([number[name] for name in each.names] or [0], dtype=np.int64)[each.name] for each in parts]
        columns = ("pupil", "row", "place", "half", "began", "batch", "entry")
        rest = [joined([getattr(each, column) for each in parts]) for column in columns]
        self.entries = Entries(tuple(names), joined(renamed), *rest)
        self.part = np.repeat(np.arange(len(parts), dtype=np.int64), sizes)
        self.unit = np.repeat(np.array([nodes.index(node) for node, _, _ in found], dtype=np.int64), sizes)
        self.about = tuple(about)

    def only(self, places: Longs) -> "Held":
        """Give some of the entries."""
        other = copy(self)
        other.entries, other.part, other.unit = taken(self.entries, places), self.part[places], self.unit[places]
        return other

    def name_of(self, place: int) -> str:
        """Give the rule, step or table of an entry."""
        return self.entries.names[int(self.entries.name[place])]

    def source(self, place: int) -> tuple[Evaluated, int, int]:
        """Give the evaluation that holds an entry, its batch and its number there."""
        found = self.entries
        return self.held[int(self.part[place])], int(found.batch[place]), int(found.entry[place])
