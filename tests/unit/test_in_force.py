r"""Items in force on some days alone: what each means on the others, and that nothing of it is passed over silently."""

from datetime import date

import pytest

from engine import api

HEAD = """policy: dated
layer: school
codes:
  - table:
      '/': {category: present, used_for: on_time_am}
      '\\': {category: present, used_for: on_time_pm}
      'L': {category: present, used_for: late}
      'O': {category: unauthorised_absence}
      'X': {category: not_possible, used_for: not_required}
      '#': {category: administrative, silent: true, used_for: planned_closure}
measures:
  lates_day: {count: sessions, of: 'code = "L"', over: day}
"""
CALL = "then: [{do: call, to: parents, by: office}]"
MARKS = "{amy: 'L\\ x10'}"
WEEK = [f"2025-01-{day:02}" for day in (6, 7, 8, 9, 10, 13, 14, 15, 16, 17)]


@pytest.fixture
def differences(tmp_path):
    def run(policy, expect, marks=MARKS, facts="", only="[late]"):
        (tmp_path / "dated.yaml").write_text(HEAD + policy, encoding="utf-8")
        said = ", ".join(f"{{rule: {rule}, date: {day}}}" for rule, day in expect)
        test = (
            f"- {{name: a, policy: dated, calendar: {{from: 2025-01-06, weeks: 2}}, marks: {marks}, "
            f"pupils: {{amy: {{year_group: 4}}}}, {facts} only: {only}, expect: {{amy: [{said}]}}}}\n"
        )
        (tmp_path / "dated.test.yaml").write_text(test, encoding="utf-8")
        found = api.run_tests([tmp_path / "dated.test.yaml"])
        assert found.value, found.diagnostics
        return [
            line
            for result in found.value
            for line in (
                *(f"{each.code} {each.message}" for each in getattr(result, "diagnostics", ())),
                *map(str, result.differences),
            )
        ]

    return run


@pytest.fixture
def run(tmp_path):
    def made(policy, **tables):
        (tmp_path / "dated.yaml").write_text(HEAD + policy, encoding="utf-8")
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        calendar = "terms: [{name: spring, from: 2025-01-06, to: 2025-01-17}]\n"
        (folder / "calendar.yaml").write_text(calendar, encoding="utf-8")
        (folder / "pupils.csv").write_text("pupil,year_group\namy,4\nben,4\n", encoding="utf-8")
        rows = [f"{who},{day},{half},{code}" for who in ("amy", "ben") for day in WEEK for half, code in HALVES]
        (folder / "marks.csv").write_text("\n".join(["pupil,date,session,code", *rows]) + "\n", encoding="utf-8")
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        loaded = api.load_policy(tmp_path / "dated.yaml")
        assert loaded.value is not None, loaded.diagnostics
        done = api.run(loaded.value, folder)
        assert done.value is not None, done.diagnostics
        return done.value

    return made


HALVES = (("AM", "L"), ("PM", "\\"))


def each_day(days, rule="late"):
    return [(rule, day) for day in days]


def test_a_figure_is_not_known_on_other_days_and_the_run_says_when_it_is(run):
    policy = (
        "  lates: {count: sessions, of: 'code = \"L\"', over: day, in_force: {from: 2025-01-09, until: 2025-01-14}}\n"
    )
    found = run(policy + f"rules:\n  - {{id: late, when: lates >= 1, act: each check, {CALL}}}\n")

    assert [(each.rule, each.date) for each in found.actions if each.pupil == "amy"] == each_day(WEEK[3:6])
    (undecided,) = found.undecided
    assert (undecided.cause, undecided.file, undecided.figure, undecided.pupils) == ("not_in_force", None, "lates", 2)
    assert undecided.in_force == (date(2025, 1, 9), date(2025, 1, 13))
    assert (undecided.first, undecided.last) == (date(2025, 1, 6), date(2025, 1, 17))


def test_an_equation_about_a_figure_that_is_not_in_force_is_told_too(run):
    policy = "  lates: {count: sessions, of: 'code = \"O\"', over: day, in_force: {from: 2025-01-09}}\n"
    found = run(policy + f"rules:\n  - {{id: late, when: lates = 0, act: each check, {CALL}}}\n")

    assert {each.date for each in found.actions} == set(WEEK[3:])
    assert [(each.cause, each.figure, each.pupils) for each in found.undecided] == [("not_in_force", "lates", 2)]


def test_what_is_asked_of_a_list_is_told_where_a_row_that_would_give_it_is_not_known(run):
    policy = (
        "  lates: {count: sessions, of: 'code = \"L\"', over: day, in_force: {from: 2025-01-09}}\n"
        "tables:\n  signs:\n    hit: collect\n    gives: [sign]\n    rows: |\n      lates | lates_day || sign\n"
        '      1 | - || "late"\n      > 8 | - || "very late"\n      - | > 8 || "often late"\n'
    )
    signs = ("late", "very late", "often late")
    asked = [
        f"  - {{id: {sign.replace(' ', '_')}, when: '\"{sign}\" in sign', act: each check, {CALL}}}\n" for sign in signs
    ]
    found = run(policy + "rules:\n" + "".join(asked))

    assert {(each.rule, each.date) for each in found.actions} == {("late", day) for day in WEEK[3:]}
    told = [(each.rule, each.cause, each.figure, each.pupils) for each in found.undecided]
    assert told == [("late", "not_in_force", "lates", 2), ("very_late", "not_in_force", "lates", 2)]


def test_an_expression_is_not_known_while_it_is_not_in_force_though_all_that_it_is_made_of_is(run):
    policy = "  often: {is: lates_day >= 1, in_force: {until: 2025-01-08}}\n"
    found = run(policy + f"rules:\n  - {{id: late, when: often, act: each check, {CALL}}}\n")

    assert {each.date for each in found.actions} == set(WEEK[:2])
    assert [(each.cause, each.figure) for each in found.undecided] == [("not_in_force", "often")]


def test_a_figure_as_it_stood_earlier_is_not_known_where_it_was_not_in_force_then(differences):
    policy = (
        "  lates: {count: sessions, of: 'code = \"L\"', over: week, in_force: {from: 2025-01-13}}\n"
        "  lates_then: {value: lates, at: previous week}\n"
        f"rules:\n  - {{id: late, when: lates_then >= 1, act: each check, {CALL}}}\n"
    )
    assert differences(policy, []) == []
    assert differences(policy.replace("2025-01-13", "2025-01-10"), each_day(WEEK[5:])) == []


def test_a_policys_flag_begins_and_stands_on_days_in_force_alone(differences):
    days = "in_force: {from: 2025-01-08, until: 2025-01-14}"
    flag = f"flags:\n  often: {{starts: lates_day >= 1, lasts: 20 school days, {days}}}\n"
    policy = flag + f"rules:\n  - {{id: late, when: often, act: each check, {CALL}}}\n"

    # what holds already when it comes into force begins it then, with the session after
    assert differences(policy, each_day(WEEK[3:6])) == []


def test_a_persons_flag_stands_for_nobody_on_other_days_and_a_row_that_stands_on_these_alone_is_counted(run):
    policy = "flags:\n  watched: {set_by: head, in_force: {from: 2025-01-08, until: 2025-01-14}}\n"
    policy += f"rules:\n  - {{id: late, when: watched, act: each check, {CALL}}}\n"
    rows = ("amy,watched,2025-01-07,2025-01-09", "amy,watched,2025-01-13,", "ben,watched,2025-01-06,2025-01-07")
    found = run(policy, flags="\n".join(["pupil,flag,from,to", *rows]) + "\n")

    assert [(each.pupil, each.date) for each in found.actions] == [("amy", day) for day in (*WEEK[2:4], WEEK[5])]
    assert found.data.rows_not_in_force == {"watched": 1}


def test_without_the_flags_file_a_flag_that_is_not_in_force_is_known_to_stand_for_nobody(run):
    policy = "flags:\n  watched: {set_by: head, in_force: {from: 2025-01-16}}\n"
    found = run(policy + f"rules:\n  - {{id: late, when: not(watched), act: each check, {CALL}}}\n")

    assert {each.date for each in found.actions} == set(WEEK[:8])
    assert [(each.cause, each.file, each.first) for each in found.undecided] == [
        ("missing_file", "flags", date(2025, 1, 16))
    ]


FACTS = (
    "facts:\n"
    "  heard: {dated_by: date, columns: {how: [phone, gate]}, in_force: {from: 2025-01-08}}\n"
    "  by_phone: {part_of: heard, where: 'how = \"phone\"', in_force: {until: 2025-01-15}}\n"
)
HEARD = "pupil,date,how\namy,2025-01-07,phone\namy,2025-01-09,phone\namy,2025-01-09,gate\namy,2025-01-15,phone\n"


def test_rows_dated_on_other_days_count_nowhere_and_are_counted(run):
    policy = (
        "  all_heard: {count: heard, over: ever}\n  phoned: {count: by_phone, over: ever}\n" + FACTS +
        f"rules:\n  - {{id: twice, when: all_heard >= 2, {CALL}}}\n"
        f"  - {{id: thrice, when: all_heard >= 3, {CALL}}}\n"
        f"  - {{id: phone, when: phoned >= 1, {CALL}}}\n"
        f"  - {{id: phone_twice, when: phoned >= 2, {CALL}}}\n"
        f"  - {{id: row, each: by_phone, {CALL}}}\n"
    )  # fmt: skip
    found = run(policy, heard=HEARD)

    assert [(each.rule, each.date) for each in found.actions] == [
        ("phone", "2025-01-09"), ("row", "2025-01-09"), ("twice", "2025-01-09"), ("thrice", "2025-01-15"),
    ]  # fmt: skip
    assert found.data.rows_not_in_force == {"heard": 1, "by_phone": 2}


def test_without_its_file_a_fact_has_no_rows_on_days_before_it_is_in_force(run):
    policy = "  all_heard: {count: heard, over: day}\n" + FACTS
    rules = f"  - {{id: none, when: all_heard < 1, act: each check, {CALL}}}\n  - {{id: row, each: heard, {CALL}}}\n"
    found = run(f"{policy}rules:\n{rules}")

    assert {each.date for each in found.actions} == set(WEEK[:2])
    assert {(each.rule, each.cause, each.first) for each in found.undecided} == {
        ("none", "missing_file", date(2025, 1, 8)), ("row", "missing_file", date(2025, 1, 8)),
    }  # fmt: skip


def test_without_its_file_no_session_before_it_is_in_force_has_a_row_of_a_fact(run):
    policy = '  told: {count: sessions, of: \'code = "L" and heard(how = "phone")\', over: day}\n' + FACTS
    found = run(f"{policy}rules:\n  - {{id: none, when: told < 1, act: each check, {CALL}}}\n")

    assert {each.date for each in found.actions} == set(WEEK[:2])
    assert [(each.cause, each.file, each.first) for each in found.undecided] == [
        ("missing_file", "heard", date(2025, 1, 8))
    ]


def test_a_covering_fact_covers_the_sessions_in_force_whenever_it_is_dated(run):
    policy = (
        "  lates: {count: sessions, of: 'code = \"L\" and not(excused)', over: day}\n"
        "facts:\n  excused: {covers: session, columns: {from: date, to: date}, "
        "in_force: {from: 2025-01-08, until: 2025-01-10}}\n"
        f"rules:\n  - {{id: late, when: lates >= 1, act: each check, {CALL}}}\n"
    )
    found = run(policy, excused="pupil,from,to\namy,2025-01-06,2025-01-17\nben,2025-01-06,2025-01-07\n")

    assert [each.date for each in found.actions if each.pupil == "amy"] == [*WEEK[:2], *WEEK[4:]]
    assert found.data.rows_not_in_force == {"excused": 1}


STEPS = """ladders:
  up:
    when: lates_day >= 1
    steps:
      - {id: first, then: [{do: call}]}
      - {id: second, in_force: {from: 2025-01-08}, then: [{do: letter}]}
      - {id: third, then: [{do: meeting}]}
"""


@pytest.mark.parametrize(
    ("days", "repeat", "expect"),
    [
        ("{from: 2025-01-08}", "", [("first", 0), ("third", 1)]),
        ("{from: 2025-01-07}", "", [("first", 0), ("second", 1), ("third", 2)]),
        ("{until: 2025-01-07}", "", [("first", 0), ("third", 1)]),
    ],
    ids=["not yet", "just in time", "over"],
)
def test_a_step_that_is_not_in_force_is_passed_over(differences, days, repeat, expect):
    policy = STEPS.replace("{from: 2025-01-08}", days)
    assert differences(policy, [(rule, WEEK[at]) for rule, at in expect], only="[first, second, third]") == []


def test_the_last_step_in_force_is_repeated_until_a_later_one_comes_into_force(differences):
    policy = STEPS.replace("    steps:", "    repeat: last\n    steps:").replace(
        "{id: third, then", "{id: third, in_force: {from: 2025-01-13}, then"
    )
    expect = [("first", WEEK[0]), ("first", WEEK[1]), *each_day(WEEK[2:5], "second"), *each_day(WEEK[5:], "third")]
    assert differences(policy, expect, only="[first, second, third]") == []


def test_a_step_waits_for_the_one_before_it_that_was_raised(differences):
    policy = STEPS.replace("{id: third, then", "{id: third, after: 3 school days, then")
    # the second is passed over on 7 January, and in force before the third has waited long enough
    expect = [("first", WEEK[0]), ("second", WEEK[2]), ("third", WEEK[5])]
    assert differences(policy, expect, only="[first, second, third]") == []


def test_a_fresh_start_is_looked_at_at_once_where_the_first_steps_are_passed_over(differences):
    policy = """ladders:
  up:
    when: lates_day >= 1
    steps:
      - {id: first, in_force: {until: 2025-01-07}, then: [{do: call}]}
      - {id: second, when: 'weekday = "Wednesday"', within: 1 school day, otherwise: start again, then: [{do: letter}]}
"""
    assert differences(policy, [("first", WEEK[0]), ("second", WEEK[2])], only="[first, second]") == []


COUNTED = """  lates: {count: sessions, of: 'code = "L"', over: ever%s}
ladders:
  up:
    when: lates >= %s
    restart: [lates]
    steps:
      - {id: first, then: [{do: call}]}
      - {id: second%s, then: [{do: letter}]}
"""
FROM = ", in_force: {from: 2025-01-13}"


def test_a_step_or_a_figure_comes_into_force_on_a_day_on_which_nothing_is_added(differences):
    marks = "{amy: 'L\\ x2  /\\ x8'}"
    expect = [("first", WEEK[0]), ("second", WEEK[5])]
    assert differences(COUNTED % ("", 1, FROM), expect, marks, only="[first, second]") == []
    assert differences(COUNTED % (FROM, 2, ""), [("first", WEEK[5])], marks, only="[first, second]") == []


def test_what_is_looked_up_pupil_by_pupil_is_not_known_on_other_days_either(differences):
    policy = "  away: {count: sessions, of: 'code = \"L\"', over: spell of present, in_force: {from: 2025-01-09}}\n"
    policy += f"rules:\n  - {{id: late, when: away >= 1, act: each check, {CALL}}}\n"
    assert differences(policy, each_day(WEEK[3:])) == []


def test_a_flags_stretch_ends_with_its_last_day_in_force(differences):
    days = "in_force: {until: 2025-01-09}"
    policy = "  lates: {count: sessions, of: 'code = \"L\"', over: often}\n"
    policy += f"flags:\n  often: {{starts: lates_day >= 1, lasts: 20 school days, {days}}}\n"
    policy += f"rules:\n  - {{id: late, when: lates >= 2, act: each check, {CALL}}}\n"
    policy += f"  - {{id: later, when: lates >= 3, act: each check, {CALL}}}\n"
    assert differences(policy, each_day(WEEK[2:]), only="[late, later]") == []


def test_school_age_is_not_known_while_it_is_not_in_force(run):
    policy = (
        "school_age:\n  from_age: 5\n  on_or_after: [08-31]\n  until_age: 16\n  leaves: last friday of june\n"
        "  years: [4]\n  in_force: {from: 2025-01-09}\n"
        f"rules:\n  - {{id: late, for: compulsory_school_age, act: each check, {CALL}}}\n"
    )
    found = run(policy)

    assert {each.date for each in found.actions} == set(WEEK[3:])
    assert [(each.cause, each.figure) for each in found.undecided] == [("not_in_force", "compulsory_school_age")]


LETTERS = """  share: {percent: 'code != "L"', of: possible, over: ever}
letters:
  figure: share
  to: parents
  act: when it starts
  thresholds:
    milder: {below: 90%}
    harder: {below: 80%, in_force: {from: 2025-01-09}}
    hardest: {below: 10%}
"""


def test_a_letter_that_is_not_in_force_keeps_back_no_milder_one(differences):
    expect = [("milder", WEEK[0]), ("harder", WEEK[3])]
    assert differences(LETTERS, expect, only="[milder, harder, hardest]") == []


def test_a_letter_is_in_force_on_the_days_of_its_section_too(differences):
    dated = LETTERS.replace("  to: parents\n", "  to: parents\n  in_force: {from: 2025-01-08, until: 2025-01-14}\n")
    assert differences(dated, [("milder", WEEK[2]), ("harder", WEEK[3])], only="[milder, harder, hardest]") == []


LEAVE = """leave:
  reasons:
    holiday: {outcome: refuse, code: O, in_force: {from: 2025-01-08, until: 2025-01-15}}
  otherwise: {outcome: head_decides}
"""


@pytest.mark.parametrize(
    ("submitted", "outcome"),
    [
        ("2025-01-07", "head_decides"),
        ("2025-01-08", "refuse"),
        ("2025-01-14", "refuse"),
        ("2025-01-15", "head_decides"),
    ],
)
def test_a_reason_of_leave_is_as_though_it_were_not_written_on_other_days(run, submitted, outcome):
    head = "request,pupil,submitted_on,from,to,reason,in_writing,by_resident_parent"
    requests = f"{head}\nq,amy,{submitted},2025-01-20,2025-01-20,holiday,yes,yes\n"
    (decision,) = run(LEAVE, leave_requests=requests).decisions
    assert (decision.outcome, decision.date) == (outcome, submitted)


def test_a_value_behind_a_figure_is_not_missed_on_days_on_which_the_figure_is_not_in_force(differences):
    policy = (
        "  often: {is: lates_day >= limit, in_force: {from: 2025-01-13}}\n"
        "values:\n  limit: [{from: 2025-01-13, value: 1 session}]\n"
        f"rules:\n  - {{id: late, when: often, act: each check, {CALL}}}\n"
    )
    assert differences(policy, each_day(WEEK[5:])) == []
    assert "B012" in "".join(differences(policy.replace(", in_force: {from: 2025-01-13}", ""), []))
