"""Tables that a dataset may have besides marks and pupils -> the same with the labels of an import."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.dataset import Table
from engine.importers.account import Account
from engine.importers.columns import table_of
from engine.importers.observed import Person
from engine.importers.people import people_of
from engine.importers.plain import Coded, Ints, Plain
from engine.importers.recognised import Recognised
from engine.importers.said import without_upns
from engine.model.dataset import TABLES
from engine.readers.faults import Complaint, Faults
from engine.register import Expected


@dataclass(frozen=True, slots=True)
class Further:
    """A table of facts: its columns as text, and whose each row is."""

    table: Plain
    name: str
    why: str
    people: Sequence[Person]
    who: Ints
    columns: tuple[str, ...]
    cells: Sequence[Coded]
    lines: Ints
    height: int
    bad: Sequence[int]

    def labelled(self, places: Ints, labels: Sequence[str], faults: Faults) -> tuple[Table, Account]:
        """Give the table with its pupils' labels, and the count of its rows."""
        whose = np.where(self.who >= 0, places[self.who], -1)
        rows = []
        reported = set(self.bad)
        for row, pupil in enumerate(whose.tolist()):
            if pupil < 0:
                line = int(self.lines[row])
                reported.add(line)
                told = Complaint("D023", "the row does not say whose it is", "fill it in")
                faults.row(self.table.source, self.table.file, line, told)
                continue
            cells = (cell.words[cell.places[row]].strip() for cell in self.cells)
            rows.append([labels[pupil], *(without_upns(cell, labels[pupil]) for cell in cells)])
        used = self.height - len(reported)
        account = Account(self.table.name, "dataset", self.why, self.height, used, len(reported))
        return Table(("pupil", *self.columns), rows), account


def read_further(table: Plain, found: Recognised, expected: Expected, faults: Faults) -> Further:
    """Read a table of facts, with the columns that it may have."""
    name = table_of(table)
    assert name is not None, "INVARIANT: it was recognised by its name"
    shape = expected.tables.get(name, TABLES.get(name))
    known = [*(shape.columns if shape else ())]
    columns = tuple(each for each in found.header if each in known)
    loaded = table.load(found.line, [found.roles["pupil"], *(found.header.index(each) for each in columns)])
    who, people = people_of({"pupil": loaded.columns[0]}, loaded.lines)
    for line, complaint in loaded.faults:
        faults.row(table.source, table.file, line, complaint)
    bad = [line for line, _ in loaded.faults]
    return Further(table, name, found.why, people, who, columns, loaded.columns[1:], loaded.lines, loaded.height, bad)
