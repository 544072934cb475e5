"""Typed trees as text: for keys, and for what is taken as it stands."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.analysis.answer import Subject
from engine.expressions.printing import quoted
from engine.expressions.typed import Constant, Each, Read, Step, Typed
from engine.expressions.values import Days, Months

_INFIX = ("=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "**", "and", "or")


def told(typed: Typed, subjects: Mapping[str, Subject]) -> str:
    """Write a typed tree in the language's words.

    Quantities go by their subject's name, or by their key where there is none.
    """
    match typed:
        case Constant():
            return value_text(typed.value)
        case Read():
            held = subjects.get(typed.name)
            return held.name if held is not None else typed.name
        case Each():
            source, condition = told(typed.source, subjects), told(typed.condition, subjects)
            return f"{typed.kind} {typed.variable} in {source} satisfies {condition}"
    parts = [told(each, subjects) for each in typed.arguments]
    operator = typed.operator
    if operator in _INFIX:
        inner = [f"({part})" if _joins(each) else part for part, each in zip(parts, typed.arguments, strict=True)]
        return f" {operator} ".join(inner)
    if operator == "if":
        return f"if {parts[0]} then {parts[1]} else {parts[2]}"
    if operator == "list":
        return f"[{', '.join(parts)}]"
    if operator.startswith("within"):
        return f"{parts[0]} in {operator[6]}{parts[1]}..{parts[2]}{operator[7]}"
    if operator.startswith("range"):
        return f"{operator[5]}{parts[0]}..{parts[1]}{operator[6]}"
    if operator.startswith("."):
        return f"({parts[0]}){operator}" if _joins(typed.arguments[0]) else f"{parts[0]}{operator}"
    if operator == "negate":
        return f"-({parts[0]})"
    if operator in ("in-list", "in-range"):
        return f"{parts[-1 if operator == 'in-list' else 0]} in {parts[0 if operator == 'in-list' else 1]}"
    return f"{operator}({', '.join(parts)})"


def _joins(typed: Typed) -> bool:
    return isinstance(typed, Step) and (typed.operator in _INFIX or typed.operator == "if")


def value_text(value: Any) -> str:
    """Write a value in the language's words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, date | time):
        return f'@"{value}"'
    if isinstance(value, Fraction | Decimal | int):
        return str(value)
    if isinstance(value, Days):
        return f"{value.seconds} seconds"
    if isinstance(value, Months):
        return f"{value.months} months"
    return repr(value)
