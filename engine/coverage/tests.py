"""An expression -> its tests: each comparison in it by itself, and the programs that say how it comes out."""

from collections.abc import Iterator

from engine.coverage.part import ABOVE, BELOW, FAILED, HELD
from engine.expressions.columns import Program, compile_columns
from engine.expressions.typed import Checked, Each, Read, Step, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.expressions.types import BOOLEAN

_JOINS = frozenset({"and", "or", "not", "if"})
_WITHIN = "within"


def tests_of(typed: Typed, *, condition: bool = True) -> Iterator[Typed]:
    """Give the tests in an expression that read something, those inside numbers too, in their order.

    `condition`: a bare name is a test where it stands as a condition, and none where it stands as an amount.
    """
    if isinstance(typed, Step):
        if typed.operator in _JOINS:
            for place, part in enumerate(typed.arguments):
                asked = typed.operator != "if" or place == 0 or typed.type == BOOLEAN
                yield from tests_of(part, condition=asked)
            return
        if typed.type == BOOLEAN and reads_with_types(typed):
            yield typed
        for part in typed.arguments:
            yield from tests_of(part, condition=False)
    elif (isinstance(typed, Each) or (isinstance(typed, Read) and condition)) and typed.type == BOOLEAN:
        yield typed


def sides_of(test: Typed) -> tuple[tuple[str, ...], tuple[Program, ...]]:
    """Give the ways in which a test comes out, and a program for each but `false`: a range is missed on two sides."""
    if isinstance(test, Step) and test.operator.startswith(_WITHIN) and len(test.arguments) == 3:
        value, low, high = test.arguments
        brackets = test.operator.removeprefix(_WITHIN)
        below = _compared("<" if brackets.startswith("[") else "<=", value, low)
        above = _compared(">" if brackets.endswith("]") else ">=", value, high)
        return (HELD, BELOW, ABOVE), (program(test), program(below), program(above))
    return (HELD, FAILED), (program(test),)


def program(typed: Typed) -> Program:
    """Make an expression ready to run."""
    return compile_columns(Checked(typed, typed.type, typed.unit, typed.nullable, tuple(reads_with_types(typed))))


def said(test: Typed, text: str) -> str:
    """Write a test as the policy does; one of a list with what it is asked of before it."""
    here = text[test.start : test.end] or text
    if isinstance(test, Step) and test.arguments:
        subject = test.arguments[0]
        if not test.start <= subject.start < test.end:
            here = f"{text[subject.start : subject.end]}: {here}"
    return " ".join(here.split())


def _compared(operator: str, one: Typed, other: Typed) -> Step:
    return Step(operator, (one, other), BOOLEAN, None, one.nullable or other.nullable)
