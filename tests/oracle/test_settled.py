"""Where the two once differed: small cases worked by hand, on which the engine and the oracle must both be right.

The line of marks begins on Monday 2 September 2024 unless `start` says otherwise.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.oracle.bridge import by_engine, by_oracle
from tests.oracle.plain import run
from tests.oracle.worked import case


@pytest.fixture
def acted(tmp_path: Path) -> Any:
    """What both say acted, as `09-02 it letter`; fails where they differ."""

    def both(line: str, policy: str, **tables: Any) -> list[str]:
        asked = case(line, policy, **tables)
        ours, theirs = by_oracle(run(*asked)).actions, by_engine(asked, tmp_path).actions
        assert list(theirs) == list(ours)
        return [text[5:].replace(" amy", "") for text in theirs]

    return both


def test_a_restart_begins_a_period_from_the_first_row_anew(acted: Any) -> None:
    policy = """
measures: {fines: {count: notices, over: 3 years from the first}}
ladders:
  fined:
    when: fines >= 1
    restart: [fines]
    steps: [{id: warn, then: [{do: warn}]}, {id: meet, then: [{do: meet}]}]
"""
    fine = {"parent": "p", "kind": "penalty_notice", "status": "paid"}
    one = [fine | {"issued_on": "2024-09-03", "notice": "N1"}]
    assert acted(r"/\ x9", policy, notices=one) == ["09-03 warn warn"]
    two = [*one, fine | {"issued_on": "2024-09-10", "notice": "N2"}]
    assert acted(r"/\ x9", policy, notices=two) == ["09-03 warn warn", "09-10 meet meet"]


def test_at_most_keeps_back_no_task_of_its_own_moment_at_the_end_of_an_episode(acted: Any) -> None:
    policy = """
measures: {d: {count: sessions, of: absent, over: day}}
rules:
- {id: it, act: when it ends, at_most: once ever, when: d > 0, then: [{do: letter}, {if: 'd = 0', do: visit}]}
"""
    assert acted(r"/\ OO /\ OO /\ ", policy) == ["09-04 it letter visit", "09-06 it visit"]


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


def test_a_fact_that_covers_the_afternoon_adds_nothing_of_the_morning(acted: Any) -> None:
    policy = """
facts: {excused: {covers: session}}
measures: {minutes: {total: minutes_late, of: excused, over: term}}
rules: [{id: it, when: minutes >= 5, then: [{do: write}]}]
"""
    arrived = {("2024-09-03", "AM"): {"minutes_late": "20"}, ("2024-09-04", "PM"): {"minutes_late": "20"}}
    rows = [{"date": day, "session": "PM"} for day in ("2024-09-03", "2024-09-04")]
    # the morning of 3 September is not excused; the afternoon of 4 September is
    assert acted(r"/\ L\ /L", policy, excused=rows, arrivals=arrived) == ["09-04 it write"]


def test_a_flag_begins_with_the_first_session_that_is_not_closed_by_plan(acted: Any) -> None:
    policy = """
flags: {watched: {starts: contacts, lasts: 3 school days}}
rules: [{id: early, check: '10:15', when: watched, then: [{do: look}]}]
"""
    calendar = "closures: [{date: 2024-09-03, session: AM, code: '#'}]"
    contact = [{"date": "2024-09-02", "outcome": "reached"}]
    # on the 3rd the school opens after noon: at 10:15 the flag has not begun
    assert acted(r"/\ ~\ /\ ", policy, calendar=calendar, contacts=contact) == ["09-04 early look"]
    assert acted(r"/\ /\ /\ ", policy, contacts=contact) == ["09-03 early look"]


def test_a_run_of_afternoons_inside_a_day_has_no_more_than_its_possible_afternoons(acted: Any) -> None:
    policy = """
flags: {doubted: {set_by: office}}
measures: {d: {in_a_row: afternoons, of: authorised_absence and doubted, over: day}}
rules: [{id: it, act: each check, when: d < 1, then: [{do: look}]}]
"""
    # without the flags file II may count; the afternoon of IX was not possible, so that nothing counts on that day
    assert acted(r"II IX /\ ", policy, flags=None) == ["09-03 it look", "09-04 it look"]


def test_a_clock_time_comes_before_a_register_that_closes_later(acted: Any) -> None:
    policy = """
registers: {am: {all: {opens: 09:00, closes: '10:20'}}, pm: {all: {opens: 13:00, closes: 13:30}}}
measures: {n: {count: seen, over: year}}
rules:
- {id: seen, check: session, then: [{do: look}]}
- {id: early, check: '10:15', when: n > 0, then: [{do: look}]}
- {id: after, check: '10:25', when: n > 0, then: [{do: look}]}
"""
    assert acted(r"/\ /\ ", policy) == ["09-02 after look", "09-02 seen AM look", "09-03 early look"]
