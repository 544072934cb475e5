"""Turn the pieces that the grammar names into nodes of the tree."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.expressions import tree
from engine.expressions.types import Problem
from engine.once import regex

if TYPE_CHECKING:
    from lark import Token, Tree

# The largest power of ten of a FEEL number (IEEE 754 decimal128).
LARGEST_EXPONENT = 6144

_ESCAPE = regex(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}


class RefusedError(ValueError):
    """A piece of text has the right shape and no meaning."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def text_of(literal: str) -> str:
    """Give the characters that a string literal with its quotes stands for."""

    def one(found: re.Match[str]) -> str:
        code = found.group(1) or found.group(2)
        if code:
            number = int(code, 16)
            return chr(number) if number <= 0x10FFFF else "\ufffd"
        # A backslash before any other character stands for itself.
        return _PLAIN.get(found.group(3), found.group(0))

    if "\\" not in literal:
        return literal[1:-1]
    text = _ESCAPE.sub(one, literal[1:-1])
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def number_of(literal: str) -> Fraction | None:
    """Give the exact value of a number literal, or None where it is larger than any FEEL number."""
    mantissa, _, power = literal.lower().partition("e")
    if power and (len(power) > 6 or abs(int(power)) > LARGEST_EXPONENT):
        return None
    return Fraction(Decimal(mantissa)) * Fraction(10) ** int(power or 0)


def build(found: "Tree[Token]") -> tree.Node:
    """Turn what the grammar found into a tree, from the leaves up and without recursion.

    Raises: RefusedError.
    """
    made: dict[int, Any] = {}
    for piece in found.iter_subtrees():
        # A token is a text.
        parts = [part if isinstance(part, str) else made[id(part)] for part in piece.children]
        meta = piece.meta
        made[id(piece)] = NODES[piece.data](parts, (meta.start_pos, meta.end_pos))
    node: tree.Node = made[id(found)]
    return node


Span = tuple[int, int]
Parts = list[Any]


def _number(parts: Parts, span: Span) -> tree.Node:
    value = number_of(str(parts[0]))
    if value is None:
        message = f"`{parts[0]}` is larger than a number can be"
        raise RefusedError(Problem("X004", message, "write a smaller number", *span))
    return tree.Number(value, *span)


def _named(parts: Parts, span: Span) -> tuple[str, tree.Node]:
    return (" ".join(str(parts[0]).rstrip(": \t\r\n").split()), parts[1])


def _call(parts: Parts, span: Span) -> tree.Node:
    name = " ".join(str(parts[0]).split())
    given = parts[1] if len(parts) > 1 else []
    if given and isinstance(given[0], tuple):
        return tree.Call(name, tuple(each[1] for each in given), tuple(each[0] for each in given), *span)
    return tree.Call(name, tuple(given), None, *span)


def _range(brackets: str) -> Callable[[Parts, Span], tree.Node]:
    low_closed, high_closed = brackets[0] == "[", brackets[1] == "]"
    return lambda parts, span: tree.Range(parts[0], parts[1], low_closed, high_closed, *span)


def _cell(parts: Parts, span: Span) -> tree.Node:
    only = parts[0]
    if len(parts) == 1 and isinstance(only, tree.Call) and only.function == "not" and only.parameters is None:
        return tree.Cell(only.arguments, negated=True, start=span[0], end=span[1])
    return tree.Cell(tuple(parts), start=span[0], end=span[1])


NODES: dict[str, Callable[[Parts, Span], Any]] = {
    "number": _number,
    "string": lambda parts, span: tree.Text(text_of(str(parts[0])), *span),
    "true": lambda parts, span: tree.Truth(value=True, start=span[0], end=span[1]),
    "false": lambda parts, span: tree.Truth(value=False, start=span[0], end=span[1]),
    "null": lambda parts, span: tree.Null(*span),
    "moment": lambda parts, span: tree.Moment(text_of(str(parts[0])), *span),
    "name": lambda parts, span: tree.Name(str(parts[0]), *span),
    "tested": lambda parts, span: tree.Subject(*span),
    "negation": lambda parts, span: tree.Negation(parts[1], *span),
    "arithmetic": lambda parts, span: tree.Arithmetic(str(parts[1]), parts[0], parts[2], *span),
    "comparison": lambda parts, span: tree.Comparison(str(parts[1]), parts[0], parts[2], *span),
    "comparing": lambda parts, span: tree.UnaryTest(str(parts[0]), parts[1], *span),
    "conjunction": lambda parts, span: tree.Logic("and", tuple(parts), *span),
    "disjunction": lambda parts, span: tree.Logic("or", tuple(parts), *span),
    "between": lambda parts, span: tree.Between(parts[0], parts[1], parts[2], *span),
    "membership": lambda parts, span: tree.Membership(parts[0], tuple(parts[1:]), *span),
    "choice": lambda parts, span: tree.Choice(parts[0], parts[1], parts[2], *span),
    "some": lambda parts, span: tree.Quantified("some", str(parts[0]), parts[1], parts[2], *span),
    "every": lambda parts, span: tree.Quantified("every", str(parts[0]), parts[1], parts[2], *span),
    "property": lambda parts, span: tree.Property(parts[0], str(parts[1]), *span),
    "bracketed": lambda parts, span: parts[0],
    "items": lambda parts, span: tree.Items(tuple(parts), *span),
    "closed_closed": _range("[]"),
    "closed_open": _range("[)"),
    "open_closed": _range("(]"),
    "open_open": _range("()"),
    "named": _named,
    "arguments": lambda parts, span: parts,
    "call": _call,
    "anything": lambda parts, span: tree.Cell((), start=span[0], end=span[1]),
    "cell": _cell,
}
