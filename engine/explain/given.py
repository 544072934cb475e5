"""What a table gives -> the same as files and people take it."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from engine.words import fraction_text, number_in_words

Given: TypeAlias = "str | int | float | bool | None"

_DAY = 24 * 60 * 60


def given(value: object) -> Given:
    """Give what a table gives as JSON has it: words, numbers, yes or no; None where it is not known, or nothing.

    A number that ends is one, any other `num/den`. Dates and times are written as in files; lists are joined.

    >>> given(date(2025, 1, 6)), given(time(10, 40)), given(Decimal("2.5")), given(Fraction(1, 3)), given(("a", 3))
    ('2025-01-06', '10:40', 2.5, '1/3', 'a, 3')
    """
    match value:
        case None | str() | int():  # yes and no are whole numbers to Python
            return value
        case Decimal():
            if value == int(value):
                return int(value)
            # a number with more digits than everybody reads exactly stays a text
            return float(value) if Decimal(repr(float(value))) == value else str(value)
        case Fraction():
            return fraction_text(value)
        case date():  # and a date with its time
            return value.isoformat()
        case time():
            return value.isoformat("auto" if value.second else "minutes")
        case tuple():
            return ", ".join(f"{given(each)}" for each in value) or "none"
    return _length(value)


def _length(value: object) -> str:
    from engine.expressions.moments import written  # few tables give a length of time
    from engine.expressions.values import Days, Months

    assert isinstance(value, Days | Months), f"INVARIANT: no table gives a {type(value).__name__}"
    if isinstance(value, Days) and not value.seconds % _DAY:
        return number_in_words(int(value.seconds // _DAY), "day")
    return written(value)
