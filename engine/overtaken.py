"""Names that a layer adds: none takes the place of what a layer above asks about by that name.

A column of an inherited fact table could, and a flag that is called as a period of the calendar.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bind.bound import Bound
from engine.diagnostics import Diagnostic
from engine.document import Path
from engine.model.dataset import TABLES
from engine.once import regex
from engine.policy import PolicyInForce
from engine.resolve.depends import QUOTED, item_at, named
from engine.sections.lowered import Lowered

_CONDITIONS = frozenset(
    {"of", "is", "percent", "total", "last", "when", "for", "unless", "if", "rows", "where", "starts", "until"}
)
_WORD = regex(r"[A-Za-z_]\w*")


def overtaken(policy: PolicyInForce, lowered: Lowered, bound: Bound) -> Iterator[Diagnostic]:
    """Find columns whose name a condition of a layer above means otherwise, where it asks about the table's rows.

    A row's own column is read before anything else of its name, so such a column would change what is asked; a flag's
    stretch is before the period of the calendar that a window meant while no flag was called so.

    Yields: B014.
    """
    for name, path in _windows(lowered.document):
        if name in bound.model.flags:
            flag: Path = ("flags", name)
            if not _knows(policy, policy.origin(lowered.origin(path)).layer, flag):
                yield _taken(policy, flag, f"as a flag, `{name}`", lowered.origin(path))
    known = {**bound.session, **bound.quantities}
    for table, fact in bound.model.facts.items():
        for column in fact.columns:
            at: Path = ("facts", table, "columns", column)
            if column not in known or (table in TABLES and column in TABLES[table].columns):
                continue
            for asked in _asking(lowered, table, column):
                if not _knows(policy, policy.origin(asked).layer, at):
                    yield _taken(policy, at, f"as a column of `{table}`, `{column}`", asked)


def _knows(policy: PolicyInForce, asking: int, name: Path) -> bool:
    """Whether a layer that asks, or one that it stands below by its own `extends`, says what stands at a path."""
    layer = policy.layers[asking]
    return any(name in document.spans for document in (layer.document, *layer.above))


def _windows(document: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Give the words of the windows of all figures, each with its path."""
    for name, measure in document.get("measures", {}).items():
        over = measure.get("over", ())
        for word in [over] if isinstance(over, str) else over:
            yield word, ("measures", name, "over")


def _asking(lowered: Lowered, table: str, name: str) -> Iterator[Path]:
    """Give the texts that use a name in a condition, of items that speak of a table or of a part of it.

    Each by its path in the policy in force, or by that of what it was made of.
    """
    document = lowered.document
    tables = {table, *(part for part, fact in document.get("facts", {}).items() if fact.get("part_of") == table)}
    for path in dict.fromkeys(named(document).values()):
        item = item_at(document, path)
        if path[0] == "values" or tables.isdisjoint(
            word for _, text in _texts(item, (), every=True) for word in _words(text)
        ):
            continue
        for at, text in _texts(item, (), every=path[0] == "sets"):
            if name in _words(text):
                yield lowered.origin((*_position(document, path), *at))


def _texts(part: Any, at: Path, *, every: bool) -> Iterator[tuple[Path, str]]:
    """Give every text of a part with its path, or those of its conditions alone."""
    if isinstance(part, str) and every:
        yield at, part
    elif isinstance(part, Mapping):
        for key, inner in part.items():
            yield from _texts(inner, (*at, key), every=every or key in _CONDITIONS)
    elif isinstance(part, list | tuple):
        for number, inner in enumerate(part):
            yield from _texts(inner, (*at, number), every=every)


def _words(text: str) -> list[str]:
    return _WORD.findall(QUOTED.sub("", text))


def _position(document: Mapping[str, Any], item: Path) -> Path:
    if item[0] != "rules":
        return item
    return ("rules", next(at for at, rule in enumerate(document["rules"]) if rule.get("id") == item[1]))


def _taken(policy: PolicyInForce, name: Path, what: str, asked: Path) -> Diagnostic:
    asking = policy.layers[policy.origin(asked).layer].name
    act = f"give the flag another name, or name it in `{asking}` too"
    act = act if name[0] == "flags" else "give the column another name"
    return Diagnostic(
        "B014",
        f"{what} would take the place of what `{policy.said(asked)}` means by that name",
        policy.key_place(name),
        act,
        also=((f"asked here, in `{asking}`", policy.place(asked)),),
    )
