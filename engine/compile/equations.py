"""Equations about figures that may be not known, so written that they are not known either.

In the language `=` and `!=` are never not known: a figure that is not known equals nothing. So a rule that asks
`reached_today = 0` does not act where the contacts are not there, which is right, and would not be reported, which is
not. A condition whose equations are written out here is asked beside it, for the report alone.
"""

from collections.abc import Collection
from dataclasses import replace

from engine.expressions.typed import Constant, Step, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.expressions.types import BOOLEAN

_EQUATIONS = ("=", "!=")


def open_equations(typed: Typed, names: Collection[str]) -> Typed:
    """Write each equation that reads one of some names as one that is not known where a side of it is not.

    A comparison with `null` stays: its author asks about what is not known. The same tree where there is none.
    """
    if not isinstance(typed, Step):
        return typed
    if typed.operator in _EQUATIONS and _doubtful(typed, names):
        known = Step("and", tuple(_known(side) for side in typed.arguments if side.nullable), BOOLEAN)
        nothing = Constant(None, BOOLEAN, nullable=True)
        return Step("if", (known, typed, nothing), BOOLEAN, nullable=True, start=typed.start, end=typed.end)
    inner = tuple(open_equations(argument, names) for argument in typed.arguments)
    if all(new is old for new, old in zip(inner, typed.arguments, strict=True)):
        return typed
    return replace(typed, arguments=inner, nullable=True)


def _doubtful(equation: Step, names: Collection[str]) -> bool:
    if any(isinstance(side, Constant) and side.value is None for side in equation.arguments):
        return False
    return any(name in names for side in equation.arguments if side.nullable for name in reads_with_types(side))


def _known(side: Typed) -> Step:
    return Step("!=", (side, Constant(None, side.type, side.unit, nullable=True)), BOOLEAN)
