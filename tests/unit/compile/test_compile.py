"""What a policy becomes before it runs: pieces of sets, order of cost, what an action shows."""

from collections.abc import Iterable
from datetime import date

import pytest

from engine.api import load_policy
from engine.compile.expected import expected_of
from engine.counting import DayCount, InARow, Percent, Piece, SessionCount, SpellCount
from engine.plan import PlannedLadder

HEAD = """policy: p
layer: school
codes:
  - from: 2024-08-19
    table: {'/': {category: present, used_for: on_time_am}, L: {category: present, used_for: late, words: [tardy]},
      N: {category: unauthorised_absence}, Z: {category: administrative, silent: true},
      '#': {category: administrative, used_for: planned_closure}}
  - table: {'/': {category: present}, N: {category: unauthorised_absence}}
values:
  old: 5 school days
"""
RULE = "rules:\n  - {id: a, when: 'm > 0', then: [{do: call}]}\n"


@pytest.fixture
def compiled(tmp_path):
    def make(text: str):
        (tmp_path / "p.yaml").write_text(HEAD + text, encoding="utf-8")
        outcome = load_policy(tmp_path / "p.yaml")
        assert outcome.value is not None, [str(each) for each in outcome.diagnostics]
        return outcome.value

    return make


def rule(loaded, name):
    return next(each for each in loaded.plan.rules if each.id == name)


@pytest.mark.parametrize(
    ("of", "pieces"),
    [
        ('code = "N"', [(0, None)]),
        ('code = "N" and age = 5', [(5, 5)]),
        ('code = "N" and age <= 5', [(0, 0), (1, 4), (5, 5)]),
        ('code = "N" and age < old', [(0, None)]),  # a value may change with its date: its pieces are kept
        ('code = "N" and (age > 5 or session = "AM")', [(0, 0), (1, 4), (5, 5), (6, None)]),
        ('code = "N" and code = "L" and age = 5', [(0, -1)]),  # no code is both: no session of any age
    ],
)
def test_ages_are_cut_where_what_is_said_of_them_may_change(compiled, of, pieces):
    loaded = compiled(f"measures:\n  m: {{count: sessions, of: '{of}', over: ever}}\n{RULE}")
    kind = loaded.plan.figures["m"].kind
    assert isinstance(kind, SessionCount)
    assert covered(kind.pieces) == covered(Piece(0, youngest, oldest) for youngest, oldest in pieces)


def covered(pieces: Iterable[Piece]) -> set[int]:
    return {age for each in pieces for age in range(each.youngest, (20 if each.oldest is None else each.oldest) + 1)}


def test_sets_that_a_code_decides_are_told_from_others(compiled):
    loaded = compiled(
        "sets: {late: tardy, soon: late and session = \"AM\"}\nflags: {watched: {set_by: head}}\n"
        "measures:\n  m: {count: sessions, of: soon}\n  n: {count: sessions, of: soon and watched}\n"
        "rules:\n  - {id: a, when: m + n > 0, then: [{do: call}]}\n"
    )  # fmt: skip
    sets = loaded.plan.sets
    m, n = (loaded.plan.figures[name].kind.pieces[0].set for name in "mn")
    assert sets[m].by_code
    assert not sets[m].unsure
    assert not sets[n].by_code
    assert sets[n].unsure
    assert "watched" not in sets[n].by_code_names
    assert loaded.plan.named_sets["soon"] == m


def test_figures_over_one_window_share_it_and_figures_nobody_asks_for_are_left_out(compiled):
    loaded = compiled(
        "measures:\n  m: {count: sessions, of: absent, over: term}\n  n: {count: school days, of: tardy, over: term}\n"
        "  o: {is: m + number(n) * 2}\n  unused: {count: sessions, of: absent}\n"
        "rules:\n  - {id: a, when: number(o) > 3, then: [{do: call}]}\n"
    )
    figures = loaded.plan.figures
    assert set(figures) == {"m", "n", "o"}
    assert figures["m"].kind.span is figures["n"].kind.span
    assert isinstance(figures["n"].kind, DayCount)
    assert loaded.plan.made_of["o"] == {"m", "n"}


@pytest.mark.parametrize(
    ("measure", "rolling"),
    [
        ("{count: sessions, of: absent}", False),  # the year
        ("{count: sessions, of: absent, over: half_term}", False),
        ("{count: sessions, of: absent, over: previous term}", False),
        ("{count: sessions, of: absent, over: exams}", False),
        ("{count: sessions, of: absent, over: [term, last 5 school days]}", False),
        ("{count: sessions, of: absent, over: last 5 school days}", True),
        ("{count: sessions, of: absent, over: ever}", True),
        ("{count: sessions, of: absent, over: day}", True),
        ("{count: sessions, of: absent, over: spell of absent}", True),
        ("{count: sessions, of: absent, over: watched}", True),
        ("{in_a_row: sessions, of: absent}", True),
        ("{value: k, at: previous term}", False),
    ],
)
def test_what_begins_anew_with_a_period(compiled, measure, rolling):
    loaded = compiled(
        f"flags: {{watched: {{set_by: head}}}}\nmeasures:\n  k: {{count: sessions, over: ever}}\n  m: {measure}\n"
        "  n: {is: m * 2}\nrules:\n  - {id: a, when: m > 0, then: [{do: call}]}\n"
        "  - {id: b, unless: n > 0, then: [{do: call}]}\n"
    )
    assert rule(loaded, "a").rolling is rolling
    assert rule(loaded, "b").rolling is rolling


def test_what_costs_little_is_asked_first(compiled):
    loaded = compiled(
        "measures:\n  m: {count: contacts, over: spell of absent}\n  n: {count: sessions, of: absent, over: term}\n"
        "rules:\n  - {id: a, for: year_group > 3, when: m > 0 and n > 1, then: [{do: call}]}\n"
    )
    steer = rule(loaded, "a").steer
    assert steer.first.reads == ("year_group", "n")
    assert [part.reads for part in steer.rest] == [("m",)]
    assert steer.asks.reads == ("year_group", "m", "n")
    assert loaded.plan.figures["m"].files == ("contacts",)


def test_an_action_shows_what_its_condition_rests_on(compiled):
    loaded = compiled(
        "flags: {watched: {set_by: head}}\nmeasures:\n  m: {assumes: weeks of school, count: sessions, of: absent}\n"
        "  both: {is: m > 3 and watched}\n  other: {count: sessions, of: tardy}\n"
        "rules:\n"
        "  - id: a\n    when: both and review_day > @\"2024-09-01\"\n    assumes: every day\n    then: [{do: call}]\n"
        "    notes: [{say: late too, show: other}, {say: near, show: days_to_holiday}]\n"
        "  - {id: b, when: a, then: [{do: letter, if: other > 3}]}\n"
    )  # fmt: skip
    a, b = rule(loaded, "a"), rule(loaded, "b")
    assert a.evidence == ("both", "m", "watched", "other", "days_to_holiday")
    assert a.asides == {"other", "days_to_holiday"}
    assert a.assumes == "every day; weeks of school"
    assert b.evidence == ("both", "m", "watched", "other")
    assert loaded.plan.asked_of == {"a"}


def test_kinds_of_figures_and_steps_of_ladders(compiled):
    loaded = compiled(
        "measures:\n  m: {percent: attended, of: possible, at_least: 20 sessions}\n  s: {count: spells, of: absent}\n"
        "  r: {in_a_row: school days, of: absent, over: term}\n"
        "ladders:\n  l:\n    title: Letters\n    source: §1\n    when: m < 95\n    check: 10:30\n    repeat: last\n"
        "    steps:\n"
        "      - {id: one, then: [{do: letter}]}\n"
        "      - {id: two, title: The second, when: s > 1 and r > 1, after: 2 weeks, otherwise: start again,\n"
        "         then: [{do: call}]}\n"
    )
    figures = loaded.plan.figures
    assert isinstance(figures["m"].kind, Percent)
    assert isinstance(figures["s"].kind, SpellCount)
    assert isinstance(figures["r"].kind, InARow)
    (ladder,) = loaded.plan.looked["10:30"]
    assert isinstance(ladder, PlannedLadder)
    assert loaded.plan.clock == (630,)
    one, two = ladder.steps
    assert (one.rule.title, two.rule.title, two.rule.source) == ("Letters", "The second", "§1")
    assert (one.start_again, two.start_again, ladder.repeat_last) == (False, True, True)
    assert one.rule.steer.asks.reads == ("m",)
    assert two.rule.steer.asks.reads == ("s", "r")


def test_what_a_policy_expects_of_a_dataset(compiled):
    loaded = compiled(
        "flags: {watched: {set_by: head, called: eye_on}}\npupils: {columns: {house: [red, blue], bus: boolean}}\n"
        "facts:\n  lessons: {dated_by: held_on, columns: {outcome: [missed]}}\n  excused: {covers: session}\n"
        "  parent_note: {part_of: evidence, where: 'kind = \"note\"'}\n"
    )
    expected = expected_of(loaded.bound)
    old, new = expected.code_tables
    assert (old.start, old.until, new.start, new.until) == (None, date(2024, 8, 19), date(2024, 8, 19), None)
    assert expected.closing == {"#"}
    assert expected.silent == {"Z"}
    assert expected.session_of == {"/": "AM"}
    assert expected.flags == {"eye_on"}
    assert expected.pupil_columns["house"].words == ("red", "blue")
    assert expected.tables["lessons"].dated_by == "held_on"
    assert set(expected.tables["excused"].columns) == {"date", "session"}
    assert "parent_note" not in expected.tables
