"""Equations about figures that may be not known, so written that they are not known either.

In the language `=` and `!=` are never not known: a figure that is not known equals nothing. So a rule that asks
`reached_today = 0` does not act where the contacts are not there, which is right, and would not be reported, which is
not. So it is of a list that a table collects: a row of which it is not known whether it fits gives nothing to it. A
condition whose equations and lists are written out here is asked beside it, for the report alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.expressions.types import BOOLEAN

_EQUATIONS = ("=", "!=")
_IN_LIST = ("in-list", "list contains")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a table that collects: what it asks, and what it gives to one list."""

    cells: tuple[Typed, ...]
    gives: Typed | None


Lists = Mapping[str, Sequence[ListRow]]
"""The rows behind each list that a table collects."""


def open_equations(typed: Typed, names: Collection[str], lists: Lists) -> Typed:
    """Write each equation that reads one of some names as one that is not known where a side of it is not.

    What is asked of a list is not known where a row may fit that would give it. A comparison with `null` stays: its
    author asks about what is not known. The same tree where there is none.
    """
    if not isinstance(typed, Step):
        return typed
    if typed.operator in _EQUATIONS and _doubtful(typed, names):
        known = Step("and", tuple(_known(side) for side in typed.arguments if side.nullable), BOOLEAN)
        nothing = Constant(None, BOOLEAN, nullable=True)
        return Step("if", (known, typed, nothing), BOOLEAN, nullable=True, start=typed.start, end=typed.end)
    if typed.operator in _IN_LIST and isinstance(typed.arguments[0], Read) and typed.arguments[0].name in lists:
        may = [
            _fits(row, names, lists) for row in lists[typed.arguments[0].name] if _may_be(row.gives, typed.arguments[1])
        ]
        return Step("or", (typed, *may), BOOLEAN, nullable=True, start=typed.start, end=typed.end) if may else typed
    inner = tuple(open_equations(argument, names, lists) for argument in typed.arguments)
    if all(new is old for new, old in zip(inner, typed.arguments, strict=True)):
        return typed
    return replace(typed, arguments=inner, nullable=True)


def _fits(row: ListRow, names: Collection[str], lists: Lists) -> Typed:
    cells = tuple(open_equations(cell, names, lists) for cell in row.cells)
    return Step("and", cells, BOOLEAN, nullable=True)


def _may_be(given: Typed | None, asked: Typed) -> bool:
    return not (isinstance(given, Constant) and isinstance(asked, Constant)) or given.value == asked.value


def _doubtful(equation: Step, names: Collection[str]) -> bool:
    if any(isinstance(side, Constant) and side.value is None for side in equation.arguments):
        return False
    return any(name in names for side in equation.arguments if side.nullable for name in reads_with_types(side))


def _known(side: Typed) -> Step:
    return Step("!=", (side, Constant(None, side.type, side.unit, nullable=True)), BOOLEAN)
