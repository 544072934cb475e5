"""`policy letters`: what is written is what was given, templates only say it, and a sheet always comes."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from cli.render.docx import NotATemplateError, faults, template
from cli.render.letters import file_name
from cli.render.safe import shown
from engine.api import bundled_policies, example_letters, load_policy
from engine.letters.letter import FIELDS, Asked, Letter
from engine.model.policy_file import PolicyFile
from tests.cli.command import run
from tests.cli.hostile import FORMULAS, MARKUP

docx = pytest.importorskip("docx")

ROOT = Path(__file__).parents[2]
MARK = {
    "name": "lates",
    "value": 2,
    "unit": "session",
    "sessions": [["2024-09-05", "AM", "L"], ["2024-09-06", "AM", "U"]],
}


def action(pupil: str = "P1", rule: str = "late_letter", do: str = "letter", **fields) -> dict:
    task = {
        "do": do,
        "to": "parents",
        "by": "attendance_officer",
        "obligation": "should",
        "due": None,
        "due_text": None,
    }
    made = {
        "key": f"p/{rule}/{pupil}/2024-09-06",
        "pupil": pupil,
        "date": "2024-09-06",
        "session": None,
        "rule": rule,
        "tasks": [{**task, "with": {}}],
        "source": "§5.4",
        "reason": "late twice",
        "notes": [],
        "assumes": None,
        "evidence": {"lates": {"value": 2, "unit": "session", "sessions": MARK["sessions"]}},
    }
    return {**made, **fields}


def saved(folder: Path, *actions: dict) -> Path:
    file = folder / "run.json"
    file.write_text(json.dumps({"policy": "p", "actions": list(actions)}), encoding="utf-8")
    return file


def listed(folder: Path, *rows: dict[str, str]) -> Path:
    with (folder / "names.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["pupil", "name", "addressee", "address"])
        writer.writeheader()
        writer.writerows(rows)
    return folder / "names.csv"


def person(
    pupil: str = "P1", name: str = "Amy", addressee: str = "Mr & Mrs <O'Neil>", address: str = "1 Mill Lane"
) -> dict[str, str]:
    return {"pupil": pupil, "name": name, "addressee": addressee, "address": address}


def plain(folder: Path, *paragraphs: str, name: str = "late_letter") -> Path:
    folder.mkdir(exist_ok=True)
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(folder / f"{name}.docx")
    return folder


def words(file: Path) -> str:
    document = docx.Document(file)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def sheet(folder: Path) -> list[dict[str, str]]:
    text = (folder / "letters.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_letter_names_the_clause_the_marks_and_whom_it_is_for(tmp_path: Path):
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--names", listed(tmp_path, person()))
    text = words(tmp_path / "out" / "2024-09-06_late_letter_P1.docx")

    assert (done.code, done.err) == (0, f"1 of 1 letter written to {tmp_path / 'out'}\n")
    assert "Dear Mr & Mrs <O'Neil>," in text
    assert "6 September 2024" in text
    assert "§5.4" in text
    assert "late twice" in text
    assert "5 September 2024\nmorning\nL\n6 September 2024\nmorning\nU" in text
    assert "attendance officer" in text
    assert "{" not in text


@pytest.mark.parametrize("nasty", (*MARKUP, *FORMULAS))
def test_what_a_person_is_called_is_written_as_it_is(tmp_path: Path, nasty: str):
    names = listed(tmp_path, person(name=nasty, addressee=nasty, address=f"{nasty}\nsecond line"))
    templates = plain(tmp_path / "t", "[{{ addressee }}]", "[{{ reason }}]", "[{{ address }}]")
    done = run(
        "letters",
        saved(tmp_path, action(reason=nasty)),
        "--out",
        tmp_path / "out",
        "--names",
        names,
        "--templates",
        templates,
    )

    assert done.code == 0, done.err
    text = words(tmp_path / "out" / "2024-09-06_late_letter_P1.docx")
    expected = [
        line for part in nasty.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n") for line in [shown(part)]
    ]
    assert text.startswith(f"[{chr(10).join(expected)}]")
    assert f"{chr(10).join(expected)}\nsecond line]" in text
    (row,) = sheet(tmp_path / "out")
    assert not row["addressee"].startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋"))


@pytest.mark.parametrize(
    "text",
    [
        *("{{ unknown }}", "{{ pupil.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ 'a' * 1000000000 }}"),
        *(
            "{{ '%1000000000d' % 1 }}",
            "{{ cycler }}",
            "{{ range(10) }}",
            "{{ pupil.upper() }}",
            "{{ pupil|attr('x') }}",
        ),
        *(
            "{% set x = 1 %}",
            "{% include 'x' %}",
            "{% import 'x' as y %}",
            "{% extends 'x' %}",
            "{% macro m() %}{% endmacro %}",
        ),
        *(
            "{% for a in marks %}{% for b in marks %}{{ b.code }}{% endfor %}{% endfor %}",
            "{% for c in pupil %}{% endfor %}",
        ),
        *("{% for m in marks %}{{ m.pupil }}{% endfor %}", "{% for m in marks %}{{ m }}{% endfor %}", "{{ marks[0] }}"),
        *("{{ pupil ~ pupil }}", "{{ 1 + 1 }}", "{{ unknown|default('x') }}", "{{ unknown if false else '' }}"),
        *(
            "{{ pupil",
            "{% if pupil %}",
            "{{ pupil|safe }}",
            "{% raw %}{{ x }}{% endraw %}{{ y }}",
            "{{ self }}",
            "{{r pupil }}",
        ),
    ],
)
def test_a_template_can_do_nothing_but_say_its_fields(tmp_path: Path, text: str):
    templates = plain(tmp_path / "t", "Dear parent", text)
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--templates", templates)

    assert done.code == 1
    assert "the template `late_letter.docx` uses" in done.err
    assert "Traceback" not in done.err
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["letters.csv", "letters.xlsx"]


def test_an_unknown_field_is_told_with_its_template_wherever_it_stands(tmp_path: Path):
    folder = plain(tmp_path / "t", "Dear parent")
    document = docx.Document(folder / "late_letter.docx")
    document.sections[0].footer.paragraphs[0].text = "{{ in_the_footer }}"
    document.core_properties.subject = "{{ in_the_properties }}"
    document.save(folder / "late_letter.docx")
    told = faults(template(folder / "late_letter.docx"), FIELDS)

    assert told == [f"the field `{name}`, which nothing gives" for name in ("in_the_footer", "in_the_properties")]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_every_format_of_a_run_gives_the_same_letters(tmp_path: Path, form: str):
    from cli.deliver import deliver
    from engine.decision import Action, Evidence, Task
    from tests.cli.runs import SMALL, replace_actions

    asked = Action(
        *(
            "k1",
            "=P1",
            "2024-09-06",
            None,
            "late_letter",
            (Task(do="letter", to="parents", by="office"),),
            "§5.4",
            "-2 late",
        ),
        evidence={"lates": Evidence(2, "session", (("2024-09-05", "AM", "L"),))},
        notes=("a", "b"),
    )
    for each in ("json", form):
        deliver(replace_actions(SMALL, (asked,)), each, tmp_path / f"run.{each}")
        names = listed(tmp_path, person(pupil="=P1"))
        done = run("letters", tmp_path / f"run.{each}", "--out", tmp_path / f"out-{each}", "--names", names)
        assert done.code == 0, done.err
    one, other = (
        [file.read_bytes() for file in sorted((tmp_path / f"out-{each}").glob("*.docx"))] for each in ("json", form)
    )

    assert len(one) == 1
    assert one == other
    assert "5 September 2024" in words(next((tmp_path / f"out-{form}").glob("*.docx")))


def test_the_same_run_gives_the_same_bytes(tmp_path: Path):
    file, names = saved(tmp_path, action(), action("P2")), listed(tmp_path, person(), person("P2"))
    for folder in ("a", "b"):
        assert run("letters", file, "--out", tmp_path / folder, "--names", names).code == 0

    for one in (tmp_path / "a").iterdir():
        assert one.read_bytes() == (tmp_path / "b" / one.name).read_bytes(), one.name
    with zipfile.ZipFile(tmp_path / "a" / "2024-09-06_late_letter_P1.docx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_two_addressees_have_a_letter_each_and_nobody_is_lost(tmp_path: Path):
    names = listed(tmp_path, person(addressee="Ms A"), person(addressee="Mr B"))
    done = run("letters", saved(tmp_path, action(), action("P2")), "--out", tmp_path / "out", "--names", names)

    assert done.code == 1
    assert "1 pupil not in the list of names: `P2`" in done.err
    assert "2 of 3 letters written" in done.err
    assert [row["letter"] for row in sheet(tmp_path / "out")] == [
        *("2024-09-06_late_letter_P1.docx", "2024-09-06_late_letter_P1_2.docx", ""),
    ]
    assert {row["pupil"] for row in sheet(tmp_path / "out")} == {"P1", "P2"}


def test_without_the_library_the_sheet_comes_and_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cli.render.docx.can_merge", lambda: False)
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--names", listed(tmp_path, person()))

    assert done.code == 1
    assert "extra" in done.err
    assert [row["addressee"] for row in sheet(tmp_path / "out")] == ["Mr & Mrs <O'Neil>"]
    assert (tmp_path / "out" / "letters.xlsx").exists()


def test_a_rule_without_a_template_is_told_and_stays_in_the_sheet(tmp_path: Path):
    templates = plain(tmp_path / "t", "Dear parent", name="other")
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--templates", templates)

    assert done.code == 1
    assert "there is no template for `late_letter`" in done.err
    assert len(sheet(tmp_path / "out")) == 1


def test_a_template_named_after_a_rule_makes_a_letter_of_any_task_once_an_action(tmp_path: Path):
    task = action()["tasks"][0]
    several = action(rule="late_meeting", tasks=[{**task, "do": "meeting"}, {**task, "do": "note"}])
    call = action(rule="late_call", do="call")
    templates = plain(tmp_path / "t", "{{ rule }}", name="late_meeting")
    done = run("letters", saved(tmp_path, several, call), "--out", tmp_path / "out", "--templates", templates)

    assert done.code == 0
    assert [row["rule"] for row in sheet(tmp_path / "out")] == ["late_meeting"]


def test_letters_can_be_chosen_by_day_and_rule(tmp_path: Path):
    file = saved(tmp_path, action(), action("P2", date="2024-09-09"), action("P3", rule="letter_95"))
    words_ = ("letters", file, "--names", listed(tmp_path, *(person(f"P{number}") for number in (1, 2, 3))))
    run(*words_, "--out", tmp_path / "a", "--from", "2024-09-07")
    run(*words_, "--out", tmp_path / "b", "--rule", "letter_95")

    assert [row["pupil"] for row in sheet(tmp_path / "a")] == ["P2"]
    assert [row["pupil"] for row in sheet(tmp_path / "b")] == ["P3"]
    assert run(*words_, "--out", tmp_path / "c", "--rule", "letter_59").code == 2


@pytest.mark.parametrize("pupil", ["../../x", "CON", "a/b\\c", "..", "", " ", "é", "x" * 300, "nul.txt", "A:B", "\x00"])
def test_file_names_are_safe_everywhere(pupil: str):
    taken: set[str] = set()
    letter = Letter(Asked("letter", "late_letter", pupil, "2024-09-06", {}))
    names = [file_name(letter, taken) for _ in range(3)]

    assert len({name.lower() for name in names}) == 3
    assert all(re.fullmatch(r"2024-09-06_late_letter_[A-Za-z0-9_-]{1,50}\.docx", name) for name in names)


def test_letters_lie_among_no_others(tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.docx").write_bytes(b"")
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out")

    assert done.code == 2
    assert "not empty" in done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column `pupil`"),
        ("{", "JSON"),
        ('{"actions": 3}', "no `actions`"),
        ('{"actions": [{"tasks": 1}]}', "action 1"),
        ('{"actions": [{"pupil": "a", "date": "x", "rule": "r", "tasks": [{"do": "letter"}]}]}', "action 1"),
        ('{"kind": "data"}\n', "no run"),
        ('{"kind": "run"}\n{"kind": "action"}\n', "line 2"),
        ("pupil,date,rule,do\nP1,2024-09-06,r\n", "line 2"),
        ('pupil,date,rule,do\n"P1,2024-09-06,r,letter\n', "CSV"),
        ("[" * 100_000, "no column"),
        ('{"a":' * 100_000, "deep"),
    ],
)
def test_a_file_that_is_no_run_is_refused_in_words(tmp_path: Path, text: str, said: str):
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    done = run("letters", tmp_path / "run.json", "--out", tmp_path / "out")

    assert done.code == 1
    assert said in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nAmy\n", "no column `pupil`"),
        ("pupil,reason\nP1,x\n", "would hide"),
        ("pupil,name,name\nP1,x,y\n", "twice"),
        ("pupil,na-me\nP1,x\n", "no name for a column"),
        ("pupil,name\nP1\n", "line 2"),
        ("pupil,name\nP1,Amy\nP1,Amy,x\n", "line 3 has 3 cells"),
        ("pupil,name\n,Amy\n", "names no pupil"),
        ('pupil,name\nP1,"Amy"x\n', "line 2 is not CSV"),
    ],
)
def test_a_list_of_names_that_is_none_is_refused_in_words(tmp_path: Path, text: str, said: str):
    (tmp_path / "names.csv").write_text(text, encoding="utf-8")
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--names", tmp_path / "names.csv")

    assert done.code == 1
    assert said in done.err


def test_rows_of_nothing_are_passed_over_in_a_list_of_names_and_its_columns_come_in_its_order(tmp_path: Path):
    names = "addressee,pupil,name,address\n,,,\nMs Doe,P1,Amy,1 Mill Lane\n\n"
    (tmp_path / "names.csv").write_text(names, encoding="utf-8")
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--names", tmp_path / "names.csv")

    assert done.code == 0
    columns = (tmp_path / "out" / "letters.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert [name for name in columns if name in ("addressee", "name", "address")] == ["addressee", "name", "address"]
    assert columns.count("pupil") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_of_names_may_be_in_any_encoding_of_a_spreadsheet(tmp_path: Path, encoding: str):
    (tmp_path / "names.csv").write_text("pupil,name,addressee,address\nP1,Zoë,Ms Doe,1 Mill Lane\n", encoding=encoding)
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--names", tmp_path / "names.csv")

    assert done.code == 0
    assert [row["name"] for row in sheet(tmp_path / "out")] == ["Zoë"]


def test_a_list_of_names_in_two_encodings_is_refused_where_it_is_so(tmp_path: Path):
    (tmp_path / "names.csv").write_bytes("pupil,name\nP1,Siân\n".encode() + "P2,Zoë\n".encode("cp1252"))
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--names", tmp_path / "names.csv")

    assert done.code == 1
    assert "line 3, character 6: the letter here is not UTF-8, and row 2 has letters that are" in done.err


@pytest.mark.parametrize("held", [b"", b"PK", b"not a zip" * 100])
def test_a_file_that_is_no_word_document_is_refused(tmp_path: Path, held: bytes):
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "late_letter.docx").write_bytes(held)

    with pytest.raises(NotATemplateError):
        template(tmp_path / "t" / "late_letter.docx")
    done = run("letters", saved(tmp_path, action()), "--out", tmp_path / "out", "--templates", tmp_path / "t")
    assert done.code == 1
    assert "Word" in done.err


def test_every_letter_of_the_shipped_policies_has_an_example_and_no_example_is_of_nothing():
    asked, known = set(), {"letter"}
    for name in bundled_policies():
        loaded = load_policy(name)
        assert loaded.value is not None
        model = PolicyFile.model_validate(loaded.value.expanded)
        rules = [*model.rules, *(step for ladder in model.ladders.values() for step in ladder.steps)]
        known |= {rule.id for rule in rules}
        asked |= {rule.id for rule in rules if any(task.do == "letter" for task in rule.then)}
    examples = {file.stem for file in example_letters()}

    assert asked
    assert asked <= examples
    assert examples <= known


def test_a_letter_says_what_was_seen_without_the_title_of_its_rule(tmp_path: Path):
    action = {"pupil": "A", "date": "2025-06-27", "rule": "late", "source": "§1", "evidence": {}}
    action |= {"reason": "Punctuality letter: late 5 sessions", "tasks": [{"do": "letter"}]}
    (tmp_path / "run.json").write_text(json.dumps({"policy": "p", "actions": [action]}), encoding="utf-8")
    (tmp_path / "names.csv").write_text("pupil,name,addressee,address\nA,Amy,Ms A,1 Mill Lane\n", encoding="utf-8")
    done = run("letters", tmp_path / "run.json", "--names", tmp_path / "names.csv", "--out", tmp_path / "out")
    (row,) = csv.DictReader((tmp_path / "out" / "letters.csv").read_text(encoding="utf-8-sig").splitlines())

    assert done.code == 0, done.err
    assert (row["figures"], row["reason"]) == ("late 5 sessions", "Punctuality letter: late 5 sessions")


def test_the_examples_use_what_there_is_and_name_the_clause_and_the_marks():
    for file in example_letters():
        text = words(file)
        assert faults(template(file), (*FIELDS, "name", "addressee", "address")) == [], file.name
        assert "{{ clause }}" in text
        assert "{%tr for mark in marks %}" in text
        assert "own words" in text
        assert not re.search(r"\b(fine|prosecut|court|must|warn|penalty|offence)", text), file.name
        assert not re.search(r"\d+ ?%", text), file.name


def test_the_examples_can_be_had_to_edit(tmp_path: Path):
    done = run("letters", "--examples", tmp_path / "mine")

    assert done.code == 0
    assert len(list((tmp_path / "mine").glob("*.docx"))) == len(example_letters()) > 10
