"""A dataset -> the exports that school information systems would make of it."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars
import xlsxwriter

from engine.dataset import NO_ROW, MarkTable

Export = Callable[[MarkTable, Path], list[Path]]
NAMES = ("mon", "tue", "wed", "thu", "fri")


def cells(marks: MarkTable) -> Iterator[tuple[str, date, str, str]]:
    """Yield pupil, date, session and code of every mark."""
    for slot, row in enumerate(marks.cells.tolist()):
        day, session = marks.days[slot // 2], ("AM", "PM")[slot % 2]
        for pupil, code in zip(marks.pupils, row, strict=True):
            if code != NO_ROW:
                yield pupil, day, session, marks.codes[code]


def by_pupil(marks: MarkTable) -> dict[str, dict[tuple[date, str], str]]:
    found: dict[str, dict[tuple[date, str], str]] = {pupil: {} for pupil in marks.pupils}
    for pupil, day, session, code in cells(marks):
        found[pupil][day, session] = code
    return found


def sims_long(marks: MarkTable, folder: Path) -> list[Path]:
    """A report with the subcode in a column of its own."""
    rows = [
        f"{pupil},{day:%d/%m/%Y},{session},{code[:1]},{code if len(code) > 1 else ''},\n"
        for pupil, day, session, code in cells(marks)
    ]
    return [_text(folder / "long.csv", "Adm No,Date,Session,Mark,Subcode,Comments\n" + "".join(rows))]


def sims_wide(marks: MarkTable, folder: Path) -> list[Path]:
    """A workbook with a column a session, real dates above AM and PM."""
    path = folder / "register.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Register")
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(1, 0, ["Surname Forename", "Adm No"])
        for place, day in enumerate(marks.days):
            sheet.write_datetime(1, 2 + 2 * place, day, dated)
            sheet.write_row(2, 2 + 2 * place, ["AM", "PM"])
        for row, (pupil, held) in enumerate(by_pupil(marks).items()):
            sheet.write_row(3 + row, 0, [f"Doe, {pupil}", pupil])
            for place, day in enumerate(marks.days):
                for half, session in enumerate(("AM", "PM")):
                    code = held.get((day, session))
                    if code is not None:
                        sheet.write_string(3 + row, 2 + 2 * place + half, code or "-")
    return [path]


def a_row_a_day(marks: MarkTable, folder: Path) -> list[Path]:
    """A list with the weekday in the date, and the morning and the afternoon side by side."""
    lines = []
    for pupil, held in by_pupil(marks).items():
        for day in marks.days:
            both = [held.get((day, half)) for half in ("AM", "PM")]
            if any(code is not None for code in both):
                told = ";".join("" if code is None else code or "-" for code in both)
                lines.append(f"{pupil};{day:%a %d/%m/%Y};{told}\n")
    return [_text(folder / "days.csv", "Adm No;Date;AM;PM\n" + "".join(lines))]


def marks_strings(marks: MarkTable, folder: Path) -> list[Path]:
    lines = []
    for monday in _mondays(marks):
        for pupil, held in by_pupil(marks).items():
            week = [held.get((monday + timedelta(days=day), half)) for day in range(5) for half in ("AM", "PM")]
            if any(code is not None for code in week):
                signs = "".join(" " if code is None else code or "-" for code in week)
                lines.append(f'{pupil},{monday:%d/%m/%Y},"{signs}"\n')
    return [_text(folder / "strings.csv", "Adm No,Week Beginning,Marks\n" + "".join(lines))]


def bromcom_weeks(marks: MarkTable, folder: Path) -> list[Path]:
    heading = ",".join(f"{name.title()}{half}" for name in NAMES for half in ("AM", "PM"))
    held = by_pupil(marks)
    files = []
    for monday in _mondays(marks):
        slots = [(monday + timedelta(days=day), half) for day in range(5) for half in ("AM", "PM")]
        lines = []
        for pupil in marks.pupils:
            week = [held[pupil].get(slot) for slot in slots]
            lines.append(",".join([pupil, *("" if code is None else code or "-" for code in week)]) + "\n")
        files.append(_text(folder / f"week_{monday}.csv", f"StudentId,{heading}\n{''.join(lines)}"))
    return files


def arbor(marks: MarkTable, folder: Path) -> list[Path]:
    lines = [f"{pupil},{day} 00:00:00,{session},{code},,\n" for pupil, day, session, code in cells(marks)]
    return [
        _text(folder / "roll_call.csv", "STUDENT_ID,DATE,PERIOD,RAW_MARK,MARK_CODE,MINUTES_LATE\n" + "".join(lines))
    ]


def wonde(marks: MarkTable, folder: Path) -> list[Path]:
    ids = {code: f"A{number:05}" for number, code in enumerate(marks.codes)}
    records = [
        {
            "id": f"R{number}",
            "date": {"date": f"{day} 00:00:00.000000", "timezone": "Europe/London"},
            "session": session,
            "comment": "ill at home",
            "student": pupil,
            "attendance_code": ids[code],
            "employee": None,
        }
        for number, (pupil, day, session, code) in enumerate(cells(marks))
    ]
    codes = [{"id": held, "code": code or "-", "description": "x"} for code, held in ids.items()]
    return [
        _text(folder / "session.json", json.dumps({"data": records, "meta": {"pagination": {"more": False}}})),
        _text(folder / "attendance-codes.json", json.dumps({"data": codes})),
    ]


def ctf(marks: MarkTable, folder: Path) -> list[Path]:
    first, last = marks.days[0], marks.days[-1]
    pupils = []
    for pupil, held in by_pupil(marks).items():
        signs = ""
        for ahead in range((last - first).days + 1):
            day = first + timedelta(days=ahead)
            for half in ("AM", "PM"):
                code = held.get((day, half))
                signs += ("#" if day.weekday() > 4 else " ") if code is None else code or "-"
        pupils.append(
            f"<Pupil><PersonID>{pupil}</PersonID><Attendance><YearData><Year>2025</Year><AttendSessions>"
            f"<AttendanceStartDate>{first}</AttendanceStartDate><AttendanceMarks>{signs}|</AttendanceMarks>"
            "</AttendSessions></YearData></Attendance></Pupil>".replace("|", "")
        )
    return [_text(folder / "ctf.xml", f"<CTfile><CTFpupilData>{''.join(pupils)}</CTFpupilData></CTfile>")]


def sims_xml(marks: MarkTable, folder: Path) -> list[Path]:
    records = [
        f"<SessionAttendance><PersonID>{pupil}</PersonID><AttendanceDate>{day}T09:00:00</AttendanceDate>"
        f"<SessionName>{session}</SessionName><AttendanceMark>{code or '-'}</AttendanceMark>"
        "<Comments>mum called</Comments></SessionAttendance>"
        for pupil, day, session, code in cells(marks)
    ]
    head = '<?xml version="1.0" encoding="iso-8859-1"?>'
    return [_text(folder / "sims.xml", f"{head}<SessionAttendances>{''.join(records)}</SessionAttendances>")]


def data_team_parquet(marks: MarkTable, folder: Path) -> list[Path]:
    """Typed columns, the dates as moments of the world's time: midnight in England is 23:00 before it in summer."""
    rows = [(pupil, day, session, code, None, ["a", "list"]) for pupil, day, session, code in cells(marks)]
    frame = polars.DataFrame(rows, ["Adm No", "Date", "Session", "Mark", "Minutes Late", "Tags"], orient="row")
    moment = polars.col("Date").cast(polars.Datetime("us")).dt.replace_time_zone("Europe/London")
    typed = frame.with_columns(moment.dt.convert_time_zone("UTC"), polars.col("Session").cast(polars.Categorical))
    typed.write_parquet(folder / "warehouse.parquet")
    return [folder / "warehouse.parquet"]


def parquet_strings(marks: MarkTable, folder: Path) -> list[Path]:
    """Strings of marks, in which blanks at the end are sessions without one."""
    (plain,) = marks_strings(marks, folder)
    polars.read_csv(plain, infer_schema=False).write_parquet(folder / "strings.parquet")
    plain.unlink()
    return [folder / "strings.parquet"]


ALL: dict[str, Export] = {
    each.__name__: each
    for each in (
        *(
            sims_long,
            sims_wide,
            a_row_a_day,
            marks_strings,
            bromcom_weeks,
            arbor,
            wonde,
            ctf,
            sims_xml,
            data_team_parquet,
            parquet_strings,
        ),
    )
}
ONE_SIGN = ("marks_strings", "parquet_strings", "ctf")
"""Shapes that cannot hold a code of two characters."""


def in_one_sign(marks: MarkTable) -> MarkTable:
    """Write every code of two characters as another one of its own first sign, so that a sign is a mark."""
    place = {code: number for number, code in enumerate(marks.codes)}
    turned = marks.cells.copy()
    for code, number in place.items():
        if len(code) > 1:
            turned[marks.cells == number] = place["I"]
    return MarkTable(marks.days, marks.pupils, marks.codes, turned, marks.arrivals, marks.has_arrived)


def _mondays(marks: MarkTable) -> list[date]:
    return sorted({day - timedelta(days=day.weekday()) for day in marks.days})


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def count(marks: MarkTable) -> int:
    return int(np.count_nonzero(marks.cells != NO_ROW))
