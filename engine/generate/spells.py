"""Marks -> spells: the unbroken runs of one code, as a person reading the register sees them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.generate.canvas import Canvas


class Spell(NamedTuple):
    """A run of one code for one pupil; `first` and `last` are slots, both included."""

    pupil: int
    first: int
    last: int
    code: str


def spells_of(canvas: Canvas, codes: Sequence[str]) -> list[Spell]:
    """Find the runs of each code, pupil by pupil; closed sessions are passed over."""
    is_open = np.flatnonzero(canvas.calendar.open_sessions.reshape(-1))
    cells = canvas.cells[is_open]
    found: list[Spell] = []
    for code in codes:
        held = np.zeros((cells.shape[0] + 2, cells.shape[1]), dtype=np.int8)
        held[1:-1] = cells == canvas.codes.index(code)
        edges = np.diff(held, axis=0)
        pupils, starts = np.nonzero(edges.T == 1)
        _, ends = np.nonzero(edges.T == -1)
        firsts, lasts = is_open[starts].tolist(), is_open[ends - 1].tolist()
        found += [Spell(*each, code) for each in zip(pupils.tolist(), firsts, lasts, strict=True)]
    return found
