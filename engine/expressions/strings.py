"""Functions over text, and what a value looks like as text."""

from collections.abc import Callable
from datetime import date, time
from fractions import Fraction
from typing import Any

from engine.expressions import arithmetic
from engine.expressions.build import number_of
from engine.expressions.moments import written
from engine.expressions.printing import quoted
from engine.expressions.values import Days, Interval, Months, Number


def substring(text: str, start: Number, length: Number | None = None) -> str | None:
    """Give a part of a text, counted from 1, or from the end where negative; None where it begins outside."""
    begin = int(start)
    if begin == 0 or abs(begin) > len(text) or (length is not None and int(length) < 1):
        return None
    first = begin - 1 if begin > 0 else len(text) + begin
    return text[first:] if length is None else text[first : first + int(length)]


def before(text: str, match: str) -> str:
    """Give what stands before the first match; nothing where there is none."""
    at = text.find(match)
    return text[:at] if at > 0 else ""


def after(text: str, match: str) -> str:
    """Give what stands after the first match; nothing where there is none."""
    at = text.find(match)
    return text[at + len(match) :] if at >= 0 else ""


def as_text(value: Any, *, inside: bool = False) -> str:
    """Write a value as text; text inside a list stands in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value) if inside else value
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return f"[{', '.join(as_text(item, inside=True) for item in value)}]"
    if isinstance(value, Interval):
        low, high = as_text(value.low, inside=True), as_text(value.high, inside=True)
        return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"
    if isinstance(value, (date, time, Days, Months)):
        return written(value)
    return arithmetic.text(value)


def as_number(text: str) -> Number | None:
    """Read a number literal, with or without a minus; None where it is none."""
    digits = text.strip().removeprefix("-")
    if len(digits) > 60 or not digits.isascii() or not digits.replace(".", "", 1).isdigit() or digits.endswith("."):
        return None
    value = number_of(digits) or Fraction(0)
    return arithmetic.settle(-value if text.strip().startswith("-") else value)


STRINGS: dict[str, Callable[..., Any]] = {
    "string length": len,
    "upper case": str.upper,
    "lower case": str.lower,
    "substring": substring,
    "substring before": before,
    "substring after": after,
    "contains": lambda text, match: match in text,
    "starts with": str.startswith,
    "ends with": str.endswith,
    "string": as_text,
}
