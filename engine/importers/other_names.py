"""The names under which one number stands -> what is told where they may be those of several pupils."""

from collections.abc import Iterable, Sequence

from engine.diagnostics import Severity
from engine.importers.observed import Person
from engine.importers.plain import Plain
from engine.importers.said import counted
from engine.readers.faults import Faults
from engine.source import Place, Span

_MOST_ROWS = 8


def tell_other_names(tables: Sequence[tuple[Plain, Sequence[Person]]], faults: Faults) -> None:
    """Tell numbers that bear names of which one cannot be the other: the marks of two pupils would be one pupil's.

    Yields: D188 a number with names that have nothing in common (warning).
    """
    first: dict[str, str] = {}
    for table, people in tables:
        held = []
        for person in people:
            if not person.key:
                continue
            for name, line in person.names.items():
                if not may_be_one(first.setdefault(person.key, name), name):
                    held.append((person.key, line))
                    break
        if held:
            rows = ", ".join(f"{line:,}" for _, line in held[:_MOST_ROWS]) + (
                " and more" if len(held) > _MOST_ROWS else ""
            )
            told = (
                f"another name than elsewhere, and none that it could have become: {counted(len(held), 'number')}, "
                f"row {rows}"
            )
            advice = "see that no two pupils have one number: all its marks are taken for those of one pupil"
            place = Place(table.source, Span(held[0][1], 1, held[0][1], 2))
            faults.file("D188", told, advice, place=place, severity=Severity.WARNING)


def may_be_one(one: str, two: str) -> bool:
    """Whether two names, as they are compared, may be one pupil's: a surname may change, and a name be cut short.

    >>> may_be_one("doe, jane", "roe, jane ann"), may_be_one("doe, jane", "doe, j"), may_be_one("doe, jane", "doe, al")
    (True, True, False)
    >>> may_be_one("jane doe", "doe, jane"), may_be_one("doe, jane", "roe, al")
    (True, False)
    """
    if "," in one and "," in two:
        return _alike(one.split(",", 1)[1].split(), two.split(",", 1)[1].split())
    return _alike(one.replace(",", " ").split(), two.replace(",", " ").split())


def _alike(one: Iterable[str], two: Sequence[str]) -> bool:
    """Whether a word of one begins a word of the other; no word may be any."""
    words = list(one)
    return not words or not two or any(a.startswith(b) or b.startswith(a) for a in words for b in two)
