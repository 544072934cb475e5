"""The values of the condition language that Python has no word for.

A number is an `int`, a `Fraction`, or a `Decimal` where it is too long to keep exact; a date is a
`datetime.date`, a time a `datetime.time`, a date and time a `datetime.datetime`, none of them with
a zone; a list is a `tuple`; not known is None.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from engine.nouns import dataclass

Number: TypeAlias = int | Fraction | Decimal


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A days and time duration, in seconds."""

    seconds: Number


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years and months duration, in months."""

    months: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of values; `low` or `high` is None where there is no end on that side."""

    low: Any
    high: Any
    low_closed: bool
    high_closed: bool


Value: TypeAlias = (
    bool | int | Fraction | Decimal | str | date | time | datetime | Days | Months | Interval | tuple[Any, ...] | None
)
Record: TypeAlias = Mapping[str, Any]
