"""What the last session of a set in a window says: its code, its date, which half of the day, how late."""

from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import SESSIONS
from engine.counting import Latest
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.bounds import bounds_of
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame

Minutes = tuple[Longs, Bits]
"""The minutes late of every session (a row a session), and whether they are known."""


def latest(frame: "Frame", name: str, kind: Latest, minutes: Minutes | None) -> Column:
    """Give what the last such session says; known if whichever may be the last one says the same."""
    state = frame.state
    bounds = bounds_of(frame, kind.span, name)
    pupils = np.arange(state.block.size) if frame.pupils is None else frame.pupils
    after = np.broadcast_to(np.asarray(bounds.after_slot), (frame.size,))
    slot = state.latest[kind.set][after, pupils]
    found = (slot >= 0) & (slot >= bounds.first_slot) & (after > np.asarray(bounds.first_slot))
    if bounds.there is not None:
        found = found & bounds.there
    at = np.where(found, slot, 0)
    column = _said(frame, kind.field, at, pupils, minutes)
    valid = found if column.valid is None else found & column.valid
    unsure = state.latest_doubt.get(kind.set)
    if unsure is not None:
        left = np.flatnonzero(valid & (unsure.between(at, after, pupils) > 0))
        while len(left):
            at[left] += 1
            left = left[at[left] < after[left]]
            here, whose = at[left], pupils[left]
            other = _said(frame, kind.field, here, whose, minutes)
            alike = other.data == column.data[left]
            if other.valid is not None:
                alike &= other.valid
            alike |= unsure.between(here, here + 1, whose) == 0
            valid[left[~alike]] = False
            left = left[alike]
    return Column(column.data, valid, words=column.words)


def _said(frame: "Frame", field: str, slots: Longs, pupils: Longs, minutes: Minutes | None) -> Column:
    state = frame.state
    if field == "code":
        marks = state.block.marks[slots, pupils]
        return Column(marks.astype(np.int16), marks != 0, words=state.block.register.codes)
    if field == "date":
        return Column(state.timeline.day_numbers[slots // 2])
    if field == "minutes_late":
        assert minutes is not None, "INVARIANT: what is asked for is kept"
        return Column(minutes[0][slots, pupils], minutes[1][slots, pupils])
    return Column((slots % 2).astype(np.int16), words=SESSIONS)
