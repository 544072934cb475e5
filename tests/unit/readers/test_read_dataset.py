"""The folder as a whole: which files are needed, which are told, and what the report says."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.readers.ahead import read_ahead
from engine.readers.dataset import read_dataset
from engine.register import Expected
from tests.unit.readers.conftest import School

SAMPLES = Path(os.environ.get("SAMPLES", Path(__file__).parents[4] / "shared" / "samples"))


def test_a_folder_that_is_not_there(expected: Expected, tmp_path: Path) -> None:
    outcome = read_dataset(tmp_path / "nowhere", expected)
    assert [each.code for each in outcome.diagnostics] == ["D001"]
    assert outcome.failed


def test_an_empty_folder_tells_all_three_files(expected: Expected, tmp_path: Path) -> None:
    outcome = read_dataset(tmp_path, expected)
    assert [each.code for each in outcome.diagnostics] == ["D002"] * 3


@pytest.mark.parametrize("name", ["marks.csv", "pupils.csv", "calendar.yaml"])
def test_a_needed_file_that_is_missing(school: School, name: str) -> None:
    (school.folder / name).unlink()
    assert school.errors() == ["D002"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize(("name", "codes"), [("marks.csv", ["D003"]), ("contacts.csv", ["D003"]), ("notes.csv", [])])
def test_a_link_that_leads_nowhere_is_told_where_it_is_read(school: School, name: str, codes: list[str]) -> None:
    (school.folder / name).unlink(missing_ok=True)
    (school.folder / name).symlink_to("nowhere")
    assert read_ahead(school.folder) is None
    assert school.errors() == codes


def test_all_files_are_looked_at_though_one_is_missing(school: School) -> None:
    (school.folder / "calendar.yaml").unlink()
    school.write("pupils.csv", "pupil,year_group\nP1,99\n")
    school.write("marks.csv", "pupil,date\n")
    assert sorted(school.errors()) == ["D002", "D008", "D008", "D038"]


def test_a_table_in_both_formats_is_an_error(school: School) -> None:
    school.write("marks.parquet", b"PAR1")
    assert school.errors() == ["D004"]


@pytest.mark.parametrize("name", ["lessons.csv", "marks.xlsx", "contact.csv", "Flags.csv", "notes.txt"])
def test_a_file_that_nobody_reads_is_told(school: School, name: str) -> None:
    school.write(name, "pupil\n")
    outcome = school.read()
    assert [(each.code, each.severity.name) for each in outcome.diagnostics] == [("D011", "INFO")]
    assert f"`{name}`" in outcome.diagnostics[0].message
    assert outcome.value is not None
    assert outcome.value.report.files_unread == (name,)


@pytest.mark.parametrize("name", [".DS_Store", "~$marks.csv", "README.md", "README"])
def test_files_that_are_no_data_are_passed_over(school: School, name: str) -> None:
    school.write(name, "text")
    assert school.told() == []


def test_a_file_of_nearly_the_right_name_is_suggested(school: School) -> None:
    (school.folder / "marks.csv").rename(school.folder / "marks_2024.csv")
    found = [each for each in school.read().diagnostics if each.code == "D002"]
    assert found[0].help == "is it `marks_2024.csv`? save it as `marks.csv`"


def test_a_calendar_of_nearly_the_right_name_is_suggested(school: School) -> None:
    (school.folder / "calendar.yaml").rename(school.folder / "calendar.yml")
    found = [each for each in school.read().diagnostics if each.code == "D002"]
    assert found[0].help == "is it `calendar.yml`? rename it"


def test_more_codes_than_a_byte_counts_are_refused(school: School) -> None:
    table = school.expected.code_tables[-1]
    for count, errors in ((254, []), (255, ["D018"])):
        more = {**table.categories, **{f"A{n}": "present" for n in range(count - len(table.categories))}}
        school.expected = Expected((replace(table, categories=more),), silent=frozenset("#Z"), closing=frozenset("#"))
        assert school.errors() == errors


def test_no_pupil_is_an_error(school: School) -> None:
    school.write("pupils.csv", "pupil,year_group\n")
    assert school.errors() == ["D013"]


def test_marks_of_which_none_has_a_code_are_told(school: School) -> None:
    text = (school.folder / "marks.csv").read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    place = head.split(",").index("code")
    blank = [",".join("" if at == place else cell for at, cell in enumerate(row.split(","))) for row in rows]
    school.write("marks.csv", "\n".join([head, *blank, ""]))
    (found,) = school.read().diagnostics
    assert (found.code, found.severity.name, found.message) == (
        "D013",
        "WARNING",
        "`marks.csv` has no code in any row that can be used",
    )


def test_a_folder_in_the_place_of_the_calendar_is_told(school: School) -> None:
    (school.folder / "calendar.yaml").unlink()
    (school.folder / "calendar.yaml").mkdir()
    assert [each.message for each in school.read().diagnostics] == ["`calendar.yaml` is a folder"]


def test_skipping_does_not_forgive_a_whole_file(school: School) -> None:
    school.write("contacts.csv", "pupil,date\nP1,2024-09-03\n")
    assert school.errors(skip_bad_rows=True) == ["D008"]
    school.write("contacts.csv", "pupil,date,outcome\nP9,2024-09-03,reached\n")
    assert school.errors(skip_bad_rows=True) == []


def test_the_report_counts_rows_by_table(school: School) -> None:
    school.write("contacts.csv", "pupil,date,outcome\nP1,2024-09-03,reached\n")
    report = school.register().report
    assert report.rows == {"contacts": 1, "marks": 6, "pupils": 3}
    assert report.files_missing == (
        "amendments",
        "evidence",
        "flags",
        "leave_requests",
        "notices",
        "outcomes",
        "parents",
    )
    assert len(report.digest) == 64


def test_the_digest_knows_nothing_of_the_policy(school: School) -> None:
    before = school.register().report.digest
    table = school.expected.code_tables[-1]
    school.expected = Expected((table,), school.expected.closing, school.expected.silent)
    assert school.register().report.digest == before
    school.write("calendar.yaml", (school.folder / "calendar.yaml").read_text() + "# a remark\n")
    assert school.register().report.digest == before
    school.write("calendar.yaml", (school.folder / "calendar.yaml").read_text().replace("09-20", "09-19"))
    assert school.register().report.digest != before


def test_as_of_does_not_change_the_digest(school: School) -> None:
    whole = school.register()
    assert school.register(as_of=whole.calendar.school_days[1]).report.digest == whole.report.digest


@pytest.mark.parametrize("name", ["victoria_road", "tillington_manor"])
def test_the_worked_samples_read_without_a_word(expected: Expected, name: str) -> None:
    folder = SAMPLES / name
    if not folder.is_dir():
        pytest.skip("the worked samples are not here")
    flags = frozenset(
        line.split(",")[1] for line in (folder / "flags.csv").read_text().splitlines()[1:] if line.strip()
    )
    outcome = read_dataset(folder, Expected(expected.code_tables, expected.closing, expected.silent, flags=flags))
    assert outcome.diagnostics == []
    assert outcome.value is not None
    assert len(outcome.value.pupils) == 32
    assert outcome.value.report.silent_marks == 13
