"""The oracle's rules, flags, ladders and tables against cases worked by hand; each names the sentence it rests on.

The line of marks begins on Monday 2 September 2024 unless `start` says otherwise.
"""

from tests.oracle.worked import acted, ask, when

# §5.2 rules


def test_when_it_starts_each_check_when_it_ends():
    figure = "measures: {d: {count: sessions, of: absent, over: day}}\n"
    line = r"/\ OO OO /\ OO"
    for act, days in [("when it starts", "3 6"), ("each check", "3 4 6"), ("when it ends", "5")]:
        result = ask(line, figure + f"rules: [{{id: it, act: {act}, when: d > 0}}]")
        assert [f"{action.date.day}" for action in result.actions] == days.split()


def test_every_so_long():
    rules = "rules: [{id: it, act: every 2 school days}]"
    assert acted(ask(r"/\ x6", rules)) == ["2 Sep it", "4 Sep it", "6 Sep it"]


def test_a_rule_without_when_is_always_true_and_starts_once():
    assert acted(ask(r"/\ x4", "rules: [{id: it}]")) == ["2 Sep it"]


def test_an_episode_ends_on_a_day_when_no_session_was_possible():
    policy = "measures: {d: {count: sessions, of: absent, over: day}}\nrules: [{id: it, when: d > 0}]"
    assert acted(ask(r"OO XX OO", policy)) == ["2 Sep it", "4 Sep it"]


def test_the_year_ends_an_episode_unless_all_in_it_is_rolling():
    bound = "measures: {n: {count: sessions, of: absent, over: year}}\nrules: [{id: it, when: n >= 1}]"
    assert acted(ask(r"OO OO OO", bound, start="2025-07-21")) == ["21 Jul it", "1 Sep it"]
    rolling = "measures: {n: {count: sessions, of: absent, over: last 5 school days}}\nrules: [{id: it, when: n >= 1}]"
    assert acted(ask(r"OO OO OO", rolling, start="2025-07-21")) == ["21 Jul it"]


def test_not_known_does_not_act_is_undecided_and_in_unless_does_not_suppress():
    figure = "measures: {n: {count: contacts, over: day}}\n"
    result = ask(r"/\ ", figure + "rules: [{id: it, when: n < 1}, {id: sure, unless: n > 0}]", contacts=None)
    assert acted(result) == ["2 Sep sure"]
    assert {rule for rule, _, _ in result.undecided} == {"it"}


def test_not_known_is_reported_or_acts():
    figure = "measures: {n: {count: contacts, over: day}}\n"
    result = ask(
        r"/\ ", figure + "rules: [{id: it, when: n > 0}, {id: act, when: n > 0, if_unknown: act}]", contacts=None
    )
    assert acted(result) == ["2 Sep act"]
    assert {rule for rule, _, _ in result.undecided} == {"it"}


def test_at_most_once_per_week():
    rules = "rules: [{id: it, act: each check, at_most: once per week}]"
    assert acted(ask(r"/\ x7", rules)) == ["2 Sep it", "9 Sep it"]


def test_a_task_with_a_moment_of_its_own():
    policy = """
measures: {n: {in_a_row: school days, of: absent}}
rules: [{id: it, when: n >= 1, then: [{do: call}, {if: n >= 3, do: refer}]}]"""
    result = ask(r"OO OO OO OO /\ ", policy)
    assert [(action.date.day, action.do) for action in result.actions] == [(2, ("call",)), (4, ("refer",))]


def test_a_rule_whose_tasks_all_have_a_moment_acts_only_then():
    policy = """
measures: {n: {in_a_row: school days, of: absent}}
rules: [{id: it, when: n >= 1, then: [{if: n >= 2, do: refer}]}]"""
    assert acted(ask(r"OO OO OO /\ OO OO", policy)) == ["3 Sep it", "9 Sep it"]


def test_a_rule_id_means_that_it_acted_at_this_review_point():
    policy = """
measures: {d: {count: sessions, of: absent, over: day}}
rules:
  - {id: b, act: each check, when: a}
  - {id: a, when: d > 0}
  - {id: c, check: week, when: a}
  - {id: e, check: morning, when: a}"""
    assert acted(ask(r"/\ OO OO /\ OO", policy)) == ["3 Sep a", "3 Sep b", "6 Sep a", "6 Sep b", "6 Sep c"]


def test_morning_sees_the_morning_only_and_facts_timed_up_to_the_close_of_the_register():
    figure = "measures: {n: {count: contacts, over: day}, a: {count: sessions, of: absent, over: day}}\n"
    rules = "rules: [{id: it, check: morning, act: each check, when: n = 0 and a = 1}]"
    rows = [
        {"date": "2024-09-02", "time": "09:30"},
        {"date": "2024-09-03", "time": "09:31"},
        {"date": "2024-09-04", "time": ""},
    ]
    assert acted(ask("OO OO OO", figure + rules, contacts=rows)) == ["3 Sep it"]


def test_a_clock_time_sees_registers_closed_by_then():
    figure = "measures: {a: {count: sessions, of: absent, over: day}}\n"
    rules = """
rules:
  - {id: early, check: 09:00, act: each check, when: a >= 1}
  - {id: noon, check: 12:00, act: each check, when: a = 1}
  - {id: late, check: 13:30, when: a = 2}"""
    assert acted(ask("OO", figure + rules)) == ["2 Sep late", "2 Sep noon"]


def test_each_row_is_asked_from_its_date_on():
    rows = [
        {"request": "Q1", "submitted_on": "2024-09-07", "from": "2024-09-10", "to": "2024-09-11", "reason": "holiday"}
    ]
    policy = """
measures: {n: {count: sessions, of: absent, over: row}}
rules:
  - {id: it, each: leave_requests, when: 'reason = "holiday"'}
  - {id: away, each: leave_requests, when: n = number(school_days) * 2}"""
    result = ask(r"/\ x6 OO OO", policy, leave_requests=rows)
    assert acted(result) == ["9 Sep it", "11 Sep away"]
    assert {action.request for action in result.actions} == {"Q1"}


def test_a_row_dated_by_from_is_asked_only_while_it_holds():
    rows = [
        {"from": "2024-09-03", "to": "2024-09-04", "kind": "x"},
        {"from": "2024-09-07", "to": "2024-09-08", "kind": "x"},
    ]
    assert acted(ask(r"/\ x6", "rules: [{id: it, each: evidence, act: each check}]", evidence=rows)) == [
        "3 Sep it",
        "4 Sep it",
    ]


def test_under_each_parents_notices_are_that_parents():
    policy = """
measures: {n: {count: notices, over: ever}}
rules: [{id: it, each: parents, when: n = 1 and liable}]"""
    parents = [{"parent": "a", "liable": "true"}, {"parent": "b", "liable": "yes"}, {"parent": "c", "liable": ""}]
    notices = [{"parent": name, "issued_on": "2024-09-02"} for name in "bc"]
    result = ask(r"/\ ", policy, parents=parents, notices=notices)
    assert [action.parent for action in result.actions] == ["b"]
    assert {rule for rule, _, _ in result.undecided} == {"it"}


def test_a_rule_about_rows_of_an_absent_file_is_undecided_where_the_rest_does_not_rule_it_out():
    policy = """
measures: {d: {count: sessions, of: absent, over: day}}
rules: [{id: it, each: parents, when: d > 0 and liable}]"""
    result = ask(r"/\ OO", policy, parents=None)
    assert {(rule, day.day) for rule, _, day in result.undecided} == {("it", 3)}


# §5.3 flags of the policy


FLAG = """
measures: {d: {count: sessions, of: absent, over: day}}
rules: [{id: first, when: d > 0}, {id: it, act: each check, when: mon}]
"""


def test_a_policys_flag_begins_after_the_review_point_and_lasts():
    assert acted(ask(r"OO /\ x4", FLAG + "flags: {mon: {starts: first, lasts: 2 school days}}")) == [
        "2 Sep first",
        "3 Sep it",
        "4 Sep it",
    ]


def test_a_policys_flag_ends_with_the_day_on_which_until_is_true():
    more = "flags: {mon: {starts: first, until: 'weekday = \"Wednesday\"'}}"
    assert acted(ask(r"OO /\ x4", FLAG + more)) == ["2 Sep first", "3 Sep it", "4 Sep it"]


def test_rest_of_term():
    days = acted(ask(r"OO /\ x4", FLAG + "flags: {mon: {starts: first, lasts: rest of term}}", start="2024-12-18"))
    assert days == ["18 Dec first", "19 Dec it", "20 Dec it"]


def test_a_flag_as_a_window():
    policy = FLAG.replace("when: mon", "when: m = 2") + "flags: {mon: {starts: first, lasts: 3 school days}}"
    policy = policy.replace("measures: {", "measures: {m: {count: sessions, of: late, over: mon}, ")
    # the stretch is 3 to 5 September; after it, it stays the latest one
    assert acted(ask(r"OL LL /\ /\ LL", policy)) == ["2 Sep first", "3 Sep it", "4 Sep it", "5 Sep it", "6 Sep it"]


def test_a_flag_begun_by_a_fact_and_by_a_condition():
    flags = "flags: {mon: {starts: contacts, lasts: 1 school days}, cond: {starts: 'd > 0', lasts: 1 school days}}"
    policy = FLAG.replace("when: mon", "when: mon or cond") + flags
    assert acted(ask(r"/\ OO OO /\ ", policy, contacts=[{"date": "2024-09-02"}])) == [
        "3 Sep first",
        "3 Sep it",
        "4 Sep it",
    ]


# §5.4 ladders

LATES = "measures: {n: {count: sessions, of: late, over: last 10 school days}}\n"
STEPS = "steps: [{id: one}, {id: two}, {id: three}]"


def test_at_most_one_step_a_check_and_figures_count_anew_after_each():
    ladder = "ladders: {l: {when: n >= 2, " + STEPS + "}}"
    assert acted(ask(r"LL /\ /\ /\ /\ ", LATES + ladder)) == ["2 Sep one", "3 Sep two", "4 Sep three"]
    restart = "ladders: {l: {when: n >= 2, restart: [n], " + STEPS + "}}"
    assert acted(ask(r"LL L\ L\ /\ LL LL", LATES + restart)) == ["2 Sep one", "4 Sep two", "6 Sep three"]


def test_other_readers_see_the_plain_figure():
    ladder = "ladders: {l: {when: n >= 2, restart: [n], steps: [{id: one}]}}\nrules: [{id: it, when: n >= 3}]"
    assert acted(ask(r"LL L\ ", LATES + ladder)) == ["2 Sep one", "3 Sep it"]


def test_reset_starts_at_the_first_step_and_counts_from_the_periods_first_day():
    ladder = "ladders: {l: {when: n >= 2, restart: [n], reset: week, steps: [{id: one}]}}"
    assert acted(ask(r"/\ x3 LL L\ L\ L\ ", LATES + ladder)) == ["5 Sep one", "10 Sep one"]


def test_after_waits_from_the_step_before_or_from_the_day_it_was_done():
    ladder = "ladders: {l: {when: n >= 1, steps: [{id: one}, {id: two, after: 3 school days}]}}"
    assert acted(ask(r"LL /\ x6", LATES + ladder)) == ["2 Sep one", "5 Sep two"]
    done = [{"rule": "one", "on": "2024-09-03", "outcome": "done"}]
    assert acted(ask(r"LL /\ x6", LATES + ladder, outcomes=done)) == ["2 Sep one", "6 Sep two"]


def test_within_and_start_again():
    ladder = "ladders: {l: {when: d > 0, steps: [{id: one}, {id: two, within: 1 school day, otherwise: start again}]}}"
    figure = "measures: {d: {count: sessions, of: late, over: day}}\n"
    assert acted(ask(r"LL LL /\ ", figure + ladder)) == ["2 Sep one", "3 Sep two"]
    assert acted(ask(r"LL /\ LL LL ", figure + ladder)) == ["2 Sep one", "4 Sep one", "5 Sep two"]


def test_within_and_keep_looking_ends_the_ladder():
    ladder = "ladders: {l: {when: d > 0, steps: [{id: one}, {id: two, within: 1 school day}]}}"
    figure = "measures: {d: {count: sessions, of: late, over: day}}\n"
    assert acted(ask(r"LL /\ LL LL ", figure + ladder)) == ["2 Sep one"]


def test_a_look_that_fails_starts_again():
    ladder = "ladders: {l: {when: d > 0, steps: [{id: one}, {id: two, after: 2 school days, otherwise: start again}]}}"
    figure = "measures: {d: {count: sessions, of: late, over: day}}\n"
    assert acted(ask(r"LL /\ /\ LL /\ LL ", figure + ladder)) == ["2 Sep one", "5 Sep one", "9 Sep two"]


def test_repeat_last_and_another_anchor():
    ladder = "ladders: {l: {when: n >= 1, repeat: last, steps: [{id: one}, {id: two, after: 2 school days}]}}"
    assert acted(ask(r"LL /\ x5", LATES + ladder)) == ["2 Sep one", "4 Sep two", "6 Sep two"]
    other = "ladders: {l: {when: n >= 1, steps: [{id: one}, {id: two, after_step: it, after: 1 school day}]}}\n"
    other += "rules: [{id: it, when: 'weekday = \"Thursday\"'}]"
    assert acted(ask(r"LL /\ x5", LATES + other)) == ["2 Sep one", "5 Sep it", "6 Sep two"]


# §5.5 tables


def test_a_table_decides_a_row_once():
    policy = r"""
tables:
  leave:
    each: leave_requests
    when: reason != "medical"
    hit: first
    gives: [outcome, code]
    rows: |
      reason | school_days || outcome | code
      "holiday" | - || "refuse" | "G"
      "interview", "performance" | <= 2 || "grant" | "C1"
      - | - || "head_decides" | null
"""
    dates = {"submitted_on": "2024-09-02", "from": "2024-09-05", "to": "2024-09-06"}
    rows = [{"request": name, "reason": reason, **dates} for name, reason in
            [("Q1", "holiday"), ("Q2", "interview"), ("Q3", "other"), ("Q4", "medical")]]  # fmt: skip
    result = ask(r"/\ x3", policy, leave_requests=rows)
    assert [(found.request, dict(found.gives), found.row) for found in result.decisions] == [
        ("Q1", {"outcome": "refuse", "code": "G"}, 1),
        ("Q2", {"outcome": "grant", "code": "C1"}, 2),
        ("Q3", {"outcome": "head_decides", "code": None}, 3),
    ]


def test_what_a_table_gives_is_a_quantity():
    table = r"""
tables:
  bands:
    gives: [band]
    rows: |
      p || band
      < 50 || "red"
      [50..90) || "amber"
      >= 90 || "green"
"""
    figure = "{p: {percent: attended, of: possible, over: year}}"
    assert when(r"OO /\ ", 'band = "amber"', figure, table) == ["3 Sep"]
    assert when(r"OO /\ ", 'band = "red"', figure, table) == ["2 Sep"]
    assert when("XX", "band = null", figure, table) == ["2 Sep"]


def test_a_table_about_rows_whose_match_is_not_known_is_undecided():
    table = """
measures: {n: {count: notices, over: ever}}
tables:
  fine:
    each: parents
    gives: [outcome]
    rows: |
      n || outcome
      0 || "first"
      >= 1 || "second"
"""
    result = ask(r"/\ ", table, parents=[{"parent": "a", "liable": "true"}], notices=None)
    assert not result.decisions
    assert {rule for rule, _, _ in result.undecided} == {"fine"}
