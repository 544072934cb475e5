"""`policy check-data`: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest

from tests.cli.command import run

P2 = "".join(f"P2,2024-09-{day:02},{half}\n" for day in (2, 3, 4) for half in ("AM,/", "PM,\\"))
MARKS = f"pupil,date,session,code\nP1,2024-09-03,AM,/\nP1,2024-09-03,PM,\\\nP1,2024-09-04,PM,\\\n{P2}"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    terms = "terms: [{name: autumn, from: 2024-09-02, to: 2024-10-25}]\n"
    (tmp_path / "calendar.yaml").write_text(terms, encoding="utf-8")
    (tmp_path / "pupils.csv").write_text("pupil,year_group\nP1,4\nP2,4\n", encoding="utf-8")
    (tmp_path / "marks.csv").write_text(MARKS, encoding="utf-8")
    return tmp_path


def test_it_says_in_words_what_is_missing(dataset: Path):
    ended = run("check-data", dataset)

    assert ended.code == 0
    assert "week of 2 September 2024: no mark in 3 sessions (Mon 2 AM, Mon" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


def test_json_has_all_of_it(dataset: Path):
    ended = run("check-data", dataset, "--format", "json")
    told = json.loads(ended.out)

    assert (told["pupils"], told["marks"], told["as_of"]) == (2, 9, "2024-09-04")
    assert {"kind": "missing", "code": "C104", "pupil": "P1", "week": "2024-09-02", "count": 3}.items() <= next(
        each for each in told["findings"] if each["pupil"]
    ).items()


@pytest.mark.parametrize(("level", "code"), [("any", 1), ("missing", 1), ("contradictory", 0), ("none", 0)])
def test_how_it_ends_is_what_was_asked(dataset: Path, level: str, code: int):
    assert run("check-data", dataset, "--fail-on", level).code == code


def test_a_row_that_cannot_be_used_is_always_found(dataset: Path):
    (dataset / "marks.csv").write_text(MARKS + "P9,2024-09-04,AM,/\n", encoding="utf-8")
    ended = run("check-data", dataset, "--fail-on", "none")

    assert ended.code == 1
    assert "marks.csv:11: `P9` is not in the pupils file" in ended.out


def test_a_folder_that_is_not_there_is_a_wrong_command_line(tmp_path: Path):
    assert run("check-data", tmp_path / "nowhere").code == 2
