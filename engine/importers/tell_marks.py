"""How what is wrong with marks that have been read is told: one by one, then by their number."""

from engine.diagnostics import Severity
from engine.importers.settle import MOST_TOLD, Settled
from engine.readers.faults import Complaint, Faults
from engine.source import Place, Span


def tell_mark(each: Settled, row: int, complaint: Complaint, faults: Faults) -> None:
    """Tell why one mark is not taken."""
    table = each.observed.table
    line = int(each.lines[row])
    each.told.add(line)
    complaint = complaint._replace(message=complaint.message + each.observed.where(int(each.columns[row])))
    faults.row(table.source, table.file, line, complaint, int(each.columns[row]))


def note_mark(each: Settled, row: int, code: str, told: str, advice: str, faults: Faults) -> None:
    """Tell something about one mark as a warning."""
    line, column = int(each.lines[row]), int(each.columns[row])
    place = Place(each.observed.table.source, Span(line, column, line, column + 1))
    faults.file(code, told + each.observed.where(column), advice, place=place, severity=Severity.WARNING)


def tell_more(each: Settled, count: int, code: str, what: str, faults: Faults, severity: Severity) -> None:
    """Say how many more marks there are than are told one by one."""
    if count > MOST_TOLD:
        place = Place(each.observed.table.source, Span(1, 1, 1, 2))
        faults.file(code, f"the same of {count - MOST_TOLD:,} more: {what}", "", place=place, severity=severity)
