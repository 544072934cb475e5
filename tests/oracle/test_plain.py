"""The oracle against cases worked by hand from the design; each names the sentence it rests on.

The line of marks begins on Monday 2 September 2024 unless `start` says otherwise.
"""

import pytest

from tests.oracle.worked import acted, ask, when

# §4 school time


def test_a_count_looks_at_the_sessions_of_its_window_up_to_now():
    figure = "{n: {count: sessions, of: absent, over: last 3 school days}}"
    assert when(r"/\ OO O\ /\ /\ /\ ", "n >= 3", figure) == ["4 Sep", "5 Sep"]


def test_a_window_that_begins_before_the_calendar_is_counted_over_the_days_there_are():
    assert when(r"OO /\ ", "n = 2", "{n: {count: sessions, of: absent, over: last 10 school weeks}}") == [
        "2 Sep",
        "3 Sep",
    ]


@pytest.mark.parametrize(
    ("over", "days"),
    [
        ("day", ["6 Sep"]),
        ("week", ["6 Sep"]),
        ("month", ["6 Sep", "9 Sep", "10 Sep"]),
        ("half_term", ["6 Sep", "9 Sep", "10 Sep"]),
        ("term", ["6 Sep", "9 Sep", "10 Sep"]),
        ("year", ["6 Sep", "9 Sep", "10 Sep"]),
        ("ever", ["6 Sep", "9 Sep", "10 Sep"]),
        ("last 2 school days", ["6 Sep", "9 Sep"]),
        ("last 2 school weeks", ["6 Sep", "9 Sep", "10 Sep"]),
        ("last 3 days", ["6 Sep"]),  # after the same day so long ago: Monday looks back to Saturday
        ("last 4 days", ["6 Sep", "9 Sep"]),
        ("last 1 weeks", ["6 Sep", "9 Sep", "10 Sep"]),
        ("previous week", ["9 Sep", "10 Sep"]),
        ("[year, last 2 school days]", ["6 Sep", "9 Sep"]),
        ("spell of absent", ["6 Sep"]),
    ],
)
def test_windows(over, days):
    figure = f"{{n: {{count: sessions, of: absent, over: {over}}}}}"
    assert when(r"/\ x4 OO /\ /\ ", "n = 2", figure) == days


def test_a_school_week_is_one_with_a_session_and_a_break_is_none():
    figure = "{n: {count: sessions, of: absent, over: last 2 school weeks}}"
    days = when(r"OO /\ x3", "n > 0", figure, start="2024-10-24")
    assert days == ["24 Oct", "25 Oct", "4 Nov", "5 Nov"]


def test_the_academic_year_starts_on_1_august():
    figure = "{n: {count: sessions, of: absent, over: year}}"
    assert when(r"OO /\ x3", "n > 0", figure, start="2025-07-21") == ["21 Jul", "22 Jul"]


def test_previous_half_term_is_not_known_before_the_first_and_for_those_not_yet_on_the_roll():
    figure = "{n: {count: sessions, of: absent, over: previous half_term}}"
    assert when(r"OO x3", "n != null", figure) == []
    assert when(r"/\ x2", "n = 0", figure, start="2024-11-04") == ["4 Nov", "5 Nov"]
    late = {"enrolled_on": "2024-11-04"}
    assert when(r"/\ x2", "n = null", figure, start="2024-11-04", pupil=late) == ["4 Nov", "5 Nov"]


def test_no_window_reaches_before_enrolled_on():
    figure = "{n: {percent: absent, of: possible, over: ever}}"
    days = when(r"OO OO /\ /\ ", "n = 0", figure, pupil={"enrolled_on": "2024-09-04"})
    assert days == ["4 Sep", "5 Sep"]


def test_review_points_are_school_days_on_the_roll():
    rules = "rules: [{id: it, act: each check}]"
    pupil = {"enrolled_on": "2024-09-07", "left_on": "2024-09-11"}
    assert acted(ask(r"/\ x12", rules, pupil=pupil)) == ["9 Sep it", "10 Sep it", "11 Sep it"]


def test_a_day_without_a_possible_session_is_a_review_point():
    assert when("XX", "true") == ["2 Sep"]


def test_a_partial_planned_closure_leaves_a_school_day_and_a_whole_one_does_not():
    closures = """closures: [{date: 2024-09-03, session: PM, code: "#"}, {date: 2024-09-04, session: all, code: "#"},
                             {date: 2024-09-05, session: all, code: Y4}]"""
    assert when(r"/\ /~ ~~ /\ ", "true", calendar=closures) == ["2 Sep", "3 Sep", "5 Sep", "6 Sep"]


def test_a_period_is_reviewed_on_its_last_school_day_if_that_is_not_after_as_of():
    rules = "rules: [{id: w, check: week, act: each check}, {id: h, check: half_term}]"
    result = ask(r"/\ x12", rules)
    assert acted(result) == ["6 Sep w", "13 Sep w"]
    assert [(check, f"{day}") for check, _, day in result.reviews_to_come] == [
        ("week", "2024-09-20"),
        ("half_term", "2024-10-25"),
    ]


def test_a_week_that_ends_early_is_reviewed_on_its_last_school_day():
    rules = "rules: [{id: w, check: week, act: each check}]"
    assert acted(ask(r"/\ x6", rules, calendar="inset: [2024-09-06]")) == ["5 Sep w"]


def test_leaving_is_seen_at_the_last_review_point_only():
    pupil = {"left_on": "2024-09-08", "leaving_reason": "unknown"}  # a Sunday
    assert when(r"/\ x5", 'leaving_reason = "unknown"', pupil=pupil) == ["6 Sep"]
    assert when(r"/\ x5", 'leaving_reason = "unknown"', pupil=pupil, as_of="2024-09-05") == []


def test_a_blank_leaving_reason_is_not_known():
    assert when(r"/\ x2", "leaving_reason != null", pupil={"left_on": "2024-09-03"}) == []


def test_the_latest_row_on_or_before_a_day_counts():
    rows = [
        {"pupil": "amy", "year_group": "4", "class": text, "from": day}
        for text, day in [("red", ""), ("blue", "2024-09-04")]
    ]
    assert when(r"/\ x4", 'class = "blue"', pupils=rows) == ["4 Sep", "5 Sep"]


def test_a_fact_is_seen_at_the_first_review_point_on_or_after_its_date():
    figure = "{n: {count: contacts, over: ever}}"
    assert when(r"/\ x7", "n > 0", figure, contacts=[{"date": "2024-09-07"}]) == ["9 Sep", "10 Sep"]


def test_a_fact_dated_on_saturday_is_in_the_week_and_in_no_day():
    contacts = [{"date": "2024-09-07"}]
    assert when(r"/\ x6", "n > 0", "{n: {count: contacts, over: day}}", contacts=contacts) == []
    assert when(r"/\ x6", "n > 0", "{n: {count: contacts, over: last 3 days}}", contacts=contacts) == ["9 Sep"]


def test_a_flag_row_holds_on_its_days_both_included_and_one_over_before_is_not_seen():
    rows = [
        {"flag": "watched", "from": "2024-09-03", "to": "2024-09-04"},
        {"flag": "watched", "from": "2024-09-07", "to": "2024-09-08"},
    ]
    assert when(r"/\ x8", "watched", more="flags: {watched: {set_by: head}}", flags=rows) == ["3 Sep", "4 Sep"]


def test_a_blank_to_of_a_flag_is_still_open():
    rows = [{"flag": "watched", "from": "2024-09-03", "to": ""}]
    assert when(r"/\ x3", "watched", more="flags: {watched: {set_by: head}}", flags=rows) == ["3 Sep", "4 Sep"]


def test_29_february_counts_from_28_february():
    calendar = "terms: [{name: t, from: 2024-02-26, to: 2024-03-28}]"
    figure = "{n: {count: notices, over: last 1 years}}"
    issued = [{"issued_on": "2023-02-28", "parent": "a"}]
    days = when(r"/\ x4", "n = 1", figure, calendar=calendar, notices=issued)
    assert days == ["26 Feb", "27 Feb"]  # the 28th looks back to 1 March 2023; so does the 29th


def test_a_spell_passes_over_days_with_no_possible_session():
    assert when(r"/\ OO XX OO /\ ", "n >= 2", "{n: {in_a_row: school days, of: absent}}") == ["5 Sep"]
    assert when(r"/\ OO XX OO /\ ", "n >= 1", "{n: {in_a_row: school days, of: absent}}") == ["3 Sep", "4 Sep", "5 Sep"]


def test_counts_over_no_spell_are_0_and_all_else_is_not_known():
    assert when(r"/\ OO", "n = 0", "{n: {count: sessions, of: present, over: spell of absent}}") == ["2 Sep", "3 Sep"]
    assert when(r"/\ OO", "n = null", "{n: {percent: attended, of: possible, over: spell of absent}}") == ["2 Sep"]


def test_ends_yesterday():
    figure = "{n: {count: sessions, of: absent, over: year, ends: yesterday}}"
    assert when(r"OO /\ ", "n = 2", figure) == ["3 Sep"]
    percent = "{n: {percent: attended, of: possible, over: year, ends: yesterday}}"
    assert when(r"OO /\ ", "n = null", percent) == ["2 Sep"]


def test_a_period_that_the_calendar_names():
    calendar = "periods: {trial: {from: 2024-09-03, to: 2024-09-04}}"
    figure = "{n: {count: sessions, of: absent, over: trial}}"
    assert when(r"OO OO /\ OO ", "n = 2", figure, calendar=calendar) == ["3 Sep", "4 Sep", "5 Sep"]


# §3, §4 marks


def test_a_session_without_a_mark_is_not_possible_absent_or_present():
    figure = "{n: {percent: attended, of: possible, over: year}, a: {in_a_row: school days, of: absent}}"
    assert when(r"OO ~~ OO", "n = 0 and a >= 1", figure) == ["2 Sep", "3 Sep", "4 Sep"]
    assert when(r"OO ~~ OO", "a = 2", figure) == ["4 Sep"]


def test_u_is_absent_and_l_is_not():
    assert when("UL", "n = 1", "{n: {count: sessions, of: absent, over: day}}") == ["2 Sep"]


def test_minutes_late():
    figure = "{n: {total: minutes_late, over: day}}"
    arrivals = {
        ("2024-09-02", "AM"): {"arrived": "09:10"},
        ("2024-09-03", "AM"): {"arrived": "08:55"},
        ("2024-09-04", "AM"): {"minutes_late": "7"},
    }
    assert when(r"L\ /\ L\ L\ ", "n = 10", figure, arrivals=arrivals) == ["2 Sep"]
    assert when(r"L\ /\ L\ L\ ", "n = 0", figure, arrivals=arrivals) == ["3 Sep"]
    assert when(r"L\ /\ L\ L\ ", "n = null", figure, arrivals=arrivals) == ["5 Sep"]


def test_compulsory_school_age():
    # fifth birthday on 2 September 2024: from 31 December; the year group alone says yes from year 1
    assert when(r"/\ x2", "compulsory_school_age", start="2024-12-19", pupil={"date_of_birth": "2019-09-02"}) == []
    assert when(r"/\ ", "compulsory_school_age", start="2025-01-06", pupil={"date_of_birth": "2019-09-02"}) == ["6 Jan"]
    born = {"date_of_birth": "2009-03-01", "year_group": "11", "enrolled_on": "2025-06-26"}
    assert when(r"/\ x3", "compulsory_school_age", start="2025-06-26", pupil=born) == ["26 Jun", "27 Jun"]
    for year_group, answer in [("1", "true"), ("11", "true"), ("N", "false"), ("12", "false"), ("R", "null")]:
        assert when(r"/\ ", f"compulsory_school_age = {answer}", pupil={"year_group": year_group}) == ["2 Sep"]


# §5 names


@pytest.mark.parametrize(
    ("condition", "days"),
    [
        ("days_to_holiday = 0", ["25 Oct"]),
        ("days_to_holiday = 1", ["24 Oct"]),
        ("school_days_to_holiday = 1", ["24 Oct"]),
        ('weekday = "Friday"', ["25 Oct"]),
        ("review_day > first_day_of_year", ["24 Oct", "25 Oct", "4 Nov"]),
        ("year_group in [reception..4]", ["24 Oct", "25 Oct", "4 Nov"]),
        ('key_stage = "KS2"', ["24 Oct", "25 Oct", "4 Nov"]),
    ],
)
def test_standard_names(condition, days):
    assert when(r"/\ x3", condition, start="2024-10-24", pupil={"enrolled_on": "2024-10-24"}) == days


def test_age_is_the_school_days_since_the_session():
    figure = "{n: {count: sessions, of: 'code = \"N\" and age = 5', over: ever}}"
    assert when(r"N\ x1 /\ x10", "n = 1", figure) == ["9 Sep"]


def test_a_session_reads_flags_columns_and_facts_on_its_own_day():
    rows = [{"flag": "watched", "from": "2024-09-03", "to": "2024-09-03"}]
    figure = "{n: {count: sessions, of: watched, over: year}}"
    assert when(r"/\ x3", "n = 2", figure, "flags: {watched: {set_by: head}}", flags=rows) == ["3 Sep", "4 Sep"]
    reached = "{n: {count: sessions, of: 'absent and contacts(outcome = \"reached\")', over: year}}"
    told = [{"date": "2024-09-03", "outcome": "reached", "time": "16:00"}]
    assert when("OO OO OO", "n = 2", reached, contacts=told) == ["3 Sep", "4 Sep"]
    assert when("OO", "n = null", reached, contacts=None) == ["2 Sep"]
    assert when(r"/\ ", "n = 0", reached, contacts=None) == ["2 Sep"]  # false and not known is false


def test_a_fact_that_covers_the_session():
    more = "facts: {excused: {covers: session}}"
    figure = "{n: {count: sessions, of: 'late and not(excused)', over: year}}"
    days = when("LL LL", "n = 3", figure, more, excused=[{"date": "2024-09-03", "session": "PM"}])
    assert days == ["3 Sep"]
    assert when("LL LL", "n = 2", figure, more, excused=[{"date": "2024-09-03", "session": ""}]) == ["2 Sep", "3 Sep"]


def test_a_dated_value_is_the_one_in_force_on_the_review_day():
    more = "values: {limit: [{until: 2024-09-04, value: 5 sessions}, {from: 2024-09-04, value: 2 sessions}]}"
    figure = "{n: {count: sessions, of: absent, over: year}}"
    assert when("OO /~ /~ /~", "n >= limit", figure, more) == ["4 Sep", "5 Sep"]


# §5.1 figures


def test_a_percent_is_exact_and_not_known_over_nothing_or_too_little():
    figure = "{n: {percent: absent, of: possible, over: year, at_least: 4 sessions}}"
    assert when(r"~~ OO /\ /\ ", "n = null", figure) == ["2 Sep", "3 Sep"]
    assert when(r"~~ OO /\ /\ ", "n = 100 / 3", figure) == ["5 Sep"]


def test_whole_school_days():
    figure = "{n: {count: school days, of: ill, over: year}, w: {count: school days, of: ill, over: year, whole: true}}"
    assert when(r"I\ II IX", "n = 3 and w = 2", figure) == ["4 Sep"]


def test_spells_and_one_across_the_start_of_the_window():
    figure = "{n: {count: spells, of: absent, over: last 3 school days}}"
    assert when(r"OO OO /\ OO /\ ", "n = 2", figure) == ["5 Sep"]
    assert when(r"OO OO OO OO ", "n = 1", figure) == ["2 Sep", "3 Sep", "4 Sep", "5 Sep"]


def test_runs_of_mornings_and_sessions_pass_over_what_is_not_possible():
    assert when(r"O\ X\ O\ /O", "n = 2", "{n: {in_a_row: mornings, of: absent}}") == ["4 Sep"]
    assert when(r"\O OX ~O /\ ", "n = 3", "{n: {in_a_row: sessions, of: absent}}") == ["4 Sep"]


def test_strict_runs_break_on_what_is_not_possible_or_missing():
    figure = "{n: {in_a_row: school days, of: absent, strict: true}}"
    assert when("OO OX OO OO", "n = 2", figure) == ["5 Sep"]
    assert when("OO O~ OO OO", "n = 2", figure) == ["5 Sep"]


def test_half_a_day_of_absence_so_far_is_a_run_in_the_morning():
    policy = """
measures: {n: {in_a_row: school days, of: absent}}
rules: [{id: it, check: session, act: each check, when: n >= 1}]"""
    assert acted(ask(r"O\ OO", policy)) == ["2 Sep it AM", "3 Sep it AM", "3 Sep it PM"]


def test_rows_are_counted_by_their_date_and_a_part_by_its_condition():
    more = "facts: {gp: {part_of: evidence, where: 'kind = \"gp_letter\"'}}"
    rows = [
        {"from": "2024-09-02", "to": "2024-09-04", "kind": "gp_letter"},
        {"from": "2024-09-03", "to": "2024-09-03", "kind": "note"},
    ]
    assert when(r"/\ x3", "n = 1", "{n: {count: gp, over: year}}", more, evidence=rows) == ["2 Sep", "3 Sep", "4 Sep"]
    assert when(r"/\ x3", "n = 1", "{n: {count: gp, over: day}}", more, evidence=rows) == ["2 Sep"]
    overlapping = "{n: {count: gp, over: day, overlapping: true}}"
    assert when(r"/\ x4", "n = 1", overlapping, more, evidence=rows) == ["2 Sep", "3 Sep", "4 Sep"]


def test_an_absent_file_is_not_known_and_one_without_a_row_is_none():
    figure = "{n: {count: contacts, over: year}}"
    assert when(r"/\ ", "n = null", figure, contacts=None) == ["2 Sep"]
    assert when(r"/\ ", "n = 0", figure, contacts=[]) == ["2 Sep"]


def test_a_blank_cell_leaves_a_count_not_known():
    figure = "{n: {count: leave_requests, of: in_writing, over: year}}"
    rows = [{"request": "1", "submitted_on": "2024-09-03", "from": "2024-09-03", "to": "2024-09-03", "in_writing": ""}]
    assert when(r"/\ x2", "n = null", figure, leave_requests=rows) == ["3 Sep"]


def test_terms_and_weeks_are_asked_at_their_end_and_the_present_one_now():
    figures = "{p: {percent: attended, of: possible, over: week}, n: {count: weeks, of: 'p > 97', over: year}}"
    assert when(r"OO /\ x9 ", "n = 1", figures) == ["9 Sep", "10 Sep", "11 Sep", "12 Sep", "13 Sep"]
    row = "{p: {percent: attended, of: possible, over: week}, n: {in_a_row: weeks, of: 'p > 97'}}"
    assert when(r"/\ x5 OO /\ ", "n = 1", row) == ["2 Sep", "3 Sep", "4 Sep", "5 Sep", "6 Sep"]


def test_since_counts_from_the_latest_action_at_an_earlier_review_point():
    policy = """
measures: {d: {count: sessions, of: absent, over: day}, s: {since: first, in: school days}}
rules: [{id: first, when: d > 0}, {id: it, act: each check, when: s >= 2}]"""
    assert acted(ask(r"OO /\ /\ OO /\ /\ ", policy)) == [
        "2 Sep first",
        "4 Sep it",
        "5 Sep first",
        "5 Sep it",
        "9 Sep it",
    ]


def test_a_figure_as_it_stood_when_a_rule_was_last_raised():
    policy = """
measures:
  n: {count: sessions, of: absent, over: year}
  d: {count: sessions, of: absent, over: day}
  old: {value: n, at: first}
rules: [{id: first, when: d > 0}, {id: it, act: each check, when: old = 2}]"""
    assert acted(ask(r"OO /\ OO /\ ", policy)) == ["2 Sep first", "3 Sep it", "4 Sep first", "4 Sep it"]


def test_a_count_of_actions_with_what_became_of_them():
    policy = """
measures: {d: {count: sessions, of: late, over: day}, n: {count: detention, of: 'outcome = "missed"', over: year}}
rules: [{id: detention, when: d > 0}, {id: it, when: n >= 1}]"""
    rows = [{"rule": "detention", "on": "2024-09-04", "outcome": "missed"}]
    assert acted(ask(r"L\ /\ /\ ", policy, outcomes=rows)) == ["2 Sep detention", "4 Sep it"]
    assert acted(ask(r"L\ /\ /\ ", policy, outcomes=None)) == ["2 Sep detention"]


def test_a_rule_counts_its_own_actions_at_earlier_review_points_only():
    policy = """
measures: {n: {count: it, over: year}}
rules: [{id: it, act: each check, when: n < 2}]"""
    assert acted(ask(r"/\ x4", policy)) == ["2 Sep it", "3 Sep it"]


def test_the_last_session_in_a_window():
    figure = "{c: {last: code, of: possible, over: year}}"
    assert when(r"/\ OX ~~ /\ ", 'c = "O"', figure) == ["3 Sep", "4 Sep"]


def test_three_years_from_the_first_row():
    figure = "{n: {count: notices, over: 3 years from the first}}"
    issued = [{"issued_on": day, "parent": "a"} for day in ("2021-09-03", "2024-09-02", "2024-09-03")]
    assert when(r"/\ x2", "n = 2", figure, notices=issued) == ["2 Sep"]
    assert when(r"/\ x2", "n = 1", figure, notices=issued) == ["3 Sep"]  # the period closed on 3 September
