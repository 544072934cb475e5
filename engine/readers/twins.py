"""Rows of marks for sessions that have several -> which of them differ, and which may stay."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.nouns import dataclass

Ints = npt.NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Twin:
    """A row that cannot stay: its cell, line and code, the line of another row of the cell, and whether all agree."""

    cell: int
    line: int
    code: int
    other: int
    same: bool


@dataclass(frozen=True, slots=True)
class Twins:
    """Rows sorted by cell, then line. `first` and `second` give the lines of a cell's first two rows, for each row."""

    cells: Ints
    lines: Ints
    codes: Ints
    first: Ints
    second: Ints
    differs: npt.NDArray[np.bool_]
    is_bad: npt.NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many rows cannot stay."""
        return int(np.count_nonzero(self.is_bad))

    @property
    def differ(self) -> Ints:
        """Give the cells whose rows say different things."""
        return np.unique(self.cells[self.differs])

    def bad(self) -> Iterator[Twin]:
        """Give the rows that cannot stay, in the order of the file."""
        rows = np.flatnonzero(self.is_bad)
        for row in rows[np.argsort(self.lines[rows], kind="stable")].tolist():
            line = int(self.lines[row])
            other = int(self.first[row]) if line != self.first[row] else int(self.second[row])
            yield Twin(int(self.cells[row]), line, int(self.codes[row]), other, not self.differs[row])


def pair(cells: Ints, lines: Ints, codes: Ints, arrived: Ints, late: Ints) -> Twins:
    """Put the rows of each cell together.

    Of rows that say the same the first stays. Where they differ none does: which is right cannot be known, and what
    stays must not hang on the order of the rows.
    """
    order = np.lexsort((lines, cells))
    cells, lines, codes, arrived, late = (each[order] for each in (cells, lines, codes, arrived, late))
    opens = np.flatnonzero(np.diff(cells, prepend=-1))
    group = np.repeat(np.arange(len(opens)), np.diff(opens, append=len(cells)))
    start = opens[group]
    other = (codes != codes[start]) | (arrived != arrived[start]) | (late != late[start])
    differs = (np.bincount(group, weights=other, minlength=len(opens)) > 0)[group]
    is_first = np.arange(len(cells)) == start
    # Every cell here has at least two rows.
    return Twins(cells, lines, codes, lines[start], lines[start + 1], differs, differs | ~is_first)
