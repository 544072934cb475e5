"""What is read by the tables kept ready is what Lark reads; what they do not take, Lark explains."""

import json
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.expressions import grammar, reading
from engine.expressions.asking_lark import ask
from engine.expressions.parse import parse_cell, parse_expression
from engine.expressions.reading import read
from engine.expressions.types import Problem

SIGNS = ["?", "(", ")", "[", "]", ",", "..", ".", "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">="]
KEPT = ["true", "false", "null", "and", "or", "if", "then", "else", "in", "between", "some", "every", "satisfies"]
NAMES = ["x", "attendance", "k:", "last_day:", "start", "included", "date", "not(", "max(", "date and time(", "year of"]
VALUES = ["1", "2.50", ".5", "1e3", '"a"', r'"b \"c\""', '@"2024-09-03"', "// said\n", "/* said */", "  ", "\n"]
WORDS = [*SIGNS, *KEPT, *NAMES, *VALUES]


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([" ", ""]), st.sampled_from(["expression", "cell"])
)
@example(["x", "in", "(", "1", ",", "<", "5", ")", "and", "not(", "y", ")"], " ", "expression")
@example(["[", "1", "..", "2", "[", ".", "start", "included"], " ", "expression")
@example(["max(", "k:", "1", ",", "last_day:", "-", "2", "**", "3", ")"], " ", "expression")
@example(["if", "a", "then", "some", "x", "in", "[", "]", "satisfies", "null", "else", "-", "1"], " ", "expression")
@example(["-"], " ", "cell")
@example(["<", "5", ",", "(", ">", "7", ")"], " ", "cell")
def test_a_text_is_read_as_lark_reads_it(words: list[str], between: str, start: str) -> None:
    text = between.join(words)
    found, asked = read(text, start), ask(text, start)
    if isinstance(asked, Problem):
        assert found is None
    else:
        assert found == asked


@pytest.mark.parametrize("words", [["a and"], ["1 < x < 5"], ["9e99999 + 1"], ["x ~ y"]])
def test_what_is_no_expression_is_left_to_lark(words: list[str]) -> None:
    [text] = words
    assert read(text, "expression") is None
    assert parse_expression(text).problems == (ask(text, "expression"),)


def test_the_tables_are_those_of_the_grammar() -> None:
    kept, made = json.loads(reading.READY.read_text(encoding="utf-8")), json.loads(grammar.for_reading())
    assert kept["grammar"] == reading.digest(), "run python -m engine.expressions.grammar"
    assert kept["patterns"] == made["patterns"]
    # Which number a state has is no more than the order in which Lark came to it.
    assert sorted(map(sorted, kept["lexers"])) == sorted(map(sorted, made["lexers"]))
    assert sorted(map(repr, kept["rules"])) == sorted(map(repr, made["rules"]))
    assert sorted(map(sorted, kept["states"])) == sorted(map(sorted, made["states"]))


def test_tables_of_another_grammar_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    reading._tables.cache_clear()
    monkeypatch.setattr(reading, "digest", lambda: "of another")
    try:
        assert read("1", "expression") is None
        assert parse_cell("< 1.25").tree == ask("< 1.25", "cell")
    finally:
        reading._tables.cache_clear()


def test_lark_is_not_loaded_for_what_is_right() -> None:
    words = (
        "import sys; from engine.expressions.parse import parse_expression as p; p('x'); print('lark' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", words], check=True, capture_output=True, text=True)
    assert told.stdout == "False\n"
