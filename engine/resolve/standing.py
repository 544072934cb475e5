"""A policy as it stood after one of its layers, as locks look at it: its tree, plain, and in general forms."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from engine.document import Path
from engine.nouns import dataclass
from engine.policy import Lock, PolicyInForce
from engine.resolve.paths import children
from engine.resolve.tree import Node, child, plain
from engine.sections.lower import lower
from engine.sections.lowered import Lowered
from engine.source import Place


@dataclass(frozen=True, slots=True)
class Grounds:
    """What something fixed rests on: the paths of what is its own, and what each other thing decides, by path."""

    own: frozenset[Path]
    deciding: dict[Path, Any]


class Standing:
    """One tree of a policy; what is asked of it is made once, also where policies share it."""

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        self.grounds: dict[Path, Grounds] = {}

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The document."""
        value = plain(self.tree)
        return value if isinstance(value, dict) else {}

    @cached_property
    def lowered(self) -> Lowered:
        """The document in general forms; a section that is not whole yet is left out of it."""
        return lower(self.plain)

    @cached_property
    def allowances(self) -> tuple[tuple[Path, Node], ...]:
        """Whatever stands below an `allow`, by its path."""
        return tuple(_allowances(self.tree))

    def node(self, path: Path) -> Node:
        """Give what is written at a path of the plain document, or the nearest part around it."""
        node = self.tree
        for step in path:
            inner = child(node, step)
            if inner is None:
                break
            node = inner
        return node

    def written(self, item: Path) -> Path:
        """Give the path at which a named thing of the document in general forms was written."""
        position = self._position(item)
        origin = self.lowered.origin(position)
        return item if origin == position else origin

    def _position(self, item: Path) -> Path:
        if item[:1] != ("rules",):
            return item
        rules = self.lowered.document.get("rules", ())
        at = next((at for at, rule in enumerate(rules) if rule.get("id") == item[1]), None)
        return item if at is None else ("rules", at, *item[2:])


class Case:
    """One lock, with the policy as it stood when it was set and as it stands now, and how a breach of it is told.

    `strangers` are the positions of layers above the one that locks, if the lock is held against those; then `excused`
    are the items that these may change: the law opens them.
    """

    def __init__(
        self,
        policy: PolicyInForce,
        lock: Lock,
        then: Standing,
        now: Standing,
        strangers: frozenset[int] = frozenset(),
        excused: Callable[[Path], bool] = lambda _: False,
    ) -> None:
        self.policy, self.lock, self.then, self.now = policy, lock, then, now
        self.strangers, self.excused = strangers, excused
        self.who = policy.layers[lock.layer].name

    def place(self, node: Node) -> Place:
        """Give where a part was written."""
        return self.policy.layers[node.origin.layer].document.place(node.origin.path)

    def layer(self, node: Node) -> str:
        """Name the layer that wrote a part last."""
        return self.policy.layers[node.origin.layer].name

    def is_later(self, node: Node) -> bool:
        """Whether a layer after the one that locks wrote a part last, or one against which the lock is held."""
        return node.origin.layer > self.lock.layer or node.origin.layer in self.strangers


def _allowances(root: Node) -> Iterator[tuple[Path, Node]]:
    todo: list[tuple[Path, Node]] = [((), root)]
    while todo:
        at, node = todo.pop()
        if len(at) > 1 and at[-2] == "allow":
            yield at, node
        if _allows(node) or at[-1:] == ("allow",):
            todo += [((*at, name), inner) for name, inner in children(node)]


def _allows(node: Node) -> bool:
    if node.allows is None:
        node.allows = any(name == "allow" or _allows(inner) for name, inner in children(node))
    return node.allows
