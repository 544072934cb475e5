"""A line of a scenario test that could never fail is told where it stands, with what was meant."""

from pathlib import Path

import pytest

from tests.cli.command import run

NO_TASK = "no task of `late_letter` has {}: this line could never fail"
POLICY = """\
policy: small
layer: school
extends: [england]
measures:
  lates_2w: {count: sessions, of: late, over: last 10 school days}
  share: {percent: attended, of: possible, over: year}
rules:
  - id: late_letter
    source: §5.4
    assumes: both halves of a day count
    when: lates_2w >= 2
    then:
      - {do: letter, to: parents, by: office, due: 5 school days, with: {paper: white}}
      - {do: call, to: pupil, by: tutor}
    notes: [{if: share < 50, say: below a half, show: share}]
  - id: asked_for
    each: leave_requests
    when: reason = "holiday"
    then: [{do: note, by: headteacher}]
registers:
  am: {all: {opens: 09:00, closes: 09:30}}
"""
HEAD = """\
- name: one
  policy: small
  calendar: {from: 2024-09-02, weeks: 2}
  marks: {amy: '/\\ x2  L\\ x2  /\\ x5'}
  defaults: {year_group: 4}
  only: [late_letter]
"""


def told(folder: Path, rest: str, head: str = HEAD) -> list[str]:
    """Give what is told of a test, without its place's file."""
    (folder / "small.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "small.test.yaml").write_text(head + rest, encoding="utf-8")
    done = run("test", folder / "small.test.yaml")
    return [line.split(".test.yaml:", 1)[-1] for line in done.out.splitlines() + done.err.splitlines()]


@pytest.mark.parametrize(
    ("field", "message", "helped"),
    [
        ("by: offce", NO_TASK.format("`by: offce`"), "did you mean `office`?"),
        ("do: lettre", NO_TASK.format("`do: lettre`"), "did you mean `letter`?"),
        ("do: call, to: parents", NO_TASK.format("`to: parents`"), "there is `pupil`"),
        ("obligation: must", NO_TASK.format("`obligation: must`"), "leave it out"),
        ("with: {papr: white}", NO_TASK.format("`with: papr`"), "did you mean `paper`?"),
        ("with: {paper: whit}", NO_TASK.format("`with: {paper: whit}`"), "did you mean `white`?"),
        ("due: 5 schol days", NO_TASK.format("`due: 5 schol days`"), "did you mean `5 school days`?"),
        ("do: call, due: 2024-09-12", NO_TASK.format("`due: 2024-09-12`"), "leave it out"),
        ("do: letter, sessions: [2024-09-03 AM]", "no task of `late_letter` concerns `sessions`",
         "only a code that is proposed concerns some"),
        ("tasks: [{do: letter}, {do: cal}]", NO_TASK.format("`do: cal`"), "did you mean `call`?"),
        ("tasks: [{do: letter}, {do: call}, {do: call}]", "`late_letter` asks for 2 tasks, and never for 3",
         "leave some out"),
        ("tasks: []", "`late_letter` never acts without a task", "name the tasks that must not come, or leave it out"),
        ("session: AM", "`late_letter` looks at no session by itself, so that none of its actions has `session`",
         "leave it out"),
        ("source: 5.4", "the source of `late_letter` is never `5.4`", "did you mean `§5.4`?"),
        ("assumes: both sides", "`late_letter` never says that it assumes `both sides`",
         "it assumes: both halves of a day count"),
        ("note: bellow", "no note of `late_letter` says `bellow`", "its notes are `below a half`"),
        ("key: small/late_letter/ben/", "no action has the key `small/late_letter/ben/`",
         "those of this pupil begin `small/late_letter/amy/`"),
        ("request: Q1", "`late_letter` is not about rows with a `request`", "leave it out"),
        ("evidence: {late_2w: 2}", "no action of `late_letter` shows the figure `late_2w`", "did you mean `lates_2w`?"),
        ("evidence: {lates_2w: 2 sessions}", "the figure `lates_2w` is never `2 sessions`",
         "write the number alone, such as 3"),
        ("evidence: {share: 50%}", "the figure `share` is never `50%`",
         "a percentage is written as what is counted of how many: 17/19"),
    ],
)  # fmt: skip
def test_what_no_action_of_a_rule_has_is_no_word_of_a_not_line(
    tmp_path: Path, field: str, message: str, helped: str
) -> None:
    lines = told(
        tmp_path, f"  expect: {{amy: [{{rule: late_letter}}]}}\n  not:\n    amy: [{{rule: late_letter, {field}}}]\n"
    )

    assert [line for line in lines if f"error T014: {message}" in line and line.startswith("9:")], lines
    assert f"  help: {helped}" in lines
    assert lines[-1] == "0 passed, 0 failed, 1 with an error"


@pytest.mark.parametrize(
    "field",
    [
        "date: 2024-09-09",
        "by: office, do: letter, to: parents, due: 2024-09-13",
        "do: letter, due: 5 school days, with: {paper: white}, date: 2024-09-06",
        "evidence: {lates_2w: 3}",
        "evidence: {lates_2w: null}",
        "evidence: {share: 7/8}",
        "note: a half",
        "note: 'below a half (3 of 8'",
        "assumes: both halves, date: 2024-09-06",
        "source: §5.4, date: 2024-09-06",
        "key: small/late_letter/amy/2024-09-06",
        "tasks: [{do: call}]",
        "reason: nothing of the kind",
    ],
)
def test_what_an_action_of_the_rule_could_have_is_compared(tmp_path: Path, field: str) -> None:
    lines = told(
        tmp_path, f"  expect: {{amy: [{{rule: late_letter}}]}}\n  not:\n    amy: [{{rule: late_letter, {field}}}]\n"
    )

    assert lines == ["1 passed, 0 failed"]


def test_a_row_that_the_test_does_not_have_is_told_and_one_that_it_has_is_compared(tmp_path: Path) -> None:
    row = "{request: Q1, pupil: amy, submitted_on: 2024-09-03, from: 2024-09-05, to: 2024-09-05, reason: other, in_writing: true, by_resident_parent: true}"  # noqa: E501 - a row is a line
    rest = (
        f"  facts: {{leave_requests: [{row}]}}\n  expect: {{}}\n  not: {{amy: [{{rule: asked_for, request: NAME}}]}}\n"
    )
    head = HEAD.replace("only: [late_letter]", "only: [asked_for]")

    assert told(tmp_path, rest.replace("NAME", "Q1"), head) == ["1 passed, 0 failed"]
    lines = told(tmp_path, rest.replace("NAME", "Q2"), head)
    assert [line for line in lines if "no row of `leave_requests` in this test has the request `Q2`" in line]
    assert "  help: there is `Q1`" in lines


@pytest.mark.parametrize(
    ("rest", "line", "message"),
    [
        ("  undecided: []\n  expect: {}\n", 7, "`undecided` names nothing, and could never fail"),
        ("  not: {amy: []}\n", 7, "`not.amy` names nothing, and could never fail"),
        ("  not: {}\n  expect: {}\n", 7, "`not` names nothing, and could never fail"),
    ],
)
def test_a_list_that_names_nothing_is_told(tmp_path: Path, rest: str, line: int, message: str) -> None:
    lines = told(tmp_path, rest)

    assert [each for each in lines if each.startswith(f"{line}:") and f"T014: {message}" in each], lines


CALENDAR = "calendar: {from: 2024-09-02, weeks: 2}"
CONTACT = "  facts: {contacts: [{pupil: amy, date: DAY, outcome: reached}]}\n  expect: {amy: [{rule: late_letter}]}\n"
EXPECTED = "  expect: {amy: [{rule: late_letter}]}\n"
ARRIVAL = "  arrivals: [{pupil: amy, session: AM, at: 09:05, code: L, date: DAY}]\n"


@pytest.mark.parametrize(
    ("rest", "line", "message"),
    [
        (CONTACT.replace("DAY", "2024-09-13"), 7,
         "T011: the row of `contacts` of 2024-09-13 is never seen: the data ends on 2024-09-12"),
        (
            "  pupils: {amy: {left_on: 2024-09-08}}\n  as_of: 2024-09-12\n" + CONTACT.replace("DAY", "2024-09-09"),
            9,
            "T011: the row of `contacts` of 2024-09-09 is never seen: the last school day of `amy` is 2024-09-06",
        ),
        ("  pupils: {amy: [{from: 2024-09-02}, {from: 2024-09-20, send: true}]}\n" + EXPECTED, 7,
         "T011: the row of `amy` of 2024-09-20 is never seen: the data ends on 2024-09-12"),
        (ARRIVAL.replace("DAY", "2024-09-07"), 7, "T011: 2024-09-07 is no school day"),
        (ARRIVAL.replace("DAY", "2024-09-30"), 7, "T011: there is nothing on 2024-09-30: the data ends on 2024-09-13"),
        (ARRIVAL.replace("DAY", "2024-09-03").replace("code: L", "code: U, reason: '?'"), 7,
         "T015: `?` is no attendance code in force on 2024-09-03"),
        ("  absent: [contacts]\n" + CONTACT.replace("DAY", "2024-09-03"), 7,
         "T015: `contacts` is both under `absent` and under `facts`"),
        ("  pupils: {ami: {send: true}}\n  expect: {amy: [{rule: late_letter}]}\n", 7,
         "T015: the test says nothing else of `ami`"),
    ],
)  # fmt: skip
def test_what_is_given_and_never_seen_is_told(tmp_path: Path, rest: str, line: int, message: str) -> None:
    lines = told(tmp_path, rest, HEAD.replace("  /\\ x5'", "'") if "left_on" in rest else HEAD)

    assert [each for each in lines if each.startswith(f"{line}:") and message in each], lines


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("inset: [2024-09-07]", "T015: the INSET day 2024-09-07 is no day of school anyway"),
        ("bank_holidays: [2024-09-08]", "T015: the bank holiday 2024-09-08 is no day of school anyway"),
        ("extra_days: [2024-09-05]", "T015: the extra day 2024-09-05 is not at a weekend of the term"),
        ("closures: [{date: 2024-09-07, code: '#'}]", "T015: the closure on 2024-09-07 falls on no day of school"),
        ("closures: [{date: 2024-09-13, code: '?'}]", "T015: `?` is no attendance code in force on 2024-09-13"),
        ("half_term: {from: 2024-09-06, to: 2024-09-04}", "`to: 2024-09-04` comes before `from: 2024-09-06`"),
        ("half_term: {from: 2024-08-05, to: 2024-08-09}",
         "the break 2024-08-05 to 2024-08-09 has no school of its term on both sides"),
    ],
)  # fmt: skip
def test_a_calendar_says_nothing_in_vain(tmp_path: Path, more: str, message: str) -> None:
    head = HEAD.replace(CALENDAR, CALENDAR.replace("}", f", {more}}}"))
    lines = told(tmp_path, "  expect: {amy: [{rule: late_letter}]}\n", head)

    assert [each for each in lines if each.startswith("3:") and message in each], lines


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("{name: a, from: 2024-12-02, to: 2024-09-02}", "`to: 2024-09-02` comes before `from: 2024-12-02`"),
        ("{name: a, from: 2024-09-02, to: 2024-10-02}, {name: b, from: 2024-10-02, to: 2024-12-02}",
         "the term `b` begins on 2024-10-02, before `a` has ended"),
        ("{name: a, from: 2024-09-02, to: 2024-10-02, half_term: {from: 2024-09-02, to: 2024-09-03}}",
         "the break 2024-09-02 to 2024-09-03 has no school of its term on both sides"),
    ],
)  # fmt: skip
def test_terms_come_one_after_the_other(tmp_path: Path, terms: str, message: str) -> None:
    head = HEAD.replace(CALENDAR, f"calendar: {{terms: [{terms}]}}")
    lines = told(tmp_path, "  expect: {}\n", head)

    assert [each for each in lines if each.startswith("3:") and message in each], lines
