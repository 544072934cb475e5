"""A column of cells as text: each different text once, and for every row which of them it has."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import polars

Places = npt.NDArray[np.intp]

NO_DAY: Final = -(2**31)
"""Stands among the days of a column for the blank text."""


class Coded:
    """Cells of which equal ones are told apart from others by a number.

    `texts` are the different texts, each once and of some row; `at` gives the place of each row's. With `in_order` the
    texts ascend; `series` holds them where they came in one, and they become objects only when they are asked for.
    `days` holds the day numbers of texts that are dates and came as such, `NO_DAY` for a blank one.
    """

    __slots__ = ("_texts", "at", "days", "in_order", "series")

    def __init__(
        self,
        texts: Sequence[str] | None,
        at: Places,
        *,
        in_order: bool = False,
        series: "polars.Series | None" = None,
        days: npt.NDArray[np.int32] | None = None,
    ) -> None:
        self._texts = texts
        self.at = at
        self.in_order = in_order
        self.series = series
        self.days = days

    @property
    def texts(self) -> Sequence[str]:
        """Give the different texts."""
        if self._texts is None:
            if self.days is not None:
                self._texts = _dates(self.days)
            else:
                self._texts = [] if self.series is None else self.series.to_list()
        return self._texts

    @property
    def different(self) -> int:
        """Give how many different texts there are."""
        if self.days is not None:
            return len(self.days)
        return len(self.texts if self.series is None else self.series)

    @property
    def has_blank(self) -> bool:
        """Whether a cell is blank."""
        if self.days is not None:
            return len(self.days) > 0 and int(self.days[0]) == NO_DAY
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


def of_days(days: npt.NDArray[np.int32], at: Places) -> Coded:
    """Give cells that are dates of the years 1 to 9999, told by different day numbers, ascending; `NO_DAY` is blank.

    >>> of_days(np.array([NO_DAY, 0]), np.array([1, 0, 1])).texts
    ['', '1970-01-01']
    """
    return Coded(None, at, in_order=True, days=days)


def _dates(days: npt.NDArray[np.int32]) -> list[str]:
    """Write dates, all at once: one by one they take three times as long."""
    known = days[days != NO_DAY]
    texts: list[str] = known.astype("datetime64[D]").astype("U10").tolist()
    return texts if len(known) == len(days) else ["", *texts]


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
