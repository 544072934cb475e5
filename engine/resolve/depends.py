"""What a part of a policy rests on: the named things that its texts speak of, and theirs, in general forms."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.document import Path
from engine.model.dataset import TABLES
from engine.once import regex

ANNOTATIONS = frozenset({"title", "source", "assumes", "departs", "allow"})
"""What may be said of any item without changing anything that is decided."""
_UNREAD = ANNOTATIONS | {
    "with",
    "say",
    "open",
    "id",
    "do",
    "to",
    "by",
    "obligation",
    "code",
    "gives",
    "set_by",
    "called",
}
_ASKS = ("then", "notes")
_NAMED_IN = ("values", "measures", "sets", "flags", "facts", "tables", "ladders")
QUOTED = regex(r'"(?:[^"\\]|\\.)*"')
"""A text of the condition language: a quote within it stands behind a backslash."""
# after a comma, as in `min(9, limit)` and a table's cell `3, limit`, or on the next line stands a name, and no unit
_AMOUNT = regex(r"\d+(?:[.,]\d+)*[ \t]+(?:school |half )?[a-z_]+|school (?:days|weeks)")
_WORD = regex(r"[A-Za-z_]\w*")
_USUAL: Mapping[str, Path] = {name: ("facts", name) for name in TABLES}

Plain = Mapping[str, Any]


def named(document: Plain) -> dict[str, Path]:
    """Give the path of everything in an expanded document that a condition may name.

    What a table gives leads to the table, a step to its ladder. A rule's path holds its id for a position. The usual
    fact tables are there whether or not the document says anything of them.
    """
    found: dict[str, Path] = {}
    for section in _NAMED_IN:
        for name, item in _entries(document, section):
            found[name] = (section, name)
            inner = item if isinstance(item, Mapping) else {}
            for step in inner.get("steps", ()) if section == "ladders" else ():
                found[str(step.get("id"))] = (section, name)
            # what a table decides of a row is no name: its `code` is not that of a session
            for output in inner.get("gives", ()) if section == "tables" and "each" not in inner else ():
                found.setdefault(output, (section, name))
    columns = document.get("pupils", {}).get("columns", {})
    found |= {name: ("pupils", "columns", name) for name in columns}
    found |= {rule["id"]: ("rules", rule["id"]) for rule in document.get("rules", ()) if "id" in rule}
    return {**_USUAL, **found}


def item_at(document: Plain, path: Path) -> Any:
    """Give what an expanded document says of something with a name; None where it has no such thing."""
    if path[0] == "rules":
        return next((rule for rule in document.get("rules", ()) if rule.get("id") == path[1]), None)
    inner: Any = document
    for step in path:
        inner = inner.get(step) if isinstance(inner, Mapping) else None
    return inner


def rests_on(document: Plain, part: Any) -> dict[Path, Any]:
    """Give what a part of an expanded document names, directly or through what it names, by path.

    Of a rule or a ladder that is named, only when it acts counts, and not what it asks for.
    """
    known = named(document)
    found: dict[Path, Any] = {}
    todo = [part]
    while todo:
        for text in _texts(todo.pop()):
            for word in _WORD.findall(_AMOUNT.sub("", QUOTED.sub("", text))):
                path = known.get(word)
                if path is not None and path not in found:
                    found[path] = deciding(path, item_at(document, path))
                    todo.append(found[path])
    return found


def deciding(path: Path, item: Any) -> Any:
    """Give what of an item others may rest on: without its annotations, a rule or a ladder without what it asks."""
    if isinstance(item, list):
        return [deciding((), entry) for entry in item]
    if not isinstance(item, Mapping):
        return item
    left = {key: value for key, value in item.items() if key not in ANNOTATIONS and key not in ("open", "checked_on")}
    if path[:1] == ("rules",):
        return {key: value for key, value in left.items() if key not in _ASKS}
    if path[:1] == ("ladders",) and isinstance(left.get("steps"), list):
        return {**left, "steps": [_unasked(step) for step in left["steps"]]}
    return left


def national_grounds(document: Plain) -> frozenset[Path]:
    """Give the figures and sets on which the rules, ladders, tables and flags of an expanded document rest."""
    asked = [document.get(section) for section in ("rules", "ladders", "tables", "flags")]
    return frozenset(path for part in asked for path in rests_on(document, part) if path[0] in ("measures", "sets"))


def _unasked(step: Any) -> Any:
    kept = deciding((), step)
    return {key: value for key, value in kept.items() if key not in _ASKS} if isinstance(kept, Mapping) else kept


def _entries(document: Plain, section: str) -> Iterable[tuple[str, Any]]:
    holder = document.get(section)
    return holder.items() if isinstance(holder, Mapping) else ()


def _texts(part: Any) -> Iterator[str]:
    todo = [part]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            todo += [inner for key, inner in value.items() if key not in _UNREAD]
        elif isinstance(value, list | tuple):
            todo += value
