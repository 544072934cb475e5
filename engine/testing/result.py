"""What came of scenario tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.diagnostics import Diagnostic
from engine.source import Place


class Ending(StrEnum):
    """How a test ended: as expected, otherwise, not at all because something is wrong with it, or not run."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a test and what happened part.

    `kind` is missing, unexpected, different or forbidden; `expected` and `actual` are sentences, empty where there
    is none; `because` is the reason of the actual action, or what is known of why there is none. `rule` and `day` are
    those of an action that was expected; a day that the test leaves open is None.
    """

    kind: str
    about: str
    expected: str
    actual: str
    place: Place
    because: str = ""
    rule: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One test with its ending; `why` is the reason of a skipped test, `diagnostics` what is wrong with it."""

    name: str
    policy: str
    place: Place
    ending: Ending
    differences: Sequence[Difference] = ()
    diagnostics: Sequence[Diagnostic] = ()
    why: str = ""
