"""`policy lint` and `policy rules` as their users run them: what is printed, in which form, and how they end."""

import io
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest

from engine.model.published import lint_schema
from tests.cli.command import run

ROOT = Path(__file__).parents[2]
DAY = "2026-11-28"
CLEAN = """\
policy: clean
layer: school
extends: [england]
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
"""
WRONG = CLEAN.replace("policy: clean", "policy: wrong").replace("by: office", "by: offise") + "review_by: 2026-09-30\n"
WORSE = WRONG.replace("policy: wrong", "policy: worse").replace("closes: 13:30", "closes: 13:31")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("clean", CLEAN), ("wrong", WRONG), ("worse", WORSE)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "level", "code"),
    [
        ("clean", "warning", 0),
        ("wrong", "error", 0),
        ("wrong", "warning", 1),
        ("worse", "error", 1),
    ],
)
def test_it_ends_with_1_from_the_level_up(folder, name, level, code):
    done = run("lint", folder / f"{name}.yaml", "--as-of", DAY, "--level", level)

    assert done.code == code, done.out


def test_a_finding_has_its_place_the_line_a_caret_and_the_next_act(folder):
    told = run("lint", folder / "wrong.yaml", "--as-of", DAY).out

    assert "wrong.yaml:12:47: warning L102: `offise` is no role of the policy\n" in told
    assert "        then: [{do: certificate, to: parents, by: offise}]\n" + " " * 50 + "^^^^^^\n" in told
    assert "  help: did you mean `office`?\n" in told
    assert f"checked 1 policy as of {DAY}: 2 warnings\n" in told


def test_the_day_is_printed_and_decides_on_dates(folder):
    before = run("lint", folder / "wrong.yaml", "--as-of", "2026-09-30")

    assert "as of 2026-09-30" in before.out
    assert "L401" not in before.out
    assert re.search(r"as of \d{4}-\d\d-\d\d", run("lint", folder / "clean.yaml").out)


def test_three_layers_are_three_places(folder):
    told = run("lint", folder / "worse.yaml", "--as-of", DAY).out

    assert "error R010" in told
    assert "locked here, in `england`" in told


def test_several_files_and_folders_are_one_report_each_file_once(folder):
    told = json.loads(run("lint", folder, folder / "clean.yaml", "--as-of", DAY, "--format", "json").out)

    assert [Path(name).stem for name in told["policies"]] == ["clean", "worse", "wrong"]


def test_a_folder_inside_another_that_was_named_is_not_empty(folder):
    (folder / "inner").mkdir()
    (folder / "inner" / "own.yaml").write_bytes((folder / "clean.yaml").read_bytes())

    assert "S010" not in run("lint", folder, folder / "inner", "--as-of", DAY).out
    (folder / "bare").mkdir()
    assert "S010" in run("lint", folder, folder / "bare", "--as-of", DAY).out


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["--select", "L4"], {"L401"}),
        (["--select", "review-passed"], {"L401"}),
        (["--select", "L102,R010"], {"L102", "R010"}),
        (["--ignore", "L", "--ignore", "R"], set()),
        (["--select", "L1,L4", "--ignore", "L401"], {"L102"}),
    ],
)
def test_codes_are_chosen(folder, words, codes):
    told = json.loads(run("lint", folder, "--as-of", DAY, "--format", "json", *words).out)

    assert {each["code"] for each in told["findings"] if each["severity"] != "info"} == codes


def test_the_json_is_as_its_schema_says(folder):
    told = json.loads(run("lint", folder, ROOT / "tests" / "as_written", "--as-of", DAY, "--format", "json").out)

    jsonschema.Draft202012Validator(lint_schema()).validate(told)
    assert told["errors"] == sum(each["severity"] == "error" for each in told["findings"])
    wrong = next(each for each in told["findings"] if each["code"] == "L102")
    assert wrong["name"] == "unknown-role"
    assert wrong["place"]["text"][wrong["place"]["column"] - 1 : wrong["place"]["end_column"] - 1] == "offise"


def test_the_same_input_gives_the_same_bytes(folder):
    first, again = (run("lint", folder, "--as-of", DAY, "--format", "json").out for _ in range(2))

    assert first == again


def test_sarif_has_rules_levels_and_places(folder):
    told = json.loads(run("lint", folder, "--as-of", DAY, "--format", "sarif").out)
    (log,) = told["runs"]
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]

    assert (told["version"], log["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    assert len(log["results"]) > 3
    for each in log["results"]:
        assert rules[each["ruleIndex"]] == each["ruleId"]
        assert each["level"] in ("error", "warning", "note")
        region = each["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1 and region["endColumn"] >= 1
    locked = next(each for each in log["results"] if each["ruleId"] == "R010")
    assert locked["relatedLocations"]


def test_github_escapes_what_it_must_and_gives_the_total(tmp_path):
    (tmp_path / "a,b.yaml").write_text(WRONG, encoding="utf-8")
    told = run("lint", tmp_path, "--as-of", DAY, "--format", "github").out.splitlines()

    assert told[0].startswith("::warning file=") and "a%2Cb.yaml" in told[0]
    assert "%0Ahelp: did you mean" in "".join(told)
    assert told[-1] == f"checked 1 policy as of {DAY}: 2 warnings"


def test_junit_is_xml_with_a_failure_for_each_error_and_warning(folder):
    tree = ET.fromstring(run("lint", folder, "--as-of", DAY, "--format", "junit").out)  # noqa: S314 - our own text

    assert tree.tag == "testsuites"
    assert len(tree.findall("testsuite")) == 3
    assert len(tree.findall(".//failure")) == int(tree.get("failures", "0")) == 5


def test_junit_stays_xml_whatever_a_policy_says(tmp_path):
    hostile = "'<b> & ]]>'"
    (tmp_path / "hostile.yaml").write_text(CLEAN.replace("by: office", f"by: {hostile}"), encoding="utf-8")
    tree = ET.fromstring(run("lint", tmp_path, "--as-of", DAY, "--format", "junit").out)  # noqa: S314 - our own text

    (failure,) = (each for each in tree.findall(".//failure") if "<b> & ]]>" in each.get("message", ""))
    assert "<b> & ]]>" in failure.text


def test_what_is_piped_in_and_cannot_be_read_is_told(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"policy: \xff"), encoding="utf-8"))

    done = run("lint", "-", "--as-of", DAY)

    assert done.code == 1
    assert "-:1:9: error P001: the file is saved in an old encoding" in done.out


def test_what_is_piped_in_is_called_a_dash(folder, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode()), encoding="utf-8"))
    done = run("lint", "-", "--as-of", DAY)

    assert "-:12:47: warning L102" in done.out
    assert done.code == 0


def test_a_report_is_written_to_a_file(folder):
    done = run("lint", folder, "--as-of", DAY, "--out", folder / "lint.sarif")

    assert done.out == ""
    assert json.loads((folder / "lint.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "there is no policy in the folder"),
        ({"calendar.yaml": "terms: [{name: autumn, from: 2024-09-02, to: 2024-12-20}]\n"}, "there is no policy"),
        ({"notes.yaml": "shopping: milk\n"}, "the file holds no policy"),
        ({"policy.yaml": "policy: x\n  layer: school\n"}, "nothing was checked: no policy could be read"),
    ],
    ids=["an empty folder", "a calendar", "another file", "text that is no YAML"],
)
def test_nothing_checked_is_never_fine(tmp_path, files, told):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("lint", tmp_path)

    assert told in done.out
    assert done.code == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.yaml"], "there is no file, folder or policy `nowhere.yaml`"),
        (["victoria_rod"], "did you mean `victoria_road`?"),
        (["england", "--select", "L999"], "no finding has a code that begins with `L999`"),
        (["england", "--as-of", "yesterday"], "`yesterday` is not a date"),
    ],
)
def test_a_wrong_command_line_is_told(words, told):
    done = run("lint", *words)

    assert told in done.err
    assert done.code == 2


def test_the_shipped_policies_have_no_error():
    done = run("lint", ROOT / "policies", "--as-of", DAY)

    assert done.code == 0, done.out


def test_rules_are_listed_and_each_has_its_page():
    listed = run("rules").out.splitlines()
    codes = [line.split()[0] for line in listed]

    assert len(codes) > 30
    page = run("rules", "penalty-codes-incomplete").out
    assert page == run("rules", "l301").out
    for word in ("L301 penalty-codes-incomplete (error)", "\nWhy\n", "\nAvoid\n", "\nPrefer\n", "\nSource\n"):
        assert word in page
    assert run("rules", "L3O1").code == 2
    told = json.loads(run("rules", "L301", "--format", "json").out)
    assert told[0]["severity"] == "error"


TESTS = """\
- name: Everybody gets a certificate
  policy: clean
  calendar: {from: 2024-09-02, weeks: 2}
  marks: {amy: '/\\\\ x10'}
  only: [certificat]
  expect: {}
- name: Nobody is there
  policy: cleen
  calendar: {from: 2024-09-02, weeks: 2}
  marks: {amy: '/\\\\ x10'}
  expect: {}
"""


def test_tests_are_looked_at_also_without_their_policy(folder):
    file = folder / "some.test.yaml"
    file.write_text(TESTS, encoding="utf-8")
    done = run("lint", file, "--as-of", DAY)

    assert "error L501: the test names the rule `certificat`, and the policy `clean` has none\n" in done.out
    assert "error L502: there is no policy `cleen` for the test `Nobody is there`\n" in done.out
    assert f"checked 2 scenario tests as of {DAY}: 2 errors\n" in done.out
    assert done.code == 1
    both = json.loads(run("lint", folder, "--as-of", DAY, "--format", "json").out)
    assert [each["code"] for each in both["findings"]].count("L501") == 1


def test_what_is_wrong_with_the_tests_of_another_policy_is_told_with_that_one(folder):
    (folder / "other.yaml").write_text((folder / "clean.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("other", "stray"):
        (folder / f"{name}.test.yaml").write_text("- name: [\n", encoding="utf-8")

    alone = run("lint", folder / "clean.yaml", "--as-of", DAY)
    assert ("stray.test.yaml:" in alone.out, "other.test.yaml:" in alone.out) == (True, False)
    assert "other.test.yaml:" in run("lint", folder / "other.yaml", "--as-of", DAY).out
    assert "other.test.yaml:" in run("lint", folder, "--as-of", DAY).out


def test_a_calendar_that_is_named_is_no_policy(tmp_path):
    (tmp_path / "calendar.yaml").write_text("terms: []\n", encoding="utf-8")
    done = run("lint", tmp_path / "calendar.yaml")

    assert "warning S009: the file holds a calendar and no policy" in done.out
    assert done.code == 1


def test_a_file_that_is_not_there_is_answered_with_the_one_beside_it_that_is_meant(folder):
    misspelt = run("lint", folder / "claen.yaml")
    elsewhere = run("lint", "no_such_policy")

    assert (misspelt.code, elsewhere.code) == (2, 2)
    assert f"did you mean `{folder / 'clean.yaml'}`?" in misspelt.err
    assert "there are `england`" in elsewhere.err
