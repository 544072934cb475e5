"""An XML file -> a plain table: SIMS session attendances, CTF attendance blocks, SIMS code tables; read as a stream."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.parsers import expat

from engine.importers.plain import Plain, plain_of
from engine.readers.faults import Complaint, Faults
from engine.source import Place, Source, Span

MOST_FILE: Final = 1 << 28
DEEPEST: Final = 32
LONGEST_TEXT: Final = 1 << 16
MOST_RECORDS: Final = 4_000_000

_PIECE: Final = 1 << 18
_RECORDS: Final = {
    "SessionAttendance": "sims-xml",
    "AttendSessions": "ctf",
    "AttendanceCode": "codes",
    "AttendanceCodes": "codes",
}
"""The elements of which each is a row, with what they make."""

_STRINGS: Final = ("AttendanceMarks",)
"""Elements in which blanks stand for something: taken off, they would put every mark on another day."""

_TOTALS: Final = ("SessionDetail", "SessionsPossible", "AttendanceReason")
_LESSONS: Final = ("EventInstanceID", "LessonAttendance", "EventAttendance")
_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")


class _RefusedError(Exception):
    """A file that may not be read, with the reason."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.message)
        self.complaint = complaint


class _Records:
    """Collects the records of a file while it is parsed: the leaves of a pupil and of the record within."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.stack: list[str] = []
        self.text: list[str] = []
        self.size = 0
        self.pupil: dict[str, str] = {}
        self.pending: list[tuple[int, dict[str, str]]] = []
        self.record: dict[str, str] | None = None
        self.line = 0
        self.kind = ""
        self.seen: set[str] = set()
        self.rows: list[tuple[int, dict[str, str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if len(self.stack) >= DEEPEST:
            raise _RefusedError(Complaint("D104", f"its elements stand in each other more than {DEEPEST} deep", ""))
        self.stack.append(name)
        self.text.clear()
        self.size = 0
        if len(self.seen) < 500:
            self.seen.add(name)
        if name == "Pupil":
            self.pupil = {}
        kind = _RECORDS.get(name)
        if kind is not None and self.record is None and not (kind == "codes" and self.kind not in ("", "codes")):
            self.record = dict(attributes)
            self.line = self.parser.CurrentLineNumber
            self.kind = kind

    def characters(self, text: str) -> None:
        self.size += len(text)
        if self.size > LONGEST_TEXT:
            raise _RefusedError(Complaint("D104", f"an element holds more than {LONGEST_TEXT:,} characters", ""))
        self.text.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self.stack.pop()
        said = _said("".join(self.text)) if name in _STRINGS else "".join(self.text).strip()
        self.text.clear()
        self.size = 0
        if self.record is not None:
            if _RECORDS.get(name) == self.kind and name not in self.record and not (said and self.kind == "codes"):
                self._close()
            else:
                self.record[name] = said
        elif said and "Pupil" in self.stack and "YearData" not in self.stack:
            self.pupil.setdefault(name, said)
        elif said and "YearData" in self.stack:
            self.pupil[f"YearData {name}"] = said
        if name == "YearData":
            for key in [key for key in self.pupil if key.startswith("YearData ")]:
                del self.pupil[key]
        if name == "Pupil" and self.pending:
            for line, record in self.pending:
                self.rows.append((line, {**self.pupil, **record}))
            self.pending.clear()

    def _close(self) -> None:
        assert self.record is not None, "INVARIANT: a record is open"
        if "Pupil" in self.stack:
            # The pupil's own elements may come after the attendance block.
            self.pending.append((self.line, self.record))
        elif self.record:
            self.rows.append((self.line, self.record))
        self.record = None
        if len(self.rows) > MOST_RECORDS:
            raise _RefusedError(
                Complaint("D104", f"it has more than {MOST_RECORDS:,} records", "export a term at a time")
            )


def open_xml(path: Path, faults: Faults) -> list[Plain]:
    """Read the records of a file; none, told, where it has none or may not be read.

    No declaration of entities or of a document type is allowed, so that nothing in the file can grow or lead out of it.
    Yields: D101 damaged, D104 too big or too deep, D105 entities, D120 unknown, D122 lessons, D123 totals.
    """
    source = Source(str(path), "")
    top = Place(source, Span(1, 1, 1, 2))
    try:
        found = _parse(path)
    except _RefusedError as refused:
        faults.file(*refused.complaint, place=top)
        return []
    except (expat.ExpatError, LookupError, ValueError) as fault:
        line, column = (fault.lineno, fault.offset + 1) if isinstance(fault, expat.ExpatError) else (1, 1)
        why = str(fault).split(":", maxsplit=1)[0]
        told = f"`{path.name}` is damaged: {why}"
        faults.file("D101", told, "export it again", place=Place(source, Span(line, column, line, column + 1)))
        return []
    if not found.rows:
        faults.file(*_nothing(path.name, found.seen), place=top)
        return []
    return [table_of_records(path.name, source, found.rows, found.kind)]


def table_of_records(file: str, source: Source, records: Sequence[tuple[int, dict[str, str]]], kind: str) -> Plain:
    """Make a table of records: a column for each name in the order in which names come.

    A row's number is its line where every record begins on a line of its own, else its number among the records.
    """
    named = dict.fromkeys(name for _, record in records for name in record)
    # Null in the place of a record within is no column of its own.
    outer = {name[:at] for name in named for at, sign in enumerate(name) if sign == " "}
    null = {name for name in outer & named.keys() if not any(record.get(name) for _, record in records)}
    header = [name for name in named if name not in null]
    lines = [line for line, _ in records]
    if any(after <= before for before, after in pairwise(lines)) or lines[0] < 1:
        lines = list(range(1, len(records) + 1))
    rows: list[tuple[int, Sequence[str]]] = [(0, header)]
    rows += [
        (line, [record.get(name, "") for name in header]) for line, (_, record) in zip(lines, records, strict=True)
    ]
    return plain_of(file, source, "", rows, kind)


def _parse(path: Path) -> _Records:
    if path.stat().st_size > MOST_FILE:
        raise _RefusedError(
            Complaint("D104", f"the file has more than {MOST_FILE >> 20} MB", "export a term at a time")
        )
    with path.open("rb") as file:
        start = file.read(_PIECE)
        # The parser knows four encodings; of the others only that of older Windows programs is used.
        named = _ENCODING.search(start[:300])
        old = named is not None and named[1].lower() in (b"windows-1252", b"cp1252")
        parser = expat.ParserCreate("iso-8859-1" if old else None)
        found = _Records(parser)
        parser.buffer_text = True
        parser.StartElementHandler = found.start
        parser.EndElementHandler = found.end
        parser.CharacterDataHandler = found.characters
        parser.StartDoctypeDeclHandler = _no_declarations
        parser.EntityDeclHandler = _no_declarations
        data = start
        while data:
            parser.Parse(data, False)
            data = file.read(_PIECE)
        parser.Parse(b"", True)
    return found


def _said(text: str) -> str:
    """Give a string of marks without the line ends and indents around it; blanks in its own line are marks not made."""
    first, *others = text.split("\n")
    if not others:
        return text
    text = text if first.strip() else text.lstrip()
    return text if others[-1].strip() else text.rstrip()


def _no_declarations(*_: object) -> None:
    raise _RefusedError(
        Complaint("D105", "the file declares entities or a document type", "no export does; do not open it")
    )


def _nothing(file: str, seen: set[str]) -> Complaint:
    if "Worksheet" in seen:
        told = f"`{file}` is a workbook written as XML, which is not imported"
        return Complaint("D101", told, "open it in the spreadsheet program, and save it as xlsx or as CSV")
    if any(name in seen for name in _LESSONS):
        advice = "export the session marks, AM and PM"
        return Complaint("D122", f"`{file}` has lesson marks, and lesson marks are no session marks", advice)
    if any(name in seen for name in _TOTALS):
        told = f"`{file}` has totals of sessions, from which no mark can be had"
        return Complaint("D123", told, "export a CTF with `AttendSessions`, or the marks themselves")
    told = f"`{file}` has neither `SessionAttendance` nor `AttendSessions`"
    return Complaint("D120", told, "export the register from the school's system")
