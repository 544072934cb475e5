"""Files made to do harm: each refused with a reason, in little time and memory, and nothing of them is believed."""

import io
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.unit.importers.conftest import Desk

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'
FORMATS = "http://schemas.openxmlformats.org"
PARTS = {
    "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{FORMATS}/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
    "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{MAIN}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="R" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships '
    f'xmlns="{FORMATS}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{FORMATS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def workbook(sheet: str | bytes, **others: str | bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet, **others}.items():
            archive.writestr(name, text)
    return held.getvalue()


def cell(place: str, text: str = "1") -> str:
    return f'<c r="{place}"><v>{text}</v></c>'


def lying() -> bytes:
    """An archive whose sheet says that it is a few bytes long, and is a hundred megabytes."""
    data = workbook("<x/>" + " " * 20_000_000)
    short = struct.pack("<L", 1000)
    true = struct.pack("<L", 20_000_004)
    return data.replace(true, short)


def overlapping_names() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", "<a/>")
        archive.fp.write(b"")  # type: ignore[union-attr]
    return held.getvalue().replace(b"xl/workbook.xml", b"../workbook.xml")


def ods(repeat: str) -> bytes:
    held = io.BytesIO()
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        f'<table:table table:name="A">{repeat}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return held.getvalue()


GROWS = '<!ENTITY a "aaa">'
WORKBOOKS = {
    "a bomb": (lambda: workbook(SHEET + cell("A1") + " " * 40_000_000), "D104"),
    "one that lies about its size": (lying, "D101"),
    "a path that leads out": (overlapping_names, "D103"),
    "a path of another drive": (lambda: workbook(SHEET, **{"C:/evil.xml": "x"}), "D103"),
    "two cells at far corners": (lambda: workbook(SHEET + f"<row>{cell('A1')}{cell('XFD1048576')}</row>"), "D104"),
    "entities in a sheet": (lambda: workbook('<!DOCTYPE x [<!ENTITY a "aaa">]>' + SHEET), "D105"),
    "entities in strings": (lambda: workbook(SHEET, **{"xl/sharedStrings.xml": f"<!DOCTYPE x [{GROWS}]><x/>"}), "D105"),
    "thousands of parts": (lambda: workbook(SHEET, **{f"x{number}.xml": "" for number in range(2500)}), "D104"),
    "half of one": (lambda: workbook(SHEET + cell("A1"))[:-300], "D101"),
    "an archive of something else": (lambda: b"PK\x03\x04" + b"\0" * 200, "D101"),
    "rows that repeat without end": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
        ),
        "D104",
    ),
}


@pytest.mark.parametrize("case", WORKBOOKS)
def test_a_hostile_workbook_is_refused(case: str, desk: Desk) -> None:
    make, code = WORKBOOKS[case]
    desk.put("register.xlsx", make())
    assert desk.errors("register.xlsx") == [code]


BILLION = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10))
XML = {
    "entities that grow": (f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{BILLION}]><x>&e9;</x>', "D105"),
    "an entity from a file": ('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x>&f;</x>', "D105"),
    "a document type from afar": ('<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd"><x/>', "D105"),
    "elements without end": ("<a>" * 100_000, "D104"),
    "an element of a hundred megabytes": (f"<SessionAttendance><PersonID>{'x' * 1_000_000}", "D104"),
    "half of a file": ("<SessionAttendances><SessionAttendance>", "D101"),
}


@pytest.mark.parametrize("case", XML)
def test_hostile_xml_is_refused(case: str, desk: Desk) -> None:
    text, code = XML[case]
    desk.put("register.xml", text)
    assert desk.errors("register.xml") == [code]


JSON = {
    "lists without end": ("[" * 100_000, "D104"),
    "mappings without end": ('{"a":' * 100_000, "D104"),
    "a number without end": ('[{"date":' + "9" * 50_000 + "}]", "D120"),
    "a record without end": ('[{"date":"' + "9" * 3_000_000, "D104"),
    "half of a file": ('[{"date":', "D101"),
    "a name twice in a record": ('[{"date": "2025-09-15", "code": "N", "code": "/"}]', "D120"),
}


@pytest.mark.parametrize("case", JSON)
def test_hostile_json_is_refused(case: str, desk: Desk) -> None:
    text, code = JSON[case]
    desk.put("register.json", text)
    assert desk.errors("register.json") == [code]


LIMITED = """
import re, sys, time
from pathlib import Path
from engine.importers.open_source import open_source
from engine.readers.faults import Faults
path = Path(sys.argv[1])
began = time.process_time()
faults = Faults()
tables = open_source(path, faults)
for table in tables:
    table.load(1, [0])
took = time.process_time() - began
grown = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(len(faults.diagnostics), [found.code for found in faults.diagnostics], took, grown)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux does")
@pytest.mark.parametrize("ending", [".csv", ".xml", ".json"])
def test_a_line_of_a_hundred_megabytes_is_refused_in_a_second_and_200_megabytes(ending: str, tmp_path: Path) -> None:
    starts = {".csv": b"Adm No,Date,Session,Mark\n101,", ".xml": b"<x><y>", ".json": b'[{"date":"'}
    path = tmp_path / f"register{ending}"
    with path.open("wb") as file:
        file.write(starts[ending])
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    done = subprocess.run([sys.executable, "-c", LIMITED, path], capture_output=True, text=True, check=True)
    told, rest = done.stdout.split(" ", maxsplit=1)
    took, grown = (float(word) for word in rest.rsplit(" ", maxsplit=2)[1:])

    assert int(told) == 1, done.stdout
    assert took < 2, done.stdout  # of processor time, on a machine that is busy with other tests
    assert grown < 200, done.stdout


def test_a_damaged_workbook_never_breaks_the_program(desk: Desk) -> None:
    rows = [f"<row r='{row}'>{cell(f'A{row}')}{cell(f'B{row}', 'x')}</row>" for row in range(1, 40)]
    whole = workbook(f"{SHEET}{''.join(rows)}</sheetData></worksheet>")
    random_ = random.Random(5)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(random_.randint(1, 6)):
            data[random_.randrange(len(data))] = random_.randrange(256)
        desk.put("register.xlsx", bytes(data))
        assert desk.errors("register.xlsx")


def test_a_sheet_with_a_lie_in_its_checksum_is_read_or_refused(desk: Desk) -> None:
    data = workbook(SHEET + cell("A1") + "</sheetData></worksheet>")
    wrong = struct.pack("<L", zlib.crc32(b"something else"))
    at = data.index(b"xl/worksheets/sheet1.xml") - 16
    desk.put("register.xlsx", data[:at] + wrong + data[at + 4 :])
    assert desk.errors("register.xlsx")


def of_parts(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "pupil,date,session,code")
    return held.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
NOT_WHOLE = workbook(f"{SHEET}</sheetData></worksheet>")[:-40]


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (of_parts("marks.csv"), "1:1 D101 the file is an archive and no workbook"),
        (of_parts("[Content_Types].xml", "word/document.xml"), "1:1 D101 the file is a Word document and no workbook"),
        (LOCKED, "1:1 D101 `register.xlsx` is locked with a password"),
        (NOT_WHOLE, "1:1 D101 the workbook is damaged: the list of its parts at its end is missing or wrong"),
        (
            LOCKED[:500],
            "1:1 D101 `register.xlsx` cannot be read as a workbook: it is damaged, or of a kind that is not read",
        ),
    ],
    ids=["an archive of CSV", "a Word document", "a password", "half a workbook", "half an old workbook"],
)
def test_what_keeps_a_workbook_from_being_read_is_said(desk: Desk, held: bytes, said: str) -> None:
    desk.put("register.xlsx", held)
    assert desk.told("register.xlsx")[0] == said


def test_the_part_of_a_workbook_that_cannot_be_unpacked_is_named(desk: Desk) -> None:
    data = workbook(f"{SHEET}{cell('A1') * 400}</sheetData></worksheet>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    at = sheet.header_offset + 30 + len(sheet.filename)
    desk.put("register.xlsx", data[:at] + b"\xff" * 12 + data[at + 12 :])
    assert desk.told("register.xlsx")[0] == (
        "1:1 D101 the workbook is damaged: `xl/worksheets/sheet1.xml` in it cannot be unpacked"
    )


def test_a_byte_that_is_no_text_far_down_is_told_with_its_row_and_no_pupil_is_made_of_it(desk: Desk) -> None:
    rows = [f"{1000 + number % 90},08/09/2025,AM,/" for number in range(5000)]
    rows[4000] = "10\x0002,08/09/2025,PM,I"
    desk.put("register.csv", "Adm No,Date,Session,Mark\n" + "\n".join(rows) + "\n")
    made = desk.read("register.csv", skip_bad_rows=True)

    assert "4002:1 D005 the row has a byte 00, which is no text" in desk.told("register.csv")
    assert made.value is not None
    assert not [pupil for pupil in made.value.marks.pupils if "\x00" in pupil]
    assert made.value.accounts[0].rows == 5000


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00ad", "\u202a", "\u00a0"])
def test_a_sign_that_nobody_sees_makes_no_other_pupil(desk: Desk, unseen: str) -> None:
    rows = f"101,08/09/2025,AM,/\n{unseen}101{unseen},08/09/2025,PM,I\n"
    desk.put("register.csv", "Adm No,Date,Session,Mark\n" + rows)
    assert desk.marks("register.csv") == {("101", "2025-09-08", "AM"): "/", ("101", "2025-09-08", "PM"): "I"}
