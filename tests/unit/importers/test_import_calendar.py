"""A school's calendar from iCalendar or a table: its terms, and what is odd about it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.importers.calendar_source import read_school_calendar
from engine.importers.reference import authorities, bank_holidays
from tests.unit.importers.conftest import Desk, national

EVENTS = (
    ("20250902", "20251220", "Autumn Term"),
    ("20251027", "20251101", "Half Term"),
    ("20250901", "", "INSET Day"),
    ("20251128", "20251129", "Staff training day"),
    ("20260105", "20260328", "Spring Term"),
    ("20260216", "20260221", "February half-term"),
    ("20260413", "20260722", "Summer Term"),
    ("20260525", "20260530", "Half term holiday"),
    ("20260504", "20260505", "Early May Bank Holiday"),
    ("20260702", "20260703", "School closed - polling day"),
    ("20251212", "", "Christmas fair"),
)


def ics(*events: tuple[str, str, str]) -> str:
    parts = []
    for number, (first, after, words) in enumerate(events):
        end = f"DTEND;VALUE=DATE:{after}\r\n" if after else ""
        head = f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART;VALUE=DATE:{first}\r\n"
        parts.append(f"{head}{end}SUMMARY:{words}\r\nEND:VEVENT\r\n")
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n" + "".join(parts) + "END:VCALENDAR\r\n"


def read(path: Path):
    outcome = read_school_calendar(path, national())
    assert outcome.value is not None, "\n".join(map(str, outcome.diagnostics))
    return outcome.value, [f"{found.code} {found.message}" for found in outcome.diagnostics]


TERMS = [
    ("autumn", date(2025, 9, 2), date(2025, 12, 19), (date(2025, 10, 27), date(2025, 10, 31))),
    ("spring", date(2026, 1, 5), date(2026, 3, 27), (date(2026, 2, 16), date(2026, 2, 20))),
    ("summer", date(2026, 4, 13), date(2026, 7, 21), (date(2026, 5, 25), date(2026, 5, 29))),
]


def terms(calendar):
    return [(term.name, term.start, term.end, term.half_term_break) for term in calendar.terms]


def test_terms_breaks_and_days_come_from_events(desk: Desk) -> None:
    made, told = read(desk.put("school.ics", ics(*EVENTS)))
    assert terms(made.calendar) == TERMS
    assert made.calendar.inset == {date(2025, 9, 1), date(2025, 11, 28)}
    assert made.calendar.bank_holidays == {date(2026, 5, 4)}
    assert not made.calendar.is_school_day(date(2026, 7, 2))
    assert "D183 an event on 2025-12-12 is no part of a school year: `Christmas fair`" in told
    assert [each.split(" ", maxsplit=1)[0] for each in told if each.startswith("D18")] == ["D180", "D181", "D183"]


def test_what_is_written_is_read_again_as_the_same(desk: Desk, tmp_path: Path) -> None:
    made, _ = read(desk.put("school.ics", ics(*EVENTS)))
    again, _ = read(desk.put("calendar.yaml", made.text))
    assert again.calendar == made.calendar


def test_days_on_which_school_starts_and_ends_make_terms(desk: Desk) -> None:
    events = [
        ("20250902", "", "Autumn term starts"), ("20251219", "", "End of term"),
        ("20260105", "", "Pupils return"), ("20260327", "", "School breaks up"),
        ("20260413", "", "Summer term begins"),
    ]  # fmt: skip
    made, told = read(desk.put("school.ics", ics(*events)))
    assert [(term.start, term.end) for term in made.calendar.terms] == [
        (date(2025, 9, 2), date(2025, 12, 19)),
        (date(2026, 1, 5), date(2026, 3, 27)),
    ]
    assert "D183 school begins on 2026-04-13 and no event says when it ends" in told


def test_a_table_of_stretches(desk: Desk) -> None:
    rows = [
        "Autumn term,02/09/2025,19/12/2025", "Half term,27/10/2025,31/10/2025", "INSET,28/11/2025,",
        "Spring term,05/01/2026,27/03/2026", "Half term,16/02/2026,20/02/2026", "Summer term,13/04/2026,21/07/2026",
        "Half term,25/05/2026,29/05/2026", "Bank holiday,04/05/2026,", "Sports day,01/07/2026,",
    ]  # fmt: skip
    made, told = read(desk.put("year.csv", "\n".join(["Event,From,To", *rows])))
    assert terms(made.calendar) == TERMS
    assert "D183 an event on 2026-07-01 is no part of a school year: `Sports day`" in told


def test_a_table_of_days(desk: Desk) -> None:
    days = []
    for _, begins, ends, pause in TERMS:
        day = begins
        while day <= ends:
            if day.weekday() < 5 and not pause[0] <= day <= pause[1] and day != date(2025, 12, 5):
                kind = "inset" if day == date(2025, 11, 28) else "bank_holiday" if day == date(2026, 5, 4) else "term"
                days.append(f"{day},{kind},both,")
            day += timedelta(days=1)
    made, _ = read(desk.put("year.csv", "\n".join(["date,kind,session,note", *days])))
    assert terms(made.calendar) == TERMS
    assert made.calendar.inset == {date(2025, 11, 28)}
    assert not made.calendar.is_school_day(date(2025, 12, 5))


def test_the_calendar_of_arbor_says_of_every_date_whether_school_is(desk: Desk) -> None:
    lines = []
    for ahead in range(330):
        day = date(2025, 9, 1) + timedelta(days=ahead)
        held = [term for term in TERMS if term[1] <= day <= term[2] and not term[3][0] <= day <= term[3][1]]
        lines.append(f"{day},{'TRUE' if held and day.weekday() < 5 and day != date(2026, 5, 4) else 'FALSE'},,x,1")
    heading = "DATE,IS_GOOD_SCHOOL_DAY,ACADEMIC_HOLIDAY_TYPE,TERM_NAME,DAY_OF_TERM"
    made, _ = read(desk.put("dates.csv", "\n".join([heading, *lines])))
    assert terms(made.calendar) == TERMS
    assert made.calendar.bank_holidays == {date(2026, 5, 4)}


def test_what_is_odd_is_told(desk: Desk) -> None:
    _, told = read(desk.put("school.ics", ics(*EVENTS[:8], ("20260511", "", "May Day bank holiday"))))
    assert told[0] == "D180 2025/26 has 194 school days; a maintained school has 190"
    assert told[1] == "D181 2025/26 has 2 INSET days; 5 are usual"
    assert told[2] == "D182 bank holidays on which the school is open: 2026-05-04 (Early May bank holiday)"
    assert told[3] == "D182 days that are no bank holidays: 2026-05-11"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("school.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "D101"),
        ("school.ics", "no calendar at all", "D101"),
        ("school.ics", ics(("20251212", "", "Christmas fair")), "D184"),
        ("year.csv", "a,b\n1,2\n", "D120"),
        ("year.csv", "date,kind\n31/02/2025,term\n", "D024"),
    ],
)
def test_what_is_no_calendar_is_told(name: str, content: str, code: str, desk: Desk) -> None:
    outcome = read_school_calendar(desk.put(name, content), national())
    assert outcome.value is None
    assert code in [found.code for found in outcome.diagnostics]


def test_marks_on_days_without_school_are_told_where_the_calendar_is_known(desk: Desk) -> None:
    desk.put("school.ics", ics(*EVENTS))
    desk.put("register.csv", "Adm No,Date,Session,Mark\n1,28/11/2025,AM,/\n1,01/12/2025,AM,/\n1,06/12/2025,AM,#\n")
    told = desk.told("register.csv", calendar=desk.folder / "school.ics")
    assert any("2:4 D157 a mark `/` on 2025-11-28 AM, when the calendar has no school" in each for each in told)


def test_the_tables_are_whole() -> None:
    years = {day.year for day in bank_holidays()}
    assert all(sum(day.year == year for day in bank_holidays()) >= 8 for year in years)
    assert all(day.weekday() < 5 for day in bank_holidays())
    assert {"876", "860", "838", "943"} <= authorities() and "999" not in authorities()


def test_marks_that_a_wrong_calendar_has_no_school_for_are_told_in_one_line(desk: Desk) -> None:
    desk.put("school.ics", ics(*EVENTS))
    rows = "".join(
        f"{who},{day:02}/08/2025,{half},/\n" for day in range(11, 16) for half in ("AM", "PM") for who in (1, 2)
    )
    desk.put("register.csv", f"Adm No,Date,Session,Mark\n{rows}1,01/12/2025,AM,/\n")
    told = [each for each in desk.told("register.csv", calendar=desk.folder / "school.ics") if "D157" in each]
    assert told == [
        "2:4 D157 20 marks in 10 sessions when the calendar has no school: the first are 2025-08-11 AM, "
        "2025-08-11 PM and 2025-08-12 AM (column `Mark`)"
    ]
