"""Rows that rules are about, and what the outcomes file says became of actions, made a difference: worked by hand.

The line of marks begins on Monday 2 September 2024.
"""

from typing import Any


def _request(name: str, submitted_on: str) -> dict[str, str]:
    days = {"submitted_on": submitted_on, "from": "2024-11-04", "to": "2024-11-05"}
    return {"request": name, **days, "reason": "other", "in_writing": "yes", "by_resident_parent": "yes"}


_REQUESTS = """
ladders:
  evidence:
    each: leave_requests
    when: reason = "other"
    steps:
    - {id: ask, then: [{do: ask}]}
    - {id: chase, after: 3 school days, then: [{do: chase}]}
"""


def test_what_was_done_about_one_row_is_not_done_about_another(acted: Any) -> None:
    two = [_request("R1", "2024-09-03"), _request("R2", "2024-09-04")]
    # the row belongs to the latest asking on or before its date: that of R2, so that R1 is chased by its own day
    done = [{"rule": "ask", "on": "2024-09-05", "outcome": "done"}]
    assert acted(r"/\ x9", _REQUESTS, leave_requests=two, outcomes=done) == [
        "09-03 ask R1 ask",
        "09-04 ask R2 ask",
        "09-06 chase R1 chase",
        "09-10 chase R2 chase",
    ]
    # that of R1 stays R1's when the same has been asked about R2 since
    done = [{"rule": "ask", "on": day, "outcome": "done"} for day in ("2024-09-03", "2024-09-05")]
    late = [two[0], _request("R2", "2024-09-05")]
    assert acted(r"/\ x9", _REQUESTS, leave_requests=late, outcomes=done)[-2:] == [
        "09-06 chase R1 chase",
        "09-10 chase R2 chase",
    ]


def test_a_step_after_a_rule_about_the_same_rows_counts_from_that_rule_s_action_about_its_own_row(acted: Any) -> None:
    policy = """
rules: [{id: seen, each: leave_requests, then: [{do: look}]}]
ladders:
  answer:
    each: leave_requests
    when: reason = "other"
    steps:
    - {id: chase, after_step: seen, after: 3 school days, then: [{do: chase}]}
"""
    two = [_request("R1", "2024-09-02"), _request("R2", "2024-09-04")]
    assert [line for line in acted(r"/\ x9", policy, leave_requests=two) if "chase" in line] == [
        "09-05 chase R1 chase",
        "09-09 chase R2 chase",
    ]


def test_counts_of_what_became_of_actions_begin_anew_with_a_restart(acted: Any) -> None:
    policy = """
measures: {n: {count: letter, of: 'outcome = null', over: term}}
rules: [{id: letter, act: every 2 school days, then: [{do: letter}]}]
ladders:
  up: {when: n >= 2, restart: [n], steps: [{id: call, then: [{do: call}]}, {id: meet, then: [{do: meet}]}]}
"""
    found = acted(r"/\ x9", policy)
    assert [line for line in found if "letter" not in line] == ["09-04 call call", "09-10 meet meet"]


def test_what_became_of_an_action_about_one_row_is_counted_for_that_row(acted: Any) -> None:
    policy = """
measures: {answered: {count: seen, of: 'outcome = "done"', over: year}}
rules:
- {id: seen, each: leave_requests, then: [{do: look}]}
- {id: other, each: leave_requests, when: answered >= 1, then: [{do: write}]}
"""
    two = [_request("R1", "2024-09-02"), _request("R2", "2024-09-04")]
    done = [{"rule": "seen", "on": "2024-09-03", "outcome": "done"}]
    found = acted(r"/\ x5", policy, leave_requests=two, outcomes=done)
    assert [line for line in found if "write" in line] == ["09-03 other R1 write"]
    # rows of a part of a table are rows of that table
    part = policy.replace("other, each: leave_requests", "other, each: held")
    part += "facts: {held: {part_of: leave_requests, where: 'reason = \"other\"'}}\n"
    found = acted(r"/\ x5", part, leave_requests=two, outcomes=done)
    assert [line for line in found if "write" in line] == ["09-03 other R1 write"]


_DETENTIONS = """
measures:
  lates: {count: sessions, of: late, over: day}
  missed: {count: detention, of: 'outcome = "missed"', over: half_term}
rules:
- {id: detention, when: lates > 0, act: each check, then: [{do: detention}]}
- {id: saturday, when: missed >= 2, then: [{do: detention}]}
"""


def test_an_outcome_that_says_when_its_action_was_raised_belongs_to_that_one(acted: Any) -> None:
    line = r"L\ L\ /\ /\ /\ "
    asked = ["09-02 detention detention", "09-03 detention detention"]

    # both on Thursday, of two detentions: without the day on which each was raised, both belong to the later one
    both = [{"rule": "detention", "on": "2024-09-05", "outcome": "missed"}]
    said = [both[0] | {"raised_on": day} for day in ("2024-09-02", "2024-09-03")]
    assert acted(line, _DETENTIONS, outcomes=both) == asked
    assert acted(line, _DETENTIONS, outcomes=said) == [*asked, "09-05 saturday detention"]

    # held on the day on which the next one is raised
    weekly = [both[0] | {"on": "2024-09-03", "raised_on": "2024-09-02"}, both[0]]
    assert acted(line, _DETENTIONS, outcomes=weekly) == [*asked, "09-05 saturday detention"]
    assert acted(line, _DETENTIONS, outcomes=[{**weekly[0], "raised_on": ""}, both[0]]) == asked

    # nothing was raised on that day
    nothing = [both[0] | {"on": "2024-09-04", "raised_on": "2024-09-04"}, said[0]]
    assert acted(line, _DETENTIONS, outcomes=nothing) == asked


def test_a_step_waits_from_the_day_on_which_its_own_action_was_done(acted: Any) -> None:
    two = [_request("R1", "2024-09-03"), _request("R2", "2024-09-04")]
    done = [{"rule": "ask", "on": "2024-09-06", "outcome": "done", "raised_on": "2024-09-03"}]

    assert acted(r"/\ x9", _REQUESTS, leave_requests=two, outcomes=done) == [
        "09-03 ask R1 ask",
        "09-04 ask R2 ask",
        "09-09 chase R2 chase",
        "09-11 chase R1 chase",
    ]


def test_what_is_raised_about_another_row_at_this_very_look_is_not_done_yet(acted: Any) -> None:
    two = [_request("R1", "2024-09-03"), _request("R2", "2024-09-05")]
    done = [{"rule": "ask", "on": "2024-09-05", "outcome": "done"}]
    expected = ["09-03 ask R1 ask", "09-05 ask R2 ask", "09-06 chase R1 chase", "09-09 chase R2 chase"]
    said = _REQUESTS.replace("3 school days", "2 school days")

    # on Thursday the asking that was done is R1's, whichever row stands first in the file; from then on it is R2's
    assert acted(r"/\ x9", said, leave_requests=two, outcomes=done) == expected
    assert acted(r"/\ x9", said, leave_requests=two[::-1], outcomes=done) == expected


def test_the_time_since_a_rule_about_the_same_rows_is_since_its_action_about_that_row(acted: Any) -> None:
    policy = """
measures: {waited: {since: seen, in: school days}}
rules:
- {id: seen, each: leave_requests, then: [{do: look}]}
- {id: chase, each: leave_requests, when: waited >= 3, then: [{do: chase}]}
"""
    two = [_request("R1", "2024-09-02"), _request("R2", "2024-09-04")]
    assert [line for line in acted(r"/\ x9", policy, leave_requests=two) if "chase" in line] == [
        "09-05 chase R1 chase",
        "09-09 chase R2 chase",
    ]


def test_a_figure_at_a_rule_about_the_same_rows_is_that_of_its_action_about_that_row(acted: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: year}
  before: {value: missed, at: seen}
rules:
- {id: seen, each: leave_requests, then: [{do: look}]}
- {id: worse, each: leave_requests, when: missed >= before + 2, then: [{do: write}]}
"""
    two = [_request("R1", "2024-09-02"), _request("R2", "2024-09-04")]
    # after R1 was seen two sessions are missed, and four more after R2 was
    assert [line for line in acted(r"/\ OO /\ /\ OO", policy, leave_requests=two) if "write" in line] == [
        "09-03 worse R1 write",
        "09-06 worse R2 write",
    ]


def test_not_acting_about_one_row_is_not_said_of_another(acted: Any) -> None:
    policy = """
rules:
- {id: seen, each: leave_requests, then: [{do: look}]}
- {id: other, each: leave_requests, act: each check, when: not(seen), then: [{do: wait}]}
"""
    two = [_request("R1", "2024-09-02"), _request("R2", "2024-09-03")]
    assert [line for line in acted(r"/\ x2", policy, leave_requests=two) if "wait" in line] == ["09-03 other R1 wait"]


def test_rows_dated_before_the_pupil_came_are_counted_for_the_row(acted: Any) -> None:
    policy = """
measures: {asked: {count: leave_requests, over: year}}
rules: [{id: it, each: leave_requests, when: asked > 0, then: [{do: look}]}]
"""
    early = [_request("R1", "2024-08-20")]
    assert acted(r"/\ x3", policy, leave_requests=early, pupil={"enrolled_on": "2024-09-02"}) == ["09-02 it R1 look"]


def test_what_tells_the_rows_of_a_figure_is_not_counted_anew_with_a_ladder(shown: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: term}
  calls_since: {count: contacts, of: missed > 2, over: term}
ladders:
  away:
    when: missed >= 2
    restart: [missed]
    repeat: last
    steps:
    - {id: letter, then: [{do: letter}], notes: [{say: so, show: calls_since}, {say: so, show: missed}]}
  each_parent:
    each: parents
    when: missed >= 2
    restart: [missed]
    repeat: last
    steps:
    - {id: write, then: [{do: letter}], notes: [{say: so, show: calls_since}, {say: so, show: missed}]}
"""
    called = [{"date": "2024-09-02", "outcome": "reached"}]
    # on Tuesday she has missed four sessions, of which the ladders count two anew
    _, figures = shown(r"OO OO", policy, contacts=called, parents=[{"parent": "p", "liable": "yes"}])
    assert figures == [
        "09-02 letter calls_since=0",
        "09-02 letter missed=2",
        "09-02 write p calls_since=0",
        "09-02 write p missed=2",
        "09-03 letter calls_since=1",
        "09-03 letter missed=2",
        "09-03 write p calls_since=1",
        "09-03 write p missed=2",
    ]
