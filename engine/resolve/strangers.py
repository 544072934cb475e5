"""Layers that stand above one that locks without its asking: what it fixed holds against what they say too."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from engine.diagnostics import Diagnostic, Severity
from engine.document import Document, Path, said, split_path
from engine.document import Standing as Written
from engine.policy import Layer, Lock, PolicyInForce
from engine.resolve.depends import ANNOTATIONS
from engine.resolve.fixed import fixed
from engine.resolve.laid import SHARED, Laid, laid
from engine.resolve.levels import levels
from engine.resolve.otherwise import effective
from engine.resolve.paths import children, matches, part_at
from engine.resolve.standing import Case, Standing
from engine.resolve.tree import Node, grow
from engine.sections.lower import SECTIONS
from engine.source import Span

_ITEMS: tuple[Path, ...] = (
    *((section, "*") for section in ("rules", "measures", "ladders", "tables", "flags", "facts")),
    *(("registers", half, "*") for half in ("am", "pm")),
    ("letters", "thresholds", "*"),
    ("safe_and_well", "visits", "*"),
    ("penalty_notices", "before", "*"),
)
_QUIET = ANNOTATIONS | {"id", "open"}
_WHOLE = frozenset({*SECTIONS, "registers"})
"""What is fixed as one thing; of what holds items, such as `rules`, each item is."""


def strangers(layers: Sequence[Layer], at: int) -> frozenset[int]:
    """Give the positions of the layers above that at a position which it does not stand below by its own `extends`."""
    return frozenset(number for number in range(at) if layers[number].document not in layers[at].above)


def held_above(policy: PolicyInForce, lock: Lock, stood: Sequence[Standing]) -> Iterator[Diagnostic]:
    """Find what layers that the one which locks does not extend put into what it fixed.

    A layer is laid over all above it, field by field: without this, one that a school names before its trust's would
    give a rule of the trust an `unless` that the trust never wrote. What the law opens they may change, as it says.

    Yields: R010 a lock broken.
    """
    path = split_path(lock.path)
    others = strangers(policy.layers, lock.layer)
    is_fixed = lock.bounds.get("fixed") == "true"
    if not others or path is None or not (is_fixed or path[0] == "lint"):
        return
    known = _without(policy.layers[: lock.layer + 1], others)
    then = known.stood[-1]
    case = Case(policy, lock, then, stood[lock.layer], others, lambda item: _is_opened(policy, known, item))
    if len(path) == 1 and path[0] not in _WHOLE:
        path = (*path, "*")
    now = effective(case.now.tree, path)
    if path[0] == "lint":
        yield from levels(case, path, effective(then.tree, path), now, is_fixed=is_fixed)
    for at, node in effective(then.tree, path).items():
        if is_fixed and at in now and not case.excused(at):
            # what is lacking was refused where two laws meet, and that is told
            yield from (each for each in fixed(case, at, node, now[at]) if each.place != lock.place)


def mixed(policy: PolicyInForce, stood: Sequence[Standing]) -> Iterator[Diagnostic]:
    """Find items of two layers that bear one name by chance: the later keeps what it does not say of the earlier.

    Values are left out: of two the later counts, which `policy show --origins` tells.

    Yields: R027.
    """
    layers = policy.layers
    for at, layer in enumerate(layers):
        for other in sorted(strangers(layers, at)):
            if "national" in (layer.kind, layers[other].kind):
                continue
            items = list(_items_of(stood[at].tree, other))
            own = grow(layer.document.value if items else {}, at)
            for path, item in items:
                said_here = part_at(own, path)
                kept = next(_left(item, said_here, other), None) if said_here is not None else None
                if kept is None:
                    continue
                field, part = kept
                its = layers[other]
                what = f"`{said(path)}` of `{layer.name}` keeps `{said(field)}` of `{its.name}`"
                yield Diagnostic(
                    "R027",
                    f"{what}, which `{layer.name}` does not extend",
                    layer.document.key_place(item.origin.path),
                    "give one of the two another name, or say here all that it is",
                    Severity.WARNING,
                    also=((f"said here, in `{its.name}`", its.document.key_place(part.origin.path)),),
                )


def _items_of(root: Node, layer: int) -> Iterator[tuple[Path, Node]]:
    """Give the items with parts of their own that a layer was the first to name."""
    for pattern in _ITEMS:
        for path, node in matches(root, pattern).items():
            if node.origin.began == layer and isinstance(node.value, dict):
                yield path, node


def _left(node: Node, own: Node, layer: int) -> Iterator[tuple[Path, Node]]:
    """Give what is left in an item of what a layer says of it and the later one does not, by its path in the item."""
    for key, inner in children(node):
        said_here = part_at(own, (key,))
        if said_here is not None:
            yield from (((key, *field), part) for field, part in _left(inner, said_here, layer))
        elif key not in _QUIET and inner.origin.layer == layer:
            yield (key,), inner


def _without(layers: tuple[Layer, ...], others: frozenset[int]) -> Laid:
    return laid(tuple(_silent(layer) if number in others else layer for number, layer in enumerate(layers)))


@lru_cache(maxsize=SHARED)
def _silent(layer: Layer) -> Layer:
    """Give a layer that says nothing in the place of another, so that the positions of all others stay."""
    nothing = Document(layer.document.source, {}, {(): Written(None, Span(1, 1, 1, 2), "mapping")})
    return Layer(layer.name, layer.kind, nothing)


def _is_opened(policy: PolicyInForce, known: Laid, item: Path) -> bool:
    """Whether something is an item of the national layer, of which only what it opens can be changed by anybody."""
    node = part_at(known.stood[-1].tree, item[:2])
    if node is None or policy.layers[node.origin.began].kind != "national":
        return False
    return item[0] not in ("measures", "sets") or item[:2] in known.resting
