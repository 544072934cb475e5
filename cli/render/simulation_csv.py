"""A simulation as CSV: a line an action that differs, and the decisions that differ as a table of their own."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cli.render.csv import written
from cli.render.sheet import Sheet, Value
from cli.render.simulation_sheets import DECISION_COLUMNS, DIFFERENCE_COLUMNS, decision_rows, difference_rows, swept
from engine.simulate.result import Simulation


def differences(found: Simulation) -> Iterator[str]:
    """Yield the actions that differ; of a sweep alone its points."""
    if found.other is None and found.swept is not None:
        yield from _sheet(swept(found))
        return
    yield from written(DIFFERENCE_COLUMNS, _texts(difference_rows(found)))


def decisions(found: Simulation) -> Iterator[str]:
    """Yield the decisions that differ."""
    yield from written(DECISION_COLUMNS, _texts(decision_rows(found)))


def points(found: Simulation) -> Iterator[str]:
    """Yield the points of a sweep."""
    yield from _sheet(swept(found))


def _sheet(sheet: Sheet) -> Iterator[str]:
    return written([column.heading for column in sheet.columns], _texts(sheet.rows))


def _texts(rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[str]]:
    for row in rows:
        yield [_text(value) for value in row]


def _text(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
