"""Conditions -> the values at which their quantities begin to matter."""

from dataclasses import field
from fractions import Fraction

from engine.analysis.linear import SIZED, Sum, sum_of
from engine.analysis.normal import COMPARISONS
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.expressions.types import STRING
from engine.nouns import dataclass


@dataclass(slots=True)
class Cuts:
    """What quantities are compared with, by key.

    `sizes` are exact numbers in the steps of columns, `words` texts. `sums` are comparisons of two or more quantities
    with each other; `rough` the keys compared in a way that has no exact form.
    """

    sizes: dict[str, set[Fraction]] = field(default_factory=dict)
    words: dict[str, set[str]] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    rough: set[str] = field(default_factory=set)
    reads: dict[str, Read] = field(default_factory=dict)

    def take(self, typed: Typed) -> None:
        """Note what a condition compares."""
        waiting = [typed]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Read):
                self.reads.setdefault(node.name, node)
            elif isinstance(node, Step) and node.operator in COMPARISONS and self._sized(node):
                self._comparison(node)
                waiting.extend(node.arguments)
            elif isinstance(node, Step) and node.operator in COMPARISONS and node.arguments[0].type == STRING:
                self._text(node)
                waiting.extend(node.arguments)
            else:
                waiting.extend(parts(node))

    def _sized(self, step: Step) -> bool:
        return any(each.type in SIZED for each in step.arguments)

    def _comparison(self, step: Step) -> None:
        left, right = step.arguments
        if any(isinstance(each, Constant) and each.value is None for each in step.arguments):
            return
        one, two = sum_of(left), sum_of(right)
        if one is None or two is None:
            self.rough |= _read_in(step)
            return
        both = one.plus(two.times(Fraction(-1)))
        if len(both.of) == 1:
            key, factor = both.of[0]
            self.sizes.setdefault(key, set()).add(-both.constant / factor)
        elif both.of:
            self.sums.append(both)

    def _text(self, step: Step) -> None:
        left, right = step.arguments
        if isinstance(left, Constant):
            left, right = right, left
        if step.operator not in ("=", "!="):
            self.rough |= _read_in(step)
        if isinstance(left, Read) and isinstance(right, Constant):
            if isinstance(right.value, str):
                self.words.setdefault(left.name, set()).add(right.value)
        elif isinstance(left, Read) and isinstance(right, Read):
            self.texts.append((left.name, right.name))
        elif not (isinstance(left, Constant) and isinstance(right, Constant)):
            self.rough |= _read_in(step)


def _read_in(typed: Typed) -> set[str]:
    found: set[str] = set()
    waiting = [typed]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Read):
            found.add(node.name)
        waiting.extend(parts(node))
    return found
