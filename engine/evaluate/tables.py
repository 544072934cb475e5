"""Decision tables at a review point: figures for pupils, decisions on rows."""

from typing import TYPE_CHECKING

import numpy as np

from engine.counting import TableOutput
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.asking import ask, reported
from engine.evaluate.recording import Recorder
from engine.evaluate.standing import Standing
from engine.expressions.columns import Column
from engine.expressions.record import given_back
from engine.expressions.rows import column_of, values
from engine.expressions.table_run import DecidedColumns, TableProgram, compile_table_columns
from engine.expressions.tables import COLLECT, DecisionTable
from engine.expressions.types import BOOLEAN, LIST, STRING
from engine.plan import PlannedTable

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State
    from engine.evaluate.rows_alone import RowsAlone
    from engine.evaluate.rows_of_grid import RowsOfGrid


class Tables:
    """The tables of a plan."""

    def __init__(self, state: "State") -> None:
        self._state = state

    def output(self, frame: "Frame", kind: TableOutput) -> Column:
        """Give what a table gives under a name; not known where its `for` or `when` does not hold."""
        key = f"table {kind.table}"
        decided = frame.tables_held.get(key)
        if decided is None:
            decided = frame.tables_held[key] = program_of(self._state.plan.tables[kind.table])(frame, frame.size)
        table = self._state.plan.tables[kind.table]
        column: Column = decided.outputs[kind.output]
        if table.table.hit == COLLECT:
            column = self._listed(frame, kind, decided)
        if table.steer.asks is None and table.steer.unless is None and table.steer.in_force is None:
            return column
        yes, _ = ask(frame, table.steer, None)
        valid = yes if column.valid is None else yes & column.valid
        return Column(column.data, valid, column.over, column.words)

    def _listed(self, frame: "Frame", kind: TableOutput, decided: DecidedColumns) -> Column:
        """Give all that the matching rows give, a list an entry; an empty one where none matches."""
        program = program_of(self._state.plan.tables[kind.table])
        found: list[list[object]] = [[] for _ in range(frame.size)]
        for matched, outputs in zip(decided.matched, program.outputs, strict=True):
            given = values(outputs[kind.output](frame, frame.size), program.table.types[kind.output], frame.size)
            for entry in np.flatnonzero(matched).tolist():
                found[entry].append(given[entry])
        return column_of(found, LIST)


class TableRun:
    """A table that decides on rows: which have been decided in the present stretch of its condition."""

    def __init__(self, table: PlannedTable, size: int) -> None:
        self.table = table
        self.standing = Standing(size, rolling=table.rolling)

    def look(
        self,
        frame: "Frame",
        among: Bits,
        recorder: Recorder,
        half: int | None,
        entries: Longs | None,
        only: Bits | None = None,
    ) -> Bits | None:
        """Decide on the rows for which the condition begins to hold; say for which it is not known (None: for none)."""
        assert entries is not None, "INVARIANT: a table that decides is about rows"
        yes, unsure = ask(frame, self.table.steer, among)
        told = reported(frame, self.table.steer, among, yes, unsure)
        if told is not None:
            recorder.doubt(frame, self.table.name, self.table.steer.reads, told)
        fresh = yes & ~self.standing.held[entries]
        self.standing.note(yes, entries, only)
        chosen = np.flatnonzero(fresh)
        if len(chosen):
            self._decide(frame, chosen, recorder)
        return unsure

    def _decide(self, frame: "Frame", chosen: Longs, recorder: Recorder) -> None:
        few = frame.some(chosen)
        is_open, hit, gives = decided_by(self.table, few)
        settled = np.flatnonzero(~is_open)
        if len(settled) < few.size:
            whole = np.zeros(frame.size, dtype=np.bool_)
            whole[chosen[is_open]] = True
            recorder.doubt(frame, self.table.name, self.table.table.reads, whole)
        if len(settled):
            # what the table has just read need not be read again
            recorder.decide(few if len(settled) == few.size else few.some(settled), self.table, hit, gives)


_KEPT: dict[int, tuple[DecisionTable, TableProgram]] = {}
_MOST = 64


def program_of(table: PlannedTable) -> TableProgram:
    """Give a table's program: one for every register, and for what is cut out of a plan."""
    key = id(table.table)
    if key not in _KEPT:
        while len(_KEPT) >= _MOST:
            del _KEPT[next(iter(_KEPT))]
        # INVARIANT: the table is kept beside its program, so that its number is no other table's
        _KEPT[key] = (table.table, compile_table_columns(table.table))
    return _KEPT[key][1]


def decided_by(
    table: PlannedTable, few: "Frame | RowsAlone | RowsOfGrid"
) -> tuple[Bits, Longs, dict[str, tuple[object, ...]]]:
    """Decide on entries: say which are open for want of something known, and what becomes of the others.

    That is the row of the table that each hits, -1 for none, and what it gives.
    """
    program = program_of(table)
    decided: DecidedColumns = program(few, few.size)
    is_open = (decided.row < 0) & ~decided.broken
    if np.count_nonzero(is_open):
        is_open &= _undecided(program, few)
    settled = np.flatnonzero(~is_open)
    gives = {
        name: _given(column, kind, few.size, settled)
        for name, column, kind in zip(table.gives, decided.outputs, table.table.types, strict=True)
    }
    return is_open, decided.row[settled].astype(np.int64), gives


def _given(column: Column, kind: str, size: int, chosen: Longs) -> tuple[object, ...]:
    """Give an output's values for some entries, as they are given to people."""
    found: list[object] = values(column, kind, size)
    if len(chosen) < size:
        found = [found[entry] for entry in chosen.tolist()]
    return tuple(found) if kind in {STRING, BOOLEAN} else tuple(map(given_back, found))


def _undecided(program: TableProgram, frame: "Frame | RowsAlone | RowsOfGrid") -> Bits:
    """Say where some row of the table would match if what is not known were as it asks."""
    possible: list[Bits] = []
    for cell in program.cells:
        column = cell(frame, frame.size)
        data = np.broadcast_to(column.data, (frame.size,)).astype(np.bool_)
        possible.append(data if column.valid is None else data | ~np.broadcast_to(column.valid, (frame.size,)))
    found = np.zeros(frame.size, dtype=np.bool_)
    for cells in program.rules:
        held = np.ones(frame.size, dtype=np.bool_)
        for place in cells:
            held &= possible[place]
        found |= held
    return found
