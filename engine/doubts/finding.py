"""What a look at a dataset found, for people: about whom, in which week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from engine.diagnostics import Diagnostic


class Kind(StrEnum):
    """What is wrong with something: it is not there, it may not be so, or it cannot be so."""

    MISSING = "missing"
    DOUBTFUL = "doubtful"
    CONTRADICTORY = "contradictory"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at. `pupil` is empty where it is about a class, a file or the school; `week` is its Monday.

    `message` is a sentence without the pupil and the week; `count` says how many sessions or rows it is about.
    """

    kind: Kind
    code: str
    message: str
    pupil: str = ""
    week: date | None = None
    group: str = ""
    count: int = 1
    help: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what was found; bad rows are diagnostics of their own, with their places."""

    policy: str
    pupils: int
    marks: int
    as_of: date
    doubts: Sequence[Doubt] = field(repr=False)
    bad_rows: Sequence[Diagnostic] = field(repr=False, default=())
    counts: Mapping[str, int] = field(default_factory=dict)
