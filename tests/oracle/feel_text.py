"""The condition language, read: text -> tree.

Trees are tuples whose first item says what they are. Numbers are exact fractions.

Source: design §5.7; notes on the condition language §4.1.
"""

import re
from datetime import date, datetime, time
from fractions import Fraction
from functools import cache
from typing import Any

from tests.oracle.functions import FUNCTIONS, duration

Tree = tuple[Any, ...]


class NotFeelError(Exception):
    """The text is no expression of the subset."""


_CALLS = sorted((re.escape(name).replace(r"\ ", r"\s+") for name in FUNCTIONS), key=len, reverse=True)
_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/
    |(?P<call>(?:"""
    + "|".join(_CALLS)
    + r""")(?=\s*\())
    |(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<name>[^\W\d]\w*)
    |(?P<op>\.\.|\*\*|<=|>=|!=|[<>=+\-*/()\[\],.@?:])""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = frozenset(
    ["if", "then", "else", "some", "every", "in", "satisfies", "and", "or", "between", "true", "false", "null"]
)
_COMPARE = ("<=", ">=", "!=", "<", ">", "=")


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotFeelError(f"cannot read {text[at:]!r} in {text!r}")
        at = match.end()
        if match.lastgroup:
            kind, word = match.lastgroup, match.group()
            if kind == "call":
                word = " ".join(word.split())
            if kind == "name" and word in _WORDS:
                kind = "op"
            found.append((kind, word))
    return [*found, ("end", "")]


class _Parser:
    """Recursive descent, one method a level of binding."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at = text, _tokens(text), 0

    def peek(self, *words: str) -> bool:
        kind, word = self.tokens[self.at]
        return kind == "op" and word in words

    def take(self, *words: str) -> str | None:
        if not self.peek(*words):
            return None
        self.at += 1
        return self.tokens[self.at - 1][1]

    def need(self, *words: str) -> str:
        word = self.take(*words)
        if word is None:
            raise NotFeelError(f"expected {words} at {self.tokens[self.at]} in {self.text!r}")
        return word

    def next(self, kind: str) -> str:
        found, word = self.tokens[self.at]
        if found != kind:
            raise NotFeelError(f"expected a {kind} at {word!r} in {self.text!r}")
        self.at += 1
        return word

    def finish(self, tree: Tree) -> Tree:
        if self.tokens[self.at][0] != "end":
            raise NotFeelError(f"left over {self.tokens[self.at :]} in {self.text!r}")
        return tree

    def expression(self) -> Tree:
        if self.take("if"):
            condition = self.expression()
            self.need("then")
            then = self.expression()
            self.need("else")
            return ("if", condition, then, self.expression())
        if self.peek("some", "every"):
            quantifier = self.need("some", "every")
            name = self.next("name")
            self.need("in")
            items = self.either()
            self.need("satisfies")
            return (quantifier, name, items, self.expression())
        return self.either()

    def either(self) -> Tree:
        left = self.both()
        while self.take("or"):
            left = ("or", left, self.both())
        return left

    def both(self) -> Tree:
        left = self.comparison()
        while self.take("and"):
            left = ("and", left, self.comparison())
        return left

    def comparison(self) -> Tree:
        left = self.sum()
        if word := self.take(*_COMPARE):
            return ("compare", word, left, self.sum())
        if self.take("between"):
            low = self.sum()
            self.need("and")
            return ("between", left, low, self.sum())
        if self.take("in"):
            return ("tests", left, self.in_tests())
        return left

    def in_tests(self) -> list[Tree]:
        """What follows `in`: one test, or several in brackets."""
        if self.peek("("):
            start = self.at
            self.need("(")
            tests = [self.test()]
            while self.take(","):
                tests.append(self.test())
            if self.take(")") and (len(tests) > 1 or not self.peek("..")):
                return tests
            self.at = start
        if word := self.take(*_COMPARE):
            return [("test", word, self.sum())]
        return [("member", self.sum())]

    def test(self) -> Tree:
        """One unary test; it is asked of the tested value."""
        if word := self.take(*_COMPARE):
            return ("test", word, self.sum())
        tree = self.expression()
        return ("asks", tree) if "?" in names(tree) else ("member", tree)

    def cell(self) -> Tree:
        if self.tokens[self.at] == ("op", "-") and self.tokens[self.at + 1][0] == "end":
            self.at += 1
            return ("any",)
        if self.tokens[self.at] == ("call", "not"):
            start = self.at
            self.at += 1
            self.need("(")
            tests = [self.test()]
            while self.take(","):
                tests.append(self.test())
            self.need(")")
            if self.tokens[self.at][0] == "end":
                return ("none of", tests)
            self.at = start
        tests = [self.test()]
        while self.take(","):
            tests.append(self.test())
        return ("one of", tests)

    def sum(self) -> Tree:
        left = self.product()
        while word := self.take("+", "-"):
            left = ("arithmetic", word, left, self.product())
        return left

    def product(self) -> Tree:
        left = self.power()
        while word := self.take("*", "/"):
            left = ("arithmetic", word, left, self.power())
        return left

    def power(self) -> Tree:
        left = self.negation()
        while self.take("**"):
            left = ("arithmetic", "**", left, self.negation())
        return left

    def negation(self) -> Tree:
        if self.take("-"):
            return ("negate", self.negation())
        return self.property()

    def property(self) -> Tree:
        tree = self.atom()
        while self.take("."):
            tree = ("property", self.next("name"), tree)
        return tree

    def arguments(self) -> list[Tree]:
        self.need("(")
        found = [] if self.peek(")") else [self.expression()]
        while self.take(","):
            found.append(self.expression())
        self.need(")")
        return found

    def atom(self) -> Tree:
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return ("value", Fraction(word))
        if kind == "string":
            return ("value", _unquote(word))
        if kind == "call":
            return ("call", word, self.arguments())
        if kind == "name":
            if self.peek("("):
                return ("fact test", word, self.arguments()[0])
            return ("name", word)
        if word in ("true", "false", "null"):
            return ("value", {"true": True, "false": False, "null": None}[word])
        if word == "?":
            return ("name", "?")
        if word == "@":
            return ("value", literal(_unquote(self.next("string"))))
        if word == "[" and self.take("]"):
            return ("list", [])
        if word in ("[", "(", "]"):
            return self.bracket(word)
        raise NotFeelError(f"unexpected {word!r} in {self.text!r}")

    def bracket(self, opened: str) -> Tree:
        """A range, a list, or an expression in brackets."""
        if opened == "(" and (word := self.take(*_COMPARE)):
            tree: Tree = ("test", word, self.sum())
            self.need(")")
            return tree
        first = self.expression()
        if self.take(".."):
            last = self.expression()
            closed = self.need("]", ")", "[")
            return ("range", first, last, opened != "[", closed != "]")
        if opened == "(":
            self.need(")")
            return first
        items = [first]
        while self.take(","):
            items.append(self.expression())
        self.need("]")
        return ("list", items)


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text[1:-1])


def literal(text: str) -> Any:
    """Read what stands in `@"…"`: a date, a time, a date and time, or a duration."""
    if text.startswith(("P", "-P")):
        return duration(text)
    if "T" in text:
        return datetime.fromisoformat(text)
    return time.fromisoformat(text) if ":" in text else date.fromisoformat(text)


@cache
def expression(text: str) -> Tree:
    """Read a condition or another expression."""
    parser = _Parser(text)
    return parser.finish(parser.expression())


@cache
def cell(text: str) -> Tree:
    """Read a decision table's input cell; `?` is the tested value."""
    parser = _Parser(text.strip())
    return parser.finish(parser.cell())


def hide(tree: Tree, hidden: frozenset[str]) -> Tree:
    """The same condition with each part of it that reads a hidden name not known, an equation too."""
    if tree[0] in ("and", "or"):
        return (tree[0], hide(tree[1], hidden), hide(tree[2], hidden))
    if tree[:2] == ("call", "not"):
        return ("call", "not", [hide(tree[2][0], hidden)])
    return ("value", None) if names(tree) & hidden else tree


def names(tree: Any) -> set[str]:
    """Every name that a tree speaks of, fact tests' tables and what stands inside them included."""
    if isinstance(tree, list):
        return set().union(*(names(item) for item in tree))
    if not isinstance(tree, tuple):
        return set()
    if tree[0] == "name":
        return {tree[1]}
    if tree[0] == "fact test":
        return {tree[1]} | names(tree[2])
    if tree[0] in ("some", "every"):
        return names(tree[2]) | (names(tree[3]) - {tree[1]})
    return set().union(*(names(part) for part in tree[1:]))
