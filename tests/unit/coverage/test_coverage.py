"""Wherever a policy may write a limit, a row, a step or a day of change, its sides are told and seen one by one."""

import textwrap
from itertools import pairwise
from pathlib import Path

import pytest

from engine import trials

HEAD = "policy: small\nlayer: school\nextends: [england]\n"
REGISTERS = "registers: {am: {all: {opens: 09:00, closes: 09:30}}}\n"
TEST = """\
- name: {name}
  policy: small
  calendar: {calendar}
  marks: {{amy: '{marks}'}}
  defaults: {{year_group: 4}}
  expect: {{}}
"""
WEEKS = "{from: 2024-09-02, weeks: 4}"


def points(folder: Path, policy: str, *tests: str) -> dict[tuple[str, str, str], int]:
    """Give how often each side of what the policy's own file says was touched: by item, text and side."""
    registers = "" if "registers:" in policy else REGISTERS
    (folder / "small.yaml").write_text(HEAD + textwrap.dedent(policy) + registers, encoding="utf-8")
    (folder / "small.test.yaml").write_text("".join(tests), encoding="utf-8")
    played, found = trials.cover([folder / "small.test.yaml"])
    assert not played.diagnostics, played.diagnostics
    assert not [each.diagnostics for each in played.value or () if each.diagnostics]
    return {
        (point.item, point.text, point.what): point.times for point in found.points if point.file.endswith("small.yaml")
    }


def case(marks: str, more: str = "", *, name: str = "one", calendar: str = WEEKS) -> str:
    """Write a test; `more` are further lines of it."""
    written = TEST.format(name=name, marks=marks, calendar=calendar)
    return written + "".join(f"  {line}\n" for line in textwrap.dedent(more).splitlines())


def rule(when: str, rest: str = "") -> str:
    """Write a rule about something."""
    return f"rules:\n  - {{id: act, when: '{when}', then: [{{do: call, to: parents}}]{rest}}}\n"


LATE = "measures:\n  lates: {count: sessions, of: late, over: last 10 school days}\n"
MINUTES = "arrivals: [{pupil: amy, session: AM, date: 2024-09-03, minutes_late: %s}]"
CONTACT = "facts: {contacts: [{pupil: amy, date: 2024-09-03, outcome: %s%s}]}"
LEAVE = (
    "facts: {leave_requests: [{request: Q1, pupil: amy, submitted_on: 2024-09-02, from: 2024-09-16, to: %s, "
    "reason: holiday, in_writing: yes, by_resident_parent: yes}]}"
)
BORN = "pupils: {amy: {date_of_birth: %s}}"

# What the policy says; the item and the text of one part of it; and a test for each of its sides, one after another.
PLACES = {
    "a set": (
        "sets: {very: 'code = \"L\" and minutes_late > 15'}\n"
        "measures:\n  bad: {count: sessions, of: very, over: week}\n" + rule("bad > 0"),
        "very", "minutes_late > 15",
        {"false": case("/\\ L\\"), "true": case("/\\ L\\", MINUTES % 16)},
    ),
    "one code of a list": (
        "sets: {very: 'code in (\"L\", \"U\")'}\n"
        "measures:\n  bad: {count: sessions, of: very, over: week}\n" + rule("bad > 0"),
        "very", 'code: "U"',
        {"false": case("/\\ L\\"), "true": case("U\\")},
    ),
    "a count of sessions": (
        "measures:\n  bad: {count: sessions, of: 'minutes_late >= 20', over: week}\n" + rule("bad > 0"),
        "bad", "minutes_late >= 20",
        {"false": case("/\\ L\\", MINUTES % 19), "true": case("/\\ L\\", MINUTES % 20)},
    ),
    "the age of a session": (
        "measures:\n  old: {count: sessions, of: 'absent and age >= 3', over: term}\n" + rule("old > 0"),
        "old", "age >= 3",
        {"false": case("OO /\\"), "true": case("OO /\\ x3")},
    ),
    "a range": (
        "measures:\n  bad: {count: sessions, of: 'minutes_late in [5..15)', over: week}\n" + rule("bad > 0"),
        "bad", "minutes_late in [5..15)",
        {"below": case("/\\ L\\", MINUTES % 4), "true": case("/\\ L\\", MINUTES % 5),
         "above": case("/\\ L\\", MINUTES % 15)},
    ),
    "the least of a percentage": (
        "measures:\n  pct: {percent: attended, of: possible, over: year, at_least: 4 sessions}\n" + rule("pct < 90"),
        "pct", "4 sessions",
        {"too few": case("/\\"), "enough": case("/\\ x2")},
    ),
    "a fact test inside a set": (
        "measures:\n  cold: {count: sessions, of: 'absent and contacts(outcome = \"reached\")', over: week}\n"
        + rule("cold > 0"),
        "cold", 'outcome = "reached"',
        {"false": case("/\\ OO", CONTACT % ("no_answer", "")), "true": case("/\\ OO", CONTACT % ("reached", ""))},
    ),
    "a total": (
        "measures:\n  lost: {total: 'if minutes_late > 30 then 30 else minutes_late', of: late, over: week}\n"
        + rule("lost > 3"),
        "lost", "minutes_late > 30",
        {"false": case("/\\ L\\", MINUTES % 30), "true": case("/\\ L\\", MINUTES % 31)},
    ),
    "a spell": (
        "measures:\n  tries: {count: contacts, over: 'spell of absent'}\n" + rule("tries > 0"),
        "tries", "absent",
        {"false": case("/\\"), "true": case("OO")},
    ),
    "rows of a fact table": (
        "measures:\n  none: {count: contacts, of: 'outcome = \"no_answer\"', over: week}\n" + rule("none > 0"),
        "none", 'outcome = "no_answer"',
        {"false": case("/\\ x3", CONTACT % ("reached", "")), "true": case("/\\ x3", CONTACT % ("no_answer", ""))},
    ),
    "a part of a fact table": (
        "facts: {heard: {part_of: contacts, where: 'outcome != \"no_answer\"'}}\n"
        "measures:\n  talks: {count: heard, over: week}\n" + rule("talks > 0"),
        "heard", 'outcome != "no_answer"',
        {"true": case("/\\ x3", CONTACT % ("reached", "")), "false": case("/\\ x3", CONTACT % ("no_answer", ""))},
    ),
    "what became of actions": (
        "measures:\n  lates: {count: sessions, of: late, over: week}\n"
        "  missed: {count: act, of: 'outcome = \"missed\"', over: year}\n" + rule("lates > 0")
        + "  - {id: again, when: 'missed > 0', then: [{do: letter, to: parents}]}\n",
        "missed", 'outcome = "missed"',
        {"false": case("L\\ /\\ x3", "facts: {outcomes: [{pupil: amy, rule: act, on: 2024-09-03, outcome: done}]}"),
         "true": case("L\\ /\\ x3", "facts: {outcomes: [{pupil: amy, rule: act, on: 2024-09-03, outcome: missed}]}")},
    ),
    "a count of weeks": (
        LATE + "  weeks: {count: weeks, of: 'lates >= 2', over: term}\n" + rule("weeks > 0"),
        "weeks", "lates >= 2",
        {"false": case("L\\"), "true": case("L\\ x2")},
    ),
    "an expression over figures": (
        LATE + "  grade: {is: 'if lates > 2 then 5 else 1'}\n" + rule("grade > 1"),
        "grade", "lates > 2",
        {"false": case("L\\"), "true": case("L\\ x3")},
    ),
    "what begins a flag": (
        LATE + "flags: {watched: {starts: 'lates >= 2', lasts: 3 school days}}\n" + rule("watched"),
        "watched", "lates >= 2",
        {"false": case("L\\"), "true": case("L\\ x2")},
    ),
    "what ends a flag": (
        LATE + "flags: {watched: {starts: 'lates >= 2', until: 'lates < 2'}}\n" + rule("watched"),
        "watched", "lates < 2",
        {"false": case("L\\ x2 /\\"), "true": case("L\\ x2 /\\ x9")},
    ),
    "how long a flag lasts": (
        LATE + "flags: {watched: {starts: 'lates >= 2', lasts: 3 school days}}\n" + rule("watched"),
        "watched", "3 school days",
        {"lasting": case("L\\ x2 /\\"), "over": case("L\\ x2 /\\ x5")},
    ),
    "whom a rule is for": (
        LATE + rule("lates > 0", ", for: year_group >= 5"),
        "act", "year_group >= 5",
        {"false": case("L\\"), "true": case("L\\", "pupils: {amy: {year_group: 5}}")},
    ),
    "what stops a rule": (
        LATE + rule("lates > 0", ", unless: lates > 2"),
        "act", "lates > 2",
        {"false": case("L\\"), "true": case("L\\ x3")},
    ),
    "how often at most": (
        LATE + rule("lates > 0", ", at_most: once per week, act: each check"),
        "act", "once per week",
        {"held back": case("L\\ x2"), "acted anew": case("L\\ x6")},
    ),
    "every so long": (
        LATE + rule("lates > 0", ", act: every 3 school days"),
        "act", "every 3 school days",
        {"waited": case("L\\ /\\"), "came round": case("L\\ /\\ x3")},
    ),
    "a clock time": (
        "measures:\n  calls: {count: contacts, over: day}\n" + rule("calls > 0", ", check: 10:30"),
        "act", "10:30",
        {"up to": case("/\\ x3", CONTACT % ("reached", ", time: 10:30")),
         "later": case("/\\ x3", CONTACT % ("reached", ", time: 10:31"))},
    ),
    "a task's own moment": (
        LATE + "rules:\n  - id: act\n    when: lates > 0\n"
        "    then: [{do: call, to: parents}, {if: lates >= 3, do: visit, to: parents}]\n",
        "act", "lates >= 3",
        {"false": case("L\\"), "true": case("L\\ x3")},
    ),
    "how long a step waits": (
        LATE + "ladders:\n  up:\n    when: lates > 0\n    steps:\n      - {id: one, then: [{do: call, to: parents}]}\n"
        "      - {id: two, after: 2 school days, then: [{do: letter, to: parents}]}\n",
        "two", "2 school days",
        {"before": case("L\\ x2"), "after": case("L\\ x3")},
    ),
    "how long a step is looked at": (
        LATE + "ladders:\n  up:\n    when: lates > 0\n    steps:\n      - {id: one, then: [{do: call, to: parents}]}\n"
        "      - {id: two, when: lates > 4, within: 2 school days, then: [{do: letter, to: parents}]}\n",
        "two", "2 school days",
        {"in time": case("L\\ x3"), "lapsed": case("L\\ x4")},
    ),
    "a step that is raised again": (
        LATE + "ladders:\n  up:\n    when: lates > 0\n    repeat: last\n    steps:\n"
        "      - {id: one, after: 2 school days, then: [{do: call, to: parents}]}\n",
        "one", "2 school days",
        {"after": case("L\\"), "before": case("L\\ x2")},
    ),
    "a step's own condition": (
        LATE + "ladders:\n  up:\n    when: lates > 0\n    steps:\n      - {id: one, then: [{do: call, to: parents}]}\n"
        "      - {id: two, when: lates >= 3, then: [{do: letter, to: parents}]}\n",
        "two", "lates >= 3",
        {"false": case("L\\ x2"), "true": case("L\\ x3")},
    ),
    "a cell of a table": (
        LATE + "tables:\n  bands:\n    hit: first\n    gives: [band]\n    rows: |\n      lates || band\n"
        "      >= 3  || \"red\"\n      -     || \"green\"\n" + rule('band = "red"'),
        "bands", "lates: >= 3",
        {"false": case("L\\"), "true": case("L\\ x3")},
    ),
    "a row that several hit": (
        LATE + "tables:\n  bands:\n    hit: collect\n    gives: [band]\n    rows: |\n      lates || band\n"
        "      >= 1  || \"a\"\n      >= 2  || \"b\"\n" + rule("count(band) > 1"),
        "bands", '>= 2 || "b"',
        {"hit": case("L\\ x2")},
    ),
    "a cell of a table that decides": (
        "tables:\n  long:\n    each: leave_requests\n    hit: first\n    gives: [outcome]\n    rows: |\n"
        "      school_days || outcome\n      > 3 || \"refuse\"\n      - || \"grant\"\n",
        "long", "school_days: > 3",
        {"false": case("/\\", LEAVE % "2024-09-17"), "true": case("/\\", LEAVE % "2024-09-20")},
    ),
    "whose a register is": (
        "registers:\n  am: {upper: {for: 'year_group >= 5', opens: 09:00, closes: 09:30}}\n"
        "  pm: {all: {opens: 13:00, closes: 13:30}}\n" + LATE + rule("lates > 0"),
        "upper", "year_group >= 5",
        {"false": case("L\\"), "true": case("L\\", "pupils: {amy: {year_group: 5}}")},
    ),
    "when a register closes": (
        LATE + rule("lates > 0"),
        "am.all", "09:30",
        {"up to": case("L\\", "arrivals: [{pupil: amy, session: AM, at: 09:30, code: L}]"),
         "later": case("L\\", "arrivals: [{pupil: amy, session: AM, at: 09:31, code: U}]")},
    ),
    "when a register opens": (
        LATE + rule("lates > 0"),
        "am.all", "09:00",
        {"up to": case("L\\", "arrivals: [{pupil: amy, session: AM, at: 09:00, code: /}]"),
         "later": case("L\\", "arrivals: [{pupil: amy, session: AM, at: 09:01, code: L}]")},
    ),
    "a dated value": (
        LATE + "values:\n  limit:\n    - {until: 2024-09-09, value: 2 sessions}\n"
        "    - {from: 2024-09-09, value: 3 sessions}\n" + rule("lates >= limit"),
        "limit", "2024-09-09",
        {"a day before it": case("L\\"),
         "a day from it on": case("L\\", calendar="{from: 2024-09-09, weeks: 1}")},
    ),
    "the first day of a rule": (
        LATE + rule("lates > 0", ", in_force: {from: 2024-09-09}"),
        "act", "2024-09-09",
        {"a day before it": case("L\\"),
         "a day from it on": case("L\\", calendar="{from: 2024-09-09, weeks: 1}")},
    ),
    "the last day of a ladder": (
        LATE + "ladders:\n  up:\n    when: lates > 0\n    in_force: {until: 2024-09-09}\n"
        "    steps:\n      - {id: one, then: [{do: call, to: parents}]}\n",
        "up", "2024-09-09",
        {"a day before it": case("L\\"),
         "a day from it on": case("L\\", calendar="{from: 2024-09-09, weeks: 1}")},
    ),
    "the first day of a table": (
        LATE + "tables:\n  bands:\n    hit: first\n    in_force: {from: 2024-09-09}\n    gives: [band]\n    rows: |\n"
        "      lates || band\n      >= 3  || \"red\"\n      -     || \"green\"\n" + rule('band = "red"'),
        "bands", "2024-09-09",
        {"a day before it": case("L\\"),
         "a day from it on": case("L\\", calendar="{from: 2024-09-09, weeks: 1}")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_each_side_is_seen_by_the_test_that_has_it_and_by_no_other(tmp_path: Path, place: str):
    policy, item, text, tests = PLACES[place]

    def seen(*chosen: str) -> set[str]:
        named = [test.replace("name: one", f"name: {number}") for number, test in enumerate(chosen)]
        found = points(tmp_path, policy, *named)
        told = {what: times for (owner, said, what), times in found.items() if (owner, said) == (item, text)}
        assert set(told) >= set(tests), f"{place}: {sorted(found)}"
        return {what for what, times in told.items() if times}

    sides = list(tests)
    first = seen(tests[sides[0]])
    assert first == {sides[0]}, "the first test has its own side alone"
    assert seen(*tests.values()) == set(sides)
    for before, side in pairwise(sides):
        assert side not in seen(tests[before]), f"{place}: {side}"


def test_the_school_age_is_seen_on_each_side(tmp_path: Path):
    policy = LATE + rule("lates > 0 and compulsory_school_age")
    (tmp_path / "young.yaml").write_text(HEAD + policy + REGISTERS, encoding="utf-8")

    def sides(*born: str) -> set[tuple[str, str]]:
        tests = [case("L\\", BORN % day, name=day).replace("policy: small", "policy: young") for day in born]
        (tmp_path / "small.test.yaml").write_text("".join(tests), encoding="utf-8")
        found = trials.cover([tmp_path / "small.test.yaml"])[1].points
        return {(point.text, point.what) for point in found if point.kind == "age" and point.times}

    assert sides("2019-09-01") == {("5", "before")}, "five since yesterday, of the age from January"
    assert sides("2015-01-01") == {("5", "after"), ("16", "before")}
    assert sides("2007-01-01") == {("5", "after"), ("16", "after")}


def test_what_a_step_waits_for_is_not_asked_before_its_turn(tmp_path: Path):
    policy = (
        LATE + "ladders:\n  up:\n    when: lates > 0\n    steps:\n      - {id: one, then: [{do: call, to: parents}]}\n"
        "      - {id: two, when: lates >= 3, then: [{do: letter, to: parents}]}\n"
    )
    found = points(tmp_path, policy, case("/\\ x3"))

    assert found["two", "lates >= 3", "false"] == 0, "nobody has come to the second step"
    assert found["up", "lates > 0", "false"] > 0


def test_a_rule_that_is_not_in_force_asks_nothing(tmp_path: Path):
    found = points(tmp_path, LATE + rule("lates > 0", ", in_force: {from: 2025-09-01}"), case("L\\"))

    assert found["act", "lates > 0", "true"] == 0
    assert found["act", "2025-09-01", "a day before it"] == 1


def test_what_a_rule_rests_on_is_touched_where_the_rule_is_looked_at_and_nowhere_else(tmp_path: Path):
    policy = LATE + rule("lates >= 2") + "  - {id: other, when: 'day_lates > 0', then: [{do: letter, to: parents}]}\n"
    policy = policy.replace("rules:", "  day_lates: {count: sessions, of: 'minutes_late > 5', over: day}\nrules:", 1)
    found = points(tmp_path, policy, case("L\\", "only: [act]\n"))

    assert found["day_lates", "minutes_late > 5", "false"] == 0
    assert found["other", "other", "did not act"] == 0
    assert found["act", "act", "did not act"] > 0


def test_a_figure_that_nothing_asks_for_has_nothing_to_touch(tmp_path: Path):
    policy = LATE + "  idle: {count: sessions, of: 'minutes_late > 5', over: day}\n" + rule("lates > 0")

    assert not [key for key in points(tmp_path, policy, case("L\\")) if key[0] == "idle"]


def test_a_value_of_a_tests_own_touches_the_policy_and_not_another(tmp_path: Path):
    policy = LATE + "values: {limit: 3 sessions}\n" + rule("lates >= limit")
    own = case("L\\", "override: {values.limit: 1 sessions}\n")
    found = points(tmp_path, policy, own)

    assert found["act", "lates >= limit", "true"] > 0
    changed = case("L\\", "override: {rules.act.when: lates > 0}\n")
    assert points(tmp_path, policy, changed)["act", "lates >= limit", "true"] == 0, "it was another condition"


def test_policies_that_tests_say_themselves_are_told_apart(tmp_path: Path):
    def inline(limit: int) -> str:
        policy = f"{{extends: [england], rules: [{{id: act, when: absent_in_a_row >= {limit}, then: [{{do: call}}]}}]}}"
        return case("OO x2", name=str(limit)).replace("policy: small", f"policy: {policy}")

    (tmp_path / "small.test.yaml").write_text(inline(1) + inline(2) + inline(9), encoding="utf-8")
    found = trials.cover([tmp_path / "small.test.yaml"])[1].points
    mine = {(point.line, point.text): point.times for point in found if point.what == "true" and point.item == "act"}

    assert [mine[key] > 0 for key in sorted(mine)] == [True, True, False]
    assert [text for _, text in sorted(mine)] == [f"absent_in_a_row >= {limit}" for limit in (1, 2, 9)]
