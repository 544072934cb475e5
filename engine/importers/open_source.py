"""A file -> its plain tables, whatever its name says: what it is is seen from how it begins."""

from pathlib import Path
from typing import Final

from engine.diagnostics import Severity
from engine.importers.csv_source import open_csv
from engine.importers.plain import Plain
from engine.importers.workbook import OLD_BOOK, ZIPPED, open_workbook
from engine.readers.encoding import wide
from engine.readers.faults import Faults
from engine.source import Place, Source, Span

_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_PARQUET: Final = b"PAR1"
_PDF: Final = b"%PDF"
_PAGES: Final = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<style", b"<body", b"<table", b"<div")
"""How a table begins that a system calls a workbook, and that is one of a web page."""

_BOOKS: Final = (".xlsx", ".xlsm", ".xls", ".ods")


def open_source(path: Path, faults: Faults) -> list[Plain]:
    """Give the tables of a file; none, told, where it has none.

    Yields: D003 it cannot be read, D013 it is empty, D101 it is of no kind that is read, and what each kind yields.
    """
    top = Place(Source(str(path), ""), Span(1, 1, 1, 2))
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as fault:
        why = (fault.strerror or "it cannot be opened").lower()
        faults.file("D003", f"`{path.name}` cannot be read: {why}", "check the file and its rights", place=top)
        return []
    if not start:
        faults.file("D013", f"`{path.name}` is empty", "export it again", place=top)
        return []
    if start.startswith(_PDF):
        faults.file("D101", f"`{path.name}` is PDF, which is not imported", "export CSV or a workbook", place=top)
        return []
    if start.startswith(_PARQUET):
        from engine.importers.parquet_source import open_parquet

        return open_parquet(path, faults)
    if start.startswith((ZIPPED, OLD_BOOK)):
        return open_workbook(path, faults)
    text = (
        start.lstrip(b"\xff\xfe").replace(b"\0", b"") if _is_wide(start) else start.removeprefix(b"\xef\xbb\xbf")
    ).lstrip()
    if text.lower().startswith(_PAGES):
        told = f"`{path.name}` is a web page, whatever its name ends in"
        faults.file("D101", told, "open it in the spreadsheet program, and save it as xlsx or as CSV", place=top)
        return []
    if text.startswith(b"<"):
        from engine.importers.xml_source import open_xml

        return open_xml(path, faults)
    if text.startswith((b"{", b"[")):
        from engine.importers.json_source import open_json

        return open_json(path, faults)
    if path.suffix.lower() in _BOOKS and not (b"\0" in start and wide(start) is None):
        told = f"`{path.name}` is text and no workbook, whatever its name ends in: it is read as CSV"
        faults.file("D101", told, "export it again as a workbook or as CSV", place=top, severity=Severity.INFO)
    table = open_csv(path, faults)
    return [] if table is None else [table]


def _is_wide(start: bytes) -> bool:
    """Whether a file is in UTF-16, with a byte order mark or without."""
    return start.startswith(_WIDE_MARKS) or wide(start) is not None
