"""What would have to be otherwise for a condition to hold: alternatives, each a few tests with how far off they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from engine.explain.asked import COMPARISONS, Asked, Node
from engine.explain.reading import Reading
from engine.expressions.column import Column
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.types import NUMBER
from engine.fired import Shown

_MOST = 8
_OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": "!=", "!=": "="}
_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test that must come out otherwise, `wanted` true or false.

    Of a comparison `names` are what its one side reads, and `operator`, `value` and `limit` say what is asked of it
    once it comes out as wanted; a value or limit that is not known, or is no number, is None.
    """

    node: Node
    wanted: bool
    names: tuple[str, ...]
    operator: str | None = None
    value: Fraction | None = None
    limit: Fraction | None = None
    text: str | None = None
    unit: str | None = None
    title: str = ""

    @property
    def distance(self) -> float:
        """How far off it is, from 0 (nearly) to 1."""
        if self.value is None or self.limit is None:
            return 1.0
        scale = max(abs(self.limit), Fraction(1))
        return min(1.0, float(abs(self.value - self.limit) / scale))


Alternative = tuple[Leaf, ...]


def alternatives(reading: Reading, asked: Sequence[Asked]) -> list[Alternative]:
    """Give the ways in which all conditions would hold, the nearest first; none where they do."""
    ways: list[list[Alternative]] = []
    for each in asked:
        stops = each.role == "unless"
        found = _ways(reading, each.node, wanted=not stops, unknown_does=stops, deep=0)
        if found != [()]:
            ways.append(found)
    if not ways:
        return []
    joined = [tuple(leaf for part in parts for leaf in part) for parts in product(*ways)][:_MOST]
    return sorted(joined, key=distance)


def distance(alternative: Alternative) -> float:
    """How far off an alternative is."""
    return sum(leaf.distance for leaf in alternative)


def _ways(reading: Reading, node: Node, *, wanted: bool, unknown_does: bool, deep: int) -> list[Alternative]:
    """Give the ways in which a part comes out as wanted; the empty one alone where it does.

    In an `unless` one that is not known does too, as it stops nothing: `unknown_does`.
    """
    holds = reading.holds(node)
    if holds is wanted or (holds is None and unknown_does):
        return [()]
    if node.how == "not":
        return _ways(reading, node.parts[0], wanted=not wanted, unknown_does=unknown_does, deep=deep)
    if node.how in ("all", "any"):
        every = (node.how == "all") is wanted
        inner = [_ways(reading, part, wanted=wanted, unknown_does=unknown_does, deep=deep) for part in node.parts]
        if every:
            return [tuple(leaf for part in parts for leaf in part) for parts in product(*inner)][:_MOST]
        return [way for ways in inner for way in ways if way][:_MOST]
    if node.how == "choice":
        condition, then, otherwise = node.parts
        taken, other = (then, otherwise) if reading.holds(condition) else (otherwise, then)
        found = [way for way in _ways(reading, taken, wanted=wanted, unknown_does=unknown_does, deep=deep) if way]
        switched = _ways(reading, condition, wanted=other is then, unknown_does=unknown_does, deep=deep)
        beyond = _ways(reading, other, wanted=wanted, unknown_does=unknown_does, deep=deep)
        found += [(*one, *two) for one in switched for two in beyond if one]
        return found[:_MOST]
    return _of_test(reading, node, wanted=wanted, unknown_does=unknown_does, deep=deep)


def _of_test(reading: Reading, node: Node, *, wanted: bool, unknown_does: bool, deep: int) -> list[Alternative]:
    if isinstance(node.typed, Read) and deep < 5:
        inner = reading.behind(node.typed.name)
        if inner:
            if not wanted:
                found = [_ways(reading, each, wanted=False, unknown_does=unknown_does, deep=deep + 1) for each in inner]
                return [way for ways in found for way in ways if way]
            parts = [_ways(reading, each, wanted=True, unknown_does=unknown_does, deep=deep + 1) for each in inner]
            return [tuple(leaf for part in held for leaf in part) for held in product(*parts)][:_MOST]
    return [(leaf_of(reading, node, wanted=wanted),)]


def leaf_of(reading: Reading, node: Node, *, wanted: bool) -> Leaf:
    """Give a test with what is asked of it."""
    typed = node.typed
    if not isinstance(typed, Step) or typed.operator not in COMPARISONS:
        title = reading.figure(node.reads[0]).title if node.reads else node.text
        return Leaf(node, wanted, node.reads, title=title)
    operator = typed.operator if wanted else _OPPOSITE[typed.operator]
    (one, other), (left, right) = typed.arguments, node.sides
    if isinstance(one, Constant) or _is_fixed(reading, one):
        one, other, left, right, operator = other, one, right, left, _MIRRORED[operator]
    names = tuple(dict.fromkeys(name for name in Node(one, "", "test", left).reads))
    title = reading.figure(one.name).title if isinstance(one, Read) else node.text
    limit = right(reading.frame, 1)
    text = limit.words[int(np.broadcast_to(limit.data, (1,))[0])] if limit.words else None
    number = one.type == NUMBER or one.type == "date"
    return Leaf(
        node,
        wanted,
        names,
        operator,
        exact(left(reading.frame, 1)) if number else None,
        exact(limit) if number else None,
        text,
        one.unit or other.unit,
        title,
    )


def _is_fixed(reading: Reading, typed: Typed) -> bool:
    return isinstance(typed, Read) and reading.what(typed.name) in ("value", "calendar")


def exact(column: Column) -> Fraction | None:
    """Give a column's one number, exact; None where it is not known."""
    if column.valid is not None and not bool(np.broadcast_to(column.valid, (1,))[0]):
        return None
    data = int(np.broadcast_to(column.data, (1,))[0])
    over = 1 if column.over is None else int(np.broadcast_to(column.over, (1,))[0])
    return Fraction(data, over)


def holds_with(leaf: Leaf, value: Fraction) -> bool:
    """Say whether a comparison would come out as wanted with another value."""
    if leaf.limit is None:
        return False
    return {
        ">=": value >= leaf.limit,
        ">": value > leaf.limit,
        "<=": value <= leaf.limit,
        "<": value < leaf.limit,
        "=": value == leaf.limit,
        "!=": value != leaf.limit,
    }.get(leaf.operator or "", False)


def slots_of(shown: Shown) -> tuple[int, int] | None:
    """Give the first slot (included) and the slot after the last of a figure's window; None where it has none."""
    if shown.first is None or shown.after is None:
        return None
    return int(shown.first[0]), int(shown.after[0])


def step_needed(leaf: Leaf) -> int | None:
    """Give by how much a whole number must go up, or down where below 0; None where no such step is found."""
    if leaf.value is None:
        return None
    for step in range(1, 400):
        for signed in (step, -step):
            if holds_with(leaf, leaf.value + signed):
                return signed
    return None
