"""What an expression means once its types are known: the tree that both evaluators read.

Every shorthand of the syntax is gone (`between`, `in`, cells, parameter names); what is left are
constants, names, and steps with a closed list of operators.
"""

from dataclasses import field
from typing import Any, TypeAlias

from engine.expressions.types import Problem, Quantity
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is there before anything runs."""

    value: Any
    type: str
    unit: str | None = None
    nullable: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Read:
    """A quantity by its name; `quantity` is what the caller said it means."""

    name: str
    quantity: Quantity
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def type(self) -> str:
        """The type of the quantity."""
        return self.quantity.type

    @property
    def unit(self) -> str | None:
        """The unit of the quantity."""
        return self.quantity.unit

    @property
    def nullable(self) -> bool:
        """Whether the quantity may be not known."""
        return self.quantity.nullable


@dataclass(frozen=True, slots=True)
class Step:
    """An operator over its arguments.

    `operator` is one of: `and or not = != < <= > >= if list in-list + - * / ** negate`, `within[]`
    and `range[]` with the brackets as written, `.` before the name of a property, or a function's name.
    """

    operator: str
    arguments: tuple["Typed", ...]
    type: str
    unit: str | None = None
    nullable: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Each:
    """`some` or `every` item of a list; inside `condition` a Read of `variable` is the item."""

    kind: str
    variable: str
    source: "Typed"
    condition: "Typed"
    nullable: bool
    type: str = "boolean"
    unit: str | None = None
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Typed: TypeAlias = Constant | Read | Step | Each


@dataclass(frozen=True, slots=True)
class FactTest:
    """`table(condition)`: whether a row of a fact table holds; the caller gives its truth under `key`."""

    key: str
    table: str
    condition: "Checked"


@dataclass(frozen=True, slots=True)
class Checked:
    """An expression with its meaning, or what is wrong with it: `tree` is None where there are problems.

    `reads` are the quantities in the order in which they first appear, without the names inside
    `fact_tests`.
    """

    tree: Typed | None
    type: str
    unit: str | None = None
    nullable: bool = False
    reads: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    fact_tests: tuple[FactTest, ...] = ()
