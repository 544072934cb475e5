"""What another policy says otherwise: paths, the values there, the clause of each, and where they are written."""

from collections.abc import Iterator
from pathlib import PurePath

from engine.document import Path, Value, at
from engine.policy import PolicyInForce
from engine.resolve.edited import named
from engine.simulate.result import Change
from engine.simulate.units import SAYS_NOTHING

STAYS_A_CHANGE = frozenset({"work", "roles", "plain_words"})
"""What decides nothing of any rule and is told all the same."""

_NOTHING = object()
_LONGEST = 400


def changes_of(before: PolicyInForce, after: PolicyInForce) -> tuple[Change, ...]:
    """Give every place at which two policies say different things, in the first one's order."""
    found = []
    keys = [
        key for key in dict.fromkeys([*before.document, *after.document]) if key not in SAYS_NOTHING - STAYS_A_CHANGE
    ]
    for key in keys:
        found += list(_differ(before.document.get(key, _NOTHING), after.document.get(key, _NOTHING), (key,), (key,)))
    return tuple(_change(before, after, first, second) for first, second in found)


def _differ(before: object, after: object, first: Path, second: Path) -> Iterator[tuple[Path | None, Path | None]]:
    if before is _NOTHING or after is _NOTHING:
        yield None if before is _NOTHING else first, None if after is _NOTHING else second
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _differ(before.get(key, _NOTHING), after.get(key, _NOTHING), (*first, key), (*second, key))
    elif isinstance(before, list) and isinstance(after, list) and _names(before) and _names(after):
        names = (_names(before), _names(after))
        for name in dict.fromkeys([*names[0], *names[1]]):
            places = [known.index(name) if name in known else None for known in names]
            one = _NOTHING if places[0] is None else before[places[0]]
            two = _NOTHING if places[1] is None else after[places[1]]
            yield from _differ(one, two, (*first, places[0] or 0), (*second, places[1] or 0))
    elif before != after:
        yield first, second


def _names(items: list[Value]) -> list[str]:
    """Give the ids of a list's items, or what its tasks do; none where one has no name or two have the same."""
    found = [str(item.get("id") or item.get("do") or "") if isinstance(item, dict) else "" for item in items]
    return found if all(found) and len(set(found)) == len(found) else []


def _change(before: PolicyInForce, after: PolicyInForce, first: Path | None, second: Path | None) -> Change:
    source = _source(after, second) or _source(before, first)
    path = (
        named(after.document, second) if first is None and second is not None else named(before.document, first or ())
    )
    return Change(
        path,
        None if first is None else _text(at(before.document, first)),
        None if second is None else _text(at(after.document, second)),
        source,
        None if first is None else _written(before, first),
        None if second is None else _written(after, second),
    )


def _written(policy: PolicyInForce, path: Path) -> str:
    """Say where a path is written: in a report the file's name alone, nothing of the machine."""
    place = policy.place(path)
    return f"{PurePath(place.source.name).name}:{place.span.line}:{place.span.column}"


def _source(policy: PolicyInForce, path: Path | None) -> str | None:
    """Give the clause that stands nearest above a path."""
    for length in range(len(path or ()), 0, -1):
        held = at(policy.document, (path or ())[:length])
        if isinstance(held, dict) and isinstance(held.get("source"), str):
            return str(held["source"])
    return None


def _text(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        told = " ".join(value.split())
    elif isinstance(value, list):
        told = f"[{', '.join(_text(item) for item in value)}]"
    else:
        told = f"{{{', '.join(f'{key}: {_text(inner)}' for key, inner in value.items())}}}"
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"
