"""Hostile and mangled text: refused or understood, quickly, and never an exception."""

import random
import time

import pytest

from engine.expressions.check import check
from engine.expressions.columns import Column, compile_columns
from engine.expressions.parse import parse_cell, parse_expression
from engine.expressions.printing import print_tree
from engine.expressions.record import evaluate
from engine.expressions.tables import check_table, split_rows
from engine.expressions.types import Quantity
from tests.unit.expressions.vocabulary import NAMES, TABLES

SECONDS = 0.5
WORDS = (
    "attendance_percent lates_2w code reason review_day arrived send postcode year_group fine and or not ( ) [ ] { } "
    ', . .. : ; " "L" "\\" "\\u12" "\\U0000" \\ \' @ @"2024-09-01" @"P1D" @"99999999999999999D" < <= > >= = != == => + '
    "- * / ** % £ ? ! & | in between if then else some every satisfies x true false null 0 1 95 1e6144 1e-6144 "
    "9999999999999999999 0.1 // /* */ date( time( duration( max( floor( string( substring( contacts( date and time( "
    "not( \n \t é \u200b \ud83d 漢"
)
PIECES = WORDS.split(" ")
HOSTILE = {
    "brackets": "(" * 1999,
    "closed brackets": "(" * 999 + "1" + ")" * 999,
    "lists": "[" * 999 + "]" * 999,
    "minus": "-" * 1999 + "1",
    "not": "not(" * 499 + "true" + ")" * 3,
    "if": "if true then " * 150 + "1",
    "else if": "if true then 1 else " * 99 + "1",
    "sum": "+".join("1" * 1000),
    "powers": "**".join("9" * 600),
    "power of powers": "9 ** 9 ** 9 ** 9 ** 9 > 1",
    "huge powers": "(1.0000001 ** 1e6000) ** 1e6000 > 1",
    "tiny powers": "(0.1 ** 999999999) ** 0.5 > 1",
    "exp": "exp(1e6000) > exp(-1e6000)",
    "roots": "sqrt(sqrt(2e6144)) > log(1e-6144)",
    "exponent": "1e999999999999999999999 > 1",
    "digits": "9" * 1999,
    "places": "0." + "1" * 1990,
    "scales": "round up(1e6000, 6176) + floor(1e-6143, -6111) > 0",
    "some in some": "some a in [1,2,3] satisfies " * 60 + "true",
    "some over many": "".join(f"some x{n} in [{','.join('1' * 90)}] satisfies " for n in range(5)) + "x0 = x1",
    "quotes": '"' * 1999,
    "backslashes": '"' + "\\" * 1997 + '"',
    "escapes": '"' + "\\u0041" * 300 + '"',
    "comments": "/*" * 999,
    "comment ends": "/*" + "*" * 1990,
    "spaces": " " * 1999,
    "words": "word " * 400,
    "words and a bracket": "word " * 390 + "(",
    "words and a colon": "max(" + "word " * 390 + ":",
    "dots": "." * 1999,
    "ranges": "[1..2]" * 333,
    "in in in": "1 in " * 390 + "1",
    "commas": "," * 1999,
    "long name": "x" * 1999,
    "too long": "x" * 5_000_000,
    "dates": 'review_day + @"P9999999Y" > review_day - @"P999999999999999999M"',
    "durations": '@"P99999999999999999999999999999999D" * 1e6000 > @"P1D"',
    "date from numbers": "date(1e30, 1e30, -1e30) = null",
    "huge date from numbers": "date(2024, 1e6000, 1e6000) = date(2024, 1, -(9 ** 9 ** 4))",
    "huge time from numbers": "time(1, 2, 1e40) = time(1e6000, 1e6000, -1e6000)",
    "times": 'time(1e30, 1e30, 1e30) = @"00:00" + @"P999999999999999999999D"',
    "text out of reach": 'substring("abc", 1e30, 1e30) = "a"',
    "nul": "\x00" * 100,
    "nothing like text": "".join(map(chr, range(0, 0x3000, 7))),
    "python": "__import__('os').system('true')",
    "attributes": "review_day.__class__.__bases__",
    "python names": "open(__builtins__)",
    "format": 'string("{0.__class__}") = "x"',
}
RECORD = {"lates_2w": 3, "attendance_percent": 10**40, "postcode": "x" * 10_000}


def work(text: str) -> None:
    """Take a text as far as it goes, as an expression and as a cell."""
    begin = time.process_time()
    for parsed in (parse_expression(text), parse_cell(text)):
        assert (parsed.tree is None) == bool(parsed.problems)
        for found in parsed.problems:
            assert 0 <= found.start <= found.end <= len(text)
            assert found.message
            assert len(found.message) + len(found.help) < 3 * 2000
        if parsed.tree is None:
            continue
        again = parse_expression(print_tree(parsed.tree)) if parsed is not None else None
        assert again is not None
        checked = check(parsed.tree, NAMES, expect=None, cell_of=Quantity("number"), tables=TABLES, conformance=True)
        if not checked.problems:
            evaluate(checked, RECORD)
            column = compile_columns(checked)({}, 3)
            assert isinstance(column, Column)
    assert time.process_time() - begin < 3 * SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_done_with_in_half_a_second(name: str) -> None:
    text = HOSTILE[name]
    begin = time.process_time()
    parsed = parse_expression(text)
    if parsed.tree is not None:
        check(parsed.tree, NAMES, tables=TABLES)
    assert time.process_time() - begin < SECONDS
    work(text)


@pytest.mark.parametrize("seed", range(4))
def test_pieces_of_the_language_in_any_order_never_raise(seed: int) -> None:
    at = random.Random(seed)
    for _ in range(400):
        work(at.choice(["", " "]).join(at.choices(PIECES, k=at.randint(1, 25))))


@pytest.mark.parametrize("seed", range(2))
def test_any_characters_never_raise(seed: int) -> None:
    at = random.Random(seed)
    for _ in range(300):
        work("".join(chr(at.choice([at.randrange(128), at.randrange(0x11_0000)])) for _ in range(at.randint(1, 40))))


def test_mangled_expressions_never_raise() -> None:
    at = random.Random(7)
    good = [
        'attendance_percent < 95 and code in ("L", "U") or not(send)',
        'if arrived > @"09:15" then lates_2w + 1 > 3 else review_day = @"2024-09-01"',
        "some x in [1, 2, lates_2w] satisfies x between 1 and 5",
        'contacts(outcome = "reached") and max(lates_2w, 3) >= round half up(2.5, 0)',
        'date(year: 2024, month: 9, day: 1) in [review_day..review_day + duration("P5D")]',
    ]
    for _ in range(500):
        text = list(at.choice(good))
        for _ in range(at.randint(1, 4)):
            place = at.randrange(len(text))
            if at.random() < 0.5:
                del text[place : place + at.randint(1, 5)]
            else:
                text[place:place] = at.choice(PIECES)
            text = text or ["x"]
        work("".join(text))


def test_a_problem_of_a_whole_policy_of_hostile_tables_never_raises() -> None:
    at = random.Random(11)
    for _ in range(200):
        text = "".join(at.choices(["|", "||", "\n", " ", '"', "\\", *PIECES], k=at.randint(1, 40)))
        table = check_table(split_rows(text), NAMES)
        assert all(0 <= found.start <= found.end <= len(text) for found in table.problems)
