"""The figures that an action rests on, for entries of a grid."""

import numpy as np

from engine.counting import DayCount, InARow, Percent, SessionCount, SpellCount
from engine.evaluate.arrays import Longs
from engine.evaluate.facts import entry_each
from engine.evaluate.grid_entries import bounds_at
from engine.evaluate.grid_frame import SomeOfGrid
from engine.fired import Shown

Counts = SessionCount | Percent | DayCount | SpellCount | InARow
"""Figures whose sessions are shown."""


def shown(few: SomeOfGrid, name: str) -> Shown:
    """Give a name's values for some entries, and the slots of its window."""
    column = entry_each(few[name], few.size)
    data, valid = _signed(column.data), column.valid
    over = None if column.over is None else _signed(column.over)
    plan, grid = few.whole.plan, few.whole.grid
    figure = plan.figures.get(name)
    if figure is None or not isinstance(figure.kind, Counts):
        return Shown(data, valid, over, column.words)
    first, after = (each.astype(np.int32) for each in _window(few, name, figure.kind))
    # no session from before the pupil came is shown, as none is counted
    first = np.maximum(first, few.state.block.first_slots[few.pupils + grid.first])
    slots = {
        number: grid.sessions_of(number, few.pupils, first, after)
        for number in dict.fromkeys(_sets(figure.kind))
        if not plan.sets[number].by_code
    }
    return Shown(data, valid, over, column.words, first, after, slots)


def _signed(numbers: "np.ndarray") -> "np.ndarray":
    """Give what was worked in the narrowest type in one in which whoever reads it may reckon."""
    return numbers.astype(np.int32) if numbers.dtype.kind == "u" else numbers


def _window(few: SomeOfGrid, name: str, kind: Counts) -> tuple[Longs, Longs]:
    if isinstance(kind, InARow):
        none = np.zeros(few.size, dtype=np.int64)
        if kind.span is None:
            return none, few.slots
        return none, bounds_at(few, kind.span).after if few.is_alone(name) else few.whole.bounds(kind.span).after[
            few.rows
        ]
    if few.is_alone(name):
        bounds = bounds_at(few, kind.span)
        after = bounds.after if bounds.there is None else np.where(bounds.there, bounds.after, bounds.first)
        return bounds.first, after
    bound = few.whole.bounds(kind.span)
    return few.begins(name, bound.first[few.rows]), bound.after[few.rows]


def _sets(kind: Counts) -> tuple[int, ...]:
    """Give the sets whose sessions are shown: those counted, not those whose spell bounds the window."""
    if isinstance(kind, InARow | SpellCount):
        return (kind.set,)
    pieces = kind.part + kind.whole if isinstance(kind, Percent) else kind.pieces
    return tuple(piece.set for piece in pieces)
