"""`policy import`: what it prints, what it writes, and how it ends."""

import json
from pathlib import Path

import pytest

from tests.cli.command import run

LONG = "Adm No,Year,Date,Session,Mark\n101,7,08/09/2025,AM,/\n101,7,08/09/2025,PM,\\\n"
CALENDAR = "terms: [{name: autumn, from: 2025-09-02, to: 2025-12-19}]\n"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    (tmp_path / "register.csv").write_text(LONG, encoding="utf-8")
    (tmp_path / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    return tmp_path


def test_a_dataset_is_written_that_a_policy_runs_on(exports: Path):
    out = exports / "data"
    ended = run("import", exports / "register.csv", "--calendar", exports / "calendar.yaml", "--out", out)

    assert ended.code == 0, ended.err
    assert "register.csv: long\n  because it has a row a mark, with `Date`, `Session`, `Mark`\n" in ended.out
    assert "2 rows read = 2 used + 0 reported" in ended.out
    assert (out / "marks.csv").read_text(encoding="utf-8").startswith("pupil,date,session,code\n101,2025-09-08,AM,/\n")
    assert run("run", "victoria_road", out).code == 0


def test_a_folder_is_imported_whole_and_the_compact_form_runs_too(exports: Path):
    out = exports / "data"
    ended = run("import", exports, "--out", out, "--compact")

    assert ended.code == 0, ended.err
    assert {path.name for path in out.iterdir()} == {"marks.parquet", "pupils.parquet", "calendar.yaml"}
    assert run("run", "victoria_road", out).code == 0


def test_what_is_not_read_of_a_folder_is_named(exports: Path):
    (exports / "scan.pdf").write_bytes(b"%PDF-1.7")
    (exports / "autumn").mkdir()
    (exports / ".hidden").write_bytes(b"x")
    ended = run("import", exports, "--out", exports / "data")

    assert ended.code == 0, ended.err
    assert "info D187: not read of the folder: `autumn`, `scan.pdf`\n" in ended.err


def test_nothing_is_written_where_a_row_is_refused_unless_it_is_asked_for(exports: Path):
    (exports / "register.csv").write_text(LONG + "101,7,09/09/2025,AM,H\n", encoding="utf-8")
    out = exports / "data"

    ended = run("import", exports, "--out", out)
    assert (ended.code, out.exists()) == (1, False)
    assert "register.csv:4:5: error D135: the code `H` on 2025-09-09 is no longer in force" in ended.err
    assert "3 rows read = 2 used + 1 reported" in ended.out

    ended = run("import", exports, "--out", out, "--skip-bad-rows")
    assert (ended.code, (out / "marks.csv").exists()) == (0, True)
    assert "warning D135" in ended.err


def test_marks_after_the_day_that_is_asked_for_are_left_out_and_the_rest_is_written(exports: Path):
    (exports / "register.csv").write_text(LONG + "101,7,10/09/2025,AM,X\n", encoding="utf-8")
    out = exports / "data"

    ended = run("import", exports, "--out", out, "--as-at", "2025-09-09")
    assert ended.code == 0, ended.err
    assert "warning D139: left out, as they are after 2025-09-09: 1 mark filled in ahead" in ended.err
    assert "3 rows read = 2 used + 1 reported" in ended.out
    assert "2025-09-10" not in (out / "marks.csv").read_text(encoding="utf-8")


def test_the_account_is_written_as_json(exports: Path):
    ended = run("import", exports, "--out", exports / "data", "--report", exports / "account.json")
    account = json.loads((exports / "account.json").read_text(encoding="utf-8"))

    assert ended.code == 0
    assert account["sources"][0]["rows"] == {"read": 2, "used": 2, "reported": 0}
    assert str(exports) not in json.dumps(account)


def test_a_shape_that_is_not_known_is_asked_about_and_a_map_answers(exports: Path):
    strange = exports / "strange.csv"
    strange.write_text(
        "Number,When,Half,Sign,Yr\n101,08/09/2025,Reg 1,Here,7\n101,08/09/2025,Reg 2,Ill,7\n", encoding="utf-8"
    )
    ended = run("import", strange, "--out", exports / "data")
    assert ended.code == 1
    assert "error D120: it is no shape that is known" in ended.err
    assert "`--suggest-map` writes one" in ended.err

    ended = run("import", strange, "--suggest-map", "--map", exports / "map.yaml")
    assert ended.code == 0
    suggested = (exports / "map.yaml").read_text(encoding="utf-8")
    assert "# not used: 'Number'" in suggested and "101" not in suggested

    (exports / "map.yaml").write_text(
        "columns: {pupil: Number, date: When, session: Half, code: Sign}\n"
        "sessions: {Reg 1: AM, Reg 2: PM}\ncodes: {Here: '/', Ill: I}\n",
        encoding="utf-8",
    )
    ended = run("import", strange, "--map", exports / "map.yaml", "--out", exports / "data")
    assert ended.code == 0, ended.err
    assert "101,2025-09-08,PM,I" in (exports / "data" / "marks.csv").read_text(encoding="utf-8")


def test_a_suggested_map_is_one(exports: Path):
    ended = run("import", exports / "register.csv", "--suggest-map")
    (exports / "map.yaml").write_text(ended.out, encoding="utf-8")

    assert run("import", exports, "--map", exports / "map.yaml", "--out", exports / "data").code == 0


def test_what_a_map_may_not_say_is_told_at_the_line(exports: Path):
    (exports / "map.yaml").write_text("colums: {pupil: Adm No}\nshape: lang\n", encoding="utf-8")
    ended = run("import", exports / "register.csv", "--map", exports / "map.yaml", "--out", exports / "data")

    assert ended.code == 1
    assert "map.yaml:1:1: error D110: a mapping file has no field `colums`" in ended.err
    assert "help: did you mean `columns`?" in ended.err
    assert "map.yaml:2:8: error D111: `shape`: that is not allowed" in ended.err


def test_pseudonyms_need_a_key_that_cannot_be_guessed(exports: Path):
    key = exports.parent / "key.txt"
    wanted = ("import", exports, "--out", exports / "data", "--pseudonyms", key)
    assert run(*wanted).code == 2
    key.write_text("short", encoding="utf-8")
    assert run(*wanted).code == 2
    key.write_text("a long key that the school keeps\n", encoding="utf-8")
    assert run(*wanted).code == 0
    assert "101" not in (exports / "data" / "pupils.csv").read_text(encoding="utf-8").splitlines()[1]


@pytest.mark.parametrize("words", [("nowhere.csv", "--out", "x"), ("--out", "x"), ("{}",), ("{}", "--out", "{}")])
def test_a_wrong_command_line_is_told(words: tuple[str, ...], exports: Path):
    assert run("import", *(word.format(exports / "register.csv") for word in words)).code == 2
