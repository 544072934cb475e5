"""What holds of every import: no row is lost, no UPN or comment is written or shown, order does not matter."""

import csv
import io
import json
import random
from collections import Counter
from pathlib import Path

import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.render.account import as_json, page, who
from engine.importers import csv_source
from engine.importers.account import Wishes
from engine.importers.run import import_files
from engine.importers.upn import LETTERS, check_letter, is_temporary, wrong_with
from engine.model.import_map import ImportMap
from engine.writers.dataset import write_folder
from tests.unit.importers.conftest import Desk, marks_of, national

WORDS = (
    "101|102|'103||08/09/2025|2025-09-09|45910|31/02/2025|AM|PM|P1|am|/|\\|L|I|C2|H|J|-|#|??|12|-3|Total|Page 1 of 2"
    '|M999999920000|a,b|x"y|né|1.0'
)
CELLS = st.sampled_from(WORDS.split("|"))
RIGHT = st.tuples(
    st.sampled_from(["101", "102", "103"]),
    st.sampled_from(["08/09/2025", "09/09/2025"]),
    st.sampled_from(["AM", "PM"]),
    st.sampled_from(["/", "\\", "L", "I", "-", "#"]),
    st.just(""),
)
ROWS = st.lists(st.one_of(RIGHT, st.lists(CELLS, min_size=0, max_size=7)), max_size=25)
LINES = ["101,08/09/2025,AM,/,", '"', '102,08/09/2025,AM,"I', "", ",,,,", "x", '"a\nb",1,2,3,4']
RAW = st.lists(st.sampled_from(LINES), max_size=8)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, raw=RAW, end=st.sampled_from(["\n", "\r\n"]), skip=st.booleans())
def test_rows_read_are_rows_used_and_rows_reported(rows, raw, end: str, skip: bool, desk: Desk) -> None:
    held = io.StringIO()
    csv.writer(held, lineterminator=end).writerows(rows)
    desk.put("register.csv", f"Adm No,Date,Session,Mark,Mins Late{end}{held.getvalue()}" + end.join([*raw, ""]))
    outcome = desk.read("register.csv", skip_bad_rows=skip)
    if outcome.value is None:
        assert outcome.diagnostics
        return
    (account,) = outcome.value.accounts
    assert account.rows == account.used + account.reported
    assert account.marks == len(marks_of(outcome.value))
    told = {found.place.span.line for found in outcome.diagnostics if found.place}
    assert account.reported == 0 or told
    assert account.used <= account.rows and account.marks <= account.used


@pytest.mark.parametrize("size", [40, 97, 1 << 14])
def test_pieces_of_any_size_give_the_same(size: int, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f'{100 + each % 7},{8 + each % 5:02}/09/2025,{"AM" if each % 2 else "PM"},I,"a, b"' for each in range(400)]
    rows[50] = '106,08/09/2025,AM,"I,x'
    rows[51:51] = ["", '107,08/09/2025,AM,I,"two', 'lines"', "108,08/09/2025"]
    text = "\n".join(["Adm No,Date,Session,Mark,Note", *rows])
    desk.put("register.csv", text)
    whole = desk.read("register.csv", mapping={"precedence": ["first"]})
    monkeypatch.setattr(csv_source, "PIECE", size)
    cut = desk.read("register.csv", mapping={"precedence": ["first"]})
    assert whole.value is not None and cut.value is not None
    assert marks_of(whole.value) == marks_of(cut.value)
    assert whole.value.accounts == cut.value.accounts
    assert [str(each) for each in whole.diagnostics] == [str(each) for each in cut.diagnostics]


def upns(count: int) -> list[str]:
    tails = [f"99999992{serial:04}" for serial in range(count)]
    return [check_letter(tail) + tail for tail in tails]


SECRETS = ("anxiety and bruises", "Featherstonehaugh", "Persephone")


def test_no_upn_no_name_and_no_comment_is_written_or_shown(desk: Desk, tmp_path: Path) -> None:
    known = upns(30)
    rows = [
        f'{upn},{SECRETS[1]},{SECRETS[2]} {number},7E1,08/09/2025,AM,{"I" if number % 3 else "ZZ"},"{SECRETS[0]}"'
        for number, upn in enumerate(known)
    ]
    # A comment with a comma and no quotes, which pushes cells along; a UPN where a code stands; a wrong letter.
    rows += [
        f"{known[0]},{SECRETS[1]},{SECRETS[2]},7E1,{known[1]},AM,/,",
        f"{known[2]},{SECRETS[1]},{SECRETS[2]},7E1,09/09/2025,{known[3]},/,",
        f"{known[4]},{SECRETS[1]},{SECRETS[2]},7E1,09/09/2025,AM,{known[5]},",
        f"{known[6]},{SECRETS[1]},{SECRETS[2]},7E1,09/09/2025,AM,{SECRETS[0]},",
        f"A{known[7][1:]},{SECRETS[1]},{SECRETS[2]},7E1,09/09/2025,AM,/,",
        f"{known[8]},{SECRETS[1]},{SECRETS[2]},7E1,08/09/2025,AM,/,",
    ]
    desk.put("register.csv", "UPN,Surname,Forename,Reg,Date,Session,Mark,Comments\n" + "\n".join(rows) + "\n")
    outcome = desk.read("register.csv", skip_bad_rows=True)
    assert outcome.value is not None
    out = tmp_path / "out"
    write_folder(out, None, outcome.value.tables, outcome.value.marks)
    write_folder(tmp_path / "compact", None, outcome.value.tables, outcome.value.marks, "compact")
    shown = [str(found) for found in outcome.diagnostics]
    shown += [*page(outcome.value), *as_json(outcome.value, outcome.diagnostics), *who(outcome.value)]
    for path in (*out.iterdir(), *(tmp_path / "compact").iterdir()):
        # What is in a Parquet file is packed, and would not be found in its bytes.
        whole = str(polars.read_parquet(path).to_dict(as_series=False)) if path.suffix == ".parquet" else ""
        shown += [path.read_bytes().decode("latin-1"), whole]
    everything = "".join(shown)
    for secret in (*known, *(upn.lower() for upn in known), *(upn[1:] for upn in known), *SECRETS):
        assert secret not in everything, secret
    assert json.loads("".join(as_json(outcome.value, outcome.diagnostics)))["sources"][0]["rows"]["read"] == len(rows)


def test_pseudonyms_are_the_same_under_one_key_and_others_under_another(desk: Desk) -> None:
    text = "UPN,Date,Session,Mark\n" + "".join(f"{upn},08/09/2025,AM,/\n" for upn in upns(40))
    desk.put("register.csv", text)
    heading, *lines = text.splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    desk.put("again.csv", "".join([heading, *lines]))

    def labels(name: str, key: bytes) -> list[str]:
        made = desk.read(name, key=key).value
        assert made is not None
        return list(made.marks.pupils)

    one = labels("register.csv", b"a key that the school keeps")
    assert one == labels("again.csv", b"a key that the school keeps")
    assert len(set(one)) == 40
    assert not set(one) & set(labels("register.csv", b"a key of another school"))
    assert all(label.startswith("p-") and len(label) == 12 for label in one)


def test_the_order_of_rows_and_files_does_not_matter(desk: Desk) -> None:
    rows = [f"{upn},{day:02}/09/2025,{half},I\n" for upn in upns(9) for day in (8, 9) for half in ("AM", "PM")]
    random.Random(4).shuffle(rows)
    desk.put("a.csv", "UPN,Date,Session,Mark\n" + "".join(rows[:20]))
    desk.put("b.csv", "UPN,Date,Session,Mark\n" + "".join(rows[20:]))
    desk.put("whole.csv", "UPN,Date,Session,Mark\n" + "".join(sorted(rows)))
    assert desk.marks("a.csv", "b.csv") == desk.marks("b.csv", "a.csv") == desk.marks("whole.csv")


def test_pupils_are_joined_by_upn_where_the_marks_have_no_other_number(desk: Desk) -> None:
    one, two = upns(2)
    desk.put("pupils.csv", f"Adm No,UPN,Year,Reg\n004521,{one},Year 7,7E1\n004522,{two},Reception,RB\n")
    desk.put("register.csv", f"UPN,Date,Session,Mark\n{two},08/09/2025,AM,/\n{one},08/09/2025,AM,I\n")
    assert desk.marks("register.csv", "pupils.csv") == {
        ("004521", "2025-09-08", "AM"): "I",
        ("004522", "2025-09-08", "AM"): "/",
    }
    made = desk.read("register.csv", "pupils.csv").value
    assert made is not None
    assert made.tables["pupils"].rows == [["004521", "7", "7E1"], ["004522", "R", "RB"]]


def test_two_pupils_of_one_name_are_not_taken_for_one(desk: Desk) -> None:
    desk.put("pupils.csv", "Adm No,Surname,Forename,Year\n1,Doe,Jane,7\n2,Doe,Jane,8\n")
    desk.put("register.csv", "Surname,Forename,Date,Session,Mark\nDoe,Jane,08/09/2025,AM,/\n")
    assert desk.errors("register.csv", "pupils.csv") == ["D153"]


def test_a_class_that_changes_is_dated(desk: Desk) -> None:
    desk.put(
        "register.csv",
        "Adm No,Year,Reg,Date,Session,Mark\n1,7,7A,08/09/2025,AM,/\n1,7,7A,09/09/2025,AM,/\n1,7,7B,10/09/2025,AM,/\n",
    )
    made = desk.read("register.csv").value
    assert made is not None
    assert made.tables["pupils"].columns == ("pupil", "year_group", "class", "from")
    assert made.tables["pupils"].rows == [["1", "7", "7A", ""], ["1", "7", "7B", "2025-09-10"]]


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from([*"0123456789", *LETTERS]))
def test_every_number_with_its_letter_is_right_and_with_another_wrong(digits: str, last: str) -> None:
    tail = digits + last
    right = check_letter(tail)
    assert [letter for letter in LETTERS if not wrong_with(letter + tail)] == [right]
    assert is_temporary(right + tail) == last.isalpha()


RIGHT_ONES = "B801200005001 M999999920000 B999999920001 Q999999920002 E999999920003 M99999992000A C99999992001K"
WRONG_ONES = "A801200005001 I999999920000 M99999992000I M9999999200001"


@pytest.mark.parametrize(
    ("upn", "wrong"), [*((upn, False) for upn in RIGHT_ONES.split()), *((upn, True) for upn in WRONG_ONES.split())]
)
def test_known_numbers(upn: str, wrong: bool) -> None:
    assert bool(wrong_with(upn)) == wrong


def test_the_same_sources_give_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    desk.put("register.csv", "UPN,Year,Date,Session,Mark\n" + "".join(f"{upn},7,08/09/2025,AM,/\n" for upn in upns(20)))
    folders = []
    for name in ("one", "two"):
        outcome = import_files([desk.folder / "register.csv"], national(), Wishes(ImportMap.model_validate({})))
        assert outcome.value is not None
        write_folder(tmp_path / name, None, outcome.value.tables, outcome.value.marks)
        folders.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert folders[0] == folders[1]
    assert Counter(folders[0]) and set(folders[0]) == {"marks.csv", "pupils.csv"}


def test_a_cover_sheet_is_passed_over_and_hidden_sheets_are_told(desk: Desk) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(desk.folder / "register.xlsx") as book:
        book.add_worksheet("Cover").write_row(0, 0, ["Official register", "School", "Printed"])
        sheet = book.add_worksheet("Marks")
        sheet.write_row(0, 0, ["Adm No", "Year", "Date", "Session", "Mark"])
        sheet.write_row(1, 0, ["101", "7", "08/09/2025", "AM", "L"])
        hidden = book.add_worksheet("Old")
        hidden.hide()
        hidden.write(0, 0, "x")
    assert desk.errors("register.xlsx") == []
    assert desk.marks("register.xlsx") == {("101", "2025-09-08", "AM"): "L"}
    told = "\n".join(desk.told("register.xlsx"))
    assert "D120 `register.xlsx, sheet Cover`: it is no shape that is known" in told
    assert "D172 hidden sheets are not read: `Old`" in told


def test_ids_of_codes_ask_for_the_table_of_codes(desk: Desk) -> None:
    record = {"date": {"date": "2025-09-15"}, "session": "AM", "student": "A2", "attendance_code": "A3xxxx"}
    desk.put("session.json", json.dumps({"data": [record]}))
    (found,) = [found for found in desk.read("session.json").diagnostics if found.code == "D130"]
    assert "table of codes" in found.help


def test_headings_far_down_are_found_where_the_map_says(desk: Desk) -> None:
    above = "".join(f"Line {number} of the letter\n" for number in range(20))
    desk.put("register.csv", f"{above}Adm No,Date,Session,Mark\n101,08/09/2025,AM,L\n")
    assert desk.errors("register.csv") == ["D120"]
    assert desk.marks("register.csv", mapping={"header_row": "21"}) == {("101", "2025-09-08", "AM"): "L"}


def test_a_upn_where_none_should_be_is_written_nowhere(desk: Desk, tmp_path: Path) -> None:
    one, two, three, four = upns(4)
    desk.put("marks.csv", f"pupil,date,session,code\n101,2025-09-08,AM,/\n102,2025-09-08,AM,/\n{one},2025-09-08,AM,I\n")
    desk.put("pupils.csv", f"pupil,year_group,class\n101,7,{two}\n102,7,7A\n{one},7,7A\n")
    desk.put("parents.csv", f"pupil,parent,liable\n{one},{one}-A,yes\n101,{three},yes\n102,x {four},no\n")
    made = desk.read("marks.csv", "pupils.csv", "parents.csv").value
    assert made is not None
    assert made.tables["parents"].rows == [
        ["pupil-0001", "pupil-0001-A", "yes"],
        ["101", "101", "yes"],
        ["102", "x 102", "no"],
    ]
    write_folder(tmp_path / "out", None, made.tables, made.marks)
    everything = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())
    assert not [upn for upn in (one, two, three, four) if upn in everything or upn[1:] in everything]
