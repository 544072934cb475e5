"""Syntax tree -> canonical text."""

from decimal import Decimal
from fractions import Fraction

from engine.expressions import tree
from engine.expressions.tree import Node

_EXPRESSION, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _NEGATION, _PROPERTY, _ATOM = range(10)
_LEVEL = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER, "or": _OR, "and": _AND}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def print_tree(node: Node, *, full: bool = False) -> str:
    """Write an expression or a cell canonically; with `full`, every operator stands in brackets."""
    if isinstance(node, tree.Cell):
        return _cell(node, full)
    if isinstance(node, tree.UnaryTest):
        return _test(node, full)
    return _text(node, _EXPRESSION, full)


def quoted(text: str) -> str:
    """Write a string literal, with its quotes and its escapes."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'


def number_text(value: Fraction) -> str:
    """Write a number literal; `value` ends after so many decimal places.

    >>> number_text(Fraction(1, 8))
    '0.125'
    """
    places = 0
    while value.denominator != 1:
        value *= 10
        places += 1
    # Python writes no integer of more than 4,300 digits.
    digits = format(Decimal(value.numerator), "f")
    if places > 40:
        return f"{digits}e-{places}"
    if places:
        digits = digits.rjust(places + 1, "0")
        return f"{digits[:-places]}.{digits[-places:]}"
    stem = digits.rstrip("0")
    return f"{stem}e{len(digits) - len(stem)}" if len(digits) - len(stem) > 40 else digits


def _cell(node: tree.Cell, full: bool) -> str:
    if not node.tests:
        return "-"
    tests = ", ".join(_test(test, full) for test in node.tests)
    return f"not({tests})" if node.negated else tests


def _test(node: Node, full: bool, level: int = _EXPRESSION) -> str:
    if isinstance(node, tree.UnaryTest):
        return f"{node.operator} {_text(node.value, _SUM, full)}"
    return _text(node, level, full)


def _text(node: Node, level: int, full: bool) -> str:
    text, own = _written(node, full)
    # A list, a call or a name stands for itself; an operator is bracketed where a tighter one reads it.
    needs = own < level or (full and own < _PROPERTY and level > _EXPRESSION)
    return f"({text})" if needs else text


def _written(node: Node, full: bool) -> tuple[str, int]:
    match node:
        case tree.Number():
            return number_text(node.value), _ATOM
        case tree.Text():
            return quoted(node.value), _ATOM
        case tree.Truth():
            return ("true" if node.value else "false"), _ATOM
        case tree.Null():
            return "null", _ATOM
        case tree.Moment():
            return f"@{quoted(node.text)}", _ATOM
        case tree.Name():
            return node.name, _ATOM
        case tree.Subject():
            return "?", _ATOM
        case tree.UnaryTest():
            return f"({_test(node, full)})", _ATOM
        case tree.Cell():
            return _cell(node, full), _EXPRESSION
        case tree.Items():
            return f"[{', '.join(_text(item, _EXPRESSION, full) for item in node.items)}]", _ATOM
        case tree.Range():
            ends = f"{_text(node.low, _SUM, full)}..{_text(node.high, _SUM, full)}"
            return f"{'[' if node.low_closed else '('}{ends}{']' if node.high_closed else ')'}", _ATOM
        case tree.Call():
            return _call(node, full), _ATOM
        case tree.Property():
            return f"{_text(node.value, _PROPERTY, full)}.{node.name}", _PROPERTY
    return _operators(node, full)


def _operators(node: Node, full: bool) -> tuple[str, int]:
    match node:
        case tree.Negation():
            return f"-{_text(node.value, _NEGATION, full)}", _NEGATION
        case tree.Arithmetic():
            own = _LEVEL[node.operator]
            return f"{_text(node.left, own, full)} {node.operator} {_text(node.right, own + 1, full)}", own
        case tree.Comparison():
            return f"{_text(node.left, _SUM, full)} {node.operator} {_text(node.right, _SUM, full)}", _COMPARISON
        case tree.Between():
            ends = f"{_text(node.low, _SUM, full)} and {_text(node.high, _SUM, full)}"
            return f"{_text(node.value, _SUM, full)} between {ends}", _COMPARISON
        case tree.Membership():
            tests = [_test(test, full, _EXPRESSION if len(node.tests) > 1 else _SUM) for test in node.tests]
            inside = tests[0] if len(tests) == 1 else f"({', '.join(tests)})"
            return f"{_text(node.value, _SUM, full)} in {inside}", _COMPARISON
        case tree.Logic():
            own = _LEVEL[node.operator]
            return f" {node.operator} ".join(_text(item, own + 1, full) for item in node.items), own
        case tree.Choice():
            condition, then = _text(node.condition, _EXPRESSION, full), _text(node.then, _EXPRESSION, full)
            return f"if {condition} then {then} else {_text(node.otherwise, _EXPRESSION, full)}", _EXPRESSION
        case tree.Quantified():
            source, condition = _text(node.source, _OR, full), _text(node.condition, _EXPRESSION, full)
            return f"{node.kind} {node.variable} in {source} satisfies {condition}", _EXPRESSION
    raise AssertionError(type(node))  # every kind of node is written above


def _call(node: tree.Call, full: bool) -> str:
    arguments = [_test(argument, full) for argument in node.arguments]
    if node.parameters is not None:
        arguments = [f"{name}: {text}" for name, text in zip(node.parameters, arguments, strict=True)]
    return f"{node.function}({', '.join(arguments)})"
