"""`docs/writing.md`: every example is a policy that lints, and `docs/dataset.md` names every column that there is."""

import re
from datetime import date
from pathlib import Path

import pytest

from engine.api import lint, load_policy
from engine.calendar import WEEKEND, YEAR_BEGINS
from engine.compile.expected import expected_of
from engine.diagnostics import Severity
from engine.model.dataset import MARKS, PUPILS, TABLES
from engine.model.policy_schema import calendar_schema
from engine.readers.calendar import read_calendar
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"\n## ([^\n]+)\n(?:(?!\n## |```yaml).|\n)*?```yaml\n(.*?)```", PAGE, re.DOTALL))
HEAD = """\
policy: example
title: An example
layer: school
extends: [england]
review_by: 2030-08-31
registers:
  am: {everyone: {opens: 09:00, closes: 09:30}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
"""


def test_every_example_of_the_page_is_looked_at():
    assert len(BLOCKS) == PAGE.count("```yaml") >= 7


@pytest.mark.parametrize("heading", BLOCKS)
def test_an_example_lints_without_error_or_warning(heading: str, tmp_path: Path):
    file = tmp_path / "example.yaml"
    file.write_text(HEAD + BLOCKS[heading], encoding="utf-8")
    found = lint([file], as_of=date(2026, 11, 28)).findings

    assert [f"{each}" for each in found if each.severity is not Severity.INFO] == []


TABLE_PAGE = (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8")
# the table of tables; that of the compact form's columns has three columns of its own
_TABLES = re.search(r"^\| file \|.*?(?=\n\n)", TABLE_PAGE, re.MULTILINE | re.DOTALL)
ROWS = dict(re.findall(r"^\| `(\w+)`(?: \(needed\))? \| ([^|]+) \|", _TABLES[0] if _TABLES else "", re.MULTILINE))
SHAPES = {"marks": MARKS, "pupils": PUPILS, **{name: shape.columns for name, shape in TABLES.items()}}


def test_the_page_has_a_row_for_every_table():
    assert set(ROWS) == set(SHAPES)


@pytest.mark.parametrize("table", SHAPES)
def test_a_row_names_the_columns_that_there_are_and_which_may_be_left_out(table: str):
    must, _, may = ROWS[table].partition("[")
    needed = {name for name, column in SHAPES[table].items() if column.needed} | {"pupil"}

    assert set(re.findall(r"`(\w+)`", must)) == needed
    assert set(re.findall(r"`(\w+)`", may)) == set(SHAPES[table]) - needed


def test_every_word_that_a_column_may_hold_is_on_the_page():
    words = {word for shape in SHAPES.values() for column in shape.values() for word in column.words}

    assert [word for word in words if not re.search(rf"\b{word}\b", TABLE_PAGE)] == []


def test_the_calendar_of_the_page_says_all_that_a_calendar_may(tmp_path: Path):
    (tmp_path / "calendar.yaml").write_text(re.search(r"```yaml\n(.*?)```", TABLE_PAGE, re.DOTALL)[1], encoding="utf-8")
    read = read_calendar(tmp_path / "calendar.yaml", expected_of(load_policy("england").value.bound))

    assert list(read.diagnostics) == []
    assert set(read.value.content) == set(calendar_schema()["properties"])
    assert (read.value.calendar.weekend, read.value.calendar.year_begins) == (WEEKEND, YEAR_BEGINS)
