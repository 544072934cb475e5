"""Running totals and runs down the rows of a table of days or sessions, in few calls.

Rows are cut into stretches of about as many rows as there are stretches. A call moves on by a row in all stretches at
once, then one a stretch carries over what came before: thirty calls where a call a row takes two hundred, between each
of which another thread may take the interpreter away.
"""

from itertools import pairwise
from math import isqrt

import numpy as np
import numpy.typing as npt

from engine.evaluate.arrays import Bits, Longs


def summed(each: Bits | Longs) -> Longs:
    """Give the sums of all rows above each row: one row more than there are, the first of zeros.

    >>> summed(np.array([[1], [0], [1], [1], [1]], dtype=np.int8)).ravel().tolist()
    [0, 1, 1, 2, 3, 4]
    """
    total, stretches = _in_stretches(each, np.int16)
    for before, now in pairwise(stretches):
        np.add(now, before, out=now)
    ends, begins = stretches[-1], stretches[:, 1:]
    for number in range(begins.shape[1]):
        begins[:, number] += ends[number]
    return total


def run_lengths(extends: Bits, breaks: Bits) -> Longs:
    """Give how long a run is above each row: one row more than there are, the first of zeros.

    A row that breaks a run ends it, whether it extends it or not; one that does neither leaves it as it is.

    >>> extends, breaks = np.array([[1, 1, 0, 1, 0, 1], [0, 0, 0, 0, 1, 0]], dtype=np.bool_)
    >>> run_lengths(extends[:, None], breaks[:, None]).ravel().tolist()
    [0, 1, 2, 2, 3, 0, 1]
    """
    kind = np.uint8 if len(extends) <= np.iinfo(np.uint8).max else np.uint16
    length, stretches = _in_stretches(extends, kind)
    # all bits where a run goes on, none where it breaks
    _, goes_on = _in_stretches(breaks, kind)
    goes_on -= kind(1)
    stretches &= goes_on
    for number in range(1, len(stretches)):
        row, still = stretches[number], goes_on[number]
        row += stretches[number - 1]
        row &= still
        # from here on: whether nothing has broken it since the stretch began
        still &= goes_on[number - 1]
    ends, begins = stretches[-1], stretches[:, 1:]
    for number in range(begins.shape[1]):
        begins[:, number] += ends[number] & goes_on[:, number + 1]
    return length


def _in_stretches(rows: Bits | Longs, kind: type[np.integer]) -> tuple[Longs, npt.NDArray[np.integer]]:
    """Copy rows below one of zeros; give the copy, and its stretches: an entry a row of all of them."""
    count, size = rows.shape
    each = max(1, isqrt(count))
    stretches = -(-count // each)
    whole = np.empty((stretches * each + 1, size), dtype=kind)
    whole[0] = whole[count + 1 :] = 0
    whole[1 : count + 1] = rows
    return whole[: count + 1], whole[1:].reshape(stretches, each, size).swapaxes(0, 1)
