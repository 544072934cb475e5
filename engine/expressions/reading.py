"""Text -> syntax tree by tables kept ready in `reading.json`: as Lark would read it, without loading Lark.

What the tables do not take, and what has a piece without meaning, is left to Lark, which can say what is wrong with it.
"""

import json
import re
from binascii import crc32
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from engine.expressions.build import NODES, RefusedError
from engine.expressions.tree import Node
from engine.nouns import dataclass

GRAMMAR = Path(__file__).with_name("grammar.lark")
READY = Path(__file__).with_name("reading.json")

END = "$END"
"""Stands where the text ends."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the pieces that a rule puts together.

    `kept` are the places of those that its node has; where there is one and `passes`, it is handed on as it is. The
    pieces of a rule without a `node` become pieces of the rule that asks for it.
    """

    origin: str
    size: int
    kept: Sequence[int]
    passes: bool
    node: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The grammar as a machine.

    `lexers` has, for each state, what may stand next: how to match it, its name, and whether it is passed over, the
    first that matches being it. A state's action of a name is the state to go to, or a rule as -1 less its place.
    """

    lexers: Sequence[Sequence[tuple[Callable[[str, int], re.Match[str] | None], str, bool]]]
    states: Sequence[Mapping[str, int]]
    rules: Sequence[Rule]
    starts: Mapping[str, int]
    ends: Mapping[str, int]


class _Pieces(list[Any]):
    """The pieces of a rule without a node."""


def digest() -> str:
    """Say which grammar tables belong to, by a checksum: to load `hashlib` takes longer than to read them."""
    return f"{crc32(GRAMMAR.read_bytes()):08x}"


def read(text: str, start: str) -> Node | None:
    """Read an expression, or a cell; None where Lark has to be asked."""
    tables = _tables()
    if tables is None:
        return None
    try:
        return _run(text, tables, tables.starts[start], tables.ends[start])
    except RefusedError:
        return None


@cache
def _tables() -> Tables | None:
    """Give the tables kept ready, or None where they are not of this grammar."""
    kept = json.loads(READY.read_text(encoding="utf-8")) if READY.is_file() else {}
    if kept.get("grammar") != digest():
        return None
    patterns = {name: re.compile(pattern).match for name, pattern in kept["patterns"].items()}
    passed_over = frozenset(kept["passed_over"])
    lexers = [[(patterns[name], name, name in passed_over) for name in names] for names in kept["lexers"]]
    return Tables(
        [lexers[each] for each in kept["lexer_of"]],
        kept["states"],
        [Rule(*each) for each in kept["rules"]],
        kept["starts"],
        kept["ends"],
    )


def _run(text: str, tables: Tables, start: int, end: int) -> Node | None:
    """Shift and reduce; None where a piece is not one that may stand there."""
    states, pieces, spans = [start], list[Any](), list[tuple[int, int]]()
    at = 0
    while True:
        kind, begins = END, at
        while at < len(text) and kind == END:
            begins = at
            for match, name, passed_over in tables.lexers[states[-1]]:
                if found := match(text, at):
                    at = found.end()
                    kind = END if passed_over else name
                    break
            else:
                return None
        while True:
            action = tables.states[states[-1]].get(kind)
            if action is None:
                return None
            if action >= 0:
                states.append(action)
                pieces.append(text[begins:at])
                spans.append((begins, at))
                break
            rule = tables.rules[-1 - action]
            span = spans[-rule.size][0], spans[-1][1]
            piece = _piece(rule, pieces[-rule.size :], span)
            del states[-rule.size :], pieces[-rule.size :], spans[-rule.size :]
            states.append(tables.states[states[-1]][rule.origin])
            if states[-1] == end and kind == END:
                node: Node = piece
                return node
            pieces.append(piece)
            spans.append(span)


def _piece(rule: Rule, given: Sequence[Any], span: tuple[int, int]) -> Any:
    parts: list[Any] = _Pieces()
    for place in rule.kept:
        part = given[place]
        if isinstance(part, _Pieces):
            parts += part
        else:
            parts.append(part)
    if not rule.node:
        return parts
    return parts[0] if rule.passes and len(parts) == 1 else NODES[rule.node](list(parts), span)
