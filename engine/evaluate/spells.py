"""Spells in a window that is no plain period: the days are gone through again."""

from typing import TYPE_CHECKING

import numpy as np

from engine.evaluate.arrays import Longs
from engine.evaluate.bounds import Bounds
from engine.evaluate.days import SpellCounts

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


def scan_spells(frame: "Frame", number: int, bounds: Bounds) -> tuple[Longs, Longs]:
    """Count the spells of a set that have a day in a window: at the least, and at the most."""
    state = frame.state
    pupils = np.arange(state.block.size) if frame.pupils is None else frame.pupils
    begins = np.asarray(bounds.first_slot)
    # of a day whose afternoon is closed by plan nothing is left after its morning
    shut = ~state.block.register.calendar.open_sessions[:, 1]
    over = (begins % 2 == 1) & shut[np.minimum(begins // 2, len(shut) - 1)]
    first = np.broadcast_to(begins // 2 + over, (frame.size,))
    after = np.broadcast_to((np.asarray(bounds.after_slot) + 1) // 2, (frame.size,))
    history = state.day_history[number]
    counts = SpellCounts(frame.size)
    for place in range(int(first.min(initial=frame.place)), int(after.max(initial=0))):
        steps = history[place] if place < len(history) else state.day_steps(number, strict=False)
        held = (first <= place) & (place < after)
        whole, out_breaks, whole_if_in, breaks = (each[pupils] & held for each in steps)
        counts.take((whole, out_breaks, whole_if_in, breaks))
    low, high = counts.range
    return low, high if state.days.flags[number].unsure else low
