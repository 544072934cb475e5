"""The limits with which a condition compares single figures."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from engine.document import Path
from engine.expressions.typed import Checked, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.lint.partial import Partial
from engine.lint.subject import Subject
from engine.nouns import dataclass

_OTHERWISE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Limit:
    """`name operator value`, and its characters in the text that it was read from; `by` is the value's name, if any."""

    name: str
    operator: str
    value: Fraction
    start: int
    end: int
    by: str = ""


def limits(subject: Subject, checked: Checked | None) -> Iterator[Limit]:
    """Give every comparison of one name with an amount, written out or named, that an expression holds.

    Inside `not(…)` it is the comparison that is left: `not(x < 5)` holds `x >= 5`.
    """
    if checked is None or checked.tree is None or subject.bound is None:
        return
    partial = Partial(subject.bound, subject.as_of, {})
    waiting: list[tuple[Typed, bool]] = [(checked.tree, False)]
    while waiting:
        node, turned = waiting.pop()
        inside = turned != (isinstance(node, Step) and node.operator == "not")
        waiting += [(part, inside) for part in parts(node)]
        if not isinstance(node, Step):
            continue
        found: list[Limit] = []
        if node.operator in _TURNED:
            left, right = node.arguments
            found += _one(partial, left, node.operator, right, node)
            found += _one(partial, right, _TURNED[node.operator], left, node)
        elif node.operator.startswith("within"):
            value, low, high = node.arguments
            found += _one(partial, value, ">=" if node.operator[6] == "[" else ">", low, node)
            found += _one(partial, value, "<=" if node.operator[7] == "]" else "<", high, node)
        yield from (replace(each, operator=_OTHERWISE[each.operator]) for each in found) if turned else found


def _one(partial: Partial, left: Typed, operator: str, right: Typed, node: Step) -> Iterator[Limit]:
    if isinstance(left, Read) and not (isinstance(right, Read) and right.name == left.name):
        value = partial.of(right)
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            yield Limit(
                left.name,
                operator,
                Fraction(value),
                node.start,
                node.end,
                right.name if isinstance(right, Read) else "",
            )


def texts(subject: Subject, base: Path, fields: tuple[Path, ...]) -> Iterator[tuple[Path, Checked]]:
    """Give the checked conditions at some paths under a base."""
    assert subject.bound is not None
    for field in fields:
        checked = subject.bound.expressions.get((*base, *field))
        if checked is not None:
            yield (*base, *field), checked
