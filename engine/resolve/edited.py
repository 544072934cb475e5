"""A policy in force with other values at some paths, held to what is closed, locked and allowed as it was itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import Document, Path, Standing, Value, at, said, split_path
from engine.nearest import nearest
from engine.parse import parse
from engine.policy import Layer, PolicyInForce
from engine.resolve.laid import laid
from engine.resolve.merge import Merging, closed_to
from engine.resolve.policy import settle
from engine.resolve.standing import Standing as Stood
from engine.resolve.tree import Node, grow, inside, plain, put, shadowed
from engine.source import Place, Source, Span
from engine.validate.near import listed
from engine.validate.shape import fields_of, shape_at

WRITTEN_IN = "command line"
NAMES_OF_ITEMS = ("id", "do", "from")
"""What an item of a list goes by in a path: its id, what a task does, the day from which a dated entry holds."""

OF_THE_CALENDAR = frozenset(
    {
        *("calendar", "terms", "inset", "bank_holidays", "closures", "periods", "extra_days"),
        *("weekend", "week_begins", "year_begins"),
    }
)
"""What people look for in a policy and a calendar says."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One value to be put at a path of a policy, both as people write them."""

    path: str
    value: str

    @property
    def text(self) -> str:
        """The edit on one line."""
        return f"{self.path}={' '.join(self.value.splitlines())}"


@dataclass(frozen=True, slots=True)
class Written:
    """Where edits are written: in which text, what it is called among layers, and how each edit stands there."""

    source: Source
    layer: str
    standings: tuple[Standing, ...]


def located(policy: PolicyInForce, path: str, place: Place | None = None) -> Outcome[Path]:
    """Give where a path that people write is in a policy's document, with positions for items.

    Yields: W001 a path that cannot be read, W002 a path that is absent.
    """
    steps = split_path(path)
    if not steps:
        act = "write it as in `values.lates_limit` or `registers.am.whole_school.closes`"
        return Outcome(None, [Diagnostic("W001", f"`{path}` cannot be read as a path", place, act)])
    found: Path = ()
    for number, step in enumerate(steps):
        held = at(policy.document, found)
        key = _key(held, step)
        if key is None and number + 1 == len(steps) and step in _fields(held, found):
            key = step
        if key is None:
            return Outcome(None, [_absent(policy, steps, number, found, place)])
        found = (*found, key)
    return Outcome(found)


def edited(policy: PolicyInForce, edits: Sequence[Edit], written: Written | None = None) -> Outcome[PolicyInForce]:
    """Put values at paths and settle the policy anew; the policy itself where every value is the present one.

    A list or a mapping is written as in YAML, within `[]` or `{}`. Edits that are `written` nowhere are those of a
    command line.

    Yields: as `wanted_of`; R009 a closed item changed, and what settling may find.
    """
    written = written or _on_the_command_line(edits)
    asked = wanted_of(policy, edits, written)
    wanted, found = asked.value or {}, list(asked.diagnostics)
    spans: dict[Path, Standing] = {(): Standing(None, Span(1, 1, 1, 2), "mapping")}
    spans |= {path: written.standings[number] for path, (number, _) in wanted.items()}
    layers = [*policy.layers, Layer(written.layer, policy.layers[-1].kind, Document(written.source, {}, spans))]
    before_edits = laid(policy.layers)
    stood = before_edits.stood
    tree = stood[-1].tree
    for path, (_, value) in wanted.items():
        before = inside(tree, path)
        if before is not None and plain(before) == value:
            continue
        over = grow(value, len(layers) - 1, path)
        merging = Merging(layers, len(layers) - 1, before_edits.resting)
        closed_to(merging, tree, path, over)
        found += merging.found
        if before is not None:
            origin = replace(over.origin, began=before.origin.began, shadowed=shadowed(before, layers))
            over = Node(over.value, origin)
        tree = put(tree, path, over)
    if found:
        return Outcome(None, in_order(found))
    return Outcome(policy) if tree is stood[-1].tree else settle(layers, [*stood, Stood(tree)], [])


def wanted_of(policy: PolicyInForce, edits: Sequence[Edit], written: Written) -> Outcome[dict[Path, tuple[int, Value]]]:
    """Give the paths at which edits put values, each with the place of its edit among them and the value.

    Yields: as `located`; W003 a path given twice, and what parsing may find.
    """
    found: list[Diagnostic] = []
    wanted: dict[Path, tuple[int, Value]] = {}
    for number, (edit, standing) in enumerate(zip(edits, written.standings, strict=True)):
        key = Place(written.source, standing.key or standing.value)
        path = located(policy, edit.path, key)
        found += path.diagnostics
        if path.value is None:
            continue
        if path.value in wanted:
            found.append(Diagnostic("W003", f"`{edit.path}` is given twice", key, "give it one value"))
        value = _value(edit, path.value, Place(written.source, standing.value))
        found += value.diagnostics
        wanted[path.value] = (number, value.value)
    return Outcome(wanted, found)


def _on_the_command_line(edits: Sequence[Edit]) -> Written:
    source = Source(WRITTEN_IN, "\n".join(edit.text for edit in edits))
    standings = []
    for line, edit in enumerate(edits, 1):
        start = len(edit.path) + 1
        span = Span(line, start + 1, line, max(len(edit.text), start + 1) + 1)
        standings.append(Standing(Span(line, 1, line, start), span, "plain"))
    return Written(source, WRITTEN_IN, tuple(standings))


def paths(policy: PolicyInForce) -> Iterator[str]:
    """Give every path of a policy at which a single value stands, as people write it, in the document's order."""
    todo: list[tuple[Path, Value]] = [((), policy.document)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo += [((*path, key), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            todo += [((*path, number), inner) for number, inner in reversed(list(enumerate(value)))]
        else:
            yield named(policy.document, path)


def named(document: Value, path: Path) -> str:
    """Write a path as people do: items go by id, by what they do or by the day from which they hold."""
    told: list[str | int] = []
    held = document
    for step in path:
        name: str | int = step
        if isinstance(held, list) and isinstance(step, int):
            names = [_name(item) for item in held]
            own = names[step]
            name = own if own is not None and names.count(own) == 1 else step
        told.append(name)
        key = _key(held, step)
        held = at(held, (key,)) if key is not None else None
    return said(told)


def _name(item: Value) -> str | None:
    if not isinstance(item, dict):
        return None
    return next((name for key in NAMES_OF_ITEMS if isinstance(name := item.get(key), str)), None)


def _key(held: Value, step: str | int) -> str | int | None:
    """Give the key or the position that a step means; None where it means nothing there."""
    if isinstance(held, dict):
        return step if step in held else None
    if not isinstance(held, list):
        return None
    if isinstance(step, int):
        return step if step < len(held) else None
    meant = [number for number, item in enumerate(held) if _name(item) == step]
    return meant[0] if len(meant) == 1 else None


def _fields(held: Value, path: Path) -> list[str]:
    """Give the fields that an item which is there may be given."""
    shape = shape_at(path) if path and isinstance(held, dict) else None
    return list(fields_of(shape.model)) if shape is not None and shape.model is not None else []


def _absent(policy: PolicyInForce, steps: Path, number: int, holder: Path, place: Place | None) -> Diagnostic:
    held, step = at(policy.document, holder), str(steps[number])
    known = list(held) if isinstance(held, dict) else []
    if isinstance(held, list):
        known = [name for item in held if (name := _name(item)) is not None]
    same = [at_ for at_, item in enumerate(held) if _name(item) == step] if isinstance(held, list) else []
    if same:
        message = f"the policy has {len(same)} things called `{step}` at `{said(steps[:number])}`"
        ways = [said((*steps[:number], at_, *steps[number + 1 :])) for at_ in same]
        return Diagnostic("W002", message, place, f"say which by its position: {listed(ways)}")
    message = f"the policy has nothing at `{said(steps[: number + 1])}`"
    if number == 0 and step in OF_THE_CALENDAR:
        act = "no policy says the calendar: it is the dataset's, in `calendar.yaml`, or a test's, under `calendar`"
        return Diagnostic("W002", message, place, act)
    fields = _fields(held, holder)
    if step in fields:
        return Diagnostic("W002", message, place, f"give all of it at once: `{said(steps[: number + 1])}`")
    # the very word may stand elsewhere, as what a section gives does
    elsewhere = _elsewhere(policy, str(steps[number]), steps[number + 1 :])
    if elsewhere is not None:
        return Diagnostic("W002", message, place, f"did you mean `{elsewhere}`?")
    close = nearest(step, [*known, *fields])
    if close is not None:
        meant = said((*steps[:number], close, *steps[number + 1 :]))
        return Diagnostic("W002", message, place, f"did you mean `{meant}`?")
    act = f"there it could be {listed(known)}" if known else "`policy show` prints the policy's paths"
    return Diagnostic("W002", message, place, act)


def _elsewhere(policy: PolicyInForce, step: str, rest: Path) -> str | None:
    """Give the one path that ends with a name, and with what is to follow it where that is there."""
    ends: dict[Path, None] = {}
    for path in paths(policy):
        steps = split_path(path) or ()
        ends.update({steps[: at + 1]: None for at, held in enumerate(steps) if held == step})
    if len(ends) != 1:
        return None
    found = next(iter(ends))
    whole = located(policy, said((*found, *rest))) if rest else None
    return said((*found, *rest)) if whole is not None and whole.value is not None else said(found)


def _value(edit: Edit, path: Path, place: Place) -> Outcome[Value]:
    shape = shape_at(path)
    if edit.value[:1] not in ("[", "{") or (shape is not None and shape.kind == "text"):
        return Outcome(edit.value)
    read = parse(Source(WRITTEN_IN, f"value: {edit.value}"))
    if read.value is None or read.failed:
        return Outcome(None, [Diagnostic(each.code, each.message, place, each.help) for each in read.diagnostics])
    return Outcome(at(read.value.value, ("value",)))
