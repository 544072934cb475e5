"""What a table gives, of whatever type, is the same in every format, as plain words and numbers."""

import csv
import json
from pathlib import Path

import jsonschema
import polars
import pytest

from engine.model.published import output_schema
from tests.cli.command import run

POLICY = """policy: given
layer: school
extends: [england]
tables:
  answer:
    each: leave_requests
    hit: first
    gives: [outcome, until, third, half, whole, sure, days, spare, clock, words]
    rows: |
      reason    || outcome  | until         | third | half | whole | sure | days      | spare   | clock    | words
      "holiday" || "refuse" | @"2025-01-06" | 1/3   | 5/2  | 4/2   | true | to - from | @"PT1H" | @"10:40" | null
      -         || null     | to            | 2     | 1    | 1     | null | null      | null    | null     | reason
"""
GIVEN = {
    "outcome": "refuse", "until": "2025-01-06", "third": "1/3", "half": 2.5, "whole": 2, "sure": True,
    "days": "2 days", "spare": "PT1H", "clock": "10:40", "words": None,
}  # fmt: skip


@pytest.fixture
def school(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "given.yaml").write_text(POLICY, encoding="utf-8")
    files = {
        "calendar.yaml": "terms: [{name: autumn, from: 2024-09-02, to: 2024-12-20}]\n",
        "pupils.csv": "pupil,year_group\namy,3\n",
        "marks.csv": "pupil,date,session,code\namy,2024-09-02,AM,/\n",
        "leave_requests.csv": "request,pupil,submitted_on,from,to,reason,decision,in_writing,by_resident_parent\n"
        "Q1,amy,2024-09-02,2024-09-09,2024-09-11,holiday,,,\nQ2,amy,2024-09-02,2024-09-19,2024-09-20,other,,,\n",
    }
    for name, text in files.items():
        (data / name).write_text(text, encoding="utf-8")
    return tmp_path


def told(school: Path, form: str) -> Path:
    out = school / f"told.{form}"
    done = run("run", school / "given.yaml", school / "data", "--rule", "answer", "--format", form, "--out", out)
    assert done.code == 0, done.err
    return out


def test_json_has_words_numbers_and_truths(school: Path):
    whole = json.loads(told(school, "json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(output_schema()).validate(whole)
    first, second = whole["decisions"]
    assert {name: first[name] for name in GIVEN} == GIVEN
    assert (second["until"], second["third"], second["words"]) == ("2024-09-20", 2, "other")


def test_lines_are_the_same_objects(school: Path):
    lines = [json.loads(line) for line in told(school, "jsonl").read_text(encoding="utf-8").splitlines()]
    whole = json.loads(told(school, "json").read_text(encoding="utf-8"))
    assert [each for each in lines if each.pop("kind") == "decision"] == whole["decisions"]


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_sheets_have_the_same(school: Path, form: str):
    path = told(school, form)
    if form == "csv":
        with path.with_name("told.decisions.csv").open(encoding="utf-8", newline="") as file:
            first = next(csv.DictReader(file))
    elif form == "parquet":
        first = polars.read_parquet(path.with_name("told.decisions.parquet")).row(0, named=True)
    else:
        calamine = pytest.importorskip("python_calamine")
        header, row, *_ = calamine.load_workbook(path).get_sheet_by_name("Decided answer").to_python()
        first = dict(zip(header, row, strict=True))
    said = {str(name).lower(): f"{value}" for name, value in first.items()}
    assert [said[name] for name in ("until", "third", "half", "days", "clock")] == [
        "2025-01-06", "1/3", "2.5", "2 days", "10:40",
    ]  # fmt: skip


def test_people_read_them_too(school: Path):
    table = " ".join(told(school, "table").read_text(encoding="utf-8").split())
    assert "refuse, until 2025-01-06, third 1/3, half 2.5, whole 2, sure yes, days 2 days" in table
    page = told(school, "html").read_text(encoding="utf-8")
    assert "2 days" in page
    assert "Days(" not in page


def test_an_explanation_has_them(school: Path):
    done = run("explain", school / "given.yaml", school / "data", "--pupil", "amy", "--format", "json")
    assert done.code == 0, done.err
    decision = json.loads(done.out)["explained"][0]["decision"]
    assert {name: decision[name] for name in GIVEN} == GIVEN
