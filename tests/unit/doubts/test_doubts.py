"""What is told of a dataset before a run: one thing is put wrong, and that thing is told, of that pupil and week."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.doubts.finding import Checked, Kind
from engine.doubts.run import check
from engine.load import load

CALENDAR = """\
terms:
  - {name: autumn, from: 2024-09-02, to: 2024-10-25}
"""
DAYS = [f"2024-09-{day:02}" for day in (*range(2, 7), *range(9, 14), *range(16, 21))]
PUPILS = [(f"P{number:02}", "A" if number <= 9 else "B") for number in range(1, 19)]


@dataclass
class Folder:
    path: Path
    marks: dict[tuple[str, str, str], tuple[str, str]]
    pupils: dict[str, dict[str, str]]

    def write(self) -> None:
        columns = ["year_group", "class", "date_of_birth", "enrolled_on", "left_on", "leaving_reason"]
        rows = [",".join([pupil, *(held.get(name, "") for name in columns)]) for pupil, held in self.pupils.items()]
        (self.path / "pupils.csv").write_text("\n".join([",".join(["pupil", *columns]), *rows, ""]), encoding="utf-8")
        lines = [f"{pupil},{day},{half},{code},{at}" for (pupil, day, half), (code, at) in self.marks.items()]
        (self.path / "marks.csv").write_text(
            "\n".join(["pupil,date,session,code,arrived", *lines, ""]), encoding="utf-8"
        )
        (self.path / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")

    def table(self, name: str, *lines: str) -> None:
        (self.path / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")

    def check(self, policy: str = "victoria_road") -> Checked:
        self.write()
        loaded = load(policy).value
        assert loaded is not None
        made = check(loaded, self.path)
        assert made.value is not None, made.diagnostics
        return made.value

    def told(self, *codes: str) -> list[tuple[str, str, str]]:
        """Give pupil or class, week and message of the doubts with these codes."""
        return [
            (each.pupil or each.group, each.week.isoformat() if each.week else "", each.message)
            for each in self.check().doubts
            if each.code in codes
        ]


@pytest.fixture
def school(tmp_path: Path) -> Folder:
    marks = {
        (pupil, day, half): ("/" if half == "AM" else "\\", "")
        for day in DAYS
        for half in ("AM", "PM")
        for pupil, _ in PUPILS
    }
    # One absence a week in each class, so that neither looks as if its register had filled itself in.
    for pupil in ("P01", "P10"):
        for day in DAYS[::5]:
            marks[pupil, day, "AM"] = ("I", "")
    pupils = {pupil: {"year_group": "4", "class": held, "date_of_birth": "2015-11-20"} for pupil, held in PUPILS}
    return Folder(tmp_path, marks, pupils)


def test_nothing_is_told_of_a_register_that_is_whole(school: Folder) -> None:
    checked = school.check()
    assert {each.code for each in checked.doubts} == {"C130"}
    assert not checked.bad_rows


def test_missing_marks_are_told_by_pupil_and_week(school: Folder) -> None:
    del school.marks["P02", "2024-09-03", "AM"]
    del school.marks["P02", "2024-09-12", "PM"]
    assert school.told("C104") == [
        ("P02", "2024-09-02", "no mark in 1 session (Tue 3 AM)"),
        ("P02", "2024-09-09", "no mark in 1 session (Thu 12 PM)"),
    ]


def test_a_week_without_any_mark_is_one_thing(school: Folder) -> None:
    for day in DAYS[5:10]:
        for half in ("AM", "PM"):
            del school.marks["P03", day, half]
    assert school.told("C103", "C104") == [("P03", "2024-09-09", "no mark in the whole week, 10 sessions")]


def test_a_class_and_a_school_without_marks_are_told_once(school: Folder) -> None:
    for pupil, held in PUPILS:
        if held == "B":
            del school.marks[pupil, "2024-09-05", "PM"]
        del school.marks[pupil, "2024-09-10", "AM"]
    assert school.told("C101", "C102", "C104") == [
        ("", "2024-09-09", "the school has no mark in 1 session (Tue 10 AM)"),
        ("B", "2024-09-02", "the class has no mark in 1 session (Thu 5 PM), 9 pupils"),
    ]


def test_a_pupil_without_any_mark(school: Folder) -> None:
    school.marks = {key: mark for key, mark in school.marks.items() if key[0] != "P04"}
    assert [(who, "no mark at all" in told) for who, _, told in school.told("C103", "C104", "C105")] == [("P04", True)]


def test_an_absence_without_a_reason_for_too_long(school: Folder) -> None:
    school.marks["P05", "2024-09-04", "AM"] = ("N", "")
    school.marks["P05", "2024-09-19", "AM"] = ("N", "")
    assert school.told("C110") == [
        ("P05", "2024-09-02", "`N` in 1 session (Wed 4 AM), still without a reason after 5 school days")
    ]


def test_a_class_that_is_always_on_time(school: Folder) -> None:
    for day in DAYS[::5]:
        school.marks["P10", day, "AM"] = ("/", "")
    assert [(who, week) for who, week, _ in school.told("C111")] == [("B", "2024-09-02")]


def test_a_closure_for_some_only(school: Folder) -> None:
    school.marks["P06", "2024-09-17", "PM"] = ("#", "")
    assert school.told("C112") == [
        ("", "2024-09-16", "a planned closure for 1 pupils and marks for others in 1 session (Tue 17 PM)")
    ]


def test_a_code_for_pupils_of_another_age(school: Folder) -> None:
    school.pupils["P02"] |= {"year_group": "R", "date_of_birth": "2020-06-01"}
    school.pupils["P03"] |= {"year_group": "R", "date_of_birth": ""}
    for pupil in ("P02", "P03", "P04"):
        school.marks[pupil, "2024-09-06", "PM"] = ("X", "")
        school.marks[pupil, "2024-09-09", "PM"] = ("C2", "")

    assert school.told("C114", "C115") == [
        ("P02", "2024-09-09", "`C2` in 1 session (Mon 9 PM), not of compulsory school age"),
        ("P04", "2024-09-02", "`X` in 1 session (Fri 6 PM), of compulsory school age"),
    ]


def test_an_age_that_is_reached_in_between(school: Folder) -> None:
    # five on 31 August: of school age from that day on; on 1 September: from the 31st of December
    for pupil, born in (("P02", "2019-08-31"), ("P03", "2019-09-01")):
        school.pupils[pupil] |= {"year_group": "R", "date_of_birth": born}
        school.marks[pupil, "2024-09-06", "PM"] = ("X", "")

    assert [who for who, _, _ in school.told("C114")] == ["P02"]


def test_marks_that_were_filled_in_ahead(school: Folder) -> None:
    school.marks["P07", "2024-10-24", "AM"] = ("X", "")
    assert [told for _, _, told in school.told("C113")] == [
        "nobody is marked present after 20 September 2024, and 1 marks are later"
    ]


@pytest.mark.parametrize(("code", "at"), [("L", "09:45"), ("U", "09:15"), ("/", "09:20")])
def test_a_time_that_says_another_code(code: str, at: str, school: Folder) -> None:
    school.marks["P08", "2024-09-10", "AM"] = (code, at)
    told = f"`{code}` on Tue 10 AM for an arrival at {at}: on time is up to 09:00, and the register closes at 09:30"
    assert school.told("C120") == [("P08", "2024-09-09", told)]


def test_a_time_that_says_the_same_code_is_nothing(school: Folder) -> None:
    school.marks["P08", "2024-09-10", "AM"] = ("L", "09:30")
    school.marks["P09", "2024-09-10", "AM"] = ("U", "09:31")
    assert school.told("C120") == []


def test_a_late_mark_without_a_time(school: Folder) -> None:
    school.marks["P08", "2024-09-10", "AM"] = ("L", "")
    school.marks["P09", "2024-09-10", "AM"] = ("L", "09:20")
    assert school.told("C122") == [("P08", "2024-09-09", "late on Tue 10 AM without a time of arrival")]


def test_facts_that_are_open_or_cannot_be(school: Folder) -> None:
    school.table(
        "leave_requests",
        "request,pupil,submitted_on,from,to,reason,in_writing,by_resident_parent,decision",
        "Q1,P01,2024-09-02,2024-09-16,2024-09-20,holiday,yes,yes,",
        "Q2,P01,2024-09-02,2024-09-23,2024-09-24,holiday,yes,yes,refused",
    )
    others = [f"P{number:02},Z{number},yes" for number in range(4, 19)]
    school.table("parents", "pupil,parent,liable", "P01,X,yes", "P02,X,no", "P03,Y,", *others)
    school.table(
        "amendments",
        "pupil,date,session,original,amended,reason,amended_on,amended_by,position",
        "P02,2024-09-03,AM,N,I,called,2024-09-04,S1,clerk",
        "P03,2024-09-03,AM,N,/,called,2024-09-02,S1,clerk",
    )
    school.table(
        "flags", "pupil,flag,from,to", "P05,risk_of_harm,2024-09-03,", "P05,risk_of_harm,2024-09-10,2024-09-11"
    )
    school.table("outcomes", "pupil,rule,on,outcome", "P01,no_such_rule,2024-09-04,done")
    once = ["P06,2024-09-03,no_answer,", "P07,2024-09-03,no_answer,09:41", "P08,2024-09-03,no_answer,09:40"]
    school.table("contacts", "pupil,date,outcome,time", *once, once[0], once[1], once[2].replace("40", "55"))
    found = {(each.code, each.pupil) for each in school.check().doubts} - {("C130", "")}
    assert found == {
        ("C131", "P01"), ("C132", "P03"), ("C133", "P02"), ("C134", "P01"), ("C143", "P02"), ("C144", "P03"),
        ("C145", ""), ("C146", "P05"), ("C147", "P07"),
    }  # fmt: skip


def test_pupils_whose_data_contradict_each_other(school: Folder) -> None:
    school.pupils["P11"] |= {"left_on": "2024-10-25"}
    school.pupils["P12"] |= {"leaving_reason": "moved"}
    school.pupils["P13"] |= {"date_of_birth": "2010-01-01"}
    school.pupils["P14"] |= {"date_of_birth": "2016-10-01"}
    assert [(who, each) for who, _, each in school.told("C140", "C141", "C142")] == [
        ("P11", "left on 25 October 2024 without a reason"),
        ("P13", "is in year 4 and by the date of birth would be in year 10"),
        ("P12", "has the leaving reason `moved` and no day of leaving"),
    ]


def test_rows_that_cannot_be_used_are_found_and_the_rest_is_looked_at(school: Folder) -> None:
    school.pupils["P15"] |= {"left_on": "2024-09-18", "leaving_reason": "moved"}
    school.marks["P16", "2024-09-03", "AM"] = ("H", "")
    del school.marks["P17", "2024-09-03", "AM"]
    checked = school.check()
    assert sorted(found.code for found in checked.bad_rows) == ["D031", "D032", "D032", "D032", "D032"]
    assert checked.counts["bad_rows"] == 5
    assert [each.pupil for each in checked.doubts if each.code == "C104"] == ["P16", "P17"]
    assert all(each.kind is Kind.MISSING for each in checked.doubts if each.code == "C104")
