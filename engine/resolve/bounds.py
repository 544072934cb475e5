"""Whether a text keeps a bound: amounts of one unit, times of day, dates, levels of the linter."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from engine.document import Value
from engine.model.amounts import AfterOpens, amount, closing_time, day, time_of_day
from engine.nouns import dataclass
from engine.once import regex

BOUNDS: Mapping[str, str] = {
    "at_least": "at least",
    "at_most": "at most",
    "earliest": "no earlier than",
    "latest": "no later than",
}
"""The bounds of a lock, as people say them; `fixed` is no bound but a whole value."""
SAME_DAY = "same day"
"""When something is due that has no time at all: less than any number of days."""
_DAYS = ("school day", "day", "week", SAME_DAY)
LEVELS = ("info", "warning", "error")
RELATIVE = regex(r"(\d+) minutes? (after|before) (\w+)")


@dataclass(frozen=True, slots=True)
class Measured:
    """A text that can be compared: only those of one unit can be compared with one another."""

    unit: str
    size: Fraction


def measured(text: str, entry: Mapping[str, Value]) -> Measured | None:
    """Measure a text; `entry` holds the fields beside it, which a time may refer to. None where it has no size.

    >>> measured("30 minutes after opens", {"opens": "13:00"})
    Measured(unit='time of day', size=Fraction(810, 1))
    >>> measured("95%", {})
    Measured(unit='percent', size=Fraction(95, 1))
    """
    if text == SAME_DAY:
        return Measured(SAME_DAY, Fraction(0))
    if text in LEVELS:
        return Measured("level", Fraction(LEVELS.index(text)))
    if (found := RELATIVE.fullmatch(text)) is not None:
        start = entry.get(found[3])
        base = measured(start, {}) if isinstance(start, str) else None
        if base is None or base.unit != "time of day":
            return None
        return Measured(base.unit, base.size + int(found[1]) * (1 if found[2] == "after" else -1))
    for read in (_time, _day, _amount):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def comparable(value: Measured, limit: Measured) -> bool:
    """Whether two are of one unit; no time at all can be set beside any number of days."""
    return value.unit == limit.unit or (SAME_DAY in (value.unit, limit.unit) and {value.unit, limit.unit} <= set(_DAYS))


def keeps(bound: str, value: Measured, limit: Measured, beyond: int = 0) -> bool:
    """Whether a value keeps a bound that it can be compared with.

    Of two of one size, `beyond` is above 0 where the value takes in more than the bound, and below 0 where less.

    >>> keeps("at_least", Measured("percent", Fraction(90)), Measured("percent", Fraction(90)), beyond=-1)
    False
    """
    own = value.size, beyond
    return own >= (limit.size, 0) if bound in ("at_least", "earliest") else own <= (limit.size, 0)


def clock(measure: Measured) -> str:
    """Write a measured time of day."""
    minutes = int(measure.size)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _time(text: str) -> Measured:
    time = closing_time(text)
    if isinstance(time, AfterOpens):
        raise ValueError(text)
    return Measured("time of day", Fraction(time_of_day(text).minute))


def _day(text: str) -> Measured:
    read = day(text)
    return Measured("date", Fraction(date.toordinal(read)))


def _amount(text: str) -> Measured:
    read = amount(text)
    return Measured(read.unit or "number", read.number)
