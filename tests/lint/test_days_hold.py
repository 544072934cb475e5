"""The parts of one day hang together, however they are asked for; what another calendar may make true is no error."""

import random
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from engine.analysis.answer import Subject
from engine.analysis.day_parts import part_of_day
from engine.analysis.questions import Questions
from engine.bind.vocabulary import STANDARD, WEEKDAYS
from engine.expressions.typed import Constant, Read, Step
from engine.expressions.types import BOOLEAN, DATE, NUMBER, STRING
from engine.lint.run import lint

POLICY = """\
policy: school
layer: school
extends: [england]
school: {name: A School, phase: primary}
measures:
  absent_m: {title: away this month, count: sessions, of: absent, over: month}
  absent_y: {title: away this year, count: sessions, of: absent, over: year}
  absent_f: {title: away on Fridays, count: sessions, of: 'absent and INSIDE', over: term}
rules:
  - {id: note, source: §1, when: 'CONDITION', then: [{do: note, to: office}]}
"""


def told(folder, when="absent_f > 3", inside='weekday = "Friday"'):
    path = folder / "school.yaml"
    path.write_text(POLICY.replace("CONDITION", when).replace("INSIDE", inside), encoding="utf-8")
    found = lint([path], as_of=date(2026, 1, 5), select=["L202", "L203"]).findings
    return [(each.code, each.severity.name) for each in found]


NEVER = (
    'weekday = "Monday" and day of week(review_day) = "Friday"',
    'review_day.weekday = 1 and weekday = "Tuesday"',
    'review_day.month = 9 and month of year(review_day) = "October"',
    "review_day.month = 2 and review_day.day = 30",
    'review_day > @"2025-09-01" and review_day < @"2025-10-01" and month of year(review_day) = "October"',
    'review_day.year = 2025 and review_day > @"2026-01-05"',
    'date_of_birth.month = 4 and month of year(date_of_birth) = "March"',
    'month of year(date_of_birth) = "April" and date_of_birth in [@"2015-01-01"..@"2015-03-31"]',
)
MAY_BE = (
    'weekday = "Friday" and day of week(review_day) = "Friday"',
    'review_day.month = 2 and review_day.day = 29 and weekday = "Friday"',
    'review_day >= @"2025-09-01" and review_day <= @"2025-10-01" and month of year(review_day) = "October"',
    'review_day.day = 13 and weekday = "Friday" and review_day.month = 10',
    "review_day.month = date_of_birth.month and review_day.day = date_of_birth.day",
    'day of week(date_of_birth) = "Sunday" and weekday = "Monday"',
)


@pytest.mark.parametrize("when", NEVER)
def test_parts_of_one_day_that_contradict_each_other_are_told(tmp_path, when):
    assert told(tmp_path, when) == [("L202", "ERROR")]


@pytest.mark.parametrize("when", MAY_BE)
def test_parts_of_a_day_that_may_come_together_are_not(tmp_path, when):
    assert told(tmp_path, when) == []


def test_a_session_has_the_weekday_of_its_own_day(tmp_path):
    assert told(tmp_path, inside='weekday = "Monday" and day of week(date) = "Friday"') == [("L202", "ERROR")]
    assert told(tmp_path, inside='weekday = "Monday" and date.weekday = 1') == []
    # the day of the review and that of the session are two days
    assert told(tmp_path, inside='weekday = "Monday" and day of week(review_day) = "Friday"') == []


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ('weekday = "Saturday"', [("L202", "WARNING")]),
        ('review_day in [@"2025-09-06"..@"2025-09-07"]', [("L202", "WARNING")]),
        ('weekday != "Sunday" and absent_f > 2', [("L203", "INFO")]),
        ('weekday = "Saturday" and weekday = "Sunday"', [("L202", "ERROR")]),
        ("absent_m > absent_y", [("L202", "WARNING")]),  # a calendar may let a year begin within a month
    ],
)
def test_what_rests_on_the_usual_calendar_is_no_error(tmp_path, when, found):
    assert told(tmp_path, when) == found


NO_CODES = SimpleNamespace(names=frozenset(), marks=(), marks_said="", stages={})
REVIEW_DAY = Subject("review_day", "review_day", STANDARD["review_day"], "calendar")
SUBJECTS = {"review_day": REVIEW_DAY}
_DAY = Read("review_day", STANDARD["review_day"])


def _part(name):
    held = part_of_day(Step(f".{name}", (_DAY,), NUMBER), SUBJECTS)
    SUBJECTS[held.key] = held
    return Read(held.key, held.quantity)


def _random_clause(chance):
    part = chance.choice(("month", "day", "year", "weekday", "review_day", "word"))
    if part == "word":
        side = Read("weekday", STANDARD["weekday"])
        return Step(
            "=", (side, Constant(chance.choice(WEEKDAYS[:5]), STRING)), BOOLEAN
        ), lambda day, value: WEEKDAYS[day.weekday()] == value
    sign = chance.choice(("<", "=", ">="))
    ask = {"<": lambda one, two: one < two, "=": lambda one, two: one == two, ">=": lambda one, two: one >= two}[sign]
    if part == "review_day":
        limit = date(2025, 1, 1) + timedelta(days=chance.randrange(500))
        return Step(sign, (_DAY, Constant(limit, DATE)), BOOLEAN), lambda day, value: ask(day, value)
    size = {"month": (1, 12), "day": (1, 31), "year": (2025, 2026), "weekday": (1, 5)}[part]
    limit = chance.randint(*size)
    read = (lambda day: day.isoweekday()) if part == "weekday" else (lambda day: getattr(day, part))
    return Step(sign, (_part(part), Constant(limit, NUMBER)), BOOLEAN), lambda day, value: ask(read(day), value)


def test_what_is_called_impossible_holds_on_no_day_of_a_generation():
    asked = Questions(SUBJECTS, NO_CODES)
    chance = random.Random(3)
    days = [each for n in range(12_000) if (each := date(2010, 1, 1) + timedelta(days=n)).weekday() < 5]
    seen = set()
    for _ in range(12):
        clauses = [_random_clause(chance) for _ in range(chance.randint(2, 4))]
        answer = asked.together(*(clause for clause, _ in clauses))
        limits = [clause.arguments[1].value for clause, _ in clauses]
        holds = any(all(run(day, limit) for (_, run), limit in zip(clauses, limits, strict=True)) for day in days)
        assert answer.holds is (not holds), [(c.operator, c.arguments) for c, _ in clauses]
        seen.add(holds)
    assert seen == {True, False}
