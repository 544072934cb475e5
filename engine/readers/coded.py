"""A column of cells as text: each different text once, and for every row which of them it has."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.intp]


class Coded:
    """Cells of which equal ones are told apart from others by a number.

    `texts` are the different texts, in any order, each once and of some row; `at` gives the place of each row's.
    """

    __slots__ = ("at", "texts")

    def __init__(self, texts: Sequence[str], at: Places) -> None:
        self.texts = texts
        self.at = at

    def __len__(self) -> int:
        """Give how many rows there are."""
        return len(self.at)

    def __getitem__(self, row: int) -> str:
        """Give the cell of a row, from 0."""
        return self.texts[int(self.at[row])]

    def __iter__(self) -> Iterator[str]:
        """Give the cells in the order of the rows."""
        return map(self.texts.__getitem__, self.at.tolist())

    def rows_of(self, wanted: Iterable[int]) -> Places:
        """Give the rows, ascending, that have one of some texts, named by their places."""
        places = list(wanted)
        if not places:
            return np.zeros(0, dtype=np.intp)
        is_wanted = np.zeros(len(self.texts), dtype=np.bool_)
        is_wanted[places] = True
        return np.flatnonzero(is_wanted[self.at])


def coded(cells: Sequence[str]) -> Coded:
    """Put each different cell once.

    >>> column = coded(["a", "b", "a"])
    >>> column.texts, column.at.tolist()
    (['a', 'b'], [0, 1, 0])
    """
    places = {text: place for place, text in enumerate(dict.fromkeys(cells))}
    at = np.fromiter(map(places.__getitem__, cells), dtype=np.intp, count=len(cells))
    return Coded(list(places), at)


def merged(texts: Sequence[str], at: Places) -> Coded:
    """Give cells whose texts may stand there more than once.

    >>> column = merged(["a", "b", "a"], np.array([0, 1, 2]))
    >>> column.texts, column.at.tolist()
    (['a', 'b'], [0, 1, 0])
    """
    once = coded(texts)
    return Coded(texts, at) if len(once.texts) == len(texts) else Coded(once.texts, once.at[at])
