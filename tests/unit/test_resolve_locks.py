"""Locks: what is fixed or bounded by a layer stays so, whoever would loosen it and by whatever way."""

import re
from pathlib import Path

import pytest

from engine.resolve import resolve

TRUST = """\
policy: trust
layer: trust
values: {below: 92%, days: 5 school days, from_day: 2024-09-01}
sets: {late: 'code = "L"'}
measures:
  lates: {count: sessions, of: late, over: week}
rules:
  - {id: call, when: lates > 3, then: [{do: call, to: parents}]}
  - {id: twice, when: lates > 5, then: [{do: note, to: head, by: office}, {do: note, to: trust, by: office}]}
registers:
  am: {all: {opens: 09:00, closes: 09:20}}
lint: {L201: error}
lock:
"""


@pytest.fixture
def policy(tmp_path):
    def make(lock, school="", layer="school"):
        (tmp_path / "trust.yaml").write_text(TRUST + "  " + lock + "\n", encoding="utf-8")
        (tmp_path / "school.yaml").write_text(
            f"policy: school\nlayer: {layer}\nextends: [trust]\n{school}\n", encoding="utf-8"
        )
        return resolve(tmp_path / "school.yaml")

    return make


def told(outcome):
    return [
        f"{Path(found.place.source.name).name.removesuffix('.yaml')}:{found.place.span.line} {found.code}"
        for found in outcome.diagnostics
    ]


BELOW = "values.below: {at_least: 90%, reason: the trust}"
CLOSES = "registers.*.*.closes: {at_most: 30 minutes after opens, reason: the law}"
OPENS = "registers.*.*.opens: {earliest: 30 minutes before closes, reason: r}"
TWICE = "rules: [{{id: twice, then: [{{do: note, {}}}]}}]"
LETTERS = "letters: {figure: f, thresholds: {letter_1: {below: 95%}}}"
DUE = "rules: [{{id: call, then: [{{do: call, due: {}}}]}}]"
CALL = "rules.call: {fixed: true, reason: agreed}"


@pytest.mark.parametrize(
    ("lock", "school"),
    [
        (BELOW, ""),
        ("letters.thresholds.*.below: {at_least: 90%, reason: r}", ""),
        ("registers.pm.*.closes: {at_most: 30 minutes after opens, reason: r}", ""),
        (BELOW, "values: {below: 90%}"),
        (
            "rules.*.unless: {fixed: true, reason: r}",
            "rules: [{id: own, when: lates > 1, unless: late, then: [{do: x}]}]",
        ),
        (BELOW, "values: {below: [{until: 2024-01-01, value: 95%}, {from: 2024-01-01, value: 91%}]}"),
        (CLOSES, "registers: {pm: {all: {opens: 13:00, closes: 13:30}}}"),
        (CLOSES, "registers: {pm: {all: {opens: 13:00, closes: 30 minutes after opens}}}"),
        (CLOSES, "remove: [registers.am.all]\nregisters: {am: {own: {opens: 08:00, closes: 08:30}}}"),
        (OPENS, "registers: {pm: {all: {opens: 13:00, closes: 13:30}}}"),
        (CALL, "rules: [{id: call, title: Ours, source: §1}]"),
        (CALL, "values: {days: 9 school days}"),
        ("values.days: {at_most: 10 school days, at_least: 3 school days, reason: r}", "values: {days: 3 school days}"),
        ("values.from_day: {earliest: 2024-08-19, latest: 2025-01-01, reason: r}", "values: {from_day: 2024-12-01}"),
        (
            "registers.am.all.opens: {earliest: 08:30, latest: 09:15, reason: r}",
            "registers: {am: {all: {opens: 8:30}}}",
        ),
        ("lint.L201: {fixed: true, reason: r}", "lint: {L202: info}"),
        ("lint.L201: {at_least: warning, reason: r}", "lint: {L201: warning}"),
        ("lint.L202: {at_least: warning, reason: r}", "lint: {L202: warning}"),
        ("rules.call.then.call.to: {fixed: true, reason: r}", "rules: [{id: call, then: [{do: call, by: office}]}]"),
        ("rules.*.then.*.due: {at_most: 5 school days, reason: r}", DUE.format("same day")),
        ("rules.*.then.*.due: {at_most: 2 weeks, reason: r}", DUE.format("same day")),
    ],
)
def test_kept(policy, lock, school):
    assert told(policy(lock, school)) == []


@pytest.mark.parametrize(
    ("lock", "school", "where"),
    [
        (BELOW, "values: {below: 89%}", "school:4 R010"),
        (BELOW, "values: {below: 89.99%}", "school:4 R010"),
        (BELOW, "values: {below: [{until: 2024-01-01, value: 95%}, {from: 2024-01-01, value: 80%}]}", "school:4 R010"),
        (BELOW, "remove: [below]", "school:4 R010"),
        (CLOSES, "registers: {pm: {all: {opens: 13:00, closes: 13:31}}}", "school:4 R010"),
        (CLOSES, "registers: {pm: {all: {opens: 13:00, closes: 31 minutes after opens}}}", "school:4 R010"),
        (CLOSES, "registers: {am: {all: {opens: 08:40}}}", "school:4 R010"),
        (CALL, "rules: [{id: call, unless: send}]", "school:4 R010"),
        (CALL, "rules: [{id: call, for: send}]", "school:4 R010"),
        (CALL, "rules: [{id: call, then: [{do: extra}]}]", "school:4 R010"),
        (CALL, "remove: [call]", "school:4 R010"),
        (CALL, "remove: [call]\nrules: [{id: call, then: [{do: call, to: parents}]}]", "school:4 R010"),
        (CALL, "measures: {lates: {over: term}}", "school:4 R010"),
        (CALL, "sets: {late: 'code = \"X\"'}", "school:4 R010"),
        ("rules.call.when: {fixed: true, reason: r}", "rules: [{id: call, when: lates > 9}]", "school:4 R010"),
        ("rules.call.when: {fixed: true, reason: r}", "rules: [{id: call, unless: send}]", "school:4 R010"),
        ("rules.call.when: {fixed: true, reason: r}", "sets: {late: 'code = \"X\"'}", "school:4 R010"),
        ("rules.*.when: {fixed: true, reason: r}", "rules: [{id: call, when: lates > 9}]", "school:4 R010"),
        ("rules.*.when: {fixed: true, reason: r}", "remove: [twice]", "school:4 R010"),
        ("letters.by: {fixed: true, reason: r}", LETTERS.replace("95%", "95%, by: head"), "trust:14 R011"),
        ("values.days: {at_most: 10 school days, reason: r}", "values: {days: 11 school days}", "school:4 R010"),
        ("values.from_day: {latest: 2025-01-01, reason: r}", "values: {from_day: 2025-01-02}", "school:4 R010"),
        (
            "registers.am.all.opens: {earliest: 08:30, reason: r}",
            "registers: {am: {all: {opens: 8:29}}}",
            "school:4 R010",
        ),
        ("rules.twice.then.*.by: {fixed: true, reason: r}", TWICE.format("to: trust, by: head"), "school:4 R010"),
        ("rules.twice.then.note.by: {fixed: true, reason: r}", TWICE.format("to: head, by: head"), "school:4 R010"),
        ("lint.L201: {fixed: true, reason: r}", "lint: {L201: info}", "school:4 R010"),
        ("lint.L201: {at_least: warning, reason: r}", "lint: {L201: info}", "school:4 R010"),
        ("lint: {fixed: true, reason: r}", "lint: {L201: info}", "school:4 R010"),
        ("lint: {fixed: true, reason: r}", "allow: {L201: {reason: ours}}", "school:4 R010"),
        ("rules.*.then.*.due: {at_least: 1 school day, reason: r}", DUE.format("same day"), "school:4 R010"),
        ("rules.*.then.*.due: {at_most: same day, reason: r}", DUE.format("1 school day"), "school:4 R010"),
        ("rules.*.then.*.due: {at_most: 5 school days, reason: r}", DUE.format("next Friday"), "school:4 R012"),
        ("values.days: {at_most: same day, reason: r}", "values: {days: 95%}", "school:4 R012"),
        ("values.days: {at_most: 10 days, reason: r}", "", "trust:14 R012"),
        ("values.days: {at_most: 10 school days, reason: r}", "values: {days: 11 days}", "school:4 R012"),
        ("rules.call.when: {at_most: 3, reason: r}", "", "trust:14 R012"),
        ("rules.*.when: {at_most: 3, reason: r}", "", "trust:14 R012"),
        ("rules.call: {at_least: 3, reason: r}", "", "trust:14 R012"),
        ("rules.*: {at_least: 3, reason: r}", "", "trust:14 R012"),
        ("rules.call.then: {at_least: 3, reason: r}", "", "trust:14 R012"),
        ("values: {at_least: 3, reason: r}", "", "trust:14 R012"),
        ("values.*.*: {at_least: 3, reason: r}", "values: {days: [{value: 5 school days}]}", "trust:14 R012"),
        ("lint: {at_least: warning, reason: r}", "", "trust:14 R012"),
        ("values.dayz: {fixed: true, reason: r}", "", "trust:14 R011"),
        ("values.own: {fixed: true, reason: r}", "values: {own: 3}", "trust:14 R011"),
        ("registers.*.*.clozes: {at_most: 30 minutes after opens, reason: r}", "", "trust:14 R011"),
        ("registers.*.closes: {at_most: 30 minutes after opens, reason: r}", "", "trust:14 R011"),
        ("rules.kall.then.*.due: {fixed: true, reason: r}", "", "trust:14 R011"),
        ("rules.call.unless: {fixed: true, reason: r}", "", "trust:14 R011"),
        (OPENS, "registers: {pm: {all: {opens: 12:59, closes: 13:30}}}", "school:4 R010"),
        ("values.days: {reason: r}", "", "trust:14 R011"),
        ("values.days: {fixed: false, reason: r}", "", "trust:14 R011"),
        ("values.days: {at_most: quite a lot, reason: r}", "", "trust:14 R012"),
        ("letters.thresholds.*.below: {at_least: quite a lot, reason: r}", "", "trust:14 R012"),
        ("'a b': {fixed: true, reason: r}", "", "trust:14 R011"),
        ("values.days: 10 school days", "values: {days: 11 school days}", "trust:14 S003"),
    ],
)
def test_broken_or_on_nothing(policy, lock, school, where):
    assert told(policy(lock, school)) == [where]


def test_a_breach_shows_who_set_who_locked_and_who_broke(policy):
    found = policy(BELOW, "values: {below: 89%}").diagnostics[0]
    assert found.message == "`values.below` is `89%`, and must be at least `90%`: `trust` locks it, because the trust"
    assert [(word, Path(place.source.name).name, place.span.line) for word, place in found.also] == [
        ("set here, in `trust`", "trust.yaml", 3),
        ("locked here, in `trust`: the trust", "trust.yaml", 14),
    ]


WORK = "work.*: {at_least: 5 minutes, reason: r}"
DAYS = "values.days: {at_most: 10 days, reason: r}"


@pytest.mark.parametrize(
    ("lock", "school", "message", "places"),
    [
        (
            CLOSES,
            "registers: {am: {all: {opens: 08:40, closes: 09:11}}}",
            "`registers.am.all.closes` is `09:11`, and must be at most `30 minutes after opens` (09:10 here)",
            ["school 09:11 broken", "trust 09:20 set here", "school 08:40 counted from here", "trust lock locked here"],
        ),
        (
            CLOSES,
            "registers: {am: {all: {opens: 08:49}}}",
            "`registers.am.all.closes` is `09:20`, and must be at most `30 minutes after opens` (09:19 here)",
            ["school 08:49 broken", "trust 09:20 set here", "trust lock locked here"],
        ),
        (
            "rules.call: {at_least: 3, reason: r}",
            "",
            "`rules.call` has parts, and cannot be at least `3`",
            ["trust lock broken", "trust {id: call it stands here"],
        ),
        (
            "rules.*: {at_least: 3, reason: r}",
            "",
            "`rules.call` has parts, and cannot be at least `3`",
            ["trust lock broken", "trust {id: call it stands here", "trust {id: twice it stands here"],
        ),
        (
            DAYS,
            "",
            "`values.days` is `5 school days`, which cannot be compared with at most `10 days`",
            ["trust lock broken", "trust 5 school days it stands here"],
        ),
        (
            WORK,
            "work: {call: 4 minutes}",
            "`work.call` is `4 minutes`, and must be at least `5 minutes`",
            ["school 4 minutes broken", "trust lock locked here"],
        ),
        (WORK, "work: {call: 5 minutes}", None, []),
        (
            "rules.call.then: {at_most: 3, reason: r}",
            DUE.format("same day"),
            "`rules.call.then` has parts, and cannot be at most `3`",
            ["trust lock broken", "school [{do: call it stands here"],
        ),
    ],
)
def test_what_a_bound_does_not_hold_is_told_with_every_place(policy, lock, school, message, places):
    found = policy(lock, school).diagnostics

    assert [each.message.partition(": `trust` locks it")[0] for each in found] == [message] * bool(message)
    shown = [("broken", each.place) for each in found] + [also for each in found for also in each.also]
    held = [(place, place.source.line(place.span.line)[place.span.column - 1 :]) for _, place in shown]
    texts = [re.split("[,}]", text)[0] if not text.startswith(lock[:9]) else "lock" for _, text in held]
    assert [
        f"{Path(place.source.name).stem} {text} {word.partition(',')[0]}"
        for (word, place), text in zip(shown, texts, strict=True)
    ] == places


def test_a_changed_field_of_a_task_is_shown_itself(policy):
    found = policy(CALL, "rules: [{id: call, then: [{do: call, to: parents, by: office}]}]").diagnostics
    assert [(each.message.split(":")[0], each.place.span.column) for each in found] == [
        ("`rules.call.then.call.by` is `office`, and is fixed", 55)
    ]


def test_a_lock_on_what_a_section_makes_says_what_to_lock(policy):
    found = policy("rules.letter_1: {fixed: true, reason: r}", LETTERS).diagnostics
    assert [(each.code, each.help) for each in found] == [
        ("R011", "`rules.letter_1` is made of `letters.thresholds.letter_1`: lock that")
    ]
    (found,) = policy("rules.letter_1.when: {fixed: true, reason: r}", LETTERS).diagnostics
    assert found.help == "`rules.letter_1` is made of `letters.thresholds.letter_1`: lock that"
    (found,) = policy("rules.letter_2: {fixed: true, reason: r}", LETTERS).diagnostics
    assert found.help == "correct the path, or take the lock out"


def test_a_name_that_only_schools_may_have_is_a_warning_in_a_trust(policy):
    assert [
        found.severity.name for found in policy("values.dayz: {fixed: true, reason: r}", layer="group").diagnostics
    ] == ["WARNING"]


def test_a_name_that_a_school_itself_lacks_is_an_error(policy):
    assert [found.severity.name for found in policy("values.dayz: {fixed: true, reason: r}").diagnostics] == ["ERROR"]


@pytest.mark.parametrize(
    ("lock", "school", "message"),
    [
        (
            "rules.*.then.*.due: {at_most: 5 school days, reason: r}",
            DUE.format("next Friday"),
            "`next Friday` has no size",
        ),
        (
            "registers.*.*.closes: {at_most: 5 minutes after rings, reason: r}",
            "",
            "`5 minutes after rings` has no size",
        ),
        ("values.days: {at_most: 10 days, reason: r}", "", "cannot be compared with at most `10 days`"),
    ],
)
def test_what_cannot_be_compared_is_named(policy, lock, school, message):
    (found,) = policy(lock, school).diagnostics

    assert found.code == "R012"
    assert message in found.message
    assert ("has no size" in message) == ("has no size" in found.message)


def test_a_value_that_names_another_is_held_by_what_that_one_is(policy):
    school = "values: {mine: 80%}\nletters: {figure: f, thresholds: {letter_1: {below: mine}}}"
    lock = "letters.thresholds.*.below: {at_least: 90%, reason: r}"
    assert told(policy(lock, school)) == ["school:4 R010"]
    assert told(policy(lock, school.replace("80%", "95%"))) == []


def test_a_lower_layer_may_lock_more_never_less(tmp_path):
    (tmp_path / "trust.yaml").write_text(TRUST + "  " + BELOW + "\n", encoding="utf-8")
    (tmp_path / "hub.yaml").write_text(
        "policy: hub\nlayer: group\nextends: [trust]\nlock:\n  values.below: {at_least: 50%, reason: ours}\n"
    )
    (tmp_path / "school.yaml").write_text("policy: school\nlayer: school\nextends: [hub]\nvalues: {below: 80%}\n")
    assert told(resolve(tmp_path / "school.yaml")) == ["school:4 R010"]


DATED = """\
policy: trust
layer: trust
values:
  split: [{until: 2024-09-01, value: 91%}, {from: 2024-09-01, value: 93%}]
  years: [{from: 2024-09-01, until: 2025-09-01, value: 91%}, {from: 2025-09-01, until: 2026-09-01, value: 93%}]
  below: 92%
  begun: [{from: 2024-09-01, value: 95%}]
measures: {figure: {percent: attended, of: possible, over: year}}
sets: {possible: 'code in ("/", "N")', attended: 'code = "/"'}
letters: {figure: figure, thresholds: {letter_1: {below: below}}}
lock:
  values.split: {at_least: 90%, reason: r}
  values.years: {at_least: 90%, reason: r}
  letters.thresholds.*.below: {at_least: 90%, reason: r}
"""


@pytest.fixture
def dates(tmp_path):
    def make(school):
        (tmp_path / "trust.yaml").write_text(DATED, encoding="utf-8")
        head = "policy: school\nlayer: school\nextends: [trust]\n"
        (tmp_path / "school.yaml").write_text(head + school + "\n", encoding="utf-8")
        return resolve(tmp_path / "school.yaml")

    return make


@pytest.mark.parametrize(
    "school",
    [
        "values: {split: 95%, years: 95%}",
        "values: {split: [{until: 2023-09-01, value: 95%}, {from: 2023-09-01, value: 96%}]}",
        "values: {years: [{from: 2024-09-01, until: 2026-09-01, value: 95%}]}",
        "values: {years: [{from: 2024-08-31, until: 2026-09-02, value: 95%}]}",
        "values: {years: [{from: 2024-09-01, value: 95%}]}",
        "values: {below: [{until: 2030-01-01, value: 95%}, {from: 2030-01-01, value: 91%}]}",
        "values: {begun: 70%}",
    ],
)
def test_a_bounded_value_may_have_other_dates_that_leave_out_no_day(dates, school):
    assert told(dates(school)) == []


@pytest.mark.parametrize(
    ("school", "what"),
    [
        ("split: [{from: 2024-09-01, value: 95%}]", "says nothing for the days before 1 September 2024"),
        ("split: [{until: 2024-09-01, value: 95%}]", "says nothing for the days from 1 September 2024 on"),
        (
            "split: [{from: 2020-01-01, value: 95%}, {from: 2024-09-01, value: 96%}]",
            "says nothing for the days before 1 January 2020",
        ),
        (
            "split: [{until: 2024-09-01, value: 95%}, {from: 2024-09-01, until: 2027-09-01, value: 96%}]",
            "says nothing for the days from 1 September 2027 on",
        ),
        ("years: [{from: 2024-09-02, value: 95%}]", "says nothing for the days before 2 September 2024"),
        ("years: [{until: 2026-08-31, value: 95%}]", "says nothing for the days from 31 August 2026 on"),
        ("years: [{from: 2025-09-01, value: 95%}]", "says nothing for the days before 1 September 2025"),
        ("years: [{until: 2025-09-01, value: 95%}]", "says nothing for the days from 1 September 2025 on"),
    ],
)
def test_dates_that_leave_a_bounded_value_without_an_amount_are_a_breach(dates, school, what):
    outcome = dates(f"values: {{{school}}}")

    assert told(outcome) == ["school:4 R010"]
    assert outcome.diagnostics[0].message.partition(": ")[0].partition("` ")[2] == what


def test_each_end_at_which_a_bounded_value_says_nothing_is_told(dates):
    outcome = dates("values: {years: [{from: 2025-01-01, until: 2026-01-01, value: 95%}]}")

    assert told(outcome) == ["school:4 R010"] * 2


@pytest.mark.parametrize(
    ("school", "where", "also"),
    [
        ("values: {below: [{from: 2030-01-01, value: 95%}]}", "4:17", ["trust:6", "trust:10", "trust:14"]),
        ("values: {below: [{until: 2030-01-01, value: 95%}]}", "4:17", ["trust:6", "trust:10", "trust:14"]),
        ("letters: {thresholds: {letter_1: {below: begun}}}", "4:42", ["trust:10", "trust:14"]),
        (
            "letters: {thresholds: {letter_1: {below: mine}}}\nvalues: {mine: [{from: 2030-01-01, value: 95%}]}",
            "5:16",
            ["trust:6", "school:4", "trust:14"],
        ),
    ],
)
def test_a_value_that_something_bounded_names_leaves_out_no_day_either(dates, school, where, also):
    found = dates(school).diagnostics

    assert [(each.code, f"{each.place.span.line}:{each.place.span.column}") for each in found] == [("R010", where)]
    assert "`, which says nothing for the days " in found[0].message
    places = [place for _, place in found[0].also]
    assert [f"{Path(place.source.name).stem}:{place.span.line}" for place in places] == also


def test_a_value_that_something_bounded_names_cannot_be_taken_away(dates):
    found = dates("remove: [below]").diagnostics

    assert told(dates("remove: [below]")) == ["school:4 R010"]
    assert found[0].message.startswith("`values.below` was taken away, and `letters.thresholds.letter_1.below` is that")


ALLOWED = """\
policy: trust
layer: trust
sets: {late: 'code = "L"'}
measures: {lates: {count: sessions, of: late, over: week}}
allow: {L401: {reason: ours}}
rules:
  - {id: call, when: lates > 3, allow: {L201: {reason: agreed}}, then: [{do: call, to: parents}]}
lock: {lint.L201: {at_least: warning, reason: r}}
"""
OWN = "rules: [{{id: own, when: lates > 5, then: [{{do: note, to: head}}], allow: {{{}: {{reason: ours}}}}}}]"


@pytest.mark.parametrize(("allowed", "where"), [("L201", ["school:4 R010"]), ("L202", [])])
def test_only_a_finding_whose_level_is_locked_may_not_be_allowed_and_only_below(tmp_path, allowed, where):
    (tmp_path / "trust.yaml").write_text(ALLOWED, encoding="utf-8")
    head = "policy: school\nlayer: school\nextends: [trust]\n"
    (tmp_path / "school.yaml").write_text(head + OWN.format(allowed), encoding="utf-8")

    assert told(resolve(tmp_path / "school.yaml")) == where
