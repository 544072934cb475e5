"""What a rule asks, taken apart: every part of its conditions ready to be asked by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.document import Path
from engine.explain.origins import Origins
from engine.expressions.columns import Program, compile_columns
from engine.expressions.tables import COLLECT, UNIQUE, split_rows
from engine.expressions.typed import Checked, Constant, Each, Step, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.expressions.types import BOOLEAN
from engine.load import Loaded

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_JOINS = {"and": "all", "or": "any", "not": "not", "if": "choice"}


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a condition: how its parts make it up, or a test with its operands."""

    typed: Typed
    text: str
    how: str
    program: Program
    parts: tuple["Node", ...] = ()
    sides: tuple[Program, ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """The names that it reads, in order."""
        return tuple(reads_with_types(self.typed))


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition of a rule: `for`, `when` or `unless`."""

    role: str
    path: Path
    node: Node


class Asking:
    """Takes the conditions of one policy apart, each once."""

    def __init__(self, loaded: Loaded, origins: Origins) -> None:
        self._loaded, self._origins = loaded, origins
        self._rules: dict[str, tuple[Asked, ...]] = {}
        self._named: dict[str, Node | None] = {}
        self._rows: dict[tuple[str, int], Node | None] = {}

    def of_rule(self, name: str) -> tuple[Asked, ...]:
        """Give the conditions of a rule, step or table."""
        if name not in self._rules:
            found = []
            for role, path, text in self._origins.conditions(name):
                checked = self._loaded.bound.expressions[path]
                if checked.tree is not None:
                    found.append(Asked(role, path, node_of(checked.tree, text)))
            self._rules[name] = tuple(found)
        return self._rules[name]

    def of_figure(self, name: str) -> Node | None:
        """Give the expression behind a named one; None for any other figure."""
        if name not in self._named:
            measure = self._loaded.bound.model.measures.get(name)
            self._named[name] = None
            if measure is not None and measure.is_ is not None:
                tree = self._loaded.bound.expressions[("measures", name, "is")].tree
                self._named[name] = None if tree is None else node_of(tree, measure.is_)
        return self._named[name]

    def of_row(self, name: str, number: int) -> Node | None:
        """Give the cells of a table's row, counted from 0; None where it asks nothing."""
        if (name, number) not in self._rows:
            self._rows[name, number] = self._row(name, number)
        return self._rows[name, number]

    def height(self, name: str) -> int:
        """Say how many rows a table has."""
        return len(self._loaded.bound.tables[name].rules)

    def allows_several(self, name: str) -> bool:
        """Whether more than one row of a table may fit without breaking what it says of itself."""
        return self._loaded.bound.tables[name].hit != UNIQUE

    def collects(self, name: str) -> bool:
        """Whether a table gives what all rows that fit give."""
        return self._loaded.bound.tables[name].hit == COLLECT

    def _row(self, name: str, number: int) -> Node | None:
        table = self._loaded.bound.tables[name]
        written = split_rows(self._loaded.bound.model.tables[name].rows)
        cells = []
        for heading, cell, checked in zip(
            written.inputs, written.rules[number][0], table.rules[number].cells, strict=True
        ):
            if checked.tree is not None and cell.text.strip() != "-":
                text = f"{heading.text.strip()}: {cell.text.strip()}"
                cells.append(Node(checked.tree, text, "test", _program(checked.tree), (), _sides(checked.tree)))
        if len(cells) < 2:
            return cells[0] if cells else None
        whole = Step("and", tuple(cell.typed for cell in cells), BOOLEAN, None, any(c.typed.nullable for c in cells))
        return Node(whole, "; ".join(cell.text for cell in cells), "all", _program(whole), tuple(cells))


def node_of(typed: Typed, text: str) -> Node:
    """Take an expression apart."""
    said = " ".join((text[typed.start : typed.end] or text).split())
    how = _JOINS.get(typed.operator) if isinstance(typed, Step) else None
    if isinstance(typed, Step) and how is not None and all(part.type == BOOLEAN for part in typed.arguments):
        return Node(typed, said, how, _program(typed), tuple(node_of(part, text) for part in _flat(typed)))
    return Node(typed, said, "test", _program(typed), (), _sides(typed))


def _sides(typed: Typed) -> tuple[Program, ...]:
    if isinstance(typed, Step) and (typed.operator in COMPARISONS or typed.operator.startswith("within")):
        return tuple(_program(side) for side in typed.arguments)
    return ()


def _flat(step: Step) -> tuple[Typed, ...]:
    if step.operator not in ("and", "or"):
        return step.arguments
    return tuple(
        inner
        for part in step.arguments
        for inner in (_flat(part) if isinstance(part, Step) and part.operator == step.operator else (part,))
    )


def _program(typed: Typed) -> Program:
    nullable = typed.nullable
    reads = tuple(reads_with_types(typed))
    return compile_columns(Checked(typed, typed.type, typed.unit, nullable, reads))


def constants_of(typed: Typed) -> Iterator[str]:
    """Give the texts that an expression names, in order."""
    yield from (each for each in literals_of(typed) if isinstance(each, str))


def literals_of(typed: Typed) -> Iterator[Any]:
    """Give every value that is written in an expression, in order."""
    if isinstance(typed, Constant):
        yield from typed.value if isinstance(typed.value, list | tuple) else (typed.value,)
    elif isinstance(typed, Step):
        for argument in typed.arguments:
            yield from literals_of(argument)
    elif isinstance(typed, Each):
        yield from literals_of(typed.source)
        yield from literals_of(typed.condition)
