"""Columns side by side -> which of their entries are alike, so that each different one is put into words once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.fired import Longs

_ROOM = 4096


def alike(columns: Sequence[npt.NDArray[np.generic]], size: int) -> tuple[list[int], Longs]:
    """Give an entry of each kind, and for every entry the number of its kind; those of a kind are alike in all columns.

    Each column has `size` entries, at least one, of whole numbers or truths; objects are never alike.

    >>> alike([np.array([7, 3, 7]), np.array([True, True, True])], 3)
    ([1, 2], array([1, 0, 1]))
    """
    if any(column.dtype == np.object_ for column in columns):
        return list(range(size)), np.arange(size)
    room = 2 * size + _ROOM
    kinds, number = 1, np.zeros(size, dtype=np.int64)
    for column in columns:
        least = int(column.min())
        span = int(column.max()) - least + 1
        if span == 1:
            continue
        if span > room:
            told, mine = np.unique(column, return_inverse=True)
            span = len(told)
        else:
            mine = column.astype(np.int64) - least
        number, kinds = number * span + mine, kinds * span
        if kinds > room:
            told, number = np.unique(number, return_inverse=True)
            kinds = len(told)
    if kinds == 1:
        return [0], number
    some = np.full(kinds, -1)
    some[number] = np.arange(size)
    there = np.flatnonzero(some >= 0)
    if len(there) < kinds:
        place = np.zeros(kinds, dtype=np.int64)
        place[there] = np.arange(len(there))
        number = place[number]
    return some[there].tolist(), number
