"""A layer's file -> the schools that a change of what it says would alter, and those that say otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath

from engine.diagnostics import Outcome
from engine.document import Document, Path, Value, at, lies_in, said
from engine.policy import PolicyInForce
from engine.resolve.depends import ANNOTATIONS
from engine.resolve.layers import shown
from engine.resolve.taken import removals
from engine.schools.members import Member, Members, members
from engine.schools.school import LeftOut
from engine.show import text_of

_OF_THE_FILE = frozenset(
    ("policy", "title", "layer", "extends", "in_force", "approved_on", "review_by", "source", "assumes", "departs")
) | {"lock", "remove", "allow"}
_MERGED = frozenset({"rules", "then"})
"""Lists that a layer below adds to, and does not write anew."""
_QUIET = ANNOTATIONS | {"id", "do", "open", "checked_on"}


@dataclass(frozen=True, slots=True)
class Override:
    """A school for which another layer says otherwise: which, what (None: taken away) and where."""

    school: str
    layer: str
    value: str | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Dependence:
    """One value that a layer says, annotations aside: the schools that have it from there, and those that do not."""

    path: str
    value: str
    file: str
    line: int
    alters: tuple[str, ...]
    overridden: tuple[Override, ...]


@dataclass(frozen=True, slots=True)
class Dependents:
    """What rests on one layer: `schools` are all that have it among their layers.

    `left_out` are those of which nothing can be said, as their policies cannot be used.
    """

    layer: str
    file: str
    schools: tuple[str, ...]
    values: tuple[Dependence, ...] = field(repr=False)
    left_out: tuple[LeftOut, ...] = ()


def dependents(
    file: FilePath, document: Document, folder: FilePath, as_of: date, path: str | None = None
) -> Outcome[Dependents]:
    """Find what rests on a layer's file among the schools of a folder; `path` asks for one value or a part alone.

    Yields: what keeps schools from being read.
    """
    found = members(folder, as_of)
    held = found.value or Members()
    resting = [_School(member, document) for member in held.schools if _position(member.policy, document) is not None]
    values = tuple(
        _dependence(document, where, value, resting)
        for where, value in _values(document.value, ())
        if path is None or lies_in(said(where, document.value), path)
    )
    said_ = document.value if isinstance(document.value, dict) else {}
    names = tuple(each.name for each in resting)
    whole = Dependents(str(said_.get("policy", "")), shown(file), names, values, held.left_out)
    return Outcome(whole, found.diagnostics)


class _School:
    """One school that has the layer among its own: what it has from there, and what took the place of the rest."""

    def __init__(self, member: Member, document: Document) -> None:
        self.name, self.policy = member.name, member.policy
        layer = self._layer = _position(member.policy, document) or 0
        self._had = {origin.path for origin in member.policy.origins.values() if origin.layer == layer}
        self._instead = {
            shadow.place: path for path, origin in member.policy.origins.items() for shadow in origin.shadowed
        }
        self._below = member.policy.layers[layer + 1 :]

    def override(self, document: Document, where: Path) -> Override | None:
        """Give what took the place of a layer's value for the school; None where the school has it."""
        if where in self._had:
            return self._again(document, where)
        around = (document.place(where[:length]) for length in range(len(where), 0, -1))
        path = next((self._instead[place] for place in around if place in self._instead), None)
        steps = _steps(document.value, where)
        if path is None and (same := _same(self.policy.document, steps)) is not None:
            # the layer says again what one above it says, whose words those are until this one has others
            if self.policy.origins[same].layer < self._layer:
                return self._again(document, where)
            path = same
        if path is None:
            path = self._whole_instead(steps)
        if path is None:
            return self._taken(steps)
        place = self.policy.place(path)
        by = self.policy.layers[self.policy.origins[path].layer]
        return Override(self.name, by.name, text_of(at(self.policy.document, path)), place.source.name, place.span.line)

    def _taken(self, steps: tuple[str | int, ...]) -> Override:
        """Give the `remove` of a layer below that took something away, or a part around it."""
        taken = [
            each
            for each in removals(self.policy)
            if each.at > self._layer and (each.path == steps[: len(each.path)] or _is_name_in(each.path, steps))
        ]
        by = taken[-1].layer if taken else self.policy.layers[-1].name
        place = taken[-1].place if taken else self.policy.layers[-1].document.place(())
        return Override(self.name, by, None, place.source.name, place.span.line)

    def _whole_instead(self, steps: tuple[str | int, ...]) -> Path | None:
        """Give what a layer below wrote anew as a whole in the place of something around a value that is gone."""
        for length in range(len(steps) - 1, 0, -1):
            path = _same(self.policy.document, steps[:length])
            if path is None or self.policy.origins[path].layer <= self._layer:
                continue
            held = at(self.policy.document, path)
            if isinstance(held, str) or (isinstance(held, list) and path[-1] not in _MERGED):
                return path
        return None

    def _again(self, document: Document, where: Path) -> Override | None:
        """Give where a layer below says the very same: a change of the value would not reach the school."""
        for layer in reversed(self._below):
            path = _same(layer.document.value, _steps(document.value, where))
            if path is not None:
                place = layer.document.place(path)
                value = text_of(at(layer.document.value, path))
                return Override(self.name, layer.name, value, place.source.name, place.span.line)
        return None


def _dependence(document: Document, where: Path, value: Value, resting: list[_School]) -> Dependence:
    place = document.place(where)
    found = {school.name: school.override(document, where) for school in resting}
    return Dependence(
        said(where, document.value),
        text_of(value),
        place.source.name,
        place.span.line,
        tuple(name for name, other in found.items() if other is None),
        tuple(other for other in found.values() if other is not None),
    )


def _is_name_in(path: Path, steps: tuple[str | int, ...]) -> bool:
    """Whether what is taken away goes by one name alone, that of a part around a value."""
    return len(path) == 1 and path[0] in steps


def _steps(value: Value, path: Path) -> tuple[str | int, ...]:
    """Give a path with the id of an item, or what a task does, in the place of its position."""
    steps: list[str | int] = []
    for step in path:
        inner = value[step] if isinstance(value, list) and isinstance(step, int) else None
        value = value.get(str(step)) if isinstance(value, dict) else inner
        steps.append((_name(value) or step) if isinstance(step, int) else step)
    return tuple(steps)


def _same(value: Value, steps: tuple[str | int, ...]) -> Path | None:
    """Give the path at which another document says what stands at some steps; None where it says nothing there."""
    path: list[str | int] = []
    for step in steps:
        if isinstance(value, list):
            position = next((n for n, inner in enumerate(value) if step in (_name(inner), n)), None)
            if position is None:
                return None
            path.append(position)
            value = value[position]
        elif isinstance(value, dict) and step in value:
            path.append(step)
            value = value[str(step)]
        else:
            return None
    return tuple(path)


def _name(value: Value) -> str | None:
    name = (value.get("id") or value.get("do")) if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def _position(policy: PolicyInForce, document: Document) -> int | None:
    """Give which layer of a policy a file is."""
    names = [layer.document.source.name for layer in policy.layers]
    return names.index(document.source.name) if document.source.name in names else None


def _values(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            if key not in (_QUIET if path else _OF_THE_FILE):
                yield from _values(inner, (*path, key))
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for number, inner in enumerate(value):
            yield from _values(inner, (*path, number))
    else:
        yield path, value
