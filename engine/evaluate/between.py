"""Counting between two places: sessions, days, and when a count is known."""

from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.counting import Piece
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.bounds import Bounds
from engine.evaluate.tally import Tally
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


class There(Protocol):
    """What a window says beside its ends: where it exists at all, and where it is known; None: everywhere."""

    @property
    def there(self) -> Bits | None:
        """Where it exists."""

    @property
    def known(self) -> Bits | None:
        """Where it is known."""


def known_count(count: Longs, sure: Bits | None, bounds: There | None) -> Column:
    """Give a count: none where there is no spell or stretch, not known where it could be one or the other."""
    valid = sure
    if bounds is not None:
        if bounds.there is not None:
            count = np.where(bounds.there, count, 0)
            valid = None if valid is None else valid | ~bounds.there
        if bounds.known is not None:
            valid = bounds.known if valid is None else valid & bounds.known
    return Column(count, None if valid is None or valid.all() else valid)


def known_share(
    part: tuple[Longs, Longs | None], doubt: Longs | None, rest: tuple[Longs, Longs | None] | None
) -> Bits | None:
    """Say where a share is known; None where it is everywhere.

    `part` and `rest` are how many of the whole are in it and outside, and how many are in doubt; `doubt` is that of
    the whole. A share of none stays none, and one of all stays all, however many are in doubt.
    """
    doubts = [unknown == 0 for unknown in (part[1], doubt) if unknown is not None]
    if not doubts:
        return None
    certain: Bits = np.logical_and.reduce(doubts)
    for counted in (part, rest):
        if counted is not None:
            sure, unsure = counted
            certain = certain | ((sure if unsure is None else sure + unsure) == 0)
    return certain


def aged(frame: "Frame", bounds: Bounds, piece: Piece | None) -> tuple[int | Longs, int | Longs]:
    """Narrow a window to the sessions of a piece's age."""
    first, after = bounds.first_slot, bounds.after_slot
    if piece is None or (piece.oldest is None and not piece.youngest):
        return first, after
    if piece.oldest is not None:
        first = most(first, 2 * (frame.place - piece.oldest))
    if piece.youngest:
        after = least(after, max(2 * (frame.place - piece.youngest + 1), 0))
    return most(first, 0), after


def sessions_between(frame: "Frame", tally: Tally, bounds: Bounds, piece: Piece | None) -> Longs:
    """Count what a tally of sessions took in inside a window, of a piece's age."""
    first, after = aged(frame, bounds, piece)
    if isinstance(first, int) and isinstance(after, int):
        return tally.between(first, after, frame.pupils)
    if bounds.there is None:
        return tally.between(first, after, frame.pupils)
    # only those with a spell or a stretch have anything to look up
    counted = np.zeros(frame.size, dtype=np.int16)
    there = np.flatnonzero(bounds.there)
    pupils = there if frame.pupils is None else frame.pupils[there]
    first_there = first if isinstance(first, int) else first[there]
    after_there = after if isinstance(after, int) else after[there]
    counted[there] = tally.between(first_there, after_there, pupils)
    return counted


def halved(slot: int | Longs, *, up: bool = False) -> int | Longs:
    """Give the day of a slot; `up`: the first day that begins at or after it."""
    return (slot + 1) // 2 if up else slot // 2


def least(one: int | Longs, other: int) -> int | Longs:
    """Give the earlier of two places."""
    return min(one, other) if isinstance(one, int) else np.minimum(one, other)


def most(one: int | Longs, other: int) -> int | Longs:
    """Give the later of two places."""
    return max(one, other) if isinstance(one, int) else np.maximum(one, other)
