"""A dataset as it is written to files: marks as an array, every other table as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.register import Arrivals

NO_ROW: Final = 255
"""Stands among marks where the file has no row for a pupil and session."""


@dataclass(frozen=True, slots=True)
class MarkTable:
    """Marks day by day: two rows a date, a column a pupil, each a place in `codes` or `NO_ROW`.

    `codes` may hold the empty text, which is a row without a mark. `arrivals` has an entry for the marks that say when
    the pupil came; `has_arrived` and `has_minutes_late` say which of its columns the file has.
    """

    days: tuple[date, ...]
    pupils: tuple[str, ...]
    codes: tuple[str, ...]
    cells: npt.NDArray[np.uint8]
    arrivals: Arrivals
    has_arrived: bool = True
    has_minutes_late: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as text under their column names."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def no_arrivals() -> Arrivals:
    """Give the arrivals of marks of which none says when the pupil came."""
    places = np.zeros(0, dtype=np.int32)
    minutes = np.zeros(0, dtype=np.int16)
    return Arrivals(places, places, minutes, minutes)
