"""A day of which a window holds one session alone: whether that session makes it a day of the set."""

from typing import TYPE_CHECKING

import numpy as np

from engine.counting import Piece
from engine.evaluate.arrays import Longs

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


def whole_days(first: int | Longs, after: int | Longs, now: int) -> tuple[int | Longs, int | Longs]:
    """Give the days that lie in a window of slots as far as they have been: the first, and the one after the last.

    `now` is the slot after the last session seen: the present day is whole as it stands.
    """
    until = (after + 1) // 2 if isinstance(after, int) and after == now else after // 2
    if not isinstance(after, int):
        until = np.where(after == now, (after + 1) // 2, until)
    return (first + 1) // 2, until


def in_parts(
    frame: "Frame", first: int | Longs, after: int | Longs, piece: Piece, *, whole: bool, high: bool
) -> Longs | None:
    """Count the sessions that stand alone at a window's ends and make a day each; None where no window has such.

    `high` counts a session of which it is not known whether it is in the set. `whole` asks for a possible one.
    """
    begins, ends = np.asarray(first), np.asarray(after)
    afternoons = (begins % 2 == 1) & (begins < ends)
    mornings = (ends % 2 == 1) & (ends != frame.slot) & (begins < ends)
    if not (afternoons.any() or mornings.any()):
        return None
    count = np.zeros(frame.size, dtype=np.int64)
    for alone, slots in ((afternoons, begins), (mornings, ends - 1)):
        entries = np.flatnonzero(np.broadcast_to(alone, (frame.size,)))
        if len(entries):
            there = np.broadcast_to(slots, (frame.size,))[entries]
            count[entries] += makes_a_day(frame, there, entries, piece.set, whole=whole, high=high)
    return count


def makes_a_day(frame: "Frame", slots: Longs, entries: Longs, number: int, *, whole: bool, high: bool) -> Longs:
    """Say for some entries whether a session alone makes a day of a set: 1 or 0."""
    state = frame.state
    pupils = entries if frame.pupils is None else frame.pupils[entries]
    held = state.sessions.totals[number].between(slots, slots + 1, pupils)
    doubts = state.sessions.doubts.get(number)
    if high and doubts is not None:
        held = held + doubts.between(slots, slots + 1, pupils)
    if whole:
        held = held * state.sessions.totals[state.plan.named_sets["possible"]].between(slots, slots + 1, pupils)
    return held
