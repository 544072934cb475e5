"""What one policy asks for, held in pieces that several policies may share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine.decision import Action, Decision
from engine.explain.run import Telling
from engine.fired import Batch, Fired
from engine.plan import Plan, PlannedRule
from engine.register import Register
from engine.simulate.units import Node, Unit

Longs = npt.NDArray[np.int64]
Bits = npt.NDArray[np.bool_]
NO_ROW = -1
WHOLE_DAY = -1
"""Stands for the session where a rule looks at whole days."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Actions, or decisions, of one evaluation in columns; `batch` and `entry` say where each of them is held.

    `name` is a place in `names`, `pupil` in the whole register's pupils, `row` in the fact table that a rule is about.
    """

    names: tuple[str, ...]
    name: Longs
    pupil: Longs
    row: Longs
    place: Longs
    half: Longs
    began: Longs
    batch: Longs
    entry: Longs


class Evaluated:
    """One evaluation: a plan over a register, which may be that of some pupils alone, and what fired.

    `pupils` gives the place of each of its pupils in the whole register, `rows` that of each row by table; None where
    the register is whole.
    """

    def __init__(
        self,
        plan: Plan,
        register: Register,
        fired: Fired,
        pupils: Longs | None = None,
        rows: Mapping[str, Longs] | None = None,
    ) -> None:
        self.plan, self.register, self.fired = plan, register, fired
        self.pupils, self._rows = pupils, rows
        self._telling: Telling | None = None
        self._held: dict[bool, Entries] = {}
        self._spans: dict[bool, dict[str, slice]] = {}
        self._rules = {rule.id: rule for rule in plan.rules}
        self._abouts = {rule.id: rule.steer.each for rule in plan.rules if rule.steer.each is not None}
        self._abouts |= {name: table.steer.each for name, table in plan.tables.items() if table.steer.each is not None}

    def table_of(self, name: str) -> str | None:
        """Give the fact table about whose rows a rule, step or table is; None where it is about pupils."""
        each = self._abouts.get(name)
        part = self.plan.covering.get(each or "")
        return each if part is None else part.rows.table

    def rule(self, name: str) -> PlannedRule:
        """Give a rule or step by its id."""
        return self._rules[name]

    def action(self, batch: int, entry: int) -> Action:
        """Give one action with its reason."""
        return self._told.action(batch, entry)

    def decision(self, batch: int, entry: int) -> Decision:
        """Give one decision with its reason."""
        return self._told.decision(batch, entry)

    @property
    def _told(self) -> Telling:
        if self._telling is None:
            self._telling = Telling(self.plan, self.register, self.fired)
        return self._telling

    def entries(self, name: str, *, decisions: bool) -> Entries:
        """Give what fired under one name, in the order of its days."""
        if decisions not in self._held:
            self._gather(decisions)
        held, span = self._held[decisions], self._spans[decisions].get(name, slice(0, 0))
        columns = (held.name, held.pupil, held.row, held.place, held.half, held.began, held.batch, held.entry)
        return Entries(held.names, *(column[span] for column in columns))

    def _gather(self, decisions: bool) -> None:
        chosen = [(at, batch) for at, batch in enumerate(self.fired.batches) if (batch.hit is not None) is decisions]
        chosen.sort(key=lambda each: each[1].name)
        names = tuple(sorted({batch.name for _, batch in chosen}))
        number = {name: place for place, name in enumerate(names)}
        sizes = [batch.size for _, batch in chosen]

        def spread(values: list[int]) -> Longs:
            return np.repeat(np.array(values, dtype=np.int64), sizes)

        def joined(columns: list[npt.NDArray[np.integer]]) -> Longs:
            return np.concatenate(columns).astype(np.int64) if columns else np.zeros(0, dtype=np.int64)

        name = spread([number[batch.name] for _, batch in chosen])
        self._held[decisions] = Entries(
            names,
            name,
            joined([self.whole(batch.pupils) for _, batch in chosen]),
            joined([self._row(batch) for _, batch in chosen]),
            spread([batch.place for _, batch in chosen]),
            spread([WHOLE_DAY if batch.half is None else batch.half for _, batch in chosen]),
            joined([batch.began for _, batch in chosen]),
            spread([at for at, _ in chosen]),
            joined([np.arange(size) for size in sizes]),
        )
        edges = np.searchsorted(name, np.arange(len(names) + 1))
        self._spans[decisions] = {
            each: slice(int(edges[place]), int(edges[place + 1])) for place, each in enumerate(names)
        }

    def whole(self, pupils: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
        """Give the places in the whole register of pupils of this one."""
        return pupils if self.pupils is None else self.pupils[pupils]

    def _row(self, batch: Batch) -> npt.NDArray[np.integer]:
        if batch.rows is None:
            return np.full(batch.size, NO_ROW, dtype=np.int64)
        table = self.table_of(batch.name)
        return batch.rows if self._rows is None or table is None else self._rows[table][batch.rows]


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of what a unit asks for: of those pupils of the whole register that are marked, or of all of them."""

    held: Evaluated
    pupils: Bits | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """What one policy asks for: of each unit the pieces that make it up."""

    plan: Plan = field(repr=False)
    units: Mapping[Node, Unit]
    pieces: Mapping[Node, tuple[Piece, ...]] = field(repr=False)
    register: Register = field(repr=False)

    def of(self, node: Node, *, decisions: bool, but: Bits | None = None) -> Iterator[tuple[Evaluated, Entries]]:
        """Yield what a unit asks for, piece by piece; `but` marks pupils to leave out."""
        unit = self.units.get(node)
        for piece in self.pieces.get(node, ()):
            kept = piece.pupils
            if but is not None:
                kept = ~but if kept is None else kept & ~but
            for name in sorted(unit.ids) if unit is not None else ():
                found = piece.held.entries(name, decisions=decisions)
                yield piece.held, found if kept is None else taken(found, np.flatnonzero(kept[found.pupil]))


def in_common(before: Side, after: Side, node: Node) -> Bits | None:
    """Mark the pupils for whom two sides hold the same of a unit; None where there are none."""
    size = len(before.register.pupils)
    found: Bits | None = None
    for one in before.pieces.get(node, ()):
        for two in after.pieces.get(node, ()):
            if one.held is two.held:
                both = np.ones(size, dtype=np.bool_)
                for piece in (one, two):
                    if piece.pupils is not None:
                        both &= piece.pupils
                    elif piece.held.pupils is not None:
                        both &= np.isin(np.arange(size), piece.held.pupils)
                found = both if found is None else found | both
    return found


def taken(entries: Entries, places: Longs) -> Entries:
    """Give some of the entries."""
    columns = (entries.name, entries.pupil, entries.row, entries.place)
    more = (entries.half, entries.began, entries.batch, entries.entry)
    return Entries(entries.names, *(column[places] for column in (*columns, *more)))
