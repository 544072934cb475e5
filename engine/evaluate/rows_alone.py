"""What a condition may name of some rows, whatever the day."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.evaluate.arrays import Longs
from engine.evaluate.rows import RowSet
from engine.evaluate.take import take
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.host import State

SCHOOL_DAYS = "school_days"


class RowsAlone(Mapping[str, Column]):
    """Some of a set of rows, by their places in it."""

    def __init__(self, state: "State", rows: RowSet, entries: Longs) -> None:
        self.state, self._rows, self.entries = state, rows, entries
        self.size = len(entries)

    def __getitem__(self, name: str) -> Column:
        column = self._rows.table.columns.get(name)
        if column is not None:
            return take(column, self._rows.rows[self.entries])
        if name == SCHOOL_DAYS:
            return Column(np.asarray(self._rows.school_days[self.entries]))
        return self.state.constant(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows.table.columns)

    def __len__(self) -> int:
        return len(self._rows.table.columns)

    def some(self, entries: Longs) -> "RowsAlone":
        """Narrow to some entries."""
        return RowsAlone(self.state, self._rows, self.entries[entries])
