"""Tables of pupils without marks -> what they say of each pupil."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.diagnostics import Severity
from engine.importers.account import Account
from engine.importers.observed import Person
from engine.importers.passed_over import CODE as PASSED_OVER
from engine.importers.passed_over import pupils_only
from engine.importers.people import ABOUT, KEYS, ONE_STAY, people_of
from engine.importers.plain import Coded, Ints, Plain
from engine.importers.recognised import Recognised
from engine.importers.rows import constant, order_for
from engine.importers.said import shown
from engine.importers.words import read_day
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE
from engine.readers.faults import Complaint, Faults
from engine.register import LONG_AGO, Expected
from engine.source import Place, Span

_KEEP_ONE = "keep one of the rows, or say in a column `from` since when each holds"


@dataclass(frozen=True, slots=True)
class Roster:
    """A table of pupils: its people, and for each row the place of its pupil, -1 where it names none."""

    table: Plain
    why: str
    people: Sequence[Person]
    who: Ints
    lines: Ints
    height: int
    bad: Sequence[int]

    def account(self, places: Ints) -> Account:
        """Count what became of its rows; a pupil may stand in several."""
        refused = (self.who < 0) | (places[self.who] < 0)
        reported = len({*self.lines[refused].tolist(), *self.bad})
        return Account(self.table.name, "pupils", self.why, self.height, self.height - reported, reported)


def read_roster(
    table: Plain, found: Recognised, expected: Expected, wanted: ImportMap, faults: Faults
) -> Roster | Complaint:
    """Read a table of pupils. Yields: D023 a row that names nobody, D155 rows that say different things of a pupil."""
    own = [name for name in expected.pupil_columns if name in found.header]
    roles = [role for role in (*KEYS, *ABOUT, "from") if role in found.roles]
    places = [found.roles[role] for role in roles] + [found.header.index(name) for name in own]
    about = sum(role in KEYS for role in roles)
    loaded = pupils_only(table.load(found.line, places), roles, places, found, wanted, about)
    held: dict[str, Coded] = dict(zip([*roles, *own], loaded.columns, strict=True))
    for role, text in wanted.constants.items():
        held.setdefault(role, constant(text, len(loaded.lines)))
    day = None
    if "from" in held:
        starts = held["from"]
        order = order_for(starts, wanted)
        if isinstance(order, Complaint):
            return order
        read = [read_day(word, order) if word.strip() else LONG_AGO for word in starts.words]
        day = np.array(read or [NO_DATE], dtype=np.int32)[starts.places]
    who, people = people_of(held, loaded.lines, day, tuple(own), blanks=day is not None)
    bad = [line for line, _ in loaded.faults]
    for line, complaint in loaded.faults:
        if complaint.code == PASSED_OVER:
            place = Place(table.source, Span(line, 1, line, 2))
            faults.file(complaint.code, complaint.message, place=place, severity=Severity.WARNING)
        else:
            faults.row(table.source, table.file, line, complaint)
    for row in np.flatnonzero(who < 0).tolist():
        line = int(loaded.lines[row])
        faults.row(table.source, table.file, line, Complaint("D023", "the row does not say whose it is", "fill it in"))
    if day is None:
        for twice in _tell_twice(table, who, held, loaded.lines, faults):
            people[twice].told = {role: told[:1] for role, told in people[twice].told.items()}
    else:
        who = np.where(day == NO_DATE, -1, who)
        for row in np.flatnonzero(day == NO_DATE).tolist():
            text = starts.words[int(starts.places[row])].strip()
            told = f"{shown(text)} is no date (column `{found.header[found.roles['from']]}`)"
            complaint = Complaint("D024", told, "write it as 08/09/2025 or 2025-09-08")
            faults.row(table.source, table.file, int(loaded.lines[row]), complaint)
    return Roster(table, found.why, people, who, loaded.lines, loaded.height, bad)


def _tell_twice(table: Plain, who: Ints, held: dict[str, Coded], lines: Ints, faults: Faults) -> set[int]:
    """Tell rows of a pupil who stands in the table before, and of whom they say something else; give those pupils."""
    first: dict[int, int] = {}
    told_of: set[int] = set()
    for row, pupil in enumerate(who.tolist()):
        if pupil < 0:
            continue
        if pupil not in first:
            first[pupil] = row
            continue
        before = first[pupil]
        differs = [
            role
            for role, column in held.items()
            if role in ABOUT and column.words[column.places[row]].strip() != column.words[column.places[before]].strip()
        ]
        if differs:
            told = f"the pupil stands in row {int(lines[before]):,} too, with another `{differs[0]}`"
            advice = ONE_STAY if {"enrolled_on", "left_on"} & set(differs) else _KEEP_ONE
            complaint = Complaint("D155", told, advice)
            faults.row(table.source, table.file, int(lines[row]), complaint)
            told_of.add(pupil)
    return told_of
