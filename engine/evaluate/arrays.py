"""The arrays that the evaluator's parts hand each other, by what is in them."""

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.bool_]
"""True or false of each pupil of a block, or of each row or session looked at."""
Longs = npt.NDArray[np.integer]
"""A whole number each: a count, a place among the school days, a slot, a day number, a pupil's number in its block."""

IN_A_WORD = 8
"""Bits, a byte each, that are looked at in one."""
_SHIFT = IN_A_WORD.bit_length() - 1


def places_of(bits: Bits) -> Longs:
    """Give where bits are set, ascending, of an array that is mostly unset: eight of them are looked at in one.

    >>> places_of(np.array([False, True] * 8)).tolist()
    [1, 3, 5, 7, 9, 11, 13, 15]
    """
    flat = bits.reshape(-1)
    if len(flat) % IN_A_WORD or not flat.flags.aligned or not flat.flags.c_contiguous:
        return flat.nonzero()[0]
    # truths are gone through many times faster than words
    words = (flat.view(np.uint64) != 0).nonzero()[0]
    if len(words) * IN_A_WORD > len(flat) // 2:
        return flat.nonzero()[0]
    places = flat.reshape(-1, IN_A_WORD)[words].reshape(-1).nonzero()[0]
    # dividing whole arrays takes several times as long
    return np.asarray((words[places >> _SHIFT] << _SHIFT) + (places & IN_A_WORD - 1))


def in_order(numbers: Longs) -> Longs:
    """Give the places of numbers, none of which is below 0, in ascending order; of the same number those before first.

    >>> in_order(np.array([3, 1, 3, 0])).tolist()
    [3, 1, 0, 2]
    """
    # those of 16 bits are sorted by their digits, in a tenth of the time
    narrow = int(numbers.max(initial=0)) <= np.iinfo(np.uint16).max
    return np.argsort(numbers.astype(np.uint16) if narrow else numbers, kind="stable")


def different(values: Longs) -> Longs:
    """Give each different value once, ascending. `np.unique` would load `numpy.ma`, which nothing else needs.

    >>> different(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values, axis=None)
    opens = np.ones(len(ordered), dtype=np.bool_)
    opens[1:] = ordered[1:] != ordered[:-1]
    return np.asarray(ordered[opens])


def any_of_columns(bits: Bits) -> Bits:
    """Say of each column of a table whether a bit is set in it.

    >>> any_of_columns(np.eye(2, 8, dtype=np.bool_)).tolist()
    [True, True, False, False, False, False, False, False]
    """
    if bits.shape[1] % IN_A_WORD or not bits.flags.c_contiguous:
        return np.asarray(bits.any(axis=0))
    words: npt.NDArray[np.uint64] = np.bitwise_or.reduce(bits.view(np.uint64), axis=0)
    return words.view(np.bool_)
