"""The arrays that the evaluator's parts hand each other, by what is in them."""

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.bool_]
"""True or false of each pupil of a block, or of each row or session looked at."""
Longs = npt.NDArray[np.integer]
"""A whole number each: a count, a place among the school days, a slot, a day number, a pupil's number in its block."""


def places_of(bits: Bits) -> Longs:
    """Give where bits are set, ascending, of an array that is mostly unset: eight of them are looked at in one.

    >>> places_of(np.array([False, True] * 8)).tolist()
    [1, 3, 5, 7, 9, 11, 13, 15]
    """
    flat = bits.reshape(-1)
    if len(flat) % _IN_A_WORD or not flat.flags.aligned or not flat.flags.c_contiguous:
        return flat.nonzero()[0]
    words = flat.view(np.uint64).nonzero()[0]
    if len(words) * _IN_A_WORD > len(flat) // 2:
        return flat.nonzero()[0]
    entry, place = flat.reshape(-1, _IN_A_WORD)[words].nonzero()
    return words[entry] * _IN_A_WORD + place


_IN_A_WORD = 8
