"""A workbook holds what it was given: dates as dates, text as text, nothing as a formula; the same bytes each time."""

import io
import re
import zipfile
from datetime import date
from fractions import Fraction

import pytest

from cli.render.safe import shown
from cli.render.sheet import Column, Sheet
from cli.render.workbook import LETTERS_AT_MOST, sheet_name, workbook
from tests.cli.hostile import FORMULAS, MARKUP

python_calamine = pytest.importorskip("python_calamine")

COLUMNS = (
    Column("Pupil"),
    Column("Why", "long"),
    Column("On", "date"),
    Column("Rate", "percent"),
    Column("N", "number"),
)


def made(*sheets: Sheet) -> bytes:
    return workbook(sheets, title="A run")


def cells(book: bytes, name: str) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(name).to_python()


def parts(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as held:
        return {name: held.read(name).decode("utf-8") for name in held.namelist()}


def test_values_come_back_as_what_they_are():
    row = ("0123456", "because", date(2024, 9, 3), Fraction(379, 399), 1200)
    back = cells(made(Sheet("Today", COLUMNS, [row, ("1E10", None, None, None, None)])), "Today")

    assert back[0] == ["Pupil", "Why", "On", "Rate", "N"]
    assert back[1] == ["0123456", "because", date(2024, 9, 3), 379 / 399, 1200]
    assert back[2][0] == "1E10"


@pytest.mark.parametrize("nasty", (*FORMULAS, *MARKUP))
def test_no_cell_can_become_a_formula_or_a_link(nasty: str):
    book = made(Sheet(nasty or "x", [Column(nasty), Column("b", "long")], [(nasty, nasty)]))
    held = parts(book)

    assert not [name for name, text in held.items() if "<f>" in text or "<f " in text or "<hyperlink" in text]
    (name,) = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    assert cells(book, name)[1] == [shown(nasty), shown(nasty)]


def test_a_text_that_looks_like_a_formula_stays_text_when_it_is_edited():
    styles = parts(made(Sheet("a", [Column("a")], [("=1+1",)])))["xl/styles.xml"]

    assert 'quotePrefix="1"' in styles


def test_headings_are_frozen_and_filtered():
    page = parts(made(Sheet("Today", COLUMNS, [("P", "w", None, None, None)])))["xl/worksheets/sheet1.xml"]

    assert 'state="frozen"' in page
    assert '<autoFilter ref="A1:E2"/>' in page
    assert re.search(r'<col min="2" max="2" width="64\.', page)


def test_the_same_sheets_give_the_same_bytes():
    def rows():
        return [(f"P{number:03}", "x", date(2024, 9, 3), Fraction(1, 3), number) for number in range(300)]

    assert made(Sheet("a", COLUMNS, rows()), Sheet("b", COLUMNS, [])) == made(
        Sheet("a", COLUMNS, rows()), Sheet("b", COLUMNS, [])
    )


def test_sheets_have_names_that_excel_allows_and_each_its_own():
    book = made(
        *(Sheet(name, [Column("a")], []) for name in ("Today", "today", "a/b:c", "x" * 40, "x" * 40, "", "History"))
    )
    names = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names

    assert names == ["Today", "today 2", "a b c", "x" * 31, "x" * 29 + " 2", "Sheet", "History 2"]
    assert sheet_name("'quoted'") == "quoted"


def test_a_text_that_is_longer_than_a_cell_says_that_it_was_cut():
    told = cells(made(Sheet("a", [Column("a", "long")], [("x" * 40_000,)])), "a")[1][0]

    assert isinstance(told, str)
    assert len(told) == LETTERS_AT_MOST
    assert told.endswith("x…")


def test_rows_beyond_the_end_of_a_sheet_go_on_in_another(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cli.render.workbook.ROWS_AT_MOST", 3)
    book = made(Sheet("a", [Column("n", "number")], ((number,) for number in range(7))))

    assert [cells(book, name)[1:] for name in ("a", "a 2", "a 3")] == [[[0], [1], [2]], [[3], [4], [5]], [[6]]]


def test_a_workbook_without_a_sheet_can_be_opened():
    assert python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made())).sheet_names == ["Sheet1"]
