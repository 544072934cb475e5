"""A problem in what somebody wrote, and the outcome of a stage that may find some."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Generic, TypeVar

from engine.nouns import dataclass
from engine.source import Place

T = TypeVar("T")


class Severity(IntEnum):
    """How much a diagnostic matters; greater is graver."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem, told to a person.

    `message` is a lower-case sentence without a full stop, the user's own words in backticks and
    numbers with their units; `help` says the next act, or is empty. `place` is None only where no
    text is at fault (a folder that is not there). `also` are further places that belong to it,
    each with a word on what stands there. `code` never changes its meaning and carries no severity.
    """

    code: str
    message: str
    place: Place | None = None
    help: str = ""
    severity: Severity = Severity.ERROR
    also: tuple[tuple[str, Place], ...] = ()

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        told = f"{where}{self.severity.name.lower()} {self.code}: {self.message}"
        return f"{told}\n  help: {self.help}" if self.help else told


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by file, line, column, the gravest first, code and message: a report never depends on the order found."""

    def key(item: Diagnostic) -> tuple[str, int, int, int, str, str]:
        place = item.place
        if place is None:
            return ("", 0, 0, -item.severity, item.code, item.message)
        return (place.source.name, place.span.line, place.span.column, -item.severity, item.code, item.message)

    return sorted(diagnostics, key=key)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a stage made, and what it found wrong.

    `value` is None where nothing could be made. A value beside errors is as much as could be
    understood: good enough to go on looking for more, never to run.
    """

    value: T | None
    diagnostics: Sequence[Diagnostic] = ()

    @property
    def failed(self) -> bool:
        """Whether a diagnostic is an error, or nothing was made."""
        return self.value is None or any(found.severity is Severity.ERROR for found in self.diagnostics)
