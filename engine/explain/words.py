"""Figures and dates in words."""

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


def number_in_words(number: int, unit: str | None) -> str:
    """Give a number with its unit.

    >>> number_in_words(1, "school day"), number_in_words(10, "session")
    ('1 school day', '10 sessions')
    """
    if unit is None:
        return str(number)
    if unit == "percent":
        return f"{number}%"
    if unit == "pounds":
        return f"£{number}"
    if unit == "half term":
        return f"{number} half term{'' if number == 1 else 's'}"
    return f"{number} {unit if number == 1 else UNITS.get(unit, unit + 's').replace('_', ' ')}"


def ratio_in_words(part: int, whole: int) -> str:
    """Give a percentage cut off, never rounded, after one place: a figure just below a limit is never shown at it.

    >>> ratio_in_words(379, 399), ratio_in_words(19, 20)
    ('94.9% (379/399)', '95% (19/20)')
    """
    thousandths = part * 1000 // whole if whole else 0
    shown = str(thousandths // 10) if thousandths % 10 == 0 else f"{thousandths // 10}.{thousandths % 10}"
    return f"{shown}% ({part}/{whole})"


def fraction_text(value: Fraction) -> str:
    """Give a ratio as `num/den`."""
    return f"{value.numerator}/{value.denominator}"
