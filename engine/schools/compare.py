"""The schools of a trust -> what each of them sets, beside what the layers above its own say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.document import Path, Value, said
from engine.model.policy_file import LAYERS
from engine.resolve.depends import ANNOTATIONS
from engine.resolve.laid import laid
from engine.schools.members import Member, Members
from engine.schools.school import LeftOut
from engine.sections.lower import SECTIONS
from engine.show import of_day

ITEMS = ("rules", "ladders", "tables", "flags", "measures", "sets", "facts")
"""What is there or not, as a whole; what else a policy sets is compared field by field."""
FIELDS = ("values", "registers", *SECTIONS, "lint")
_ABOVE = LAYERS[: LAYERS.index("trust") + 1]
_QUIET = ANNOTATIONS | {"open", "checked_on"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one school has for one parameter; None where it has nothing of that name.

    `above` is what the trust, the authority and the law say for it. `layer`, `file` and `line` tell who set it;
    empty where nothing is set.
    """

    value: str | None
    above: str | None
    layer: str = ""
    file: str = ""
    line: int = 0

    @property
    def differs(self) -> bool:
        """Whether the school, or its group, has another value than the trust."""
        return self.value != self.above


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter over all schools, in the order of the schools; `kind` is the part of a policy it stands in.

    `trust` is what the layers above the schools say, `4 weeks / 5 weeks` where they say different things for
    different schools; None where they say nothing.
    """

    path: str
    kind: str
    trust: str | None
    cells: tuple[Cell, ...]
    is_national: bool

    @property
    def differs(self) -> bool:
        """Whether any school differs from what stands above it."""
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Compared:
    """One school of a comparison."""

    name: str
    title: str
    phase: str
    local_authority: str
    file: str
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Schools against parameters on one day; parameters that the law alone says and nobody changed come last.

    `left_out` are those of which nothing can be said, as their policies cannot be used.
    """

    as_of: date
    trusts: tuple[str, ...]
    schools: tuple[Compared, ...]
    parameters: tuple[Parameter, ...]
    left_out: tuple[LeftOut, ...] = ()


def compare(found: Members, as_of: date) -> Comparison:
    """Compare schools with what stands above them, and so with one another."""
    members = found.schools
    sides = [_Side(member, as_of) for member in members]
    paths = dict.fromkeys(path for side in sides for path in (*side.above, *side.own))
    parameters = [_parameter(path, sides) for path in paths]
    order = {kind: at for at, kind in enumerate((*FIELDS, *ITEMS))}
    parameters.sort(key=lambda each: (each.is_national, order[each.kind]))
    trusts = dict.fromkeys(layer.name for member in members for layer in member.policy.layers if layer.kind == "trust")
    return Comparison(
        as_of, tuple(trusts), tuple(_compared(member) for member in members), tuple(parameters), found.left_out
    )


def part(comparison: Comparison, path: str) -> Comparison:
    """Keep of a comparison the parameter at a path, or those below it."""
    kept = (
        each for each in comparison.parameters if each.path == path or each.path.startswith((f"{path}.", f"{path}["))
    )
    return replace(comparison, parameters=tuple(kept))


class _Side:
    """One school: its parameters, and those of the layers above its own."""

    def __init__(self, member: Member, as_of: date) -> None:
        self.policy = member.policy
        layers = self.policy.layers
        self.depth = max((at + 1 for at, layer in enumerate(layers) if layer.kind in _ABOVE), default=0)
        stood = laid(tuple(layers[:-1])).stood if layers[1:] else ()
        nearest, before = (of_day(stood[at - 1].plain, as_of) if at else {} for at in (len(stood), self.depth))
        now = of_day(self.policy.document, as_of)
        self.above = dict(_parameters(before))
        # what a group adds below the trust, a school of it can change too
        self.own = dict(_parameters(now, nearest, before))
        self.at = {said(path, self.policy.document): path for path in self.policy.origins}
        local = (at for at, origin in self.policy.origins.items() if layers[origin.layer].kind != "national")
        self._local = {at[:length] for at in local for length in range(1, len(at) + 1)}

    def cell(self, path: str) -> Cell:
        """Give what the school has for a parameter, and who set it."""
        value, above = self.own.get(path), self.above.get(path)
        where = self.at.get(path)
        if value is None or where is None:
            return Cell(value, above)
        origin = self.policy.origins[where]
        place = self.policy.key_place(where)
        return Cell(value, above, self.policy.layers[origin.layer].name, place.source.name, place.span.line)

    def is_national(self, path: str) -> bool:
        """Whether the law alone says it for this school."""
        where = self.at.get(path)
        if where is None:
            return path not in self.above
        return where not in self._local


def _parameter(path: str, sides: Sequence[_Side]) -> Parameter:
    cells = tuple(side.cell(path) for side in sides)
    said_above = list(dict.fromkeys(cell.above for cell in cells if cell.above is not None))
    kind = path.split(".", 1)[0].split("[", 1)[0]
    national = all(side.is_national(path) for side in sides)
    return Parameter(path, kind, " / ".join(said_above) or None, cells, national)


def _parameters(document: Mapping[str, Value], *above: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    for kind in FIELDS:
        for path, value in _fields(document.get(kind), (kind,)):
            yield said(path), value
    for kind in ITEMS:
        others = {name: item for each in above for name, item in _items(each.get(kind))}
        for name, item in _items(document.get(kind)):
            yield said((kind, name)), _there(item, others.get(name))


def _fields(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _QUIET:
                yield from _fields(inner, (*path, key))
    elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and "value" in value[0]:
        yield path, _text(value[0]["value"])
    elif value is not None:
        yield path, _text(value)


def _items(value: Value) -> Iterable[tuple[str, Value]]:
    if isinstance(value, dict):
        return value.items()
    named = value if isinstance(value, list) else []
    return [(str(item["id"]), item) for item in named if isinstance(item, dict) and "id" in item]


def _there(item: Value, before: Value) -> str:
    """Say whether an item is as it stands above, changed in which fields, or of the school's own."""
    if before is None or item == before:
        return "yes"
    if not isinstance(item, dict) or not isinstance(before, dict):
        return "changed"
    fields = [key for key in dict.fromkeys([*before, *item]) if key not in _QUIET and item.get(key) != before.get(key)]
    return f"changed: {', '.join(fields)}" if fields else "yes"


def _compared(member: Member) -> Compared:
    school = member.policy.document.get("school")
    held = school if isinstance(school, dict) else {}
    return Compared(
        member.name,
        member.title,
        _text(held.get("phase")),
        _text(held.get("local_authority")),
        member.policy.layers[-1].document.source.name,
        tuple(layer.name for layer in member.policy.layers),
    )


def _text(value: Value) -> str:
    if isinstance(value, list):
        return ", ".join(_text(inner) for inner in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    return "" if value is None else " ".join(value.split())
