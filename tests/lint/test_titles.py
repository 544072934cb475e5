"""Titles that say another day, year or unit than what stands behind them are told; those that only seem to are not."""

from datetime import date

import pytest

from engine.lint.run import lint

HEAD = """\
policy: school
layer: school
extends: [england]
school: {name: A School, phase: primary}
"""
RULE = """\
rules:
  - id: note
    title: '{title}'
    source: §1
    for: '{whom}'
    when: absent_today > 0
    act: each check
    then: [{{do: detention, to: office, due: {due}}}]
"""
FIGURE = """\
measures:
  {name}: {{{title}count: {count}, of: '{of}', over: term}}
rules:
  - {{id: note, source: §1, when: {name} >= 4, then: [{{do: note, to: office}}]}}
"""


def told(folder, text):
    path = folder / "school.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    found = lint([path], as_of=date(2026, 1, 5), select=["L231", "L232"]).findings
    return [each.message for each in found]


@pytest.mark.parametrize(
    ("title", "whom", "due", "message"),
    [
        (
            "Ring on Friday",
            'weekday = "Monday"',
            "same day",
            "title of `note` says `Friday`, and `Monday` is asked for",
        ),
        ("On Fridays", 'weekday != "Friday"', "same day", "says `Friday`, and the condition leaves it out"),
        ("Detention on Friday", "year_group > 2", "next Thursday", "says `Friday`, and `Thursday` is asked for"),
        ("In the autumn term", 'term = "spring"', "same day", "says `autumn`, and the term `spring` is asked for"),
        ("Year 4 call", "year_group = 5", "same day", "says `Year 4`, and nobody of them is asked about"),
        ("Years 1 to 3", 'key_stage = "KS2" and year_group > 3', "same day", "says `Years 1 to 3`, and nobody of them"),
    ],
)
def test_a_title_for_others_is_told(tmp_path, title, whom, due, message):
    (found,) = told(tmp_path, RULE.format(title=title, whom=whom, due=due))
    assert message in found


@pytest.mark.parametrize(
    ("title", "whom", "due"),
    [
        ("Ring on Friday", 'weekday = "Friday"', "same day"),
        ("On Monday, about Friday", 'weekday = "Monday"', "same day"),
        ("After a Friday away", 'weekday = "Monday"', "same day"),
        ("Not on Fridays", 'weekday != "Friday"', "same day"),
        ("Detention on Friday", "year_group > 2", "next Friday"),
        ("Friday detention", 'weekday = "Friday"', "next Monday"),
        ("Detention on Friday", 'weekday = "Thursday"', "next Friday"),
        ("Report on Friday", "year_group > 2", "next Monday"),
        ("Back from the summer holiday", 'term = "autumn"', "same day"),
        ("After the summer term", 'term = "autumn"', "same day"),
        ("Years 1 to 5", "year_group = 5", "same day"),
        ("Year 4 and above", "year_group = 5", "same day"),
        ("New from Year 2", "year_group = 3", "same day"),
        ("Late this year 3 times", "year_group = 5", "same day"),
        ("Ring in May", 'month of year(review_day) = "June"', "same day"),
    ],
)
def test_a_title_that_only_seems_so_is_not(tmp_path, title, whom, due):
    assert told(tmp_path, RULE.format(title=title, whom=whom, due=due)) == []


@pytest.mark.parametrize(
    ("name", "title", "count", "of", "message"),
    [
        (
            "missed",
            "half days missed",
            "school days",
            "absent",
            "title of `missed` says `half days`, and it counts school",
        ),
        ("missed", "number of sessions missed", "school days", "absent", "says `sessions`, and it counts school days"),
        ("days_away", "", "sessions", "absent", "name of `days_away` says `days`, and it counts sessions, two a day"),
        ("sick_days", "", "sessions", 'code = "I"', "name of `sick_days` says `days`"),
        (
            "lates",
            "late in the morning",
            "sessions",
            'late and session = "PM"',
            "`morning`, and it counts the afternoon",
        ),
        (
            "pm_lates",
            "",
            "sessions",
            'late and session = "AM"',
            "name of `pm_lates` says `pm`, and it counts the morning",
        ),
    ],
)
def test_a_figure_that_counts_another_thing_is_told(tmp_path, name, title, count, of, message):
    title = f"title: {title}, " if title else ""
    (found,) = told(tmp_path, FIGURE.format(name=name, title=title, count=count, of=of))
    assert message in found


@pytest.mark.parametrize(
    ("name", "title", "count", "of"),
    [
        ("missed", "half days missed", "sessions", "absent"),
        ("missed", "late in the last 10 school days", "sessions", "late"),
        ("late_10_days", "", "sessions", "late"),
        ("late_recent_days", "", "sessions", "late"),
        ("days_late", "days late", "sessions", 'late and session = "AM"'),  # one such session a day
        ("lates", "late before 1 pm", "sessions", 'late and session = "AM"'),
        ("away", "there in the morning and away after lunch", "sessions", 'absent and session = "PM"'),
        ("lates", "late in the morning or the afternoon", "sessions", 'late and session = "PM"'),
        ("missed", "days since the meeting on which he was away", "sessions", "absent"),
    ],
)
def test_a_figure_that_counts_what_it_says_is_not(tmp_path, name, title, count, of):
    title = f"title: {title}, " if title else ""
    assert told(tmp_path, FIGURE.format(name=name, title=title, count=count, of=of)) == []
