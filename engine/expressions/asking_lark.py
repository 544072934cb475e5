"""Text -> syntax tree as Lark reads it, or what is wrong with the text."""

from functools import cache

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from engine.expressions.build import RefusedError, build
from engine.expressions.grammar import from_grammar, ready_tables
from engine.expressions.mistakes import explain
from engine.expressions.tree import Node
from engine.expressions.types import Problem


def ask(text: str, start: str) -> Node | Problem:
    """Read an expression, or a cell; where it cannot be read, say what is wrong."""
    try:
        return build(_parser().parse(text, start=start))
    except RefusedError as found:
        return found.problem
    except UnexpectedInput as error:
        at, end, expected = _where(text, error)
        return explain(text, at, end, expected, cell=start == "cell")


def _where(text: str, error: UnexpectedInput) -> tuple[int, int, frozenset[str]]:
    """Give the place of a syntax error and the names of what could have stood there."""
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        token = error.token
        return token.start_pos or 0, token.end_pos or 0, frozenset(error.expected)
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or 0
        return at, at + 1, frozenset(error.allowed or ())
    expected = error.expected if isinstance(error, (UnexpectedToken, UnexpectedEOF)) else ()
    return len(text), len(text), frozenset(expected)


@cache
def _parser() -> Lark:
    return ready_tables() or from_grammar()
