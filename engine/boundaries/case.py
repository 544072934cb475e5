"""One ready-made case before it is a test. Nouns only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Case:
    """A small school: registers and columns by pupil, rows of facts by table, from a Monday on for so many weeks.

    `name` says what is asked for, `asked` the rules and tables that are compared, `about` what each pupil stands for.
    """

    name: str
    asked: tuple[str, ...]
    begins: date
    weeks: int
    marks: Mapping[str, str] = field(default_factory=dict)
    pupils: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    facts: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    arrivals: tuple[tuple[str, str, int], ...] = ()
