"""What an office and a parent read, why and why not: golden files, 80 columns, and the weeks as a page shows them."""

import re
from datetime import date
from pathlib import Path

import pytest

from cli.render import explained, explained_page
from engine import api
from engine.model.explanation import ExplanationOutput
from tests.unit.explain.files import Files, random_files, school_days
from tests.unit.explain.test_explain_flips import AWAY, POLICY, calm, marked

GOLDEN = Path(__file__).parents[2] / "golden" / "explain"
LATE = {"d2024_09_03_AM": "L", "d2024_09_05_AM": "U", "d2024_09_10_AM": "L", "d2024_09_11_PM": "L"}
CASES = {
    "count": ("session_count", "2024-09-10", LATE),
    "ladder": ("third_step", "2024-09-18", {**LATE, "d2024_09_17_AM": "L", "d2024_09_16_AM": "L"}),
    "flag_and_since": ("since", "2024-09-09", LATE),
    "unless": ("unless_flag", "2024-09-03", LATE),
    "table": ("table_output", "2024-09-06", {f"d2024_09_0{day}_AM": "O" for day in (2, 3, 4, 5, 6)}),
    "runs": (
        "run_of_days",
        "2024-09-06",
        {f"d2024_09_0{day}_{half}": "I" for day in (4, 5, 6) for half in ("AM", "PM")},
    ),
    "not_several": ("several", "2024-09-20", {}),
    "not_again": ("capped", "2024-09-10", LATE),
    "not_yet": ("second_step", "2024-09-06", LATE),
    "not_by_percent": ("percent", "2024-11-15", AWAY),
    "not_of_house": ("of_house", "2024-09-20", {}),
    "not_ever": ("never_so", "2024-09-20", {}),
    "not_a_row": ("request", "2024-09-20", {}),
    "not_a_review": ("period_count", "2024-09-20", {}),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    loaded = api.load_policy(POLICY).value
    folder = tmp_path_factory.mktemp("texts")

    def explain(case: str) -> ExplanationOutput:
        rule, day, marks = CASES[case]
        files: Files = marked(calm(), **marks)
        register = api.read_register(loaded, files.write(folder / f"{case}{len(list(folder.iterdir()))}")).value
        return api.explain(loaded, register, "amy", rule=rule, day=date.fromisoformat(day))

    return {case: explain(case) for case in CASES}


def text_of(pieces) -> str:
    # where the repository lies is no part of what is told
    return re.sub(r"[^\s>]*every_kind\.yaml", "every_kind.yaml", "".join(pieces))


@pytest.mark.parametrize("case", CASES)
def test_an_office_reads(case, told, golden):
    # lines are not folded: how long they are hangs on where the repository lies
    golden(GOLDEN / f"office_{case}.txt", text_of(explained.page(told[case], width=1000)))


@pytest.mark.parametrize("case", CASES)
def test_an_office_reads_80_columns(case, told):
    lines = "".join(explained.page(told[case], width=80)).splitlines()
    assert [line for line in lines if len(line) > 80 and "every_kind.yaml" not in line] == []


@pytest.mark.parametrize("case", CASES)
def test_a_parent_reads(case, told, golden):
    text = text_of(explained.plain(told[case]))
    golden(GOLDEN / f"parent_of_{case}.txt", text)
    assert "_" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_page_shows_the_weeks_as_a_table_with_what_counts_marked(told):
    page = "".join(explained_page.page(told["count"], audience="parent"))
    rows = re.findall(r"<tr>.*?</tr>", page)
    assert [re.sub(r"<[^>]+>", " ", row).split() for row in rows] == [
        ["Week", "of", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
        ["2", "September", "2024", "/", "\\", "L", "\\", "/", "\\", "U", "\\", "/", "\\"],
        ["9", "September", "2024", "/", "\\", "L", "\\", "/", "L", "/", "\\", "/", "\\"],
    ]
    assert page.count("<mark><strong>L</strong></mark>") == 2
    assert page.count("<mark><strong>U</strong></mark>") == 1
    assert "L late; U late after the register." in page


def test_weeks_that_are_left_out_are_counted(tmp_path):
    loaded = api.load_policy(POLICY).value
    files = random_files(3).changed([])
    days = [day for day in school_days(date(2025, 1, 24)) if day.weekday() == 0]
    files.rows["marks"] = [
        {"pupil": "amy", "date": day.isoformat(), "session": half, "code": "O" if day in days else code}
        for day in school_days(date(2025, 1, 24))
        for half, code in (("AM", "/"), ("PM", "\\"))
    ]
    files.rows["pupils"][0]["enrolled_on"] = ""
    register = api.read_register(loaded, files.write(tmp_path / "data")).value
    (told,) = api.explain(loaded, register, "amy", rule="percent_high", day=date(2025, 1, 24)).why_not
    assert told.weeks_left_out == 0, "a half term has fewer weeks than are shown"
    whole = api.explain(loaded, register, "amy", rule="percent", day=date(2025, 1, 24))
    (item,) = whole.why_not
    assert (len(item.weeks), item.weeks_left_out) == (14, 2)
    assert "  2 earlier weeks in which something counts are not shown\n" in "".join(explained.page(whole))
