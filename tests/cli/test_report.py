"""`policy report`: a page, a workbook and JSON that say the same, whatever the pupils' columns hold."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from cli.output import Refused, hand_over_bytes
from cli.render.safe import shown
from engine.api import schemas
from tests.cli.command import run
from tests.cli.hostile import FORMULAS, MARKUP
from tests.cli.test_page import read

python_calamine = pytest.importorskip("python_calamine")


def school(folder: Path, classes: list[str]) -> Path:
    """Write six pupils a class with ten days of marks each, one of them absent throughout."""
    folder.mkdir()
    with (folder / "pupils.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["pupil", "year_group", "class", "fsm"])
        rows.writerows(
            (f"P{at}{number}", 3, name, "yes" if number else "no")
            for at, name in enumerate(classes)
            for number in range(6)
        )
    with (folder / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["pupil", "date", "session", "code"])
        for at in range(len(classes)):
            for number in range(6):
                for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12):
                    for session, code in (("AM", "/"), ("PM", "\\")):
                        rows.writerow([f"P{at}{number}", f"2025-09-{day:02}", session, "I" if not number else code])
    (folder / "calendar.yaml").write_text(
        "terms: [{name: autumn, from: 2025-09-01, to: 2025-12-19}]\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return school(tmp_path_factory.mktemp("report") / "data", ["3A", "3B"])


def test_the_json_is_as_its_schema_says(data: Path):
    done = run("report", "tillington_manor", data, "--period", "month", "--format", "json", "--show-small")
    told = json.loads(done.out)

    assert done.code == 0
    jsonschema.validate(told, json.loads(schemas()["report.schema.json"]))
    assert told["target"]["attendance"] == "24/25"
    assert [each["name"] for each in told["national"]] == ["primary_2025_26"]
    first = told["groups"][0]
    assert (first["dimension"], first["all"]["attendance"], first["all"]["persistent"]) == ("school", "200/240", 2)
    assert {(each["dimension"], each["group"]) for each in told["groups"]} == {
        *(
            ("school", "school"),
            ("year_group", "Year 3"),
            ("class", "3A"),
            ("class", "3B"),
            ("fsm", "no"),
            ("fsm", "yes"),
        ),
    }


def test_small_numbers_are_suppressed_unless_asked_for(data: Path):
    words = ("report", "victoria_road", data, "--format", "json")
    told, shown_all = (json.loads(run(*words, *more).out) for more in ((), ("--show-small",)))
    groups = {(each["dimension"], each["group"]): each["all"] for each in told["groups"]}

    assert (told["small"], shown_all["small"]) == (5, 0)
    assert groups["fsm", "no"]["suppressed"] == groups["fsm", "yes"]["suppressed"] == ["all"]
    assert groups["school", "school"]["persistent"] is None
    assert groups["school", "school"]["suppressed"] == ["persistent", "severe"]
    assert all(each["all"]["suppressed"] == [] for each in shown_all["groups"])
    for more, warned in ((), True), (("--show-small",), False):
        text = " ".join(read(run("report", "victoria_road", data, *more).out).words)
        assert ("two of different days" in text and "can tell together what each hides" in text) == warned


def test_the_page_says_the_same_as_the_json(data: Path):
    outline = read(run("report", "tillington_manor", data, "--show-small").out)
    text = " ".join(outline.words)

    assert "Attendance report: Tillington Manor Primary School" in text
    assert "83.3%" in text
    assert "target 96.0%, England 94.7%" in text
    assert "Department for Education" in text
    assert "2 (16.6%)" in text
    assert [tag for tag, _ in outline.seen].count("svg") == [tag for tag, _ in outline.seen].count("figure")


def test_a_week_of_which_nothing_is_published_is_not_said_to_be_suppressed(tmp_path: Path):
    weeks = school(tmp_path / "data", ["3A"])
    words = " ".join(read(run("report", "tillington_manor", weeks).out).words)

    assert "1 Sep 83.3% not published" in words and "8 Sep 83.3% 96.2%" in words


def test_the_workbook_has_a_sheet_a_grouping(data: Path, tmp_path: Path):
    done = run("report", "victoria_road", data, "--period", "half_term", "--out", tmp_path / "r.xlsx", "--show-small")
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "r.xlsx"))

    assert done.code == 0
    assert book.sheet_names == [
        *("School", "Beside", "By year group", "By class", "By FSM", "Weeks", "Weekdays", "Codes", "About"),
    ]
    head, row = book.get_sheet_by_name("School").to_python()[:2]
    told = dict(zip(head, row, strict=True))
    assert Fraction(told["Attendance"]).limit_denominator(1000) == Fraction(5, 6)
    assert (told["Persistently absent"], told["Possible sessions"]) == (2, 240)


@pytest.mark.parametrize("form", ["html", "xlsx", "json"])
def test_the_same_data_gives_the_same_bytes(data: Path, tmp_path: Path, form: str):
    other = tmp_path / "data"
    other.mkdir()
    for file in data.iterdir():
        head, *rows = file.read_text(encoding="utf-8").splitlines()
        (other / file.name).write_text(
            "\n".join([head, *(rows if file.suffix == ".yaml" else rows[::-1])]) + "\n", encoding="utf-8"
        )
    for number, folder in enumerate((data, other)):
        assert run("report", "victoria_road", folder, "--out", tmp_path / f"{number}.{form}").code == 0

    assert (tmp_path / f"0.{form}").read_bytes() == (tmp_path / f"1.{form}").read_bytes()


def test_a_class_may_be_called_anything(tmp_path: Path):
    nasty = [text for text in (*FORMULAS, *MARKUP) if shown(text) == text and text.isprintable()]
    folder = school(tmp_path / "data", nasty)
    page = read(run("report", "victoria_road", folder).out)
    run("report", "victoria_road", folder, "--out", tmp_path / "r.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "r.xlsx"))
    told = json.loads(run("report", "victoria_road", folder, "--format", "json").out)

    assert "script" not in {tag for tag, _ in page.seen}
    assert not [held for _, held in page.seen if any(name.startswith("on") for name in held)]
    assert set(nasty) <= set(page.words)
    assert set(nasty) == {each["group"] for each in told["groups"] if each["dimension"] == "class"}
    assert set(nasty) <= {row[0] for row in book.get_sheet_by_name("By class").to_python()}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--from", "2025-09-10", "--to", "2025-09-01"), 2, "nothing lies between"),
        (("--from", "2025-10-10"), 2, "no school day of the data lies there"),
        (("--to", "2024-10-10"), 2, "no school day of the data lies there"),
        (("--period", "week"), 2, "week"),
        (("--as-of", "2020-01-01"), 2, ""),
    ],
)
def test_what_cannot_be_reported_is_refused(data: Path, words: tuple[str, ...], code: int, said: str):
    done = run("report", "victoria_road", data, *words)

    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_workbook_is_not_for_a_terminal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: True))

    with pytest.raises(Refused, match="not for a terminal"):
        hand_over_bytes([b"PK"], "a workbook")
