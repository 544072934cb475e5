"""A policy file, or what was approved of one, as a tree of named parts, so that the two can be compared."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from typing import TypeAlias

from engine.document import Path, Value, said
from engine.nouns import dataclass

Label: TypeAlias = str | int
Labels: TypeAlias = tuple[Label, ...]

_NAMES = ("id", "do")
"""The fields by which an item of a list goes."""


@dataclass(slots=True)
class Leaf:
    """One text, or an empty value, mapping or list; `at` is its path in the document, `start` to `end` its characters.

    `start` is None where the leaf is the whole text.
    """

    said: Value
    at: Path = ()
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Branch:
    """A mapping or a list; `rows` is the block of a table, whose lines are its parts."""

    parts: "dict[Label, Leaf | Branch]" = field(default_factory=dict)
    at: Path = ()
    kind: str = "mapping"


Node: TypeAlias = Leaf | Branch


def tree_of(value: Value, at: Path = ()) -> Node:
    """Give a document's value as a tree; items of a list go by `id` or `do` where that is theirs alone."""
    if isinstance(value, dict) and value:
        return Branch({key: tree_of(inner, (*at, key)) for key, inner in value.items()}, at)
    if isinstance(value, list) and value:
        named = _labels(value)
        return Branch({named[n]: tree_of(inner, (*at, n)) for n, inner in enumerate(value)}, at, "list")
    if isinstance(value, str) and len(at) == 3 and at[0] == "tables" and at[-1] == "rows":
        return _rows(value, at)
    return Leaf(value, at)


def _labels(items: list[Value]) -> list[Label]:
    names = [_name(item) for item in items]
    often = Counter(names)
    return [number if name is None or often[name] > 1 else name for number, name in enumerate(names)]


def _name(item: Value) -> str | None:
    held = [item.get(key) for key in _NAMES] if isinstance(item, dict) else []
    return next((each for each in held if isinstance(each, str)), None)


def _rows(text: str, at: Path) -> Node:
    """Cut the block of a table into its lines; how far apart the cells stand says nothing."""
    rows = Branch({}, at, "rows")
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            start = offset + len(line) - len(line.lstrip())
            rows.parts[len(rows.parts)] = Leaf(" ".join(line.split()), at, start, offset + len(line.rstrip()))
        offset += len(line) + 1
    return rows if rows.parts else Leaf(text, at)


def leaves(node: Node, labels: Labels = ()) -> Iterator[tuple[Labels, Leaf]]:
    """Yield every leaf with its labels, in the order in which they are written."""
    if isinstance(node, Leaf):
        yield labels, node
        return
    for label, inner in node.parts.items():
        yield from leaves(inner, (*labels, label))


def grown(parts: dict[Labels, Value]) -> Branch | Labels:
    """Make a tree of leaves by their labels; the labels of one that stands below another leaf where that is so."""
    root = Branch()
    for labels, value in parts.items():
        branch = root
        for label in labels[:-1]:
            inner = branch.parts.setdefault(label, Branch())
            if isinstance(inner, Leaf):
                return labels
            branch = inner
        if labels[-1] in branch.parts:
            return labels
        branch.parts[labels[-1]] = Leaf(value)
    return root


def named(labels: Labels) -> str:
    """Write labels as people read them.

    >>> named(("rules", "late_call", "then", 0, "to"))
    'rules.late_call.then[0].to'
    """
    return said(labels)
