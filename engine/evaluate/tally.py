"""Running totals: a figure is the difference of two rows, a stretch of days the places of the two."""

import numpy as np

from engine.evaluate.arrays import Bits, Longs


class Tally:
    """A running total per pupil after each step; row 0 is before the first step.

    Steps are sessions (two a day) or days, as its owner says.
    """

    __slots__ = ("rows",)

    def __init__(self, steps: int, size: int) -> None:
        self.rows: Longs = np.zeros((steps + 1, size), dtype=np.int16)

    def step(self, at: int, bits: Bits | None) -> None:
        """Add one step's bits; None adds nothing."""
        if bits is None:
            self.rows[at + 1] = self.rows[at]
        else:
            np.add(self.rows[at], bits, out=self.rows[at + 1])

    def between(self, first: int | Longs, after: int | Longs, idx: Longs | None) -> Longs:
        """Count the steps `first` (included) to `after` (excluded); 0 where `after` does not come later.

        Both are one place for all, or one a pupil of `idx`.
        """
        if isinstance(first, int) and isinstance(after, int):
            if after <= first:
                return np.zeros(self.rows.shape[1] if idx is None else len(idx), dtype=np.int16)
            if idx is None:
                return np.asarray(self.rows[after] - self.rows[first])
            return np.asarray(self.rows[after][idx] - self.rows[first][idx])
        if isinstance(after, int):
            return self._since(np.minimum(first, after), after, idx)
        pupils = np.arange(self.rows.shape[1]) if idx is None else idx
        later = np.maximum(after, first)
        return np.asarray(self.rows[later, pupils] - self.rows[first, pupils])

    def _since(self, first: Longs, after: int, idx: Longs | None) -> Longs:
        """Count up to one place for all: from the same place for most of them."""
        begin = int(first.min(initial=after))
        counted = self.between(begin, after, idx)
        later = np.flatnonzero(first != begin)
        pupils = later if idx is None else idx[later]
        counted[later] = self.rows[after][pupils] - self.rows[first[later], pupils]
        return counted
