"""More of where the two once differed: small cases worked by hand, on which both must be right.

The line of marks begins on Monday 2 September 2024 unless `start` says otherwise.
"""

from typing import Any

_GRANTED = {
    "request": "r1", "by_resident_parent": "yes", "in_writing": "yes", "reason": "other", "decision": "granted"
}  # fmt: skip


def test_what_acts_at_a_week_s_check_has_not_acted_yet_for_the_week_that_it_ends(acted: Any) -> None:
    policy = """
measures:
  waited: {since: seen, in: school days}
  weeks: {count: weeks, of: waited = 0, over: year}
  in_a_row: {in_a_row: weeks, of: waited = 0}
  last_week: {value: waited, at: previous week}
rules:
- {id: seen, check: week, act: every 2 school weeks, then: [{do: look}]}
- {id: counted, when: weeks >= 1, then: [{do: write}]}
- {id: run, when: in_a_row >= 1, then: [{do: write}]}
- {id: kept, when: last_week = 0, then: [{do: write}]}
- {id: later, when: last_week = 5, then: [{do: write}]}
"""
    # the first week's check has nothing before it; the second looks back at it over five school days
    assert acted(r"/\ x20", policy) == ["09-06 seen look", "09-16 later write", "09-20 seen look"]


def test_a_figure_kept_at_a_week_s_end_knows_what_acted_on_that_day(acted: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: week}
  shown: {is: if seen then missed else 0}
  last_week: {value: shown, at: previous week}
rules:
- {id: seen, when: missed >= 2, act: each check, then: [{do: look}]}
- {id: it, when: last_week = 2, then: [{do: write}]}
"""
    assert acted(r"/\ x4 OO /\ x5", policy) == ["09-06 seen look", "09-09 it write"]


def test_an_outcome_of_what_was_done_about_two_parents_at_once_is_that_of_both(acted: Any) -> None:
    policy = """
measures: {done: {count: letter, of: 'outcome = "done"', over: year}}
rules:
- {id: letter, each: parents, then: [{do: write}]}
- {id: both, when: done = 2, then: [{do: look}]}
- {id: each_of_them, each: parents, when: done = 1, then: [{do: look}]}
"""
    both = [{"parent": "a", "liable": "yes"}, {"parent": "b", "liable": "yes"}]
    done = [{"rule": "letter", "on": "2024-09-03", "outcome": "done"}]
    assert acted(r"/\ x3", policy, parents=both, outcomes=done) == [
        "09-02 letter a write",
        "09-02 letter b write",
        "09-03 both look",
        "09-03 each_of_them a look",
        "09-03 each_of_them b look",
    ]


def test_a_morning_that_is_closed_by_plan_ends_nothing(acted: Any) -> None:
    policy = """
flags: {watched: {starts: it, lasts: 4 school days}}
rules: [{id: it, check: morning, for: year_group > 0, then: [{do: look}]}]
"""
    calendar = "closures: [{date: 2024-09-04, session: AM, code: '#'}]"
    assert acted(r"/\ /\ ~\ /\ /\ ", policy, calendar=calendar) == ["09-02 it look"]


def test_weeks_in_a_row_are_those_of_their_window(acted: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: week}
  ever: {in_a_row: weeks, of: missed >= 1}
  lately: {in_a_row: weeks, of: missed >= 1, over: last 2 school weeks}
  before: {in_a_row: weeks, of: missed >= 1, over: previous week}
rules:
- {id: four, when: ever = 4, then: [{do: look}]}
- {id: two, when: lately = 2, then: [{do: look}]}
- {id: three, when: lately >= 3 or before >= 2, then: [{do: look}]}
"""
    assert acted(r"OO /\ /\ /\ /\ " * 4, policy) == ["09-09 two look", "09-23 four look"]


def test_a_week_that_a_window_ends_in_is_asked_as_it_stood_then(acted: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: week}
  weeks: {count: weeks, of: missed >= 2, over: term, ends: yesterday}
  run: {in_a_row: weeks, of: missed >= 2, ends: yesterday}
rules:
- {id: one, when: weeks = 1, then: [{do: look}]}
- {id: two, when: run = 2, act: each check, then: [{do: look}]}
"""
    # on Wednesday the week is as it stood on Tuesday; the second week as it stood on its Monday holds on its Tuesday
    assert acted(r"/\ OO /\ /\ /\ OO /\ ", policy) == ["09-04 one look", "09-10 two look"]


def test_a_term_with_no_school_day_in_the_window_is_not_counted(acted: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: term}
  terms: {count: terms, of: missed >= 0, over: row}
rules: [{id: it, each: evidence, when: terms >= 1, then: [{do: look}]}]
"""
    # from Saturday to Sunday, in the middle of a term
    kept = [{"from": "2024-09-07", "to": "2024-09-08", "kind": "gp_letter"}]
    assert acted(r"/\ x9", policy, evidence=kept) == []


def test_an_amendment_is_seen_when_it_is_made(acted: Any) -> None:
    policy = """
measures: {made: {count: amendments, over: year}}
rules: [{id: it, when: made >= 1, then: [{do: look}]}]
"""
    made = {"date": "2024-09-03", "session": "AM", "original": "N", "amended": "I", "reason": "told"}
    made |= {"amended_on": "2024-09-05", "amended_by": "office", "position": "clerk"}
    assert acted(r"/\ x9", policy, amendments=[made]) == ["09-05 it look"]


def test_the_last_figure_of_minutes_is_that_of_its_session(acted: Any) -> None:
    policy = """
measures:
  last: {last: minutes_late, of: late, over: year}
  before: {last: minutes_late, of: late, over: year, ends: yesterday}
rules:
- {id: it, when: last >= 20, then: [{do: look}]}
- {id: then, when: before = 25, then: [{do: look}]}
- {id: unknown, when: last = null, act: when it ends, then: [{do: look}]}
"""
    arrived = {("2024-09-03", "AM"): {"minutes_late": "7"}, ("2024-09-04", "AM"): {"minutes_late": "25"}}
    assert acted(r"/\ L\ L\ L\ /\ ", policy, arrivals=arrived) == [
        "09-03 unknown look",
        "09-04 it look",
        "09-05 then look",
    ]


def test_a_flag_that_nobody_has_ended_is_asked_about_and_counted_ever_after(acted: Any) -> None:
    policy = """
flags: {watched: {set_by: headteacher}}
measures: {now: {count: flags, over: day, overlapping: true}}
rules:
- {id: it, each: flags, act: each check, then: [{do: look}]}
- {id: counted, act: each check, when: now >= 1, then: [{do: look}]}
"""
    still_open = [{"flag": "watched", "from": "2024-09-03", "to": ""}]
    found = acted(r"/\ x4", policy, flags=still_open)
    days = ("09-03", "09-04", "09-05")
    assert found == sorted(f"{day} {rule} look" for day in days for rule in ("counted", "it"))


def test_sessions_since_something_are_those_of_the_school(acted: Any) -> None:
    policy = """
flags: {watched: {set_by: headteacher}}
measures:
  since_flag: {since: watched, in: sessions}
  since_rule: {since: seen, in: sessions}
  missed: {count: sessions, of: absent, over: day}
rules:
- {id: seen, when: missed > 0, then: [{do: look}]}
- {id: flagged, check: session, when: since_flag = 0 or since_flag = 4, act: each check, then: [{do: write}]}
- {id: after, check: session, when: since_rule = 3, then: [{do: write}]}
"""
    calendar = "closures: [{date: 2024-09-03, session: PM, code: '#'}]"
    watched = [{"flag": "watched", "from": "2024-09-02", "to": ""}]
    # after that of Monday morning: Monday afternoon, Tuesday morning, and both of Wednesday
    assert acted(r"OO /~ /\ /\ ", policy, calendar=calendar, flags=watched) == [
        "09-02 flagged AM write",
        "09-02 seen look",
        "09-04 after PM write",
        "09-04 flagged PM write",
    ]


def test_a_figure_at_a_flag_is_as_it_stood_on_the_flag_s_first_day(acted: Any) -> None:
    policy = """
flags: {watched: {set_by: headteacher}, followed: {starts: look, lasts: 1 week}}
measures:
  missed: {count: sessions, of: absent, over: year}
  kept: {value: missed, at: watched}
  kept_followed: {value: missed, at: followed}
rules:
- {id: look, when: missed >= 2, then: [{do: look}]}
- {id: worse, when: missed >= kept + 2, then: [{do: write}]}
- {id: better, when: missed = kept_followed, then: [{do: write}]}
- {id: known, when: kept != null, act: each check, then: [{do: write}]}
"""
    watched = [{"flag": "watched", "from": "2024-09-04", "to": "2024-09-04"}]
    # watched from Wednesday, with three sessions missed by then; followed from Wednesday too
    assert acted(r"/\ OO O\ OO /\ ", policy, flags=watched) == [
        "09-03 look look",
        "09-05 known write",
        "09-05 worse write",
        "09-06 known write",
    ]


def test_a_row_over_both_of_two_windows_without_a_day_in_common_is_in_neither(acted: Any) -> None:
    policy = """
measures: {shared: {count: evidence, over: [previous week, month], overlapping: true}}
rules: [{id: it, act: each check, when: shared >= 1, then: [{do: look}]}]
"""
    # the week of 23 September and October have no day in common; that of 30 September and October have
    kept = [{"from": "2024-09-20", "to": "2024-10-11", "kind": "gp_letter"}]
    found = acted(r"/\ x29", policy, evidence=kept)
    assert [line[:5] for line in found if line[:5] > "10"] == ["10-07", "10-08", "10-09", "10-10"]


def test_a_run_inside_a_window_begins_with_the_day_after_a_restart_in_the_morning(acted: Any) -> None:
    policy = """
measures: {away: {in_a_row: school days, of: absent, over: week}}
ladders:
  up:
    check: '10:15'
    when: away >= 1
    restart: [away]
    steps: [{id: one, then: [{do: a}]}, {id: two, then: [{do: b}]}]
"""
    # on Tuesday the morning is not possible: no day has been missed since Monday morning
    assert acted(r"OO XO OO /\ ", policy) == ["09-02 one a", "09-04 two b"]


def test_a_run_after_a_restart_before_the_day_s_first_session_has_that_day(acted: Any) -> None:
    policy = """
registers: {am: {all: {opens: 09:00, closes: '10:20'}}, pm: {all: {opens: 13:00, closes: 13:30}}}
measures: {away: {in_a_row: school days, of: absent, over: week}}
ladders:
  up:
    check: '10:15'
    when: away >= 1
    restart: [away]
    steps: [{id: one, then: [{do: a}]}, {id: two, then: [{do: b}]}]
"""
    # the register is open at 10:15: on Tuesday Monday has been missed, on Wednesday Tuesday
    assert acted(r"OO OO /\ /\ ", policy) == ["09-03 one a", "09-04 two b"]


def test_a_dated_value_inside_of_is_that_of_the_session_s_own_day(acted: Any) -> None:
    policy = """
values:
  counted: [{until: 2024-09-04, value: '"O"'}, {from: 2024-09-04, value: '"I"'}]
measures:
  sessions: {count: sessions, of: code = counted, over: year}
  days: {count: school days, of: code = counted, over: year}
  spells: {count: spells, of: code = counted, over: [year, last 4 school days]}
  share: {percent: code = counted, of: possible, over: year}
  in_a_row: {in_a_row: school days, of: code = counted}
rules:
- {id: sessions_3, when: sessions = 3, then: [{do: look}]}
- {id: days_2, when: days = 2, then: [{do: look}]}
- {id: spell_1, when: spells = 1, then: [{do: look}]}
- {id: half, when: share = 50, then: [{do: look}]}
- {id: run_2, when: in_a_row = 2, then: [{do: look}]}
"""
    # the share stays a half on the day on which the value changes; no day but the first is whole
    assert acted(r"OO /\ I/ I\ ", policy) == [
        "09-02 spell_1 look",
        "09-03 half look",
        "09-04 days_2 look",
        "09-04 sessions_3 look",
    ]


def test_days_in_a_row_of_a_set_that_says_of_every_code_what_possible_says(acted: Any) -> None:
    policy = """
measures:
  away: {in_a_row: school days, of: absent}
  expected: {in_a_row: school days, of: possible}
  whole: {count: school days, of: absent, over: year, whole: true}
rules:
- {id: away_3, when: away >= 3, then: [{do: visit}]}
- {id: expected_4, when: expected >= 4, then: [{do: note}]}
- {id: whole_2, when: whole >= 2, then: [{do: write}]}
"""
    # four days are expected of her; the fourth of the five asks nothing
    assert acted(r"OO II OO XX OO", policy) == ["09-03 whole_2 write", "09-04 away_3 visit", "09-06 expected_4 note"]


def test_a_share_of_all_stays_all_however_many_are_in_doubt(acted: Any) -> None:
    policy = """
measures:
  on_time: {percent: attended, of: 'arrived < @"09:20"', over: year}
  few: {percent: attended, of: 'arrived < @"09:20"', over: last 3 school days}
rules:
- {id: all, when: on_time = 100, then: [{do: praise}]}
- {id: lately, when: few = 100, act: when it ends, then: [{do: look}]}
"""
    # of all but one session nobody noted when she came: all of them are in doubt, and at all of them she was there
    came = {("2024-09-02", "AM"): {"arrived": "08:50"}}
    assert acted(r"/\ /\ /\ OO /\ ", policy, arrivals=came) == ["09-02 all praise", "09-05 lately look"]


def test_a_row_of_the_morning_is_seen_at_its_end_where_no_register_is_the_pupil_s(acted: Any) -> None:
    policy = """
registers: {am: {older: {for: year_group >= 5, opens: 09:00, closes: 09:30}}, pm: {all: {opens: 13:00, closes: 13:30}}}
rules: [{id: it, each: contacts, check: session, then: [{do: look}]}]
"""
    # amy is in year 4
    called = [{"date": "2024-09-02", "outcome": "reached", "time": "09:21"}]
    assert acted(r"/\ x2", policy, contacts=called) == ["09-02 it AM look"]


def test_sessions_without_a_mark_have_an_age_too(acted: Any) -> None:
    policy = """
measures:
  unmarked: {count: sessions, of: 'age in [1..3] and code = null', over: last 3 school days}
  not_here: {count: sessions, of: 'not(attended) and age >= 1', over: last 3 school days}
rules:
- {id: unmarked_1, when: unmarked >= 1, then: [{do: ask}]}
- {id: not_here_2, when: not_here >= 2, then: [{do: ask}]}
"""
    assert acted(r"/\ .\ /\ /. .\ /\ ", policy) == [
        "09-04 unmarked_1 ask",
        "09-09 not_here_2 ask",
    ]


def test_weeks_up_to_some_days_ago_are_none_after_a_restart_since_then(acted: Any) -> None:
    policy = """
measures:
  here: {count: sessions, of: attended, over: day}
  weeks: {count: weeks, of: here = 0, over: ever, ends: 3 school days ago}
ladders:
  up:
    when: weeks < 1
    restart: [weeks]
    steps:
    - {id: one, then: [{do: a}]}
    - {id: two, then: [{do: b}]}
    - {id: three, then: [{do: c}]}
    - {id: four, then: [{do: d}]}
"""
    # on Thursday Monday has ended, on which she was away; the step of the day before has cut it off
    assert acted(r"OO OO OO OO OO", policy) == ["09-02 one a", "09-03 two b", "09-04 three c", "09-05 four d"]


def test_what_is_told_after_a_window_has_ended_lies_in_it_too(acted: Any) -> None:
    policy = """
measures:
  last_week: {count: leave_requests, over: previous week, overlapping: true}
  to_the_day_before: {count: leave_requests, over: week, overlapping: true, ends: yesterday}
  of_granted: {count: leave_requests, of: 'decision = "granted" and n > 0', over: previous week, overlapping: true}
  n: {count: sessions, of: present, over: year}
  shown: {is: if seen then last_week else 0}
rules:
- {id: seen, then: [{do: note}]}
- {id: ahead, when: last_week >= 1, then: [{do: look}]}
- {id: before, when: to_the_day_before >= 1, then: [{do: look}]}
- {id: granted, when: of_granted >= 1, then: [{do: look}]}
- {id: stepped, when: shown >= 1, then: [{do: look}]}
- {id: each_row, each: leave_requests, act: each check, when: last_week >= 1, then: [{do: look}]}
"""
    # asked on Tuesday of the second week, of the Thursday before: on that Tuesday Monday's end had not seen it
    asked = [_GRANTED | {"from": "2024-09-05", "to": "2024-09-10", "submitted_on": "2024-09-10"}]
    assert acted(r"/\ x9", policy, leave_requests=asked) == [
        "09-02 seen note",
        "09-10 ahead look",
        "09-10 each_row r1 look",
        "09-10 granted look",
        "09-11 before look",
        "09-11 each_row r1 look",
        "09-12 each_row r1 look",
    ]


def test_rows_told_by_school_days_or_by_the_pupil_s_own_marks(acted: Any) -> None:
    policy = """
measures:
  seen: {count: sessions, of: present, over: year}
  asked_late: {count: leave_requests, of: 'school days between(submitted_on, from) < 3 or seen >= 4', over: year}
rules: [{id: it, when: asked_late >= 1, then: [{do: look}]}]
"""
    # three school days lie between, so it is the fourth session seen that tells
    asked = [_GRANTED | {"from": "2024-09-05", "to": "2024-09-06", "submitted_on": "2024-09-02"}]
    assert acted(r"/\ x4", policy, leave_requests=asked) == ["09-03 it look"]


def test_a_missing_file_hides_nothing_from_before_a_pupil_came(acted: Any) -> None:
    policy = """
facts: {contacts: {in_force: {until: 2024-09-04}}}
measures:
  calls: {count: contacts, over: year}
  calls_in_spell: {count: contacts, over: [spell of attended, year]}
rules:
- {id: it, when: calls = 0, then: [{do: look}]}
- {id: in_spell, when: calls_in_spell = 0, then: [{do: look}]}
- {id: step, when: calls = 0 and not(it), check: week, then: [{do: look}]}
"""
    # contacts are in force until the day before she comes
    came = {"enrolled_on": "2024-09-04"}
    expected = ["09-04 in_spell look", "09-04 it look", "09-06 step look"]
    assert acted(r".. .. /\ x3", policy, pupil=came, contacts=None) == expected
    assert acted(r"/\ x5", policy, contacts=None) == []
