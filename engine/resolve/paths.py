"""The paths of locks: whether a policy can have such a path, and what of a policy it means."""

from collections.abc import Iterator

from engine.document import Path
from engine.resolve.tree import Node, name_of
from engine.validate.shape import fields_of, shape_at


def impossible(path: Path) -> tuple[str, list[str]] | None:
    """Give the step that no policy can have, and those it could; None where the path can be."""
    for length, step in enumerate(path, 1):
        here = shape_at(known(path[: length - 1]))
        if here is not None and here.kind != "text" and shape_at(known(path[:length])) is None:
            return str(step), list(fields_of(here.model)) if here.model is not None else []
    return None


def known(path: Path) -> Path:
    """Give a path as the models know it: a position for the name of an item, any field for `*`."""
    found: Path = ()
    for step in path:
        here = shape_at(found)
        if here is not None and here.kind == "list":
            found = (*found, 0)
        elif step == "*" and here is not None and here.model is not None:
            found = (*found, next(iter(fields_of(here.model))))
        else:
            found = (*found, step)
    return found


def misnamed(root: Node, path: Path) -> bool:
    """Whether a path names what nothing in a policy has, rather than waits for what a policy need not have."""
    for length, step in enumerate(path, 1):
        if not any(_matches(root, path[:length])):
            holder = shape_at(known(path[: length - 1]))
            return step != "*" and holder is not None and holder.kind != "fields"
    return False


def matches(root: Node, path: Path) -> dict[Path, Node]:
    """Give everything that a path means, by its full path; the second task of one name is told apart by a number."""
    found: dict[Path, Node] = {}
    for at, node in _matches(root, path):
        number = 0
        while (unique := (*at, number) if number else at) in found:
            number += 1
        found[unique] = node
    return found


def part_at(root: Node, path: Path) -> Node | None:
    """Give the part at a path whose steps are keys, ids, what tasks do, or positions; None where there is none."""
    inner: Node | None = root
    for step in path:
        inner = next((part for name, part in children(inner) if name == step), None) if inner is not None else None
    return inner


def _matches(node: Node, path: Path, at: Path = ()) -> Iterator[tuple[Path, Node]]:
    if not path:
        yield at, node
        return
    for name, inner in children(node):
        if path[0] in ("*", name):
            yield from _matches(inner, path[1:], (*at, name))


def children(node: Node) -> Iterator[tuple[str | int, Node]]:
    """Give the parts of a part by key, by id, by what a task does, or by position."""
    if isinstance(node.value, dict):
        yield from node.value.items()
    elif isinstance(node.value, list):
        for at, item in enumerate(node.value):
            yield name_of(item) or name_of(item, "do") or at, item
