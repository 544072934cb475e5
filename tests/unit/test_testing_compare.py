"""What a scenario test expects beside what happened."""

from dataclasses import replace

import pytest

from engine.decision import Action, Decision, Evidence, Task
from engine.document import Document
from engine.model.test_file import ScenarioTest
from engine.parse import parse
from engine.source import Source
from engine.testing.compare import compare
from engine.testing.result import Difference
from tests.cli.runs import EMPTY

LETTER = Task(do="letter", to="parents", by="office", due="2024-09-13", due_text="5 school days", obligation="must",
              with_={"script": "first day", "paper": "white"})  # fmt: skip
CALL = Task(do="call", to="parents")


def action(rule: str, day: str, **fields: object) -> Action:
    told = {"tasks": (LETTER,), "source": "§5.4", "reason": "3 sessions were late", "session": None, **fields}
    return Action(key=f"{rule} {day}", pupil="amy", date=day, rule=rule, **told)


def differences(expectation: str, *actions: Action, decisions: tuple[Decision, ...] = ()) -> list[Difference]:
    text = "- name: one\n  policy: p\n  calendar: {from: 2024-09-02, weeks: 2}\n" + expectation
    document = parse(Source("a.test.yaml", text)).value
    assert isinstance(document, Document)
    test = ScenarioTest.model_validate(document.value[0])
    return compare(test, replace(EMPTY, actions=actions, decisions=decisions), document, (0,))


def kinds(expectation: str, *actions: Action, **more: tuple[Decision, ...]) -> list[str]:
    return [each.kind for each in differences(expectation, *actions, **more)]


FIRST = action("late_letter", "2024-09-06")
SECOND = action("late_letter", "2024-09-09")


@pytest.mark.parametrize(
    "fields",
    [
        "date: 2024-09-06",
        "to: parents",
        "do: letter, due: 2024-09-13, by: office",
        "due: 5 school days",
        "obligation: must",
        "key: late_letter 2024-09-06",
        "with: {script: first day}",
        "source: §5.4",
        "reason: were late",
        "tasks: [{do: letter}]",
    ],
)
def test_an_action_is_matched_by_any_of_its_fields(fields: str):
    assert kinds(f"  expect: {{amy: [{{rule: late_letter, {fields}}}]}}\n", FIRST) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("date: 2024-09-09", "the day is 2024-09-06"),
        ("to: police", "to is parents"),
        ("due: 6 school days", "due is 2024-09-13 (5 school days)"),
        ("tasks: [{do: letter, obligation: may}]", "task 1: obligation is must"),
        ("tasks: [{do: letter}, {do: call}]", "its tasks are letter to parents"),
        ("source: §6", "source is §5.4"),
        ("key: another", "key is late_letter 2024-09-06"),
        ("with: {script: second day}", "with says script: first day"),
        ("reason: was absent", "the reason: 3 sessions were late"),
        ("session: AM", "session is not given"),
        ("evidence: {lates: 3}", "the figure lates is not among its evidence: it shows none"),
        ("note: early", "the notes: none"),
    ],
)
def test_where_an_action_parts_from_what_was_expected_is_said(fields: str, told: str):
    (found,) = differences(f"  expect: {{amy: [{{rule: late_letter, {fields}}}]}}\n", FIRST)

    assert found.kind == "different"
    assert found.actual.endswith(told)
    assert found.because == "3 sessions were late"


def test_fields_of_a_task_hold_of_one_task_together():
    both = action("late_letter", "2024-09-06", tasks=(LETTER, CALL))

    assert kinds("  expect: {amy: [{rule: late_letter, do: call}]}\n", both) == []
    assert kinds("  expect: {amy: [{rule: late_letter, do: call, by: office}]}\n", both) == ["different"]


def test_figures_are_compared_as_they_are_shown():
    told = action(
        "late_letter", "2024-09-06", evidence={"lates": Evidence(3), "percent": Evidence("17/19"), "x": Evidence(None)}
    )

    assert kinds("  expect: {amy: [{rule: late_letter, evidence: {lates: 3, percent: 17/19, x: null}}]}\n", told) == []
    assert kinds("  expect: {amy: [{rule: late_letter, evidence: {lates: 4}}]}\n", told) == ["different"]
    (one,) = differences("  expect: {amy: [{rule: late_letter, evidence: {percent: 89%}}]}\n", told)
    assert "percent is 17/19 (a percentage is written so" in str(one)


def test_a_test_is_closed():
    assert kinds("  expect: {}\n", FIRST) == ["unexpected"]
    assert kinds("  expect: {amy: []}\n", FIRST) == ["unexpected"]
    assert kinds("  expect: {amy: [{rule: late_letter}]}\n", FIRST, SECOND) == ["unexpected"]
    assert kinds("  expect: {bob: [{rule: late_letter}]}\n", FIRST) == ["missing", "unexpected"]


def test_only_leaves_other_rules_out():
    assert kinds("  only: [other]\n  expect: {}\n", FIRST) == []
    assert kinds("  only: [late_letter]\n  expect: {}\n", FIRST) == ["unexpected"]


def test_what_did_not_come_is_told_at_its_line():
    (found,) = differences("  expect:\n    amy:\n      - {rule: other, date: 2024-09-06}\n")

    assert (found.kind, found.expected, found.actual) == ("missing", "other on 2024-09-06", "")
    assert found.place.span.line == 6


def test_loosely_and_closely_expected_actions_are_paired_as_well_as_can_be():
    loose_first = "  expect: {amy: [{rule: late_letter}, {rule: late_letter, date: 2024-09-06}]}\n"

    assert kinds(loose_first, FIRST, SECOND) == []


def test_what_must_not_come():
    assert kinds("  only: []\n  not: {amy: [{rule: late_letter}]}\n", FIRST) == ["forbidden"]
    assert kinds("  only: []\n  not: {amy: [{rule: late_letter, date: 2024-09-09}]}\n", FIRST) == []


REFUSED = Decision("leave_decision", "Q001", "amy", None, None, "refuse", {"code": "G"}, 2, "a holiday")


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ("[{table: leave_decision, request: Q001, outcome: refuse, code: G}]", []),
        ("[{table: leave_decision, reason: holiday}]", []),
        ("[{table: leave_decision, request: Q001, outcome: grant}]", ["different"]),
        ("[{table: leave_decision, request: Q002}]", ["missing", "unexpected"]),
        ("[]", ["unexpected"]),
    ],
)
def test_decisions_are_closed_too(expected: str, found: list[str]):
    assert kinds(f"  expect: {{}}\n  expect_decisions: {expected}\n", decisions=(REFUSED,)) == found


def test_only_names_tables_too():
    assert kinds("  only: [late_letter]\n  expect: {}\n", decisions=(REFUSED,)) == []
    assert kinds("  only: [leave_decision]\n  expect: {}\n", decisions=(REFUSED,)) == ["unexpected"]


def test_a_code_that_is_not_given_is_written_null():
    open_case = replace(REFUSED, outcome="head_decides", gives={"code": None})

    assert (
        kinds("  expect: {}\n  expect_decisions: [{table: leave_decision, code: null}]\n", decisions=(open_case,)) == []
    )


def test_rules_that_are_not_decided():
    assert kinds("  undecided: [first_day_call]\n") == ["missing"]
