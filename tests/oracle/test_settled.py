"""Where the two once differed: small cases worked by hand, on which the engine and the oracle must both be right.

The line of marks begins on Monday 2 September 2024 unless `start` says otherwise.
"""

from typing import Any

import pytest


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


def test_a_step_that_has_waited_acts_on_a_day_without_a_further_session(acted: Any) -> None:
    policy = """
measures: {lates: {count: sessions, of: late, over: last 10 school days}}
ladders:
  late:
    when: lates >= 2
    restart: [lates]
    steps:
    - {id: first, then: [{do: call}]}
    - {id: second, when: lates >= 1, after: 1 week, then: [{do: write}]}
"""
    # the second late counts from the day after the call; a week after the call nobody is late
    assert acted(r"L\ L\ L\ /\ x7", policy) == ["09-03 first call", "09-10 second write"]


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


def test_a_session_s_window_holds_no_other_session_of_its_day(acted: Any) -> None:
    policy = """
measures: {d: {count: school days, of: ill, over: session}}
rules: [{id: it, act: each check, when: d >= 1, then: [{do: look}]}]
"""
    assert acted(r"I\ /I /\ ", policy) == ["09-03 it look"]


def test_days_after_a_restart_at_noon_have_their_afternoon_alone(acted: Any) -> None:
    policy = """
measures:
  d: {count: school days, of: absent, over: term}
  w: {count: school days, of: absent, whole: true, over: term}
ladders:
  some: {check: session, when: d >= 1, restart: [d], steps: [{id: one, then: [{do: a}]}, {id: two, then: [{do: b}]}]}
  all: {check: session, when: w >= 1, restart: [w], steps: [{id: first, then: [{do: a}]}, {id: next, then: [{do: b}]}]}
"""
    # what was missed in the morning has been counted: the afternoon is a day of its own only where it is missed too
    assert acted(r"O\ O\ /\ ", policy) == ["09-02 first AM a", "09-02 one AM a", "09-03 next AM b", "09-03 two AM b"]
    assert acted(r"OO /\ ", policy) == ["09-02 first AM a", "09-02 next PM b", "09-02 one AM a", "09-02 two PM b"]


def test_days_of_a_flag_s_stretch_have_the_sessions_of_the_stretch_alone(acted: Any) -> None:
    policy = """
flags: {watched: {starts: seen, lasts: 1 week}}
measures: {d: {count: school days, of: absent, over: watched}}
rules:
- {id: seen, check: morning, then: [{do: look}]}
- {id: it, when: d >= 1, then: [{do: write}]}
"""
    # the flag begins at noon of the 2nd: the morning missed is not in its stretch
    assert acted(r"O\ /\ /O", policy) == ["09-02 seen look", "09-04 it write"]


def test_a_repeated_last_step_waits_anew_after_a_fresh_start(acted: Any) -> None:
    policy = """
measures: {d: {count: sessions, of: absent, over: day}}
ladders:
  ill:
    when: d > 0
    repeat: last
    steps: [{id: call, then: [{do: call}]}, {id: meet, after: 3 days, otherwise: start again, then: [{do: meet}]}]
"""
    # present on Monday the 9th: it starts again, and the meeting follows three days after the second call, not at once
    assert acted(r"OO OO OO OO OO /\ OO OO OO OO", policy) == [
        "09-02 call call",
        "09-05 meet meet",
        "09-10 call call",
        "09-13 meet meet",
    ]


def test_a_stretch_that_was_over_before_the_pupil_came_is_none(acted: Any) -> None:
    policy = """
flags: {watched: {set_by: headteacher}}
measures:
  minutes: {total: minutes_late, over: watched}
  days: {count: school days, of: absent, over: watched}
rules:
- {id: it, when: minutes < 5, then: [{do: look}]}
- {id: few, when: days < 1, then: [{do: look}]}
"""
    came = {"enrolled_on": "2024-09-04"}
    over = [{"flag": "watched", "from": "2024-09-02", "to": "2024-09-03"}]
    # no stretch of hers: the count is 0, the total is not known
    assert acted(r"~~ ~~ /\ /\ ", policy, flags=over, pupil=came) == ["09-04 few look"]


@pytest.mark.parametrize("figure", ["in_a_row: weeks, of: missed > 0", "count: weeks, of: missed > 0, over: term"])
def test_weeks_after_a_restart_are_those_that_were_not_over_by_it(acted: Any, figure: str) -> None:
    policy = f"""
measures:
  missed: {{count: sessions, of: absent, over: week}}
  weeks: {{{figure}}}
ladders:
  up:
    when: weeks >= 2
    restart: [weeks]
    steps: [{{id: one, then: [{{do: a}}]}}, {{id: two, then: [{{do: b}}]}}]
"""
    # raised on Friday the 13th: that week was over, and the two after it must be missed
    line = r"/\ x4 OO /\ x4 OO OO /\ x4 OO /\ x4"
    assert acted(line, policy) == ["09-13 one a", "09-23 two b"]


def test_what_is_asked_of_the_present_week_is_asked_of_plain_figures(acted: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: last 10 school days}
  weeks: {count: weeks, of: missed >= 2, over: term}
ladders:
  up:
    when: missed >= 2 or weeks >= 2
    restart: [missed]
    steps: [{id: one, then: [{do: a}]}, {id: two, then: [{do: b}]}]
"""
    # counted anew nothing is missed after the 6th; in ten school days two are, in the second week too
    assert acted(r"/\ x4 OO /\ x5", policy) == ["09-06 one a", "09-09 two b"]


@pytest.mark.parametrize("over", ["trial", "watched", "term", "last 2 weeks"])
def test_a_fact_of_the_afternoon_is_not_seen_in_the_morning(acted: Any, over: str) -> None:
    policy = f"""
flags: {{watched: {{set_by: headteacher}}}}
measures: {{calls: {{count: contacts, over: {over}}}}}
rules:
- {{id: early, check: morning, when: calls >= 1, then: [{{do: look}}]}}
- {{id: later, when: calls >= 1, then: [{{do: look}}]}}
"""
    calendar = "periods: {trial: {from: 2024-09-02, to: 2024-12-20}}"
    call = [{"date": "2024-09-03", "outcome": "reached", "time": "14:00"}]
    flag = [{"flag": "watched", "from": "2024-09-02"}]
    told = acted(r"/\ x4", policy, calendar=calendar, contacts=call, flags=flag)
    assert told == ["09-03 later look", "09-04 early look"]


def test_facts_after_a_restart_in_the_morning_count_on_its_own_day(acted: Any) -> None:
    policy = """
measures: {calls: {count: contacts, over: term}}
ladders:
  up:
    check: session
    when: calls >= 1
    restart: [calls]
    steps: [{id: one, then: [{do: a}]}, {id: two, then: [{do: b}]}]
"""
    early, late = ({"date": "2024-09-03", "outcome": "reached", "time": time} for time in ("08:50", "14:00"))
    assert acted(r"/\ x4", policy, contacts=[early]) == ["09-03 one AM a"]
    assert acted(r"/\ x4", policy, contacts=[early, late]) == ["09-03 one AM a", "09-03 two PM b"]
    assert acted(r"/\ x4", policy, contacts=[late, late]) == ["09-03 one PM a"]


def test_a_figure_kept_of_a_kept_figure_is_that_of_the_period_before(acted: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: week}
  last_week: {value: missed, at: previous week}
  week_before: {value: last_week, at: previous week}
rules: [{id: it, act: each check, check: week, when: week_before = 2, then: [{do: look}]}]
"""
    assert acted(r"/\ x4 OO /\ x15", policy) == ["09-20 it look"]


def test_a_run_that_begins_this_morning_begins_after_a_restart(acted: Any) -> None:
    policy = """
measures: {away: {in_a_row: school days, of: absent}}
ladders:
  up: {check: '10:15', when: away = 1, restart: [away], repeat: last, steps: [{id: one, then: [{do: a}]}]}
"""
    assert acted(r"OO /\ OO /\ ", policy) == ["09-02 one a", "09-04 one a"]


@pytest.mark.parametrize("window", ["over: previous week", "over: last 5 school days, ends: 3 school days ago"])
def test_a_window_that_does_not_end_now_grows_on_a_day_on_which_nothing_comes(acted: Any, window: str) -> None:
    policy = f"""
measures: {{missed: {{count: sessions, of: absent, {window}}}}}
ladders:
  up: {{when: missed >= 2, restart: [missed], steps: [{{id: one, then: [{{do: a}}]}}]}}
"""
    assert acted(r"/\ /\ OO /\ /\ /\ /\ /\ ", policy) == ["09-09 one a"]


def test_a_strict_run_is_not_lengthened_by_a_session_closed_by_plan(acted: Any) -> None:
    policy = """
measures: {away: {in_a_row: school days, of: absent, strict: true}}
rules: [{id: it, check: '10:15', act: each check, when: away = 1, then: [{do: look}]}]
"""
    calendar = "closures: [{date: 2024-09-03, session: AM, code: '#'}]"
    assert acted(r"/\ ~O OO /\ ", policy, calendar=calendar) == []
