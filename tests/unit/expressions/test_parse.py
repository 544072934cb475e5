"""Reading: precedence, literals, limits, and the printer that gives the same back."""

import json
from fractions import Fraction

import pytest

from engine.expressions import grammar, tree
from engine.expressions.parse import parse_cell, parse_expression
from engine.expressions.printing import print_tree
from tests.unit.expressions.test_mistakes import MISTAKES


def read(text: str) -> tree.Node:
    parsed = parse_expression(text)
    assert parsed.tree is not None, parsed.problems
    return parsed.tree


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("x in [1..6] and y > 1", "(x in [1..6]) and (y > 1)"),
        ("x in (1, 2) or y = 1", "(x in (1, 2)) or (y = 1)"),
        ("x in (1, 2) and y = 1", "(x in (1, 2)) and (y = 1)"),
        ("x in <= 6 and y", "(x in <= 6) and y"),
        ("a or b and c", "a or (b and c)"),
        ("a and b or c and d", "(a and b) or (c and d)"),
        ("not(a) and b", "(not(a)) and b"),
        ("x between 1 and 2 and y", "(x between 1 and 2) and y"),
        ("-2 ** 2", "(-2) ** 2"),
        ("2 ** 3 ** 2", "(2 ** 3) ** 2"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("a + b > c - d", "(a + b) > (c - d)"),
        ("if a then b else c or d", "if a then b else (c or d)"),
        ("some x in [1, 2] satisfies x > 1 and y", "some x in [1, 2] satisfies ((x > 1) and y)"),
        ("(d - e).days > 3", "((d - e).days) > 3"),
        ("-x.days", "-(x.days)"),
    ],
)
def test_operators_bind_as_in_feel(text: str, bracketed: str) -> None:
    assert read(text) == read(bracketed)


@pytest.mark.parametrize(
    "text",
    [
        "x in [1..6] and y > 1",
        "x in (< 1, [2..3), ]4..5[, 7)",
        "(x and y) and z",
        "(1 - 2) - 3 - (4 - 5)",
        "-(2 ** 2) ** -3",
        "- - 1",
        "(if a then b else c) + 1",
        'code in ("\\\\", "say \\"no\\"", "a\\nb")',
        'date(year: 2024, month: 9, day: 1) + @"P1D"',
        "substring(string: code, start position: 2)",
        "(some x in [1] satisfies x > 1) and not(y)",
        "[(< 1), (>= 2), [1..2]]",
        "during(5, (< 10))",
        "((1..2]).end included",
        "0.0000001 + 1000000000000000000000000000000000000000000000000 + 1e-60",
        'contacts(outcome = "reached") or true',
        'a.b.c + @"09:15".hour',
        "x in (if a then 1 else 2)",
        "x between (if a then 1 else 2) and 5",
    ],
)
def test_what_is_printed_reads_as_the_same_tree(text: str) -> None:
    node = read(text)
    for full in (False, True):
        printed = print_tree(node, full=full)
        assert read(printed) == node
        assert print_tree(read(printed), full=full) == printed


@pytest.mark.parametrize(
    "text", ["-", "< 5", "[90..95)", 'not("L", "U")', '"L", "U"', "null", "? > 3 and ? < 9", "-5", "not(< 3)"]
)
def test_a_cell_that_is_printed_reads_as_the_same_cell(text: str) -> None:
    node = parse_cell(text).tree
    assert isinstance(node, tree.Cell)
    assert print_tree(node) == text
    assert parse_cell(print_tree(node)).tree == node


def test_every_node_knows_where_it_stands() -> None:
    node = read("lates_2w  >= 2 or\n risk")
    assert isinstance(node, tree.Logic)
    assert [(item.start, item.end) for item in node.items] == [(0, 14), (19, 23)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("12300", 12300), ("1.23e4", 12300), (".5", Fraction(1, 2)), ("1.23E+4", 12300), ("5e-1", Fraction(1, 2))],
)
def test_numbers_are_exact(text: str, value: Fraction) -> None:
    assert read(text) == tree.Number(Fraction(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\u0009"', "\t"),
        (r'"\\u0009"', r"\u0009"),
        (r'"\uD83D\uDCA9"', "💩"),
        (r'"\U01F40E"', "🐎"),
        (r'"\ud83d"', "\ufffd"),
        (r'"\q"', r"\q"),
    ],
)
def test_escapes_in_text(text: str, value: str) -> None:
    assert read(text) == tree.Text(value)


@pytest.mark.parametrize(
    "word", ["and", "or", "in", "if", "then", "else", "between", "some", "every", "true", "null", "satisfies"]
)
def test_a_keyword_is_no_name_and_begins_none(word: str) -> None:
    assert parse_expression(f"1 + {word}_x").tree == tree.Arithmetic(
        "+", tree.Number(Fraction(1)), tree.Name(f"{word}_x")
    )
    assert not isinstance(parse_expression(word).tree, tree.Name)
    assert parse_expression(f"x {word}roid y").tree is None


def test_limits_are_met_exactly() -> None:
    assert parse_expression("(" * 32 + "1" + ")" * 32).tree is not None
    assert parse_expression("(" * 33 + "1" + ")" * 33).problems[0].code == "X003"
    assert parse_expression("not(" * 32 + "true" + ")" * 32).tree is not None
    assert parse_expression("not(" * 33 + "true" + ")" * 33).problems[0].code == "X003"
    assert parse_expression("1" + " " * 1999).tree is not None
    assert parse_expression("1" + " " * 2000).problems[0].code == "X002"
    assert parse_expression("[" + "1," * 498 + "1]").tree is not None
    assert parse_expression("[" + "1," * 499 + "1]").problems[0].code == "X002"
    assert parse_expression(" or ".join(["a"] * 400)).tree is not None


def test_brackets_in_text_and_comments_are_not_counted() -> None:
    assert parse_expression('"' + "(" * 40 + '" = x // ' + "(" * 40).tree is not None


def test_the_tables_kept_ready_are_those_of_the_grammar() -> None:
    ready, made = grammar.ready_tables(), grammar.from_grammar()
    assert ready is not None, "run python -m engine.expressions.grammar"
    for text in ("x in (1, < 5) and not(y)", "[1..2[.start included", "if a then -b ** 2 else max(c, 1)"):
        assert ready.parse(text, start="expression") == made.parse(text, start="expression")
    assert json.loads(grammar.tables())["made_by"] == grammar.made_by()


def test_tables_of_another_grammar_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "made_by", lambda: "lark 0, grammar 0")
    assert grammar.ready_tables() is None
    assert grammar.from_grammar().parse("1", start="expression") is not None


def test_no_mistake_is_read_as_something_else() -> None:
    for text in MISTAKES.values():
        node = parse_expression(text).tree
        if node is not None:
            assert read(print_tree(node)) == node


@pytest.mark.parametrize("text", ["0.5", "0.05", "10", "2.50", "100"])
def test_a_number_is_printed_plainly(text: str) -> None:
    assert print_tree(read(text)) == (text.rstrip("0") if "." in text else text)


def test_the_words_of_a_function_may_stand_apart_and_on_two_lines() -> None:
    assert read('date  and\n time ("2024-09-02T09:00:00")') == read('date and time("2024-09-02T09:00:00")')
    assert print_tree(read("string\tlength(x)")) == "string length(x)"
