"""Every example of the language reference, executed."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.expressions.check import check
from engine.expressions.columns import compile_columns
from engine.expressions.functions import FUNCTIONS
from engine.expressions.parse import parse_expression
from engine.expressions.record import evaluate
from engine.expressions.rows import column_of, values
from engine.expressions.school import CALENDAR, SchoolDays, number_of
from engine.expressions.table_run import compile_table
from engine.expressions.tables import check_table, split_rows
from engine.expressions.types import Quantity

PAGE = Path(__file__).resolve().parents[3] / "docs" / "language.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def constant(text: str) -> tuple[str, Any]:
    node = parse_expression(text).tree
    assert node is not None, text
    checked = check(node, {}, expect=None)
    assert not checked.problems, text
    return checked.type, evaluate(checked, {})


def vocabulary() -> tuple[dict[str, Quantity], dict[str, Any]]:
    names, record = {}, {}
    block = next(text for kind, text in BLOCKS if kind == "names")
    for line in block.splitlines():
        name, _, told = line.partition(": ")
        unknown = told.startswith("not known")
        told = told.removeprefix("not known").strip()
        number = re.fullmatch(r"([\d.]*) ?(sessions|school days|percent|minutes)?", told)
        if number and (told or name != "send"):
            unit = {"sessions": "session", "school days": "school day", "minutes": "minute"}.get(number[2], number[2])
            names[name] = Quantity("number", unit, nullable=unknown)
            record[name] = None if unknown else constant(number[1])[1]
        elif not told:
            names[name], record[name] = Quantity("boolean", nullable=True), None
        else:
            value, _, words = told.partition(" of ")
            kind, record[name] = constant(value)
            names[name] = Quantity(kind, words=tuple(constant(f"[{words}]")[1]) or None)
    return names, record


NAMES, RECORD = vocabulary()
WEDNESDAY = number_of(date(2024, 11, 20))
DAYS = SchoolDays(np.array([day for day in range(WEDNESDAY - 60, WEDNESDAY + 30) if (day + 3) % 7 < 5], np.int32))


def examples(kind: str) -> list[tuple[str, str]]:
    lines = [line for found, text in BLOCKS if found == kind for line in text.splitlines() if line.strip()]
    return [(line.rpartition(" => ")[0], line.rpartition(" => ")[2]) for line in lines]


@pytest.mark.parametrize(("text", "wanted"), examples("feel"))
def test_an_example_gives_what_the_page_says(text: str, wanted: str) -> None:
    node = parse_expression(text).tree
    assert node is not None
    checked = check(node, NAMES, expect=None)
    assert not checked.problems, checked.problems
    value = constant(wanted)[1]
    assert evaluate(checked, {**RECORD, CALENDAR: DAYS}) == value
    env: dict[str, Any] = {name: column_of([RECORD[name]] * 2, quantity.type) for name, quantity in NAMES.items()}
    assert values(compile_columns(checked)({**env, CALENDAR: DAYS}, 2), checked.type, 2) == [value] * 2


@pytest.mark.parametrize(("text", "wanted"), examples("error"))
def test_an_example_of_an_error_is_refused_in_these_words(text: str, wanted: str) -> None:
    parsed = parse_expression(text)
    problems = check(parsed.tree, NAMES).problems if parsed.tree is not None else parsed.problems

    assert [found.message for found in problems] == [wanted]


def test_the_examples_of_a_table_decide_as_the_page_says() -> None:
    for text in (text for kind, text in BLOCKS if kind == "table"):
        rows, _, wanted = text.rpartition("=> ")
        table = check_table(split_rows(rows), NAMES)
        assert not table.problems, table.problems
        assert compile_table(table)(RECORD).outputs == (constant(wanted.strip())[1],)


def test_the_page_names_every_function_that_a_policy_may_use() -> None:
    assert [name for name in FUNCTIONS if f"`{name}(" not in TEXT] == []


def test_the_page_has_examples() -> None:
    assert len(examples("feel")) > 60
    assert len(examples("error")) >= 5
