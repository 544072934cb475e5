"""What the windows of figures cannot hold is told, however it is said; what they can is not."""

from datetime import date

import pytest

from engine.lint.run import lint

POLICY = """\
policy: school
layer: school
extends: [england]
school: {name: A School, phase: primary}
measures:
  absent_d: {title: away now, count: sessions, of: absent, over: day}
  absent_w: {title: away this week, count: sessions, of: absent, over: week}
  absent_t: {title: away this term, count: sessions, of: absent, over: term}
  attended_d: {title: there now, count: sessions, of: attended, over: day}
  attended_w: {title: there this week, count: sessions, of: attended, over: week}
  absent_am: {title: mornings away, count: sessions, of: 'absent and session = "AM"', over: week}
  attended_pm: {title: afternoons there, count: sessions, of: 'attended and session = "PM"', over: week}
  late_w: {title: late this week, count: sessions, of: 'code in ("L", "U")', over: week}
  late_d: {title: late now, count: sessions, of: late, over: day}
  days_w: {title: days away this week, count: school days, of: absent, over: week}
  ill_w: {title: days ill this week, count: school days, of: 'code = "I"', over: week}
  days_t: {title: days away this term, count: school days, of: absent, over: term}
  whole_w: {title: whole days away this week, count: school days, of: absent, over: week, whole: true}
  whole_t: {title: whole days away this term, count: school days, of: absent, over: term, whole: true}
  whole_s: {title: whole day away now, count: school days, of: absent, over: session, whole: true}
rules:
  - {id: note, source: §1, when: 'CONDITION', then: [{do: note, to: office}]}
"""


def told(folder, when):
    path = folder / "school.yaml"
    path.write_text(POLICY.replace("CONDITION", when), encoding="utf-8")
    found = lint([path], as_of=date(2026, 1, 5), select=["L2"]).findings
    return [(each.code, each.severity.name, each.message) for each in found]


@pytest.mark.parametrize(
    "when",
    [
        "days_w < whole_w",
        "days_t < whole_w",
        "whole_t < whole_w",
        "number(absent_t) < number(whole_w)",
        "whole_w > 3 and days_t < 2",
    ],
)
def test_a_part_is_never_more_than_the_whole(tmp_path, when):
    assert [code for code, _, _ in told(tmp_path, when)] == ["L202"]


@pytest.mark.parametrize(
    "when",
    [
        "whole_w < days_w",
        "whole_t < days_w",
        "ill_w > whole_w",  # ill in the morning and there in the afternoon
        "whole_s > whole_w",  # away in the afternoon alone: all of that session, and no whole day
        "whole_w < days_t",
    ],
)
def test_what_may_come_up_is_not_called_impossible(tmp_path, when):
    assert told(tmp_path, when) == []


@pytest.mark.parametrize(
    "when",
    [
        "not(absent_d in [0..2])",
        "not(absent_d <= 2)",
        "not(absent_d between 0 and 2)",
        "not(absent_d in (0, 1, 2))",
    ],
)
def test_what_a_window_cannot_hold_is_told_behind_a_not(tmp_path, when):
    assert told(tmp_path, when) == [("L201", "ERROR", "`when` of `note` is never true: a day holds 2 sessions")]


@pytest.mark.parametrize("when", ["absent_d > 2", "absent_d >= 3", "absent_d in [3..5]"])
def test_a_comparison_is_told_once_with_what_it_asks_for(tmp_path, when):
    asked = "more than 2 sessions" if ">" in when and "=" not in when else "3 sessions"
    ((code, _, message),) = told(tmp_path, when)
    assert code == "L201"
    assert f"asks for {asked} where a day holds 2 sessions" in message


@pytest.mark.parametrize(
    ("when", "level", "holds"),
    [
        ("absent_d > 0 and attended_d >= 2", "ERROR", "a day holds 2 sessions"),
        ("absent_w >= 6 and attended_w > 4", "WARNING", "a week holds 10 sessions"),
        ("absent_w >= 8 and attended_w > 6", "ERROR", "a week holds 10 sessions"),
    ],
)
def test_what_is_away_is_not_there_at_the_same_time(tmp_path, when, level, holds):
    assert told(tmp_path, when) == [("L201", level, f"`when` of `note` is never true: {holds}")]


@pytest.mark.parametrize(
    ("when", "level"),
    [("days_w = 6", "WARNING"), ("days_w > 7", "ERROR"), ("absent_am > 6", "WARNING"), ("absent_w >= 15", "ERROR")],
)
def test_what_school_at_a_weekend_would_make_possible_is_no_error(tmp_path, when, level):
    assert [(code, severity) for code, severity, _ in told(tmp_path, when)] == [("L201", level)]


@pytest.mark.parametrize(
    "when",
    [
        "absent_d > 0 and attended_d >= 1",
        "absent_w >= 6 and attended_w >= 4",
        "absent_w >= 6 and late_w > 4",  # whoever comes after the register is late and away
        "absent_am >= 5 and attended_pm >= 5",
        "absent_w >= 6 and attended_d >= 2 and ill_w > 2",
    ],
)
def test_what_may_be_there_beside_it_is_not_told(tmp_path, when):
    assert told(tmp_path, when) == []


@pytest.mark.parametrize(("when", "codes"), [("absent_d = 1", []), ("absent_w = 1", ["L230"])])
def test_how_much_of_a_day_is_asked_exactly(tmp_path, when, codes):
    assert [code for code, _, _ in told(tmp_path, when)] == codes


@pytest.mark.parametrize("when", ["not(absent_d in [0..1])", "not(absent_w in [0..9])", "absent_d + late_d >= 2"])
def test_what_a_window_can_hold_is_not_told(tmp_path, when):
    assert told(tmp_path, when) == []


def test_a_window_of_the_usual_length_is_a_warning(tmp_path):
    assert [(code, level) for code, level, _ in told(tmp_path, "not(absent_t in [0..400])")] == [("L201", "WARNING")]


def test_a_whole_membership_is_quoted(tmp_path):
    ((code, _, message),) = told(tmp_path, "absent_w in [3..5] and absent_w in [7..8]")
    assert code == "L202"
    assert "`absent_w in [3..5]` and `absent_w in [7..8]` cannot hold together" in message


@pytest.mark.parametrize(("when", "codes"), [("absent_w in (2, 3)", ["L230", "L230"]), ("not(absent_w in (2, 3))", [])])
def test_a_count_that_is_left_out_is_not_passed_over(tmp_path, when, codes):
    assert [code for code, _, _ in told(tmp_path, when)] == codes


APART = """\
policy: school
layer: school
extends: [england]
school: {name: A School, phase: primary}
values: {stretch: STRETCH}
measures:
  absent_then: {title: away then, count: sessions, of: absent, over: [OVER]ENDS}
rules:
  - {id: note, source: §1, when: absent_then > 3, then: [{do: note, to: office}]}
"""


@pytest.mark.parametrize(
    ("over", "ends", "stretch", "apart"),
    [
        ("week, previous week", "", "1 term", True),
        ("previous half_term, day", "", "1 term", True),
        ("week, previous term", "", "1 term", True),
        ("half_term, previous year", "", "1 term", True),
        ("last stretch, previous half_term", "", "1 half term", True),
        ("last stretch, previous half_term", "", "2 half terms", False),
        ("last 1 school day, previous week", "", "1 term", True),
        ("last 1 school day, previous week", ", ends: yesterday", "1 term", False),  # on a Monday it was last week
        ("week, previous week", ", ends: yesterday", "1 term", True),
        ("week, previous half_term", "", "1 term", False),  # a half term may end within a week
        ("month, previous week", "", "1 term", False),
        ("previous term, previous half_term", "", "1 term", False),
        ("year, previous term", "", "1 term", False),
    ],
)
def test_windows_that_have_no_day_in_common_are_told(tmp_path, over, ends, stretch, apart):
    path = tmp_path / "school.yaml"
    text = APART.replace("OVER", over).replace("ENDS", ends).replace("STRETCH", stretch)
    path.write_text(text, encoding="utf-8")
    found = lint([path], as_of=date(2026, 1, 5), select=["L234"]).findings
    assert [each.code for each in found] == ["L234"] * apart
