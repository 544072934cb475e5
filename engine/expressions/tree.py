"""What an expression says: the nodes of its syntax tree.

Every node carries `start` and `end`, offsets in characters in the text it was read from (`end`
excluded); they take no part in equality, so that two texts which say the same are equal.
"""

from dataclasses import field
from fractions import Fraction
from typing import TypeAlias

from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number literal; `value` is exact."""

    value: Fraction
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal, its escapes resolved."""

    value: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Null:
    """`null`: not known."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """`@"…"`: a date, a time, a date and time, or a duration, as written."""

    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity by its name."""

    name: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """`?`: the value that a cell tests."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """`-` before a value."""

    value: "Node"
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right` with `+ - * / **`."""

    operator: str
    left: "Node"
    right: "Node"
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right` with `= != < <= > >=`."""

    operator: str
    left: "Node"
    right: "Node"
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """Two or more conditions joined by `and` or by `or`."""

    operator: str
    items: tuple["Node", ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`, both included."""

    value: "Node"
    low: "Node"
    high: "Node"
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """`value in test` or `value in (test, test, …)`."""

    value: "Node"
    tests: tuple["Node", ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """`< 5`: a comparison whose left side is the tested value."""

    operator: str
    value: "Node"
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """`if condition then … else …`."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some` or `every` item of a list satisfies a condition."""

    kind: str
    variable: str
    source: "Node"
    condition: "Node"
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Property:
    """`value.name`."""

    value: "Node"
    name: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `parameters` names them, or is None where they go by place."""

    function: str
    arguments: tuple["Node", ...]
    parameters: tuple[str, ...] | None = None
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list literal."""

    items: tuple["Node", ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """`[low..high]`, each end closed or open."""

    low: "Node"
    high: "Node"
    low_closed: bool
    high_closed: bool
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A decision table's input cell: any of `tests`, or none of them where `negated`; `-` has no test."""

    tests: tuple["Node", ...]
    negated: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Node: TypeAlias = (
    Number
    | Text
    | Truth
    | Null
    | Moment
    | Name
    | Subject
    | Negation
    | Arithmetic
    | Comparison
    | Logic
    | Between
    | Membership
    | UnaryTest
    | Choice
    | Quantified
    | Property
    | Call
    | Items
    | Range
    | Cell
)
