"""The condition language, restated: text -> tree -> value. None stands for what is not known.

Trees are tuples whose first item says what they are. Numbers are exact fractions. `look` gives the value of a
name; it is also asked for `@calendar` (school-day functions) and `@facts` (fact tests).

Source: design §5.7; notes on the condition language §4.
"""

import operator
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from tests.oracle.functions import FUNCTIONS, Months, duration

Look = Callable[[str], Any]
Tree = tuple[Any, ...]


class NotFeel(Exception):
    """The text is no expression of the subset."""


class Range(NamedTuple):
    """A range of values; `from_open` and `to_open` say that an end is left out."""

    start: Any
    end: Any
    from_open: bool
    to_open: bool


_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/
    |(?P<call>(?:%s)(?=\s*\())
    |(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<name>[^\W\d]\w*)
    |(?P<op>\.\.|\*\*|<=|>=|!=|[<>=+\-*/()\[\],.@?:])"""
    % "|".join(sorted((re.escape(name).replace(r"\ ", r"\s+") for name in FUNCTIONS), key=len, reverse=True)),
    re.VERBOSE | re.DOTALL,
)
_WORDS = frozenset("if then else some every in satisfies and or between true false null".split())
_COMPARE = ("<=", ">=", "!=", "<", ">", "=")
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotFeel(f"cannot read {text[at:]!r} in {text!r}")
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
            raise NotFeel(f"expected {words} at {self.tokens[self.at]} in {self.text!r}")
        return word

    def next(self, kind: str) -> str:
        found, word = self.tokens[self.at]
        if found != kind:
            raise NotFeel(f"expected a {kind} at {word!r} in {self.text!r}")
        self.at += 1
        return word

    def finish(self, tree: Tree) -> Tree:
        if self.tokens[self.at][0] != "end":
            raise NotFeel(f"left over {self.tokens[self.at :]} in {self.text!r}")
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
        raise NotFeel(f"unexpected {word!r} in {self.text!r}")

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


@lru_cache(maxsize=None)
def expression(text: str) -> Tree:
    """Read a condition or another expression."""
    parser = _Parser(text)
    return parser.finish(parser.expression())


@lru_cache(maxsize=None)
def cell(text: str) -> Tree:
    """Read a decision table's input cell; `?` is the tested value."""
    parser = _Parser(text.strip())
    return parser.finish(parser.cell())


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


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued and."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued or."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def negation(value: bool | None) -> bool | None:
    """Three-valued not."""
    return None if value is None else not value


def compare(word: str, left: Any, right: Any) -> bool | None:
    """Compare two values; only `=` and `!=` always have an answer."""
    if word == "=":
        return bool(left == right)
    if word == "!=":
        return bool(left != right)
    if left is None or right is None:
        return None
    return bool(_ORDER[word](left, right))


def member(value: Any, held: Any) -> bool | None:
    """Whether a value is that value, or in that range or list."""
    if isinstance(held, Range):
        low = compare(">" if held.from_open else ">=", value, held.start)
        return both(low, compare("<" if held.to_open else "<=", value, held.end))
    if isinstance(held, list):
        answer: bool | None = False
        for item in held:
            answer = either(answer, member(value, item))
        return answer
    return compare("=", value, held)


def arithmetic(word: str, left: Any, right: Any) -> Any:
    """Add, subtract, multiply, divide or raise; None where an operand is, and for a division by zero."""
    if left is None or right is None:
        return None
    if isinstance(right, Months) and isinstance(left, date):
        return right.added_to(left, 1 if word == "+" else -1)
    if isinstance(left, Months) and isinstance(right, date):
        return left.added_to(right, 1)
    if isinstance(left, time) and isinstance(right, timedelta):
        day = datetime.combine(date(2000, 1, 1), left)
        return (day + right if word == "+" else day - right).time()
    if isinstance(left, time) and isinstance(right, time):
        day = date(2000, 1, 1)
        return datetime.combine(day, left) - datetime.combine(day, right)
    if word == "+":
        return left + right
    if word == "-":
        return left - right
    if word == "*":
        return left * right
    if word == "/":
        return left / right if right else None
    if right.denominator != 1 or (left == 0 and right < 0):
        return None
    return left ** int(right)


def _property(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "weekday":
        return Fraction(value.isoweekday())
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        sign, seconds = (-1, -seconds) if seconds < 0 else (1, seconds)
        part = {"days": seconds // 86400, "hours": seconds // 3600 % 24, "minutes": seconds // 60 % 60}
        return Fraction(sign * part.get(name, seconds % 60))
    if isinstance(value, Months):
        sign = -1 if value.count < 0 else 1
        return Fraction(sign * (abs(value.count) // 12 if name == "years" else abs(value.count) % 12))
    return Fraction(getattr(value, name))


def _quantified(tree: Tree, look: Look) -> bool | None:
    _, name, items, condition = tree
    answer: bool | None = tree[0] == "every"
    for item in evaluate(items, look):
        found = evaluate(condition, lambda asked, item=item: item if asked == name else look(asked))
        answer = either(answer, found) if tree[0] == "some" else both(answer, found)
    return answer


def _unary(value: Any, tree: Tree, look: Look) -> bool | None:
    """Ask one unary test of a value."""
    if tree[0] == "test":
        return compare(tree[1], value, evaluate(tree[2], look))
    inner = tree[1]
    if tree[0] == "asks":
        return evaluate(inner, lambda asked: value if asked == "?" else look(asked))
    if inner[0] == "test":
        return _unary(value, inner, look)
    if inner[0] == "list":
        answer: bool | None = False
        for item in inner[1]:
            answer = either(answer, _unary(value, item if item[0] == "test" else ("member", item), look))
        return answer
    return member(value, evaluate(inner, look))


def _any_test(value: Any, tests: list[Tree], look: Look) -> bool | None:
    answer: bool | None = False
    for test in tests:
        answer = either(answer, _unary(value, test, look))
    return answer


def matches(tree: Tree, value: Any, look: Look) -> bool | None:
    """Ask a table's input cell of a value."""
    if tree[0] == "any":
        return True
    answer = _any_test(value, tree[1], look)
    return negation(answer) if tree[0] == "none of" else answer


def evaluate(tree: Tree, look: Look) -> Any:
    """Give the value of a tree; None where it is not known."""
    kind = tree[0]
    if kind == "value":
        return tree[1]
    if kind == "name":
        return look(tree[1])
    if kind == "and":
        return both(evaluate(tree[1], look), evaluate(tree[2], look))
    if kind == "or":
        return either(evaluate(tree[1], look), evaluate(tree[2], look))
    if kind == "compare":
        return compare(tree[1], evaluate(tree[2], look), evaluate(tree[3], look))
    if kind == "arithmetic":
        return arithmetic(tree[1], evaluate(tree[2], look), evaluate(tree[3], look))
    if kind == "tests":
        return _any_test(evaluate(tree[1], look), tree[2], look)
    if kind == "between":
        value = evaluate(tree[1], look)
        return both(compare(">=", value, evaluate(tree[2], look)), compare("<=", value, evaluate(tree[3], look)))
    if kind == "if":
        return evaluate(tree[2] if evaluate(tree[1], look) is True else tree[3], look)
    if kind == "call":
        return FUNCTIONS[tree[1]](look, *(evaluate(argument, look) for argument in tree[2]))
    if kind == "fact test":
        return look("@facts")(tree[1], tree[2])
    if kind == "list":
        return [evaluate(item, look) for item in tree[1]]
    if kind == "range":
        return Range(evaluate(tree[1], look), evaluate(tree[2], look), tree[3], tree[4])
    if kind == "negate":
        value = evaluate(tree[1], look)
        return None if value is None else -value
    if kind == "property":
        return _property(tree[1], evaluate(tree[2], look))
    if kind in ("some", "every"):
        return _quantified(tree, look)
    raise NotFeel(f"cannot evaluate {tree!r}")
