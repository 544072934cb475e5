"""Which rules rest on a change, which texts a change gives, and what is proved to change nothing."""

from dataclasses import replace

import pytest

from engine import api
from engine.load import expand
from engine.mutation import fields, texts
from engine.mutation.affected import Dependents, changed, items_of, steps_of
from engine.mutation.equal import proved_equal
from engine.mutation.judge import edited
from engine.mutation.make import mutants_of


def test_what_rests_on_a_name_rests_on_it_however_far_away():
    loaded = api.load_policy("victoria_road").value
    items = items_of(loaded.expanded)
    of = Dependents(items, steps_of(loaded.expanded)).of
    assert {"penalty_threshold", "penalty_notice", "notice_to_improve"} <= of(frozenset({"penalty_window"}))
    assert "late_call" not in of(frozenset({"penalty_window"}))
    assert {"late_call", "late_letter", "late_meeting"} <= of(frozenset({"lates_limit"}))
    assert of(frozenset({"*codes"})) >= frozenset(loaded.plan.ids)
    assert of(frozenset({"key_stage"})) >= frozenset(loaded.plan.ids), "the registers are by key stage"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (texts.of_amount("5 school days"), {"6 school days", "4 school days", "5 days"}),
        (texts.of_amount("£80"), {"£81", "£79"}),
        (texts.of_amount("09:00"), {"09:01", "08:59"}),
        (texts.of_amount("2024-08-19"), {"2024-08-20", "2024-08-18"}),
        (texts.of_amount("once"), set()),
        (texts.of_window("last 10 school weeks"), {"last 11 school weeks", "last 9 school weeks", "last 10 weeks"}),
        (texts.of_window("year"), {"term"}),
        (texts.of_window("3 years from the first"),
         {"4 years from the first", "2 years from the first", "3 months from the first"}),
        (texts.of_window("spell of absent"), {"year"}),
        (texts.of_amount("97.5%"), {"97.6%", "97.4%"}),
        (texts.of_amount("2 weeks"), {"3 weeks", "1 week", "2 school weeks"}),
        (texts.of_ending("n_resolve ago"), set()),
        (texts.of_ending("yesterday"), {"2 school days ago"}),
        (texts.of_condition("a in [1..6)", ()),
         {"a in (1..6)", "a in [1..6]", "a in [2..6)", "a in [0..6)", "a in [1..7)", "a in [1..5)"}),
        (texts.of_condition("a <= b - 0.5", ()), {"a < b - 0.5", "a <= b + 0.5", "a <= b - 0.6", "a <= b - 0.4"}),
        (texts.of_condition('a > @"10:40"', ()), {'a >= @"10:40"', 'a > @"10:41"', 'a > @"10:39"'}),
        (texts.of_condition("late", ()), {"not(late)"}),
        (texts.of_rows("a || b\n>= 1 || \"x\"\n- || \"y\"", ()),
         {"a || b\n- || \"y\"", "a || b\n>= 1 || \"x\"", "a || b\n> 1 || \"x\"\n- || \"y\"",
          "a || b\n>= 2 || \"x\"\n- || \"y\"", "a || b\n>= 0 || \"x\"\n- || \"y\"",
          "a || b\n>= 1 || \"y\"\n- || \"y\"", "a || b\n>= 1 || \"x\"\n- || \"x\""}),
        (fields.of_word("due", "same day"), {"1 school day"}),
        (fields.of_word("due", "next Friday"), {"next Monday"}),
        (fields.of_word("strict", "true"), {"false"}),
        (fields.of_word("in_a_row", "mornings"), {"afternoons"}),
        (fields.of_word("otherwise", "start again"), {"keep looking"}),
        (texts.of_condition("a >= 2", ()), {"a > 2", "a >= 3", "a >= 1"}),
        (texts.of_condition('code in ("L", "U")', ()), {'code in ("U")', 'code in ("L")'}),
        (texts.of_condition("a and not(b)", ()), {"a or not(b)", "a and (b)"}),
    ],
)  # fmt: skip
def test_each_thing_that_matters_is_changed_by_itself(found, expected):
    assert {text for _, text in found} == expected


def test_equal_is_what_the_analysis_proves_and_nothing_else():
    policy = api.load_policy("victoria_road").value.policy
    number = next(at for at, rule in enumerate(policy.document["rules"]) if rule["id"] == "first_day_call")
    base = expand(policy).value

    def alike(condition: str) -> bool:
        path = ("rules", number, "when")
        other = expand(replace(policy, document=edited(policy.document, path, condition))).value
        assert changed(items_of(base.expanded), items_of(other.expanded)) == {"first_day_call"}
        return proved_equal(base.expanded, base.bound, other.expanded, other.bound)

    assert alike("unexplained_today >= 1"), "a count is whole"
    assert not alike("unexplained_today >= 2")
    assert not alike("unexplained_today > 0 and compulsory_school_age")


EVERYWHERE = """\
policy: small
layer: school
extends: [england]
values:
  limit: {VALUE}
  many: 2 sessions
  few: 1
sets: {very: 'code = "L" and minutes_late > 15'}
facts:
  heard: {part_of: contacts, where: 'outcome != "no_answer"'}
measures:
  bad: {count: sessions, of: very, over: last 10 school days}
  share: {percent: absent, of: possible, over: term, at_least: 10 sessions}
  lost: {total: 'if minutes_late > 30 then 30 else minutes_late', of: very, over: spell of absent}
  apart: {in_a_row: mornings, of: absent, strict: true, ends: 3 school days ago}
  talks: {count: heard, of: 'time > @"09:30"', over: week}
  before: {value: share, at: previous half_term}
  since: {since: one, in: school days}
flags:
  watched: {starts: 'bad >= many', lasts: 3 school days, until: 'bad < few'}
ladders:
  up:
    when: bad > 0
    unless: watched
    reset: term
    restart: [bad, lost]
    steps:
      - {id: one, then: [{do: call, to: parents}]}
      - {id: two, after: 2 weeks, within: 5 school days, otherwise: start again, then: [{do: letter, due: same day}]}
tables:
  kinds:
    each: leave_requests
    hit: first
    gives: [outcome, code]
    rows: |
      school_days || outcome  | code
      [2..5)      || "grant"  | "C"
      -           || "refuse" | "G"
rules:
  - id: act
    for: year_group >= 2
    when: share > 10 or lost > 30 or apart >= 3 or talks > 1 or before > 20 or since > 3
    unless: watched
    check: 10:30
    act: every 2 weeks
    at_most: once per term
    in_force: {from: 2024-09-02, until: 2026-09-01}
    if_unknown: act
    then: [{do: propose_code, code: O, sessions: bad, due: next Friday}, {if: 'talks > few', do: call}]
    notes: [{if: 'lost > 60', say: much}]
registers:
  am: {first: {for: year_group < 5, opens: 09:00, closes: 30 minutes after opens}, rest: {opens: 09:10, late_after: 09:15, closes: 09:40}}
"""  # noqa: E501 - one line of a policy


def test_something_is_changed_in_every_place_that_matters(tmp_path):
    dated = "[{until: 2024-09-09, value: 80%}, {from: 2024-09-09, value: 90%}]"
    (tmp_path / "small.yaml").write_text(EVERYWHERE.replace("{VALUE}", dated), encoding="utf-8")
    found = api.load_policy(str(tmp_path / "small.yaml"))
    assert found.value is not None, found.diagnostics
    mutants = mutants_of(found.value, [len(found.value.policy.layers) - 1])
    kinds = {}
    for each in mutants:
        kinds.setdefault(each.where, set()).add("left out" if "is left out" in each.said else each.kind)

    rows, act = "tables.kinds.rows", "rules.act"
    assert kinds == {
        "values.limit[0].until": {"date"},
        "values.limit[0].value": {"threshold"},
        "values.limit[1].from": {"date"},
        "values.limit[1].value": {"threshold"},
        "values.many": {"threshold"},
        "values.few": {"threshold"},
        "sets.very": {"comparator", "threshold", "code", "logic"},
        "facts.heard.where": {"comparator", "code"},
        "measures.bad.count": {"unit"},
        "measures.bad.of": {"logic"},
        "measures.bad.over": {"window", "unit"},
        "measures.share.percent": {"logic"},
        "measures.share.of": {"logic"},
        "measures.share.over": {"window"},
        "measures.share.at_least": {"threshold", "left out"},
        "measures.lost.total": {"comparator", "threshold"},
        "measures.lost.of": {"logic"},
        "measures.lost.over": {"window"},
        "measures.apart.in_a_row": {"unit"},
        "measures.apart.of": {"logic"},
        "measures.apart.strict": {"logic"},
        "measures.apart.ends": {"window", "left out"},
        "measures.talks.of": {"comparator", "time"},
        "measures.talks.over": {"window"},
        "measures.before.at": {"window"},
        "measures.since.in": {"unit"},
        "flags.watched.starts": {"comparator"},
        "flags.watched.lasts": {"threshold", "unit"},
        "flags.watched.until": {"comparator", "left out"},
        "ladders.up.when": {"comparator", "threshold"},
        "ladders.up.unless": {"logic", "left out"},
        "ladders.up.reset": {"often"},
        "ladders.up.restart[0]": {"left out"},
        "ladders.up.restart[1]": {"left out"},
        "ladders.up.steps.two.after": {"threshold", "unit", "left out"},
        "ladders.up.steps.two.within": {"threshold", "unit", "left out"},
        "ladders.up.steps.two.otherwise": {"often"},
        "ladders.up.steps.two.then[0].due": {"time"},
        "tables.kinds.hit": {"logic"},
        rows: {"comparator", "threshold", "code", "left out"},
        f"{act}.for": {"comparator", "threshold", "left out"},
        f"{act}.when": {"comparator", "threshold", "logic"},
        f"{act}.unless": {"logic", "left out"},
        f"{act}.check": {"time"},
        f"{act}.act": {"often"},
        f"{act}.at_most": {"often", "left out"},
        f"{act}.in_force.from": {"date"},
        f"{act}.in_force.until": {"date", "left out"},
        f"{act}.if_unknown": {"logic"},
        f"{act}.then[0].code": {"code"},
        f"{act}.then[0].due": {"time"},
        f"{act}.then[1].if": {"comparator"},
        f"{act}.notes[0].if": {"comparator", "threshold"},
        "registers.am.first.for": {"comparator", "threshold", "left out"},
        "registers.am.first.opens": {"time"},
        "registers.am.first.closes": {"time"},
        "registers.am.rest.opens": {"time"},
        "registers.am.rest.late_after": {"time", "left out"},
        "registers.am.rest.closes": {"time"},
        "act": {"rule"},
        "one": {"rule"},
        "two": {"rule"},
        "kinds": {"rule"},
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("values", "few"), "2"),
        (("tables", "kinds", "rows"), 'school_days || outcome\n[2..5) || "refuse"\n- || "refuse"\n'),
        (("measures", "grade", "is"), "if bad > 2 then 6 else 1"),
        (("values", "young"), "3"),
    ],
)
def test_what_conditions_of_rules_do_not_tell_is_never_proved_equal(tmp_path, path, value):
    policy = (
        "policy: small\nlayer: school\nextends: [england]\nvalues: {few: 1, young: 2}\n"
        "measures:\n  bad: {count: sessions, of: late, over: week}\n  grade: {is: if bad > 2 then 5 else 1}\n"
        "flags: {watched: {starts: bad > few, lasts: 3 school days}}\n"
        "tables:\n  kinds:\n    each: leave_requests\n    hit: first\n    gives: [outcome]\n    rows: |\n"
        '      school_days || outcome\n      [2..5) || "grant"\n      - || "refuse"\n'
        "rules:\n  - {id: act, when: grade > 1 and not(watched), then: [{do: call, to: parents}]}\n"
        "registers:\n  am: {all: {for: year_group > young, opens: 09:00, closes: 09:30}}\n"
    )
    (tmp_path / "small.yaml").write_text(policy, encoding="utf-8")
    base = api.load_policy(str(tmp_path / "small.yaml")).value
    other = expand(replace(base.policy, document=edited(base.policy.document, path, value))).value

    assert changed(items_of(base.expanded), items_of(other.expanded))
    assert not proved_equal(base.expanded, base.bound, other.expanded, other.bound)
