"""Decision tables: their cells checked, and what they give."""

from collections.abc import Mapping

from engine.bind.names import Names
from engine.expressions.again import Again
from engine.expressions.tables import DecisionTable, check_table, split_rows
from engine.expressions.types import NULL, STRING, Quantity
from engine.model.rules import Table

_CHECKED: Again[DecisionTable] = Again()


def bind_table(names: Names, name: str, held: Table, known: Mapping[str, Quantity]) -> DecisionTable:
    """Check the cells of a table."""
    table = _CHECKED.checked(
        held, (known,), lambda asked: check_table(split_rows(held.rows), asked, hit=held.hit, gives=held.gives)
    )
    for each in table.problems:
        names.problem(each.code, each.message, ("tables", name, "rows"), each.help, start=each.start, end=each.end)
    names.tables[name] = table
    return table


def bind_giving_table(names: Names, name: str, held: Table, known: Mapping[str, Quantity]) -> None:
    """Check a table that gives figures, and say what they mean."""
    for field, said in (("for", held.for_), ("when", held.when), ("unless", held.unless)):
        if said is not None:
            message = f"`{field}` is for a table that decides on rows, and `{name}` gives figures"
            names.problem("B005", message, ("tables", name, field), "add `each`, or make it a column of the table")
    table = bind_table(names, name, held, known)
    for at, output in enumerate(held.gives):
        kind = table.types[at] if at < len(table.types) else NULL
        if held.hit == "collect":
            names.figures[output] = Quantity("list", nullable=True, element=kind)
            continue
        words = None
        if kind == STRING and not table.problems:  # a row that cannot be read may give another word
            given = {str(getattr(rule.outputs[at].tree, "value", "")) for rule in table.rules}
            words = tuple(sorted(given - {"None", ""})) or None
        unit = table.units[at] if at < len(table.units) else None
        names.figures[output] = Quantity(STRING if kind == NULL else kind, unit, nullable=True, words=words)
