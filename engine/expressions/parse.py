"""Text -> syntax tree."""

import re
from functools import lru_cache

from engine.expressions.reading import read
from engine.expressions.tree import Node
from engine.expressions.types import Problem
from engine.expressions.walk import size
from engine.nouns import dataclass
from engine.once import regex

LONGEST = 2000
DEEPEST = 32
MOST_NODES = 500
# A chain of operators is not deep to a reader, yet each of them is a step down for the program.
LONGEST_CHAIN = 128
REMEMBERED = 2048
"""So many texts are read once: the schools of a trust say the same of most things."""

_NOT_BRACKETS = regex(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|[^\[\](){}"/]+|.', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says, or what is wrong with it; `tree` is None where there are problems."""

    tree: Node | None
    problems: tuple[Problem, ...] = ()


def parse_expression(text: str) -> Parsed:
    """Read an expression.

    Yields: X001 … X03x; never raises.
    """
    return _parse(text, "expression")


def parse_cell(text: str) -> Parsed:
    """Read a decision table's input cell: unary tests, where `?` is the tested value; its tree is a Cell.

    Yields: X001 … X03x; never raises.
    """
    return _parse(text, "cell")


@lru_cache(maxsize=REMEMBERED)
def _parse(text: str, start: str) -> Parsed:
    refused = _too_much(text)
    if refused is None:
        tree = read(text, start) or _asked(text, start)
        if isinstance(tree, Problem):
            return Parsed(None, (tree,))
        refused = _too_large(text, tree)
        if refused is None:
            return Parsed(tree)
    return Parsed(None, (refused,))


def _asked(text: str, start: str) -> Node | Problem:
    # Lark is loaded for a text with a mistake in it: most policies have none.
    from engine.expressions.asking_lark import ask

    return ask(text, start)


def _too_much(text: str) -> Problem | None:
    """Refuse a text by its length and its brackets, before anything reads it."""
    if len(text) > LONGEST:
        message = f"the expression has {len(text):,} characters; at most {LONGEST:,} can be read"
        return Problem("X002", message, "split it: give a part of it a name", LONGEST, len(text))
    depth = 0
    for found in _NOT_BRACKETS.finditer(text):
        piece = found.group()
        if piece in "([":
            depth += 1
            if depth > DEEPEST:
                return _too_deep(found.start(), found.end())
        elif piece in ")]":
            depth -= 1
    return None


def _too_deep(start: int, end: int) -> Problem:
    message = f"more than {DEEPEST} brackets or choices stand inside one another"
    return Problem("X003", message, "split it: give a part of it a name", start, end)


def _too_large(text: str, tree: Node) -> Problem | None:
    nodes, deepest, longest = size(tree)
    whole = (0, len(text))
    if nodes > MOST_NODES:
        message = f"the expression has {nodes} parts; at most {MOST_NODES} can be worked out"
        return Problem("X002", message, "split it: give a part of it a name", *whole)
    if deepest > DEEPEST:
        return _too_deep(*whole)
    if longest > LONGEST_CHAIN:
        message = f"more than {LONGEST_CHAIN} operators follow one another"
        return Problem("X003", message, "split it: give a part of it a name", *whole)
    return None
