"""The columns of several batches -> one column of all their entries."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from cli.render.csv_cell import said
from engine.fired import Longs
from engine.told import Each

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")


class Joined(Generic[T]):
    """The columns of several batches one after the other; values that some of them share stand there once."""

    def __init__(self, columns: Sequence[Each[T]]) -> None:
        self.values: list[T] = []
        first: dict[int, int] = {}
        at = []
        for each in columns:
            if id(each.values) not in first:
                first[id(each.values)] = len(self.values)
                self.values += each.values
            at.append(each.at + first[id(each.values)])
        self.at: Longs = np.concatenate(at) if at else np.zeros(0, dtype=np.int64)


def texts_of(joined: Joined[str | None], rows: Longs) -> "pl.Series":
    """Give the texts of some entries, row by row."""
    import polars as pl

    return pl.Series(joined.values, dtype=pl.String)[joined.at[rows]]


def alike(value: T, size: int) -> Each[T]:
    """Give a column of so many entries that all have one value."""
    return Each((value,), np.zeros(size, dtype=np.int64))


def written(value: object) -> str | None:
    """Write a value as text; what is not known is empty."""
    return None if value is None else said(value)
