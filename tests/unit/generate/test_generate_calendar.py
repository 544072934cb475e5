"""Generated school years: the usual English shape, and readable as any other calendar."""

from datetime import date
from pathlib import Path

import pytest

from engine.generate.school_year import calendar_text, easter, feast_days, make_years
from engine.readers.calendar import read_calendar
from engine.register import Expected


@pytest.mark.parametrize(
    "sunday",
    [date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24), date(2024, 3, 31), date(2025, 4, 20), date(2038, 4, 25)],
)
def test_easter(sunday: date) -> None:
    assert easter(sunday.year) == sunday


@pytest.mark.parametrize("year", range(2006, 2045, 3))
def test_every_year_reads_without_a_word_and_has_190_days_less_a_polling_day(
    year: int, england: Expected, tmp_path: Path
) -> None:
    made = make_years(year, 1)
    path = tmp_path / "calendar.yaml"
    path.write_text(calendar_text(made), encoding="utf-8")
    outcome = read_calendar(path, england)
    assert [str(found) for found in outcome.diagnostics] == []
    assert outcome.value is not None
    assert outcome.value.calendar == made.calendar
    assert len(made.calendar.school_days) == 189
    assert len(made.calendar.stretches("half_term")) == 6
    assert all(
        35 < len([day for day in made.calendar.school_days if term.start <= day <= term.end]) < 80
        for term in made.calendar.terms
    )
    assert date(year + 1, 7, 15) < made.calendar.terms[2].end < date(year + 1, 8, 1)


def test_2024_is_as_the_councils_had_it() -> None:
    calendar = make_years(2024, 1).calendar
    assert [(term.start.isoformat(), term.end.isoformat()) for term in calendar.terms] == [
        ("2024-09-02", "2024-12-20"),
        ("2025-01-06", "2025-04-04"),
        ("2025-04-22", "2025-07-22"),
    ]
    assert sorted(calendar.bank_holidays) == [
        date(2024, 12, 25),
        date(2024, 12, 26),
        date(2025, 1, 1),
        date(2025, 4, 18),
        date(2025, 4, 21),
        date(2025, 5, 5),
        date(2025, 5, 26),
    ]


def test_substitute_days_of_holidays_on_a_weekend() -> None:
    assert {date(2021, 12, 27), date(2021, 12, 28), date(2022, 1, 3)} <= make_years(2021, 1).calendar.bank_holidays


def test_several_years_follow_each_other(england: Expected, tmp_path: Path) -> None:
    made = make_years(2023, 3)
    path = tmp_path / "calendar.yaml"
    path.write_text(calendar_text(made), encoding="utf-8")
    assert [str(found) for found in read_calendar(path, england).diagnostics] == []
    assert [year.name for year in made.calendar.stretches("year")] == ["2023/24", "2024/25", "2025/26"]


@pytest.mark.parametrize(
    "feast", [date(2023, 4, 21), date(2024, 4, 10), date(2025, 3, 31), date(2025, 6, 6), date(2026, 5, 27)]
)
def test_feasts_are_within_a_day_of_when_they_were(feast: date) -> None:
    days = feast_days([[10, 1], [12, 10]], date(feast.year, 1, 1), date(feast.year, 12, 31))
    assert min(abs((day - feast).days) for day in days) <= 1
    assert len(days) in (2, 3)
