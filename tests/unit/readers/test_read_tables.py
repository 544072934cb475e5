"""Pupils and facts: what their columns hold, and what is told about every row that cannot be used."""

import random
from dataclasses import replace
from datetime import date

import numpy as np
import polars
import pytest

from engine.calendar import day_number
from engine.expressions.column import Column
from engine.model.dataset import ColumnShape, TableShape
from engine.readers.cells import parse_date
from engine.register import LONG_AGO, NEVER, FactTable
from tests.unit.readers.conftest import School


def shown(column: Column) -> list[object]:
    """Give a column's values as people write them; None where not known."""
    values: list[object] = []
    for row, value in enumerate(column.data.tolist()):
        known = column.valid is None or bool(column.valid[row])
        value = column.words[value] if known and column.words is not None else value
        values.append(value if known else None)
    return values


def rows(table: FactTable, *names: str) -> list[tuple[object, ...]]:
    columns = [shown(table.columns[name]) for name in names]
    return list(zip(table.pupil.tolist(), *columns, strict=True))


def day(text: str) -> int:
    found = parse_date(text)
    assert found is not None
    return day_number(found)


def test_pupils_are_sorted_by_id_and_their_columns_typed(school: School) -> None:
    school.write(
        "pupils.csv",
        "pupil,year_group,date_of_birth,enrolled_on,left_on,leaving_reason,send,fsm,class\n"
        "P2,R,,2024-09-05,,,yes,TRUE,Owls\n"
        "P3,13,2007-01-31,,2024-09-10,moved,N,,\n"
        "P1,N,2021-02-28,,,EHE,0,y,Bees\n",
    )
    register = school.register()
    table = register.pupil_rows
    assert register.pupils == ("P1", "P2", "P3")
    assert rows(table, "year_group", "send", "fsm", "class", "leaving_reason") == [
        (0, -1, False, True, "Bees", "EHE"),
        (1, 0, True, True, "Owls", None),
        (2, 13, False, None, None, "moved"),
    ]
    assert shown(table.columns["date_of_birth"]) == [day("2021-02-28"), None, day("2007-01-31")]
    assert shown(table.columns["from"]) == [LONG_AGO] * 3
    assert shown(table.columns["looked_after"]) == [None] * 3
    assert register.enrolled.tolist() == [LONG_AGO, day("2024-09-05"), LONG_AGO]
    assert register.left.tolist() == [NEVER, NEVER, day("2024-09-10")]
    assert register.enrolled.dtype == np.int32


def test_the_latest_row_of_a_pupil_up_to_as_of_counts(school: School) -> None:
    school.write(
        "pupils.csv",
        "pupil,year_group,left_on,send,from\n"
        "P1,4,,no,\n"
        "P1,4,2024-09-10,yes,2024-09-09\n"
        "P1,4,,yes,2025-01-01\n"
        "P2,4,,no,2024-09-05\n"
        "P3,11,,,\n",
    )
    school.marks("P1,2024-09-10,AM,/,")
    register = school.register()
    assert register.left.tolist() == [day("2024-09-10"), NEVER, NEVER]
    assert school.register(as_of=date(2024, 9, 6)).left.tolist() == [NEVER, NEVER, NEVER]
    assert school.register(as_of=date(2024, 9, 9)).left.tolist() == [day("2024-09-10"), NEVER, NEVER]
    assert rows(register.pupil_rows, "send")[:3] == [(0, False), (0, True), (0, True)]
    school.write("pupils.csv", (school.folder / "pupils.csv").read_text().replace("2025-01-01", "2024-09-01"))
    school.marks("P1,2024-09-10,AM,/,", "P1,2024-09-11,AM,/,")
    assert school.errors() == ["D032"]


PUPIL_FAULTS = {
    "no id": (",4,", "1 D023 `pupil` is blank"),
    "an apostrophe": ("'P9,4,", "1 D033 `pupil` is `'P9`: it begins with an apostrophe"),
    "an unknown year group": ("P9,14,", "4 D038 `year_group` is `14`, which is no year group"),
    "no year group": ("P9,,", "4 D023 `year_group` is blank"),
    "a word for a year group": ("P9,Year 4,", "4 D038 `year_group` is `Year 4`, which is no year group"),
    "no boolean": ("P9,4,maybe", "6 D027 `send` is `maybe`, which is neither yes nor no"),
    "too long a row": ("P9,4,yes,", "1 D020 the row has 4 cells where the header has 3 columns"),
    "an open quote": ('P9,4,"yes', "1 D021 a quote that opens here is not closed"),
}


@pytest.mark.parametrize(("row", "told"), PUPIL_FAULTS.values(), ids=PUPIL_FAULTS)
def test_a_bad_row_of_pupils(school: School, row: str, told: str) -> None:
    school.write("pupils.csv", f"pupil,year_group,send\nP1,4,yes\n{row}\nP2,4,no\nP3,5,\n")
    column, rest = told.split(" ", 1)
    assert school.told() == [f"pupils.csv:3:{column} {rest}"]
    assert school.register(skip_bad_rows=True).report.bad_rows == {"pupils.csv": 1}


def test_dates_of_pupils_that_are_none_or_the_wrong_way_round(school: School) -> None:
    school.write(
        "pupils.csv",
        "pupil,year_group,enrolled_on,left_on,leaving_reason\n"
        "P1,4,1.9.2024,,\nP2,4,2024-09-02,2024-09-01,\nP3,4,,,gone\nP4,4,2024-09-02,2024-09-02,other\n",
    )
    school.marks("P4,2024-09-03,AM,#,")
    assert school.told() == [
        "pupils.csv:2:6 D024 `enrolled_on` is `1.9.2024`, which is no date",
        "pupils.csv:3:17 D035 `left_on` is 2024-09-01, before `enrolled_on`, 2024-09-02",
        "pupils.csv:4:8 D029 `leaving_reason` is `gone`, which is not one of its words",
    ]


def test_a_pupil_twice(school: School) -> None:
    school.write("pupils.csv", "pupil,year_group\nP1,4\nP2,4\nP1,4\nP3,4\nP2,5\n")
    school.marks("P1,2024-09-03,AM,/,", "P3,2024-09-03,AM,/,", "P2,2024-09-03,AM,/,")
    assert [each.split(" but")[0] for each in school.told()] == [
        "marks.csv:1:1 D016 1 marks belong to pupils whose own row is bad, and cannot be used",
        "pupils.csv:3:1 D034 further rows for the pupil `P2` say otherwise",
        "pupils.csv:4:1 D034 a second row for the pupil `P1` repeats row 2",
        "pupils.csv:6:1 D034 a second row for the pupil `P2` differs from row 3",
    ]
    register = school.register(skip_bad_rows=True)
    assert register.pupils == ("P1", "P3")
    assert register.report.bad_rows == {"marks.csv": 1, "pupils.csv": 3}


def test_a_pupil_twice_from_the_same_day(school: School) -> None:
    school.write(
        "pupils.csv", "pupil,year_group,from\nP1,4,2024-09-03\nP1,5,2024-09-04\nP1,6,2024-09-04\nP2,1,\nP3,1,\n"
    )
    assert school.errors() == ["D034", "D034"]


def test_rows_about_a_pupil_whose_own_row_is_bad_are_left_out_with_it(school: School) -> None:
    school.write("pupils.csv", "pupil,year_group\nP1,4\nP2,99\nP3,4\n")
    school.write("contacts.csv", "pupil,date,outcome\nP2,2024-09-03,reached\n")
    register = school.register(skip_bad_rows=True)
    assert register.pupils == ("P1", "P3")
    assert len(register.tables["contacts"].pupil) == 0
    assert {"D016", "D037", "D038"} == {each.split(" ")[1] for each in school.told(skip_bad_rows=True)}


def test_columns_that_a_policy_declares(school: School) -> None:
    school.expected = replace(
        school.expected,
        pupil_columns={
            "house": ColumnShape("words", ("red", "blue")),
            "bus": ColumnShape("boolean"),
            "distance": ColumnShape("number"),
        },
    )
    school.write("pupils.csv", "pupil,year_group,house,bus,distance\nP1,4,blue,yes,1.25\nP2,4,,no,-3\nP3,5,red,,\n")
    school.marks("P1,2024-09-03,AM,/,")
    table = school.register().pupil_rows
    assert rows(table, "house", "bus") == [(0, "blue", True), (1, None, False), (2, "red", None)]
    assert table.columns["house"].words == ("red", "blue")
    distance = table.columns["distance"]
    assert (distance.data.tolist(), distance.over.tolist()) == ([125, -300, 0], 100)
    assert distance.valid.tolist() == [True, True, False]
    school.write("pupils.csv", "pupil,year_group,house,bus,distance\nP1,4,green,yes,far\n")
    assert sorted(school.errors())[-2:] == ["D028", "D029"]


TABLES = {
    "contacts": (
        "pupil,date,outcome,time\nP2,2024-09-03,no_answer,9:40\nP1,2024-09-04,reached,\nP1,2024-09-03,message_left,10:00\n",
        ("date", "outcome", "time"),
        [
            (0, day("2024-09-03"), "message_left", 600),
            (0, day("2024-09-04"), "reached", None),
            (1, day("2024-09-03"), "no_answer", 580),
        ],
    ),
    "flags": (
        "pupil,flag,from,to\nP1,risk_of_harm,2024-09-03,\n",
        ("flag", "from", "to"),
        [(0, "risk_of_harm", day("2024-09-03"), None)],
    ),
    "evidence": (
        "pupil,from,to,kind\nP1,2024-09-03,2024-09-03,\n",
        ("from", "to", "kind"),
        [(0, day("2024-09-03"), day("2024-09-03"), None)],
    ),
    "leave_requests": (
        "request,pupil,submitted_on,from,to,reason,in_writing,by_resident_parent,decision\n"
        "Q1,P1,2024-06-01,2024-09-03,2024-09-06,holiday,yes,,refused\n",
        ("request", "reason", "in_writing", "by_resident_parent", "decision", "evidence"),
        [(0, "Q1", "holiday", True, None, "refused", None)],
    ),
    "parents": (
        "pupil,parent,liable\nP1,P1-B,\nP1,P1-A,true\n",
        ("parent", "liable"),
        [(0, "P1-A", True), (0, "P1-B", None)],
    ),
    "notices": (
        "pupil,parent,kind,issued_on,status\nP1,P1-A,penalty_notice,2024-09-03,paid\n",
        ("parent", "kind", "issued_on", "status", "notice"),
        [(0, "P1-A", "penalty_notice", day("2024-09-03"), "paid", None)],
    ),
    "outcomes": (
        "pupil,rule,on,outcome,raised_on\nP1,late_call,2024-09-05,done,2024-09-03\nP1,late_call,2024-09-06,missed,\n",
        ("rule", "on", "outcome", "raised_on"),
        [
            (0, "late_call", day("2024-09-05"), "done", day("2024-09-03")),
            (0, "late_call", day("2024-09-06"), "missed", None),
        ],
    ),
    "amendments": (
        "pupil,date,session,original,amended,reason,amended_on,amended_by,position\n"
        "P1,2024-09-03,PM,N,I,,2024-09-04,office,\nP1,2024-09-03,AM,-,O,called,,,clerk\n",
        ("session", "original", "amended", "reason", "amended_on", "amended_by"),
        [(0, "AM", "-", "O", "called", None, None), (0, "PM", "N", "I", None, day("2024-09-04"), "office")],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_fact_table_is_typed_and_in_order(school: School, name: str) -> None:
    text, columns, expected = TABLES[name]
    school.write(f"{name}.csv", text)
    table = school.register().tables[name]
    assert table.present
    assert table.file == f"{name}.csv"
    assert sorted(rows(table, *columns), key=str) == sorted(expected, key=str)
    assert table.pupil.tolist() == sorted(table.pupil.tolist())


@pytest.mark.parametrize("name", TABLES)
def test_a_file_that_is_absent_differs_from_one_without_a_row(school: School, name: str) -> None:
    absent = school.register()
    assert not absent.tables[name].present
    assert name in absent.report.files_missing
    school.write(f"{name}.csv", TABLES[name][0].split("\n")[0] + "\n")
    empty = school.register()
    assert empty.tables[name].present
    assert name not in empty.report.files_missing
    assert len(empty.tables[name].pupil) == len(absent.tables[name].pupil) == 0
    assert set(empty.tables[name].columns) == set(absent.tables[name].columns)
    for key, column in empty.tables[name].columns.items():
        assert column.data.dtype == absent.tables[name].columns[key].data.dtype, key


FACT_FAULTS = {
    "an unknown pupil": ("contacts", "P9,2024-09-03,reached,", "1 D022 `P9` is not in the pupils file"),
    "no date": ("contacts", "P1,,reached,", "4 D023 `date` is blank"),
    "no outcome": ("contacts", "P1,2024-09-03,,", "15 D023 `outcome` is blank"),
    "an unknown outcome": (
        "contacts",
        "P1,2024-09-03,Reached,",
        "15 D029 `outcome` is `Reached`, which is not one of its words",
    ),
    "no time": ("contacts", "P1,2024-09-03,reached,24:00", "23 D025 `time` is `24:00`, which is no time of day"),
    "an undeclared flag": ("flags", "P1,risk_of_ham,2024-09-03,", "4 D036 no policy declares the flag `risk_of_ham`"),
    "an end before its beginning": (
        "flags",
        "P1,risk_of_harm,2024-09-03,2024-09-02",
        "28 D035 `to` is 2024-09-02, before `from`, 2024-09-03",
    ),
    "evidence without an end": ("evidence", "P1,2024-09-03,,gp_letter", "15 D023 `to` is blank"),
    "an unknown kind": (
        "notices",
        "P1,P1-A,fine,2024-09-03,paid",
        "9 D029 `kind` is `fine`, which is not one of its words",
    ),
    "an unknown status": (
        "notices",
        "P1,P1-A,penalty_notice,2024-09-03,open",
        "35 D029 `status` is `open`, which is not one of its words",
    ),
    "a parent of nobody": ("parents", "P9,P9-A,true", "1 D022 `P9` is not in the pupils file"),
    "a parent twice": (
        "parents",
        "P1,P1-X,true",
        "4 D034 a second row for `pupil` and `parent` `P1`, `P1-X` repeats row 2",
    ),
    "a request twice": ("leave_requests", "Q0,P1,2024-06-01,2024-09-03,2024-09-06,other,yes,no", "1 D034"),
    "a notice twice": (
        "notices",
        "P1,P1-A,penalty_notice,2024-09-03,unpaid",
        "24 D034 a second row for `pupil` and `parent` and `kind` and `issued_on` `P1`, `P1-A`, `penalty_notice`, "
        "`2024-09-03` repeats row 2",
    ),
    "an unknown reason": (
        "leave_requests",
        "Q1,P1,2024-06-01,2024-09-03,2024-09-06,trip,yes,no",
        "40 D029 `reason` is `trip`, which is not one of its words",
    ),
    "no session": ("amendments", "P1,2024-09-03,,N,I,r,2024-09-04,a,b", "15 D023 `session` is blank"),
}
FIRST = {
    "parents": "P1,P1-X,true",
    "leave_requests": "Q0,P1,2024-06-01,2024-09-03,2024-09-06,other,yes,no",
}
TWICE = "P1,P1-A,penalty_notice,2024-09-03,unpaid"


@pytest.mark.parametrize(("name", "row", "told"), FACT_FAULTS.values(), ids=FACT_FAULTS)
def test_a_bad_row_of_facts(school: School, name: str, row: str, told: str) -> None:
    header = TABLES[name][0].split("\n")[0].removesuffix(",decision")
    first = FIRST.get(name, TWICE if row == TWICE else None)
    school.write(f"{name}.csv", "\n".join([header, *([first] if first else []), row]) + "\n")
    column, rest = told.split(" ", 1)
    found = [each for each in school.told() if "D015" not in each]
    assert len(found) == 1
    assert found[0].startswith(f"{name}.csv:{3 if first else 2}:{column} {rest}")
    assert school.read().value is None
    register = school.register(skip_bad_rows=True)
    assert register.report.bad_rows == {f"{name}.csv": 1}
    assert len(register.tables[name].pupil) == (1 if first else 0)


def test_a_flag_that_is_nearly_declared_is_suggested(school: School) -> None:
    school.write("flags.csv", "pupil,flag,from\nP1,risk_of_ham,2024-09-03\n")
    assert school.read().diagnostics[0].help == "did you mean `risk_of_harm`?"


def test_requests_that_differ_under_one_id_are_both_left_out(school: School) -> None:
    header = TABLES["leave_requests"][0].split("\n")[0]
    one = "Q1,P1,2024-06-01,2024-09-03,2024-09-06,holiday,yes,,refused"
    school.write("leave_requests.csv", f"{header}\n{one}\n{one.replace('P1', 'P2')}\n")
    assert school.errors() == ["D034", "D034"]
    assert len(school.register(skip_bad_rows=True).tables["leave_requests"].pupil) == 0


def test_a_notice_to_a_parent_who_is_not_there_is_a_warning(school: School) -> None:
    school.write("parents.csv", "pupil,parent,liable\nP1,P1-A,true\n")
    school.write("notices.csv", "pupil,parent,kind,issued_on,status\nP1,P2-A,penalty_notice,2024-09-03,paid\n")
    outcome = school.read()
    assert [(each.code, each.severity.name) for each in outcome.diagnostics] == [("D015", "WARNING")]
    assert not outcome.failed
    (school.folder / "parents.csv").unlink()
    assert school.told() == []


def test_the_order_of_rows_and_columns_does_not_matter(school: School) -> None:
    dice = random.Random(1)
    for name, (text, _, _) in TABLES.items():
        school.write(f"{name}.csv", text)
    before = school.register()
    for name in (*TABLES, "pupils", "marks"):
        path = school.folder / f"{name}.csv"
        lines = [line.split(",") for line in path.read_text().splitlines()]
        order = dice.sample(range(len(lines[0])), len(lines[0]))
        lines = [[line[place] for place in order] for line in lines]
        path.write_text("\n".join([",".join(line) for line in [lines[0], *dice.sample(lines[1:], len(lines) - 1)]]))
    after = school.register()
    assert after.report == before.report
    for name in TABLES:
        one, two = before.tables[name], after.tables[name]
        assert np.array_equal(one.pupil, two.pupil)
        for key, column in one.columns.items():
            assert shown(column) == shown(two.columns[key]), (name, key)


@pytest.mark.parametrize("name", ["contacts", "evidence", "pupils"])
def test_one_other_cell_changes_the_digest(school: School, name: str) -> None:
    for table, (text, _, _) in TABLES.items():
        school.write(f"{table}.csv", text)
    before = school.register().report.digest
    path = school.folder / f"{name}.csv"
    path.write_text(path.read_text().replace("2024-09-03", "2024-09-05").replace("2020-01-05", "2020-01-06"))
    assert school.register().report.digest != before


def test_rows_that_are_left_out_leave_no_word_behind(school: School) -> None:
    school.write("evidence.csv", "pupil,from,to,kind\nP9,2024-09-03,2024-09-03,aaa\nP1,2024-09-03,2024-09-03,zzz\n")
    column = school.register(skip_bad_rows=True).tables["evidence"].columns["kind"]
    assert (column.words, column.data.tolist()) == (("zzz",), [0])


def test_a_table_that_a_policy_declares(school: School) -> None:
    lessons = TableShape(
        "lessons",
        {"on": ColumnShape("date", needed=True, filled=True), "outcome": ColumnShape("words", ("present", "late"))},
        dated_by="on",
    )
    excused = TableShape("late_excused", {})
    school.expected = replace(school.expected, tables={"lessons": lessons, "late_excused": excused})
    assert not school.register().tables["lessons"].present
    school.write("lessons.csv", "pupil,on,outcome\nP2,2024-09-05,late\nP2,2024-09-03,\n")
    school.write("late_excused.csv", "pupil,date,session\nP1,2024-09-03,PM\n")
    register = school.register()
    assert rows(register.tables["lessons"], "on", "outcome") == [
        (1, day("2024-09-03"), None),
        (1, day("2024-09-05"), "late"),
    ]
    assert rows(register.tables["late_excused"], "date", "session") == [(0, day("2024-09-03"), "PM")]
    school.write("lessons.csv", "pupil,on\nP2,2024-09-05\n")
    assert [each for each in school.told() if "D008" in each] == [
        "lessons.csv:1:1 D008 `lessons.csv` has no column `outcome`"
    ]
    school.write("lessons.csv", "pupil,on,outcome\nP2,2024-09-05,away\n")
    school.write("late_excused.csv", "pupil,date,session\nP1,2024-09-03,evening\n")
    assert sorted(school.errors()) == ["D026", "D029"]


def test_a_policy_adds_a_column_to_a_usual_table(school: School) -> None:
    shape = TableShape("contacts", {"by": ColumnShape("words", ("office", "teacher"))})
    school.expected = replace(school.expected, tables={"contacts": shape})
    school.write("contacts.csv", "pupil,date,outcome,by\nP1,2024-09-03,reached,teacher\n")
    assert rows(school.register().tables["contacts"], "outcome", "by") == [(0, "reached", "teacher")]


def test_text_over_several_lines_in_quotes(school: School) -> None:
    header = TABLES["amendments"][0].split("\n")[0]
    school.write(
        "amendments.csv",
        f'{header}\nP1,2024-09-03,AM,N,I,"said, ""ill""\nsince Monday",2024-09-04,office,clerk\n'
        "P9,2024-09-03,PM,N,I,x,2024-09-04,office,clerk\n",
    )
    assert school.told() == ["amendments.csv:4:1 D022 `P9` is not in the pupils file"]
    table = school.register(skip_bad_rows=True).tables["amendments"]
    assert shown(table.columns["reason"]) == ['said, "ill"\nsince Monday']


def test_a_stray_quote_spoils_its_own_row_alone(school: School) -> None:
    school.write(
        "contacts.csv",
        'pupil,date,outcome\nP1,2024-09-03,"reached\nP2,2024-09-03,reached\nP1,2024-09-04,"reached\nP2,2024-09-04,reached\n',
    )
    assert [each.split(" D")[0] for each in school.told()] == ["contacts.csv:2:1", "contacts.csv:4:1"]
    assert len(school.register(skip_bad_rows=True).tables["contacts"].pupil) == 2


def test_two_stray_quotes_do_not_swallow_the_rows_between(school: School) -> None:
    school.write(
        "contacts.csv",
        'pupil,date,outcome\nP1,2024-09-03,"reached\nP2,2024-09-03,reached\nP1,2024-09-04,reached",x\n',
    )
    assert [each.split(" ")[:2] for each in school.told()] == [
        ["contacts.csv:2:1", "D021"],
        ["contacts.csv:4:1", "D021"],
    ]
    assert school.register(skip_bad_rows=True).tables["contacts"].pupil.tolist() == [1]


def test_rows_without_any_content_are_passed_over(school: School) -> None:
    school.write("contacts.csv", "pupil,date,outcome\n,,\nP1,2024-09-03,reached\n\n, ,\n")
    assert school.register().tables["contacts"].pupil.tolist() == [0]
    school.write("contacts.csv", "pupil,date,outcome\n,,\nP1,2024-09-03,reached\n,2024-09-03,\n")
    assert [each.split(" ")[:2] for each in school.told()] == [
        ["contacts.csv:4:1", "D023"],
        ["contacts.csv:4:13", "D023"],
    ]


def test_tables_in_parquet_read_as_in_csv(school: School) -> None:
    for name, (text, _, _) in TABLES.items():
        school.write(f"{name}.csv", text)
    before = school.register()
    for name in (*TABLES, "pupils"):
        path = school.folder / f"{name}.csv"
        table = polars.read_csv(path, try_parse_dates=True, infer_schema_length=None)
        path.unlink()
        table.write_parquet(path.with_suffix(".parquet"))
    after = school.register()
    for name in TABLES:
        for key, column in before.tables[name].columns.items():
            assert shown(column) == shown(after.tables[name].columns[key]), (name, key)
    assert np.array_equal(before.enrolled, after.enrolled)
    assert after.tables["flags"].file == "flags.parquet"


def test_where_every_column_of_pupils_is_read_a_slip_is_none_of_them_and_a_column_without_a_name_neither(
    school: School,
) -> None:
    school.expected = replace(school.expected, every_pupil_column=True)
    school.write("pupils.csv", "pupil,year_group,yeargroup,house,\nP1,R,4,red,x\nP2,4,4,blue,y\nP3,11,4,red,z\n")

    assert set(school.register().pupil_rows.columns) >= {"year_group", "house"}
    assert not set(school.register().pupil_rows.columns) & {"yeargroup", "", "pupil"}
    assert any("`yeargroup`" in told for told in school.told())
