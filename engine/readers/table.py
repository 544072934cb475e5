"""A sheet -> a fact table: columns checked and typed, bad rows told and left out, the others in canonical order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.diagnostics import Severity
from engine.expressions.column import Column
from engine.model.dataset import ColumnShape, TableShape
from engine.nearest import close
from engine.nouns import dataclass
from engine.readers.cells import read_cells, refuse, unknown_word
from engine.readers.coded import Coded, coded
from engine.readers.faults import Complaint, Faults
from engine.readers.sheet import Sheet
from engine.register import LONG_AGO, FactTable
from engine.source import Place, Source, Span

_BITS: Final = 32
"""Bits of a day number."""

_SHOWN: Final = 3
NOT_THERE: Final = "D041"
"""A column that a policy asks about is not in the file."""

_SPANS: Final = (("from", "to"), ("enrolled_on", "left_on"), ("raised_on", "on"))
"""Columns of which the second is a date on or after the first."""


@dataclass(frozen=True, slots=True)
class Roll:
    """The pupils of a dataset: the place of every id, and the ids whose own row is bad."""

    places: Mapping[str, int]
    bad: frozenset[str] = frozenset()


def check_columns(sheet: Sheet, shapes: Mapping[str, ColumnShape], faults: Faults) -> bool:
    """Tell columns that are missing and columns that nobody reads; whether the table can be read.

    Yields: D008 a needed column is missing, D010 a column that is not read (warning).
    """
    top = Place(sheet.source, Span(1, 1, 1, 2))
    missing = [name for name, shape in shapes.items() if shape.needed and name not in sheet.header]
    for name in missing:
        near = close(name, [column.lower() for column in sheet.header])
        meant = [column for column in sheet.header if near and column.lower() == near[0] and column not in shapes]
        advice = f"is it the column `{meant[0]}`? rename it" if meant else f"the columns are {_named(sheet.header)}"
        faults.file("D008", f"`{sheet.file}` has no column `{name}`", advice, place=top)
    for name in sheet.header:
        if name not in shapes:
            near = close(name.lower(), list(shapes))
            advice = f"did you mean `{near[0]}`?" if near and near[0] not in sheet.header else "a policy may declare it"
            which = f"the column `{name}`" if name else "a column without a name"
            told = f"{which} of `{sheet.file}` is not read"
            faults.file("D010", told, advice, place=top, severity=Severity.WARNING)
    return not missing


def tell_asked(sheet: Sheet, asked: Mapping[str, Sequence[str]], faults: Faults) -> None:
    """Tell the columns that a file lacks and that are asked about; by column, `asked` says by whom.

    Yields: D041 nothing is known of a column (warning).
    """
    for name, names in asked.items():
        if name not in sheet.header:
            who = _named(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
            told = f"`{sheet.file}` has no column `{name}`, which {who} ask{'s' * (len(names) == 1)} about"
            advice = "export it too; without it, it is blank in every row, and not known"
            faults.file(NOT_THERE, told, advice, place=Place(sheet.source, Span(1, 1, 1, 2)), severity=Severity.WARNING)


def read_table(sheet: Sheet, shape: TableShape, roll: Roll, flags: Iterable[str], faults: Faults) -> FactTable | None:
    """Read a table of facts about pupils on the roll; None where a needed column is missing.

    Yields: D008, D010, D022 an unknown pupil, D023 to D033 a cell, D034 the same key twice, D035 an end before its
    beginning, D036 an undeclared flag.
    """
    shapes = {"pupil": ColumnShape("text", needed=True, filled=True), **shape.columns}
    if not check_columns(sheet, shapes, faults):
        return None
    columns, bad = read_columns(sheet, shape.columns, faults)
    pupils = sheet.cells["pupil"]
    known = map(roll.places.get, pupils.texts, repeat(-1))
    places = np.fromiter(known, dtype=np.int32, count=pupils.different)
    if places.min(initial=0) < 0:
        bad |= _unknown_pupils(sheet, pupils, roll, faults)
    bad |= wrong_spans(sheet, columns, faults)
    if shape.name == "flags":
        bad |= _undeclared_flags(sheet, set(flags), faults)
    bad |= _same_keys(sheet, shape.key, bad, faults)
    pupil = np.maximum(places, 0)[pupils.at]
    return replace(table_of(shape.name, sheet.file, pupil, columns, shape.dated_by, bad), types=_types(shape))


def empty_table(shape: TableShape, *, present: bool = False) -> FactTable:
    """Give a table without a row, with every column it would have."""
    columns = {name: read_cells(name, column, coded(())).column for name, column in shape.columns.items()}
    return FactTable(shape.name, present, np.zeros(0, dtype=np.int32), columns, types=_types(shape))


def _types(shape: TableShape) -> dict[str, str]:
    return {name: column.type for name, column in shape.columns.items()}


def read_columns(sheet: Sheet, shapes: Mapping[str, ColumnShape], faults: Faults) -> tuple[dict[str, Column], set[int]]:
    """Type the columns that the shapes name; the rows (from 0) with a bad cell are told and given.

    A column that the file does not have is not known in any row.
    """
    columns: dict[str, Column] = {}
    bad: set[int] = set()
    rows = len(sheet.lines)
    blank = Coded(("",), np.zeros(rows, dtype=np.intp)) if rows else coded(())
    for name, shape in shapes.items():
        cells = sheet.cells.get(name)
        if cells is None:
            columns[name] = read_cells(name, ColumnShape(shape.type, shape.words), blank).column
            continue
        read = read_cells(name, shape, cells)
        column, complaints = read.column, read.bad
        columns[name] = column
        for row, complaint in complaints:
            bad.add(row)
            tell(sheet, row, complaint, faults, name)
    return columns, bad


def tell(sheet: Sheet, row: int, complaint: Complaint, faults: Faults, name: str) -> None:
    """Report one row, from 0, at the cell of a column where it has one."""
    line = sheet.lines[row]
    column, width = sheet.column_at(line, name) if faults.room(sheet.file) else (1, 1)
    faults.row(sheet.source, sheet.file, line, complaint, column, width)


def table_of(
    name: str,
    file: str,
    pupil: npt.NDArray[np.int32],
    columns: Mapping[str, Column],
    dated_by: str | None,
    bad: set[int],
) -> FactTable:
    """Leave out bad rows and put the rest in an order of their own content."""
    if bad:
        kept = np.delete(np.arange(len(pupil)), sorted(bad))
        columns = {each: _compact(_take(column, kept)) for each, column in columns.items()}
        pupil = pupil[kept]
    first = dated_by if dated_by in columns else None
    keys: list[npt.NDArray[np.generic]] = []
    for each in sorted(columns, reverse=True):
        if each != first:
            keys += _keys(columns[each])
    order = _ordered(pupil, None if first is None else columns[first], keys)
    columns = {each: _take(column, order) for each, column in columns.items()}
    return FactTable(name, present=True, pupil=pupil[order], columns=columns, file=file)


def _keys(column: Column) -> list[npt.NDArray[np.generic]]:
    return [column.data] if column.valid is None else [column.data, column.valid]


def _ordered(
    pupil: npt.NDArray[np.int32], dated: Column | None, others: Sequence[npt.NDArray[np.generic]]
) -> npt.NDArray[np.intp]:
    """Put rows in the order of pupil and date, and those that have both in common in the order of the other keys.

    The other keys are of few rows, and a sort by each of them would cost as much as the whole table's reading.
    """
    key = pupil.astype(np.int64) << (_BITS + 1)
    if dated is not None:
        key |= dated.data.astype(np.int64) + (1 << (_BITS - 1))
        if dated.valid is not None:
            key |= dated.valid.astype(np.int64) << _BITS
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    same = np.zeros(len(key) + 1, dtype=np.bool_)
    same[1:-1] = ordered[1:] == ordered[:-1]
    tied = np.flatnonzero(same[1:] | same[:-1])
    rows = order[tied]
    order[tied] = rows[np.lexsort([*(each[rows] for each in others), key[rows]])]
    return order


def _take(column: Column, rows: npt.NDArray[np.intp]) -> Column:
    valid = None if column.valid is None else column.valid[rows]
    return Column(column.data[rows], None if valid is None or valid.all() else valid, column.over, column.words)


def _compact(column: Column) -> Column:
    """Drop the words of a text that only rows left out have; words that a policy orders stay as they are."""
    words = column.words
    if words is None or column.data.dtype != np.int32 or not words:
        return column
    known = column.data if column.valid is None else column.data[column.valid]
    used = np.flatnonzero(np.bincount(known, minlength=len(words)))
    if len(used) == len(words):
        return column
    place = np.zeros(len(words), dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return Column(place[column.data], column.valid, None, tuple(words[each] for each in used))


def _unknown_pupils(sheet: Sheet, pupils: Coded, roll: Roll, faults: Faults) -> set[int]:
    rows = pupils.rows_of(place for place, text in enumerate(pupils.texts) if text not in roll.places).tolist()
    for row in rows:
        pupil = pupils[row]
        if pupil not in roll.bad:
            tell(sheet, row, no_such_pupil(pupil), faults, "pupil")
        else:
            tell(sheet, row, Complaint("D037", f"the row of `{pupil}` in the pupils file is bad"), faults, "pupil")
    return set(rows)


def no_such_pupil(pupil: str) -> Complaint:
    """Say that a row is about nobody."""
    if not pupil:
        return Complaint("D023", "`pupil` is blank", "fill it in")
    if pupil.startswith("'"):
        return refuse("pupil", ColumnShape("text"), pupil)
    return Complaint("D022", f"`{pupil}` is not in the pupils file", "add the pupil, or correct the id")


def wrong_spans(sheet: Sheet, columns: Mapping[str, Column], faults: Faults) -> set[int]:
    """Tell the rows whose span ends before it begins."""
    bad: set[int] = set()
    for begins, ends in _SPANS:
        if begins not in columns or ends not in columns:
            continue
        start, end = columns[begins], columns[ends]
        wrong = end.data < start.data
        for each in (start, end):
            if each.valid is not None:
                wrong &= each.valid
        for row in np.flatnonzero(wrong).tolist():
            bad.add(row)
            told = f"`{ends}` is {sheet.cells[ends][row]}, before `{begins}`, {sheet.cells[begins][row]}"
            tell(sheet, row, Complaint("D035", told, "correct one of the two dates"), faults, ends)
    return bad


def _undeclared_flags(sheet: Sheet, flags: set[str], faults: Faults) -> set[int]:
    cells = sheet.cells["flag"]
    rows = cells.rows_of(place for place, text in enumerate(cells.texts) if text and text not in flags).tolist()
    for row in rows:
        flag = cells[row]
        word = unknown_word(f"no policy declares the flag `{flag}`", flag, sorted(flags))
        tell(sheet, row, Complaint("D036", word.message, word.advice or "declare it under `flags`"), faults, "flag")
    return set(rows)


def _same_keys(sheet: Sheet, key: tuple[str, ...], bad: set[int], faults: Faults) -> set[int]:
    key = tuple(name for name in key if name in sheet.cells)
    if not key:
        return set()
    if any(sheet.cells[name].different == len(sheet.lines) for name in key):
        return set()
    rows = rows_alike([sheet.cells[name].at for name in key])
    told = " and ".join(f"`{name}`" for name in key)
    keys = {row: tuple(sheet.cells[name][row] for name in key) for row in rows if row not in bad}
    return repeated(sheet, keys, told, key[-1], faults)


def rows_alike(columns: Sequence[npt.NDArray[np.integer]]) -> list[int]:
    """Give the rows, ascending, that have in all of some columns the numbers that another row has."""
    if not len(columns[0]):
        return []
    order = np.lexsort(columns)
    opens = np.ones(len(order) + 1, dtype=np.bool_)
    opens[1:-1] = False
    for column in columns:
        ordered = column[order]
        opens[1:-1] |= ordered[1:] != ordered[:-1]
    rows: list[int] = np.sort(order[~(opens[1:] & opens[:-1])]).tolist()
    return rows


def repeated(sheet: Sheet, keys: Mapping[int, tuple[object, ...]], told: str, column: str, faults: Faults) -> set[int]:
    """Tell the rows that have a key that another row has; `keys` holds those of some rows, in their order.

    Of rows that say the same the first is kept. Where they differ none is: which is right cannot be known, and what
    is kept must not hang on the order of the rows.
    """
    first: dict[tuple[object, ...], int] = {}
    differ: set[tuple[object, ...]] = set()
    bad: set[int] = set()
    again: list[int] = []
    for row, key in keys.items():
        known = first.setdefault(key, row)
        if known != row:
            again.append(row)
            if any(cells.at[known] != cells.at[row] for cells in sheet.cells.values()):
                differ.add(key)
    for row in again:
        bad.add(row)
        same = "differs from" if keys[row] in differ else "repeats"
        message = f"a second row for {told} {_said(keys[row])} {same} row {sheet.lines[first[keys[row]]]:,}"
        tell(sheet, row, Complaint("D034", message, "keep one of them"), faults, column)
    for each in sorted(differ, key=lambda key: first[key]):
        row = first[each]
        bad.add(row)
        message = f"further rows for {told} {_said(each)} say otherwise"
        tell(sheet, row, Complaint("D034", message, "keep one of them"), faults, column)
    return bad


def _said(key: tuple[object, ...]) -> str:
    return ", ".join(f"`{part}`" for part in key if isinstance(part, str))


def known_or(column: Column, blank: int) -> npt.NDArray[np.int32]:
    """Give a column of dates with a day number where it is blank."""
    if column.valid is None:
        return column.data.astype(np.int32)
    return np.where(column.valid, column.data, blank).astype(np.int32)


def dated_from(column: Column) -> Column:
    """Give a column of dates in which a blank stands for long ago."""
    return Column(known_or(column, LONG_AGO))


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def nowhere(path: str) -> Place:
    """Give the top of a file that is not read as text."""
    return Place(Source(path, ""), Span(1, 1, 1, 2))
