"""Go through a syntax tree without recursion."""

from collections.abc import Iterator

from engine.expressions import tree
from engine.expressions.tree import Node

_FIELDS: dict[type, tuple[str, ...]] = {
    tree.Negation: ("value",),
    tree.Arithmetic: ("left", "right"),
    tree.Comparison: ("left", "right"),
    tree.Between: ("value", "low", "high"),
    tree.UnaryTest: ("value",),
    tree.Choice: ("condition", "then", "otherwise"),
    tree.Quantified: ("source", "condition"),
    tree.Property: ("value",),
    tree.Range: ("low", "high"),
}
_MANY: dict[type, str] = {
    tree.Logic: "items",
    tree.Call: "arguments",
    tree.Items: "items",
    tree.Cell: "tests",
}
_FLAT = (tree.Arithmetic, tree.Comparison, tree.Logic, tree.Between, tree.Membership, tree.UnaryTest, tree.Cell)


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes directly under one, in the order of the text."""
    kind = type(node)
    if kind in _FIELDS:
        return tuple(getattr(node, name) for name in _FIELDS[kind])
    if kind in _MANY:
        return tuple(getattr(node, _MANY[kind]))
    if isinstance(node, tree.Membership):
        return (node.value, *node.tests)
    return ()


def every_node(root: Node) -> Iterator[Node]:
    """Give all nodes, each before those under it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def size(root: Node) -> tuple[int, int, int]:
    """Give the number of nodes, how deep they stand inside one another, and the longest way down.

    For the second the operands of one operator stand on the level of the operator, so that a long
    sum is not deep; the third counts every step.
    """
    count, deepest, longest = 0, 0, 0
    waiting = [(root, 0, 0)]
    while waiting:
        node, depth, steps = waiting.pop()
        count += 1
        deepest = max(deepest, depth)
        longest = max(longest, steps)
        under = depth if isinstance(node, _FLAT) else depth + 1
        waiting.extend((child, under, steps + 1) for child in children(node))
    return count, deepest, longest
