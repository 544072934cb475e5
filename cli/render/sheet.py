"""A table without a format: its columns, and rows of plain values that page, workbook and CSV each write their way."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from engine.nouns import dataclass

Value: TypeAlias = str | int | Fraction | date | bool | None
"""A text, a whole number, a ratio (shown as a percentage), a date, yes or no, or nothing to say."""

Kind: TypeAlias = Literal["text", "long", "number", "percent", "date"]
"""How a column is laid: `long` texts are wrapped, `number` and `percent` stand to the right."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands at its head, and how it is laid; `width` in characters, None as the kind suggests."""

    heading: str
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table under a name; `about` says in a sentence what its rows are. A row has a value a column.

    Of a table too wide for a sheet of paper the first `on_paper` columns are printed; None is all of them.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    about: str = ""
    filtered: bool = True
    on_paper: int | None = None


def percent_text(value: Fraction) -> str:
    """Write a ratio in percent, cut off after one place: a figure just below a limit is never shown at it.

    >>> percent_text(Fraction(379, 399)), percent_text(Fraction(19, 20)), percent_text(Fraction(-1, 3))
    ('94.9%', '95.0%', '-33.3%')
    """
    tenths = abs(value.numerator) * 1000 // value.denominator
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10:,}.{tenths % 10}%"


def value_text(value: Value) -> str:
    """Write a value for people; nothing to say is an empty text.

    >>> value_text(date(2024, 9, 3)), value_text(1200), value_text(True), value_text(None)
    ('3 Sep 2024', '1,200', 'yes', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Fraction):
        return percent_text(value)
    return day_text(value)


def day_text(day: date) -> str:
    """Write a date for people, the same on every machine.

    >>> day_text(date(2024, 9, 3))
    '3 Sep 2024'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
