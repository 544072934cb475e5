"""Rows of fact tables: when they are dated, which belong, and how many lie in a window."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.counting import Condition, FactRows
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.force import on_days
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.register import LONG_AGO, FactTable

if TYPE_CHECKING:
    from engine.evaluate.block import Block


DATED_BY = ("date", "submitted_on", "issued_on", "amended_on", "on", "from")
"""The columns that date a row, the first that is there. Source: design §5.2."""

FROM = "from"
NOT_SAID = -(2**31)
"""Where an outcome does not say on which day its action was raised."""

_START_OF_DAY = -1
DAY_IS_OVER = 24 * 60
"""The minute at which all of a day has been seen."""


def dates_of(table: FactTable, dated_by: str | None) -> Longs:
    """Give each row's date as a day number; `LONG_AGO` where none is known, so that it is seen at once."""
    order = [dated_by] if dated_by else []
    order += [name for name in DATED_BY if name not in order]
    dates = np.full(len(table.pupil), LONG_AGO, dtype=np.int64)
    for name in reversed([name for name in order if name in table.columns]):
        column = table.columns[name]
        dates = np.where(_known(column), column.data, dates)
    return dates


def raised_on(table: FactTable) -> Longs:
    """Give the day on which each outcome says that its action was raised, `NOT_SAID` where it says none."""
    column = table.columns.get("raised_on")
    if column is None:
        return np.full(len(table.pupil), NOT_SAID, dtype=np.int64)
    return np.where(_known(column), column.data.astype(np.int64), NOT_SAID)


def ends_of(table: FactTable, dates: Longs, *, open_ended: bool = False) -> Longs:
    """Give the last day of each row: `to`, or its own date where `to` is blank or not a column."""
    column = table.columns.get("to")
    if column is None:
        return dates
    return np.where(_known(column), column.data, np.int64(2**30) if open_ended else dates)


def _known(column: Column) -> Bits:
    return np.ones(column.data.shape, dtype=np.bool_) if column.valid is None else column.valid


def entry_each(column: Column, size: int) -> Column:
    """Give a column with an entry for each of so many, also where one value stands for all."""
    data, valid, over = column.data, column.valid, column.over
    if not data.ndim:
        data = np.full(size, data)
    if valid is not None:
        valid = (valid if valid.ndim else np.full(size, valid)).astype(np.bool_, copy=False)
    if over is not None and not over.ndim:
        over = np.full(size, over)
    return Column(data, valid, over, column.words)


class RowNames(Mapping[str, Column]):
    """What a condition on rows may name: the row's columns first, then what `outer` gives for each row."""

    def __init__(self, table: FactTable, rows: npt.NDArray[np.integer], outer: Callable[[str], Column]) -> None:
        self._table, self._rows, self._outer = table, rows, outer

    def __getitem__(self, name: str) -> Column:
        column = self._table.columns.get(name)
        return self._outer(name) if column is None else take(column, self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.columns)

    def __len__(self) -> int:
        return len(self._table.columns)


def truth(column: Column, size: int) -> tuple[Bits, Bits]:
    """Give where a condition is true, and where it is not known."""
    data = column.data.astype(np.bool_, copy=False)
    if not data.ndim:
        data = np.full(size, data)
    if column.valid is None:
        return data, np.zeros(size, dtype=np.bool_)
    valid = column.valid if column.valid.ndim else np.full(size, column.valid)
    return data & valid, ~valid


class FactTrack:
    """Some rows of one table for the pupils of a block, in order of their date.

    `spread` counts a row on every day from its first to its last, once it is seen; else on its date alone. `start` is
    the day from which on a row is seen and has begun, `first` the one on which it began, `end` its last day. `clamp`
    leaves out what was over before the pupil came, and begins with that day what is spread and had begun before it.
    """

    def __init__(
        self,
        block: "Block",
        rows: FactRows,
        table: FactTable,
        constants: Callable[[str], Column],
        *,
        spread: bool,
        clamp: bool,
        open_ended: bool = False,
        covering: bool = False,
    ) -> None:
        self.table, self.moving, self.spread = table, rows.moving, spread
        dates = dated = firsts = dates_of(table, rows.dated_by)
        if spread and FROM in table.columns:
            firsts = dates_of(table, FROM)
            ends = ends_of(table, firsts, open_ended=open_ended)
            # a row counts from the first day it holds, yet is not seen before its date; one that covers sessions is
            dates = firsts if covering else np.maximum(firsts, dates)
        else:
            ends = ends_of(table, dates, open_ended=open_ended)
        mine = np.flatnonzero((table.pupil >= block.first) & (table.pupil < block.after))
        if rows.in_force is not None and not covering:
            # what covers sessions covers those in force, whenever it is dated
            mine = mine[on_days(rows.in_force, dated[mine])]
        unsure, came = np.zeros(len(mine), dtype=np.bool_), mine[:0]
        if clamp:
            reach = ends if spread else dates
            known = dates[mine] > LONG_AGO
            enrolled = block.enrolled[table.pupil[mine] - block.first]
            stays = ~known | (reach[mine] >= enrolled)
            mine, enrolled = mine[stays], enrolled[stays]
            unsure = np.zeros(len(mine), dtype=np.bool_)
            if spread:
                # of what began before a pupil came, a window that ended by then holds nothing
                dates, firsts, before = dates.copy(), firsts.copy(), dates[mine]
                dates[mine] = np.where(before > LONG_AGO, np.maximum(before, enrolled), before)
                firsts[mine] = np.maximum(firsts[mine], enrolled)
                came = mine[dates[mine] > before]
        for condition in rows.fixed:
            held, doubt = truth(condition.program(RowNames(table, mine, constants), len(mine)), len(mine))
            kept = held | doubt
            unsure = (unsure | doubt)[kept]
            mine = mine[kept]
        order = np.argsort(dates[mine], kind="stable")
        self.rows = mine[order]
        self.unsure = unsure[order]
        self.pupil = (table.pupil[self.rows] - block.first).astype(np.int64)
        self.start = dates[self.rows]
        self.first = firsts[self.rows] if spread else self.start
        self.end = ends[self.rows] if spread else self.start
        self.told_late = bool((self.first < self.start).any())
        self.minute = np.where(np.isin(self.rows, came), _START_OF_DAY, self._minutes(table))
        self._size = block.size
        self._by_end = np.argsort(self.end, kind="stable")
        self._ends = self.end[self._by_end]
        self._lo, self._hi = 0, 0
        self._asked: int | None = None
        self._counted = (0, 0)
        self._vector = np.zeros(block.size, dtype=np.int32)
        self._doubt = np.zeros(block.size, dtype=np.int32) if self.unsure.any() else None

    def _minutes(self, table: FactTable) -> Longs:
        """A blank time counts, within its day, as of the start of the day. Source: design §5.2."""
        column = table.columns.get("time")
        if column is None:
            return np.full(len(self.rows), _START_OF_DAY, dtype=np.int64)
        return np.where(_known(column)[self.rows], column.data[self.rows], _START_OF_DAY)

    def shared(self, lo: int, hi: int, today: slice | None, cut: Longs | None) -> tuple[Longs, Longs | None]:
        """Count per pupil the rows begun before day `hi` (excluded) and not over before `lo`, and those of `today`.

        INVARIANT: `lo` and `hi` never go back from one call to the next. `cut` is the last minute of the day that
        is seen, a pupil each. The second is the count of rows of which it is not known whether they belong.
        """
        upto = int(np.searchsorted(self.start, hi))
        if upto > self._hi:
            self._add(slice(self._hi, upto), 1)
            self._hi = upto
        ended = int(np.searchsorted(self._ends, lo))
        if ended > self._lo:
            self._add(self._by_end[self._lo : ended], -1)
            self._lo = ended
        sure: Longs = self._vector
        doubt = self._doubt
        if today is not None and today.stop > today.start:
            rows = np.arange(today.start, today.stop)
            if cut is not None:
                rows = rows[self.minute[rows] <= cut[self.pupil[rows]]]
            if len(rows):
                sure = sure + np.bincount(self.pupil[rows[~self.unsure[rows]]], minlength=self._size)
                if doubt is not None:
                    doubt = doubt + np.bincount(self.pupil[rows[self.unsure[rows]]], minlength=self._size)
        return sure, doubt

    def _add(self, rows: "slice | Longs", sign: int) -> None:
        pupils, unsure = self.pupil[rows], self.unsure[rows]
        np.add.at(self._vector, pupils[~unsure], sign)
        if self._doubt is not None:
            np.add.at(self._doubt, pupils[unsure], sign)

    @cached_property
    def by_pupil(self) -> tuple[Longs, Longs]:
        """Give the rows in order of pupil, then of date, and their keys in that order."""
        order = np.argsort(self.pupil, kind="stable")
        return order, self.key(self.pupil[order], self.start[order])

    @staticmethod
    def key(pupils: Longs, days: "int | Longs") -> Longs:
        """Give numbers that are in order of pupil, then of day."""
        return pupils.astype(np.int64) * 2**32 + days

    def changes(self, day: int) -> bool:
        """Whether what `shared` gives for a day alone is another than for the day it was last asked for."""
        last, self._asked = self._asked, day
        begun = int(np.searchsorted(self.start, day, side="right"))
        ended = int(np.searchsorted(self._ends, day))
        was, self._counted = self._counted, (begun, ended)
        return last is None or was != self._counted

    def of_day(self, day: int) -> slice:
        """Give the rows dated on one day."""
        return slice(int(np.searchsorted(self.start, day)), int(np.searchsorted(self.start, day, side="right")))

    def within(self, lo: int | Longs, hi: int | Longs, day: int, cut: Longs | None) -> npt.NDArray[np.integer]:
        """Give the rows seen by a day that lie in a window, which may differ by pupil; both ends included."""
        rows = np.arange(int(np.searchsorted(self.start, day, side="right")))
        lo, hi = (each if np.ndim(each) == 0 else np.asarray(each)[self.pupil[rows]] for each in (lo, hi))
        held = (self.end[rows] >= lo) & (self.first[rows] <= hi) & (lo <= hi)
        if cut is not None:
            held &= (self.start[rows] < day) | (self.minute[rows] <= cut[self.pupil[rows]])
        return rows[held]

    def count(
        self,
        rows: npt.NDArray[np.integer],
        outer: Callable[[str, npt.NDArray[np.integer]], Column],
        of: Condition | None = None,
    ) -> tuple[Longs, Longs]:
        """Count such rows per pupil, and those of which it is not known whether they belong."""
        held, doubt = self.judge(rows, outer, of or self.moving)
        return (
            np.bincount(self.pupil[rows[held]], minlength=self._size),
            np.bincount(self.pupil[rows[doubt]], minlength=self._size),
        )

    def judge(
        self,
        rows: npt.NDArray[np.integer],
        outer: Callable[[str, npt.NDArray[np.integer]], Column],
        of: Condition | None,
    ) -> tuple[Bits, Bits]:
        """Say for each row whether it belongs, and whether that is not known."""
        unsure = self.unsure[rows]
        if of is None:
            return ~unsure, unsure
        names = RowNames(self.table, self.rows[rows], lambda name: outer(name, self.pupil[rows]))
        held, doubt = truth(of.program(names, len(rows)), len(rows))
        return held & ~unsure, doubt | (held & unsure)
