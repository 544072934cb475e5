"""What is added up session by session, as an exact sum per pupil."""

from typing import TYPE_CHECKING

import numpy as np

from engine.evaluate.arrays import Bits, different
from engine.evaluate.bounds import Bounds
from engine.evaluate.tally import Tally
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


class RunningTotal:
    """A sum per pupil after each session, in units of one over `scale`, and how many added values were not known."""

    def __init__(self, slots: int, size: int) -> None:
        self.rows = np.zeros((slots + 1, size), dtype=np.int64)
        self.unknown = Tally(slots, size)
        self.scale = 1

    def skip(self, slot: int) -> None:
        """Take in a session of which nothing counts."""
        self.rows[slot + 1] = self.rows[slot]
        self.unknown.step(slot, None)

    def add(self, slot: int, column: Column, inside: Bits, doubt: Bits | None) -> None:
        """Take in a session: the amounts of those inside the set, and who may or may not be inside."""
        size = len(inside)
        valid = np.ones(size, np.bool_) if column.valid is None else np.broadcast_to(column.valid, (size,))
        data = np.broadcast_to(column.data, (size,)).astype(np.int64)
        if column.over is not None:
            over = np.broadcast_to(column.over, (size,)).astype(np.int64)
            wider = int(np.lcm.reduce(different(np.append(over[valid], self.scale)))) if valid.any() else self.scale
            if wider != self.scale:
                self.rows[: slot + 1] *= wider // self.scale
                self.scale = wider
            data = data * (self.scale // np.where(valid, over, self.scale))
        else:
            data = data * self.scale
        self.rows[slot + 1] = self.rows[slot] + np.where(inside & valid, data, 0)
        missing = inside & ~valid
        if doubt is not None:
            # one that may be in or out adds nothing either way where it adds 0
            missing = missing | (doubt & (~valid | (data != 0)))
        self.unknown.step(slot, missing)

    def between(self, frame: "Frame", bounds: Bounds) -> Column:
        """Give the sum in a window; not known where an amount in it is not."""
        pupils = np.arange(self.rows.shape[1]) if frame.pupils is None else frame.pupils
        first = np.broadcast_to(np.asarray(bounds.first_slot), (frame.size,))
        after = np.maximum(np.broadcast_to(np.asarray(bounds.after_slot), (frame.size,)), first)
        valid = self.unknown.between(first, after, pupils) == 0
        for held in (bounds.there, bounds.known):
            if held is not None:
                valid = valid & held
        data = self.rows[after, pupils] - self.rows[first, pupils]
        over = None if self.scale == 1 else np.full(frame.size, self.scale, dtype=np.int64)
        return Column(data, None if valid.all() else valid, over)
