"""Why a rule did not act: each reason, and changes that are true when they are made in the files themselves."""

import csv
from datetime import date

import pytest

from engine import api

POLICY = """policy: small
layer: school
extends: [england]
facts:
  met: {part_of: contacts, where: 'outcome = "reached"'}
measures:
  unmet: {count: sessions, of: 'late and not(met(time = null))', over: last 10 school days}
  lates: {count: sessions, of: late, over: last 10 school days}
  reached: {count: contacts, of: 'outcome = "reached"', over: day}
rules:
  - {id: late_letter, title: Letter about lateness, source: §5, when: lates >= 3, then: [{do: letter, to: parents}]}
  - {id: late_term, when: lates >= 2, act: each check, at_most: once per term, then: [{do: call, to: parents}]}
  - {id: termly, check: term, act: each check, then: [{do: report, to: parents}]}
  - {id: no_contact, when: 'lates > 0 and reached < 1', act: each check, then: [{do: call, to: parents}]}
  - {id: coming, in_force: {from: 2024-10-01}, when: lates >= 1, then: [{do: call, to: parents}]}
  - {id: unmet_twice, when: unmet >= 2, then: [{do: call, to: parents}]}
  - {id: worried, when: risk_of_harm and lates >= 9, then: [{do: visit, to: parents}]}
ladders:
  steps:
    when: lates >= 2
    reset: year
    steps:
      - {id: first_step, then: [{do: call, to: parents}]}
      - {id: second_step, after: 2 weeks, then: [{do: letter, to: parents}]}
registers:
  am: {all: {opens: 09:00, closes: 09:30}}
"""
CALENDAR = (
    "terms: [{name: autumn, from: 2024-09-02, to: 2024-10-25}, {name: spring, from: 2024-11-04, to: 2024-12-20}]\n"
)
DAYS = [date(2024, 9, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20)]


@pytest.fixture
def school(tmp_path):
    (tmp_path / "small.yaml").write_text(POLICY, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    (data / "pupils.csv").write_text("pupil,year_group,enrolled_on\namy,4,\nben,4,2024-09-09\n", encoding="utf-8")
    (data / "contacts.csv").write_text("pupil,date,outcome\namy,2024-09-04,reached\n", encoding="utf-8")
    (data / "flags.csv").write_text("pupil,flag,from,to\n", encoding="utf-8")
    lates = {("amy", date(2024, 9, 3)), ("amy", date(2024, 9, 4))}
    rows = [
        {"pupil": pupil, "date": day, "session": half, "code": "L" if (pupil, day) in lates and half == "AM" else code}
        for pupil in ("amy", "ben")
        for day in DAYS
        if pupil == "amy" or day >= date(2024, 9, 9)
        for half, code in (("AM", "/"), ("PM", "\\"))
    ]
    write_marks(data, rows)
    return tmp_path


def write_marks(data, rows):
    with (data / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["pupil", "date", "session", "code"])
        writer.writeheader()
        writer.writerows(rows)


def why_not(school, rule, day=None, pupil="amy"):
    loaded = api.load_policy(school / "small.yaml")
    assert loaded.value is not None, [str(each) for each in loaded.diagnostics]
    register = api.read_register(loaded.value, school / "data").value
    (told,) = api.explain(loaded.value, register, pupil, rule=rule, day=day and date.fromisoformat(day)).why_not
    return told


def acted(school, rule):
    loaded = api.load_policy(school / "small.yaml").value
    return [action.date for action in api.run(loaded, school / "data").value.actions if action.rule == rule]


def test_a_count_says_how_much_is_short_and_by_when_more_would_reach_it(school):
    told = why_not(school, "late_letter", "2024-09-06")
    assert told.reasons == ["lates: 2 sessions; at least 3 sessions asked for: 1 session short"]
    assert [flip.said for flip in told.flips] == [
        "one more session before 17 September 2024 reaches it",
        "one more session (lates) on that day or before would have reached it",
    ]


@pytest.mark.parametrize(("day", "reaches"), [(date(2024, 9, 16), True), (date(2024, 9, 17), False)])
def test_what_it_says_of_the_days_to_come_is_true_in_the_files(school, day, reaches):
    with (school / "data" / "marks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if (row["pupil"], row["date"], row["session"]) == ("amy", day.isoformat(), "AM"):
            row["code"] = "L"
    write_marks(school / "data", rows)
    assert bool(acted(school, "late_letter")) is reaches


@pytest.mark.parametrize(
    ("limit", "gap"),
    [
        ("9", "9% asked for: 2.3 percentage points"),
        ("7.75", "7.75% asked for: 1 percentage point"),
        ("least_share", "6.7% asked for (least share): less than 0.1 percentage points"),
    ],
)
def test_a_percentage_says_what_limit_is_written_and_how_far_it_is_off(school, limit, gap):
    measure = "  late_share: {percent: late, of: possible, over: year}\nvalues: {least_share: 6.7%}\nrules:"
    rule = f"  - {{id: share, check: term, when: late_share >= {limit}, then: [{{do: letter}}]}}\nladders:"
    changed = POLICY.replace("rules:", measure).replace("ladders:", rule)
    (school / "small.yaml").write_text(changed, encoding="utf-8")
    (school / "data" / "calendar.yaml").write_text(CALENDAR.replace("2024-10-25", "2024-09-20"), encoding="utf-8")
    assert why_not(school, "share").reasons == [f"late share: 6.6% (2/30); at least {gap} too low"]


def test_without_a_day_it_is_told_when_it_came_nearest(school):
    told = why_not(school, "late_letter")
    assert told.nearest
    assert told.date == "2024-09-16", "the last day on which two still counted"


@pytest.mark.parametrize(
    ("rule", "day", "pupil", "reason"),
    [
        ("late_term", "2024-09-06", "amy", "already asked for this term on 4 September 2024: at most once per "
                                              "term; it may act again from 4 November 2024"),
        ("termly", "2024-09-06", "amy", "no review that day: it looks on the last school day of each term; next one is "
                                        "25 October 2024, after the last day of the data"),
        ("late_letter", "2024-09-06", "ben", "the pupil was not on the roll: enrolled on 9 September 2024"),
        ("coming", "2024-09-06", "amy", "it is in force from 1 October 2024"),
        ("first_step", "2024-09-06", "amy", "already raised on 4 September 2024; the ladder begins again with each "
                                            "academic year"),
        ("second_step", "2024-09-06", "amy", "it is looked at from 18 September 2024"),
    ],
)  # fmt: skip
def test_reasons_beside_the_condition(school, rule, day, pupil, reason):
    assert why_not(school, rule, day, pupil).reasons[0] == reason


def test_a_rule_that_began_before_says_since_when(school):
    text = POLICY.replace("act: each check, at_most: once per term, ", "")
    (school / "small.yaml").write_text(text, encoding="utf-8")
    told = why_not(school, "late_term", "2024-09-06")
    assert told.reasons == [
        "already acting since 4 September 2024: it acts when its condition begins to hold, and again once that has "
        "stopped and begins anew"
    ]


def test_a_contact_that_was_made_can_be_one_that_was_not(school):
    told = why_not(school, "no_contact", "2024-09-04")
    assert told.flips[0].said == "it acts if the contact of 4 September 2024 is recorded as no answer"
    file = school / "data" / "contacts.csv"
    assert "2024-09-04" not in acted(school, "no_contact")
    file.write_text(file.read_text(encoding="utf-8").replace("reached", "no_answer"), encoding="utf-8")
    assert "2024-09-04" in acted(school, "no_contact")


def test_a_part_of_a_file_that_is_asked_of_a_session_is_changed_in_that_file(school):
    told = why_not(school, "unmet_twice", "2024-09-04")
    assert "contacts" in {edit.file for flip in told.flips for edit in flip.edits}


def test_a_missing_file_is_named(school):
    (school / "data" / "contacts.csv").unlink()
    told = why_not(school, "no_contact", "2024-09-04")
    assert told.reasons == ["not known because the file contacts is missing (reached)"]


def test_every_part_that_failed_is_told_and_all_are_changed_together(school):
    told = why_not(school, "worried", "2024-09-06")
    assert len(told.reasons) == len(told.failed) == 2
    assert told.flips[0].said.startswith("it acts if the flag `risk_of_harm` is set")
    assert "seven more sessions (lates)" in told.flips[0].said


def test_marks_that_were_tried_and_are_not_listed_are_counted(school):
    policy = (school / "small.yaml").read_text(encoding="utf-8")
    (school / "small.yaml").write_text(policy.replace("lates >= 3", "lates >= 10"), encoding="utf-8")
    ahead, behind = why_not(school, "late_letter", "2024-09-06").flips
    assert "eight more sessions" in ahead.said
    assert ahead.tried.endswith(" and 2 more, no other mark after that day")
    assert behind.tried.endswith(" and 2 more")


def test_a_parent_reads_no_abbreviation_of_a_need(school):
    policy = (school / "small.yaml").read_text(encoding="utf-8")
    (school / "small.yaml").write_text(policy.replace("lates >= 3", "lates >= 2 and ehcp and send and fsm"), "utf-8")
    pupils = "pupil,year_group,ehcp,send,fsm\namy,4,false,false,false\nben,4,false,false,false\n"
    (school / "data" / "pupils.csv").write_text(pupils, encoding="utf-8")
    plain = why_not(school, "late_letter", "2024-09-06").plain
    assert "- Education, health and care plan: no.\n- Special educational needs: no.\n- Free school meals: no." in plain


def test_no_change_is_told_that_was_not_tried(school):
    told = why_not(school, "second_step", "2024-09-06")
    assert told.flips == []
    assert told.weeks
