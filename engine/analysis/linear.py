"""A side of a comparison as a sum: so much of each quantity, and a constant.

Moments are counted in the steps of their columns: dates in days, times in minutes, durations in seconds.
"""

from fractions import Fraction
from typing import Any

from engine.expressions.rows import size_of
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.types import DATE, DATE_AND_TIME, DAYS, MONTHS, NUMBER, TIME
from engine.nouns import dataclass

SIZED = (NUMBER, DATE, TIME, DATE_AND_TIME, DAYS, MONTHS)
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Sum:
    """`of` gives the factor of each key; `constant` is added."""

    of: tuple[tuple[str, Fraction], ...]
    constant: Fraction

    def times(self, factor: Fraction) -> "Sum":
        """Stretch it."""
        return Sum(tuple((key, value * factor) for key, value in self.of), self.constant * factor)

    def plus(self, other: "Sum") -> "Sum":
        """Add another to it."""
        found = dict(self.of)
        for key, value in other.of:
            found[key] = found.get(key, Fraction(0)) + value
        return Sum(tuple((key, value) for key, value in found.items() if value), self.constant + other.constant)


def sum_of(typed: Typed) -> Sum | None:
    """Read an expression as a sum; None where it is none, or where it is not known."""
    match typed:
        case Constant():
            return _constant(typed.value, typed.type)
        case Read():
            return Sum(((typed.name, Fraction(1)),), Fraction(0)) if typed.type in SIZED else None
        case Step():
            return _step(typed)
    return None


def _constant(value: Any, kind: str) -> Sum | None:
    if value is None or kind not in SIZED:
        return None
    size = size_of(value, kind)
    return Sum((), Fraction(size))


def _step(step: Step) -> Sum | None:
    found = [sum_of(argument) for argument in step.arguments]
    if any(one is None for one in found):
        return None
    sums = [one for one in found if one is not None]
    if step.operator == "negate":
        return sums[0].times(Fraction(-1))
    if step.operator == "number":
        return sums[0] if step.arguments[0].type == NUMBER else None
    if step.operator == ".days":
        return sums[0].times(Fraction(1, _DAY))
    if step.operator in ("+", "-"):
        kinds = [argument.type for argument in step.arguments]
        if kinds == [DATE, DAYS]:
            sums[1] = sums[1].times(Fraction(1, _DAY))
        elif kinds == [DATE, DATE]:
            sums = [one.times(Fraction(_DAY)) for one in sums]
        elif kinds[0] != kinds[1]:
            return None
        return sums[0].plus(sums[1] if step.operator == "+" else sums[1].times(Fraction(-1)))
    if step.operator == "*":
        factor = next((one for one in sums if not one.of), None)
        other = next((one for one in sums if one is not factor), None)
        return other.times(factor.constant) if factor is not None and other is not None else None
    if step.operator == "/" and not sums[1].of and sums[1].constant:
        return sums[0].times(1 / sums[1].constant)
    return None
