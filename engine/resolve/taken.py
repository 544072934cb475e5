"""What the layers take away with `remove`, and a field that something lacks since one did."""

from collections.abc import Iterator

from engine.diagnostics import Diagnostic
from engine.document import Path, split_path
from engine.nouns import dataclass
from engine.policy import PolicyInForce
from engine.sections.lowered import Complaint
from engine.source import Place


@dataclass(frozen=True, slots=True)
class Removal:
    """One name under a layer's `remove`: the layer, its position among the layers, the name as steps, and its place."""

    layer: str
    at: int
    path: Path
    place: Place


def part_taken(policy: PolicyInForce, item: Path) -> Removal | None:
    """Give the `remove` that took a field of an item away, the last if several did; `item` has positions."""
    rules = policy.document.get("rules")
    if item[:1] == ("rules",) and len(item) > 1 and isinstance(rules, list) and isinstance(item[1], int):
        rule = rules[item[1]]
        name = rule.get("id") if isinstance(rule, dict) else None
        item = ("rules", name if isinstance(name, str) else item[1], *item[2:])
    taken = [each for each in removals(policy) if len(each.path) == len(item) + 1 and _is_same(item, each.path)]
    return taken[-1] if taken else None


def not_whole(policy: PolicyInForce, complaint: Complaint) -> Diagnostic:
    """Say that a section lacks a part; at the `remove` that took it away if one did.

    Yields: B010.
    """
    taken = part_taken(policy, complaint.path)
    if taken is None:
        return Diagnostic("B010", complaint.message, policy.head(complaint.path), complaint.help)
    message = f"{complaint.message}: `{taken.layer}` takes `{taken.path[-1]}` away"
    return Diagnostic("B010", message, taken.place, complaint.help)


def removals(policy: PolicyInForce) -> Iterator[Removal]:
    """Give all that the layers take away, general to particular."""
    for at, layer in enumerate(policy.layers):
        value = layer.document.value if isinstance(layer.document.value, dict) else {}
        names = value.get("remove")
        for number, name in enumerate(names if isinstance(names, list) else []):
            path = split_path(name) if isinstance(name, str) else None
            if path:
                yield Removal(layer.name, at, path, layer.document.place(("remove", number)))


def _is_same(item: Path, taken: Path) -> bool:
    """Whether a `remove` is of a field of an item; a task has its position in one and what it does in the other."""
    return all(step in (name, str(name)) or isinstance(name, int) for name, step in zip(item, taken, strict=False))
