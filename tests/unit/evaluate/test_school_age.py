"""Compulsory school age, from when to when."""

from datetime import date

from engine.calendar import date_of
from engine.evaluate.block import school_age, usual_school_age
from engine.register import NEVER


def test_one_born_on_29_february_is_a_year_older_on_1_march() -> None:
    from_february = usual_school_age().model_copy(update={"on_or_after": ("02-28", "09-01")})
    begins, _ = school_age(date(2020, 2, 29), from_february)
    assert date_of(begins) == date(2025, 9, 1)


def test_a_birth_at_the_end_of_time_is_a_slip_of_the_keyboard() -> None:
    assert school_age(date(9996, 2, 29), usual_school_age()) == (NEVER, NEVER)


def test_a_day_of_the_autumn_is_one_of_the_school_year_of_the_birthday() -> None:
    leaves_in_autumn = usual_school_age().model_copy(update={"leaves": "last friday of december"})
    _, ends = school_age(date(2008, 1, 15), leaves_in_autumn)
    assert date_of(ends) == date(2023, 12, 29)
    _, ends = school_age(date(2008, 9, 15), leaves_in_autumn)
    assert date_of(ends) == date(2024, 12, 27)
