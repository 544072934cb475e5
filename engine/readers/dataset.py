"""A folder -> the register: finds the files, reads each, and puts together what they say."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from engine.calendar import Calendar, date_of, day_number
from engine.diagnostics import Outcome, Severity, in_order
from engine.model.dataset import MARKS, TABLES, USUAL_COLUMNS, TableShape
from engine.nearest import close
from engine.pool.beside import at_once, beside
from engine.pool.uncollected import uncollected
from engine.readers.batch import NO_DATE, words_for
from engine.readers.calendar import FILE as CALENDAR
from engine.readers.calendar import ReadCalendar, read_calendar
from engine.readers.digest import digest_of, digest_of_marks
from engine.readers.encoding import writing_of
from engine.readers.facts import Sheets, is_large, read_facts
from engine.readers.faults import Faults
from engine.readers.marks import NO_ROW, Marks, unusual_told
from engine.readers.marks_csv import LONG_PIECE, MANY_PIECES, MarksCsv, open_marks
from engine.readers.missing import clear_rows, missing_marks
from engine.readers.pupils import Pupils, read_pupils
from engine.readers.sheet import Sheet
from engine.readers.standing import codes_of, rules_for
from engine.readers.table import check_columns, nowhere, tell_asked
from engine.register import DataReport, Expected, FactTable, Register
from engine.source import Place, Source, Span

if TYPE_CHECKING:
    from engine.readers.marks_compact import MarksCompact
    from engine.readers.marks_parquet import MarksParquet

FORMATS: Final = (".csv", ".parquet")
_QUIET: Final = ("readme", "license", "licence")
"""Files that tell people about the data; every other one that is not read is told."""

_FAR: Final = 2**30


def read_dataset(
    folder: Path, expected: Expected, *, as_of: date | None = None, skip_bad_rows: bool = False
) -> Outcome[Register]:
    """Read a dataset as the policy expects it.

    Every bad row is told. There is no register where one is an error, which it is unless `skip_bad_rows` leaves it
    out; a fault of a whole file is an error always. `as_of` is the latest date of the marks where it is left out;
    marks after it are not used.

    Yields: D001 no folder, D002 a missing file, D004 a table in two formats, D011 a file that is not read (info),
    D013 no row, D014 marks in the other session (warning), D015 a notice to an unknown parent (warning), D016 rows
    left out with their pupil (warning), D017 as-of before the first school day, D018 too many codes, D041 a column that
    is asked about and not there (warning), and what reading each file may yield.
    """
    # What is read stays, and refers to nothing that refers to it.
    with uncollected():
        return _read(folder, expected, as_of, skip_bad_rows=skip_bad_rows)


def _read(folder: Path, expected: Expected, as_of: date | None, *, skip_bad_rows: bool) -> Outcome[Register]:
    faults = Faults(skip=skip_bad_rows)
    if not folder.is_dir():
        told = f"`{folder}` is no folder" if folder.exists() else f"the folder `{folder}` is not there"
        faults.file("D001", told, "name the folder that holds `calendar.yaml`, the marks and the pupils")
        return Outcome(None, faults.diagnostics)
    shapes = {name: _all_needed(shape) for name, shape in table_shapes(expected).items()}
    if len(codes_of(expected)) > NO_ROW:
        told = f"the policy has {len(codes_of(expected)) - 1:,} attendance codes; a register holds at most {NO_ROW - 1}"
        faults.file("D018", told, "take out codes that no school uses")
        return Outcome(None, faults.diagnostics)
    files, unread = _find(folder, shapes, faults)
    of_facts, of_marks = Faults(skip=skip_bad_rows), Faults(skip=skip_bad_rows)
    threads = _threads(files)
    with beside(partial(_open, files.get("marks"), expected, of_marks), threads) as opened:
        calendar = _calendar(folder, expected, faults)
        sheets = Sheets(files)
        sheet = sheets.read("pupils", faults)
        pupils = None if sheet is None else _pupils(sheet, expected, faults)
        file = opened()
    if calendar is None or sheet is None or pupils is None or "marks" not in files:
        faults.join(of_marks)
        return _outcome(None, faults)
    read_all = partial(read_facts, shapes, sheets, sheet, pupils.roll, expected, of_facts)
    with beside(read_all, threads) as waited_for:
        read = None if file is None else _marks(file, calendar.calendar, pupils, expected, as_of, of_marks, threads)
        days = calendar.calendar.days.tolist()
        of_them = b"" if read is None else digest_of_marks(read, days, pupils.ids, codes_of(expected))
        facts = waited_for()
    faults.join(of_facts)
    faults.join(of_marks)
    known = {name: table for name, table in facts.tables.items() if table is not None}
    if file is None or read is None or len(known) < len(shapes):
        return _outcome(None, faults)
    _tell_parents(known, pupils, files, faults)
    rows = {**facts.rows, "marks": read.tally.rows}
    digest = digest_of(calendar.content, facts.digests, of_them)
    faults.close()
    report = DataReport(
        pupils=len(pupils.ids),
        silent_marks=read.tally.silent,
        bad_rows=faults.bad_rows(),
        rows=rows,
        files_missing=tuple(name for name in shapes if name not in files),
        files_unread=unread,
        digest=digest,
    )
    register = register_of(calendar.calendar, pupils, known, read, file, expected, as_of, report, faults)
    return _outcome(register, faults)


def table_shapes(expected: Expected) -> dict[str, TableShape]:
    """Give every table that a dataset may have besides marks and pupils: the usual ones and those declared."""
    shapes = dict(TABLES)
    for name, shape in expected.tables.items():
        usual = TABLES.get(name)
        if usual is None:
            shapes[name] = shape
        else:
            shapes[name] = replace(usual, columns={**usual.columns, **shape.columns})
    return {name: shapes[name] for name in sorted(shapes)}


def _all_needed(shape: TableShape) -> TableShape:
    """Ask for every column that a policy declares: what is counted by one that is missing would be none."""
    usual = {*USUAL_COLUMNS, *(TABLES[shape.name].columns if shape.name in TABLES else ())}
    return replace(
        shape,
        columns={
            name: column if name in usual else replace(column, needed=True) for name, column in shape.columns.items()
        },
    )


def _find(folder: Path, shapes: Mapping[str, TableShape], faults: Faults) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Find each table's file; tell what is missing, what is there twice and, by name, what nobody reads."""
    names = ("marks", "pupils", *shapes)
    present = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    by_name = {path.name: path for path in present}
    files: dict[str, Path] = {}
    for name in names:
        found = [by_name[name + ending] for ending in FORMATS if name + ending in by_name]
        if len(found) > 1:
            told = f"`{found[0].name}` and `{found[1].name}` are both there"
            faults.file("D004", told, "take one of them away", place=nowhere(str(found[0])))
        if found:
            files[name] = found[0]
    wanted = {CALENDAR, *(path.name for path in files.values())}
    others = [path for path in present if path.is_file() and path.name not in wanted]
    for name in ("marks", "pupils"):
        if name not in files:
            near = [path.name for path in others if path.stem.lower().startswith(name)]
            advice = f"is it `{near[0]}`? save it as `{name}.csv`" if near else f"add `{name}.csv` or `{name}.parquet`"
            faults.file("D002", f"`{name}` is missing: `{folder}` has no `{name}.csv`", advice)
    twice = {path.name for path in others if path.stem in files and path.suffix in FORMATS}
    others = [path for path in others if path.name not in twice and path.stem.lower() not in _QUIET]
    for path in others:
        near = close(path.stem.lower(), names, least=0.75)
        advice = f"is it `{near[0]}`? rename it to `{near[0]}.csv`" if near else "a policy may declare it as a table"
        told = f"the file `{path.name}` is not read"
        faults.file("D011", told, advice, place=nowhere(str(path)), severity=Severity.INFO)
    return files, tuple(path.name for path in others)


def _threads(files: Mapping[str, Path]) -> int:
    """Give how many threads are worth their start; of CSV a few pieces for each, for it is read in long ones then."""
    marks = files.get("marks")
    if marks is None or not is_large(*files.values()):
        return 1
    is_short = marks.suffix == ".csv" and marks.stat().st_size < MANY_PIECES * LONG_PIECE
    return 1 if is_short else at_once()


def _calendar(folder: Path, expected: Expected, faults: Faults) -> ReadCalendar | None:
    path = folder / CALENDAR
    if path.is_dir():
        faults.file("D003", f"`{CALENDAR}` is a folder", "put the file in its place", place=nowhere(str(path)))
        return None
    if not path.is_file():
        near = sorted(each.name for each in folder.iterdir() if each.stem.lower() == path.stem)
        advice = f"is it `{near[0]}`? rename it" if near else "write the school's terms into it"
        faults.file("D002", f"`{CALENDAR}` is missing from `{folder}`", advice)
        return None
    outcome = read_calendar(path, expected)
    faults.diagnostics.extend(outcome.diagnostics)
    return outcome.value


def _pupils(sheet: Sheet, expected: Expected, faults: Faults) -> Pupils | None:
    if not sheet.lines and not faults.bad_rows():
        faults.file("D013", f"`{sheet.file}` has no pupil", "export the pupils again", place=nowhere(sheet.source.name))
        return None
    tell_asked(sheet, expected.asked.get("pupils", {}), faults)
    pupils = read_pupils(sheet, expected, faults)
    if pupils is not None and not pupils.ids:
        if not faults.failed():
            told = f"`{sheet.file}` has no pupil that can be used"
            faults.file("D013", told, "correct its rows", place=nowhere(sheet.source.name))
        return None
    return pupils


def _open(path: Path | None, expected: Expected, faults: Faults) -> "MarksCsv | MarksParquet | MarksCompact | None":
    if path is None:
        return None
    file: MarksCsv | MarksParquet | MarksCompact | None
    if path.suffix == ".parquet":
        from engine.readers.marks_parquet import open_marks_parquet

        file = open_marks_parquet(path, faults)
    else:
        file = open_marks(path, faults)
    if file is None:
        return None
    source = Source(str(path), "")
    header = Sheet("marks", path.name, source, file.header, (), {})
    asked = expected.asked.get("marks", {})
    if "arrived" in file.header:
        # How late somebody was follows from when they came.
        asked = {name: names for name, names in asked.items() if name != "minutes_late"}
    tell_asked(header, asked, faults)
    return file if check_columns(header, MARKS, faults) else None


def _marks(
    file: "MarksCsv | MarksParquet | MarksCompact",
    calendar: Calendar,
    pupils: Pupils,
    expected: Expected,
    as_of: date | None,
    faults: Faults,
    threads: int,
) -> Marks | None:
    path = file.path
    words = words_for(calendar, pupils.roll.places, pupils.roll.bad, codes_of(expected))
    enrolled, left = pupils.on_roll(_FAR if as_of is None else day_number(as_of))
    rules = rules_for(calendar, expected, words, enrolled, left)
    marks = file.read(rules, faults, threads)
    if marks is None or (file.is_old and not writing_of(path).tell(file.source, faults)):
        return None
    top = Place(file.source, Span(1, 1, 1, 2))
    if not marks.tally.rows:
        faults.file("D013", f"`{path.name}` has no mark", "export the marks again", place=top)
        return None
    if marks.tally.unusual:
        told = f"codes of the day's other session are taken as they are: {unusual_told(marks.tally.unusual)}"
        faults.file("D014", told, "check the export", place=top, severity=Severity.WARNING)
    if marks.tally.lost:
        told = f"{marks.tally.lost:,} marks belong to pupils whose own row is bad, and cannot be used"
        faults.file("D016", told, "correct the pupils first", place=top, severity=Severity.WARNING)
    return marks


def _tell_parents(tables: Mapping[str, FactTable], pupils: Pupils, files: Mapping[str, Path], faults: Faults) -> None:
    """Tell notices to a parent whom the parents file does not have: they count for nobody's next notice."""
    parents, notices = tables["parents"], tables["notices"]
    if not parents.present or not notices.present:
        return
    known = parents.columns["parent"].words or ()
    words = notices.columns["parent"].words or ()
    # The words of a column ascend.
    found = [bisect_left(known, word) for word in words]
    there = [place < len(known) and known[place] == word for place, word in zip(found, words, strict=True)]
    parent = np.where(there, found, -1).astype(np.int64)[notices.columns["parent"].data]
    # The parents stand by pupil, and a pupil's by no order of their names.
    pairs = np.sort(parents.pupil.astype(np.int64) * len(known) + parents.columns["parent"].data)
    wanted = notices.pupil.astype(np.int64) * len(known) + parent
    is_told = np.searchsorted(pairs, wanted, side="right") > np.searchsorted(pairs, wanted)
    rows = np.flatnonzero(~is_told | (parent < 0))
    held = zip(notices.pupil[rows].tolist(), notices.columns["parent"].data[rows].tolist(), strict=True)
    for pupil, place in dict.fromkeys(held):
        message = f"a notice to `{words[place]}` of `{pupils.ids[pupil]}`, whom `parents` does not have"
        where = nowhere(str(files["notices"]))
        faults.file("D015", message, "add the parent, or correct the id", place=where, severity=Severity.WARNING)


class MarksFile(Protocol):
    """Where marks were read from: the file and its columns."""

    path: Path
    header: tuple[str, ...]


def register_of(
    calendar: Calendar,
    pupils: Pupils,
    tables: Mapping[str, FactTable],
    marks: Marks,
    file: MarksFile,
    expected: Expected,
    as_of: date | None,
    report: DataReport,
    faults: Faults,
) -> Register | None:
    """Put a register together from what was read: marks up to as-of, with what is there and what is missing counted.

    None where there is no mark or no school day up to as-of. Yields: D013, D017.
    """
    if as_of is None and marks.tally.latest == NO_DATE:
        if not faults.failed():
            told = f"`{file.path.name}` has no mark that can be used"
            faults.file("D013", told, "correct its rows", place=nowhere(str(file.path)))
        return None
    seen = date_of(marks.tally.latest) if as_of is None else as_of
    enrolled, left = pupils.on_roll(day_number(seen))
    days = calendar.days[calendar.days <= day_number(seen)]
    if not len(days):
        first = calendar.school_days[0]
        faults.file("D017", f"there is no school day up to {seen}", f"the calendar's first school day is {first}")
        return None
    slots = 2 * len(days)
    cells = marks.cells[:slots]
    clear_rows(marks.cells)
    used, later = int(np.count_nonzero(cells)), int(np.count_nonzero(marks.cells[slots:]))
    if not used and not later and not faults.failed():
        told = f"`{file.path.name}` has no code in any row that can be used"
        advice = "if registers have been taken, export the marks again"
        faults.file("D013", told, advice, place=nowhere(str(file.path)), severity=Severity.WARNING)
    missing = missing_marks(cells, calendar.open_sessions[: len(days)], days, enrolled, left)
    arrivals = marks.arrivals
    stay = arrivals.slot < slots
    arrivals = replace(
        arrivals,
        slot=arrivals.slot[stay],
        pupil=arrivals.pupil[stay],
        arrived=arrivals.arrived[stay],
        minutes_late=arrivals.minutes_late[stay],
    )
    return Register(
        calendar=calendar,
        days=days,
        pupils=pupils.ids,
        codes=codes_of(expected),
        marks=cells,
        arrivals=arrivals,
        has_arrived="arrived" in file.header,
        has_minutes_late="minutes_late" in file.header,
        enrolled=enrolled,
        left=left,
        pupil_rows=pupils.rows,
        tables=tables,
        as_of=seen,
        report=replace(report, marks=used, missing_marks=missing, later_marks=later),
    )


def _outcome(register: Register | None, faults: Faults) -> Outcome[Register]:
    return Outcome(None if faults.failed() else register, in_order(faults.diagnostics))
