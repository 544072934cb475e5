"""What the pupils file says of a pupil from when made a difference: cases worked by hand.

The line of marks begins on Monday 2 September 2024.
"""

from typing import Any

_AMY = {"pupil": "amy", "year_group": "4", "enrolled_on": "2023-09-04", "left_on": "", "leaving_reason": "", "from": ""}


def test_the_reason_for_a_leaving_may_be_told_by_a_row_from_after_it(acted: Any) -> None:
    policy = """
rules:
- {id: missing, when: leaving_reason = "unknown", then: [{do: refer}]}
- {id: left, when: left_on != null, then: [{do: note}]}
"""
    told = _AMY | {"from": "2024-09-05", "left_on": "2024-09-04", "leaving_reason": "unknown"}
    assert acted(r"/\ NN NN", policy, pupils=[_AMY, told], as_of="2024-09-06") == [
        "09-04 left note",
        "09-04 missing refer",
    ]
    # as of Wednesday nobody knows it yet
    assert acted(r"/\ NN NN", policy, pupils=[_AMY, told], as_of="2024-09-04") == []


def test_a_later_row_without_a_leaving_says_that_the_pupil_is_on_the_roll(acted: Any) -> None:
    policy = """
measures: {away: {count: sessions, of: absent, over: day}}
rules:
- {id: visit, act: each check, when: away > 0, then: [{do: visit}]}
- {id: left, when: left_on != null, then: [{do: note}]}
"""
    left = _AMY | {"left_on": "2024-09-03", "leaving_reason": "moved"}
    back = _AMY | {"from": "2024-09-05"}
    assert acted(r"/\ OO .. /\ OO", policy, pupils=[left, back]) == ["09-03 visit visit", "09-06 visit visit"]


def test_a_year_group_after_the_last_key_stage_is_in_none(acted: Any) -> None:
    policy = """
school_age:
  from_age: 5
  on_or_after: [03-31, 08-31, 12-31]
  until_age: 16
  leaves: last friday of june
  stages: {EYFS: R, KS1: 2}
rules:
- {id: older, when: key_stage = null, then: [{do: look}]}
- {id: infant, when: key_stage = "KS1", then: [{do: look}]}
"""
    assert acted(r"/\ x2", policy) == ["09-02 older look"]
    assert acted(r"/\ x2", policy, pupil={"year_group": "2"}) == ["09-02 infant look"]


def test_school_age_from_the_birthday_of_one_born_on_29_february(acted: Any) -> None:
    policy = """
school_age: {from_age: 5, on_or_after: [02-28, 09-04], until_age: 16, leaves: last friday of june}
rules: [{id: of_age, when: compulsory_school_age, then: [{do: look}]}]
"""
    # five on 1 March 2025, and on 28 February 2024 for those born a day before a leap day in 2019
    assert acted(r"/\ x3", policy, pupil={"date_of_birth": "2019-02-28"}) == ["09-02 of_age look"]
    assert acted(r"/\ x130", policy, pupil={"date_of_birth": "2020-02-29"}) == []


def test_of_nobody_anything_is_told_before_their_first_row(acted: Any) -> None:
    policy = """
sets: {older: year_group >= 3}
measures:
  sessions: {count: sessions, of: older and possible, over: day}
  days: {count: school days, of: year_group >= 3, over: day}
rules:
- {id: in_the_morning, check: "10:00", when: sessions = 0, then: [{do: look}]}
- {id: by_the_day, when: days = 0, then: [{do: look}]}
- {id: of_a_row, each: evidence, when: days = 0 and sessions = 0, then: [{do: look}]}
"""
    proof = [{"from": "2024-09-02", "to": "2024-09-06", "kind": "gp_letter"}]
    # of Monday and Tuesday nobody knows in which year she was
    first = {"from": "2024-09-04", "year_group": "2"}
    assert acted(r"/\ x5", policy, pupil=first, evidence=proof) == [
        "09-04 by_the_day look",
        "09-04 in_the_morning look",
        "09-04 of_a_row look",
    ]


def test_a_column_of_numbers_holds_decimal_places(acted: Any) -> None:
    policy = """
pupils: {columns: {score: number}}
facts: {tests: {dated_by: date, columns: {points: number}}}
measures:
  low_days: {count: sessions, of: possible and score < 5, over: ever}
  poor: {count: tests, of: points < 3.5, over: ever}
flags: {begun: {starts: low, lasts: 2 school days}}
tables: {level: {gives: [band], hit: first, rows: "score || band\\n< 5 || \\"low\\"\\n- || \\"fair\\""}}
rules:
- {id: low, when: score < 5, then: [{do: look}]}
- {id: banded, when: 'band = "fair"', then: [{do: look}]}
- {id: counted, when: low_days = 4, then: [{do: look}]}
- {id: stepped, when: score * 2 = 5 and begun, then: [{do: look}]}
- {id: marked, when: poor > 0, then: [{do: look}]}
- {id: row, each: tests, when: points >= 9.5 and score = 12, then: [{do: look}]}
"""
    rows = [_AMY | {"score": "2.5"}, _AMY | {"from": "2024-09-05", "score": "12"}]
    told = (("2024-09-04", "3.25"), ("2024-09-06", "9.5"))
    tests = [{"pupil": "amy", "date": on, "points": points} for on, points in told]
    assert acted(r"/\ x5", policy, pupils=rows, tests=tests) == [
        "09-02 low look",
        "09-03 counted look",
        "09-03 stepped look",
        "09-04 marked look",
        "09-05 banded look",
        "09-06 row look",
    ]
