"""Policy in force -> what `policy show` prints: the effective document, and a line for every value of it."""

from collections.abc import Iterator, Mapping
from datetime import date

from engine.dates import Period, in_turn, on_day
from engine.diagnostics import Diagnostic
from engine.document import Path, Value, at, lies_in
from engine.nouns import dataclass
from engine.policy import PolicyInForce, Shadow


@dataclass(frozen=True, slots=True)
class Shadowed:
    """A value that another layer's took the place of."""

    value: str
    layer: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One effective value and where it comes from.

    `clause` is the `source` of the item it belongs to, empty where none is said. `from_` and `until` are the days
    from which (included) and until which (excluded) it holds, empty where there is no bound. `shadowed` is what it
    took the place of, nearest first.
    """

    path: str
    value: str
    layer: str
    file: str
    line: int
    clause: str
    from_: str
    until: str
    shadowed: tuple[Shadowed, ...]


def effective(policy: PolicyInForce, as_of: date | None) -> dict[str, Value]:
    """Give the merged document, which stands alone; with a day, only what is in force on it."""
    return policy.document if as_of is None else of_day(policy.document, as_of)


def of_day(document: Mapping[str, Value], day: date) -> dict[str, Value]:
    """Give what of a merged or expanded document is in force on a day.

    Of dated values and code tables the entry of that day is kept, and items with `in_force` only if it covers the day.
    """
    others = {key: value for key, value in document.items() if key not in ("values", "codes")}
    kept = {key: _on(value, day) for key, value in others.items() if _in_force(value, day)}
    values = document.get("values")
    if isinstance(values, dict):
        entries = {name: _entry(value, day) for name, value in values.items()}
        kept["values"] = {name: value for name, value in entries.items() if value is not None}
    if "codes" in document:
        kept["codes"] = _entry(document["codes"], day) or []
    return {key: kept[key] for key in document if key in kept}


def origins(policy: PolicyInForce, as_of: date | None = None, within: str | None = None) -> tuple[Shown, ...]:
    """Give a line for every effective value, in the order of the document; a list of texts is one value.

    `within` asks for one value or a part alone, by its path as people write it; there may be nothing there.
    """
    return tuple(
        _shown(policy, path, value)
        for path, value in _values(policy.document, ())
        if (within is None or lies_in(policy.said(path), within)) and _holds(policy, path, as_of)
    )


def taken_away(policy: PolicyInForce, within: str) -> Iterator[Diagnostic]:
    """Say which layer takes away what is asked for by its path.

    Yields: R024 taken away.
    """
    steps = within.split(".")
    for layer in policy.layers:
        removed = layer.document.value.get("remove") if isinstance(layer.document.value, dict) else None
        for at_, name in enumerate(removed if isinstance(removed, list) else []):
            if isinstance(name, str) and (name in steps or lies_in(within, name)):
                message = f"`{within}` is not there: `{layer.name}` takes `{name}` away"
                act = "take it out of `remove` where it is to be there"
                yield Diagnostic("R024", message, layer.document.place(("remove", at_)), act)


def _shown(policy: PolicyInForce, path: Path, value: Value) -> Shown:
    origin = policy.origins[path]
    place = policy.place(path)
    period = _period(policy.document, path)
    return Shown(
        policy.said(path),
        text_of(value),
        policy.layers[origin.layer].name,
        place.source.name,
        place.span.line,
        _clause(policy.document, path),
        period.from_.isoformat() if period.from_ is not None else "",
        period.until.isoformat() if period.until is not None else "",
        tuple(
            Shadowed(text_of(shadow.value), shadow.layer, shadow.place.source.name, shadow.place.span.line)
            for shadow in _instead_of(policy, path)
        ),
    )


def _instead_of(policy: PolicyInForce, path: Path) -> list[Shadow]:
    """Give what a value took the place of: the value itself, or the list or the item that it is a part of."""
    around = (policy.origins[path[:length]].shadowed for length in range(len(path), 0, -1))
    found: list[Shadow] = []
    for shadow in (each for shadowed in around for each in shadowed):
        if shadow not in found:
            found.append(shadow)
    return found


def _values(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            if key != "id" or not path:
                yield from _values(inner, (*path, key))
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for at_, inner in enumerate(value):
            yield from _values(inner, (*path, at_))
    else:
        yield path, value


def text_of(value: Value) -> str:
    """Write a value on one line, as within brackets and braces."""
    if isinstance(value, list):
        return "[" + ", ".join(text_of(inner) for inner in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {text_of(inner)}" for key, inner in value.items()) + "}"
    return "" if value is None else value


def _clause(document: Value, path: Path) -> str:
    for length in range(len(path) - 1, 0, -1):
        holder = at(document, path[:length])
        if isinstance(holder, dict) and isinstance(source := holder.get("source"), str):
            return source
    return ""


def _period(document: Value, path: Path) -> Period:
    """Give the days for which a path holds: those on which all are in force of which it is a part."""
    found = []
    for length in range(1, len(path) + 1):
        holder = at(document, path[:length])
        if isinstance(holder, dict) and (said := _said(holder.get("in_force"))) is not None:
            found.append(said)
        if isinstance(holder, list) and _dated(path) == length and isinstance(entry := path[length], int):
            found.append(in_turn([_said(each) or Period() for each in holder])[entry])
    begins = [each.from_ for each in found if each.from_ is not None]
    ends = [each.until for each in found if each.until is not None]
    return Period(max(begins, default=None), min(ends, default=None))


def _dated(path: Path) -> int | None:
    """Give the length of the path of the dated list that a path may lie in."""
    lengths = {"codes": 1, "values": 2}
    length = lengths.get(str(path[0])) if path else None
    return length if length is not None and len(path) > length else None


def _said(holder: Value) -> Period | None:
    if not isinstance(holder, dict) or not ({"from", "until"} & set(holder)):
        return None
    return Period(_date(holder.get("from")), _date(holder.get("until")))


def _holds(policy: PolicyInForce, path: Path, as_of: date | None) -> bool:
    if as_of is None:
        return True
    for length in range(1, len(path) + 1):
        holder = at(policy.document, path[:length])
        if isinstance(holder, dict) and not _covers(holder.get("in_force"), as_of):
            return False
    dated = _dated(path)
    entries = at(policy.document, path[:dated]) if dated is not None else None
    if dated is None or not isinstance(entries, list):
        return True
    return on_day([_said(each) or Period() for each in entries], as_of) == path[dated]


def _on(value: Value, day: date) -> Value:
    if isinstance(value, dict):
        return {key: _on(inner, day) for key, inner in value.items() if _in_force(inner, day)}
    if isinstance(value, list):
        return [_on(inner, day) for inner in value if _in_force(inner, day)]
    return value


def _in_force(item: Value, day: date) -> bool:
    return not isinstance(item, dict) or _covers(item.get("in_force"), day)


def _covers(in_force: Value, day: date) -> bool:
    return (_said(in_force) or Period()).covers(day)


def _entry(value: Value, day: date) -> Value:
    """Give the entry of a dated list that holds on a day, as a list of one; None where none does."""
    if not isinstance(value, list):
        return value
    held = on_day([_said(each) or Period() for each in value], day)
    return [value[held]] if held is not None else None


def _date(text: Value) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
