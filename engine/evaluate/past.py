"""Which sessions or days that have gone by were in a set: a bit a pupil and step."""

import numpy as np
import numpy.typing as npt

from engine.evaluate.arrays import Bits, Longs

_BYTE = 8
_AT_ONCE = 2_000_000


class Past:
    """A bit a pupil for each step: what a window leaves behind is looked up here, and what evidence names."""

    __slots__ = ("_rows", "_size")

    def __init__(self, steps: int, size: int) -> None:
        self._size = size
        self._rows: npt.NDArray[np.uint8] = np.zeros((steps, -(-size // _BYTE)), dtype=np.uint8)

    def keep(self, step: int, bits: Bits) -> None:
        """Keep a step's bits; a step that is never kept is nobody's."""
        self._rows[step] = np.packbits(bits, bitorder="little")

    def bits(self, step: int) -> npt.NDArray[np.uint8]:
        """Give a step's bits, 0 or 1 a pupil."""
        return np.unpackbits(self._rows[step], count=self._size, bitorder="little")

    def steps_of(self, pupils: Longs, first: Longs, after: Longs) -> tuple[Longs, ...]:
        """Give, for each of some pupils, the steps from `first` (included) to `after` (excluded) that are theirs."""
        width = int(np.max(after - first, initial=0))
        if width <= 0:
            return tuple(np.zeros(0, dtype=np.int64) for _ in pupils)
        found: list[Longs] = []
        each = max(1, _AT_ONCE // width)
        for begin in range(0, len(pupils), each):
            some = slice(begin, begin + each)
            steps = first[some, None] + np.arange(width)
            places = np.minimum(steps, len(self._rows) - 1)
            held = self._rows[places, pupils[some, None] // _BYTE] >> (pupils[some, None] % _BYTE).astype(np.uint8)
            entry, place = np.nonzero((held & 1).astype(np.bool_) & (steps < after[some, None]))
            found += np.split(steps[entry, place], np.searchsorted(entry, np.arange(1, len(steps))))
        return tuple(found)
