"""Windows: the stretch of school time that a figure looks at."""

import re
from typing import Annotated

from engine.model.amounts import NAME, NUMBER, Amount, Named, amount, amount_or_name, is_name
from engine.model.declared import PlainValidator, WithJsonSchema
from engine.nouns import dataclass

FIXED = ("session", "day", "week", "month", "half_term", "term", "year", "ever")
PREVIOUS = ("week", "half_term", "term", "year")
LAST_UNITS = ("school day", "school week", "day", "week", "month", "year", "half term", "term")


@dataclass(frozen=True, slots=True)
class Fixed:
    """A period of the calendar, up to now: one of `FIXED`."""

    period: str


@dataclass(frozen=True, slots=True)
class Last:
    """The last so many units, up to now."""

    amount: Amount | Named


@dataclass(frozen=True, slots=True)
class Previous:
    """The whole of the period before the present one: one of `PREVIOUS`."""

    period: str


@dataclass(frozen=True, slots=True)
class Spell:
    """The present unbroken run of school days whose every possible session is in a set."""

    of: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A flag's present or latest stretch, or a period that the calendar names."""

    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """From `from` to `to` of the row that a rule is about."""


@dataclass(frozen=True, slots=True)
class AfterRow:
    """From the day after `to` of the row that a rule is about, up to now."""


@dataclass(frozen=True, slots=True)
class FromFirst:
    """The period of that length that opens with the first row, and anew with the first at or after its end."""

    amount: Amount | Named


Window = Fixed | Last | Previous | Spell | Stretch | Row | AfterRow | FromFirst


def window(text: object) -> Window:
    """Read one window.

    >>> window("last 10 school weeks")
    Last(amount=Amount(number=Fraction(10, 1), unit='school week'))
    >>> window("spell of absent")
    Spell(of='absent')
    """
    if isinstance(text, str):
        if text in FIXED:
            return Fixed(text)
        if text == "row":
            return Row()
        if text == "after row":
            return AfterRow()
        if found := re.fullmatch(r"previous (\w+)", text):
            if found[1] in PREVIOUS:
                return Previous(found[1])
        elif found := re.fullmatch(r"last (.+)", text):
            length = amount_or_name(found[1])
            if isinstance(length, Named) or (
                length.unit in LAST_UNITS and length.number.denominator == 1 <= length.number
            ):
                return Last(length)
        elif found := re.fullmatch(r"spell of (.+)", text):
            return Spell(found[1])
        elif found := re.fullmatch(r"(.+) from the first", text):
            length = amount_or_name(found[1])
            if isinstance(length, Named) or length.unit in {"day", "week", "month", "year"}:
                return FromFirst(length)
        elif is_name(text):
            return Stretch(text)
    raise ValueError(
        f"`{text}` is not a window such as `year`, `half_term`, `last 10 school days`, `previous half_term` or "
        "`spell of absent`"
    )


def windows(value: object) -> tuple[Window, ...]:
    """Read one window or a list of them; several mean what they have in common."""
    if isinstance(value, list) and value:
        return tuple(window(item) for item in value)
    return (window(value),)


def ends(text: object) -> Amount | Named:
    """Read where a window ends: `yesterday`, or `5 school days ago`."""
    if text == "yesterday":
        return amount("1 school day")
    if isinstance(text, str) and (found := re.fullmatch(r"(.+) ago", text)):
        length = amount_or_name(found[1])
        if isinstance(length, Named) or length.unit == "school day":
            return length
    raise ValueError(f"`{text}` is not an end such as `yesterday` or `5 school days ago`")


_UNITS = "school days?|school weeks?|days?|weeks?|months?|years?|half[_ ]terms?|terms?"
_ONE = (
    r"^(session|day|week|month|half_term|term|year|ever|row|after row|previous (week|half_term|term|year)|"
    rf"last ([1-9][0-9]*(\.0+)? ({_UNITS})|{NAME})|spell of .+|"
    rf"({NUMBER} (days?|weeks?|months?|years?)|{NAME}) from the first|{NAME})$"
)
Windows = Annotated[
    tuple[Window, ...],
    PlainValidator(windows),
    WithJsonSchema(
        {"type": ["string", "array"], "pattern": _ONE, "items": {"type": "string", "pattern": _ONE}, "minItems": 1}
    ),
]
Ends = Annotated[
    Amount | Named,
    PlainValidator(ends),
    WithJsonSchema({"type": "string", "pattern": rf"^(yesterday|({NUMBER} school days?|{NAME}) ago)$"}),
]
