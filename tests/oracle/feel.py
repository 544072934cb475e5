"""The condition language, evaluated: tree -> value. None stands for what is not known.

`look` gives the value of a name; it is also asked for `@calendar` (school-day functions) and `@facts` (fact tests).

Source: design §5.7; notes on the condition language §4.
"""

import operator
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from tests.oracle.feel_text import NotFeelError, Tree, cell, expression, hide, names
from tests.oracle.functions import FUNCTIONS, Months

__all__ = ["cell", "evaluate", "expression", "hide", "matches", "names"]

Look = Callable[[str], Any]
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Range(NamedTuple):
    """A range of values; `from_open` and `to_open` say that an end is left out."""

    start: Any
    end: Any
    from_open: bool
    to_open: bool


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued and."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued or."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def negation(value: bool | None) -> bool | None:
    """Three-valued not."""
    return None if value is None else not value


def compare(word: str, left: Any, right: Any) -> bool | None:
    """Compare two values; only `=` and `!=` always have an answer."""
    if word == "=":
        return bool(left == right)
    if word == "!=":
        return bool(left != right)
    if left is None or right is None:
        return None
    return bool(_ORDER[word](left, right))


def member(value: Any, held: Any) -> bool | None:
    """Whether a value is that value, or in that range or list."""
    if isinstance(held, Range):
        if held.start is None or held.end is None:
            return None
        low = compare(">" if held.from_open else ">=", value, held.start)
        return both(low, compare("<" if held.to_open else "<=", value, held.end))
    if isinstance(held, list):
        answer: bool | None = False
        for item in held:
            answer = either(answer, member(value, item))
        return answer
    return compare("=", value, held)


def arithmetic(word: str, left: Any, right: Any) -> Any:
    """Add, subtract, multiply, divide or raise; None where an operand is, and for a division by zero."""
    if left is None or right is None:
        return None
    if isinstance(right, Months) and isinstance(left, date):
        return right.added_to(left, 1 if word == "+" else -1)
    if isinstance(left, Months) and isinstance(right, date):
        return left.added_to(right, 1)
    if isinstance(left, time) and isinstance(right, timedelta):
        day = datetime.combine(date(2000, 1, 1), left)
        return (day + right if word == "+" else day - right).time()
    if isinstance(left, time) and isinstance(right, time):
        day = date(2000, 1, 1)
        return datetime.combine(day, left) - datetime.combine(day, right)
    if word == "+":
        return left + right
    if word == "-":
        return left - right
    if word == "*":
        return left * right
    if word == "/":
        return left / right if right else None
    if right.denominator != 1 or (left == 0 and right < 0):
        return None
    return left ** int(right)


def _property(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "weekday":
        return Fraction(value.isoweekday())
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        sign, seconds = (-1, -seconds) if seconds < 0 else (1, seconds)
        part = {"days": seconds // 86400, "hours": seconds // 3600 % 24, "minutes": seconds // 60 % 60}
        return Fraction(sign * part.get(name, seconds % 60))
    if isinstance(value, Months):
        sign = -1 if value.count < 0 else 1
        return Fraction(sign * (abs(value.count) // 12 if name == "years" else abs(value.count) % 12))
    return Fraction(getattr(value, name))


def _quantified(tree: Tree, look: Look) -> bool | None:
    _, name, items, condition = tree
    answer: bool | None = tree[0] == "every"
    for item in evaluate(items, look):
        found = evaluate(condition, lambda asked, item=item: item if asked == name else look(asked))
        answer = either(answer, found) if tree[0] == "some" else both(answer, found)
    return answer


def _unary(value: Any, tree: Tree, look: Look) -> bool | None:
    """Ask one unary test of a value."""
    if tree[0] == "test":
        return compare(tree[1], value, evaluate(tree[2], look))
    inner = tree[1]
    if tree[0] == "asks":
        return evaluate(inner, lambda asked: value if asked == "?" else look(asked))
    if inner[0] == "test":
        return _unary(value, inner, look)
    if inner[0] == "list":
        answer: bool | None = False
        for item in inner[1]:
            answer = either(answer, _unary(value, item if item[0] == "test" else ("member", item), look))
        return answer
    return member(value, evaluate(inner, look))


def _any_test(value: Any, tests: list[Tree], look: Look) -> bool | None:
    answer: bool | None = False
    for test in tests:
        answer = either(answer, _unary(value, test, look))
    return answer


def matches(tree: Tree, value: Any, look: Look) -> bool | None:
    """Ask a table's input cell of a value."""
    if tree[0] == "any":
        return True
    answer = _any_test(value, tree[1], look)
    return negation(answer) if tree[0] == "none of" else answer


def evaluate(tree: Tree, look: Look) -> Any:
    """Give the value of a tree; None where it is not known."""
    kind = tree[0]
    if kind == "value":
        return tree[1]
    if kind == "name":
        return look(tree[1])
    if kind == "and":
        return both(evaluate(tree[1], look), evaluate(tree[2], look))
    if kind == "or":
        return either(evaluate(tree[1], look), evaluate(tree[2], look))
    if kind == "compare":
        return compare(tree[1], evaluate(tree[2], look), evaluate(tree[3], look))
    if kind == "arithmetic":
        return arithmetic(tree[1], evaluate(tree[2], look), evaluate(tree[3], look))
    if kind == "tests":
        return _any_test(evaluate(tree[1], look), tree[2], look)
    if kind == "between":
        low, high = evaluate(tree[2], look), evaluate(tree[3], look)
        return member(evaluate(tree[1], look), Range(low, high, from_open=False, to_open=False))
    if kind == "if":
        return evaluate(tree[2] if evaluate(tree[1], look) is True else tree[3], look)
    if kind == "call":
        return FUNCTIONS[tree[1]](look, *(evaluate(argument, look) for argument in tree[2]))
    if kind == "fact test":
        return look("@facts")(tree[1], tree[2])
    if kind == "list":
        return [evaluate(item, look) for item in tree[1]]
    if kind == "range":
        return Range(evaluate(tree[1], look), evaluate(tree[2], look), tree[3], tree[4])
    if kind == "negate":
        value = evaluate(tree[1], look)
        return None if value is None else -value
    if kind == "property":
        return _property(tree[1], evaluate(tree[2], look))
    if kind in ("some", "every"):
        return _quantified(tree, look)
    raise NotFeelError(f"cannot evaluate {tree!r}")
