"""The tables of a scenario test -> a register, through the same checks as the files of a dataset."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from engine.calendar import Calendar, day_number
from engine.diagnostics import Outcome
from engine.readers.batch import READERS, Batch, Words, words_for
from engine.readers.dataset import register_of, table_shapes
from engine.readers.faults import Faults
from engine.readers.marks import codes_of, read_marks, rules_for
from engine.readers.pupils import read_pupils
from engine.readers.sheet import Sheet
from engine.readers.table import empty_table, read_table
from engine.register import DataReport, Expected, Register
from engine.testing.material import Material

_FAR = 2**30
_FIRST_LINE = 2


class MarkRows:
    """Marks as rows of text, in one batch."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.path = Path(sheet.file)
        self.source = sheet.source
        self.header = sheet.header

    def batches(self, words: Words) -> Iterator[Batch]:
        """Give the rows as numbers."""
        cells = self.sheet.cells
        rows = len(self.sheet.lines)
        blank = [""] * rows
        columns = {
            name: np.array([read(text, words) for text in cells.get(name, blank)], dtype=np.int32)
            for name, read in READERS.items()
        }
        yield Batch(
            # The reader of marks counts a header line.
            np.array(self.sheet.lines, dtype=np.int64) - _FIRST_LINE,
            columns["pupil"],
            columns["date"],
            columns["session"],
            columns["code"],
            columns["arrived"],
            columns["minutes_late"],
            lambda row, name: (cells.get(name, blank)[row], 1, 1),
            rows,
        )


def school(made: Material, calendar: Calendar, expected: Expected, as_of: date | None) -> Outcome[Register]:
    """Read a test's tables as a dataset is read; every bad row is told at its line of the test."""
    faults = Faults()
    pupils = read_pupils(made.sheets["pupils"], expected, faults)
    if pupils is None or not pupils.ids:
        return Outcome(None, faults.diagnostics)
    tables = {}
    shapes = table_shapes(expected)
    for name, shape in shapes.items():
        held = made.sheets.get(name)
        table = empty_table(shape) if held is None else None
        if held is not None and not held.lines:
            table = empty_table(shape, present=True, file=held.file)
        elif held is not None:
            table = read_table(held, shape, pupils.roll, expected.flags, faults)
        if table is not None:
            tables[name] = table
    marks = MarkRows(made.sheets["marks"])
    words = words_for(calendar, pupils.roll.places, pupils.roll.bad, codes_of(expected))
    enrolled, left = pupils.on_roll(_FAR if as_of is None else day_number(as_of))
    rules = rules_for(calendar, expected, words, enrolled, left)
    read = read_marks(marks.batches, rules, marks.source, marks.path.name, faults)
    missing = tuple(name for name in shapes if name not in made.sheets)
    report = DataReport(pupils=len(pupils.ids), files_missing=missing)
    if len(tables) < len(shapes):
        return Outcome(None, faults.diagnostics)
    register = register_of(calendar, pupils, tables, read, marks, expected, as_of, report, faults)
    return Outcome(register, faults.diagnostics)
