"""`calendar.yaml`: what it says, and what is told where it says something else."""

from datetime import date

import pytest

from engine.calendar import Stretch
from tests.unit.readers.conftest import School

TERM = "terms:\n  - {name: autumn, from: 2024-09-02, to: 2024-12-20}\n"

BAD = {
    "no terms": ("inset: [2024-09-02]\n", "1:1 D052 the calendar has no `terms`"),
    "an empty list of terms": ("terms: []\n", "1:8 D052 `terms` is empty"),
    "an unknown key": (TERM + "insets: []\n", "3:1 D050 the calendar has no key `insets`"),
    "an unknown key of a term": (
        "terms:\n  - {name: a, from: 2024-09-02, to: 2024-12-20, half_terms: x}\n",
        "2:48 D050 a term has no key `half_terms`",
    ),
    "a term without an end": ("terms:\n  - {name: a, from: 2024-09-02}\n", "2:5 D052 a term has no `to`"),
    "no date": (
        "terms:\n  - {name: a, from: 2.9.2024, to: 2024-12-20}\n",
        "2:21 D053 `from` is `2.9.2024`, which is no date",
    ),
    "an end before its beginning": (
        "terms:\n  - {name: a, from: 2024-12-20, to: 2024-09-02}\n",
        "2:37 D054 the term `a` ends on 2024-09-02, before it begins on 2024-12-20",
    ),
    "a break outside its term": (
        "terms:\n  - {name: a, from: 2024-09-02, to: 2024-12-20, half_term: {from: 2025-01-01, to: 2025-01-02}}\n",
        "2:59 D055 the break 2025-01-01 to 2025-01-02 does not lie inside the term `a`, 2024-09-02 to 2024-12-20",
    ),
    "terms that overlap": (
        TERM + "  - {name: spring, from: 2024-12-20, to: 2025-04-04}\n",
        "3:5 D056 the term `spring` overlaps `autumn` above it, 2024-09-02 to 2024-12-20",
    ),
    "a term inside another": (
        TERM + "  - {name: short, from: 2024-10-01, to: 2024-10-30}\n",
        "3:5 D056 the term `short` overlaps `autumn` above it, 2024-09-02 to 2024-12-20",
    ),
    "a closure with a code of before its day": (
        "terms:\n  - {name: a, from: 2024-08-12, to: 2024-08-30}\n"
        "closures:\n  - {date: 2024-08-19, session: AM, code: 'H'}\n",
        "4:43 D059 `H` is no attendance code in force on 2024-08-19",
    ),
    "terms out of order": (
        TERM + "  - {name: summer, from: 2024-04-20, to: 2024-07-04}\n",
        "3:5 D056 the term `summer` comes before `autumn` above it, 2024-09-02 to 2024-12-20",
    ),
    "a list that is none": (TERM + "inset: 2024-09-02\n", "3:8 D051 `inset` is written as a word; a list stands here"),
    "an INSET day that is no date": (
        TERM + "inset: [2024-09-02, monday]\n",
        "3:21 D053 an entry of `inset` is `monday`, which is no date",
    ),
    "a session of a closure": (
        TERM + "closures:\n  - {date: 2024-09-05, session: am, code: '#'}\n",
        "4:33 D058 the session of a closure is `am`",
    ),
    "a closure without a code": (
        TERM + "closures:\n  - {date: 2024-09-05, session: AM}\n",
        "4:5 D052 a closure has no `code`",
    ),
    "a closure with no such code": (
        TERM + "closures:\n  - {date: 2024-09-05, session: AM, code: 'H'}\n",
        "4:43 D059 `H` is no attendance code in force on 2024-09-05",
    ),
    "a period that is a list": (
        TERM + "periods: []\n",
        "3:10 D051 `periods` is written as a list; a mapping stands here",
    ),
    "no school day at all": (
        "terms:\n  - {name: a, from: 2024-09-07, to: 2024-09-08}\n",
        "2:3 D051 no date of the terms is a school day",
    ),
    "a weekend that is no day": (TERM + "weekend: [sat]\n", "3:11 D053 `sat` is no day of the week"),
    "a week that begins in the middle": (
        TERM + "weekend: [friday, saturday]\n",
        "3:10 D060 a week would begin on Monday, and no weekend is before it",
    ),
    "a week that begins at the weekend": (
        TERM + "weekend: [friday, saturday]\nweek_begins: friday\n",
        "4:14 D060 a week would begin on Friday, and no weekend is before it",
    ),
    "a week without school": (
        TERM + "weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]\n",
        "2:3 D051 no date of the terms is a school day",
    ),
    "a year that begins on no day": (
        TERM + "year_begins: 02-29\n",
        "3:14 D053 `year_begins` is `02-29`, which is no day of every year",
    ),
    "a list for a calendar": ("- autumn\n", "1:1 D051 the calendar is written as a list; a mapping stands here"),
}


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=BAD)
def test_a_calendar_that_cannot_be_read(school: School, text: str, told: str) -> None:
    school.write("calendar.yaml", text)
    found = [each for each in school.told() if each.startswith("calendar.yaml")]
    where, code, message = told.split(" ", 2)
    assert f"{code} {message}" in [each.split(" ", 1)[1] for each in found]
    exact = [each for each in found if each.split(" ", 1)[1] == f"{code} {message}"]
    assert exact[0].split(" ")[0].split(":")[1] == where.split(":")[0]
    assert school.read().value is None


def test_yaml_that_is_none_is_told_at_its_place(school: School) -> None:
    school.write("calendar.yaml", "terms: [}\n")
    found = school.told()
    assert len(found) == 1
    assert found[0].startswith("calendar.yaml:1:")


def test_everything_that_a_calendar_may_say(school: School) -> None:
    school.write(
        "calendar.yaml",
        "terms:\n"
        "  - name: autumn\n    from: 2024-09-02\n    to: 2024-12-20\n"
        "    half_term: {from: 2024-10-28, to: 2024-11-01}\n"
        "  - {name: spring, from: 2025-01-06, to: 2025-04-04}\n"
        "inset: [2024-09-02]\nbank_holidays: [2024-12-25]\n"
        "closures:\n"
        "  - {date: 2024-12-20, session: PM, code: '#', reason: early finish}\n"
        "  - {date: 2025-01-07, session: all, code: '#'}\n"
        "  - {date: 2025-01-09, session: all, code: Y4, reason: snow}\n"
        "periods: {exams: {from: 2025-01-13, to: 2025-01-17}}\n",
    )
    calendar = school.register().calendar
    assert [term.name for term in calendar.terms] == ["autumn", "spring"]
    assert calendar.terms[0].half_term_break == (date(2024, 10, 28), date(2024, 11, 1))
    assert calendar.closed == {(date(2024, 12, 20), "PM"), (date(2025, 1, 7), "AM"), (date(2025, 1, 7), "PM")}
    assert calendar.is_open(date(2025, 1, 9), "AM")
    assert not calendar.is_school_day(date(2025, 1, 7))
    assert calendar.periods == {"exams": (date(2025, 1, 13), date(2025, 1, 17))}
    assert school.told() == []


def test_a_country_whose_week_and_year_begin_otherwise(school: School) -> None:
    school.write(
        "calendar.yaml",
        "terms:\n  - {name: one, from: 2024-09-01, to: 2024-12-19}\n  - {name: two, from: 2025-01-05, to: 2025-05-29}\n"
        "weekend: [friday, Saturday]\nweek_begins: sunday\nyear_begins: 01-01\nextra_days: [2024-09-14]\n",
    )
    school.marks("P1,2024-09-08,AM,/,", "P1,2024-09-14,AM,/,")  # a Sunday, and a Saturday with school
    calendar = school.register().calendar
    assert school.told() == []
    assert [day for day in calendar.school_days if day.month == 9][:12] == [
        date(2024, 9, day) for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 14, 15)
    ]
    assert calendar.stretch("week", date(2024, 9, 14)) == Stretch("2024-09-08", date(2024, 9, 8), date(2024, 9, 14))
    assert calendar.last_school_day("week", date(2024, 9, 8)) == date(2024, 9, 14)
    assert calendar.stretches("year") == tuple(
        Stretch(f"{year}", date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025)
    )


def test_lists_left_empty_are_none(school: School) -> None:
    school.write("calendar.yaml", TERM + "inset:\nbank_holidays: []\nclosures:\nperiods:\n")
    assert school.register().calendar.inset == frozenset()


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("inset: [2024-12-25]\n", "the INSET day 2024-12-25 is no day of school anyway"),
        ("extra_days: [2024-09-03]\n", "2024-09-03 is at no weekend anyway"),
        ("extra_days: [2024-08-31]\n", "the extra day 2024-08-31 is no day of school all the same"),
        ("inset: [2024-09-03, 2024-09-03]\n", "`inset` has 2024-09-03 twice"),
        (
            "closures:\n  - {date: 2024-09-07, session: all, code: '#'}\n",
            "the closure on 2024-09-07 falls on no day of school",
        ),
    ],
)
def test_what_has_no_effect_is_told(school: School, more: str, what: str) -> None:
    school.write("calendar.yaml", TERM + more)
    school.marks("P1,2024-09-04,AM,/,")
    outcome = school.read()
    assert {(each.code, each.severity.name, each.message) for each in outcome.diagnostics} == {
        ("D057", "WARNING", what)
    }
    assert not outcome.failed


def test_schools_that_say_the_same_days_share_a_calendar_and_no_others(school: School):
    texts = {
        "plain": TERM,
        "in other words": TERM.replace("{name: autumn, from", "{name: 'autumn', from"),
        "an INSET day": TERM + "inset: [2024-09-02]\n",
        "a period": TERM + "periods: {exams: {from: 2024-11-04, to: 2024-11-08}}\n",
        "a term of another name": TERM.replace("autumn", "first"),
        "a weekend": TERM + "weekend: [friday, saturday]\nweek_begins: sunday\n",
    }
    found = []
    for text in (*texts.values(), TERM):
        school.write("calendar.yaml", text)
        found.append(school.register().calendar)

    plain, same, *others, again = found
    assert plain is same and plain is again
    for each, name in zip(others, [*texts][2:], strict=True):
        assert each != plain, name
    assert [len(each.school_days) - len(plain.school_days) for each in others] == [-1, 0, 0, -1]
    assert [list(each.periods) for each in others] == [[], ["exams"], [], []]
