"""What is changed in the data, in words and as the files would say it."""

from collections.abc import Iterable, Mapping
from datetime import date

from engine.calendar import SESSIONS, date_of
from engine.evaluate.block import BELOW_YEAR_1
from engine.explain.edit import Edit, FileGiven, MarkEdit, PupilEdit, RowEdit, RowGone
from engine.explain.rows import row_in_words
from engine.model.dataset import PUPILS, TableShape
from engine.model.explanation import EditOutput
from engine.register import Register
from engine.words import cell_in_words, day_in_words, name_in_words

_FEW = 6
Shapes = Mapping[str, TableShape]


def in_words(register: Register, edits: Iterable[Edit]) -> str:
    """Say exactly what is changed: the first few marks with what they were, every row and every cell."""
    held = merged(edits)
    blank = [each for each in held if isinstance(each, MarkEdit) and each.code == ""]
    marks = [each for each in held if isinstance(each, MarkEdit) and each.code != ""]
    told = [_mark(register, each) for each in marks[:_FEW]]
    parts = (
        ["marks " + ", ".join(told) + (f" and {len(marks) - _FEW} more" if len(marks) > _FEW else "")] if marks else []
    )
    if blank:
        parts.append(f"{len(blank)} mark{'s' * (len(blank) > 1)} left out")
    rows: dict[str, int] = {}
    for each in held:
        if not isinstance(each, MarkEdit):
            rows[_row(register, each)] = rows.get(_row(register, each), 0) + 1
    parts += [text if count == 1 else f"{text}, {count} times" for text, count in rows.items()]
    return "; ".join(parts)


def _mark(register: Register, edit: MarkEdit) -> str:
    day = day_in_words(date_of(int(register.calendar.days[edit.slot // 2])))
    was = register.codes[int(register.marks[edit.slot, 0])] if edit.slot < len(register.marks) else ""
    code = f" {edit.code}" if edit.code is not None else ""
    instead = f" for {was}" if was and edit.code is not None and was != edit.code else ""
    came = f" arrived {_clock(edit.arrived)}" if edit.arrived is not None else ""
    late = f" {edit.minutes_late} minutes late" if edit.minutes_late is not None else ""
    return f"{day} {SESSIONS[edit.slot % 2]}{code}{instead}{came}{late}"


def _row(register: Register, edit: Edit) -> str:
    if isinstance(edit, FileGiven):
        return f"the file {edit.table} without a further row"
    if isinstance(edit, PupilEdit):
        since = f" from {day_in_words(edit.since)} on" if edit.since is not None else ""
        return f"{edit.column} {cell_in_words(edit.value)}{since}"
    if isinstance(edit, RowGone):
        return f"without the row {_cells(row_in_words(register.tables[edit.table], edit.row))} of {edit.table}"
    assert isinstance(edit, RowEdit), "INVARIANT: marks are told apart"
    cells = ", ".join(f"{name_in_words(name)} {cell_in_words(value)}" for name, value in edit.values.items())
    if edit.row is None:
        return f"a row more in {edit.table}: {cells}"
    return f"{cells} in the row {_cells(row_in_words(register.tables[edit.table], edit.row))} of {edit.table}"


def _cells(row: Mapping[str, str]) -> str:
    return ", ".join(f"{name_in_words(name)} {value}" for name, value in row.items())


def outputs(register: Register, edits: Iterable[Edit], shapes: Shapes) -> list[EditOutput]:
    """Give the changes as the files would have them, a file, a row and its new cells each."""
    return [_output(register, each, shapes) for each in merged(edits)]


def merged(edits: Iterable[Edit]) -> list[Edit]:
    """Put the edits of one row, and of one pupil from one day, together: a row is told by its cells as they were."""
    found: list[Edit] = []
    rows: dict[tuple[str, int], int] = {}
    for each in edits:
        if isinstance(each, RowEdit) and each.row is not None:
            at = rows.setdefault((each.table, each.row), len(found))
            if at < len(found):
                was = found[at]
                assert isinstance(was, RowEdit), "INVARIANT: a place of a row holds that row"
                found[at] = RowEdit(each.table, each.row, {**was.values, **each.values})
                continue
        found.append(each)
    return found


def _output(register: Register, edit: Edit, shapes: Shapes) -> EditOutput:
    if isinstance(edit, MarkEdit):
        given = {"code": edit.code}
        given["arrived"] = None if edit.arrived is None else _clock(edit.arrived)
        given["minutes_late"] = None if edit.minutes_late is None else str(edit.minutes_late)
        day = date_of(int(register.calendar.days[edit.slot // 2])).isoformat()
        values = {name: value for name, value in given.items() if value is not None}
        return EditOutput(
            file="marks", how="set", where={"date": day, "session": SESSIONS[edit.slot % 2]}, values=values
        )
    if isinstance(edit, PupilEdit):
        shape = PUPILS.get(edit.column)
        values = {edit.column: _cell(edit.value, shape.type if shape else "")}
        if edit.since is None:
            return EditOutput(file="pupils", how="set", where={}, values=values)
        return EditOutput(file="pupils", how="add", where={}, values={"from": edit.since.isoformat(), **values})
    if isinstance(edit, FileGiven):
        return EditOutput(file=edit.table, how="give", where={}, values={})
    where = {} if edit.row is None else row_in_words(register.tables[edit.table], edit.row)
    if isinstance(edit, RowGone):
        return EditOutput(file=edit.table, how="remove", where=where, values={})
    columns = shapes[edit.table].columns
    values = {name: _cell(value, columns[name].type if name in columns else "") for name, value in edit.values.items()}
    return EditOutput(file=edit.table, how="add" if edit.row is None else "set", where=where, values=values)


def _cell(value: object, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "time" and isinstance(value, int):
        return _clock(value)
    below = next((text for text, year in BELOW_YEAR_1.items() if kind == "year_group" and year == value), None)
    if below is not None:
        return below
    return value.isoformat() if isinstance(value, date) else str(value)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
