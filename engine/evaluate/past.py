"""Which sessions or days that have gone by were in a set: a bit a pupil and step."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from engine.evaluate.arrays import Bits, Longs
from engine.fired import Ragged

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

    def steps_of(self, pupils: Longs, first: Longs, after: Longs) -> Ragged:
        """Give, for each of some pupils, the steps from `first` (included) to `after` (excluded) that are theirs."""

        def look(places: Longs, whose: Longs) -> Bits:
            held = self._rows[places, whose // _BYTE] >> (whose % _BYTE).astype(np.uint8)
            return np.asarray((held & 1).astype(np.bool_))

        return steps_in(look, len(self._rows), pupils, first, after)


def steps_in(look: Callable[[Longs, Longs], Bits], steps: int, pupils: Longs, first: Longs, after: Longs) -> Ragged:
    """Give, for each of some pupils, the steps from `first` (included) to `after` (excluded) that are theirs.

    `look` says which are: it is asked of places among so many steps, and of pupils, both spread to one shape.
    """
    width = int(np.max(after - first, initial=0))
    counts = np.zeros(len(pupils), dtype=np.int64)
    if width <= 0:
        return Ragged(np.zeros(0, dtype=np.int32), counts)
    found: list[Longs] = []
    each = max(1, _AT_ONCE // width)
    for begin in range(0, len(pupils), each):
        some = slice(begin, begin + each)
        places = first[some, None] + np.arange(width, dtype=np.int32)
        held = look(np.minimum(places, steps - 1), pupils[some, None])
        entry, place = np.nonzero(held & (places < after[some, None]))
        counts[some] = np.bincount(entry, minlength=len(places))
        found.append((first[some][entry] + place).astype(np.int32))
    return Ragged(np.concatenate(found), np.cumsum(counts))
