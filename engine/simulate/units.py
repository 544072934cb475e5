"""An expanded policy -> its rules, ladders and deciding tables, each with a digest of all that it rests on."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Node = tuple[str, str]
"""One named item: its section and its name."""

SECTIONS = ("values", "sets", "measures", "flags", "facts", "tables", "ladders")
"""Where names stand, besides the rules."""

APART = "registers"
"""What decides how arrivals are marked: it is compared by the marks that come of it."""

SAYS_NOTHING = frozenset(
    {
        *(
            "policy",
            "title",
            "layer",
            "extends",
            "in_force",
            "approved_on",
            "review_by",
            "source",
            "assumes",
            "departs",
        ),
        *("school", "roles", "plain_words", "lint", "lock", "remove", "allow", "open", "work"),
    }
)
"""What decides nothing of any rule: whose the policy is, who stands behind it, what is locked, how long work takes."""

NO_NAMES = frozenset(
    {
        *("title", "source", "assumes", "departs", "with", "say", "allow", "open"),
        *("do", "to", "by", "obligation", "code", "set_by", "called", "in", "at_most"),
    }
)
"""Texts for people, words for what is to be done by whom, and words of the language: none of them names an item."""

FACTS_OF_THE_TIME = frozenset({"contacts", "evidence", "notices", "outcomes", "leave_requests", "amendments"})
"""Tables of what people did, decided or were told, which another policy might have made others."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Unit:
    """A rule, a ladder or a deciding table: the ids its actions carry, what it rests on, and a digest of it all.

    `facts` are the tables of facts that it reads, as far as they tell what somebody did or found at the time.
    """

    ids: frozenset[str]
    rests_on: frozenset[Node]
    digest: str
    facts: frozenset[str] = frozenset()


def units_of(expanded: Mapping[str, Any]) -> dict[Node, Unit]:
    """Give the units of an expanded policy in its order.

    Two units with one digest give the same actions for the same reasons on the same marks. A word of a condition is
    taken for a name wherever something bears it, so that what a unit rests on may be too much and never too little.
    """
    items = dict(items_of(expanded))
    recorded = FACTS_OF_THE_TIME | {name for section, name in items if section == "facts"}
    ground = {key: value for key, value in expanded.items() if key not in (*SECTIONS, "rules", APART, *SAYS_NOTHING)}
    ground_text = _canonical(ground)
    texts = {node: _canonical(item) for node, item in items.items()}
    near = _near(items)
    found: dict[Node, Unit] = {}
    for node, item in items.items():
        decides = node[0] == "tables" and isinstance(item, Mapping) and item.get("each") is not None
        if node[0] not in ("rules", "ladders") and not decides:
            continue
        behind = _reached(node, near)
        told = hashlib.sha256(ground_text.encode())
        for held in sorted(behind):
            told.update(f"\0{held[0]}\0{held[1]}\0{texts[held]}".encode())
        facts = {word for held in behind for word in _words(texts[held]) & recorded}
        facts |= {"flags" for section, name in behind if section == "flags" and "set_by" in items[section, name]}
        facts |= {"outcomes" for held in behind if held[0] == "ladders" and '"after' in texts[held]}
        found[node] = Unit(frozenset(_ids(node, item)), behind, told.hexdigest(), frozenset(facts))
    return found


def registers_digest(expanded: Mapping[str, Any]) -> str:
    """Digest what an expanded policy says of its registers: it decides when facts of a day are seen, too."""
    return hashlib.sha256(_canonical(expanded.get(APART)).encode()).hexdigest()


def arrivals_digest(expanded: Mapping[str, Any]) -> str:
    """Digest all of an expanded policy that may decide how an arrival is marked."""
    spoken = _words(_canonical(expanded.get(APART)))
    said: list[Any] = [expanded.get(key) for key in (APART, "codes", "pupils", "school_age")]
    for section in ("values", "flags"):
        said.append({name: item for name, item in (expanded.get(section) or {}).items() if name in spoken})
    return hashlib.sha256(_canonical(said).encode()).hexdigest()


def changed_nodes(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[Node] | None:
    """Give the items that two expanded policies say differently, registers as one; None where all rest on it."""
    items = (dict(items_of(before)), dict(items_of(after)))
    ground = [
        {key: value for key, value in each.items() if key not in (*SECTIONS, "rules", APART, *SAYS_NOTHING)}
        for each in (before, after)
    ]
    if ground[0] != ground[1]:
        return None
    found = {node for node in (*items[0], *items[1]) if items[0].get(node) != items[1].get(node)}
    return found | ({(APART, "")} if before.get(APART) != after.get(APART) else set())


def touched(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[Node, frozenset[Node]]]:
    """Yield each unit with all that it may rest on under any mixture of two expanded policies."""
    near: dict[Node, set[Node]] = {}
    for expanded in (before, after):
        for node, held in _near(dict(items_of(expanded))).items():
            near.setdefault(node, set()).update(held)
    for node in near:
        if node[0] in ("rules", "ladders", "tables"):
            yield node, _reached(node, near)


def counted_by(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[Node]:
    """Give all on which a figure, a set of sessions or a flag may rest under any mixture of two expanded policies."""
    near: dict[Node, set[Node]] = {}
    for expanded in (before, after):
        for node, held in _near(dict(items_of(expanded))).items():
            near.setdefault(node, set()).update(held)
    return frozenset(
        held for node in near if node[0] in ("measures", "sets", "flags", "facts") for held in _reached(node, near)
    )


def _near(items: Mapping[Node, Any]) -> dict[Node, set[Node]]:
    """Give, for each item, the items that its texts name."""
    bears: dict[str, set[Node]] = {}
    for node, item in items.items():
        for name in _names_of(node, item):
            bears.setdefault(name, set()).add(node)
    return {
        node: {held for word in _words(_canonical(item)) for held in bears.get(word, ())}
        for node, item in items.items()
    }


def items_of(expanded: Mapping[str, Any]) -> Iterator[tuple[Node, Any]]:
    """Yield the items that bear a name, by section and name."""
    for section in SECTIONS:
        for name, item in (expanded.get(section) or {}).items():
            yield (section, name), item
    for rule in expanded.get("rules") or ():
        yield ("rules", rule["id"]), rule


def _ids(node: Node, item: Any) -> Iterator[str]:
    if node[0] == "ladders":
        yield from (step["id"] for step in item["steps"])
    else:
        yield node[1]


def _names_of(node: Node, item: Any) -> Iterator[str]:
    """Give the names by which conditions know an item."""
    yield node[1]
    if node[0] == "ladders":
        yield from _ids(node, item)
    elif node[0] == "tables" and isinstance(item, Mapping) and item.get("each") is None:
        yield from item.get("gives") or ()


def _reached(start: Node, near: Mapping[Node, set[Node]]) -> frozenset[Node]:
    found = {start}
    waiting = [start]
    while waiting:
        for held in near[waiting.pop()]:
            if held not in found:
                found.add(held)
                waiting.append(held)
    return frozenset(found)


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """Give every word of an item's conditions and other texts that are not written for people."""
    found: set[str] = set()
    waiting = [json.loads(text)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.update(_WORD.findall(_QUOTED.sub(" ", value)))
        elif isinstance(value, dict):
            waiting += [inner for key, inner in value.items() if key not in NO_NAMES]
        elif isinstance(value, list):
            waiting += value
    return frozenset(found)
