"""A Parquet file as a source: what is told and taken is what the same table has as CSV, and no file is believed."""

from datetime import date

import polars
import pytest

from engine.importers import parquet_source
from tests.unit.importers.conftest import Desk

ROWS = [
    ("101", "15/09/2025", "AM", "/", "0"),
    ("101", "15/09/2025", "PM", "Q9", ""),
    ("", "16/09/2025", "AM", "/", ""),
    ("102", "31/09/2025", "AM", "I", ""),
    ("", "", "", "", ""),
    ("102", "16/09/2025", "noon", "l", "7"),
    ("Page 1 of 2", "", "", "", ""),
    ("102", "16/09/2025", "PM", "C", "late bus"),
]
HEADINGS = ["Adm No", "Date", "Session", "Mark", "Minutes Late"]


def test_the_same_is_told_as_of_the_table_in_csv(desk: Desk) -> None:
    polars.DataFrame(ROWS, HEADINGS, orient="row").write_parquet(desk.folder / "a.parquet")
    desk.put("a.csv", "\n".join([",".join(HEADINGS), *(",".join(row) for row in ROWS)]) + "\n")
    parquet, csv = desk.read("a.parquet"), desk.read("a.csv")
    told = [
        sorted((found.code, found.message, found.place.span.line - down) for found in made.diagnostics if found.place)
        for made, down in ((parquet, 0), (csv, 1))
    ]
    rows = [[each for each in found if each[2] > 0] for found in told]

    assert rows[0] == rows[1] and len(rows[0]) > 5
    assert parquet.value is not None and csv.value is not None
    accounts = [(one.rows, one.used, one.reported) for made in (parquet, csv) for one in made.value.accounts]  # type: ignore[union-attr]
    assert accounts[0] == accounts[1] == (7, 2, 5)


def test_a_row_of_nothing_and_of_blanks_is_none_and_numbers_are_written_as_they_are_read(desk: Desk) -> None:
    """As a program writes a column of whole numbers of which some are missing."""
    held = {
        "Adm No": [101.0, None, 102.0],
        "Date": [date(2025, 9, 15), None, date(2025, 9, 16)],
        "Session": ["AM", " ", "PM"],
        "Mark": [b"/", None, b"L"],
        "Minutes Late": [None, None, 7.0],
    }
    polars.DataFrame(held).write_parquet(desk.folder / "a.parquet")

    assert desk.marks("a.parquet") == {("101", "2025-09-15", "AM"): "/", ("102", "2025-09-16", "PM"): "L"}


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"Mark": [b"\xff"]}, "D101 the column `Mark` holds bytes that are no text in UTF-8"),
        (
            {"pupil": ["1"], "marks": [b"1"], "codes": ["/"], "dates": ["2025-09-15"]},
            "D101 `a.parquet` holds a dataset's marks in the compact form, and is no export",
        ),
    ],
)
def test_what_is_no_table_of_plain_cells_is_refused(columns, told: str, desk: Desk) -> None:
    polars.DataFrame(columns).write_parquet(desk.folder / "a.parquet")

    assert desk.told("a.parquet") == [f"1:1 {told}"]


def test_a_file_cut_short_and_one_of_more_rows_than_a_register_has_are_refused(desk: Desk, monkeypatch) -> None:
    polars.DataFrame({"Adm No": ["101"] * 40}).write_parquet(desk.folder / "a.parquet")
    desk.put("cut.parquet", (desk.folder / "a.parquet").read_bytes()[:-9])
    monkeypatch.setattr(parquet_source, "MOST_VALUES", 39)

    assert desk.told("a.parquet") == ["1:1 D104 `a.parquet` has 40 rows and 1 columns"]
    assert desk.errors("cut.parquet") == ["D101"]
