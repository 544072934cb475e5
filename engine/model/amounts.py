"""Amounts with a unit (`5 school days`, `95%`, `£80`, `09:15`), as values of the document."""

import re
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from engine.model.declared import PlainValidator, WithJsonSchema
from engine.nouns import dataclass
from engine.once import regex

UNITS = {
    "session": "sessions",
    "school day": "school days",
    "day": "days",
    "school week": "school weeks",
    "week": "weeks",
    "month": "months",
    "half term": "half_terms",
    "term": "terms",
    "year": "years",
    "minute": "minutes",
    "spell": "spells",
    "percent": "%",
    "pounds": "£",
}
"""Unit in one's mouth -> how its plural is written in a document."""

_UNIT_WORDS = {
    **{name: name for name in UNITS if name not in {"percent", "pounds"}},
    **{plural: name for name, plural in UNITS.items() if name not in {"percent", "pounds"}},
    "half_term": "half term",
    "half terms": "half term",
}

TRUTH = ("true", "false")
NAME = r"[A-Za-z_][A-Za-z0-9_]*"
WHOLE = "(?:0|[1-9][0-9]*)"
"""A number begins with no zero: `010` is ten to a person and eight to old readers of YAML, so it is neither here."""
NUMBER = rf"{WHOLE}(?:\.[0-9]+)?"
_UNIT_PATTERN = "|".join(sorted((re.escape(word) for word in _UNIT_WORDS), key=len, reverse=True))
_WITH_UNIT = regex(rf"({NUMBER}) ({_UNIT_PATTERN})")
PERCENT = regex(rf"(-?{NUMBER}) ?%")
_POUNDS = regex(rf"£({NUMBER})")
_BARE = regex(rf"-?{NUMBER}")
_TIME = regex(r"([01]?\d|2[0-3]):([0-5]\d)")
_DATE = regex(r"\d{4}-\d{2}-\d{2}")
_WORD = regex(r'"([^"\\]*)"')


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit; `unit` is None for a bare number."""

    number: Fraction
    unit: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a value that stands where an amount could."""

    name: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """A time of day in whole minutes after midnight."""

    minute: int

    def __str__(self) -> str:
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


@dataclass(frozen=True, slots=True)
class AfterOpens:
    """A time that stands so many minutes after the same entry opens."""

    minutes: int


ValueLiteral = Amount | Minutes | date | bool | str


def amount(text: object) -> Amount:
    """Read an amount; a ValueError with words for a person otherwise.

    >>> amount("5 school days")
    Amount(number=Fraction(5, 1), unit='school day')
    >>> amount("95%")
    Amount(number=Fraction(95, 1), unit='percent')
    """
    read = _amount(text) if isinstance(text, str) else None
    if read is None:
        raise ValueError(f"`{text}` is not an amount such as `5 school days`, `10 sessions`, `95%`, `£80` or `3`")
    return read


@lru_cache(maxsize=4096)
def _amount(text: str) -> Amount | None:
    # the layers above are the same for all schools of a trust, and so are most of the amounts in them
    if found := _WITH_UNIT.fullmatch(text):
        return Amount(Fraction(found[1]), _UNIT_WORDS[found[2]])
    if found := PERCENT.fullmatch(text):
        return Amount(Fraction(found[1]), "percent")
    if found := _POUNDS.fullmatch(text):
        return Amount(Fraction(found[1]), "pounds")
    if _BARE.fullmatch(text):
        return Amount(Fraction(text), None)
    return None


def is_name(text: object) -> bool:
    """Whether a text is a name: letters, digits and underscores, and no word for a truth value."""
    return isinstance(text, str) and re.fullmatch(NAME, text) is not None and text not in TRUTH


def amount_or_name(text: object) -> Amount | Named:
    """Read an amount, or the name of a value."""
    if is_name(text):
        return Named(str(text))
    return amount(text)


def time_of_day(text: object) -> Minutes:
    """Read a time of day.

    >>> time_of_day("8:45").minute
    525
    """
    if isinstance(text, str) and (found := _TIME.fullmatch(text)):
        return Minutes(int(found[1]) * 60 + int(found[2]))
    raise ValueError(f"`{text}` is not a time of day such as `09:15`")


def closing_time(text: object) -> Minutes | AfterOpens:
    """Read a time of day, or `30 minutes after opens`."""
    if isinstance(text, str) and (found := re.fullmatch(rf"({WHOLE}) minutes? after opens", text)):
        return AfterOpens(int(found[1]))
    if isinstance(text, str) and _TIME.fullmatch(text):
        return time_of_day(text)
    raise ValueError(f"`{text}` is not a time of day such as `09:30`, nor `30 minutes after opens`")


def day(text: object) -> date:
    """Read a date written year first."""
    if isinstance(text, str) and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(f"`{text}` is not a date such as `2025-09-01`")


def value_literal(text: object) -> ValueLiteral:
    """Read what a value may be: an amount, a time, a date, true or false, or a word in double quotes."""
    if isinstance(text, str):
        if text in TRUTH:
            return text == "true"
        if found := _WORD.fullmatch(text):
            return found[1]
        if _TIME.fullmatch(text):
            return time_of_day(text)
        if _DATE.fullmatch(text):
            return day(text)
        try:
            return amount(text)
        except ValueError:
            pass
    raise ValueError(
        f"`{text}` is not a value such as `5 school days`, `95%`, `£80`, `3`, `09:15`, `2024-08-19` or '\"red\"'"
    )


def minutes_long(text: object) -> Amount:
    """Read how long something takes.

    >>> minutes_long("15 minutes").number
    Fraction(15, 1)
    """
    try:
        found = amount(text)
    except ValueError:
        found = None
    if found is None or found.unit != "minute":
        raise ValueError(f"`{text}` is not a time that work takes, such as `15 minutes`")
    return found


def whole_number(text: object) -> int:
    """Read a whole number."""
    if isinstance(text, str) and re.fullmatch(WHOLE, text):
        return int(text)
    raise ValueError(f"`{text}` is not a whole number")


def yes_or_no(text: object) -> bool:
    """Read true or false."""
    if isinstance(text, str) and text in TRUTH:
        return text == "true"
    raise ValueError(f"`{text}` is neither `true` nor `false`")


_AMOUNT_JSON = rf"^({NUMBER} ({_UNIT_PATTERN})|-?{NUMBER} ?%|£{NUMBER}|-?{NUMBER})$"
_DATE_JSON = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_NAME_JSON = rf"^{NAME}$"

AmountText = Annotated[
    Amount, PlainValidator(amount), WithJsonSchema({"type": ["string", "number"], "pattern": _AMOUNT_JSON})
]
AmountOrName = Annotated[
    Amount | Named,
    PlainValidator(amount_or_name),
    WithJsonSchema({"type": ["string", "number"], "pattern": f"({_AMOUNT_JSON})|({_NAME_JSON})"}),
]
TimeText = Annotated[
    Minutes,
    PlainValidator(time_of_day),
    WithJsonSchema({"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d$"}),
]
ClosingText = Annotated[
    Minutes | AfterOpens,
    PlainValidator(closing_time),
    WithJsonSchema({"type": "string", "pattern": rf"^(([01]?\d|2[0-3]):[0-5]\d|{WHOLE} minutes? after opens)$"}),
]
DateText = Annotated[date, PlainValidator(day), WithJsonSchema({"type": "string", "pattern": f"^{_DATE_JSON}$"})]
ValueText = Annotated[
    ValueLiteral,
    PlainValidator(value_literal),
    WithJsonSchema(
        {
            "type": ["string", "number", "boolean"],
            "pattern": rf"({_AMOUNT_JSON})|^([01]?\d|2[0-3]):[0-5]\d$|^{_DATE_JSON}$|^(true|false)$|^\"[^\"\\]*\"$",
        }
    ),
]
MinutesText = Annotated[
    Amount, PlainValidator(minutes_long), WithJsonSchema({"type": "string", "pattern": rf"^{NUMBER} minutes?$"})
]
WholeText = Annotated[
    int, PlainValidator(whole_number), WithJsonSchema({"type": ["string", "integer"], "pattern": f"^{WHOLE}$"})
]
FlagText = Annotated[
    bool,
    PlainValidator(yes_or_no),
    WithJsonSchema({"type": ["string", "boolean"], "enum": ["true", "false", True, False]}),
]
