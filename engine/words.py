"""Figures and dates in words."""

import math
from datetime import date
from fractions import Fraction

from engine.model.amounts import UNITS

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def name_in_words(name: str) -> str:
    """Give a name as people say it.

    >>> name_in_words("unauthorised_10w")
    'unauthorised 10w'
    """
    return name.replace("_", " ")


def day_in_words(day: date) -> str:
    """Give a date as people say it, the same on every machine.

    >>> day_in_words(date(2024, 10, 3))
    '3 October 2024'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def cell_in_words(value: object) -> str:
    """Give what a cell of a table holds as people say it.

    >>> cell_in_words(None), cell_in_words(True), cell_in_words(date(2024, 10, 3)), cell_in_words("not_medical")
    ('blank', 'yes', '3 October 2024', 'not medical')
    """
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return day_in_words(value) if isinstance(value, date) else name_in_words(str(value))


def days_in_words(first: date | None, last: date | None) -> str:
    """Give the only days on which something is in force, both included; None where there is no first or last.

    >>> days_in_words(date(2024, 8, 19), None), days_in_words(date(2024, 8, 19), date(2025, 7, 22))
    ('from 19 August 2024 only', 'from 19 August 2024 to 22 July 2025 only')
    """
    begins = "" if first is None else f"from {day_in_words(first)} "
    ends = "" if last is None else f"{'to' if begins else 'up to'} {day_in_words(last)} "
    return f"{begins}{ends}only" if begins or ends else "on every day"


def number_in_words(number: int | str, unit: str | None) -> str:
    """Give a number with its unit.

    >>> number_in_words(1, "school day"), number_in_words(10, "session"), number_in_words(80, "pounds")
    ('1 school day', '10 sessions', '£80')
    """
    if unit is None:
        return str(number)
    if unit == "percent":
        return f"{number}%"
    if unit == "pounds":
        return f"£{number}".replace("£-", "-£")
    several = UNITS.get(unit, f"{unit}s").replace("_", " ")
    return f"{number} {unit if str(number) == '1' else several}"


def ratio_in_words(value: Fraction, told: str, unit: str | None) -> str:
    """Give a number that is not whole, cut off after one place: a figure just below a limit is never shown at it.

    `told` is how its parts are written; of a percentage the part of the whole.

    >>> ratio_in_words(Fraction(379, 399), "379/399", "percent"), ratio_in_words(Fraction(19, 20), "19/20", "percent")
    ('94.9% (379/399)', '95% (19/20)')
    >>> ratio_in_words(Fraction(1), "44/44", "percent"), ratio_in_words(Fraction(1), "1/1", "percent")
    ('100% (44/44)', '100%')
    >>> ratio_in_words(Fraction(-1, 3), "-1/3", None), ratio_in_words(Fraction(15, 2), "15/2", "minute")
    ('-0.4 (-1/3)', '7.5 minutes')
    """
    tenths = value * (1000 if unit == "percent" else 10)
    whole, tenth = divmod(abs(math.floor(tenths)), 10)
    shown = f"{'-' if tenths < 0 else ''}{whole}{f'.{tenth}' if tenth else ''}"
    # of nothing or of all, known only as a ratio, the parts say nothing more
    exact = told == fraction_text(value) if value.denominator == 1 else unit != "percent" and tenths.denominator == 1
    return number_in_words(shown, unit) + ("" if exact else f" ({told})")


def fraction_text(value: Fraction) -> str:
    """Give a ratio as `num/den`."""
    return f"{value.numerator}/{value.denominator}"
