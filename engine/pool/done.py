"""What came of one task of many."""

from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What came of the task at `place` (from 0) after so many `tries`.

    `fault` is None where all went well, and otherwise a sentence for a person; `value` is None then. `again` says why
    it was taken up again, though in the end it went well; None where once was enough. A task that was taken up again
    for what may have been another's fault has that many tries less.
    """

    place: int
    value: R | None
    fault: str | None = None
    tries: int = 1
    again: str | None = None
