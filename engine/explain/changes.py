"""A register with something else in it, to try what would have happened: marks, rows, columns, days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from engine.calendar import date_of, day_number
from engine.explain.edit import Edit, FileGiven, MarkEdit, PupilEdit, RowEdit, RowGone
from engine.expressions.column import Column
from engine.register import LONG_AGO, NEVER, NOT_GIVEN, Arrivals, FactTable, Register

Slot = int
"""A session's row in the marks: two a day, morning and afternoon."""


def until(register: Register, place: int) -> Register:
    """Give the register as it was known at the end of a school day, by its place in the calendar.

    A later day than the data has is added without marks.
    """
    days = register.calendar.days[: place + 1].astype(register.days.dtype)
    marks = np.zeros((2 * len(days), register.marks.shape[1]), dtype=register.marks.dtype)
    kept = min(len(marks), len(register.marks))
    marks[:kept] = register.marks[:kept]
    held = register.arrivals
    mine = held.slot < kept
    arrivals = Arrivals(held.slot[mine], held.pupil[mine], held.arrived[mine], held.minutes_late[mine])
    return replace(register, days=days, marks=marks, arrivals=arrivals, as_of=date_of(int(days[-1])))


def applied(register: Register, edits: Iterable[Edit]) -> Register:
    """Give the register of one pupil with some edits made; places of rows are those before any of them."""
    held = list(edits)
    marks = [each for each in held if isinstance(each, MarkEdit)]
    if marks:
        register = with_marks(register, {each.slot: each.code for each in marks if each.code is not None})
        register = with_arrivals(
            register, [each for each in marks if (each.arrived, each.minutes_late) != (None, None)]
        )
    for each in held:
        if isinstance(each, FileGiven):
            register = with_table(register, each.table)
        elif isinstance(each, PupilEdit) and each.since is not None:
            register = with_dated_column(register, each.column, each.value, each.since)
        elif isinstance(each, PupilEdit):
            register = with_column(register, each.column, each.value)
        elif isinstance(each, RowEdit) and each.row is not None:
            for name, value in each.values.items():
                register = with_cell(register, each.table, each.row, name, value)
        elif isinstance(each, RowEdit):
            register = with_row(register, each.table, each.values)
    # rows go last, the last one first: until then every place is that of before
    for gone in sorted((each for each in held if isinstance(each, RowGone)), key=lambda each: -each.row):
        register = without_row(register, gone.table, gone.row)
    return register


def with_arrivals(register: Register, edits: Sequence[MarkEdit]) -> Register:
    """Give the register with other times of arrival, or minutes late, of its one pupil."""
    if not edits:
        return register
    held = register.arrivals
    told = {
        slot: (arrived, late)
        for slot, arrived, late in zip(
            held.slot.tolist(), held.arrived.tolist(), held.minutes_late.tolist(), strict=True
        )
    }
    for each in edits:
        was = told.get(each.slot, (NOT_GIVEN, NOT_GIVEN))
        told[each.slot] = (
            was[0] if each.arrived is None else each.arrived,
            was[1] if each.minutes_late is None else each.minutes_late,
        )
    slots = sorted(told)
    arrivals = Arrivals(
        np.array(slots, dtype=np.int32),
        np.zeros(len(slots), dtype=np.int32),
        np.array([told[slot][0] for slot in slots], dtype=np.int16),
        np.array([told[slot][1] for slot in slots], dtype=np.int16),
    )
    return replace(
        register,
        arrivals=arrivals,
        has_arrived=register.has_arrived or any(each.arrived is not None for each in edits),
        has_minutes_late=register.has_minutes_late or any(each.minutes_late is not None for each in edits),
    )


def with_marks(register: Register, marks: Mapping[Slot, str]) -> Register:
    """Give the register with other marks in some sessions of its one pupil; the empty text is no mark."""
    held = register.marks.copy()
    codes = list(register.codes)
    for slot, code in marks.items():
        if slot >= len(held):
            continue  # a register that was cut off has no such session
        if code not in codes:
            codes.append(code)
        held[slot, 0] = codes.index(code)
    return replace(register, marks=held, codes=tuple(codes))


def with_row(register: Register, table: str, row: Mapping[str, object]) -> Register:
    """Give the register with one row more in a table; what the row does not say is blank. The table is there then."""
    held = register.tables[table]
    columns = {}
    for name, column in held.columns.items():
        value = row.get(name)
        raw, words = _raw(column, value)
        data = np.append(column.data, np.asarray(raw, dtype=_wide(column, raw)))
        valid = column.valid if column.valid is not None else np.ones(len(column.data), dtype=np.bool_)
        valid = np.append(valid, value is not None)
        columns[name] = Column(data, None if valid.all() else valid, column.over, words)
    changed = replace(held, present=True, pupil=np.append(held.pupil, np.int32(0)), columns=columns)
    return replace(register, tables={**register.tables, table: changed})


def without_row(register: Register, table: str, row: int) -> Register:
    """Give the register without a row of a table."""
    held = register.tables[table]
    kept = np.arange(len(held.pupil)) != row
    columns = {
        name: Column(c.data[kept], None if c.valid is None else c.valid[kept], c.over, c.words)
        for name, c in held.columns.items()
    }
    return replace(register, tables={**register.tables, table: replace(held, pupil=held.pupil[kept], columns=columns)})


def with_table(register: Register, table: str) -> Register:
    """Give the register with a table that is there without a further row."""
    return replace(register, tables={**register.tables, table: replace(register.tables[table], present=True)})


def with_cell(register: Register, table: str, row: int, name: str, value: object) -> Register:
    """Give the register with another value in a cell of a table; None is blank."""
    held = register.tables[table]
    changed = replace(held, columns={**held.columns, name: _set(held.columns[name], np.array([row]), value)})
    return replace(register, tables={**register.tables, table: changed})


def with_column(register: Register, name: str, value: object) -> Register:
    """Give the register with another value in a column of its one pupil, in every row; None is blank."""
    if name in {"enrolled_on", "left_on"}:
        field = "enrolled" if name == "enrolled_on" else "left"
        blank = LONG_AGO if name == "enrolled_on" else NEVER
        number = day_number(value) if isinstance(value, date) else blank
        return replace(register, **{field: np.array([number], dtype=np.int32)})  # type: ignore[arg-type]
    held: FactTable = register.pupil_rows
    rows = np.arange(len(held.pupil))
    column = _there(held, name, value)
    changed = replace(held, columns={**held.columns, name: _set(column, rows, value)})
    return replace(register, pupil_rows=changed)


def with_dated_column(register: Register, name: str, value: object, since: date) -> Register:
    """Give the register with another value in a column of its one pupil from a day on: in a row more, like the last."""
    held = register.pupil_rows
    begins = held.columns["from"]
    number = day_number(since)
    same = np.flatnonzero(begins.data == number)
    if len(same):
        changed = replace(held, columns={**held.columns, name: _set(_there(held, name, value), same, value)})
        return replace(register, pupil_rows=changed)
    at = int(np.searchsorted(begins.data, number))
    before = max(at - 1, 0)
    columns = {}
    for each, column in held.columns.items():
        valid = None if column.valid is None else np.insert(column.valid, at, column.valid[before])
        columns[each] = Column(np.insert(column.data, at, column.data[before]), valid, column.over, column.words)
    columns["from"] = Column(np.insert(begins.data, at, number), None, None, begins.words)
    grown = replace(held, pupil=np.insert(held.pupil, at, 0), columns=columns)
    rows = np.arange(len(grown.pupil))[at : at + 1]
    changed = replace(grown, columns={**columns, name: _set(_there(grown, name, value), rows, value)})
    return replace(register, pupil_rows=changed)


def _there(table: FactTable, name: str, value: object) -> Column:
    """Give a column of a table, blank in every row where it is not there."""
    held = table.columns.get(name)
    if held is not None:
        return held
    kind = np.bool_ if isinstance(value, bool) else np.int32
    words = (value,) if isinstance(value, str) else None
    return Column(np.zeros(len(table.pupil), dtype=kind), np.zeros(len(table.pupil), dtype=np.bool_), None, words)


def _set(column: Column, rows: np.ndarray, value: object) -> Column:
    raw, words = _raw(column, value)
    data: np.ndarray = column.data.astype(_wide(column, raw))
    data[rows] = raw
    valid = (np.ones(len(data), dtype=np.bool_) if column.valid is None else column.valid).copy()
    valid[rows] = value is not None
    return Column(data, None if valid.all() else valid, column.over, words)


def _raw(column: Column, value: object) -> tuple[int, tuple[str, ...] | None]:
    """Give a value as its column holds it, and the column's words with it."""
    words = column.words
    if value is None:
        return 0, words
    if isinstance(value, str):
        known: Sequence[str] = words or ()
        if value not in known:
            known = (*known, value)
        return list(known).index(value), tuple(known)
    if isinstance(value, date):
        return day_number(value), words
    # a column with decimal places holds whole numbers over one power of ten
    return int(value * (1 if column.over is None else int(column.over))), words  # type: ignore[operator]


def _wide(column: Column, raw: int) -> type:
    return np.bool_ if column.data.dtype == np.bool_ else np.int64 if abs(raw) >= 2**15 else column.data.dtype.type
