"""Counts that move with time: what enters a window is added, what leaves it is taken off."""

from collections.abc import Sequence

import numpy as np

from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.past import Past


class Moving:
    """How many steps of a window count, a pupil each. Steps are sessions or days, as its owner says.

    `starts`: for each step the first one of its window, where a window only grows until the next one starts.
    Without them what a window leaves, or has not taken yet, is looked up in `past`.
    """

    __slots__ = ("_after", "_first", "_past", "_starts", "_total")

    def __init__(self, size: int, past: Past | None, starts: Sequence[int] | None) -> None:
        self._past, self._starts = past, starts
        self._first = self._after = 0
        self._total: Longs = np.zeros(size, dtype=np.int16)

    def take(self, step: int, bits: Bits | None) -> None:
        """Take the next step in; None counts for nobody."""
        if self._starts is not None and self._starts[step] > self._first:
            self._first = self._starts[step]
            self._total.fill(0)
        if bits is not None:
            np.add(self._total, bits, out=self._total)
        self._after = step + 1

    def between(self, first: int, after: int, idx: Longs | None) -> Longs:
        """Count the steps `first` (included) to `after` (excluded), of the pupils of `idx`, or of all.

        To be read before the next step is taken.
        """
        if after <= first:
            return np.zeros(len(self._total) if idx is None else len(idx), dtype=np.int16)
        if first != self._first or after != self._after:
            self._move(first, after)
        return self._total if idx is None else self._total[idx]

    def _move(self, first: int, after: int) -> None:
        assert self._past is not None, "INVARIANT: a window that only grows is as far as its steps"
        total, bits = self._total, self._past.bits
        if not self._first <= first < self._after:
            total.fill(0)
            self._first = self._after = first
        for step in range(self._after, after):
            np.add(total, bits(step), out=total)
        for step in range(after, self._after):
            np.subtract(total, bits(step), out=total)
        for step in range(self._first, first):
            np.subtract(total, bits(step), out=total)
        self._first, self._after = first, after
