"""`policy run`: what it prints where, which rows it chooses, and how it ends."""

import csv
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from engine.model.published import output_schema
from tests.architecture.tree import ROOT
from tests.cli.command import run

CALENDAR = """\
terms:
  - {name: autumn, from: 2024-09-02, to: 2024-12-20, half_term: {from: 2024-10-28, to: 2024-11-01}}
inset: [2024-09-02]
bank_holidays: []
closures: []
"""
POLICY = """\
policy: small
layer: school
extends: [england]
values:
  lates_limit: 2 sessions
measures:
  lates_2w: {count: sessions, of: late, over: last 10 school days}
rules:
  - id: late_letter
    source: §5.4
    when: lates_2w >= lates_limit
    then: [{do: letter, to: parents, by: office, due: 5 school days, obligation: must}]
  - id: call_home
    check: morning
    act: each check
    when: not_explained_today > 0
    then: [{do: call, to: parents, due: same day}]
"""
MEASURE = "  not_explained_today: {count: sessions, of: 'code = \"N\"', over: day}\n"
CODES = ["/\\", "L\\", "L\\", "/\\", "NN", "/\\", "/\\", "/\\", "/\\", "/\\"]
DAYS = [f"2024-09-{day:02}" for day in (3, 4, 5, 6, 9, 10, 11, 12, 13, 16)]


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """Write a policy and a dataset of one pupil over ten days; give the folder that holds both."""
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "small.yaml").write_text(POLICY.replace("rules:\n", MEASURE + "rules:\n", 1), encoding="utf-8")
    (data / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    (data / "pupils.csv").write_text("pupil,year_group\nP1,4\n", encoding="utf-8")
    rows = [
        f"P1,{day},{session},{code}\n"
        for day, pair in zip(DAYS, CODES, strict=True)
        for session, code in zip(("AM", "PM"), pair, strict=True)
    ]
    (data / "marks.csv").write_text("pupil,date,session,code\n" + "".join(rows), encoding="utf-8")
    return tmp_path


def told(school: Path, *words: object) -> dict:
    done = run("run", school / "small.yaml", school / "data", "--format", "json", *words)
    assert done.code == 0, done.err
    return json.loads(done.out)


def acted(school: Path, *words: object) -> list[tuple[str, str, str]]:
    return [(each["pupil"], each["date"], each["rule"]) for each in told(school, *words)["actions"]]


EVERY = [("P1", "2024-09-05", "late_letter"), ("P1", "2024-09-09", "call_home"), ("P1", "2024-09-16", "unresolved_n")]


def test_actions_come_on_standard_output_sorted_and_as_the_schema_says(school: Path):
    done = told(school)

    assert [(each["pupil"], each["date"], each["rule"]) for each in done["actions"]] == EVERY
    jsonschema.Draft202012Validator(output_schema()).validate(done)
    assert done["actions"][0]["tasks"][0]["due"] == "2024-09-12"
    assert done["data"]["marks"] == 20
    assert done["as_of"] == "2024-09-16"
    assert str(school) not in json.dumps(done)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--rule", "late_letter"), EVERY[:1]),
        (("--rule", "late_letter", "--rule", "call_home"), EVERY[:2]),
        (("--from", "2024-09-09"), EVERY[1:]),
        (("--to", "2024-09-09"), EVERY[:2]),
        (("--from", "2024-09-06", "--to", "2024-09-10"), EVERY[1:2]),
        (("--as-of", "2024-09-13"), EVERY[:2]),
    ],
)
def test_what_is_printed_can_be_chosen(school: Path, words: tuple[str, ...], expected: list[tuple[str, str, str]]):
    assert acted(school, *words) == expected


def test_state_is_counted_from_the_first_mark_whatever_is_printed(school: Path):
    assert acted(school, "--from", "2024-09-05", "--to", "2024-09-05") == EVERY[:1]


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_a_file_holds_what_would_be_printed(school: Path, form: str):
    words = ("run", school / "small.yaml", school / "data", "--format", form)
    printed = run(*words)
    saved = run(*words, "--out", school / "out")

    assert (printed.code, saved.code, saved.out) == (0, 0, "")
    assert (school / "out").read_bytes().decode() == printed.out


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_a_large_run_that_is_told_to_end_leaves_no_half_of_a_file(school: Path, monkeypatch: pytest.MonkeyPatch):
    def half(*_: object, **__: object):
        yield b"{"
        assert [file.suffix for file in (school / "out").iterdir()] == [".part"]
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    monkeypatch.setattr("cli.commands.run.LARGE", 1)
    monkeypatch.setattr("cli.render.json.lines", half)
    was = signal.signal(signal.SIGTERM, lambda *_: None)  # else it would end the tests
    (school / "out").mkdir()
    try:
        done = run("run", school / "small.yaml", school / "data", "--out", school / "out" / "actions.jsonl")
    finally:
        signal.signal(signal.SIGTERM, was)

    assert (done.code, done.err.splitlines()[-1]) == (130, "stopped")
    assert list((school / "out").iterdir()) == []


def test_csv_puts_decisions_beside_the_actions(school: Path):
    done = run("run", school / "small.yaml", school / "data", "--format", "csv", "--out", school / "out.csv")

    assert done.code == 0
    with (school / "out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["rule"] for row in csv.DictReader(file)] == [rule for _, _, rule in EVERY]
    assert (school / "out.decisions.csv").read_text(encoding="utf-8").startswith("table,request,pupil")


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_rows(school: Path):
    words = ("run", school / "small.yaml", school / "data", "--format", "json")
    before = run(*words).out
    marks = school / "data" / "marks.csv"
    head, *rows = marks.read_text(encoding="utf-8").splitlines()
    marks.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")

    assert run(*words).out == before


@pytest.mark.parametrize(("seed", "zone"), [("0", "UTC"), ("1", "Pacific/Kiritimati"), ("2", "America/Los_Angeles")])
def test_the_same_input_gives_the_same_bytes_whatever_the_seed_and_the_zone(school: Path, seed: str, zone: str):
    words = ("run", school / "small.yaml", school / "data", "--format", "json")
    done = subprocess.run(
        [sys.executable, "-m", "cli", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
    )

    assert done.stdout.decode() == run(*words).out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("none.yaml", "data"), "none.yaml"),
        (("small.yaml", "nowhere"), "there is no folder"),
        (("small.yaml", "small.yaml"), "is a file, and a dataset is a folder"),
        (("small.yaml", "data", "--rule", "late_leter"), "did you mean `late_letter`?"),
        (("small.yaml", "data", "--as-of", "2024-13-01"), "`2024-13-01` is not a date"),
        (("small.yaml", "data", "--from", "2024-09-10", "--to", "2024-09-09"), "nothing lies between"),
        (("small.yaml", "data", "--from", "2025-09-10"), "the data ends on 2024-09-16"),
        (("small.yaml", "data", "--to", "2023-09-10"), "the data begins on"),
        (("small.yaml", "data", "--out", "nowhere/out"), "there is no folder"),
        (("small.yaml", "data", "--out", "-"), "`-` names no file\n  help: leave --out away"),
        (("no_such_policy", "data"), "there is no policy `no_such_policy`"),
        (("victoria_rode", "data"), "did you mean `victoria_road`?"),
        (("data", "data"), "`data` is a folder, and a policy is a file"),
        (("", "data"), "there is no policy ``"),
        (("x" * 5000, "data"), f"`{'x' * 100}…` cannot be opened: file name too long"),
        (("small.yaml", "x" * 300), "cannot be opened: file name too long"),
        (("small.yaml", "data", "--out", "x" * 300 + ".csv"), "cannot be opened: file name too long"),
        (("small.yaml", "data", "--as-of", "2020-01-01"), "there is no school day up to 2020-01-01"),
    ],
)
def test_what_is_not_there_is_2_and_said(
    school: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
):
    monkeypatch.chdir(school)
    done = run("run", *words)

    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    ("flags", "periods", "told"),
    [
        ("", "trials", "B011: `trial` is neither a window, nor a flag, nor a period of the dataset's calendar\n"),
        ("trial", "trial", "B015: `trial` is both a flag of the policy and a period of the dataset's calendar\n"),
        ("", "trial", ""),
        ("trial", "trials", ""),
    ],
)
def test_a_window_is_a_flag_or_a_period_and_never_both(school: Path, flags: str, periods: str, told: str):
    said = POLICY.replace("over: last 10 school days", "over: trial").replace("rules:\n", MEASURE + "rules:\n", 1)
    flagged = f"flags: {{{flags}: {{set_by: head}}}}\n" if flags else ""
    (school / "small.yaml").write_text(flagged + said, encoding="utf-8")
    (school / "data" / "calendar.yaml").write_text(
        f"{CALENDAR}\nperiods: {{{periods}: {{from: 2024-09-04, to: 2024-09-05}}}}\n", encoding="utf-8"
    )
    done = run("run", school / "small.yaml", school / "data")

    assert done.code == (1 if told else 0)
    assert told in done.err and ("period" in done.err) == bool(told)


def test_a_file_in_a_closed_folder_is_not_said_to_be_missing(school: Path, monkeypatch: pytest.MonkeyPatch):
    def closed(path: Path, **_: bool) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", closed)
    done = run("run", "closed/small.yaml", school / "data")

    told = "error: `closed/small.yaml` cannot be opened: permission denied\n  help: check the name, and that you may"
    assert (done.code, done.err.startswith(told)) == (2, True)


BROKEN = {
    "an unknown code": ("marks.csv", "P1,2024-09-17,AM,QQ\n", "marks.csv:22"),
    "a mark off the calendar": ("marks.csv", "P1,2024-09-14,AM,/\n", "marks.csv:22"),
    "a pupil who is not there": ("marks.csv", "P9,2024-09-17,AM,/\n", "marks.csv:22"),
    "a date that is none": ("marks.csv", "P1,2024-09-31,AM,/\n", "marks.csv:22"),
    "a row that is cut short": ("marks.csv", "P1,2024-09-17\n", "marks.csv:22"),
    "a quote that does not end": ("marks.csv", 'P1,2024-09-17,AM,"/\n', "marks.csv:22"),
    "a year group that is none": ("pupils.csv", "P2,99\n", "pupils.csv:3"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_row_is_1_with_its_place_and_no_result(school: Path, name: str):
    file, row, place = BROKEN[name]
    with (school / "data" / file).open("a", encoding="utf-8") as open_file:
        open_file.write(row)
    words = ("run", school / "small.yaml", school / "data", "--format", "json")
    done = run(*words, "--out", school / "out.json")
    skipped = run(*words, "--skip-bad-rows")

    assert (done.code, done.out, (school / "out.json").exists()) == (1, "", False)
    assert place in done.err
    assert skipped.code == 0
    assert place in skipped.err
    assert json.loads(skipped.out)["data"]["bad_rows"] >= 1


POLICIES = {
    "nothing": "",
    "no policy": "a: 1\n",
    "a list": "- a\n",
    "no rule": "policy: small\nlayer: school\n",
    "a wrong key": POLICY.replace("source:", "sorce:"),
    "a wrong name": POLICY.replace("lates_limit\n", "lates_limitt\n"),
    "a wrong condition": POLICY.replace("when: lates_2w >= lates_limit", "when: lates_2w >= "),
    "two documents": POLICY + "---\na: 1\n",
    "an alias bomb": "a0: &a0 [x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(20)),
    "brackets": "[" * 100_000,
    "not text": "\udcff\udcfe",
}  # fmt: skip


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_with_wrong_contents_is_1_with_its_place_and_no_traceback(school: Path, name: str):
    file = school / "small.yaml"
    file.write_text(POLICIES[name], encoding="utf-8", errors="surrogateescape")
    done = run("run", file, school / "data")

    assert (done.code, done.out) == (1, "")
    assert f"{file}" in done.err
    assert "help: " in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("file", ["marks.csv", "pupils.csv", "calendar.yaml"])
def test_a_dataset_without_a_file_that_is_needed_is_1(school: Path, file: str):
    (school / "data" / file).unlink()
    done = run("run", school / "small.yaml", school / "data")

    assert (done.code, done.out) == (1, "")
    assert file.split(".")[0] in done.err


def test_a_policy_that_comes_with_the_program_goes_by_its_name(school: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(school)
    done = run("run", "victoria_road", "data", "--format", "json")

    assert done.code == 0
    assert json.loads(done.out)["policy"] == "victoria_road"


def test_what_could_not_be_decided_is_said(school: Path):
    marks = school / "data" / "marks.csv"
    marks.write_text(marks.read_text(encoding="utf-8").replace(",AM,N", ",AM,O"), encoding="utf-8")
    done = run("run", "victoria_road", school / "data")

    assert done.code == 0
    assert "Not decided" in done.out
    assert "there is no file `contacts`" in done.out


def test_outcomes_that_belong_to_no_action_are_told_by_rule(school: Path):
    rows = [
        "P1,late_letter,2024-09-05,done,",           # raised on 5 September, the day after the second late
        "P1,late_letter,2024-09-03,done,",           # before it was raised
        "P1,late_letter,2024-09-09,done,2024-09-04",  # nothing was raised on that day
        "P1,call_home,2024-09-10,done,2024-09-09",
        "P1,former_rule,2024-09-10,done,",
        "P1,late_letter,2024-12-01,missed,2024-09-03",  # after the last mark: not seen yet
    ]  # fmt: skip
    text = "pupil,rule,on,outcome,raised_on\n" + "\n".join(rows) + "\n"
    (school / "data" / "outcomes.csv").write_text(text, encoding="utf-8")

    asked = ("run", str(school / "small.yaml"), str(school / "data"))
    told = json.loads(run(*asked, "--format", "json").out)

    assert [each["date"] for each in told["actions"] if each["rule"] == "late_letter"] == ["2024-09-05"]
    assert told["data"]["outcomes_without_action"] == {"former_rule": 1, "late_letter": 2}
    assert "outcomes that belong to no action: former_rule 1, late_letter 2" in run(*asked).out


HOUSES = """\
  - id: house_letter
    for: house = "north" and class in ("4A", "4B")
    when: lates_2w >= lates_limit
    then: [{do: letter, to: parents, by: office}]
  - {id: other_house, when: 'lates_2w >= 1', unless: house = "north", then: [{do: letter, to: parents, by: office}]}
pupils: {columns: {house: [north, south]}}
"""


@pytest.mark.parametrize(
    ("pupils", "acted", "undecided"),
    [
        ("pupil,year_group,house,class\nP1,4,north,4A\n", ["house_letter"], []),
        ("pupil,year_group,house,class\nP1,4,,\n", ["other_house"], []),  # blank is none of these houses
        ("pupil,year_group,house\nP1,4,north\n", [], ["house_letter"]),
        ("pupil,year_group,house\nP1,4,south\n", ["other_house"], []),
        ("pupil,year_group\nP1,4\n", ["other_house"], ["house_letter"]),
    ],
    ids=["there", "blank", "one is missing", "and does not matter", "both are missing"],
)
def test_a_rule_that_asks_about_a_column_the_pupils_do_not_have_is_told_as_undecided(
    school: Path, pupils: str, acted: list[str], undecided: list[str]
):
    policy = school / "small.yaml"
    policy.write_text(policy.read_text(encoding="utf-8") + HOUSES, encoding="utf-8")
    (school / "data" / "pupils.csv").write_text(pupils, encoding="utf-8")

    told = json.loads(run("run", policy, school / "data", "--format", "json").out)

    mine = ("house_letter", "other_house")
    assert sorted({each["rule"] for each in told["actions"]} & {*mine}) == acted
    assert [(each["rule"], each["cause"], each["file"]) for each in told["undecided"] if each["rule"] in mine] == [
        (rule, "blank", "pupils") for rule in undecided
    ]


@pytest.mark.parametrize(
    ("policy", "data", "meant"),
    [("smal.yaml", "data", "small.yaml"), ("small.yml", "data", "small.yaml"), ("small.yaml", "dta", "data")],
)
def test_a_file_or_folder_that_is_not_there_is_answered_with_the_one_beside_it(
    school: Path, policy: str, data: str, meant: str
):
    done = run("run", school / policy, school / data)

    assert done.code == 2
    assert f"did you mean `{school / meant}`?" in done.err
