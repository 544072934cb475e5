"""Terms that conditions name and a calendar does not have: told beside a run, since what asks for them never holds."""

from collections.abc import Iterator

from engine.bind.bound import Bound, PlaceOf
from engine.calendar import Calendar
from engine.diagnostics import Diagnostic, Severity
from engine.document import Path
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.validate.near import meant

_TERM = "term"


def unknown_terms(bound: Bound, place: PlaceOf, calendar: Calendar) -> Iterator[Diagnostic]:
    """Find the texts with which conditions and tables compare the name of the term and that are no term's name.

    It is no error: a dataset may hold the first term of a year alone.

    Yields: B013.
    """
    known = list(dict.fromkeys(term.name for term in calendar.terms))
    told: set[str] = set()
    for path, tree, row in _conditions(bound):
        for name, start, end in _named(tree):
            if name in known or name in told:
                continue
            told.add(name)
            alike = next((each for each in known if each.lower() == name.lower()), None)
            listed = ", ".join(f"`{each}`" for each in known)
            advice = f"did you mean `{alike}`?" if alike else meant(name, known, f"its terms are {listed}")
            where = place(path, *(row or (start, end)))
            message = f"the dataset's calendar has no term `{name}`: no day lies in it"
            yield Diagnostic("B013", message, where, advice, Severity.WARNING)


def _conditions(bound: Bound) -> Iterator[tuple[Path, Typed, tuple[int, int] | None]]:
    """Give every condition with its path, and a cell with the characters of its row."""
    for path, checked in bound.expressions.items():
        if _TERM in checked.reads and checked.tree is not None:
            yield path, checked.tree, None
    for name, table in bound.tables.items():
        for row in table.rules if _TERM in table.reads else ():
            for cell in row.cells:
                if cell.tree is not None:
                    yield ("tables", name, "rows"), cell.tree, (row.start, row.end)


def _named(tree: Typed) -> Iterator[tuple[str, int, int]]:
    """Give the texts that are compared with the name of the term."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        waiting += parts(node)
        if isinstance(node, Step) and any(isinstance(each, Read) and each.name == _TERM for each in node.arguments):
            inner = list(node.arguments)
            while inner:
                each = inner.pop()
                inner += parts(each)
                if isinstance(each, Constant) and isinstance(each.value, str):
                    yield each.value, each.start, each.end
