"""The marks file: what stands in the register, and what is told about every row that cannot stand there."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars
import pytest

from engine.calendar import day_number
from engine.readers import faults, marks_csv
from engine.register import NOT_GIVEN
from tests.unit.readers.conftest import School


def test_marks_stand_two_rows_a_day_and_a_column_a_pupil(school: School) -> None:
    register = school.register()
    assert register.pupils == ("P1", "P2", "P3")
    assert register.marks.dtype == np.uint8
    assert register.marks.shape == (2 * len(register.days), 3)
    assert register.codes[0] == ""
    assert school.mark("P1", "2024-09-03", "AM") == "/"
    assert school.mark("P1", "2024-09-03", "PM") == "\\"
    assert school.mark("P3", "2024-09-03", "AM") == "I"
    assert school.mark("P1", "2024-09-17", "AM") == "X"
    assert school.mark("P2", "2024-09-04", "AM") == ""
    assert np.count_nonzero(register.marks) == 5


def test_days_are_the_school_days_up_to_as_of(school: School) -> None:
    register = school.register()
    assert register.as_of == date(2024, 9, 17)
    told = [3, 4, 5, 6, 9, 10, 11, 13, 16, 17]
    assert register.days.tolist() == [day_number(date(2024, 9, day)) for day in told]


def test_arrivals_stand_by_slot_and_pupil(school: School) -> None:
    school.marks(
        "P2,2024-09-09,AM,U,09:45,30",
        "P1,2024-09-03,PM,L,13:05,",
        "P1,2024-09-09,AM,L,,7.0",
        "P1,2024-09-03,AM,/,,",
        header="pupil,date,session,code,arrived,minutes_late",
    )
    register = school.register()
    arrivals = register.arrivals
    assert arrivals.slot.tolist() == [1, 8, 8]
    assert arrivals.pupil.tolist() == [0, 0, 1]
    assert arrivals.arrived.tolist() == [13 * 60 + 5, NOT_GIVEN, 9 * 60 + 45]
    assert arrivals.minutes_late.tolist() == [NOT_GIVEN, 7, 30]
    assert (register.has_arrived, register.has_minutes_late) == (True, True)
    assert arrivals.arrived.dtype == np.int16


def test_a_column_that_is_not_there_is_said_to_be_absent(school: School) -> None:
    school.marks("P1,2024-09-03,AM,/", header="pupil,date,session,code")
    register = school.register()
    assert (register.has_arrived, register.has_minutes_late) == (False, False)
    assert len(register.arrivals.slot) == 0


BAD = {
    "an unknown pupil": ("P9,2024-09-03,AM,/,", "1 D022 `P9` is not in the pupils file"),
    "a blank pupil": (",2024-09-03,AM,/,", "1 D023 `pupil` is blank"),
    "an id with an apostrophe": ("'P1,2024-09-03,AM,/,", "1 D033 `pupil` is `'P1`: it begins with an apostrophe"),
    "a date the other way round": ("P1,03/09/2024,AM,/,", "4 D024 `date` is `03/09/2024`, which is no date"),
    "a date that is none": ("P1,2024-02-30,AM,/,", "4 D024 `date` is `2024-02-30`, which is no date"),
    "a date without dashes": ("P1,20240903,AM,/,", "4 D024 `date` is `20240903`, which is no date"),
    "a date with a time": ("P1,2024-09-03T00:00,AM,/,", "4 D024 `date` is `2024-09-03T00:00`, which is no date"),
    "no date": ("P1,,AM,/,", "4 D023 `date` is blank"),
    "another session": ("P1,2024-09-03,am,/,", "15 D026 `session` is `am`, which is no session"),
    "an unknown code": ("P1,2024-09-03,AM,ZZ,", "18 D030 `ZZ` is not an attendance code"),
    "a code in small letters": ("P1,2024-09-03,AM,i,", "18 D030 `i` is not an attendance code"),
    "a dash": ("P1,2024-09-03,AM,-,", "18 D030 `-` is not an attendance code"),
    "a code with an apostrophe": ("P1,2024-09-03,AM,'/,", "18 D033 `code` is `'/`: it begins with an apostrophe"),
    "a code of another time": ("P1,2024-09-03,AM,H,", "18 D031 the code `H` is not in force on 2024-09-03"),
    "a time that is none": ("P1,2024-09-03,AM,L,25:00", "20 D025 `arrived` is `25:00`, which is no time of day"),
    "a time with a point": ("P1,2024-09-03,AM,L,9.15", "20 D025 `arrived` is `9.15`, which is no time of day"),
    "before enrolment": (
        "P2,2024-09-04,AM,/,",
        "4 D032 a mark `/` on 2024-09-04 for `P2`, who is on the roll from 2024-09-05",
    ),
    "after leaving": (
        "P3,2024-09-11,AM,/,",
        "4 D032 a mark `/` on 2024-09-11 for `P3`, who is off the roll since 2024-09-10",
    ),
    "a weekend": ("P1,2024-09-07,AM,/,", "4 D040 a mark `/` on 2024-09-07 AM, when there is no school"),
    "an INSET day": ("P1,2024-09-02,PM,I,", "4 D040 a mark `I` on 2024-09-02 PM, when there is no school"),
    "a closed session": ("P1,2024-09-06,PM,\\,", "4 D040 a mark `\\` on 2024-09-06 PM, when there is no school"),
    "a planned closure": ("P1,2024-09-12,AM,/,", "4 D040 a mark `/` on 2024-09-12 AM, when there is no school"),
    "years away": ("P1,1999-01-01,AM,X,", "4 D040 a mark `X` on 1999-01-01 AM, when there is no school"),
    "an old code years away": ("P1,1999-01-01,AM,H,", "4 D040 a mark `H` on 1999-01-01 AM, when there is no school"),
    "years ahead": ("P1,2031-01-01,AM,X,", "4 D040 a mark `X` on 2031-01-01 AM, when there is no school"),
    "a short row": ("P1,2024-09-03,AM,/", "1 D020 the row has 4 cells where the header has 5 columns"),
    "a long row": ("P1,2024-09-03,AM,/,,", "1 D020 the row has 6 cells where the header has 5 columns"),
    "one cell": ("P1", "1 D020 the row has 1 cell where the header has 5 columns"),
    "a quote at the end": ('P1,2024-09-03,AM,/,"', "1 D021 a quote on this row is not closed"),
    "a quote that is open": ('P1,2024-09-03,AM,"/,', "1 D021 a quote on this row is not closed"),
}


@pytest.mark.parametrize(("row", "told"), BAD.values(), ids=BAD)
def test_a_bad_row_is_told_with_its_place_and_reason(school: School, row: str, told: str) -> None:
    school.marks("P1,2024-09-04,AM,/,", row, "P1,2024-09-05,AM,/,")
    found = school.told()
    column, rest = told.split(" ", 1)
    assert len(found) == 1
    assert found[0].split(" ", 1)[1] == rest
    assert found[0].startswith(f"marks.csv:3:{column} ")
    assert school.read().value is None


@pytest.mark.parametrize(("row", "told"), BAD.values(), ids=BAD)
def test_a_bad_row_left_out_is_a_warning_and_counted(school: School, row: str, told: str) -> None:
    school.marks("P1,2024-09-04,AM,/,", row, "P1,2024-09-05,AM,/,")
    outcome = school.read(skip_bad_rows=True)
    assert not outcome.failed
    assert outcome.value is not None
    assert outcome.value.report.bad_rows == {"marks.csv": 1}
    assert outcome.value.report.marks == 2
    assert outcome.value.as_of == date(2024, 9, 5)


def test_all_bad_rows_are_told_at_once_and_in_order(school: School) -> None:
    school.marks(*(row for row, _ in BAD.values()), "P1,2024-09-05,AM,/,")
    found = school.told()
    assert [int(each.split(":")[1]) for each in found] == list(range(2, len(BAD) + 2))
    assert sorted(each.split(" ", 2)[1] for each in found) == sorted(told.split(" ", 2)[1] for _, told in BAD.values())


def test_every_fault_of_one_row_is_told_and_the_row_counted_once(school: School) -> None:
    school.marks("P9,yesterday,noon,ZZ,late", "P1,2024-09-05,AM,/,")
    assert [each.split(" ", 2)[1] for each in school.told()] == ["D022", "D024", "D026", "D030", "D025"]
    assert school.register(skip_bad_rows=True).report.bad_rows == {"marks.csv": 1}


SILENT = {
    "a planned closure's code on a weekend": "P1,2024-09-07,AM,#,",
    "on an INSET day": "P1,2024-09-02,AM,#,",
    "in a closed session": "P1,2024-09-06,PM,#,",
    "before enrolment": "P2,2024-09-04,AM,#,",
    "after leaving": "P3,2024-09-11,AM,Z,",
    "an empty mark on a weekend": "P1,2024-09-08,PM,,",
    "an empty mark off the roll": "P3,2024-09-12,PM,,",
}


@pytest.mark.parametrize("row", SILENT.values(), ids=SILENT)
def test_a_silent_mark_off_the_roll_or_without_school_is_nothing(school: School, row: str) -> None:
    school.marks("P1,2024-09-03,AM,/,", row)
    assert school.told() == []
    report = school.register().report
    assert (report.marks, report.silent_marks) == (1, 1)
    assert school.register().as_of.isoformat() == max("2024-09-03", row.split(",")[1])


def test_a_silent_code_in_an_open_session_on_the_roll_is_a_mark(school: School) -> None:
    school.marks("P1,2024-09-03,AM,#,")
    assert school.mark("P1", "2024-09-03", "AM") == "#"
    assert school.register().report.silent_marks == 0


def test_an_empty_mark_is_a_missing_one(school: School) -> None:
    school.marks("P1,2024-09-03,AM,,", "P1,2024-09-03,PM,\\,", "P3,2024-09-03,AM,/,", "P3,2024-09-03,PM,,")
    report = school.register().report
    assert report.marks == 2
    assert report.missing_marks == 2


def test_missing_marks_are_the_open_sessions_of_pupils_on_the_roll(school: School) -> None:
    school.marks("P1,2024-09-06,AM,/,")
    # Four mornings and three afternoons for P1 and P3, on the 5th and 6th two and one for P2; one mark is there.
    assert school.register().report.missing_marks == 7 + 7 + 3 - 1
    school.marks("P1,2024-09-11,AM,/,")
    # Six more sessions up to the 11th; P3 has left after the 10th.
    assert school.register().report.missing_marks == 13 + 11 + 9 - 1


def test_marks_after_as_of_are_not_used_but_checked_and_counted(school: School) -> None:
    register = school.register(as_of=date(2024, 9, 4))
    assert register.as_of == date(2024, 9, 4)
    assert len(register.days) == 2
    assert (register.report.marks, register.report.later_marks) == (3, 2)
    assert len(register.arrivals.slot) == 0
    school.marks("P1,2024-09-03,AM,/,", "P1,2024-09-10,AM,ZZ,")
    assert school.errors(as_of=date(2024, 9, 4)) == ["D030"]


def test_as_of_may_lie_after_the_last_mark_and_outside_school(school: School) -> None:
    register = school.register(as_of=date(2024, 12, 25))
    assert register.as_of == date(2024, 12, 25)
    assert len(register.days) == len(register.calendar.school_days)


def test_as_of_before_the_first_school_day_is_refused(school: School) -> None:
    assert school.errors(as_of=date(2024, 9, 2)) == ["D017"]


def test_a_mark_twice_is_told_at_the_second_row_where_they_say_the_same(school: School) -> None:
    school.marks("P1,2024-09-03,AM,L,09:05", "P1,2024-09-04,AM,/,", "P1,2024-09-03,AM,L,09:05")
    assert school.told() == ["marks.csv:4:18 D034 the mark `L` of `P1` on 2024-09-03 AM repeats row 2"]
    register = school.register(skip_bad_rows=True)
    assert register.report.bad_rows == {"marks.csv": 1}
    assert register.report.marks == 2
    assert school.mark("P1", "2024-09-03", "AM", skip_bad_rows=True) == "L"
    assert register.arrivals.arrived.tolist() == [545]


def test_two_marks_that_differ_are_both_told_and_neither_is_used(school: School) -> None:
    rows = ["P1,2024-09-03,AM,L,09:05", "P1,2024-09-04,AM,/,", "P1,2024-09-03,AM,I,"]
    school.marks(*rows)
    assert school.told() == [
        "marks.csv:2:18 D034 the mark `L` of `P1` on 2024-09-03 AM differs from row 4",
        "marks.csv:4:18 D034 the mark `I` of `P1` on 2024-09-03 AM differs from row 2",
    ]
    register = school.register(skip_bad_rows=True)
    assert register.report.bad_rows == {"marks.csv": 2}
    assert register.report.marks == 1
    assert len(register.arrivals.slot) == 0
    school.marks(*reversed(rows))
    assert np.array_equal(school.register(skip_bad_rows=True).marks, register.marks)


def test_marks_with_the_same_code_and_other_arrivals_differ(school: School) -> None:
    school.marks("P1,2024-09-03,AM,L,09:05", "P1,2024-09-03,AM,L,09:06", "P1,2024-09-04,AM,/,")
    assert school.errors() == ["D034", "D034"]


def test_a_code_of_the_other_session_is_taken_and_told_once(school: School) -> None:
    school.marks("P1,2024-09-03,PM,/,", "P1,2024-09-04,PM,/,", "P1,2024-09-04,AM,\\,")
    assert school.told() == [
        "marks.csv:1:1 D014 codes of the day's other session are taken as they are: `/` 2 times, `\\` 1 times"
    ]
    assert school.mark("P1", "2024-09-03", "PM") == "/"


def test_codes_of_their_own_time_are_in_force(school: School) -> None:
    school.write("calendar.yaml", "terms:\n  - {name: summer, from: 2024-08-12, to: 2024-08-30}\n")
    school.marks("P1,2024-08-16,AM,H,", "P1,2024-08-19,AM,C1,")
    assert school.mark("P1", "2024-08-16", "AM") == "H"
    school.marks("P1,2024-08-19,AM,H,", "P1,2024-08-16,AM,C1,")
    assert school.errors() == ["D031", "D031"]


LAYOUTS = {
    "with a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "with Windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "with old Mac line ends": lambda text: text.replace("\n", "\r").encode(),
    "without a last line end": lambda text: text.rstrip("\n").encode(),
    "with empty lines": lambda text: text.replace("\n", "\n\n").encode(),
    "with rows of commas": lambda text: (text + ",,,,\n,,,,\n").encode(),
    "with quotes": lambda text: "".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in text.splitlines()
    ).encode(),
    "with some quotes": lambda text: text.replace("P1", '"P1"').encode(),
    "with spaces": lambda text: text.replace(",", " , ").encode(),
    "with quotes and spaces": lambda text: text.replace("P1", ' " P1 "\t').encode(),
    "in another order of columns": lambda text: "".join(
        ",".join(reversed(line.split(","))) + "\n" for line in text.splitlines()
    ).encode(),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_layout_of_a_file_does_not_matter(school: School, layout) -> None:
    plain = school.register()
    text = (school.folder / "marks.csv").read_text()
    school.write("marks.csv", layout(text))
    again = school.register()
    assert np.array_equal(plain.marks, again.marks)
    assert again.report.marks == 5
    assert again.report.digest == plain.report.digest


def test_lines_are_those_of_an_editor(school: School) -> None:
    school.marks("", 'P1,"2024-09-03",AM,/,', "", "P1,2024-09-04,AM,/,", ",,,,", "P9,2024-09-04,AM,/,", end="\r\n")
    assert school.told() == ["marks.csv:7:1 D022 `P9` is not in the pupils file"]


def test_an_id_with_a_comma_and_a_quote_in_it(school: School) -> None:
    school.write("pupils.csv", 'pupil,year_group\n"O""Hara, Jo",4\n')
    school.marks('"O""Hara, Jo",2024-09-03,AM,/,')
    assert school.register().pupils == ('O"Hara, Jo',)
    assert school.mark('O"Hara, Jo', "2024-09-03", "AM") == "/"


@pytest.mark.parametrize("of_pupils", ["utf-8", "cp1252"])
@pytest.mark.parametrize("of_marks", ["utf-8", "cp1252"])
def test_ids_with_accents_in_either_encoding(school: School, of_pupils: str, of_marks: str) -> None:
    school.write("pupils.csv", "pupil,year_group\nSiân,4\n".encode(of_pupils))
    school.write("marks.csv", "pupil,date,session,code\nSiân,2024-09-03,AM,/\n".encode(of_marks))
    assert school.mark("Siân", "2024-09-03", "AM") == "/"
    codes = [found.code for found in school.read().diagnostics]
    assert codes == ["D006"] * [of_pupils, of_marks].count("cp1252")


@pytest.mark.parametrize("file", ["pupils.csv", "marks.csv"])
def test_letters_of_two_encodings_in_one_file_are_refused_where_they_stand(school: School, file: str) -> None:
    rows = {"pupils.csv": ["pupil,year_group", "Siân,4", "Zoë,4"], "marks.csv": ["pupil,date,session,code"]}
    rows["marks.csv"] += ["Siân,2024-09-03,AM,/", "Zoë,2024-09-03,AM,/"]
    for name, lines in rows.items():
        encodings = ("utf-8", "utf-8", "cp1252" if name == file else "utf-8")
        school.write(name, b"\r\n".join(line.encode(how) for line, how in zip(lines, encodings, strict=True)) + b"\r\n")
    told = f"{file}:3:3 D019 the letter here is not UTF-8, and row 2 has letters that are"
    assert told in school.told()
    assert school.read().value is None


def test_the_first_letter_of_an_older_encoding_is_pointed_at(school: School) -> None:
    school.write("pupils.csv", "pupil,year_group\nAmy,4\nSiân,4\n".encode("cp1252"))
    school.marks("Amy,2024-09-03,AM,/,")
    assert [told.split(" ")[:2] for told in school.told()] == [["pupils.csv:3:3", "D006"]]


def test_ids_of_any_length(school: School) -> None:
    ids = ["A" * size for size in (1, 7, 8, 55, 56, 57, 200)]
    school.write("pupils.csv", "pupil,year_group\n" + "".join(f"{each},4\n" for each in ids))
    school.marks(*(f"{each},2024-09-03,AM,/," for each in ids))
    assert school.register().marks[0].tolist() == [school.register().codes.index("/")] * len(ids)


def test_ids_that_begin_alike_are_told_apart(school: School) -> None:
    ids = ["A", "AB", "ABCDEFGH", "ABCDEFGHI", "ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOPQ"]
    school.write("pupils.csv", "pupil,year_group\n" + "".join(f"{each},4\n" for each in ids[:-1]))
    school.marks(*(f"{each},2024-09-03,AM,/," for each in ids))
    assert school.told() == ["marks.csv:7:1 D022 `ABCDEFGHIJKLMNOPQ` is not in the pupils file"]


def test_a_file_of_many_pieces_reads_as_one_in_any_order_of_rows(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(4)
    ids = [f"{dice.randrange(10**9)}-{number}" for number in range(300)]
    school.write("pupils.csv", "pupil,year_group\n" + "".join(f"{each},4\n" for each in ids))
    days = ["2024-09-03", "2024-09-04", "2024-09-05", "2024-09-09"]
    told = {(each, day, s): dice.choice("/\\LIOX") for each in ids for day in days for s in ("AM", "PM")}
    rows = [f"{each},{day},{s},{code},{'09:10' if code == 'L' else ''}" for (each, day, s), code in told.items()]
    school.marks(*rows)
    whole = school.register()
    expected = {
        (pupil, day, session): whole.codes[whole.marks[2 * place + half, column]]
        for column, pupil in enumerate(whole.pupils)
        for place, day in [(0, days[0]), (1, days[1]), (2, days[2]), (4, days[3])]
        for half, session in enumerate(("AM", "PM"))
    }
    assert expected == told
    monkeypatch.setattr(marks_csv, "PIECE", 1000)
    dice.shuffle(rows)
    school.marks(*rows)
    pieces = school.register()
    assert np.array_equal(pieces.marks, whole.marks)
    assert np.array_equal(pieces.arrivals.pupil, whole.arrivals.pupil)
    assert pieces.report.digest == whole.report.digest
    school.marks(*rows, "nobody,2024-09-03,AM,/,")
    assert school.told()[-1].startswith(f"marks.csv:{len(rows) + 2}:1 D022")


def test_lines_are_counted_across_pieces_with_rows_that_are_none(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks_csv, "PIECE", 100)
    days = [day for day in range(3, 21) if day not in (6, 7, 8, 12, 14, 15)]
    rows = [row for day in days for row in (f"P1,2024-09-{day:02},AM,/,", "", "P1,2024", ",,,,")]
    school.marks(*rows, "P9,2024-09-03,AM,/,", "P1,2024-09-03,AM,/,")
    short = [f"marks.csv:{4 * number + 4}:1 D020" for number in range(len(days))]
    unknown, again = f"marks.csv:{len(rows) + 2}:1 D022", f"marks.csv:{len(rows) + 3}:18 D034"
    told = [" ".join(each.split(" ")[:2]) for each in school.told()]
    assert told == [*short, unknown, again]
    assert school.told()[-1].endswith("repeats row 2")


def test_one_other_mark_changes_the_digest(school: School) -> None:
    before = school.register().report.digest
    school.marks("P1,2024-09-03,AM,/,")
    one = school.register().report.digest
    school.marks("P1,2024-09-03,AM,/,09:00")
    two = school.register().report.digest
    school.marks("P1,2024-09-03,AM,I,", "P1,2024-09-03,PM,X,")
    three = school.register().report.digest
    school.marks("P1,2024-09-03,AM,X,", "P1,2024-09-03,PM,I,")
    four = school.register().report.digest
    assert len({before, one, two, three, four}) == 5


def test_more_bad_rows_than_can_be_told_are_counted(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "MOST_TOLD", 3)
    school.marks(*("P1,03/09/2024,AM,/," for _ in range(10)), "P1,2024-09-03,AM,/,")
    told = school.told()
    assert [each.split(" ")[1] for each in told if "D024" in each] == ["D024"] * 3
    assert "D039 `marks.csv` has 10 bad rows; the first 3 faults are told" in told
    assert school.register(skip_bad_rows=True).report.bad_rows == {"marks.csv": 10}


@pytest.mark.parametrize("text", ["", "\n", "pupil,date,session,code\n", "pupil,date,session,code"])
def test_marks_without_a_row_are_refused(school: School, text: str) -> None:
    school.write("marks.csv", text)
    assert school.errors() == ["D012" if not text.strip() else "D013"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("pupil,date,session", "D008"),
        ("pupil,date,session,code,code", "D009"),
        ("pupil;date;session;code", "D007"),
        ("Pupil,date,session,code", "D008"),
    ],
)
def test_a_header_that_does_not_fit_is_told(school: School, header: str, code: str) -> None:
    school.marks("P1,2024-09-03,AM,/", header=header)
    assert school.errors() == [code]


def test_an_unknown_column_is_told_but_no_error(school: School) -> None:
    school.marks("P1,2024-09-03,AM,/,bus", header="pupil,date,session,code,arived")
    outcome = school.read()
    assert [found.code for found in outcome.diagnostics] == ["D010"]
    assert outcome.diagnostics[0].help == "did you mean `arrived`?"
    assert not outcome.failed


@pytest.mark.parametrize("data", [b"\xff\xfep\x00u\x00", b"PK\x03\x04rest", b"pupil,\x00\x00"])
def test_what_is_no_text_is_refused(school: School, data: bytes) -> None:
    school.write("marks.csv", data)
    assert school.errors() == ["D005"]


def frame(text: str) -> polars.DataFrame:
    return polars.read_csv(text.encode(), infer_schema=False)


def as_parquet(school: School, table: polars.DataFrame) -> None:
    (school.folder / "marks.csv").unlink(missing_ok=True)
    table.write_parquet(school.folder / "marks.parquet")


def test_parquet_reads_as_csv(school: School) -> None:
    school.marks(
        "P2,2024-09-09,AM,U,09:45,30",
        "P1,2024-09-03,PM,L,13:05,",
        "P1,2024-09-09,AM,L,,7",
        "P1,2024-09-10,AM,,,",
        "P1,2024-09-07,AM,#,,",
        header="pupil,date,session,code,arrived,minutes_late",
    )
    csv = school.register()
    texts = frame((school.folder / "marks.csv").read_text())
    typed = texts.with_columns(
        polars.col("date").str.to_date(),
        polars.col("arrived").str.to_time("%H:%M"),
        polars.col("minutes_late").cast(polars.Float64),
        polars.col("session").cast(polars.Categorical),
    )
    moments = typed.with_columns(
        polars.col("date").cast(polars.Datetime("us")), polars.col("minutes_late").cast(polars.Int16)
    )
    for table in (texts, typed, moments):
        as_parquet(school, table)
        again = school.register()
        assert np.array_equal(again.marks, csv.marks)
        for name in ("slot", "pupil", "arrived", "minutes_late"):
            assert np.array_equal(getattr(again.arrivals, name), getattr(csv.arrivals, name)), name
        assert again.report.digest == csv.report.digest
        assert again.as_of == csv.as_of


def test_bad_rows_of_parquet_are_numbered_from_1(school: School) -> None:
    texts = "pupil,date,session,code,arrived\nP1,2024-09-03,AM,/,\nP9,03/09/2024,noon,ZZ,late\nP1,2024-09-03,AM,/,\n"
    as_parquet(school, frame(texts))
    assert [each.split(" ", 1)[0] + " " + each.split(" ", 2)[1] for each in school.told()] == [
        "marks.parquet:2:1 D022",
        "marks.parquet:2:1 D024",
        "marks.parquet:2:1 D025",
        "marks.parquet:2:1 D026",
        "marks.parquet:2:1 D030",
        "marks.parquet:3:1 D034",
    ]


def test_numbers_that_are_no_minutes_and_times_with_seconds_are_bad(school: School) -> None:
    table = frame("pupil,date,session,code\nP1,2024-09-03,AM,L\nP1,2024-09-04,AM,L\nP1,2024-09-05,AM,L\n").with_columns(
        polars.Series("minutes_late", [1.5, -2.0, 10.0]),
        polars.Series("arrived", ["09:00:30", "09:05:00", None]).str.to_time("%H:%M:%S", strict=False),
    )
    as_parquet(school, table)
    assert [each.split(" ")[1] for each in school.told()] == ["D025", "D028", "D028"]


def test_a_damaged_parquet_file_is_told(school: School) -> None:
    (school.folder / "marks.csv").unlink()
    (school.folder / "marks.parquet").write_bytes(b"PAR1 nothing")
    assert school.errors() == ["D003"]


def test_a_parquet_file_of_many_slices_reads_as_one(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.readers import marks_parquet

    whole = school.register()
    texts = frame((school.folder / "marks.csv").read_text())
    as_parquet(school, texts)
    monkeypatch.setattr(marks_parquet, "SLICE", 4)
    monkeypatch.setattr(marks_parquet, "ROWS", 3)
    assert np.array_equal(school.register().marks, whole.marks)
    bad = polars.concat([texts, texts.head(1).with_columns(polars.lit("P9").alias("pupil"))])
    as_parquet(school, bad)
    assert school.told() == ["marks.parquet:7:1 D022 `P9` is not in the pupils file"]


def test_a_folder_is_no_file_of_marks(school: School, tmp_path: Path) -> None:
    (school.folder / "marks.csv").unlink()
    (school.folder / "marks.csv").mkdir()
    assert school.errors() == ["D003"]


def test_between_two_code_tables_no_code_is_in_force(school: School) -> None:
    old, new = school.expected.code_tables
    school.expected = replace(school.expected, code_tables=(old, replace(new, start=date(2024, 8, 21))))
    school.write("calendar.yaml", "terms:\n  - {name: summer, from: 2024-08-12, to: 2024-08-30}\n")
    school.marks("P1,2024-08-16,AM,H,", "P1,2024-08-19,AM,I,", "P1,2024-08-20,AM,I,", "P1,2024-08-21,AM,C1,")
    assert [each.split(" ")[1] for each in school.told()] == ["D031", "D031"]


def test_a_silent_code_that_is_not_in_force_is_a_bad_row(school: School) -> None:
    school.expected = replace(school.expected, silent=frozenset({"#", "C1"}))
    school.write("calendar.yaml", "terms:\n  - {name: summer, from: 2024-08-12, to: 2024-08-30}\n")
    school.marks("P1,2024-08-16,AM,I,", "P1,2024-08-17,AM,C1,")
    assert school.errors() == ["D031"]
    school.marks("P1,2024-08-16,AM,I,", "P1,2024-08-24,AM,C1,")
    assert school.errors() == []
