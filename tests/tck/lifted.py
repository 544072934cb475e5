"""An expression with its literals taken out into quantities, so that it can run over columns."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from engine.expressions import tree
from engine.expressions.moments import date_and_time_of, date_of, duration_of, moment_of, time_of
from engine.expressions.tree import Node
from engine.expressions.types import Quantity
from engine.expressions.values import Months

_READERS: dict[str, Any] = {
    "date": ("date", date_of),
    "time": ("time", time_of),
    "date and time": ("date and time", date_and_time_of),
    "duration": ("", duration_of),
}
_DAYS, _MONTHS = "days and time duration", "years and months duration"


def lifted(node: Node) -> tuple[Node, dict[str, Quantity], dict[str, Any]]:
    """Give the expression with a name in place of each literal, the names' meanings, and their values."""
    names: dict[str, Quantity] = {}
    record: dict[str, Any] = {}

    def name(kind: str, value: Any) -> tree.Name:
        word = f"lifted_{len(names)}"
        names[word] = Quantity(kind, nullable=value is None)
        record[word] = value
        return tree.Name(word)

    def moment(given: tree.Call) -> Node:
        text = given.arguments[0]
        assert isinstance(text, tree.Text)
        kind, read = _READERS[given.function]
        value = read(text.value)
        if not kind:
            if value is None:
                return given
            kind = _MONTHS if isinstance(value, Months) else _DAYS
        return name(kind, value)

    def lift(given: Any) -> Any:
        match given:
            case tree.Number():
                return name("number", given.value)
            case tree.Text():
                return name("string", given.value)
            case tree.Truth():
                return name("boolean", given.value)
            case tree.Moment():
                found = moment_of(given.text)
                return given if found is None else name(*found)
            case tree.Call(function=("date" | "time" | "date and time" | "duration"), arguments=(tree.Text(),)):
                return moment(given)
        if isinstance(given, tuple):
            return tuple(lift(part) if is_dataclass(part) else part for part in given)
        if is_dataclass(given) and not isinstance(given, type):
            changes = {}
            for field in fields(given):
                part = getattr(given, field.name)
                if is_dataclass(part) or isinstance(part, tuple):
                    changes[field.name] = lift(part)
            return replace(given, **changes)
        return given

    made: Node = lift(node)
    return made, names, record
