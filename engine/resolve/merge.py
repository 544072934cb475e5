"""One layer laid over those above it, by the one rule for each kind of value, and never over what is closed."""

from dataclasses import replace

from engine.diagnostics import Diagnostic
from engine.document import Path, said
from engine.model.measures import KINDS
from engine.nouns import dataclass
from engine.policy import Layer
from engine.resolve.depends import ANNOTATIONS
from engine.resolve.tree import Node, child, name_of, plain, shadowed
from engine.source import Place
from engine.validate.near import listed
from engine.validate.shape import NAMED, shape_at

_OWN = frozenset(
    {"policy", "title", "layer", "in_force", "approved_on", "review_by", "source", "assumes", "departs", "allow"}
)
_NOT_MERGED = frozenset({"extends", "remove", "lock"})
_FREE: frozenset[Path] = frozenset({("roles",), ("plain_words",)})
LIMITS = frozenset({"below", "at_or_below", "at_least"})
"""How the limit of a letter may be said: one of them stands in the place of another."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The closed item within which something is changed, and the field of it that would be."""

    path: Path
    item: Node
    open: frozenset[str]
    field: str | None


class Merging:
    """What laying one layer over the others needs, and what was wrong with it."""

    __slots__ = ("found", "layers", "over", "resting")

    def __init__(self, layers: list[Layer], over: int, resting: frozenset[Path] = frozenset()) -> None:
        self.layers = layers
        self.over = over
        self.resting = resting
        self.found: list[Diagnostic] = []

    def place(self, node: Node) -> Place:
        """Give the key of a part, or its value where it has no key."""
        return self.layers[node.origin.layer].document.key_place(node.origin.path)

    def closed(self, was: Node, item: Node) -> tuple[tuple[str, Place], ...]:
        """Give the places that belong to a change of what is closed: what was there, and what closes it."""
        by = self.layers[item.origin.began]
        set_ = (f"set here, in `{self.layers[was.origin.layer].name}`", self.place(was))
        head = by.document.place(("layer",))
        return set_, (f"closed here, in `{by.name}`: what a national layer says is closed but for what it opens", head)

    def is_closed(self, node: Node) -> bool:
        """Whether a part stood first in the national layer, and this layer is another file."""
        return self.layers[node.origin.began].kind == "national" and node.origin.began != self.over

    def is_free(self, path: Path) -> bool:
        """Whether a part is a figure or set that no national rule rests on: those are there to be used or not."""
        return path[:1] in (("measures",), ("sets",)) and path[:2] not in self.resting


def lay(merging: Merging, base: Node, over: Node) -> Node:
    """Lay a layer's whole document over those above it; what is said of a file itself is taken from the last.

    Yields: R009 a closed item changed, R017 a task that could be one of several.
    """
    if not isinstance(base.value, dict) or not isinstance(over.value, dict):
        return over
    kept = {key: node for key, node in base.value.items() if key not in _OWN and key not in _NOT_MERGED}
    said_ = {key: node for key, node in over.value.items() if key not in _NOT_MERGED}
    own = {key: node for key, node in said_.items() if key in _OWN}
    rest = {key: node for key, node in said_.items() if key not in _OWN}
    merged = _lay(merging, Node(kept, base.origin), Node(rest, over.origin), (), None)
    return Node({**own, **merged.value} if isinstance(merged.value, dict) else own, merged.origin)


def closed_to(merging: Merging, root: Node, path: Path, over: Node) -> bool:
    """Say that a value put at a path of keys and positions changes what is closed to its layer; whether it was said.

    Yields: R009.
    """
    node, guard = root, None
    names: Path = ()
    for number, step in enumerate(path):
        guard = (_guard(merging, node, names) or guard) if merging.is_closed(node) else None
        if guard is not None:
            in_task = names[-1:] == ("then",)
            guard = replace(guard, field=None) if in_task else _field(guard, str(step))
        inner = child(node, step)
        names = (*names, (name_of(inner) or step) if inner is not None and names == ("rules",) else step)
        if inner is None:
            return number + 1 == len(path) and _refused(merging, guard, over)
        node = inner
    guard = (_guard(merging, node, names) or guard) if merging.is_closed(node) else None
    return _refused(merging, guard, over, node)


def _lay(merging: Merging, base: Node, over: Node, path: Path, guard: Guard | None) -> Node:
    # What a layer in between began is its own, also inside an item of the national layer.
    guard = (_guard(merging, base, path) or guard) if merging.is_closed(base) else None
    if isinstance(base.value, dict) and isinstance(over.value, dict) and not _another_kind(base, over, path):
        parts = dict(base.value)
        for key, inner in over.value.items():
            narrower = _field(guard, key)
            other = _said_otherwise(parts, key, over, path)
            if other is not None:
                if not _refused(merging, _field(guard, other), inner, parts[other]):
                    parts[key] = _instead(merging, parts.pop(other), inner)
            elif key in parts:
                parts[key] = _lay(merging, parts[key], inner, (*path, key), narrower)
            elif not _refused(merging, narrower, inner):
                parts[key] = inner
        return Node(parts, replace(over.origin, began=base.origin.began, shadowed=base.origin.shadowed))
    if isinstance(base.value, list) and isinstance(over.value, list):
        if path == ("rules",):
            return _by_id(merging, base, over, path)
        if path[-1:] == ("then",):
            return _by_do(merging, base, over, path, guard)
    if plain(base) == plain(over):
        return base
    if _refused(merging, guard, over, base):
        return base
    return _instead(merging, base, over)


def _another_kind(base: Node, over: Node, path: Path) -> bool:
    """Whether a figure is given again as one of another kind: then nothing of the inherited one is left."""
    if len(path) != 2 or path[0] != "measures":
        return False
    before, after = (set(node.value) & set(KINDS) for node in (base, over) if isinstance(node.value, dict))
    return bool(after) and before != after


def _said_otherwise(parts: dict[str, Node], key: str, over: Node, path: Path) -> str | None:
    """Give the inherited field in whose place a limit of a letter stands that a layer says in another way."""
    said_now = over.value if isinstance(over.value, dict) else {}
    if path[:2] != ("letters", "thresholds") or len(path) != 3 or len(LIMITS & said_now.keys()) != 1:
        # where a layer says two of them itself, that is its own slip, which is told
        return None
    return next((other for other in sorted(LIMITS - {key}) if other in parts), None) if key in LIMITS else None


def _instead(merging: Merging, base: Node, over: Node) -> Node:
    return Node(over.value, replace(over.origin, began=base.origin.began, shadowed=shadowed(base, merging.layers)))


def _by_id(merging: Merging, base: Node, over: Node, path: Path) -> Node:
    items = list(base.value) if isinstance(base.value, list) else []
    places: dict[str, int] = {}
    for number, item in enumerate(items):
        if (name := name_of(item)) is not None:
            places.setdefault(name, number)
    for inner in over.value if isinstance(over.value, list) else []:
        name = name_of(inner)
        at = places.get(name) if name is not None else None
        if at is None:
            if name is not None:
                places[name] = len(items)
            items.append(inner)
        else:
            items[at] = _lay(merging, items[at], inner, (*path, name or at), None)
    return Node(items, replace(over.origin, began=base.origin.began))


def _by_do(merging: Merging, base: Node, over: Node, path: Path, guard: Guard | None) -> Node:
    inherited = list(base.value) if isinstance(base.value, list) else []
    tasks = list(inherited)
    for inner in over.value if isinstance(over.value, list) else []:
        at = _same_task(merging, inherited, inner)
        if at is not None:
            task = replace(guard, field=None) if guard is not None else None
            tasks[at] = _lay(merging, tasks[at], inner, (*path, at), task)
        elif not _refused(merging, guard, inner):
            tasks.append(inner)
    return Node(tasks, replace(over.origin, began=base.origin.began))


def _same_task(merging: Merging, inherited: list[Node], task: Node) -> int | None:
    """Give the position of the inherited task that a task is said of; None where it is a new one."""
    does = name_of(task, "do")
    same = [at for at, known in enumerate(inherited) if does is not None and name_of(known, "do") == does]
    for field in ("to", "if"):
        if len(same) > 1 and name_of(task, field) is not None:
            same = [at for at in same if name_of(inherited[at], field) == name_of(task, field)]
            if not same:
                return None
    if len(same) > 1:
        others = tuple(("one of them", merging.place(inherited[at])) for at in same)
        message = f"`{does}` is asked for {len(same)} times in the layers above: it is not clear which is meant"
        merging.found.append(Diagnostic("R017", message, merging.place(task), "say its `to`, or its `if`", also=others))
    return same[0] if same else None


def _guard(merging: Merging, node: Node, path: Path) -> Guard | None:
    """Give the guard that an item of the national layer is to what is below it."""
    if not path or merging.is_free(path):
        return None
    shape = shape_at(_positions(path))
    entry = path[:-1] in NAMED and path[:-1] not in _FREE
    if not entry and path != ("codes",) and (shape is None or not shape.is_item):
        return None
    return Guard(path, node, frozenset(_open(node)), "value" if entry else None)


def _positions(path: Path) -> Path:
    """Give the path with positions where ids stand: what the models know."""
    return tuple(0 if at and path[at - 1] == "rules" and at == 1 else step for at, step in enumerate(path))


def _open(node: Node) -> set[str]:
    if isinstance(node.value, list):
        return set().union(*(_open(item) for item in node.value)) if node.value else set()
    if not isinstance(node.value, dict) or "open" not in node.value:
        return set()
    said_ = plain(node.value["open"])
    return {field for field in said_ if isinstance(field, str)} if isinstance(said_, list) else set()


def _field(guard: Guard | None, key: str) -> Guard | None:
    """Note which field of the closed item a key is, or is within."""
    if guard is None or guard.field is not None:
        return guard
    return replace(guard, field=key)


def _refused(merging: Merging, guard: Guard | None, over: Node, base: Node | None = None) -> bool:
    """Say that a closed item may not be changed here; whether it was said."""
    if guard is None or guard.field in ANNOTATIONS or guard.field in guard.open:
        return False
    if base is not None and not merging.is_closed(base):
        return False
    item = said(guard.path)
    national = merging.layers[guard.item.origin.began]
    what = f"`{item}`" if guard.field in (None, "value") else f"`{guard.field}` of `{item}`"
    open_ = sorted(guard.open)
    act = f"it leaves open {listed(open_)}" if open_ else "it leaves nothing open: write an item of your own"
    merging.found.append(
        Diagnostic(
            "R009",
            f"{what} belongs to the layer `{national.name}` and may not be changed here",
            merging.place(over),
            act,
            also=merging.closed(guard.item if base is None else base, guard.item),
        )
    )
    return True
