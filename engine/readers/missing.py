"""Marks that were read -> none where there is no row, and how many are missing."""

from typing import Final

import numpy as np
import numpy.typing as npt

from engine.readers.marks import NO_ROW

_CELLS: Final = 1 << 16
"""Sessions looked at together: what is asked of them stays in the cache, and a small school is asked about at once."""


def clear_rows(cells: npt.NDArray[np.uint8]) -> None:
    """Put 0, which is no mark, where there is no row: a row whose code is left blank is no mark either."""
    flat = cells.reshape(-1)
    for begins in range(0, len(flat), _CELLS):
        some = flat[begins : begins + _CELLS]
        # All bits where there is a row and none where there is not; copying where it is so takes five times as long.
        some &= (some == NO_ROW).view(np.uint8) - np.uint8(1)


def missing_marks(
    cells: npt.NDArray[np.uint8],
    open_sessions: npt.NDArray[np.bool_],
    days: npt.NDArray[np.int32],
    enrolled: npt.NDArray[np.int32],
    left: npt.NDArray[np.int32],
) -> int:
    """Count the open sessions without a mark of pupils who were on the roll that day.

    `cells` has a row a session and a column a pupil, 0 where there is no mark; `open_sessions` a row a day. `enrolled`
    and `left` are the pupils' first and last days on the roll, both included.
    """
    missing = 0
    at_once = max(1, _CELLS // max(1, 2 * len(enrolled)))
    for begins in range(0, len(days), at_once):
        some = days[begins : begins + at_once, None]
        unmarked = cells[2 * begins : 2 * (begins + len(some))].reshape(len(some), 2, -1) == 0
        unmarked &= ((enrolled <= some) & (some <= left))[:, None]
        missing += int(np.count_nonzero(unmarked[open_sessions[begins : begins + len(some)]]))
    return missing
