"""Files of a school information system -> a dataset: each table recognised, read and settled, then all put together."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from engine.dataset import Table
from engine.diagnostics import Outcome, Severity, in_order
from engine.importers import names
from engine.importers.above_headings import lost_above
from engine.importers.account import Account, Imported, Wishes
from engine.importers.calendar_source import ReadDates, read_school_calendar
from engine.importers.codebook import Codebook, codebook_of
from engine.importers.codes_table import read_codes
from engine.importers.ctf import read_blocks
from engine.importers.further import Further, read_further
from engine.importers.gather import gather
from engine.importers.grid import read_days, read_strings, read_week, read_wide
from engine.importers.meanings import look_at_presence
from engine.importers.observed import Observed, Person
from engine.importers.open_source import open_source
from engine.importers.people import ABOUT, KEYS
from engine.importers.plain import Plain
from engine.importers.pupils import pupil_rows
from engine.importers.recognise import LOOKED_AT, recognise
from engine.importers.recognised import BY_ROW, Recognised
from engine.importers.reference import authorities
from engine.importers.roll import enrol
from engine.importers.roster import Roster, read_roster
from engine.importers.rows import READ, read_rows
from engine.importers.settle import Settled, settle
from engine.model.import_map import ImportMap
from engine.readers.calendar import FILE as CALENDAR
from engine.readers.faults import Complaint, Faults
from engine.register import Expected
from engine.source import Place, Source, Span
from engine.validate.near import listed, meant

UNKNOWN: Final = "D120"
"""The code under which a table is told that is no shape that is known."""

_MOST_NAMED: Final = 12

_BESIDE: Final = ("date", "week", "start", "marks")
"""What is read beside the pupils of tables whose marks stand in several columns or in strings."""

_READ: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".xml", ".parquet")
"""The files of a folder that are read."""


def import_files(paths: Sequence[Path], expected: Expected, wishes: Wishes) -> Outcome[Imported]:
    """Read every source and put what they say together; there is no dataset where a row or file is at fault.

    With `skip_bad_rows` bad rows are left out and told as warnings. Yields: what opening, recognising, reading and
    settling may find, D120 a table that is not recognised, D165 what a mapping file names and no source has, D170 no
    marks, D013 a table without a row (warning), D187 what of a folder is not read (info).
    """
    faults = Faults(skip=wishes.skip_bad_rows)
    book = codebook_of(expected)
    found: list[Observed | Roster | Further] = []
    files, beside = _files(paths, faults)
    if wishes.calendar is None and beside is not None:
        wishes = replace(wishes, calendar=beside)
    tables = [table for path in files for table in open_source(path, faults)]
    mapping, told = _with_codes(tables, wishes.mapping, book)
    wishes = replace(wishes, mapping=mapping)
    wrong: list[tuple[Plain, Complaint]] = []
    for table in tables:
        if table.kind == "codes" or (mapping.sheet is not None and table.sheet and table.sheet != mapping.sheet):
            continue
        read = _read(table, expected, mapping, faults)
        if isinstance(read, Complaint):
            wrong.append((table, read))
        else:
            found.append(read)
    for one in found:
        if not one.height:
            told_of = f"`{one.table.name}` has headings and no row below them"
            advice = "was it exported for the right days and pupils?"
            top = Place(one.table.source, Span(1, 1, 1, 2))
            faults.file("D013", told_of, advice, place=top, severity=Severity.WARNING)
    _tell_unmapped(tables, mapping, faults)
    _tell_unread(wrong, {each.table.source.name for each in found}, faults)
    marks = [each for each in found if isinstance(each, Observed)]
    if not marks or any(item.severity is Severity.ERROR for item in faults.diagnostics):
        if not marks and not faults.failed():
            faults.file("D170", "none of the sources has marks", "give the export of the register")
        return Outcome(None, in_order(faults.diagnostics))
    made = _put_together(found, marks, book, expected, wishes, faults)
    assert made.value is not None, "INVARIANT: marks make a dataset"
    return Outcome(replace(made.value, accounts=(*told, *made.value.accounts)), made.diagnostics)


def _files(paths: Sequence[Path], faults: Faults) -> tuple[list[Path], Path | None]:
    """Give the files that are meant, those of a folder by name, and the calendar that lies among them."""
    files: list[Path] = []
    calendar = None
    for path in paths:
        held = sorted(path.iterdir()) if path.is_dir() else [path]
        other = []
        for each in held:
            if each.name == CALENDAR:
                calendar = each
            elif not path.is_dir() or (each.is_file() and each.suffix.lower() in _READ and not _is_aside(each)):
                files.append(each)
            elif not _is_aside(each):
                other.append(each.name)
        if other:
            told = f"not read of the folder: {listed(other, _MOST_NAMED)}"
            advice = "what is read of a folder is CSV, text, workbooks, JSON, XML and Parquet, and no folder within it"
            place = Place(Source(str(path), ""), Span(1, 1, 1, 2))
            faults.file("D187", told, advice, place=place, severity=Severity.INFO)
    return files, calendar


def _is_aside(path: Path) -> bool:
    """Whether a file is a program's own, hidden or a workbook's lock."""
    return path.name.startswith((".", "~$"))


def _with_codes(tables: Sequence[Plain], wanted: ImportMap, book: Codebook) -> tuple[ImportMap, list[Account]]:
    """Add the system's own tables of codes to what the mapping file says of codes."""
    meant: dict[str, str] = {}
    told = []
    for table in tables:
        if table.kind == "codes":
            found = recognise(table, wanted)
            assert isinstance(found, Recognised), "INVARIANT: a table of codes is known by its records"
            codes, rows = read_codes(table, found, book.codes)
            meant.update(codes)
            told.append(Account(table.name, "codes", found.why, rows, rows, 0))
    return wanted.model_copy(update={"codes": {**meant, **wanted.codes}}), told


def _put_together(
    found: Sequence[Observed | Roster | Further],
    marks: Sequence[Observed],
    book: Codebook,
    expected: Expected,
    wishes: Wishes,
    faults: Faults,
) -> Outcome[Imported]:
    settled = [settle(each, book, wishes.mapping, wishes.as_at, faults) for each in marks]
    for one in settled:
        look_at_presence(one, book, faults)
    people: list[tuple[Plain, Sequence[Person]]] = [(each.table, each.people) for each in found]
    enrolled = enrol(people, authorities(), wishes.key, faults)
    place_of = {id(each): places for each, places in zip(found, enrolled.places, strict=True)}
    roll = pupil_rows(enrolled.pupils, expected.pupil_columns, wishes.mapping, faults)
    calendar = _calendar(wishes, expected, faults)
    open_days = None if calendar is None else calendar.calendar
    places = [place_of[id(each)] for each in marks]
    gathered = gather(settled, places, enrolled.pupils, roll, open_days, book, wishes.mapping, faults)
    if not len(gathered.marks.days) and not faults.failed():
        faults.file("D170", "no mark of the sources can be used", "look at what is told of them")
    tables = {"pupils": roll.table}
    told: list[Account] = []
    for each in found:
        if isinstance(each, Observed):
            at = next(number for number, one in enumerate(marks) if one is each)
            told.append(_account(settled[at], gathered.taken[at]))
        elif isinstance(each, Roster):
            told.append(each.account(place_of[id(each)]))
        else:
            table, account = each.labelled(place_of[id(each)], [pupil.label for pupil in enrolled.pupils], faults)
            tables[each.name] = _joined(tables.get(each.name), table)
            told.append(account)
    days = gathered.marks.days
    imported = Imported(
        tuple(told),
        gathered.marks,
        tables,
        calendar.text if calendar else None,
        [(pupil.label, *pupil.seen) for pupil in enrolled.pupils],
        days[0] if days else None,
        days[-1] if days else None,
    )
    faults.close()
    diagnostics = in_order(faults.diagnostics)
    return Outcome(imported, diagnostics)


def _calendar(wishes: Wishes, expected: Expected, faults: Faults) -> ReadDates | None:
    """Read the calendar that is asked for; none, told, where there is none."""
    if wishes.calendar is None:
        told = "no calendar is given, and `policy run` needs `calendar.yaml`"
        faults.file("D185", told, "give `--calendar` or put one beside the marks", severity=Severity.INFO)
        return None
    outcome = read_school_calendar(wishes.calendar, expected)
    faults.diagnostics.extend(outcome.diagnostics)
    return outcome.value


def _tell_unmapped(tables: Sequence[Plain], mapping: ImportMap, faults: Faults) -> None:
    """Tell what a mapping file names and no source has: what it was to say would be lost."""
    sheets = sorted({table.sheet for table in tables if table.sheet})
    if mapping.sheet is not None and sheets and mapping.sheet not in sheets:
        told = f"the mapping file names the sheet `{mapping.sheet}`, and no source has it"
        faults.file("D165", told, meant(mapping.sheet, sheets, f"the sheets are {listed(sheets)}"))
        return
    rows = [tuple(" ".join(cell.split()) for cell in cells) for table in tables for _, cells in table.top[:LOOKED_AT]]
    known = {cell for cells in rows for cell in cells}
    # a row that is no heading may name pupils, and nothing of it is said
    headings = [cell for cells in rows if len(names.roles_of(cells)) > 1 for cell in cells if cell]
    for role, heading in mapping.columns.plain(nones=False).items():
        if " ".join(heading.split()) not in known and tables:
            told = f"the mapping file names the column `{heading}` for `{role}`, and no source has it"
            faults.file("D165", told, meant(heading, headings, "write the heading as it stands in the file"))


def _tell_unread(wrong: Sequence[tuple[Plain, Complaint]], read: set[str], faults: Faults) -> None:
    """Tell tables that are not read: a sheet of a workbook that has others may be a cover, any other is an error."""
    for table, complaint in wrong:
        where = f"`{table.name}`: " if table.sheet else ""
        cover = bool(table.sheet) and complaint.code == UNKNOWN and table.source.name in read
        severity = Severity.WARNING if cover else Severity.ERROR
        top = Place(table.source, Span(1, 1, 1, 2))
        faults.file(complaint.code, f"{where}{complaint.message}", complaint.advice, place=top, severity=severity)


def _read(
    table: Plain, expected: Expected, wanted: ImportMap, faults: Faults
) -> Observed | Roster | Further | Complaint:
    found = recognise(table, wanted)
    read: Observed | Roster | Further | Complaint
    if isinstance(found, Complaint):
        read = found
    else:
        above = lost_above(table, found) if wanted.header_row is None else None
        read = above or _read_as(table, found, expected, wanted, faults)
    if isinstance(read, Complaint):
        return read
    assert not isinstance(found, Complaint), "INVARIANT: what was read was recognised"
    if found.shape != "dataset":  # whose columns are those that its format asks for
        _tell_columns(table, found, expected.pupil_columns if found.shape == "pupils" else (), faults)
    return read


def _read_as(
    table: Plain, found: Recognised, expected: Expected, wanted: ImportMap, faults: Faults
) -> Observed | Roster | Further | Complaint:
    match found.shape:
        case "wide":
            return read_wide(table, found, wanted)
        case "bromcom-week":
            return read_week(table, found, wanted)
        case "days":
            return read_days(table, found, wanted)
        case "marks":
            return read_strings(table, found, wanted)
        case "pupils":
            return read_roster(table, found, expected, wanted, faults)
        case "ctf":
            return read_blocks(table, found, wanted)
        case "dataset":
            return read_further(table, found, expected, faults)
        case _:
            return read_rows(table, found, wanted)


def _tell_columns(table: Plain, found: Recognised, own: Collection[str], faults: Faults) -> None:
    """Say which columns are not imported: those of free text, and those that nobody knows, once a file.

    `own` are the columns of pupils that the policy declares, which a list of pupils has.
    """
    read = {*KEYS, *ABOUT, *(_BESIDE if found.grid or found.shape in ("marks", "ctf") else (*READ, "from"))}
    if found.grid and found.grid[0].session == BY_ROW:
        read.add("session")
    used = {place for role, place in found.roles.items() if role in read} | {heading.place for heading in found.grid}
    free = [
        name
        for place, name in enumerate(found.header)
        if place not in used and names.plain_name(name) in names.COMMENTS
    ]
    known = {*names.COMMENTS, *names.FLAGS, names.POSSIBLE_FLAG, *names.GLYPHS, *names.ROLES["code_name"]}
    others = [
        name
        for place, name in enumerate(found.header)
        if name and place not in used and names.plain_name(name) not in known and name not in own
    ]
    line = max(found.line, 1)
    top = Place(table.source, Span(line, 1, line, 2))
    below = [cells for line, cells in table.top if line > found.line]
    others += [
        f"column {place + 1}"
        for place, name in enumerate(found.header)
        if not name and place not in used and any(place < len(cells) and cells[place].strip() for cells in below)
    ]
    if free:
        told = f"{', '.join(f'`{name}`' for name in free)} holds free text, which is never imported"
        faults.file("D171", told, "", place=top, severity=Severity.INFO)
    if others:
        told = f"not imported: {listed(others, _MOST_NAMED)}"
        said = [item.place.source.name for item in faults.diagnostics if item.message == told and item.place]
        if top.source.name not in said:
            advice = "a mapping file may say what they are; what pupils have besides, a policy declares (`--policy`)"
            faults.file("D173", told, advice, place=top, severity=Severity.INFO)


def _account(settled: Settled, taken: "np.typing.NDArray[np.bool_]") -> Account:
    """Count what became of the rows of a table of marks."""
    observed = settled.observed
    fault_lines = np.array([line for line, _ in observed.faults], dtype=np.int64)
    size = 1 + max((int(each.max(initial=0)) for each in (observed.rows, observed.lines, fault_lines)), default=0)
    # Sets of rows as one truth value a line: a table may have millions of them.
    every, used, told, spoken = (np.zeros(size, dtype=np.bool_) for _ in range(4))
    every[observed.rows] = True
    every[fault_lines] = True
    used[settled.lines[taken]] = True
    told[np.fromiter(settled.told, dtype=np.int64, count=len(settled.told))] = True
    spoken[observed.lines] = True
    reported = int(np.count_nonzero(told & ~used))
    silent = np.flatnonzero(spoken & ~used & ~told)
    assert not len(silent), f"INVARIANT: rows {silent[:5].tolist()} are neither used nor reported"
    assert int(np.count_nonzero(every)) == observed.height, "INVARIANT: every row is read once"
    marks = int(np.count_nonzero(taken))
    return Account(
        observed.table.name,
        observed.shape,
        observed.why,
        observed.height,
        observed.height - reported,
        reported,
        marks,
        len(observed.who) - marks,
        observed.blank,
    )


def _joined(one: Table | None, two: Table) -> Table:
    """Put two tables of one name together."""
    if one is None:
        return two
    columns = tuple(dict.fromkeys((*one.columns, *two.columns)))
    rows = [
        [dict(zip(each.columns, row, strict=True)).get(name, "") for name in columns]
        for each in (one, two)
        for row in each.rows
    ]
    return Table(columns, rows)
