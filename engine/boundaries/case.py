"""One ready-made case before it is a test. Nouns only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.boundaries.sketch import Sketch, Year


@dataclass(frozen=True, slots=True)
class Case:
    """Pupils by name over some school time, and the rule or table that is compared.

    `told` are lines of comment: which boundaries it is about, and what it does not show.
    """

    name: str
    rule: str
    year: Year
    pupils: Mapping[str, Sketch]
    told: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArrivalCase:
    """Arrivals at the cut-offs of one register: pupils by year group, and minutes of the day of one session.

    `periods` are those that the policy asks the calendar for.
    """

    name: str
    begins: date
    half: str
    minutes: tuple[int, ...]
    pupils: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreached:
    """A boundary for which no case was found, of some rules or at all, and why."""

    where: str
    said: str
    why: str
    rules: tuple[str, ...] = ()
