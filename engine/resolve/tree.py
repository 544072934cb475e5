"""A plain document as a tree that remembers which layer wrote each part, and what it took the place of."""

from collections.abc import ItemsView, Iterator, Mapping
from typing import TypeAlias

from engine.document import Path, Value
from engine.policy import Layer, Origin, Shadow

Held: TypeAlias = "str | dict[str, Node] | list[Node] | None"


class Node:
    """One part of a document with its origin; parts that no layer changed are shared between trees.

    Nothing of it ever changes. Once somebody has asked, `whole` is its plain value, and `allows` says whether an
    `allow` stands anywhere in it.
    """

    __slots__ = ("allows", "origin", "value", "whole")

    def __init__(self, value: Held, origin: Origin) -> None:
        self.value = value
        self.origin = origin
        self.whole: dict[str, Value] | list[Value] | None = None
        self.allows: bool | None = None


class Origins(Mapping[Path, Origin]):
    """The origin of every path of a tree; nothing is made of it before somebody goes through all of them."""

    __slots__ = ("_all", "_root")

    def __init__(self, root: Node) -> None:
        self._root = root
        self._all: dict[Path, Origin] | None = None

    def __getitem__(self, path: Path) -> Origin:
        node = self._root
        for step in path:
            inner: Node | None = None
            if isinstance(node.value, dict) and isinstance(step, str):
                inner = node.value.get(step)
            elif isinstance(node.value, list) and isinstance(step, int) and 0 <= step < len(node.value):
                inner = node.value[step]
            if inner is None:
                raise KeyError(path)
            node = inner
        return node.origin

    def __iter__(self) -> Iterator[Path]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def items(self) -> ItemsView[Path, Origin]:
        """Give every path with its origin, in the order of the document."""
        return self._whole().items()

    def _whole(self) -> dict[Path, Origin]:
        if self._all is None:
            self._all = origins(self._root)
        return self._all


def grow(value: Value, layer: int, path: Path = ()) -> Node:
    """Make a tree of what one layer says."""
    origin = Origin(layer, path, layer)
    if isinstance(value, dict):
        return Node({key: grow(inner, layer, (*path, key)) for key, inner in value.items()}, origin)
    if isinstance(value, list):
        return Node([grow(inner, layer, (*path, at)) for at, inner in enumerate(value)], origin)
    return Node(value, origin)


def plain(node: Node) -> Value:
    """Give the plain value of a tree, which nobody may change: other trees have the same."""
    if isinstance(node.value, str) or node.value is None:
        return node.value
    if node.whole is None:
        held = node.value
        node.whole = (
            {key: plain(inner) for key, inner in held.items()}
            if isinstance(held, dict)
            else [plain(inner) for inner in held]
        )
    return node.whole


def origins(node: Node) -> dict[Path, Origin]:
    """Give the origin of every path of a tree."""
    found: dict[Path, Origin] = {}
    todo: list[tuple[Path, Node]] = [((), node)]
    while todo:
        path, inner = todo.pop()
        found[path] = inner.origin
        if isinstance(inner.value, dict):
            todo += [((*path, key), child) for key, child in reversed(inner.value.items())]
        elif isinstance(inner.value, list):
            todo += [((*path, at), child) for at, child in reversed(list(enumerate(inner.value)))]
    return found


def child(node: Node, step: str | int) -> Node | None:
    """Give the part at one step: a key, a position, or the id of an item of a list; None where there is none."""
    if isinstance(node.value, dict):
        return node.value.get(step) if isinstance(step, str) else None
    if isinstance(node.value, list):
        if isinstance(step, int):
            return node.value[step] if step < len(node.value) else None
        return next((item for item in node.value if name_of(item) == step), None)
    return None


def name_of(node: Node, key: str = "id") -> str | None:
    """Give the id of an item, or another text that it holds under a key."""
    if isinstance(node.value, dict):
        inner = node.value.get(key)
        if inner is not None and isinstance(inner.value, str):
            return inner.value
    return None


def shadowed(node: Node, layers: list[Layer]) -> tuple[Shadow, ...]:
    """Say what a value that takes the place of a node shadows, nearest first."""
    layer = layers[node.origin.layer]
    return (Shadow(layer.name, layer.document.place(node.origin.path), plain(node)), *node.origin.shadowed)


def without(node: Node, path: Path) -> Node:
    """Give the tree without one part; a part that is not there changes nothing."""
    step, *rest = path
    inner = child(node, step)
    if inner is None:
        return node
    replaced = without(inner, tuple(rest)) if rest else None
    if isinstance(node.value, dict):
        kept = {key: replaced if old is inner else old for key, old in node.value.items()}
        return Node({key: new for key, new in kept.items() if new is not None}, node.origin)
    if isinstance(node.value, list):
        items = [replaced if old is inner else old for old in node.value]
        return Node([new for new in items if new is not None], node.origin)
    return node


def inside(node: Node, path: Path) -> Node | None:
    """Give the part at a path of keys and positions; None where there is none."""
    held: Node | None = node
    for step in path:
        held = child(held, step) if held is not None else None
    return held


def put(node: Node, path: Path, part: Node) -> Node:
    """Give the tree with another part at a path; the last step may be a new key, all before it are there."""
    if not path:
        return part
    step, *rest = path
    if isinstance(node.value, dict) and isinstance(step, str):
        held = node.value.get(step)
        inner = put(held, tuple(rest), part) if held is not None else part
        return Node({**node.value, step: inner}, node.origin)
    assert isinstance(node.value, list) and isinstance(step, int), "INVARIANT: the path was found in this tree"
    items = list(node.value)
    items[step] = put(items[step], tuple(rest), part)
    return Node(items, node.origin)
