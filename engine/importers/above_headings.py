"""Rows above the headings that were found -> refused where they may hold marks: the right ones were not understood."""

from engine.importers.plain import Plain
from engine.importers.recognised import Recognised
from engine.importers.two_marks import two_marks
from engine.readers.faults import Complaint

_ADVICE = "are the headings in another row? correct the slip in that row, or name it by `header_row`"


def lost_above(table: Plain, found: Recognised) -> Complaint | None:
    """Refuse a table in which a row stands above the headings that is none, or has marks and most of the columns."""
    for line in table.broken:
        if line < found.line:
            told = f"row {line:,}, above the headings of row {found.line:,}, has a quote that is not closed"
            return Complaint("D021", told, "close it, or write it twice")
    width = sum(bool(name) for name in found.header)
    for line, cells in table.top:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if line < found.line and 2 * len(filled) > width and any(_is_mark(cell) for cell in filled):
            return Complaint("D174", f"row {line:,} holds marks, above the headings of row {found.line:,}", _ADVICE)
    return None


def _is_mark(cell: str) -> bool:
    return any(mark in ("/", "\\") for mark in two_marks(cell) or (cell,))
