"""Ways round a lock: none of them holds, and each is told with who broke it, who set it and who locked it."""

from pathlib import Path

import pytest

from engine.load import load
from engine.resolve import resolve

TRUST = r"""policy: acme
layer: trust
extends: [england]
values: {lates_limit: 3 sessions, patience: 3 sessions, below: 92%}
sets: {tardy: 'code = "L"'}
pupils: {columns: {house: text}}
facts: {talks: {dated_by: date, columns: {result: [good, bad], made_on: date}}}
flags: {quiet: {set_by: headteacher}}
measures:
  lates: {count: sessions, of: tardy, over: week}
  told: {count: leave_requests, over: year}
  spoken: {count: talks, of: 'result = "good"', over: week}
registers:
  am: {all: {opens: 09:00, closes: 09:20}}
letters:
  figure: attendance_percent
  check: half_term
  thresholds:
    letter_95: {below: 95%, to: parents}
    letter_90: {below: 90%, to: parents}
rules:
  - {id: call, when: lates > lates_limit, unless: quiet, then: [{do: call, to: parents}]}
  - {id: follow, when: call, then: [{do: note, to: parents}]}
  - {id: least, when: 'lates >= min(9, patience)', if_unknown: act, then: [{do: call}]}
  - {id: quoted, when: 'house != "a\"b" and not(quiet) and house != "c" and lates > 1', then: [{do: call}]}
  - {id: asked, each: leave_requests, when: reason = "holiday", then: [{do: note}]}
  - {id: asked_often, when: told > 3, then: [{do: note}]}
  - {id: heard, when: spoken > 3, then: [{do: note}]}
  - {id: after_letter, check: half_term, when: letter_95, then: [{do: note, to: parents}]}
ladders:
  lad:
    when: lates > patience
    repeat: last
    steps: [{id: one, then: [{do: call}]}, {id: two, then: [{do: letter, due: 1 week}]}]
tables:
  band: {gives: [level], hit: first, rows: "lates || level\n3, patience || \"red\"\n- || \"ok\""}
leave: {reasons: {holiday: {outcome: refuse, code: G}}, otherwise: {outcome: head_decides}}
safe_and_well: {visits: {day_3: {day: 3, contact: none, do: home_visit, to: parents}}}
lint: {L401: error}
"""
CALL, FOLLOW, AFTER = "rules.call: {fixed: true}", "rules.follow: {fixed: true}", "rules.after_letter: {fixed: true}"
LETTER = "letters.thresholds.letter_95: {fixed: true}"
BELOW = "values.below: {at_least: 90%}"
ONE, TWO = "{id: one, then: [{do: call}]}", "{id: two, then: [{do: letter, due: 1 week}]}"
OTHER_ONE = "{id: one, then: [{do: note, due: 9 weeks}]}"
NEVER, LATER = "{id: never, when: lates > 99, then: [{do: note}]}", "{id: two, then: [{do: letter}]}"
LEVEL = "lint.L401: {at_least: warning}"


@pytest.fixture
def policy(tmp_path):
    def make(locks, school):
        told = "".join(f"  {lock[:-1]}, reason: agreed}}\n" for lock in locks)
        (tmp_path / "acme.yaml").write_text(TRUST + ("lock:\n" + told if told else ""), encoding="utf-8")
        text = f"policy: school\nlayer: school\nextends: [acme]\n{school}\n"
        (tmp_path / "school.yaml").write_text(text, encoding="utf-8")
        return tmp_path / "school.yaml"

    return make


@pytest.mark.parametrize(
    ("lock", "school"),
    [
        (CALL, "values: {lates_limit: 99 sessions}"),
        (CALL, "remove: [lates]\nvalues: {lates: 2 sessions}"),
        (CALL, "remove: [quiet]\nflags: {quiet: {starts: 'year_group > 0', until: 'year_group < 0'}}"),
        (FOLLOW, "rules: [{id: call, when: lates > 99}]"),
        (FOLLOW, "rules: [{id: call, in_force: {from: 2099-01-01}}]"),
        (AFTER, "letters: {thresholds: {letter_95: {below: 50%}}}"),
        (AFTER, "remove: [letter_95]\nrules: [{id: letter_95, when: 'false', then: [{do: x}]}]"),
        (LETTER, "letters: {unless: quiet}"),
        (LETTER, "letters: {for: year_group > 20}"),
        (LETTER, "letters: {check: year}"),
        (LETTER, "letters: {figure: attendance_half_term}"),
        (LETTER, "letters: {thresholds: {milder: {below: 94.9%, do: nothing}}}"),
        (LETTER, "measures: {attendance_percent: {over: term}}"),
        (BELOW, "values: {below: [{from: 2099-01-01, value: 95%}]}"),
        (BELOW, "values: {below: [{until: 2020-01-01, value: 95%}]}"),
        (LEVEL, "rules: [{id: call, allow: {L401: {reason: ours}}}]"),
        (LEVEL, "rules: [{id: own, when: lates > 1, then: [{do: x}], allow: {L401: {reason: ours}}}]"),
        ("lint.L402: {fixed: true}", "lint: {L402: info}"),
        ("ladders.lad.steps: {fixed: true}", "ladders: {lad: {unless: quiet}}"),
        ("ladders.lad: {fixed: true}", "values: {patience: 99 sessions}"),
        ("ladders.lad: {fixed: true}", "remove: [two]"),
        ("tables.band.rows: {fixed: true}", "tables: {band: {for: year_group > 20}}"),
        ("rules.call.when: {fixed: true}", "rules: [{id: call, each: notices}]"),
        ("measures.lates: {fixed: true}", "measures: {lates: {percent: attended, of: possible}}"),
        ("rules.*.when: {fixed: true}", "rules: [{id: call, unless: quiet or true}]"),
        ("letters.thresholds: {fixed: true}", "letters: {unless: quiet}"),
        ("letters.thresholds: {fixed: true}", "letters: {send: each}"),
        ("tables.band.rows: {fixed: true}", "tables: {band: {hit: any}}"),
        ("tables.band.rows: {fixed: true}", "remove: [tables.band.hit]"),
        ("ladders.lad.steps: {fixed: true}", "ladders: {lad: {when: lates > 99}}"),
        ("ladders.lad.steps: {fixed: true}", "ladders: {lad: {reset: week}}"),
        ("ladders.lad.steps: {fixed: true}", "remove: [ladders.lad.repeat]"),
        ("rules.least.when: {fixed: true}", "rules: [{id: least, if_unknown: report}]"),
        ("rules.least.when: {fixed: true}", "remove: [rules.least.if_unknown]"),
        ("leave.reasons.holiday: {fixed: true}", "leave: {not_decided: [holiday]}"),
        ("leave.reasons.*.outcome: {fixed: true}", "leave: {not_decided: [holiday]}"),
        ("leave.reasons: {fixed: true}", "leave: {not_decided: [medical, holiday]}"),
        ("rules.call.then.call.to: {fixed: true}", "remove: [rules.call.then.call.to]"),
        ("letters.thresholds.*.below: {at_least: 90%}", "letters: {thresholds: {letter_95: {at_or_below: 50%}}}"),
        ("letters.thresholds.letter_95.below: {fixed: true}", "letters: {thresholds: {letter_95: {at_or_below: 95%}}}"),
        ("rules.least: {fixed: true}", "values: {patience: 99 sessions}"),
        ("tables.band: {fixed: true}", "values: {patience: 99 sessions}"),
        ("rules.quoted: {fixed: true}", "flags: {quiet: {starts: year_group > 0, until: year_group < 0}}"),
        ("rules.asked: {fixed: true}", "facts: {leave_requests: {dated_by: to}}"),
        ("rules.asked: {fixed: true}", "facts: {leave_requests: {in_force: {from: 2099-01-01}}}"),
        ("rules.asked: {fixed: true}", "facts: {leave_requests: {columns: {reason: [journey, medical]}}}"),
        ("rules.asked_often: {fixed: true}", "facts: {leave_requests: {in_force: {from: 2099-01-01}}}"),
        ("rules.heard: {fixed: true}", "facts: {talks: {columns: {result: [good, bad, fair]}}}"),
        ("rules.heard: {fixed: true}", "facts: {talks: {dated_by: made_on}}"),
        ("leave: {fixed: true}", "facts: {leave_requests: {in_force: {from: 2099-01-01}}}"),
        ("leave.reasons.holiday: {fixed: true}", "facts: {leave_requests: {in_force: {from: 2099-01-01}}}"),
        ("leave.reasons.holiday: {fixed: true}", "leave: {in_force: {from: 2099-01-01}}"),
        ("leave.otherwise: {fixed: true}", "leave: {in_force: {from: 2099-01-01}}"),
        ("leave.otherwise: {fixed: true}", "leave: {granted_if: {outcome: grant}}"),
        ("safe_and_well: {fixed: true}", "measures: {contact_in_spell: {is: 'true'}}"),
        ("ladders.lad.steps.two: {fixed: true}", "ladders: {lad: {when: lates > 99}}"),
        ("ladders.lad.steps.two: {fixed: true}", "ladders: {lad: {unless: quiet}}"),
        ("ladders.lad.steps.two: {fixed: true}", f"ladders: {{lad: {{steps: [{ONE}, {NEVER}, {TWO}]}}}}"),
        ("ladders.lad.steps.two: {fixed: true}", f"ladders: {{lad: {{steps: [{NEVER}, {ONE}, {TWO}]}}}}"),
        ("ladders.lad.steps.two: {fixed: true}", f"ladders: {{lad: {{steps: [{TWO}]}}}}"),
        ("ladders.lad.steps.two.then.letter.due: {at_most: 2 weeks}", f"ladders: {{lad: {{steps: [{ONE}]}}}}"),
        ("ladders.lad.steps.two.then.letter.due: {at_most: 2 weeks}", f"ladders: {{lad: {{steps: [{ONE}, {LATER}]}}}}"),
        (LETTER, "remove: [letters.figure]"),
        (LETTER, "remove: [letters.thresholds]"),
    ],
)
def test_no_way_round(policy, lock, school):
    found = resolve(policy([lock], school)).diagnostics

    assert {each.code for each in found} == {"R010"}, [str(each) for each in found]
    for each in found:
        assert Path(each.place.source.name).name == "school.yaml"
        assert each.also[-1][0].startswith("locked here, in `acme`: agreed")


@pytest.mark.parametrize(
    ("school", "places"),
    [
        ("values: {below: 50%}", ["school:4"]),
        ("remove: [letter_90]", ["school:4"]),
        ("values: {below: 50%}\nletters: {thresholds: {own: {below: 80%, to: parents}}}", ["school:4", "school:5"]),
    ],
)
def test_what_changes_a_letter_that_rests_on_a_value_is_told_once(policy, tmp_path, school, places):
    policy([LETTER], school)
    trust = tmp_path / "acme.yaml"
    text = trust.read_text(encoding="utf-8").replace("letter_95: {below: 95%", "letter_95: {below: below")
    trust.write_text(text, encoding="utf-8")
    found = resolve(tmp_path / "school.yaml").diagnostics

    assert {each.code for each in found} == {"R010"}
    assert [f"{Path(each.place.source.name).stem}:{each.place.span.line}" for each in found] == places


@pytest.mark.parametrize(
    ("locks", "school"),
    [
        ([CALL, "values.lates_limit: {at_most: 5 sessions}"], "values: {lates_limit: 4 sessions}"),
        ([FOLLOW], "rules: [{id: call, title: Ours, then: [{do: visit}]}]"),
        ([LETTER], "letters: {thresholds: {letter_95: {title: Ours, source: §2}}}"),
        ([LETTER], "letters: {thresholds: {letter_90: {to: office}}}"),
        ([BELOW], "values: {below: [{until: 2024-01-01, value: 95%}, {from: 2024-01-01, value: 91%}]}"),
        (["lint.L402: {at_least: warning}"], "lint: {L402: error}"),
        (["lint.L402: {fixed: true}"], ""),
        ([CALL], "values: {days: 9 school days}"),
        (["leave.reasons.holiday: {fixed: true}"], "leave: {not_decided: [medical]}"),
        (["ladders.lad.steps: {fixed: true}"], "ladders: {lad: {check: week}}"),
        (["letters.thresholds.*.below: {at_least: 90%}"], "remove: [letter_90]"),
        (["rules.heard: {fixed: true}"], "facts: {talks: {columns: {note: text}}}"),
        (["rules.asked: {fixed: true}"], "facts: {leave_requests: {dated_by: submitted_on, columns: {note: text}}}"),
        (["safe_and_well: {fixed: true}"], "facts: {contacts: {columns: {spoke_to: text}}}"),
        (["leave.otherwise: {fixed: true}"], "leave: {reasons: {protest: {outcome: refuse}}}"),
        (
            ["ladders.lad.steps.two: {fixed: true}"],
            f"ladders: {{lad: {{steps: [{ONE[:-1]}, title: Ours}}, {TWO}, {NEVER}]}}}}",
        ),
        (["ladders.lad.steps.two: {fixed: true}"], f"ladders: {{lad: {{steps: [{OTHER_ONE}, {TWO}]}}}}"),
        (["ladders.lad.steps.two.then.letter.due: {fixed: true}"], "ladders: {lad: {when: lates > 99}}"),
        (["rules.call.when: {fixed: true}"], "leave: {in_force: {from: 2099-01-01}, granted_if: {outcome: grant}}"),
        ([], "letters: {thresholds: {letter_95: {at_or_below: 50%}}}"),
    ],
)
def test_what_is_no_way_round_may_be_said(policy, locks, school):
    assert [str(each) for each in resolve(policy(locks, school)).diagnostics] == []


def test_a_bound_of_a_layer_below_lets_nothing_vary(policy, tmp_path):
    policy([CALL], "")
    hub = "policy: hub\nlayer: group\nextends: [acme]\n"
    hub += "lock: {values.lates_limit: {at_least: 1 session, reason: ours}}\n"
    (tmp_path / "hub.yaml").write_text(hub, encoding="utf-8")
    school = "policy: school\nlayer: school\nextends: [hub]\nvalues: {lates_limit: 99 sessions}\n"
    (tmp_path / "school.yaml").write_text(school, encoding="utf-8")

    assert [each.code for each in resolve(tmp_path / "school.yaml").diagnostics] == ["R010"]


@pytest.mark.parametrize(
    "school",
    [
        "ladders: {penalty_threshold: {when: absent_today > 1, steps: [{id: q, then: [{do: x}]}]}}",
        "ladders: {q: {when: absent_today > 1, steps: [{id: penalty_threshold, then: [{do: x}]}]}}",
        "tables: {penalty_threshold: {gives: [a], rows: 'year_group || a'}}",
        "letters: {thresholds: {penalty_threshold: {below: 80%}}}",
        "letters: {thresholds: {penalty_notice: {below: 80%}}}",
        "safe_and_well: {visits: {persistent_absence: {day: 3, do: home_visit}}}",
        "penalty_notices: {before: {penalty_threshold: {do: x}}}",
        "flags: {penalty_threshold: {set_by: office}}",
        "values: {penalty_threshold: 3}",
        "sets: {penalty: absent}",
        "facts: {notices: {dated_by: seen_on, columns: {seen_on: date}}}",
        "pupils: {columns: {compulsory_school_age: boolean}}",
        "pupils: {columns: {date_of_birth: text}}",
        "pupils: {columns: {year_group: text}}",
        "values: {own: [{value: 3, in_force: {from: 2099-01-01}}]}",
        "facts: {notices: {columns: {parent: number}}}",
        "facts: {notices: {columns: {pupil: text}}}",
        "facts: {notices: {columns: {kind: boolean}}}",
        "facts: {marks: {columns: {code: text}}}",
        "facts: {pupils: {columns: {house: text}}}",
        "facts: {leave_requests: {columns: {school_days: number}}}",
    ],
)
def test_nothing_local_takes_a_national_name_or_a_second_date(policy, school):
    outcome = load(policy([], school))

    assert outcome.failed
    codes = {each.code for each in outcome.diagnostics if each.severity.name == "ERROR"}
    assert codes & {"B001", "B010", "R009", "R019"}


@pytest.mark.parametrize(
    "item",
    [
        "facts: {outcomes: {in_force: {from: 2099-01-01}}}",
        "facts: {flags: {in_force: {until: 2099-01-01}}}",
        "statistics: {ours: {in_force: {from: 2099-01-01}, figures: {attendance: 95%}}}",
    ],
)
def test_a_date_that_nobody_would_read_is_refused_where_it_stands(policy, item):
    outcome = load(policy([], item))

    wrong = [each for each in outcome.diagnostics if each.code == "R023"]
    assert outcome.failed
    assert [each.place.source.line(each.place.span.line)[each.place.span.column - 1 :][:8] for each in wrong] == [
        "in_force"
    ]


@pytest.mark.parametrize(
    ("columns", "asked"),
    [
        ("notices: {columns: {penalty_counts_from: date}}", "measures.notices_counted.of"),
        ("parents: {columns: {penalty_threshold: boolean}}", "tables.penalty_notice.when"),
        ("parents: {columns: {notices_from_first: number}}", "tables.penalty_notice.rows"),
        ("calls: {columns: {urgent_after: date}}", "rules.look.when"),
        ("calls: {columns: {review_day: date}}", "rules.look.when"),
        ("calls: {columns: {year_group: number}}", "rules.look.for"),
    ],
)
def test_no_column_takes_the_place_of_a_name_above_it(policy, tmp_path, columns, asked):
    file = policy([], f"facts: {{{columns}}}")
    trust = (tmp_path / "acme.yaml").read_text(encoding="utf-8")
    more = "values: {urgent_after: 2024-09-01, "
    look = """  - id: look
    each: calls
    for: year_group > 2
    when: result = "bad" and review_day >= urgent_after
    then: [{do: x}]
ladders:"""
    trust = trust.replace("facts: {", "facts: {calls: {dated_by: date, columns: {result: [good, bad]}}, ")
    (tmp_path / "acme.yaml").write_text(trust.replace("values: {", more).replace("ladders:", look), encoding="utf-8")

    outcome = load(file)

    assert outcome.failed
    found = [each for each in outcome.diagnostics if each.code == "B014"]
    assert f"`{asked}` means" in " ".join(each.message for each in found)
    assert all(Path(each.place.source.name).name == "school.yaml" for each in found)


@pytest.mark.parametrize(
    ("over", "flag", "taken"),
    [("exams", "exams", True), ("[term, exams]", "exams", True), ("exams", "trips", False), ("quiet", "quiet", False)],
)
def test_no_flag_takes_the_place_of_a_period_that_a_layer_above_counts_in(policy, tmp_path, over, flag, taken):
    file = policy([CALL], f"flags: {{{flag}: {{title: Ours, set_by: headteacher}}}}")
    trust = (tmp_path / "acme.yaml").read_text(encoding="utf-8")
    away = f"  away: {{count: sessions, of: tardy, over: {over}}}\n  lates:"
    (tmp_path / "acme.yaml").write_text(trust.replace("  lates:", away, 1), encoding="utf-8")

    found = load(file).diagnostics
    assert [each.message for each in found if each.severity.name == "ERROR"] == [
        f"as a flag, `{flag}` would take the place of what `measures.away.over` means by that name"
    ] * taken
    town = f"policy: town\nlayer: local_authority\nextends: [england]\nflags: {{{flag}: {{set_by: office}}}}\n"
    (tmp_path / "town.yaml").write_text(town, encoding="utf-8")
    file.write_text("policy: school\nlayer: school\nextends: [town, acme]\n", encoding="utf-8")
    assert [each.code for each in load(file).diagnostics if each.code == "B014"] == ["B014"] * taken


def test_a_column_may_be_called_what_nothing_above_asks_of_its_table(policy):
    columns = (
        "facts: {contacts: {columns: {penalty_threshold: text, spoke_to: text}}, notices: {columns: {lates: text}}}"
    )

    assert not [each for each in load(policy([], columns)).diagnostics if each.code == "B014"]


def test_what_a_layer_says_itself_may_name_its_own_column(policy):
    own = """facts: {notices: {columns: {patience: number}}}
measures: {many: {count: notices, of: patience > 3, over: year}}"""

    assert not load(policy([], own)).failed


def test_a_usual_column_stays_needed_where_a_policy_gives_its_words(policy):
    loaded = load(policy([], "facts: {contacts: {columns: {outcome: [reached, no_answer, message_left, sent]}}}"))

    outcome = loaded.value.bound.shapes["contacts"].columns["outcome"]
    assert (outcome.words[-1], outcome.needed, outcome.filled) == ("sent", True, True)


def test_what_can_be_dated_is(policy):
    items = (
        "rules: [{id: r, when: ill_today > 0, in_force: {from: 2099-01-01}, then: [{do: call}]}]\n"
        "ladders: {l: {when: ill_today > 0, in_force: {from: 2099-01-01}, steps: "
        "[{id: s, in_force: {until: 2100-01-01}, then: [{do: call}]}]}}\n"
        "safe_and_well: {visits: {v: {day: 3, do: home_visit, in_force: {from: 2099-01-01}}}}\n"
        "registers: {am: {all: {opens: 09:00, closes: 09:30, in_force: {from: 2099-01-01}}}}\n"
        "measures: {m: {count: sessions, of: late, over: week, in_force: {from: 2099-01-01}}}\n"
        "flags: {f: {set_by: office, in_force: {until: 2099-01-01}}}\n"
        "facts: {heard: {part_of: contacts, where: 'outcome = \"reached\"', in_force: {from: 2099-01-01}}}\n"
        "leave: {reasons: {holiday: {outcome: refuse, in_force: {from: 2099-01-01}}}, "
        "granted_if: {outcome: grant, in_force: {from: 2099-01-01}}, otherwise: {outcome: refuse}}\n"
    )
    assert not [each for each in load(policy([], items)).diagnostics if each.code == "R023"]


@pytest.mark.parametrize(
    ("lock", "school", "what"),
    [
        (
            "ladders.lad.steps.two: {fixed: true}",
            f"ladders: {{lad: {{steps: [{NEVER}, {ONE}, {TWO}]}}}}",
            "`ladders.lad.steps.never` is changed before `two`, which is fixed",
        ),
        (
            "ladders.lad.steps.two: {fixed: true}",
            "remove: [one]",
            "`ladders.lad.steps.one` is changed before `two`, which is fixed",
        ),
        (
            "letters.thresholds.*.below: {at_least: 90%}",
            "letters: {thresholds: {letter_95: {title: Ours, at_or_below: 50%}}}",
            "`letters.thresholds.letter_95.at_or_below` is `50%`, and must be at least `90%`",
        ),
        (
            "letters.thresholds.letter_95.below: {fixed: true}",
            "letters: {thresholds: {letter_95: {title: Ours, at_or_below: 95%}}}",
            "`letters.thresholds.letter_95.below` was taken away for `at_or_below: 95%`",
        ),
        (
            "rules.call.unless: {fixed: true}",
            "remove: [rules.call.unless]",
            "`rules.call.unless` was taken away",
        ),
        (
            LETTER,
            "letters: {check: term}",
            "`letters.thresholds.letter_95` no longer decides what it did, as `letters.check` is changed,"
            " and it is fixed",
        ),
    ],
)
def test_a_breach_says_what_became_of_what_is_locked(policy, lock, school, what):
    (found, *_) = resolve(policy([lock], school)).diagnostics

    assert found.message.partition(": `acme` locks it")[0] == what
