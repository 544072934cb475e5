"""Published figures that a school's own are compared with: dated, attributed, and part of no rule."""

from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from engine.model.amounts import PERCENT, DateText, amount
from engine.model.declared import Field, PlainValidator, WithJsonSchema
from engine.model.item import Item, Words
from engine.model.part import Part


def percent(text: object) -> Fraction:
    """Read a percentage as the part of the whole.

    >>> percent("5.25%")
    Fraction(21, 400)
    """
    part = _part(text) if isinstance(text, str) else None
    if part is None:
        amount(text)
        raise ValueError(f"`{text}` is not a percentage such as `5.25%`")
    return part


@lru_cache(maxsize=4096)
def _part(text: str) -> Fraction | None:
    # published figures are the same for all schools of a trust
    found = PERCENT.fullmatch(text)
    return Fraction(found[1]) / 100 if found else None


PercentText = Annotated[
    Fraction, PlainValidator(percent), WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)? ?%$"})
]


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Annotated[str, Field(pattern=f"^({'|'.join(WEEKDAYS)})$")]
Monday = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class PublishedFigures(Part):
    """What was published of a phase and a year, as parts of possible sessions, or of pupils."""

    attendance: PercentText | None = Field(None, examples=["94.75%"])
    """Attendance, of possible sessions."""
    absence: PercentText | None = Field(None, examples=["5.25%"])
    """Absence, of possible sessions."""
    authorised: PercentText | None = Field(None, examples=["3.74%"])
    """Authorised absence, of possible sessions."""
    unauthorised: PercentText | None = Field(None, examples=["1.51%"])
    """Unauthorised absence, of possible sessions."""
    late: PercentText | None = Field(None, examples=["1.10%"])
    """Late before the register closed, of possible sessions."""
    late_after_close: PercentText | None = Field(None, examples=["0.16%"])
    """Late after the register closed, of possible sessions."""
    persistent: PercentText | None = Field(None, examples=["13.50%"])
    """Persistently absent, of pupils."""
    severe: PercentText | None = Field(None, examples=["2.3%"])
    """Severely absent, of pupils."""


class Statistics(Item):
    """Published figures of one phase over some dates; reports show them beside a school's own."""

    phase: Words | None = Field(None, examples=["primary"])
    """The phase of schools; left out: all of them."""
    from_: DateText | None = Field(None, alias="from", examples=["2024-08-01"])
    """The first day of the time they are about (included)."""
    until: DateText | None = Field(None, examples=["2025-08-01"])
    """The first day after it (excluded)."""
    covers: Words | None = Field(None, examples=["pupils aged 5 to 15 in state-funded schools, the whole year"])
    """Whom and what they cover, in words."""
    checked_on: DateText | None = Field(None, examples=["2026-11-21"])
    """When someone last looked at what is published."""
    figures: PublishedFigures = Field(examples=[{"attendance": "94.75%", "persistent": "13.50%"}])
    """The figures."""
    codes: dict[Words, PercentText] = Field({}, examples=[{"I": "2.86%"}])
    """Sessions by code, of possible sessions."""
    weeks: dict[Monday, PercentText] = Field({}, examples=[{"2024-09-09": "3.81%"}])
    """Absence by week, of possible sessions; a week goes by its Monday."""
    weekdays: dict[Weekday, PercentText] = Field({}, examples=[{"friday": "4.92%"}])
    """Absence by weekday, of possible sessions."""
