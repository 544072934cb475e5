"""What a layer takes away of what it inherits."""

from engine.diagnostics import Diagnostic
from engine.document import Document, Path, said, split_path
from engine.resolve.depends import ANNOTATIONS
from engine.resolve.merge import Merging
from engine.resolve.tree import Node, child, name_of, plain, without
from engine.validate.near import listed, meant
from engine.validate.shape import items_in


def take_away(merging: Merging, base: Node, document: Document) -> Node:
    """Give the inherited tree without what a layer's `remove` names.

    A name is that of anything with a name: a rule, measure, value, table, letter, step; a path with dots says
    which, where several have it.

    Yields: R007 nothing of that name is inherited, R008 several are, R009 it belongs to the national layer.
    """
    value = document.value if isinstance(document.value, dict) else {}
    held = value.get("remove")
    names = held if isinstance(held, list) else []
    for at, name in enumerate(names):
        if not isinstance(name, str):
            continue
        place = document.place(("remove", at))
        paths = _named(base, name)
        if len(paths) == 1:
            if not _closed(merging, base, paths[0], name, document, at):
                base = without(base, paths[0])
        elif paths:
            places = tuple((said(path), merging.place(_part(base, path))) for path in paths)
            act = f"write {listed(said(path) for path in paths)}"
            merging.found.append(
                Diagnostic("R008", f"`{name}` could be {len(paths)} inherited things", place, act, also=places)
            )
        else:
            known = {inner for _, inner in items_in(plain(base))}
            message = f"nothing inherited has the name `{name}`, so it cannot be removed"
            act = meant(name, known, "what is removed must be in a layer named in `extends`")
            if name in names[:at]:
                message, act = f"`{name}` is taken away twice", "say it once"
            merging.found.append(Diagnostic("R007", message, place, act))
    return base


def _named(base: Node, name: str) -> list[Path]:
    """Give the paths, with ids for positions, that a name of `remove` may mean."""
    path = split_path(name)
    if path is not None and len(path) > 1:
        return _found(base, path)
    document = plain(base)
    return [_with_ids(base, found) for found, inner in items_in(document) if inner == name]


def _found(node: Node, path: Path) -> list[Path]:
    """Give where a path leads; tasks go by what they do, and by their position where they are found."""
    if not path:
        return [()]
    step, rest = path[0], path[1:]
    inner = child(node, step)
    named = [(step, inner)] if inner is not None else []
    if inner is None and isinstance(node.value, list):
        named = [(at, item) for at, item in enumerate(node.value) if name_of(item, "do") == step]
    return [(name, *more) for name, part in named for more in _found(part, rest)]


def _with_ids(base: Node, path: Path) -> Path:
    """Say a path with ids where items have one, so that it holds when others are taken away."""
    steps: list[str | int] = []
    node = base
    for step in path:
        inner = child(node, step)
        if inner is None:
            break
        name = inner.value.get("id") if isinstance(step, int) and isinstance(inner.value, dict) else None
        steps.append(name.value if name is not None and isinstance(name.value, str) else step)
        node = inner
    return tuple(steps)


def _part(base: Node, path: Path) -> Node:
    node = base
    for step in path:
        inner = child(node, step)
        if inner is None:
            break
        node = inner
    return node


def _closed(merging: Merging, base: Node, path: Path, name: str, document: Document, at: int) -> bool:
    part = _part(base, path)
    if not merging.is_closed(part) or merging.is_free(path) or path[-1] in ANNOTATIONS:
        return False
    national = merging.layers[part.origin.began]
    message = f"`{name}` belongs to the layer `{national.name}` and may not be removed"
    merging.found.append(
        Diagnostic(
            "R009",
            message,
            document.place(("remove", at)),
            "take it out of `remove`",
            also=merging.closed(part, part),
        )
    )
    return True
