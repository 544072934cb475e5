"""A dataset that leaves a school's system in any shape comes back as the same register, so the same actions follow."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from engine.compile.expected import expected_of
from engine.dataset import MarkTable, no_arrivals
from engine.generate.dataset import generate
from engine.generate.spec import Dataset, Spec
from engine.importers.account import Wishes
from engine.importers.run import import_files
from engine.load import load
from engine.model.import_map import ImportMap
from engine.readers.dataset import read_dataset
from engine.register import Register
from engine.writers.dataset import Form, write_folder
from tests.cli.command import run
from tests.unit.importers import exports
from tests.unit.importers.conftest import Desk, national


@pytest.fixture(scope="module")
def made() -> Dataset:
    dataset = generate(Spec("primary", 24, seed=6))
    marks = replace(dataset.marks, arrivals=no_arrivals(), has_arrived=False)
    return replace(dataset, marks=marks)


def written(dataset: Dataset, marks: MarkTable, folder: Path) -> Path:
    write_folder(folder, [dataset.calendar], dataset.tables, marks)
    return folder


def imported(shape: str, dataset: Dataset, marks: MarkTable, folder: Path, form: Form = "csv") -> Path:
    """Export the marks in a shape, and import them with the other tables of the dataset."""
    sources = folder / "sources"
    write_folder(sources, [dataset.calendar], dataset.tables, marks)
    (sources / "marks.csv").unlink()
    files = exports.ALL[shape](marks, sources)
    others = [path for path in sources.iterdir() if path.suffix == ".csv" and path not in files]
    wishes = Wishes(ImportMap.model_validate({}), calendar=sources / "calendar.yaml")
    outcome = import_files([*files, *others], national(), wishes)
    assert outcome.value is not None and not outcome.failed, "\n".join(map(str, outcome.diagnostics))
    assert any(account.shape in (shape.replace("_", "-"), *SHAPES[shape]) for account in outcome.value.accounts)
    for account in outcome.value.accounts:
        assert account.reported == 0 or shape == "ctf"
    left_out = [found.place.source.name for found in outcome.diagnostics if found.code == "D171" and found.place]
    assert not {Path(name).name for name in left_out} & {path.name for path in others}, "a dataset's own table is whole"
    out = folder / "out"
    write_folder(out, [outcome.value.calendar or ""], outcome.value.tables, outcome.value.marks, form)
    return out


SHAPES = {
    "sims_long": ("long",),
    "sims_wide": ("wide",),
    "a_row_a_day": ("days",),
    "marks_strings": ("marks",),
    "bromcom_weeks": ("bromcom-week",),
    "arbor": ("arbor",),
    "wonde": ("wonde",),
    "ctf": ("ctf",),
    "sims_xml": ("sims-xml",),
    "data_team_parquet": ("long",),
    "parquet_strings": ("marks",),
}


def read(folder: Path) -> Register:
    loaded = load("victoria_road").value
    assert loaded is not None
    outcome = read_dataset(folder, expected_of(loaded.bound))
    assert outcome.value is not None, "\n".join(map(str, outcome.diagnostics))
    return outcome.value


@pytest.mark.parametrize("shape", exports.ALL)
def test_the_register_is_the_same(shape: str, made: Dataset, tmp_path: Path) -> None:
    marks = exports.in_one_sign(made.marks) if shape in exports.ONE_SIGN else made.marks
    before = read(written(made, marks, tmp_path / "before"))
    after = read(imported(shape, made, marks, tmp_path))

    assert (before.pupils, before.as_of, before.calendar) == (after.pupils, after.as_of, after.calendar)
    assert [before.codes[code] for code in before.marks.ravel()] == [after.codes[code] for code in after.marks.ravel()]
    assert np.array_equal(before.enrolled, after.enrolled) and np.array_equal(before.left, after.left)
    assert before.pupil_rows.columns.keys() == after.pupil_rows.columns.keys()
    for name, table in before.tables.items():
        assert len(table.pupil) == len(after.tables[name].pupil)
        assert table.present == after.tables[name].present


@pytest.mark.parametrize("one_book", [True, False], ids=["a workbook with a sheet a table", "a workbook a table"])
def test_a_dataset_in_workbooks_comes_back_table_by_table(one_book: bool, made: Dataset, tmp_path: Path) -> None:
    plain = written(made, made.marks, tmp_path / "before")
    tables = {
        path.stem: list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in plain.glob("*.csv")
    }
    books = [tables] if one_book else [{name: rows} for name, rows in tables.items()]
    files = []
    for number, book in enumerate(books):
        files.append(tmp_path / f"book {number}.xlsx")
        with xlsxwriter.Workbook(files[-1], {"strings_to_formulas": False}) as sheets:
            for name, rows in book.items():
                sheet = sheets.add_worksheet(name.title())
                for row, cells in enumerate(rows):
                    sheet.write_row(row, 0, cells)
    outcome = import_files(files, national(), Wishes(ImportMap.model_validate({}), calendar=plain / "calendar.yaml"))
    assert outcome.value is not None and not outcome.failed, "\n".join(map(str, outcome.diagnostics))
    assert outcome.value.tables.keys() == made.tables.keys()
    for name, table in outcome.value.tables.items():
        held = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        was = [dict(zip(tables[name][0], row, strict=True)) for row in tables[name][1:]]
        assert sorted(held, key=str) == sorted(({key: row[key] for key in held[0]} for row in was), key=str)


def test_the_actions_are_the_same_byte_for_byte(made: Dataset, tmp_path: Path) -> None:
    """A compact dataset from weeks of Bromcom: the furthest from the long CSV that the run began with."""
    before = written(made, made.marks, tmp_path / "before")
    after = imported("bromcom_weeks", made, made.marks, tmp_path, "compact")
    told = [run("run", "victoria_road", folder, "--format", "jsonl").out.splitlines() for folder in (before, after)]
    actions = [[line for line in lines if '"kind": "action"' in line] for lines in told]

    assert len(actions[0]) > 20
    assert actions[0] == actions[1]


@pytest.mark.parametrize(
    ("sheet", "file", "day"),
    [
        ("Monday 15-09-2025", "register.xlsx", "2025-09-15"),
        ("Sheet1", "2025-09-15.xlsx", "2025-09-15"),
        ("15.09.2025", "register 2025-09-15.xlsx", "2025-09-15"),
        ("Printed 2025-09-19", "register 2025-09-15.xlsx", None),
    ],
)
def test_a_register_of_one_day_is_dated_by_its_sheet_or_file_and_by_neither_where_they_differ(
    sheet: str, file: str, day: str | None, desk: Desk
) -> None:
    with xlsxwriter.Workbook(desk.folder / file) as book:
        page = book.add_worksheet(sheet)
        for row, cells in enumerate((["Adm No", "AM", "PM"], ["101", "/", "I"])):
            page.write_row(row, 0, cells)
    if day is None:
        assert desk.errors(file) == ["D127"]
    else:
        assert desk.marks(file) == {("101", day, "AM"): "/", ("101", day, "PM"): "I"}
