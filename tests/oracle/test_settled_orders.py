"""Where the order in which things are looked at on a day made a difference: cases worked by hand.

The line of marks begins on Monday 2 September 2024.
"""

from typing import Any

import pytest

from tests.oracle.bridge import NotTakenError


def test_a_rule_counted_by_itself_and_by_another_has_acted_for_the_other(acted: Any) -> None:
    policy = """
measures: {letters: {count: letter, over: year}}
rules:
- {id: letter, when: letters < 2, act: each check, then: [{do: write}]}
- {id: meeting, when: letters = 2, then: [{do: meet}]}
"""
    assert acted(r"/\ x3", policy) == ["09-02 letter write", "09-03 letter write", "09-03 meeting meet"]


def test_what_a_table_tells_of_a_rule_s_actions_is_told_anew_when_it_has_acted(acted: Any) -> None:
    policy = """
measures: {letters: {count: letter, over: year}}
tables:
  stages:
    gives: [stage]
    hit: first
    rows: |
      letters || stage
      0       || "none"
      -       || "some"
rules:
- {id: letter, when: 'stage = "none"', then: [{do: write}]}
- {id: meeting, when: 'stage = "some"', then: [{do: meet}]}
"""
    assert acted(r"/\ x3", policy) == ["09-02 letter write", "09-02 meeting meet"]


def test_a_figure_kept_where_a_rule_acts_is_that_of_the_whole_check(acted: Any) -> None:
    policy = """
measures:
  visits: {count: visit, over: year}
  kept: {value: visits, at: letter}
rules:
- {id: letter, then: [{do: write}]}
- {id: visit, then: [{do: visit}]}
- {id: visited, when: visits = 1, then: [{do: note}]}
- {id: remembered, when: kept = 1, then: [{do: note}]}
"""
    # the visit and the letter are of one check: in what order the file has them makes no difference
    expected = ["09-02 letter write", "09-02 visit visit", "09-02 visited note", "09-03 remembered note"]
    assert acted(r"/\ x3", policy) == expected
    turned = policy.replace("- {id: letter, then: [{do: write}]}\n", "") + "- {id: letter, then: [{do: write}]}\n"
    assert acted(r"/\ x3", turned) == expected


def test_a_figure_kept_where_a_rule_acts_counts_that_action_whoever_asks(acted: Any) -> None:
    policy = """
measures:
  letters: {count: letter, over: year}
  kept: {value: letters, at: letter}
rules:
- {id: letter, when: letters = 0 or kept >= 1, act: each check, at_most: once per week, then: [{do: write}]}
- {id: other, when: kept >= 1, then: [{do: note}]}
"""
    assert acted(r"/\ x6", policy) == ["09-02 letter write", "09-03 other note", "09-09 letter write"]


def test_a_note_shows_what_has_been_counted_when_all_it_counts_has_acted(shown: Any) -> None:
    policy = """
measures: {visits: {count: visit, over: year}}
rules:
- {id: letter, then: [{do: write}], notes: [{say: visits so far, show: visits}]}
- {id: visit, then: [{do: visit}]}
- {id: visited, when: visits = 1, then: [{do: note}]}
"""
    actions, figures = shown(r"/\ x2", policy)
    assert actions == ["09-02 letter write visits so far", "09-02 visit visit", "09-02 visited note"]
    assert figures == ["09-02 letter visits=1"]


def test_weeks_are_those_of_the_pupil_whatever_row_asks(acted: Any) -> None:
    policy = """
measures:
  fines: {count: notices, over: week}
  weeks: {count: weeks, of: fines >= 1, over: year}
rules:
- {id: it, each: parents, act: each check, when: weeks >= 1, then: [{do: look}]}
"""
    fine = {"kind": "penalty_notice", "status": "paid", "issued_on": "2024-09-03", "notice": "N1"}
    both = [{"parent": "a", "liable": "yes"}, {"parent": "b", "liable": "yes"}]
    # the week under way is no other's than the weeks before it
    days = ("09-03", "09-04", "09-05", "09-06", "09-09")
    assert acted(r"/\ x6", policy, notices=[fine | {"parent": "a"}], parents=both) == [
        f"{day} it {parent} look" for day in days for parent in "ab"
    ]


def test_a_term_without_a_school_day_was_never_reviewed(acted: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: term}
  before: {value: missed, at: previous term}
rules: [{id: it, when: before != null, then: [{do: look}]}]
"""
    first, last = "{name: a, from: 2024-09-02, to: 2024-09-06}", "{name: c, from: 2024-09-16, to: 2024-09-20}"
    between = "{name: b, from: 2024-09-09, to: 2024-09-09}, "
    calendar = "inset: [2024-09-09]\nterms: [{}, {}{}]"
    assert acted(r"/\ x10", policy, calendar=calendar.format(first, between, last)) == []
    assert acted(r"/\ x10", policy, calendar=calendar.format(first, "", last)) == ["09-16 it look"]


def test_what_was_done_today_is_counted_before_the_register_closes(acted: Any) -> None:
    policy = """
registers: {am: {all: {opens: 09:00, closes: '10:20'}}, pm: {all: {opens: 13:00, closes: 13:30}}}
measures:
  calls: {count: call, over: day}
  without: {count: call, of: outcome = null, over: day}
  before: {count: call, over: year, ends: yesterday}
rules:
- {id: call, check: '08:30', act: each check, then: [{do: call}]}
- {id: visit, check: '09:00', act: each check, when: calls = 1 and without = 1 and before = 1, then: [{do: visit}]}
"""
    assert acted(r"/\ x3", policy) == ["09-02 call call", "09-03 call call", "09-03 visit visit", "09-04 call call"]


def test_a_dated_value_that_a_row_is_asked_about_is_that_of_the_session_s_own_day(acted: Any) -> None:
    policy = """
values: {answered: [{until: 2024-09-04, value: '"reached"'}, {from: 2024-09-04, value: '"message_left"'}]}
measures:
  told: {count: sessions, of: contacts(outcome = answered), over: year}
  told_now: {count: sessions, of: contacts(outcome = answered), over: day}
rules:
- {id: two, when: told = 2, then: [{do: look}]}
- {id: four, when: told = 4, then: [{do: look}]}
- {id: now, when: told_now = 2, then: [{do: look}]}
"""
    calls = [{"date": f"2024-09-{day}", "outcome": outcome} for day, outcome in (
        ("02", "message_left"), ("03", "reached"), ("04", "reached"), ("05", "message_left")
    )]  # fmt: skip
    expected = ["09-03 now look", "09-03 two look", "09-05 four look", "09-05 now look"]
    assert acted(r"/\ x5", policy, contacts=calls) == expected


def test_what_is_no_column_does_not_stand_in_a_table_s_brackets(acted: Any) -> None:
    policy = """
measures: {n: {count: sessions, of: 'contacts(outcome = "reached" and minutes_late > 5)', over: day}}
rules: [{id: it, when: n > 0, then: [{do: look}]}]
"""
    with pytest.raises(NotTakenError, match="`minutes_late` is no column of `contacts`"):
        acted(r"/\ x2", policy)


def test_a_day_whose_afternoon_is_closed_is_over_with_a_restart_in_the_morning(acted: Any) -> None:
    policy = """
measures: {spells: {count: spells, of: absent, over: year, ends: yesterday}}
ladders:
  up:
    check: session
    when: spells >= 1
    restart: [spells]
    steps: [{id: one, then: [{do: a}]}, {id: two, then: [{do: b}]}]
"""
    # a step on Tuesday morning counts Monday; on Wednesday what is left of Tuesday is its afternoon, or nothing
    assert acted(r"OO OO /\ /\ ", policy) == ["09-03 one AM a", "09-04 two AM b"]
    calendar = "closures: [{date: 2024-09-03, session: PM, code: '#'}]"
    assert acted(r"OO O~ /\ /\ ", policy, calendar=calendar) == ["09-03 one AM a"]
