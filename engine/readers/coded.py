"""A column of cells as text: each different text once, and for every row which of them it has."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import polars

Places = npt.NDArray[np.intp]


class Coded:
    """Cells of which equal ones are told apart from others by a number.

    `texts` are the different texts, each once and of some row; `at` gives the place of each row's. With `in_order` the
    texts ascend; `series` holds them where they came in one, and they become objects only when they are asked for.
    """

    __slots__ = ("_texts", "at", "in_order", "series")

    def __init__(
        self,
        texts: Sequence[str] | None,
        at: Places,
        *,
        in_order: bool = False,
        series: "polars.Series | None" = None,
    ) -> None:
        self._texts = texts
        self.at = at
        self.in_order = in_order
        self.series = series

    @property
    def texts(self) -> Sequence[str]:
        """Give the different texts."""
        if self._texts is None:
            self._texts = [] if self.series is None else self.series.to_list()
        return self._texts

    @property
    def different(self) -> int:
        """Give how many different texts there are."""
        return len(self.texts if self.series is None else self.series)

    @property
    def has_blank(self) -> bool:
        """Whether a cell is blank."""
        if self.series is not None and self.in_order:
            return len(self.series) > 0 and not self.series[0]
        return "" in self.texts

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
        is_wanted = np.zeros(self.different, dtype=np.bool_)
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


def ordered(cells: Coded) -> Coded:
    """Give the same cells with their texts in ascending order.

    >>> column = ordered(coded(["b", "a", "b"]))
    >>> column.texts, column.at.tolist()
    (['a', 'b'], [1, 0, 1])
    """
    if cells.in_order:
        return cells
    texts = cells.texts
    order = sorted(range(len(texts)), key=texts.__getitem__)
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    return Coded([texts[each] for each in order], place[cells.at], in_order=True)
