"""What the checker has found so far, and how it names things to the author."""

from dataclasses import field
from typing import Protocol

from engine.expressions.functions import NAMES_GIVEN
from engine.expressions.printing import print_tree
from engine.expressions.tree import Node
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.types import BOOLEAN, LIST, NULL, Problem
from engine.nouns import dataclass

# The type of what could not be understood: it agrees with everything, so that one mistake is told once.
UNKNOWN = "unknown"
_MOST_SHOWN = 60


class Spanned(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int:
        """The offset of its first character."""

    @property
    def end(self) -> int:
        """The offset just after its last character."""


@dataclass(slots=True)
class Notes:
    """Problems found; with `conformance`, those that only a policy has are left out."""

    conformance: bool
    problems: list[Problem] = field(default_factory=list)

    def problem(self, code: str, message: str, advice: str, place: Spanned) -> Constant:
        """Note a problem; gives what stands in for the part that is wrong."""
        found = Problem(code, message, advice, place.start, place.end)
        if found not in self.problems:
            self.problems.append(found)
        return Constant(None, UNKNOWN, start=place.start, end=place.end)

    def caution(self, code: str, message: str, advice: str, place: Spanned) -> None:
        """Note what FEEL allows and a policy does not."""
        if not self.conformance:
            self.problem(code, message, advice, place)


def shown(node: Node) -> str:
    """Name a part of the expression by its own text, in backticks."""
    text = print_tree(node)
    return f"`{text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + '…'}`"


def fits(kind: str, wanted: str) -> bool:
    """Say whether a type agrees with the one that is wanted; not known agrees with every type."""
    return kind == wanted or kind in (NULL, UNKNOWN)


def element_type(typed: Typed) -> str | None:
    """Give the type of a list's items, or None where nothing says it."""
    if isinstance(typed, Step) and typed.operator == "list":
        return next((item.type for item in typed.arguments if item.type not in (NULL, UNKNOWN)), None)
    if isinstance(typed, Read) and typed.type == LIST:
        return typed.quantity.element
    return None


def element_unit(typed: Typed) -> str | None:
    """Give the unit of a list's items, or None for bare numbers."""
    if isinstance(typed, Step) and typed.operator == "list":
        return next((item.unit for item in typed.arguments if item.unit is not None), None)
    return typed.unit


def words_of(typed: Typed) -> tuple[str, ...] | None:
    """Give the allowed values of a text, or None where every text is allowed."""
    if isinstance(typed, Step):
        return NAMES_GIVEN.get(typed.operator)
    return typed.quantity.words if isinstance(typed, Read) else None


def nothing(kind: str, place: Spanned) -> Constant:
    """Make the constant of a type whose value is not known."""
    return Constant(None, kind, nullable=True, start=place.start, end=place.end)


def truth(place: Spanned, *, value: bool) -> Constant:
    """Make the constant `true` or `false`."""
    return Constant(value, BOOLEAN, start=place.start, end=place.end)
