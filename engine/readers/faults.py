"""What is wrong with a dataset's files and rows, collected while they are read."""

from typing import Final, NamedTuple

from engine.diagnostics import Diagnostic, Severity
from engine.source import Place, Source, Span

MOST_TOLD: Final = 100_000
"""Bad rows of one file that are told one by one; more are counted. A whole file in a foreign format has millions."""


class Complaint(NamedTuple):
    """Why a cell or row cannot be used, without its place."""

    code: str
    message: str
    advice: str = ""


class Faults:
    """The diagnostics of one reading, with the bad rows of each file counted.

    With `skip` a bad row is a warning, for it is left out; a fault of a whole file stays an error.
    """

    __slots__ = ("_more", "_rows", "_told", "diagnostics", "grade")

    def __init__(self, *, skip: bool = False) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.grade = Severity.WARNING if skip else Severity.ERROR
        self._rows: dict[str, set[int]] = {}
        self._more: dict[str, int] = {}
        self._told: dict[str, int] = {}

    def file(
        self,
        code: str,
        message: str,
        advice: str = "",
        *,
        place: Place | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Tell what is wrong with a whole file, a column or the folder."""
        self.diagnostics.append(Diagnostic(code, message, place, advice, severity))

    def row(self, source: Source, file: str, line: int, complaint: Complaint, column: int = 1, width: int = 1) -> None:
        """Tell why one row is left out; `line` and `column` are those of an editor, from 1."""
        rows = self._rows.setdefault(file, set())
        rows.add(line)
        if not self.room(file):
            return
        self._told[file] = self._told.get(file, 0) + 1
        place = Place(source, Span(line, column, line, column + max(width, 1)))
        self.diagnostics.append(Diagnostic(complaint.code, complaint.message, place, complaint.advice, self.grade))

    def room(self, file: str) -> bool:
        """Whether one more bad row of a file is told rather than counted."""
        return self._told.get(file, 0) < MOST_TOLD

    def count(self, file: str, rows: int) -> None:
        """Count further bad rows that are not told."""
        self._more[file] = self._more.get(file, 0) + rows

    def join(self, others: "Faults") -> None:
        """Take over what was told and counted of other files."""
        self.diagnostics += others.diagnostics
        self._rows |= others._rows
        self._more |= others._more
        self._told |= others._told

    def bad_rows(self) -> dict[str, int]:
        """Count the bad rows of each file that has some, by file in alphabetical order."""
        files = sorted(self._rows.keys() | self._more.keys())
        return {file: len(self._rows.get(file, ())) + self._more.get(file, 0) for file in files}

    def failed(self) -> bool:
        """Whether one of the diagnostics is an error."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)

    def close(self) -> None:
        """Say where bad rows were counted rather than told."""
        for file, told in sorted(self._told.items()):
            bad = self.bad_rows()[file]
            if told >= MOST_TOLD and bad > 0:
                message = f"`{file}` has {bad:,} bad rows; the first {told:,} faults are told"
                self.file("D039", message, "is it another format? `policy import` reads exports", severity=self.grade)
