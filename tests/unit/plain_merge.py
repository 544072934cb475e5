"""Layers merged a second time, by the words of policies/README.md, from the files alone and without the engine."""

from pathlib import Path
from typing import NamedTuple

import yaml

OWN = {"policy", "title", "layer", "in_force", "approved_on", "review_by", "source", "assumes", "departs", "allow"}
NOT_MERGED = {"extends", "remove", "lock"}
KINDS = {"count", "percent", "in_a_row", "since", "value", "is", "total", "last"}
LIMITS = {"below", "at_or_below", "at_least"}
NAMES = ("id", "do", "from")


class Part(NamedTuple):
    """A text, mapping or list, with the layer and line that wrote it and the layers in whose place it stands."""

    value: object
    layer: str
    line: int
    over: tuple[str, ...] = ()


def merged(file: Path, policies: Path) -> Part:
    """Give the policy of a file with its layers; those are beside it or in `policies`."""
    base = Part({}, "", 0)
    for layer in layers(file, policies, set()):
        base = without(base, [name.value for name in layer.value["remove"].value] if "remove" in layer.value else [])
        kept = {key: part for key, part in base.value.items() if key not in OWN}
        own = {key: part for key, part in layer.value.items() if key in OWN}
        rest = {key: part for key, part in layer.value.items() if key not in OWN | NOT_MERGED}
        base = Part({**own, **lay(base._replace(value=kept), layer._replace(value=rest), ()).value}, layer.layer, 1)
    return base


def layers(file: Path, policies: Path, seen: set[Path]) -> list[Part]:
    node = yaml.compose(file.read_text(encoding="utf-8"))
    names = {key.value: inner for key, inner in node.value}
    found: list[Part] = []
    for name in names["extends"].value if "extends" in names else []:
        near = file.parent / f"{name.value}.yaml"
        above = near if near.is_file() else policies / f"{name.value}.yaml"
        if above not in seen:
            seen.add(above)
            found += layers(above, policies, seen)
    return [*found, grown(node, names["policy"].value)]


def grown(node: yaml.Node, layer: str) -> Part:
    value = node.value
    if isinstance(node, yaml.MappingNode):
        value = {key.value: grown(inner, layer) for key, inner in node.value}
    elif isinstance(node, yaml.SequenceNode):
        value = [grown(inner, layer) for inner in node.value]
    return Part(value, layer, node.start_mark.line + 1)


def lay(base: Part, over: Part, path: tuple[str, ...]) -> Part:
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        kinds = [set(part.value) & KINDS for part in (base, over)]
        if len(path) == 2 and path[0] == "measures" and kinds[1] and kinds[0] != kinds[1]:
            return instead(base, over)
        parts = dict(base.value)
        for key, inner in over.value.items():
            another = LIMITS & set(parts) - {key} if key in LIMITS and path[:2] == ("letters", "thresholds") else set()
            if another:
                parts[key] = instead(parts.pop(min(another)), inner)
            else:
                parts[key] = lay(parts[key], inner, (*path, key)) if key in parts else inner
        return over._replace(value=parts)
    if isinstance(base.value, list) and isinstance(over.value, list) and path and path[-1] in ("rules", "then"):
        return over._replace(value=listed(base.value, over.value, path))
    return base if bare(base) == bare(over) else instead(base, over)


def listed(base: list[Part], over: list[Part], path: tuple[str, ...]) -> list[Part]:
    items = list(base)
    for inner in over:
        same = [at for at, item in enumerate(base) if name_of(item) == name_of(inner)]
        for field in ("to", "if"):
            if len(same) > 1 and field in inner.value:
                same = [at for at in same if bare(base[at]).get(field) == bare(inner)[field]]
        if same:
            items[same[0]] = lay(items[same[0]], inner, (*path, name_of(inner)))
        else:
            items.append(inner)
    return items


def instead(base: Part, over: Part) -> Part:
    return over._replace(over=(base.layer, *base.over))


def without(part: Part, names: list[str]) -> Part:
    """Give a part without what bears one of the names: all that the shipped policies remove has a name of its own."""
    if isinstance(part.value, dict):
        return part._replace(value={key: without(each, names) for key, each in part.value.items() if key not in names})
    if isinstance(part.value, list):
        return part._replace(value=[without(each, names) for each in part.value if name_of(each) not in names])
    return part


def name_of(part: Part) -> str | None:
    held = part.value if isinstance(part.value, dict) else {}
    return next((held[key].value for key in NAMES if key in held), None)


def bare(part: Part) -> object:
    if isinstance(part.value, dict):
        return {key: bare(inner) for key, inner in part.value.items()}
    return [bare(inner) for inner in part.value] if isinstance(part.value, list) else part.value


def leaves(part: Part, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str, str, int, tuple[str, ...]]]:
    """Give the keys that lead to each text or list of texts, with the text, layer, line and layers that it hides."""
    if isinstance(part.value, dict):
        return [leaf for key, inner in part.value.items() for leaf in leaves(inner, (*path, key))]
    texts = bare(part)
    if isinstance(texts, list) and not all(isinstance(text, str) for text in texts):
        return [leaf for inner in part.value for leaf in leaves(inner, path)]
    text = f"[{', '.join(texts)}]" if isinstance(texts, list) else texts
    return [(path, text, part.layer, part.line, part.over)]
