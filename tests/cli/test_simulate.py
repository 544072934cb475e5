"""`policy simulate` as its users run it: on a school that does not exist and a small policy with one of everything."""

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest

from engine.model.published import simulation_schema
from tests.cli.command import run
from tests.cli.hostile import FORMULAS, MARKUP

POLICY = """\
policy: small
title: '{title}'
layer: school
work: {{letter: 20 minutes}}
values:
  few: 2 sessions
  dated:
    - {{from: 2024-09-01, value: 3 sessions}}
codes:
  - table:
      '/': {{category: present, used_for: on_time_am}}
      '\\': {{category: present, used_for: on_time_pm}}
      'L': {{category: present, used_for: late}}
      'U': {{category: unauthorised_absence, used_for: after_close}}
      'N': {{category: unauthorised_absence}}
registers:
  am:
    all: {{opens: 09:00, closes: 09:30, source: §1}}
measures:
  lates: {{count: sessions, of: 'code = "L"', over: year}}
  unauthorised_year: {{count: sessions, of: unauthorised, over: year}}
  reached: {{count: contacts, of: 'outcome = "reached"', over: year}}
rules:
  - id: late_letter
    source: §2
    when: lates >= few
    then: [{{do: letter, to: parents, by: office}}]
  - id: absence_call
    source: §3
    when: unauthorised_year >= 1
    then: [{{do: call, to: parents, by: office}}]
  - id: no_reach
    when: unauthorised_year >= 1 and reached < 1
    then: [{{do: visit, by: office}}]
lock:
  registers.am.*.closes: {{at_most: 30 minutes after opens, reason: thirty minutes}}
"""
DAYS = [f"2024-09-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
LATES = {"A": {"2024-09-03": "09:10", "2024-09-04": "09:20", "2024-09-06": "09:25"}, "B": {"2024-09-05": "09:20"}}


def school(folder: Path, *, title: str = "Small School", house: str = "red") -> tuple[Path, Path]:
    """A policy of few rules, and two weeks of three pupils: A is late often, B once and once without a time."""
    data = folder / "data"
    data.mkdir()
    (data / "calendar.yaml").write_text("terms: [{name: autumn, from: 2024-09-02, to: 2024-10-18}]\n", encoding="utf-8")
    with (data / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["pupil", "date", "session", "code", "arrived"])
        for pupil in "ABC":
            for day in DAYS:
                arrived = LATES.get(pupil, {}).get(day, "")
                unknown = pupil == "B" and day == "2024-09-09"
                writer.writerow([pupil, day, "AM", "L" if arrived or unknown else "/", arrived])
                writer.writerow([pupil, day, "PM", "\\", ""])
    with (data / "pupils.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["pupil", "year_group", "fsm", "house"]] + [[p, 3, "yes", house] for p in "ABC"])
    (data / "contacts.csv").write_text("pupil,date,outcome\nB,2024-09-06,reached\n", encoding="utf-8")
    (data / "outcomes.csv").write_text("pupil,rule,on,outcome\nA,late_letter,2024-09-10,done\n", encoding="utf-8")
    policy = folder / "small.yaml"
    policy.write_text(POLICY.format(title=title.replace("'", "''")), encoding="utf-8")
    return policy, data


def told(*words: object) -> dict:
    done = run("simulate", *words, "--format", "json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    jsonschema.Draft202012Validator(simulation_schema()).validate(found)
    return found


def kinds(found: dict) -> list[tuple[str, str, str, str | None, str | None]]:
    def day(each: dict, side: str) -> str | None:
        return each[side] and each[side]["date"]

    return [
        (each["kind"], each["pupil"], each["rule"], day(each, "before"), day(each, "after"))
        for each in found["differences"]
    ]


def test_an_action_that_comes_later_stands_with_both_reasons(tmp_path: Path):
    found = told(*school(tmp_path), "--set", "values.few=3")

    assert kinds(found) == [
        ("later", "A", "late_letter", "2024-09-04", "2024-09-06"),
        ("lost", "B", "late_letter", "2024-09-09", None),
    ]
    assert "2 sessions" in found["differences"][0]["before"]["reason"]
    assert "3 sessions" in found["differences"][0]["after"]["reason"]
    assert (found["summary"]["before"], found["summary"]["after"], found["summary"]["pupils"]) == (2, 1, 2)
    assert found["held_fixed"]["outcomes_without_action_after"] == 0
    assert found["changes"][0]["source"] is None and found["sources"] == {"late_letter": "§2"}


def test_marks_follow_the_cut_offs_where_a_time_is_known_and_are_counted_where_not(tmp_path: Path):
    found = told(*school(tmp_path), "--set", "registers.am.all.closes=09:15")

    assert found["held_fixed"]["recoded_after"] == 3 and found["held_fixed"]["unknown_arrivals"] == 1
    assert ("gained", "A", "absence_call", None, "2024-09-04") in kinds(found)
    assert ("gained", "A", "no_reach", None, "2024-09-04") in kinds(found)
    assert ("lost", "A", "late_letter", "2024-09-04", None) in kinds(found)
    rests = {each["rule"]: each["rests_on"] for each in found["differences"]}
    assert rests["no_reach"] == ["contacts"] and rests["absence_call"] == []


def test_the_present_value_changes_nothing(tmp_path: Path):
    policy, data = school(tmp_path)
    for edit in ("values.few=2 sessions", "registers.am.all.closes=09:30", "values.few=2"):
        found = told(policy, data, "--set", edit)
        assert found["differences"] == [] and found["undecided"] == []
        assert "nothing would be otherwise" in found["headline"]


def test_the_days_asked_for_choose_only_what_is_compared(tmp_path: Path):
    found = told(*school(tmp_path), "--set", "values.few=3", "--from", "2024-09-05", "--to", "2024-09-06")

    assert kinds(found) == [("gained", "A", "late_letter", None, "2024-09-06")]
    assert found["differences"][0]["elsewhere"] == "2024-09-04"
    assert "3 sessions" in found["differences"][0]["after"]["reason"]


def test_both_sides_look_at_nothing_after_the_day_asked_about(tmp_path: Path):
    policy, data = school(tmp_path)
    found = told(policy, data, "--set", "values.few=3", "--as-of", "2024-09-05")
    early = run("simulate", policy, data, "--set", "values.few=3", "--as-of", "2024-09-01")
    after = run("simulate", policy, data, "--set", "values.few=3", "--as-of", "2024-09-05", "--from", "2024-09-06")

    assert kinds(found) == [("lost", "A", "late_letter", "2024-09-04", None)]
    assert (found["as_of"], found["to"]) == ("2024-09-05", "2024-09-05")
    assert found["held_fixed"]["outcomes"] == 0  # the one of 10 September is not known yet
    assert early.code == 2 and "no school day up to 2024-09-01" in early.err
    assert after.code == 2 and "2024-09-02 to 2024-09-05" in after.err


def test_days_that_one_policy_alone_closes_are_not_compared(tmp_path: Path):
    policy, data = school(tmp_path)
    closes = "      'N': {category: unauthorised_absence}\n"
    said = policy.read_text(encoding="utf-8").replace(closes, closes + "      '#': {CLOSES}\n")
    shut, other = "category: administrative, silent: true, used_for: planned_closure", tmp_path / "other.yaml"
    policy.write_text(said.replace("CLOSES", shut), encoding="utf-8")
    other.write_text(said.replace("CLOSES", "category: administrative, silent: true"), encoding="utf-8")
    with (data / "calendar.yaml").open("a", encoding="utf-8") as calendar:
        calendar.write("closures: [{date: 2024-09-18, session: all, code: '#', reason: polls}]\n")
    with (data / "marks.csv").open("a", encoding="utf-8") as marks:
        marks.write("A,2024-09-19,AM,/,\n")

    done = run("simulate", policy, data, "--against", other)

    assert done.code == 1 and "W009" in done.err and "do not have the same school days" in done.err


def test_a_sweep_has_a_point_a_value_and_marks_the_present_one(tmp_path: Path):
    found = told(*school(tmp_path), "--sweep", "values.few=1..4/1")

    points = found["sweep"]["points"]
    assert [point["values"] for point in points] == [["1 session"], ["2 sessions"], ["3 sessions"], ["4 sessions"]]
    assert [point["present"] for point in points] == [False, True, False, False]
    assert [point["rules"].get("late_letter", 0) for point in points] == [2, 2, 1, 0]
    assert found["other"] is None and found["differences"] == []


def test_two_sweeps_make_a_grid(tmp_path: Path):
    found = told(
        *school(tmp_path), "--sweep", "values.few=2..3/1", "--sweep", "registers.am.all.closes=09:15..09:30/5 minutes"
    )

    points = found["sweep"]["points"]
    assert len(points) == 8 and points[0]["values"] == ["2 sessions", "09:15"]
    assert [point["rules"].get("absence_call", 0) for point in points] == [2, 1, 0, 0] * 2
    assert [point["present"] for point in points].index(True) == 3


def test_shares_add_up_and_do_not_depend_on_the_order(tmp_path: Path):
    from fractions import Fraction

    policy, data = school(tmp_path)
    edits = ("values.few=3", "registers.am.all.closes=09:22", "rules.absence_call.then.call.by=headteacher")
    held = []
    for order in (edits, edits[::-1]):
        found = told(policy, data, *(word for edit in order for word in ("--set", edit)))
        held.append({each.pop("path"): each for each in found["shares"]["changes"]})
        for name, whole in found["shares"]["whole"].items():
            assert sum(Fraction(each[name]) for each in held[-1].values()) == whole
        assert found["shares"]["whole"]["differences"] == len(found["differences"])
    assert held[0] == held[1]


def test_more_changes_than_eight_are_not_shared_out(tmp_path: Path):
    values = "".join(f"  more_{number}: 1 session\n" for number in range(9))
    policy, data = school(tmp_path)
    policy.write_text(policy.read_text(encoding="utf-8").replace("values:\n", f"values:\n{values}"), encoding="utf-8")

    found = told(policy, data, *(word for n in range(9) for word in ("--set", f"values.more_{n}=2 sessions")))

    assert found["shares"]["changes"] == [] and "up to 8" in found["shares"]["untold"]


def test_against_another_policy_keys_are_matched_whatever_its_name(tmp_path: Path):
    policy, data = school(tmp_path)
    other = tmp_path / "other.yaml"
    text = policy.read_text(encoding="utf-8").replace("policy: small", "policy: other")
    other.write_text(text.replace("by: office}]\n  - id: absence", "by: head}]\n  - id: absence"), encoding="utf-8")

    found = told(policy, data, "--against", other)

    assert [each[0] for each in kinds(found)] == ["changed", "changed"]
    assert [each["path"] for each in found["changes"]] == ["rules.late_letter.then.letter.by"]


def test_minutes_of_work_are_told_where_the_policy_gives_them(tmp_path: Path):
    found = told(*school(tmp_path), "--set", "values.few=3")

    assert found["work"]["minutes_before"] == [20, 20] and found["work"]["minutes_after"] == [20, 0]
    assert found["work"]["busiest_before"] == {"week": "2024-09-02", "tasks": 1}


def test_small_numbers_are_hidden_unless_asked_for(tmp_path: Path):
    policy, data = school(tmp_path)

    assert all(row["suppressed"] for row in told(policy, data, "--set", "values.few=3")["by"]["fsm"])
    shown = told(policy, data, "--set", "values.few=3", "--show-small")["by"]
    assert shown["fsm"] == [
        {"name": "yes", "suppressed": False, "before": 2, "after": 1, "gained": 0, "lost": 1, "earlier": 0, "later": 1,
         "changed": 0, "pupils": 2}
    ]  # fmt: skip
    assert [row["name"] for row in shown["house"]] == ["red"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--set", "values.fews=3"], 2, "did you mean `values.few`?"),
        (["--set", "few=3"], 2, "did you mean `values.few`?"),
        (["--set", "rules.few=3"], 2, "did you mean `values.few`?"),
        (["--set", "rules.late_leter.when=true"], 2, "did you mean `rules.late_letter.when`?"),
        (["--set", "rules.late_letter.at_mots=once per term"], 2, "did you mean `rules.late_letter.at_most`?"),
        (["--set", "values..few=3"], 2, "cannot be read as a path"),
        (["--set", "values.few"], 2, "says no value"),
        (["--set", "values.few=3", "--set", "values.few=4"], 2, "given twice"),
        (["--set", "values.few=three"], 1, "is not a value such as"),
        (["--set", "registers.am.all.closes=09:45"], 1, "thirty minutes"),
        (["--set", "rules.late_letter.when=lates >= fewer"], 1, "there is nothing named `fewer`"),
        (["--set", "values.few=3", "--from", "2024-09-07", "--to", "2024-09-08"], 2, "no school day"),
        (["--set", "values.few=3", "--from", "2024-09-08", "--to", "2024-09-07"], 2, "nothing lies between"),
        (["--set", "values.few=3", "--from", "2025-09-08"], 2, "no school day"),
        (["--sweep", "values.few=1..4"], 2, "is no range"),
        (["--sweep", "values.few=1..4/0"], 2, "leads nowhere"),
        (["--sweep", "values.few=1 session..4 minutes/1"], 2, "more than one unit"),
        (["--sweep", "registers.am.all.closes=09:15..09:45/15"], 1, "thirty minutes"),
        (["--sweep", "values.fw=1..4/1"], 2, "did you mean `values.few`?"),
        (["--set", "weekend=[friday]"], 2, "no policy says the calendar"),
        (["--set", "calendar.year_begins=01-01"], 2, "in `calendar.yaml`"),
        ([], 2, "nothing is to be otherwise"),
        (["--set", "values.few=3", "--against", "england"], 2, "cannot stand together"),
        (["--against", "nowhere"], 2, "there is no policy `nowhere`"),
    ],
)
def test_what_cannot_be_is_told_and_no_report_is_written(words, code, said, tmp_path: Path):
    report = tmp_path / "report.html"

    done = run("simulate", *school(tmp_path), *words, "--report", report)

    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert not report.exists()


def test_an_edit_that_breaks_a_lock_shows_both_places(tmp_path: Path):
    done = run("simulate", *school(tmp_path), "--set", "registers.am.all.closes=09:45")

    assert "command line:1:25: error R010" in done.err and "small.yaml:18:" in done.err


def test_the_page_for_a_terminal_is_narrow_and_says_what_is_held_fixed(tmp_path: Path):
    done = run("simulate", *school(tmp_path), "--set", "values.few=3")

    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80
    assert "later 2024-09-04 → 2024-09-06" in done.out and "Held fixed" in done.out


@pytest.mark.parametrize("word", [*MARKUP, *FORMULAS[:5]])
def test_a_report_holds_no_markup_but_its_own(word: str, tmp_path: Path):
    report, plain = tmp_path / "report.html", tmp_path / "plain.html"
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    title = " ".join(word.replace("\0", "").split())
    title = re.sub(r"[\x00-\x1f\u200b\u202e]", "", title)
    words = ("--set", "values.few=3", "--show-small", "--report")
    run("simulate", *school(tmp_path / "a", title=title, house=title), *words, report)
    run("simulate", *school(tmp_path / "b", house="x"), *words, plain)

    def tags(path: Path) -> list[str]:
        return re.findall(r"<[/!a-z][a-z0-9]*", path.read_text(encoding="utf-8"))

    assert tags(report) == tags(plain)


def test_a_report_names_pupils_only_when_asked(tmp_path: Path):
    policy, data = school(tmp_path)
    report = tmp_path / "report.html"

    run("simulate", policy, data, "--set", "values.few=3", "--sweep", "values.few=1..4/1", "--report", report)
    page = report.read_text(encoding="utf-8")
    assert "Pupil 1" in page and "Pupil 2" in page and '"row">A<' not in page
    assert "http" not in page.replace("http-equiv", "") and 'type="range"' in page and "§2" in page
    assert len(page) < 1_000_000

    run("simulate", policy, data, "--set", "values.few=3", "--report", report, "--names")
    assert '"row">A<' in report.read_text(encoding="utf-8")


def test_nothing_that_governors_read_tells_of_the_machine(tmp_path: Path):
    policy, data = school(tmp_path)
    page = tmp_path / "page.html"
    found = told(policy, data, "--set", "values.few=3", "--report", page)

    (change,) = found["changes"]
    assert change["where_before"].startswith(f"{policy.name}:"), change
    assert str(tmp_path) not in json.dumps(found) and str(tmp_path) not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "table"])
def test_the_same_question_gives_the_same_bytes(form: str, tmp_path: Path):
    policy, data = school(tmp_path)
    for name in ("one", "two"):
        run("simulate", policy, data, "--set", "values.few=3", "--format", form, "--out", tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_no_cell_of_the_csv_can_become_a_formula(tmp_path: Path):
    edits = ("--set", "rules.late_letter.title==1+1", "--set", "values.few=3")
    done = run("simulate", *school(tmp_path), *edits, "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["kind"] for row in rows] == ["later", "lost"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_paths_are_completed(tmp_path: Path):
    import click

    from cli.commands.simulate import command, complete_paths

    policy, _ = school(tmp_path)
    context = click.Context(command)
    context.params["policy"] = str(policy)

    found = [item.value for item in complete_paths(context, command.params[0], "values.")]

    assert found == ["values.few=", "values.dated['2024-09-01'].from=", "values.dated['2024-09-01'].value="]
