"""A workbook (xlsx, xlsm, xls, ods) -> a plain table a worksheet."""

import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from engine.diagnostics import Severity
from engine.importers.archive import MOST_CELLS, MOST_FILE, refuse_archive
from engine.importers.cell_errors import error_cells
from engine.importers.merged_cells import merged_in_document, spread, too_many
from engine.importers.plain import Plain, plain_of
from engine.readers.faults import Complaint, Faults
from engine.source import Place, Source, Span

ZIPPED: Final = b"PK\x03\x04"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
"""What a workbook with a password holds in the place of its parts."""

_LOOKED_AT: Final = 1 << 20
OLD_BOOK: Final = b"\xd0\xcf\x11\xe0"


def open_workbook(path: Path, faults: Faults) -> list[Plain]:
    """Read every visible worksheet that has a cell; none where the file may not or cannot be opened.

    Yields: D101 damaged, D103 a path out of the archive, D104 too big, D105 entities.
    """
    source = Source(str(path), "")
    top = Place(source, Span(1, 1, 1, 2))
    with path.open("rb") as file:
        zipped = file.read(4) == ZIPPED
    if not zipped and path.stat().st_size > MOST_FILE:
        faults.file("D104", f"`{path.name}` has more than {MOST_FILE >> 20} MB", "export a term at a time", place=top)
        return []
    refused = refuse_archive(path) if zipped else None
    if refused is not None:
        faults.file(*refused, place=top)
        return []
    import python_calamine as calamine

    try:
        errors = error_cells(path) if zipped else {}
        merged = merged_in_document(path) if zipped else {}
        with calamine.load_workbook(path) as book:
            hidden = {each.name for each in book.sheets_metadata if each.visible != calamine.SheetVisibleEnum.Visible}
            names = [name for name in book.sheet_names if name not in hidden]
            if hidden:
                told = f"hidden sheets are not read: {', '.join(f'`{name}`' for name in sorted(hidden))}"
                faults.file("D172", told, "show them where they hold marks", place=top, severity=Severity.INFO)
            found = []
            for name in names:
                sheet = book.get_sheet_by_name(name)
                height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
                if height * width > MOST_CELLS:
                    told = f"the sheet `{name}` spans {height:,} rows and {width:,} columns"
                    faults.file("D104", told, "is it a register? export a term at a time", place=top)
                    return []
                rows = _rows(sheet)
                for (row, column), text in errors.get(name, {}).items():
                    if row <= len(rows) and column < len(rows[row - 1][1]):
                        rows[row - 1][1][column] = text
                merges = sheet.merged_cell_ranges or merged.get(name) or []
                if too_many(rows, merges):
                    told = f"the sheet `{name}` has more than {MOST_CELLS:,} merged cells"
                    faults.file("D104", told, "is it a register? export a term at a time", place=top)
                    return []
                if any(any(cells) for _, cells in rows):
                    found.append((name, rows, partial(spread, rows, merges)))
    except (
        calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        EOFError,
        expat.ExpatError,
    ) as fault:
        faults.file(*_unreadable(path, fault), place=top)
        return []
    several = len(found) > 1
    return [
        plain_of(path.name, source, name if several else "", rows, tab=name, below=below) for name, rows, below in found
    ]


def _unreadable(path: Path, fault: Exception) -> Complaint:
    """Say of a workbook that cannot be opened what is to be done."""
    with path.open("rb") as file:
        locked = "password" in str(fault).lower() or _LOCKED in file.read(_LOOKED_AT)
    if locked:
        return Complaint("D101", f"`{path.name}` is locked with a password", "save it without one")
    told = f"`{path.name}` cannot be read as a workbook: it is damaged, or of a kind that is not read"
    return Complaint("D101", told, "open it in the spreadsheet program, and save it as xlsx; or export it anew")


def _rows(sheet: Any) -> list[tuple[int, list[str]]]:
    """Give the rows with the numbers that the spreadsheet shows; columns stand where they stand there."""
    if sheet.end is None:
        return []
    told: dict[tuple[type, object], str] = {}
    rows: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        texts = []
        for cell in cells:
            key = (type(cell), cell)
            text = told.get(key)
            if text is None:
                text = told[key] = text_of(cell)
            texts.append(text)
        rows.append((number, texts))
    return rows


def text_of(cell: object) -> str:
    """Write a spreadsheet's cell as text: dates by year, month and day, whole numbers without a point.

    >>> text_of(12.0), text_of(datetime(2025, 9, 8)), text_of(time(9, 5)), text_of("L ")
    ('12', '2025-09-08', '09:05', 'L ')
    """
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("minutes")
        case timedelta():
            minutes = int(cell.total_seconds()) // 60
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            # A string of marks may end in blanks, which are sessions without a mark.
            return str(cell)
