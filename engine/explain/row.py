"""A row of a fact table -> the names that tell it from others."""

import numpy as np

from engine.calendar import date_of
from engine.fired import Longs
from engine.register import FactTable

NAMES = ("request", "notice", "parent")
_DAYS = ("date", "session", "from", "to", "on", "amended_on")


def names_of(table: FactTable | None, row: int | None) -> dict[str, str]:
    """Give the names of a row: its request, its notice, its parent."""
    found: dict[str, str] = {}
    if table is None or row is None:
        return found
    for name in NAMES:
        column = table.columns.get(name)
        if column is not None and column.words is not None and (column.valid is None or column.valid[row]):
            found[name] = column.words[int(column.data[row])]
    return found


def columns_of(table: FactTable, row: int) -> list[str]:
    """Give what tells a row without a name from the pupil's others: its dates and its session."""
    found = []
    for name in _DAYS:
        column = table.columns.get(name)
        if column is None or (column.valid is not None and not column.valid[row]):
            continue
        raw = int(column.data[row])
        found.append(column.words[raw] if column.words is not None else date_of(raw).isoformat())
    return found


def told_alike(table: FactTable) -> dict[int, int]:
    """Number, from 2 on, the rows of a pupil that names or dates and session do not tell from one before.

    The one before is the earlier of the day, or the first by its other cells: the order of the file tells nothing.
    """
    names = [_numbers(table, name) for name in NAMES if name in table.columns]
    unnamed = np.logical_and.reduce([each < 0 for each in names]) if names else np.ones(len(table.pupil), np.bool_)
    days = [_numbers(table, name) for name in _DAYS if name in table.columns] if unnamed.any() else []
    told: list[Longs] = [table.pupil, *names, *(np.where(unnamed, each, -1) for each in days)]
    order = np.lexsort(told)
    again: Longs = np.logical_and.reduce([each[order[1:]] == each[order[:-1]] for each in told])
    groups: list[list[int]] = []
    before = -1
    for at in np.flatnonzero(again).tolist():
        if at != before + 1 or not groups:
            groups.append([int(order[at])])
        groups[-1].append(int(order[at + 1]))
        before = at
    others = ["time", *sorted(table.columns.keys() - {"time"})]
    found: dict[int, int] = {}
    for rows in groups:
        ordered = sorted(rows, key=lambda row: [_cell(table, name, row) for name in others if name in table.columns])
        found |= {row: number for number, row in enumerate(ordered, 1) if number > 1}
    return found


def _numbers(table: FactTable, name: str) -> Longs:
    """Give a number a row for what a column holds, -1 for nothing."""
    column = table.columns[name]
    data = column.data.astype(np.int64)
    return data if column.valid is None else np.where(column.valid, data, -1)


def _cell(table: FactTable, name: str, row: int) -> tuple[float, str]:
    """Give what orders rows by a cell: a number or a text, a blank one first."""
    column = table.columns[name]
    if column.valid is not None and not column.valid[row]:
        return -1, ""
    raw = int(column.data[row])
    return (0, column.words[raw]) if column.words is not None else (raw, "")
