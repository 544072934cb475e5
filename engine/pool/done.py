"""What came of one task of many."""

from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What came of the task at `place` (from 0) after so many `tries`.

    `fault` is None where all went well, and otherwise a sentence for a person; `value` is None then.
    """

    place: int
    value: R | None
    fault: str | None = None
    tries: int = 1
