"""`policy init`: what it writes lints and runs as it stands, says nothing that the layers say, and replaces nothing."""

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from cli.commands.init import KINDS
from engine import api
from engine.diagnostics import Severity
from tests.cli.command import run

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "policies" / "examples"
SAID = ("--school", "St O'Hara's: CE School", "--am", "8:45-9:05", "--pm", "13:00-13:20", "--from", "2025-09-01")
ENGLAND = (*SAID, "--layers", "england")


@pytest.mark.parametrize("phase", api.phases())
def test_what_is_written_lints_runs_and_passes(phase, tmp_path):
    done = run("init", str(tmp_path / "oak"), "--phase", phase, *ENGLAND)
    file = tmp_path / "oak.yaml"

    assert done.code == 0, done.err
    assert "checked: no error, 2 of 2 scenarios passed" in done.out
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema/policy.schema.json\n")
    assert text.count("#") > 10
    assert (tmp_path / "schema" / "policy.schema.json").is_file()
    report = api.lint([file], as_of=date(2025, 12, 1))
    assert [str(each) for each in report.findings if each.severity > Severity.INFO] == []
    held = json.loads(run("show", str(file), "--format", "json").out)
    assert held["school"]["name"] == "St O'Hara's: CE School"
    assert held["registers"]["am"]["whole_school"] == {"opens": "08:45", "closes": "09:05"}
    assert {"first_day_call", "late_letter"} <= {rule["id"] for rule in held["rules"]}


@pytest.mark.parametrize(("phase", "year_group"), [("primary", "4"), ("secondary", "7"), ("nursery", "N")])
def test_the_first_tests_are_of_a_pupil_whom_the_school_has(phase, year_group, tmp_path):
    assert run("init", str(tmp_path / "oak"), "--phase", phase, *ENGLAND).code == 0

    assert f"year_group: {year_group}}}" in (tmp_path / "oak.test.yaml").read_text(encoding="utf-8")


def test_the_help_names_every_phase_for_which_there_is_a_starter():
    assert sorted(KINDS) == api.phases()


OWN_RULES = {
    "all-through": """
- name: A detention is for the older years
  policy: oak
  calendar: {from: 2025-09-01, weeks: 2}
  pupils: {amy: {year_group: 7}, ben: {year_group: 6}}
  marks: {amy: 'L\\ x2  /\\ x8', ben: 'L\\ x2  /\\ x8'}
  only: [late_detention]
  expect: {amy: [{rule: late_detention, date: 2025-09-05}], ben: []}
""",
    "alternative-provision": """
- name: A part-time timetable is looked at when the half term ends, and sessions at the other school count nowhere
  policy: oak
  calendar: {from: 2025-09-01, to: 2025-10-17, half_term: {from: 2025-09-22, to: 2025-09-26}}
  defaults: {year_group: 10}
  marks: {amy: '/C2 x15  /\\ x15', ben: 'DD x15  D\\ x15'}
  only: [part_time_review]
  expect: {amy: [{rule: part_time_review, date: 2025-09-19}], ben: []}
""",
}


@pytest.mark.parametrize("phase", OWN_RULES)
def test_a_rule_that_one_phase_alone_has_acts_for_those_it_is_for(phase, tmp_path):
    run("init", str(tmp_path / "oak"), "--phase", phase, *ENGLAND)
    (tmp_path / "own.test.yaml").write_text(OWN_RULES[phase].lstrip(), encoding="utf-8")
    done = run("test", str(tmp_path / "own.test.yaml"))

    assert done.code == 0, done.out + done.err
    assert "1 passed" in done.out


def test_it_runs_on_a_dataset(tmp_path):
    run("init", str(tmp_path / "oak"), "--phase", "primary", *ENGLAND)
    run("generate", str(tmp_path / "data"), "--phase", "primary", "--pupils", "30", "--seed", "3")
    done = run("run", str(tmp_path / "oak.yaml"), str(tmp_path / "data"), "--format", "json")

    assert done.code == 0, done.err
    assert json.loads(done.out)["actions"]


def test_what_the_trust_says_is_left_out(tmp_path):
    for file in (EXAMPLES / "greywater").glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    layers = ("--layers", "england, eastmarch, greywater_trust")
    done = run("init", str(tmp_path / "newbrook"), "--phase", "special", *SAID, *layers)
    text = (tmp_path / "newbrook.yaml").read_text(encoding="utf-8")

    assert done.code == 0, done.err
    assert "left out, as the layers above have it: letters, first_day_call, late_letter, return_meeting" in done.out
    assert "letters:" not in text and "first_day_call" not in text and "lates_limit" not in text
    assert "ehcp_falling" in text and "extends: [england, eastmarch, greywater_trust]" in text
    assert api.lint([tmp_path / "newbrook.yaml"], as_of=date(2025, 12, 1)).count(Severity.ERROR) == 0


def test_what_the_trust_calls_a_step_is_left_out_too(tmp_path):
    steps = "{id: first_day_call, then: [{do: call}]}, {id: letter_95, then: [{do: letter}]}"
    ladder = f"{{when: ill_today > 0, steps: [{steps}]}}"
    trust = f"policy: hill\nlayer: trust\nextends: [england]\nladders: {{up: {ladder}}}\n"
    (tmp_path / "hill.yaml").write_text(trust, encoding="utf-8")
    done = run("init", str(tmp_path / "oak"), "--phase", "primary", *SAID, "--layers", "england,hill")

    assert done.code == 0, done.err
    assert "left out, as the layers above have it: letters, first_day_call\n" in done.out
    assert "checked: no error" in done.out


def test_below_another_law_only_the_registers_are_its_own(tmp_path):
    for file in (EXAMPLES / "norland").glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    said = ("--school", "Fjell", "--am", "8:00-8:15", "--pm", "12:30-12:45", "--from", "2025-08-01")
    done = run("init", str(tmp_path / "fjell"), "--phase", "primary", "--layers", "norland", *said)

    assert done.code == 0, done.err
    assert "code: 'T'" in (tmp_path / "fjell.test.yaml").read_text(encoding="utf-8")
    assert "rules:" not in (tmp_path / "fjell.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("there", ["oak.yaml", "oak.test.yaml"])
def test_nothing_is_overwritten(tmp_path, there):
    (tmp_path / there).write_text("mine\n", encoding="utf-8")
    done = run("init", str(tmp_path / "oak"), "--phase", "primary", *ENGLAND)

    assert done.code == 2
    assert "is there already, and nothing is overwritten" in done.err
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine\n"
    assert [file.name for file in tmp_path.iterdir()] == [there]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Oak Field"], "`Oak Field` is no name of a policy"),
        (["nowhere/oak"], "there is no folder `nowhere`"),
        (["oak", "--phase", "college"], "there is no starter for the phase `college`"),
        (["oak", "--phase", "primary", "--school", "Oak", "--layers", "england", "--am", "nine"], "`nine` is not when"),
        (
            ["oak", "--phase", "primary", "--school", "Oak", "--layers", "england", "--am", "9:30-9:00"],
            "ends before it begins",
        ),
        (["oak", "--phase", "primary", "--school", "  "], "--school says nothing"),
        (["oak", "--phase", "primary", "--school", "Oak\u202edlo"], "--school holds the character U+202E"),
    ],
)
def test_a_wrong_answer_is_told(words, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("init", *words)

    assert (done.code, told in done.err) == (2, True), done.err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_layer_writes_nothing(tmp_path):
    done = run("init", str(tmp_path / "oak"), "--phase", "primary", *SAID, "--layers", "engalnd")

    assert done.code == 1
    assert "did you mean `england`?" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_a_device_writes_nothing(tmp_path):
    done = run("init", str(tmp_path / "aux"), "--phase", "primary", *ENGLAND)

    assert (done.code, "`aux` is a device on some systems" in done.err) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_ends_in_yml_has_tests_that_are_found(tmp_path):
    done = run("init", str(tmp_path / "oak.yml"), "--phase", "primary", *ENGLAND)

    assert "checked: no error, 2 of 2 scenarios passed" in done.out, done.err
    assert run("test", tmp_path).code == 0
    assert "1 policy and 2 scenario tests" in run("lint", tmp_path, "--as-of", "2025-12-01").out


def test_where_nobody_can_be_asked_the_option_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    done = run("init", str(tmp_path / "oak"), "--phase", "primary", "--school", "Oak")

    assert done.code == 2
    assert "say --layers" in done.err


def test_what_is_not_said_is_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("nursery\nLittle Oaks\nengland\n09:00-09:20\n\n"))
    done = run("init", str(tmp_path / "oaks"))

    assert done.code == 0, done.err
    text = (tmp_path / "oaks.yaml").read_text(encoding="utf-8")
    assert "school: {name: 'Little Oaks', phase: nursery}" in text
    assert "opens: 09:00, closes: 09:20" in text and "opens: 13:00, closes: 13:20" in text
