"""Bound policy -> which columns of a dataset's files it asks about, and where."""

from collections.abc import Iterator, Mapping

from engine.bind.bound import Bound
from engine.document import Path
from engine.expressions.typed import Checked
from engine.model.dataset import MARKS, PUPILS

Asked = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By file and column, the names of the rules, figures, sets and tables that ask, in the policy's order."""


def asked_columns(bound: Bound) -> Asked:
    """Say of every column that a condition names where it is asked about."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for path, file, column in _asked(bound):
        found.setdefault(file, {}).setdefault(column, {})[_who(bound, path)] = None
    return {file: {column: tuple(names) for column, names in held.items()} for file, held in found.items()}


def _asked(bound: Bound) -> Iterator[tuple[Path, str, str]]:
    """Give every asking: the path of the text, the file, and the column."""
    pupils = {*PUPILS, *(bound.model.pupils.columns if bound.model.pupils is not None else ())}
    for path, checked in bound.expressions.items():
        yield from ((path, *each) for each in _by_names(bound, pupils, _rows_of(bound, path), checked.reads))
        for test in _fact_tests(checked):
            rows = _file(bound, test[0])
            yield from ((path, *each) for each in _by_names(bound, pupils, rows, test[1].reads))
    for name, table in bound.tables.items():
        rows = _rows_of(bound, ("tables", name))
        yield from ((("tables", name), *each) for each in _by_names(bound, pupils, rows, table.reads))
    for name, measure in bound.model.measures.items():
        if measure.last in MARKS:
            yield ("measures", name), "marks", str(measure.last)


def _by_names(bound: Bound, pupils: set[str], rows: str | None, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give the file and column of each name that is one: of the rows that are asked about before anything else."""
    columns = bound.shapes[rows].columns if rows is not None and rows in bound.shapes else {}
    for name in names:
        if rows is not None and name in columns:
            yield rows, name
        elif name in pupils:
            yield "pupils", name
        elif rows is None and name in MARKS and name in bound.session:
            yield "marks", name


def _fact_tests(checked: Checked) -> Iterator[tuple[str, Checked]]:
    for test in checked.fact_tests:
        yield test.table, test.condition


def _rows_of(bound: Bound, path: Path) -> str | None:
    """Give the file whose rows a text is about; None where it is about pupils or sessions."""
    model = bound.model
    section, item = path[0], path[1] if len(path) > 1 else ""
    asked: str | None = None
    if section == "measures" and len(path) > 2 and path[2] == "of":
        asked = model.measures[str(item)].count
    elif section == "rules" and isinstance(item, int):
        asked = model.rules[item].each
    elif section == "ladders":
        asked = model.ladders[str(item)].each
    elif section == "tables":
        asked = model.tables[str(item)].each
    elif section == "facts":
        asked = str(item)
    file = _file(bound, asked)
    return file if file in bound.shapes else None


def _file(bound: Bound, table: str | None) -> str | None:
    """Give the file that holds the rows of a fact, which may be a part of another one."""
    fact = bound.model.facts.get(table) if table is not None else None
    return _file(bound, fact.part_of) if fact is not None and fact.part_of is not None else table


def _who(bound: Bound, path: Path) -> str:
    if path[0] == "rules" and isinstance(path[1], int):
        return bound.model.rules[path[1]].id
    return str(path[1] if len(path) > 1 else path[0])
