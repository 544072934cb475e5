"""`policy explain`: for an office, a parent and a program; what is asked for and is not there."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from engine import api
from engine.assets import policies_folder
from engine.generate.spec import Spec
from tests.cli.command import run
from tests.unit.explain.files import Files
from tests.unit.explain.test_explain_flips import POLICY


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    api.generate(folder, Spec(pupils=12, seed=3))
    return folder


@pytest.fixture(scope="module")
def letter(data):
    loaded = api.load_policy("tillington_manor").value
    acted = api.run(loaded, data).value.actions
    return next(action for action in acted if action.evidence and any(e.sessions for e in action.evidence.values()))


def test_an_action_is_explained_down_to_its_marks_and_lines(data, letter):
    done = run(
        "explain", "tillington_manor", data, "--pupil", letter.pupil, "--date", letter.date, "--rule", letter.rule
    )
    assert done.code == 0
    assert f"  {letter.rule}: " in done.out
    assert "policies/" in done.out or ".yaml:" in done.out
    assert "  weeks       Mon     Tue     Wed     Thu     Fri\n" in done.out
    assert "[" in done.out.split("  weeks ")[1], "the sessions that count stand in brackets"
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_parent_reads_plain_words(data, letter):
    done = run("explain", "tillington_manor", data, "--pupil", letter.pupil, "--rule", letter.rule, "--for", "parent")
    assert done.code == 0
    assert "By the school's policy the " in " ".join(done.out.split())
    assert "_" not in done.out
    assert letter.pupil not in done.out


def test_what_is_about_one_parent_is_left_out_for_another(data, tmp_path):
    policy = tmp_path / "p.yaml"
    rules = "[{id: each_one, each: parents, then: [{do: tell}]}, {id: all, then: [{do: tell}]}, "
    rules += "{id: never, each: parents, when: liable = null, then: [{do: tell}]}]"
    policy.write_text(f"policy: p\nlayer: school\nextends: [england]\nrules: {rules}\n", encoding="utf-8")
    rows = [line.split(",")[:2] for line in (data / "parents.csv").read_text(encoding="utf-8").splitlines()[1:]]
    pupil, other = next(two for one, two in pairwise(rows) if one[0] == two[0])
    words = ("explain", policy, data, "--pupil", pupil, "--format", "json", "--for", "parent")

    def about(*said: str) -> tuple[list[tuple[str, str | None]], str]:
        done = run(*words, *said)
        told = [each["action"] for each in json.loads(done.out)["explained"]]
        mine = [each for each in told if each["rule"] in ("all", "each_one")]
        return sorted({(each["rule"], each.get("parent", "")) for each in mine}), done.err

    both = sorted(name for each, name in rows if each == pupil)
    listed = ", ".join(f"`{each}`" for each in both)
    assert about()[0] == [("all", ""), *(("each_one", each) for each in both)]
    assert f"this tells of several parents, {listed}" in about()[1]
    assert about("--parent", other) == ([("all", ""), ("each_one", other)], "")
    done = run(*words, "--rule", "never", "--date", "2024-10-01", "--parent", other)
    assert [each["parent"] for each in json.loads(done.out)["why_not"]] == [other]
    nobody, err = about("--parent", "P999")
    assert nobody == [("all", "")]
    assert f"nothing here is about a parent `P999`\n  help: what is about {listed} is left out" in err


def test_a_page_marks_what_counts(data, letter, tmp_path):
    out = tmp_path / "why.html"
    done = run("explain", "tillington_manor", data, "--pupil", letter.pupil, "--rule", letter.rule, "--out", out)
    assert done.code == 0
    text = out.read_text(encoding="utf-8")
    assert "<mark><strong>" in text
    assert "<script" not in text


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_nothing_that_is_printed_tells_of_the_machine(data, letter, form):
    done = run("explain", "tillington_manor", data, "--pupil", letter.pupil, "--rule", letter.rule, "--format", form)

    assert "tillington_manor.yaml" in done.out and policies_folder().name + "/" not in done.out


def test_json_says_why_not(data):
    done = run("explain", "victoria_road", data, "--pupil", "P0003", "--rule", "deletion_20_days", "--format", "json")
    assert done.code == 0
    told = json.loads(done.out)
    assert told["explained"] == []
    assert told["why_not"][0]["nearest"] is True
    assert told["why_not"][0]["flips"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--pupil", "P003"), "error: `{}` has no pupil `P003`\n  help: did you mean `P0003`?\n"),
        (("--pupil", "P0003", "--rule", "late_leter"), "help: did you mean `late_letter`?"),
        (
            ("--pupil", "P0003", "--date", "2024-12-25"),
            "error: 2024-12-25 is no school day\n  help: the school days beside",
        ),
        (("--pupil", "P0003", "--date", "1999-01-05"), "error: there is nothing on 1999-01-05: the data begins on"),
        (("--pupil", "P0003", "--date", "2099-01-05"), "error: there is nothing on 2099-01-05: the data ends on"),
        (("--pupil", "P0003", "--date", "5 May"), "error: `5 May` is not a date"),
        (
            ("--pupil", "P0003", "--date", "2025-03-03", "--as-of", "2025-01-15"),
            "error: 2025-03-03 lies after the day 2025-01-15 that --as-of gives: nothing of it is looked at\n"
            "  help: give an earlier --date, or a later --as-of\n",
        ),
        (
            ("--pupil", "P0003", "--date", "2025-08-09", "--as-of", "2025-01-15"),
            "error: 2025-08-09 lies after the day 2025-01-15 that --as-of gives",
        ),
        (
            ("--pupil", "P0003", "--rule", "punctuality"),
            "error: `punctuality` is a ladder of `victoria_road`, and no rule\n"
            "  help: its steps are `late_call`, `late_letter`, `late_meeting`\n",
        ),
        (
            ("--pupil", "P0003", "--rule", "lates_2w"),
            "error: `lates_2w` is a figure of `victoria_road`, and no rule\n"
            "  help: ask about a rule that rests on it: `late_call`, `late_letter`, `late_meeting`\n",
        ),
        (("--pupil", "P0003", "--rule", "zzz"), "error: `victoria_road` has no rule `zzz`\n  help: there are `amend"),
    ],
)
def test_what_is_not_there_is_2_and_says_what_may_be_meant(data, asked, told):
    done = run("explain", "victoria_road", data, *asked)
    assert (done.code, done.out) == (2, "")
    assert told.format(data) in done.err


def test_a_rule_that_is_not_in_force_yet_is_2_at_its_line(data, tmp_path):
    policy = tmp_path / "small.yaml"
    policy.write_text(
        "policy: small\nlayer: school\nextends: [england]\nrules:\n"
        "  - id: coming\n    source: §1\n    in_force: {from: 2025-01-06}\n    when: absent_today > 0\n"
        "    then: [{do: call}]\n",
        encoding="utf-8",
    )
    done = run("explain", policy, data, "--pupil", "P0003", "--rule", "coming", "--date", "2024-10-01")
    assert (done.code, done.out) == (2, "")
    assert "`coming` is not in force on 2024-10-01: it is from 6 January 2025 on (" in done.err
    assert "small.yaml:7:15)\n  help: give a --date from 6 January 2025 on\n" in done.err
    assert run("explain", policy, data, "--pupil", "P0003", "--rule", "coming", "--date", "2025-01-07").code == 0


def test_a_pupil_who_has_not_come_yet_is_2(tmp_path):
    told = (
        "error: `amy` is not on the roll on 2024-09-05: enrolled on 2024-09-11\n"
        "  help: give a --date from 2024-09-11 on\n"
    )
    pupil = {"pupil": "amy", "year_group": "4", "enrolled_on": "2024-09-11"}
    mark = {"pupil": "amy", "session": "AM", "code": "/"}
    files = Files({"pupils": [pupil], "marks": [{**mark, "date": day} for day in ("2024-09-11", "2024-09-12")]})
    done = run("explain", POLICY, files.write(tmp_path / "data"), "--pupil", "amy", "--date", "2024-09-05")
    assert (done.code, done.out) == (2, "")
    # before it are the columns that the policy asks about and the file lacks
    assert done.err.endswith(told)


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_page_says_of_an_action_what_the_text_does(tmp_path, form):
    measure, rule = "lates: {count: sessions", "session_count, when: lates >= lates_limit"
    text = POLICY.read_text(encoding="utf-8")
    text = text.replace(measure, f"{measure}, departs: the document counts weeks", 1)
    text = text.replace(rule, f"{rule}, notes: [{{if: lates > 2, say: speak to the tutor}}]", 1)
    policy = tmp_path / "small.yaml"
    policy.write_text(text, encoding="utf-8")
    late = {"pupil": "amy", "session": "AM", "code": "L", "arrived": "09:05"}
    files = Files(
        {
            "pupils": [{"pupil": "amy", "year_group": "4"}],
            "marks": [{**late, "date": f"2024-09-0{day}"} for day in (3, 4, 5)],
        }
    )
    data = files.write(tmp_path / "data")

    def said(rule: str) -> str:
        done = run("explain", policy, data, "--pupil", "amy", "--rule", rule, "--format", form)
        return " ".join(re.sub("<[^>]*>", " ", done.out).split())

    assert "speak to the tutor" in said("session_count")
    assert re.search("departs:? the document counts weeks", said("session_count"))
    assert "steps: first_step (not yet) then second_step (not yet, looked at from 3 school days" in said("first_step")
    assert "(when it came nearest)" in said("second_step") and "next was first_step" in said("second_step")


def test_dates_times_and_decimals_of_a_policys_own_columns_are_told_as_they_were_written(tmp_path):
    (tmp_path / "own.yaml").write_text(
        "policy: own\nlayer: school\nextends: [england]\npupils: {columns: {score: number}}\n"
        "facts: {tests: {dated_by: date, columns: {points: number, met: date, at: time}}}\n"
        "measures: {low: {count: tests, of: points < 3.5, over: year}}\n"
        "rules: [{id: a, when: low > 0 and score < 2.6, then: [{do: call, to: parents}]}]\n",
        encoding="utf-8",
    )
    files = {
        "pupils.csv": "pupil,year_group,score\namy,3,2.5\n",
        "marks.csv": "pupil,date,session,code\namy,2025-09-05,AM,/\n",
        "tests.csv": "pupil,date,points,met,at\namy,2025-09-03,3.25,2025-01-02,09:05\n",
        "calendar.yaml": "terms: [{name: autumn, from: 2025-09-01, to: 2025-12-19}]\n",
    }
    for name, text in files.items():
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    done = run("explain", tmp_path / "own.yaml", tmp_path / "data", "--pupil", "amy", "--rule", "a")

    assert done.code == 0, done.err
    assert "row: date 2025-09-03, points 3.25, met 2025-01-02, at 09:05" in done.out
    assert "score: 2.5; less than 2.6 asked for" in done.out
