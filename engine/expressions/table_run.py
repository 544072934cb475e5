"""A checked decision table over one record, and over columns."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.expressions import arithmetic
from engine.expressions.column import Column
from engine.expressions.columns import Program, compile_columns
from engine.expressions.record import Record, compile_record
from engine.expressions.rows import column_of, values
from engine.expressions.tables import ANY, COLLECT, FIRST, OUTPUT_ORDER, PRIORITY, RULE_ORDER, UNIQUE, DecisionTable
from engine.expressions.typed import Constant
from engine.expressions.types import BOOLEAN, NUMBER, STRING
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Decided:
    """What a table gives for one record.

    `matched` are the rows that match, from 0. `outputs` has one value for each output, or is None
    where no row matches or the hit policy is broken (then `broken`); where several rows count
    (collect and the orders) it is a list of such tuples, or the aggregate.
    """

    matched: tuple[int, ...]
    outputs: Any
    broken: bool = False


def compile_table(table: DecisionTable) -> Callable[[Record], Decided]:
    """Make a function of a record."""
    rules = [
        ([compile_record(cell) for cell in rule.cells], [compile_record(output) for output in rule.outputs])
        for rule in table.rules
    ]
    defaults = [None if default is None else compile_record(default) for default in table.defaults]

    def decide(record: Record) -> Decided:
        matched = tuple(at for at, (cells, _) in enumerate(rules) if all(cell(record) is True for cell in cells))
        if not matched:
            if any(default is not None for default in defaults):
                return Decided((), tuple(None if default is None else default(record) for default in defaults))
            return Decided((), None)
        taken = matched[:1] if table.hit == FIRST else matched
        given = [tuple(output(record) for output in rules[at][1]) for at in taken]
        return _settled(table, matched, given)

    return decide


def _settled(table: DecisionTable, matched: tuple[int, ...], given: list[tuple[Any, ...]]) -> Decided:
    """Choose among the rows that match, as the hit policy says."""
    if table.hit in (UNIQUE, ANY):
        broken = len(matched) > 1 if table.hit == UNIQUE else any(each != given[0] for each in given)
        return Decided(matched, None if broken else given[0], broken)
    if table.hit == PRIORITY:
        return Decided(matched, min(given, key=lambda each: _rank(table, each)))
    if table.hit == OUTPUT_ORDER:
        return Decided(matched, sorted(given, key=lambda each: _rank(table, each)))
    if table.hit == COLLECT and table.aggregate:
        return Decided(matched, (_aggregated(table.aggregate, [each[0] for each in given]),))
    if table.hit in (COLLECT, RULE_ORDER):
        return Decided(matched, given)
    return Decided(matched, given[0])


def _rank(table: DecisionTable, given: tuple[Any, ...]) -> tuple[int, ...]:
    """Give the place of a row's outputs among their allowed values; what is not among them comes last."""
    ranks = []
    for value, allowed in zip(given, table.priorities, strict=False):
        if allowed:
            ranks.append(allowed.index(value) if value in allowed else len(allowed))
    return tuple(ranks)


def _aggregated(aggregate: str, found: list[Any]) -> Any:
    if aggregate == "count":
        return len(found)
    if None in found:
        return None
    return arithmetic.total(found) if aggregate == "sum" else (min if aggregate == "min" else max)(found)


@dataclass(frozen=True, slots=True)
class DecidedColumns:
    """What a table gives for many records.

    `row` is the row that counts, from 0, or -1 where none does; for collect the first that
    matches. `matched` has for each row of the table where it matches; `broken` is where the hit policy is
    broken. `outputs` are the columns of the outputs by `row`, not known where it is -1.
    """

    row: np.ndarray
    matched: tuple[np.ndarray, ...]
    broken: np.ndarray
    outputs: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class TableProgram:
    """A compiled table: call it with the columns that it reads and the number of rows."""

    table: DecisionTable
    cells: tuple[Program, ...]
    rules: tuple[tuple[int, ...], ...]
    outputs: tuple[tuple[Program, ...], ...]
    ready: tuple[Column | None, ...]

    def __call__(self, env: Mapping[str, Any], rows: int) -> DecidedColumns:
        """Decide for each row."""
        truths: list[np.ndarray | None] = [None] * len(self.cells)
        matched = []
        for cells in self.rules:
            mask: np.ndarray | None = None
            for cell in cells:
                truth = truths[cell]
                if truth is None:
                    truth = truths[cell] = _true(self.cells[cell](env, rows))
                mask = truth if mask is None else np.logical_and(mask, truth)
            matched.append(np.ones(rows, bool) if mask is None else mask)
        row = np.full(rows, -1, dtype=np.int16)
        for at in range(len(matched) - 1, -1, -1):
            row[matched[at]] = at
        broken = self._broken(env, rows, matched)
        if broken.any():
            row[broken] = -1
        outputs = tuple(self._output(at, env, rows, row) for at in range(len(self.table.outputs)))
        return DecidedColumns(row, tuple(matched), broken, outputs)

    def _broken(self, env: Mapping[str, Any], rows: int, matched: list[np.ndarray]) -> np.ndarray:
        broken = np.zeros(rows, bool)
        if self.table.hit not in (UNIQUE, ANY) or len(matched) < 2:
            return broken
        several: np.ndarray = np.greater(np.sum(matched, axis=0, dtype=np.int16), 1)
        if self.table.hit == UNIQUE or not several.any():
            return several
        decide = compile_table(self.table)
        reads = {name: values(env.get(name), kind, rows) for name, kind in self._reads().items()}
        for at in np.flatnonzero(several).tolist():
            broken[at] = decide({name: column[at] for name, column in reads.items()}).broken
        return broken

    def _reads(self) -> dict[str, str]:
        programs = (*self.cells, *(program for row in self.outputs for program in row))
        return {name: kind for program in programs for name, kind in program.reads.items()}

    def _output(self, at: int, env: Mapping[str, Any], rows: int, row: np.ndarray) -> Column:
        ready = self.ready[at]
        if ready is not None:
            # The last entry is for no row at all, which index -1 finds.
            return Column(
                ready.data[row],
                None if ready.valid is None else ready.valid[row],
                None if ready.over is None else ready.over[row],
                ready.words,
            )
        kind = self.table.types[at]
        made: list[tuple[np.ndarray, Column]] = []
        for number, programs in enumerate(self.outputs):
            here: np.ndarray = row == number
            if here.any():
                made.append((here, programs[at](env, rows)))
        if kind == STRING or (kind in {BOOLEAN, NUMBER} and all(each.data.dtype.kind in "bi" for _, each in made)):
            return _picked(made, kind, rows)
        found: list[Any] = [None] * rows
        for here, column in made:
            given = values(column, kind, rows)
            for place in np.flatnonzero(here).tolist():
                found[place] = given[place]
        return column_of(found, kind)


def _picked(made: list[tuple[np.ndarray, Column]], kind: str, rows: int) -> Column:
    """Put columns together, each of them where it counts."""
    data, valid = np.zeros(rows, bool if kind == BOOLEAN else np.int64), np.zeros(rows, bool)
    over = np.ones(rows, np.int64)
    words: dict[str, int] = {}
    for here, column in made:
        found: np.ndarray = column.data
        if kind == STRING:
            codes = [words.setdefault(word, len(words)) for word in column.words or ()]
            found = np.array(codes or [0], dtype=np.int64)[np.minimum(found, max(len(codes) - 1, 0))]
        np.copyto(data, found, where=here, casting="unsafe")
        np.copyto(valid, True if column.valid is None else column.valid, where=here)
        np.copyto(over, 1 if column.over is None else column.over, where=here)
    known = None if valid.all() else valid
    return Column(data, known, over if (over != 1).any() else None, tuple(words) if kind == STRING else None)


def compile_table_columns(table: DecisionTable) -> TableProgram:
    """Compile a table over columns; cells that say the same of an input are worked once."""
    cells: list[Program] = []
    known: dict[Any, int] = {}
    rules = []
    for rule in table.rules:
        row = []
        for cell in rule.cells:
            if isinstance(cell.tree, Constant) and cell.tree.value is True:
                continue
            if cell.tree not in known:
                known[cell.tree] = len(cells)
                cells.append(compile_columns(cell))
            row.append(known[cell.tree])
        rules.append(tuple(row))
    outputs = tuple(tuple(compile_columns(output) for output in rule.outputs) for rule in table.rules)
    ready = tuple(_ready(table, at) for at in range(len(table.outputs)))
    return TableProgram(table, tuple(cells), tuple(rules), outputs, ready)


def _ready(table: DecisionTable, at: int) -> Column | None:
    """Give an output of fixed values as a column of one entry a row of the table, and a last one for no row."""
    found = []
    for rule in table.rules:
        tree = rule.outputs[at].tree
        if not isinstance(tree, Constant):
            return None
        found.append(tree.value)
    return column_of([*found, None], table.types[at])


def _true(column: Column) -> np.ndarray:
    return column.data if column.valid is None else np.logical_and(column.data, column.valid)
