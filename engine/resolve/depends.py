"""What a part of a policy rests on: the named things that its texts speak of, and theirs."""

import re

from engine.document import Path
from engine.resolve.tree import Node

NAMED_IN = ("measures", "sets", "flags", "facts", "tables", "ladders")
"""Where the names of conditions stand, but for values: those are named so that they can be set."""
_QUOTED = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[A-Za-z_]\w*")


def whole(root: Node, part: Node) -> dict[Path, Node]:
    """Give everything that a part names, directly or through what it names, by path."""
    known = {name: (section, name) for section in NAMED_IN for name in _names(root, section)}
    found: dict[Path, Node] = {}
    todo = [part]
    while todo:
        for text in _texts(todo.pop()):
            for word in _WORD.findall(_QUOTED.sub("", text)):
                path = known.get(word)
                if path is not None and path not in found:
                    node = _entries(root, path[0])[path[1]]
                    found[path] = node
                    todo.append(node)
    return found


def rests_on(root: Node) -> frozenset[Path]:
    """Give the paths of the figures and sets on which rules, ladders and tables rest, directly or through others."""
    parts = root.value if isinstance(root.value, dict) else {}
    asked = [parts[section] for section in ("rules", "ladders", "tables") if section in parts]
    return frozenset(path for part in asked for path in whole(root, part) if path[0] in ("measures", "sets"))


def _names(root: Node, section: str) -> list[str]:
    return list(_entries(root, section))


def _entries(root: Node, section: str) -> dict[str, Node]:
    holder = root.value.get(section) if isinstance(root.value, dict) else None
    return holder.value if holder is not None and isinstance(holder.value, dict) else {}


def _texts(node: Node) -> list[str]:
    found: list[str] = []
    todo = [node]
    while todo:
        value = todo.pop().value
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            todo += [
                inner
                for key, inner in value.items()
                if key not in ("title", "source", "assumes", "departs", "with", "say")
            ]
        elif isinstance(value, list):
            todo += value
    return found
