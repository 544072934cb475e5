"""Cells of a workbook that are merged, or hold a formula: what they say, and what their reader would lose."""

import io
import zipfile

import pytest
import xlsxwriter

from engine.importers import merged_cells
from tests.unit.importers.conftest import Desk

HEADINGS = ["Reg", "Adm No", "15/09/2025 AM", "15/09/2025 PM", "16/09/2025 AM", "16/09/2025 PM"]
TAKEN = {
    **{("101", day, half): "G" for day in ("2025-09-15", "2025-09-16") for half in ("AM", "PM")},
    ("102", "2025-09-15", "AM"): "/",
    ("102", "2025-09-15", "PM"): "I",
    ("102", "2025-09-16", "AM"): "I",
    ("103", "2025-09-15", "PM"): "I",
    ("103", "2025-09-16", "AM"): "I",
}


def xlsx(desk: Desk) -> str:
    with xlsxwriter.Workbook(desk.folder / "register.xlsx") as book:
        sheet = book.add_worksheet("Register")
        sheet.merge_range(0, 0, 0, 5, "Oakfield School")
        for place, heading in enumerate(HEADINGS):
            sheet.merge_range(1, place, 2, place, heading)
        sheet.merge_range(3, 0, 3, 5, "Class 7A, of Ms Smith")
        sheet.merge_range(4, 0, 6, 0, "7A")
        sheet.merge_range(4, 2, 4, 5, "G")
        for row, number in enumerate(("101", "102", "103")):
            sheet.write(4 + row, 1, number)
        sheet.write(5, 2, "/")
        sheet.merge_range(5, 3, 6, 4, "I")
    return "register.xlsx"


def ods(desk: Desk) -> str:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text: str = "", tall: int = 1, wide: int = 1) -> str:
        spans = f' table:number-rows-spanned="{tall}" table:number-columns-spanned="{wide}"' if tall * wide > 1 else ""
        held = (
            f' office:value-type="string"{spans}><text:p>{text}</text:p></table:table-cell>' if text else f"{spans}/>"
        )
        return f"<table:table-cell{held}"

    def covered(count: int) -> str:
        return f'<table:covered-table-cell table:number-columns-repeated="{count}"/>'

    rows = [
        row(cell("Oakfield School", wide=6), covered(5)),
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="6"/>'
        "</table:table-row>",
        row(*map(cell, HEADINGS)),
        row(cell("Class 7A, of Ms Smith", wide=6), covered(5)),
        row(cell("7A", tall=3), cell("101"), cell("G", wide=4), covered(3)),
        row(covered(1), cell("102"), cell("/"), cell("I", tall=2, wide=2), covered(1), cell()),
        row(covered(1), cell("103"), cell(), covered(2), cell()),
    ]
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Register">{"".join(rows)}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    desk.put("register.ods", held.getvalue())
    return "register.ods"


@pytest.mark.parametrize("write", [xlsx, ods])
def test_every_merged_cell_is_read_and_no_caption_is_a_pupil(write, desk: Desk) -> None:
    name = write(desk)
    made = desk.read(name).value

    assert desk.errors(name) == []
    assert desk.marks(name) == TAKEN
    assert made is not None and made.tables["pupils"].rows == [[pupil, "", "7A"] for pupil in ("101", "102", "103")]
    assert [told.split(" ", 2)[1] for told in desk.told(name) if "passed over" in told] == ["D158"]


def test_more_merged_cells_than_a_sheet_has_are_refused(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(merged_cells, "MOST_CELLS", 30)

    assert desk.told(xlsx(desk))[0].startswith("1:1 D104 the sheet `Register` has more than")


@pytest.mark.parametrize("value", [b"<v></v>", b"<v/>", b""])
def test_a_formula_of_which_the_file_has_no_value_is_no_blank_cell(desk: Desk, value: bytes) -> None:
    with xlsxwriter.Workbook(desk.folder / "whole.xlsx") as book:
        sheet = book.add_worksheet("Register")
        sheet.write_row(0, 0, ["Adm No", "15/09/2025 AM", "15/09/2025 PM"])
        sheet.write_row(1, 0, ["101", "I", "I"])
        sheet.write_formula(1, 2, "=B2", value=7)
    written = io.BytesIO()
    with zipfile.ZipFile(desk.folder / "whole.xlsx") as whole, zipfile.ZipFile(written, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name).replace(b"<f>B2</f><v>7</v>", b"<f>B2</f>" + value))
    desk.put("register.xlsx", written.getvalue())

    assert "2:3 D131 the cell has a formula, and the file does not hold what it comes to (column `15/09/2025 PM`)" in (
        desk.told("register.xlsx")
    )
