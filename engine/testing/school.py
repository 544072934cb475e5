"""The tables of a scenario test -> a register, through the same checks as the files of a dataset."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from engine.calendar import Calendar, day_number
from engine.diagnostics import Diagnostic, Outcome
from engine.readers.batch import READERS, Batch, Part, Words, words_for
from engine.readers.coded import Coded
from engine.readers.dataset import register_of
from engine.readers.faults import Faults
from engine.readers.marks import read_marks
from engine.readers.pupils import read_pupils
from engine.readers.sheet import Sheet
from engine.readers.standing import Rules, codes_of, rules_for
from engine.readers.table import read_table
from engine.register import DataReport, Register
from engine.source import Place, Span
from engine.testing.ground import Ground
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

    def parts(self, rules: Rules) -> Iterator[Part]:
        """Give the rows as numbers."""
        yield lambda: [self._batch(rules.words)]

    def _batch(self, words: Words) -> Batch:
        cells = self.sheet.cells
        rows = len(self.sheet.lines)
        blank = Coded(("",), np.zeros(rows, dtype=np.intp))
        # each text is read once, however many rows have it
        columns = {
            name: np.array([read(text, words) for text in held.texts], dtype=np.int32)[held.at]
            for name, read in READERS.items()
            for held in (cells.get(name, blank),)
        }
        return Batch(
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


def school(made: Material, calendar: Calendar, ground: Ground, as_of: date | None) -> Outcome[Register]:
    """Read a test's tables as a dataset is read; every bad row is told at its line of the test."""
    read = _school(made, calendar, ground, as_of)
    return Outcome(read.value, tuple(dict.fromkeys(map(_at_the_line, read.diagnostics))))


def _at_the_line(item: Diagnostic) -> Diagnostic:
    """Point at all that is written on a line: a row of a test has no columns there as a table has."""
    place = item.place
    if place is None or place.span.column > 1 or place.span.end_line != place.span.line:
        return item
    text = place.source.line(place.span.line)
    begins, ends = len(text) - len(text.lstrip()) + 1, len(text.rstrip()) + 1
    return replace(
        item, place=Place(place.source, Span(place.span.line, begins, place.span.line, max(ends, begins + 1)))
    )


def _school(made: Material, calendar: Calendar, ground: Ground, as_of: date | None) -> Outcome[Register]:
    faults = Faults()
    expected, shapes = ground.expected, ground.shapes
    pupils = read_pupils(made.sheets["pupils"], expected, faults)
    if pupils is None or not pupils.ids:
        return Outcome(None, faults.diagnostics)
    # what a test does not say of its pupils is blank: no column of its small school is missing
    pupils = replace(pupils, rows=replace(pupils.rows, missing=frozenset()))
    tables = {}
    for name, shape in shapes.items():
        held = made.sheets.get(name)
        if held is not None:
            table = read_table(held, shape, pupils.roll, expected.flags, faults)
        else:
            table = (ground.blank if name in made.blank else ground.absent)[name]
        if table is not None:
            tables[name] = table
    marks = MarkRows(made.sheets["marks"])
    words = words_for(calendar, pupils.roll.places, pupils.roll.bad, codes_of(expected))
    enrolled, left = pupils.on_roll(_FAR if as_of is None else day_number(as_of))
    rules = rules_for(calendar, expected, words, enrolled, left)
    read = read_marks(marks.parts, rules, marks.source, marks.path.name, faults)
    missing = tuple(name for name in shapes if name not in made.sheets and name not in made.blank)
    report = DataReport(pupils=len(pupils.ids), files_missing=missing)
    if len(tables) < len(shapes):
        return Outcome(None, faults.diagnostics)
    register = register_of(calendar, pupils, tables, read, marks, expected, as_of, report, faults)
    return Outcome(register, faults.diagnostics)
