"""A policy's values as trees: constants, or choices by the day."""

from engine.expressions.moments import time_at
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.types import BOOLEAN, DATE, NUMBER, STRING, TIME, Quantity
from engine.model.amounts import Amount, Minutes, ValueLiteral
from engine.model.policy_file import DatedValue


def literal(value: ValueLiteral) -> Constant:
    """Give a value of the document as a constant."""
    if isinstance(value, Amount):
        number = value.number
        return Constant(int(number) if number.denominator == 1 else number, NUMBER, value.unit)
    if isinstance(value, bool):
        return Constant(value, BOOLEAN)
    if isinstance(value, Minutes):
        return Constant(time_at(value.minute * 60), TIME)
    return Constant(value, STRING if isinstance(value, str) else DATE)


def value_tree(entries: tuple[DatedValue, ...], quantity: Quantity, day: Read) -> Typed:
    """Give what a value is: a constant, or a choice by the day where it is dated."""
    if len(entries) == 1 and entries[0].from_ is None and entries[0].until is None:
        return literal(entries[0].value)
    ordered = sorted(entries, key=lambda each: (each.from_ is not None, each.from_))
    chosen: Typed = Constant(None, quantity.type, quantity.unit, nullable=True)
    for number, entry in enumerate(ordered):
        value: Typed = literal(entry.value)
        following = ordered[number + 1].from_ if number + 1 < len(ordered) else None
        until = entry.until or following
        if until is not None:
            ended = Step("<", (day, Constant(until, DATE)), BOOLEAN)
            value = Step(
                "if",
                (ended, value, Constant(None, value.type, value.unit, nullable=True)),
                value.type,
                value.unit,
                True,
            )
        if entry.from_ is not None:
            begun = Step(">=", (day, Constant(entry.from_, DATE)), BOOLEAN)
            value = Step("if", (begun, value, chosen), value.type, value.unit, nullable=True)
        chosen = value
    return chosen
