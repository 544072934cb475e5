"""What a condition may name of rows of a fact table at review points of a grid: an entry a row and point."""

from functools import cached_property

from engine.evaluate.arrays import Longs
from engine.evaluate.grid_entries import read_at_entries
from engine.evaluate.grid_frame import GridFrame, SomeOfGrid
from engine.evaluate.rows import Rows, RowSet
from engine.evaluate.rows_alone import SCHOOL_DAYS
from engine.evaluate.take import take
from engine.expressions.columns import Column


class RowsOfGrid(SomeOfGrid):
    """Some rows of a block, by their `places` in the set of them, each at an entry of its pupil."""

    def __init__(self, whole: GridFrame, entries: Longs, rows: RowSet, at: Longs) -> None:
        super().__init__(whole, entries)
        self._all, self._at = rows, at

    @cached_property
    def of(self) -> Rows:
        """The rows."""
        return Rows(self._all, self._at)

    @cached_property
    def of_pupils(self) -> SomeOfGrid:
        """The same as entries of their pupils."""
        return SomeOfGrid(self.whole, self.entries)

    def some(self, entries: Longs) -> "RowsOfGrid":
        """Narrow further."""
        return RowsOfGrid(self.whole, self.entries[entries], self._all, self._at[entries])

    def is_alone(self, name: str) -> bool:
        """Whether a figure has to be looked up entry by entry."""
        return self.state.reads_rows(name) or super().is_alone(name)

    def _read(self, name: str) -> Column:
        column = self.of.table.columns.get(name)
        if column is not None:
            return take(column, self.of.rows)
        if name == SCHOOL_DAYS:
            return Column(self.of.school_days)
        if not self.state.reads_rows(name):
            return self.of_pupils[name]
        return read_at_entries(self, self.whole.plan.figures[name])
