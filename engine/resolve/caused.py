"""What is wrong in a layer through what a layer below it says: told where that is said, since there it must change."""

from collections.abc import Iterable
from dataclasses import replace

from engine.diagnostics import Diagnostic, Severity
from engine.document import Path
from engine.once import regex
from engine.policy import PolicyInForce
from engine.resolve.depends import ANNOTATIONS
from engine.resolve.taken import Removal, removals
from engine.source import Place

_NOT_NAMED = frozenset({"X101", "B003"})
_TWO_OF_A_NAME = "B001"
_NAMED_IN = ("values", "measures", "sets", "flags", "facts", "tables", "ladders")
_QUOTED = regex(r"`([^`]+)`")
_WORD = regex(r"[A-Za-z_]\w*")


def where_caused(policy: PolicyInForce, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Tell of errors where a layer caused them: by taking a name away, by another meaning of it, by taking it.

    What a layer takes away is told once for all that still names it, and what it says otherwise once for all that asks
    for it; what is wrong in itself is given as it is.
    """
    removed = list(removals(policy))
    kept: list[Diagnostic] = []
    moved: dict[tuple[str, Place], Diagnostic] = {}
    naming: dict[Place, tuple[Removal, list[Diagnostic]]] = {}
    for each in found:
        taken = _taken_by(policy, each, removed)
        if taken is not None:
            naming.setdefault(taken.place, (taken, []))[1].append(each)
            continue
        told = _at_its_cause(policy, each)
        if told is each or told.place is None:
            kept.append(each)
            continue
        first = moved.setdefault((told.code, told.place), told)
        if first is not told:
            moved[told.code, told.place] = replace(first, also=(*first.also, *told.also))
    kept += moved.values()
    for taken, all_ in naming.values():
        also = tuple(_told_in(policy, "named here", each.place) for each in all_ if each.place is not None)
        message = f"`{taken.path[-1]}` is taken away, and what is above `{taken.layer}` still names it"
        act = "keep it, or take away what names it too"
        kept.append(Diagnostic(all_[0].code, message, taken.place, act, all_[0].severity, also=also))
    return kept


def _taken_by(policy: PolicyInForce, found: Diagnostic, removed: list[Removal]) -> Removal | None:
    """Give the `remove`, of a layer below that in which something is not known, that took its name away."""
    quoted = _QUOTED.search(found.message)
    if found.code not in _NOT_NAMED or quoted is None:
        return None
    layer = _layer(policy, found.place)
    return next((each for each in reversed(removed) if each.path[-1] == quoted[1] and each.at > layer), None)


def _at_its_cause(policy: PolicyInForce, found: Diagnostic) -> Diagnostic:
    if found.severity is not Severity.ERROR or found.place is None:
        return found
    layer = _layer(policy, found.place)
    if found.code == _TWO_OF_A_NAME:
        name = _QUOTED.findall(found.message)[0]
        others = [place for _, place in found.also]
        column = ("pupils", "columns", name)
        others += [policy.key_place(column)] if column in policy.origins else []
        other = next((place for place in others if _layer(policy, place) > layer), None)
        if other is None:
            return found
        message = f"`{name}` is already a name in `{policy.layers[layer].name}`"
        return Diagnostic(found.code, message, other, found.help, also=(("the other", found.place),))
    words = [word for quoted in _QUOTED.findall(found.message) for word in _WORD.findall(quoted)]
    changed = [path for word in words for path in _called(policy, word)]
    below = [path for path in changed if _meant_by(policy, path) > layer]
    if not below:
        return found
    cause = max(below, key=lambda path: _meant_by(policy, path))
    place = _place_of(policy, cause)
    besides = [each for each in found.also if each[1] != place]
    also = (_told_in(policy, "asked here", found.place), *besides)
    return Diagnostic(found.code, found.message, place, found.help, found.severity, also=also)


def _called(policy: PolicyInForce, name: str) -> list[Path]:
    held = {section: policy.document.get(section) for section in _NAMED_IN}
    return [(section, name) for section, items in held.items() if isinstance(items, dict) and name in items]


def _meant_by(policy: PolicyInForce, item: Path) -> int:
    """Give the position of the last layer that gave an item its meaning; a title or a source gives it none."""
    held = policy.document[str(item[0])]
    fields = held.get(str(item[1])) if isinstance(held, dict) else None
    parts = [(*item, key) for key in fields if key not in ANNOTATIONS] if isinstance(fields, dict) else []
    return max((policy.origin(part).layer for part in parts), default=policy.origin(item).layer)


def _place_of(policy: PolicyInForce, item: Path) -> Place:
    place = policy.place(item)
    return place if place.span.line == place.span.end_line else policy.head(item)


def _told_in(policy: PolicyInForce, what: str, place: Place) -> tuple[str, Place]:
    return f"{what}, in `{policy.layers[_layer(policy, place)].name}`", place


def _layer(policy: PolicyInForce, place: Place | None) -> int:
    """Give the position of the layer in whose file a place is; the last where it is in none of them."""
    source = place.source if place is not None else None
    found = [at for at, layer in enumerate(policy.layers) if layer.document.source is source]
    return found[0] if found else len(policy.layers) - 1
