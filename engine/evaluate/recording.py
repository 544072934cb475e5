"""Notes what fires, with the figures that it rests on, and what could not be decided."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.counting import DayCount, InARow, Percent, Piece, SessionCount, SpellCount
from engine.evaluate.arrays import Bits, Longs, any_of_columns
from engine.evaluate.asking import noted
from engine.evaluate.bounds import bounds_of
from engine.evaluate.facts import entry_each
from engine.evaluate.force import on_days
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.fired import NOT_IN_FORCE, Batch, Doubt, Entries, Ragged, Shown
from engine.nouns import dataclass
from engine.plan import PlannedRule, PlannedTable

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.grid_frame import GridFrame, SomeOfGrid
    from engine.evaluate.host import State
    from engine.evaluate.rows_alone import RowsAlone


_IN_WINDOWS = (SessionCount, Percent, DayCount, SpellCount)
_NO_SLOTS: Mapping[int, Ragged] = {}
_CAUSES = ("missing_file", "blank", NOT_IN_FORCE, "too_few")
"""Graver first: a pupil's doubt is told by the gravest of its causes."""


class Recorder:
    """Collects the batches and the doubts of a block."""

    def __init__(self, state: "State") -> None:
        self.state = state
        self.batches: list[Batch] = []
        self._doubts: dict[tuple[str, str, str | None], _Doubted] = {}
        self._adding = Lock()
        self.on_acting: list[Callable[[str, Frame, Longs], None]] = []

    def record(
        self,
        frame: "Frame",
        rule: PlannedRule,
        chosen: Longs,
        tasks: Bits,
        began: npt.NDArray[np.integer],
        half: int | None,
    ) -> None:
        """Note that a rule fired for some entries of a frame."""
        few = frame.some(chosen)
        notes = noted(few, rule)
        wanted = {}
        for name in rule.evidence:
            if name in frame:
                # what the condition has just read need not be read again
                few.hold(name, take(frame[name], chosen))
            wanted[name] = self.show(few, name)
        pupils = chosen if frame.pupils is None else frame.pupils[chosen]
        rows = None if frame.rows is None else frame.rows.rows[chosen]
        first = self.state.block.first
        whole = Entries(pupils + first, rows, tasks, notes, began.astype(np.int32), wanted)
        self.batches.append(Batch(rule.id, frame.place, half, whole, 0, len(pupils)))
        self.state.acted.record(rule.id, pupils, rows, frame.place, frame.slot)
        self.state.figures.then.raised(rule.id, few)
        for hear in self.on_acting:
            hear(rule.id, frame, pupils)

    def decide(self, few: "Frame", table: PlannedTable, hit: Longs, gives: dict[str, tuple[object, ...]]) -> None:
        """Note what a table decided for the entries of a frame."""
        assert few.pupils is not None and few.rows is not None
        nothing = np.zeros((few.size, 0), dtype=np.bool_)
        wanted = {name: self.show(few, name) for name in table.evidence}
        place = np.full(few.size, few.place, dtype=np.int32)
        pupils = few.pupils + self.state.block.first
        whole = Entries(pupils, few.rows.rows, nothing, nothing, place, wanted, gives, hit)
        self.batches.append(Batch(table.name, few.place, None, whole, 0, few.size))

    def show(self, few: "Frame", name: str) -> Shown:
        """Give a figure's values and its window's slots for those that fired."""
        size = few.size
        column = entry_each(few[name], size)
        first = after = None
        slots: Mapping[int, Ragged] = _NO_SLOTS
        figure = self.state.plan.figures.get(name)
        if figure is not None and isinstance(figure.kind, _IN_WINDOWS):
            bounds = bounds_of(few, figure.kind.span, name)
            first, after = self._on_roll(few, bounds.first_slot), _each(bounds.after_slot, size)
            if bounds.there is not None:
                after = np.where(bounds.there, after, first)
            slots = self._slots(few, figure.kind, first, after)
        elif figure is not None and isinstance(figure.kind, InARow):
            span = figure.kind.span
            until = few.slot if span is None else bounds_of(few, span, name).after_slot
            first, after = self._on_roll(few, 0), _each(until, size)
            slots = self._slots(few, figure.kind, first, after)
        return Shown(column.data, column.valid, column.over, column.words, first, after, slots)

    def _on_roll(self, few: "Frame", first: "int | Longs") -> Longs:
        """Begin with the pupil's first session: none before it is shown, as none is counted."""
        begins = self.state.block.first_slots
        return np.asarray(np.maximum(first, begins if few.pupils is None else begins[few.pupils]))

    def _slots(self, few: "Frame", kind: object, first: Longs, after: Longs) -> Mapping[int, Ragged]:
        """Find the sessions of sets that a code alone does not decide, while they are kept."""
        if not self.state.sessions.told:
            return _NO_SLOTS
        pieces: tuple[Piece, ...] = ()
        if isinstance(kind, (SessionCount, DayCount)):
            pieces = kind.pieces
        elif isinstance(kind, Percent):
            pieces = kind.part + kind.whole
        elif isinstance(kind, (InARow, SpellCount)):
            pieces = (Piece(kind.set),)
        found: dict[int, Ragged] = {}
        for piece in pieces:
            past = self.state.sessions.told.get(piece.set)
            if past is None:
                continue
            pupils = np.arange(few.size) if few.pupils is None else few.pupils
            found[piece.set] = past.steps_of(pupils, first, after)
        return found

    def doubt(self, frame: "Frame", name: str, reads: tuple[str, ...], unsure: Bits) -> None:
        """Note for whom a rule could not be decided, each by the gravest cause."""
        chosen = np.flatnonzero(unsure)
        few = frame.some(chosen)
        pupils = chosen if frame.pupils is None else frame.pupils[chosen]
        places = np.full(len(chosen), frame.place)
        self.doubt_entries(few, few.rows.table.name if few.rows else None, name, reads, pupils, places)

    def doubt_ahead(self, frame: "GridFrame", name: str, reads: tuple[str, ...], unsure: Bits) -> None:
        """Note the same of many review points: whoever is in doubt at one of them, all points and pupils at once."""
        if any(frame.is_alone(leaf) for leaf in reads):
            self.doubt_at(frame.some(np.flatnonzero(unsure)), name, reads)
            return
        # what is not known is mostly so at the beginning of a year alone
        rows = np.flatnonzero(unsure.reshape(-1, frame.grid.size).any(axis=1))
        some = slice(int(rows[0]) * frame.grid.size, (int(rows[-1]) + 1) * frame.grid.size)
        places, left = frame.points.places[rows[0] : rows[-1] + 1], unsure[some]
        for cause, file, unknown in self._unknown(frame, None, reads, np.repeat(places, frame.grid.size), some):
            left = self._doubt_part(frame, (name, cause, file), left, unknown, places)
        self._doubt_part(frame, (name, "blank", None), left, left, places)

    def _doubt_part(
        self, frame: "GridFrame", key: tuple[str, str, str | None], left: Bits, unknown: Bits, places: Longs
    ) -> Bits:
        mine = left & unknown
        grid = mine.reshape(-1, frame.grid.size)
        pupils = np.flatnonzero(any_of_columns(grid))
        if not len(pupils):
            return left
        self._add(key, pupils + frame.grid.first, places[np.flatnonzero(grid.any(axis=1))])
        return left & ~unknown

    def doubt_at(self, few: "SomeOfGrid", name: str, reads: tuple[str, ...]) -> None:
        """Note the same of some entries of a grid."""
        self.doubt_entries(few, None, name, reads, few.pupils + few.whole.grid.first, few.places)

    def doubt_entries(
        self,
        few: "Frame | SomeOfGrid | RowsAlone",
        table: str | None,
        name: str,
        reads: tuple[str, ...],
        pupils: Longs,
        places: Longs,
    ) -> None:
        """Note the same of entries that have each a pupil and a day of their own; `table` is that of their rows."""
        left = np.ones(few.size, dtype=np.bool_)
        for cause, file, unknown in self._unknown(few, table, reads, places):
            mine = left & unknown
            if mine.any():
                self._add((name, cause, file), pupils[mine], places[mine])
                left &= ~unknown
        if left.any():
            self._add((name, "blank", None), pupils[left], places[left])

    def _unknown(
        self,
        few: "Frame | GridFrame | SomeOfGrid | RowsAlone",
        table: str | None,
        reads: tuple[str, ...],
        places: Longs,
        some: slice = slice(None),
    ) -> list[tuple[str, str | None, Bits]]:
        """Give the causes for which something read is not known, the gravest first, each with where that is so.

        Beside the cause stands the file that is missing or blank, or the name of what is not in force. It is asked of
        `some` of the entries, and `places` are those of their days.
        """
        found: list[tuple[str, str | None, Bits]] = []
        for leaf in reads:
            column: Column = few[leaf]
            if isinstance(column, Column) and column.valid is not None:
                unknown = ~np.broadcast_to(column.valid, (few.size,))[some]
                force = self.state.force(leaf)
                if force is not None:
                    there = on_days(force, self.state.timeline.day_numbers[places])
                    found.append((NOT_IN_FORCE, leaf, unknown & ~there))
                    unknown = unknown & there
                    if self.state.is_made(leaf):
                        # what it is made of says why
                        continue
                cause, file = self.state.cause(leaf, table)
                found.append((cause, file, unknown))
        return sorted(found, key=lambda each: (_CAUSES.index(each[0]), each[1] or ""))

    def missing(self, name: str, table: str, pupils: Longs, place: int) -> None:
        """Note that a rule could not be decided for want of a file."""
        self._add((name, _CAUSES[0], table), pupils, np.array([place]))

    def _add(self, key: tuple[str, str, str | None], pupils: Longs, places: Longs) -> None:
        first, last = int(places.min()), int(places.max())
        with self._adding:
            held = self._doubts.get(key)
            if held is None:
                held = self._doubts[key] = _Doubted(np.zeros(self.state.block.size, dtype=np.bool_), first, last)
            held.pupils[pupils] = True
            held.first, held.last = min(held.first, first), max(held.last, last)

    def doubts(self) -> dict[tuple[str, str, str | None], Doubt]:
        """Give all doubts, by rule, cause and file."""
        first = self.state.block.first
        return {
            key: Doubt((np.flatnonzero(held.pupils) + first).astype(np.int32), held.first, held.last)
            for key, held in self._doubts.items()
        }


@dataclass(slots=True)
class _Doubted:
    """Who was in doubt, and the places of the first and the last day."""

    pupils: Bits
    first: int
    last: int


def _each(places: "int | Longs", size: int) -> Longs:
    if not isinstance(places, int):
        return places.astype(np.int32)
    # one number for all takes the place of one
    return np.ndarray((size,), np.int32, np.array(places, np.int32), strides=(0,))
