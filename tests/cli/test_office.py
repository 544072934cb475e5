"""A run as a workbook, a page and Parquet: today first, nothing left out, nothing of the data obeyed."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cli.deliver import deliver, format_of
from cli.render import csv as csv_form
from cli.render import html, parquet, xlsx
from cli.render.safe import shown
from cli.render.sheets import sheets
from cli.render.words import marks
from engine.decision import Action, Decision, Evidence, Run, Task
from tests.cli.hostile import FORMULAS, MARKUP
from tests.cli.laid import LaidActions, LaidDecisions
from tests.cli.runs import EMPTY, SMALL
from tests.cli.test_page import read

python_calamine = pytest.importorskip("python_calamine")


def hostile(nasty: str) -> Run:
    """Give a run that holds a text wherever a text of the data or of a policy can stand."""
    task = Task(do=nasty, to=nasty, by=nasty, with_={nasty: nasty}, due_text=nasty)
    action = Action(
        *(nasty, nasty, "2024-10-02", None, nasty, (task,), nasty, nasty),
        evidence={nasty: Evidence(nasty, nasty, (("2024-10-02", "AM", nasty),))},
        notes=(nasty,),
        assumes=nasty,
        request=nasty,
        parent=nasty,
        notice=nasty,
    )
    decision = Decision(nasty, nasty, nasty, nasty, "2024-10-02", nasty, {"given": nasty}, 1, nasty)
    return replace(SMALL, policy=nasty, actions=LaidActions((action,)), decisions=LaidDecisions((decision,)))


def book(run: Run):
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(xlsx.book(run)))


def test_the_workbook_begins_with_today_and_has_a_sheet_a_kind_of_action():
    held = book(replace(SMALL, as_of=date(2024, 9, 9)))

    assert held.sheet_names == [
        *("Today 9 Sep 2024", "Call", "Nothing asked", "Propose code"),
        *("Decided leave decision", "Decided penalty notice", "Not decided", "Still to come", "Read"),
    ]
    today = held.get_sheet_by_index(0).to_python()
    assert [row[:2] for row in today[1:]] == [["P001", "call"], ["P001", "propose code"]]
    call = dict(zip(*held.get_sheet_by_name("Call").to_python(), strict=True))
    assert call["Date"] == call["Due"] == date(2024, 9, 9)
    assert (call["Clause"], call["Rule"], call["With"]) == ("§5.5", "first_day_call", "script: first day")
    assert call["Marks"] == "2 Sep AM N"
    assert call["Why"].startswith("no reason is known for the morning")
    propose = dict(zip(*held.get_sheet_by_name("Propose code").to_python(), strict=True))
    assert propose["Proposed code"] == "O for 2 Sep AM N"


def test_every_line_of_the_csv_is_in_the_workbook_and_on_the_page():
    lines = list(csv.DictReader(io.StringIO(b"".join(csv_form.actions(SMALL)).decode())))
    kinds = [
        sheet for sheet in sheets(SMALL) if [sheet.columns[0].heading, sheet.columns[-1].heading] == ["Pupil", "Key"]
    ]
    page = "".join(html.whole(SMALL))

    assert sum(len(list(sheet.rows)) for sheet in kinds[1:]) == len(lines) == 3
    assert all(line["rule"] in page for line in lines)


@pytest.mark.parametrize("nasty", (*FORMULAS, *MARKUP))
def test_nothing_of_the_data_is_obeyed_in_a_workbook(nasty: str):
    held = book(hostile(nasty))
    texts = {str(cell) for name in held.sheet_names for row in held.get_sheet_by_name(name).to_python() for cell in row}

    assert not any(held.get_sheet_by_name(name).height == 0 for name in held.sheet_names)
    assert shown(nasty) in texts


@pytest.mark.parametrize("nasty", (*FORMULAS, *MARKUP))
def test_nothing_of_the_data_is_markup_on_a_page(nasty: str):
    harmless, outline = read("".join(html.whole(hostile("x")))), read("".join(html.whole(hostile(nasty))))

    assert [tag for tag, _ in outline.seen] == [tag for tag, _ in harmless.seen]
    assert [sorted(held) for _, held in outline.seen] == [sorted(held) for _, held in harmless.seen]
    assert shown(nasty) in "".join(outline.words)


@pytest.mark.parametrize("nasty", (*FORMULAS, *MARKUP))
def test_nothing_of_the_data_is_a_formula_or_a_row_of_its_own_in_csv(nasty: str):
    run = hostile(nasty)
    starts = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
    for pieces, rows in ((csv_form.actions(run), 2), (csv_form.decisions(run), 2)):
        text = b"".join(pieces).decode()
        read_back = list(csv.reader(io.StringIO(text, newline="")))
        assert len(read_back) == rows
        assert not [cell for row in read_back for cell in row if cell.startswith(starts)]
        # a bare return outside quotes would begin a new row in a spreadsheet, and a formula might stand first there
        assert "\r" not in "".join(text.split('"')[::2])


def test_parquet_is_long_and_typed():
    frame = pl.read_parquet(io.BytesIO(parquet.actions(SMALL)))

    assert frame.height == 3
    assert (frame.schema["date"], frame.schema["due"]) == (pl.Date, pl.Date)
    first = frame.row(0, named=True)
    assert (first["task"], first["do"], first["due"]) == (1, "call", date(2024, 9, 9))
    assert first["evidence"][0] == {
        "name": "attendance",
        "value": "17/19",
        "unit": "percent",
        "sessions": [{"date": date(2024, 9, 2), "session": "AM", "code": "N"}],
    }
    assert frame["task"].to_list() == [1, 2, 0]
    decided = pl.read_parquet(io.BytesIO(parquet.decisions(SMALL)))
    assert decided["outcome"].to_list() == ["refuse", "first"]
    assert decided["readings_differ"].to_list() == [None, "false"]


@pytest.mark.parametrize("form", ["xlsx", "html", "parquet"])
def test_the_same_run_gives_the_same_bytes(form: str, tmp_path: Path):
    for name in ("a", "b"):
        deliver(SMALL, form, tmp_path / name)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("form", ["xlsx", "html", "parquet"])
def test_a_run_without_actions_has_a_file_too(form: str, tmp_path: Path):
    deliver(EMPTY, form, tmp_path / "out")

    assert (tmp_path / "out").stat().st_size > 100


def test_the_name_of_the_file_chooses_the_format():
    assert [format_of(Path(name)) for name in ("a.XLSX", "a.html", "a.txt", "a")] == ["xlsx", "html", "table", "table"]
    assert format_of(None) == "table"


def test_marks_are_told_by_day_and_without_days_that_are_not_there():
    week = [(f"2024-09-{day:02}", half, "I") for day in (5, 6, 9, 11) for half in ("AM", "PM")]

    assert marks(week, 2024) == "5 Sep to 9 Sep I; 11 Sep I"
    assert marks([*week, ("2024-09-12", "AM", "N"), ("2024-09-12", "PM", "O")], 2024).endswith(
        "12 Sep AM N; 12 Sep PM O"
    )
    assert marks([], 2024) == ""


def test_a_page_of_very_many_rows_is_drawn_part_by_part(monkeypatch: pytest.MonkeyPatch):
    assert 'class="large"' not in "".join(html.whole(SMALL))

    monkeypatch.setattr("cli.render.html._ROWS_DRAWN_AT_ONCE", 2)

    assert '<main id="content" tabindex="-1" class="large">' in "".join(html.whole(SMALL))
