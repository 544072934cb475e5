"""Which rules rest on what a change touches: by the words that the items of two expanded policies hold."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

_ITEMS = ("values", "sets", "measures", "facts", "flags", "tables", "ladders")
_ALL = ("codes", "registers", "pupils", "school_age")
UNREAD = frozenset({"title", "source", "assumes", "departs", "with", "say", "means", "allow", "checked_on", "open"})
"""Fields of items that no run reads."""
_WORD = re.compile(r"[^\W\d]\w*")


def items_of(expanded: Mapping[str, Any]) -> dict[str, Any]:
    """Give the items of an expanded policy by name, and what every rule rests on under a name of its own."""
    found: dict[str, Any] = {}
    for kind in _ITEMS:
        for name, item in (expanded.get(kind) or {}).items():
            found[name] = item
    for rule in expanded.get("rules") or ():
        found[rule["id"]] = rule
    for kind in _ALL:
        found[f"*{kind}"] = expanded.get(kind)
    age = expanded.get("school_age")
    if isinstance(age, Mapping):
        # the stages matter only to what names the key stage
        found["key_stage"] = age.get("stages")
        found["*school_age"] = {name: held for name, held in age.items() if name != "stages"}
    return found


def changed(one: Mapping[str, Any], other: Mapping[str, Any]) -> frozenset[str]:
    """Give the names of the items that differ, of two that `items_of` gave."""
    return frozenset(name for name in {*one, *other} if one.get(name) != other.get(name))


def holders_of(items: Mapping[str, Any]) -> dict[str, set[str]]:
    """Give by word the items whose texts hold it, of those that `items_of` gave and that are not for every rule."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, item in items.items():
        for text in _texts(item) if not name.startswith("*") else ():
            for word in _WORD.findall(text):
                found[word].add(name)
    return found


class Dependents:
    """Knows which items hold the names of which."""

    def __init__(self, items: Mapping[str, Any], steps: Mapping[str, tuple[str, ...]]) -> None:
        self._by_word = holders_of(items)
        self._steps = steps
        self.names = frozenset(items)
        # of what every rule rests on, the registers alone hold conditions
        for word in (word for text in _texts(items.get("*registers")) for word in _WORD.findall(text)):
            self._by_word[word].add("*registers")

    def of(self, names: frozenset[str]) -> frozenset[str]:
        """Give all that rests on some items, themselves included; all there is where every rule may rest on them."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name.startswith("*"):
                return self.names | {step for steps in self._steps.values() for step in steps}
            if name in found:
                continue
            found.add(name)
            waiting.extend(self._by_word.get(name, ()))
            waiting.extend(self._steps.get(name, ()))
        return frozenset(found)


def steps_of(expanded: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Give the ids of each ladder's steps, and for each step its ladder."""
    ladders = expanded.get("ladders") or {}
    found: dict[str, tuple[str, ...]] = {}
    for name, ladder in ladders.items():
        ids = tuple(step["id"] for step in ladder["steps"])
        found[name] = ids
        found |= dict.fromkeys(ids, (name,))
    for name, table in (expanded.get("tables") or {}).items():
        if "each" not in table:
            found[name] = tuple(table.get("gives", ()))
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in UNREAD:
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
