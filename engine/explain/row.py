"""A row of a fact table -> the names that tell it from others."""

from engine.calendar import date_of
from engine.register import FactTable

NAMES = ("request", "notice", "parent")


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
    for name in ("date", "session", "from", "to", "on", "amended_on"):
        column = table.columns.get(name)
        if column is None or (column.valid is not None and not column.valid[row]):
            continue
        raw = int(column.data[row])
        found.append(column.words[raw] if column.words is not None else date_of(raw).isoformat())
    return found
