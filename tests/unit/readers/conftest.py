"""A small dataset on disk that a test changes file by file, and what a policy expects of it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics import Outcome, Severity
from engine.readers.dataset import read_dataset
from engine.register import CodesInForce, Expected, Register

CATEGORIES = {
    "present": "/ \\ L",
    "approved_educational_activity": "K V P W B",
    "authorised_absence": "C C1 C2 E I J1 M R S T",
    "unauthorised_absence": "G N O U",
    "not_possible": "D X Q Y1 Y2 Y3 Y4 Y5 Y6 Y7",
    "administrative": "Z #",
}
NEW = {code: category for category, codes in CATEGORIES.items() for code in codes.split()}
OLD = {code: NEW[code] for code in ("/", "\\", "L", "I", "O", "Z", "#")} | {"H": "authorised_absence"}
CHANGE = date(2024, 8, 19)

CALENDAR = """\
terms:
  - {name: autumn, from: 2024-09-02, to: 2024-09-20}
inset: [2024-09-02]
closures:
  - {date: 2024-09-06, session: PM, code: '#'}
  - {date: 2024-09-12, session: all, code: '#'}
  - {date: 2024-09-13, session: all, code: 'Y4'}
"""
PUPILS = """\
pupil,year_group,date_of_birth,enrolled_on,left_on,send
P1,R,2020-01-05,2023-09-04,,yes
P2,4,2015-10-01,2024-09-05,,no
P3,11,,,2024-09-10,
"""
MARKS = """\
pupil,date,session,code,arrived
P1,2024-09-03,AM,/,
P1,2024-09-03,PM,\\,
P2,2024-09-05,AM,L,09:17
P3,2024-09-03,AM,I,
P3,2024-09-16,AM,#,
P1,2024-09-17,AM,X,
"""


@dataclass
class School:
    folder: Path
    expected: Expected

    def write(self, name: str, text: str | bytes) -> None:
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / name).write_bytes(data)

    def marks(self, *rows: str, header: str = "pupil,date,session,code,arrived", end: str = "\n") -> None:
        self.write("marks.csv", end.join([header, *rows, ""]))

    def read(self, **how: Any) -> Outcome[Register]:
        return read_dataset(self.folder, self.expected, **how)

    def register(self, **how: Any) -> Register:
        outcome = self.read(**how)
        assert outcome.value is not None, "\n".join(str(found) for found in outcome.diagnostics)
        return outcome.value

    def told(self, **how: Any) -> list[str]:
        """Give every diagnostic as `file:line:column code message`."""
        told = []
        for found in self.read(**how).diagnostics:
            place = found.place
            where = f"{Path(place.source.name).name}:{place.span.line}:{place.span.column} " if place else ""
            told.append(f"{where}{found.code} {found.message}")
        return told

    def errors(self, **how: Any) -> list[str]:
        outcome = self.read(**how)
        return [found.code for found in outcome.diagnostics if found.severity is Severity.ERROR]

    def mark(self, pupil: str, day: str, session: str, **how: Any) -> str:
        register = self.register(**how)
        index = register.calendar.index(date.fromisoformat(day))
        assert index is not None
        row = 2 * index + (session == "PM")
        return register.codes[register.marks[row, register.pupils.index(pupil)]]


@pytest.fixture
def expected() -> Expected:
    return Expected(
        (CodesInForce(None, CHANGE, OLD), CodesInForce(CHANGE, None, NEW)),
        closing=frozenset("#"),
        silent=frozenset("#Z"),
        session_of={"/": "AM", "\\": "PM"},
        flags=frozenset({"risk_of_harm"}),
    )


@pytest.fixture
def school(tmp_path: Path, expected: Expected) -> School:
    made = School(tmp_path, expected)
    made.write("calendar.yaml", CALENDAR)
    made.write("pupils.csv", PUPILS)
    made.write("marks.csv", MARKS)
    return made
