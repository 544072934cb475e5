"""A ladder's own counts of sessions: those of the window, or those since its latest step."""

from typing import TYPE_CHECKING

from engine.counting import SessionCount
from engine.evaluate.arrays import Longs
from engine.evaluate.between import known_count
from engine.evaluate.bounds import bounds_of
from engine.evaluate.counts import Pair
from engine.evaluate.moving import Moving
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame, Restart


def count_restarted(frame: "Frame", kind: SessionCount, restart: "Restart", pairs: tuple[Pair, ...]) -> Column:
    """Count from the window's first session, or from the one after a restart that came later."""
    bounds = bounds_of(frame, kind.span)
    first, after = bounds.first_slot, bounds.after_slot
    assert isinstance(first, int) and isinstance(after, int), "INVARIANT: the window is the same for all"
    first = max(first, restart.begin)
    later = (restart.slot > first).nonzero()[0]
    pupils = later if frame.pupils is None else frame.pupils[later]
    total: Longs | None = None
    doubt: Longs | None = None
    for piece, (sure, unsure) in zip(kind.pieces, pairs, strict=True):
        running, running_doubts = frame.state.sessions.running[piece.set]
        noted, noted_doubts = restart.totals[piece.set]
        counted = _count(frame, sure, first, after)
        counted[later] = running[pupils] - noted[later]
        total = counted if total is None else total + counted
        if unsure is not None and running_doubts is not None and noted_doubts is not None:
            counted = _count(frame, unsure, first, after)
            counted[later] = running_doubts[pupils] - noted_doubts[later]
            doubt = counted if doubt is None else doubt + counted
    assert total is not None, "INVARIANT: a count has a piece"
    return known_count(total, None if doubt is None else doubt == 0, None)


def _count(frame: "Frame", moving: Moving, first: int, after: int) -> Longs:
    counted = moving.between(first, after, frame.pupils)
    return counted.copy() if frame.pupils is None else counted
