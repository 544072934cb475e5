"""The registers of a policy, entry by entry, with their times in minutes after midnight."""

from collections.abc import Iterator

from engine.document import Path
from engine.lint.subject import Subject
from engine.model.amounts import AfterOpens
from engine.nouns import dataclass

HALVES = ("am", "pm")


@dataclass(frozen=True, slots=True)
class Entry:
    """One group's register for one session; `open_for` is how many minutes it stays open.

    `on_some_days` says that it is in force on some days alone: on others the next one is the pupil's.
    """

    half: str
    name: str
    path: Path
    whom: str | None
    opens: int
    closes: int
    late_after: int | None
    arrive_by: int | None
    on_some_days: bool

    @property
    def open_for(self) -> int:
        """How many minutes it is open."""
        return self.closes - self.opens

    @property
    def times(self) -> frozenset[int]:
        """Every time that it names."""
        named = (self.opens, self.closes, self.late_after, self.arrive_by)
        return frozenset(each for each in named if each is not None)


def entries(subject: Subject) -> Iterator[Entry]:
    """Give the entries in order, mornings first."""
    registers = subject.policy.model.registers if subject.policy is not None else None
    for half in HALVES if registers is not None else ():
        for name, held in getattr(registers, half).items():
            opens = held.opens.minute
            closes = opens + held.closes.minutes if isinstance(held.closes, AfterOpens) else held.closes.minute
            late = held.late_after.minute if held.late_after is not None else None
            by = held.arrive_by.minute if held.arrive_by is not None else None
            dated = held.in_force is not None
            yield Entry(half, name, ("registers", half, name), held.for_, opens, closes, late, by, dated)


def clock(minute: int) -> str:
    """Write a time of day.

    >>> clock(525)
    '08:45'
    """
    return f"{minute // 60:02}:{minute % 60:02}"
