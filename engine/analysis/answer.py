"""What an analysis finds: an example, and how surely. Nouns only."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from engine.expressions.types import Quantity
from engine.model.measures import Measure
from engine.nouns import dataclass

Held: TypeAlias = tuple[str, str, str]
"""A mark that is counted: the code table by its first day, the code and the session."""


@dataclass(frozen=True, slots=True)
class Over:
    """One window of a figure: a `period` of the calendar, or the last so many of a `unit`, from `least` to `most`.

    The number may be a value's, which may differ from day to day. Of another window there is only its `text`.
    """

    text: str
    period: str = ""
    unit: str = ""
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that conditions ask about, under a key that is the same wherever the same thing is meant.

    `kind` is one of figure, pupil, calendar, flag, rule, row, session, fact and term (a part that is taken as it
    stands). `most` is the greatest it can be (None: no bound), `because` says why, and `assumed` that the bound
    rests on the usual length of a term or year rather than on arithmetic; `at_weekends` is the greatest where there is
    school on Saturdays and Sundays too. `measure` is there for figures; so are
    `marks`, those that are counted where codes alone decide that, `whole`, those out of which a percentage is
    taken, `window`, its parts (`over`), `alike`, the same for counts that differ in their window alone, and `anew`,
    the ladder in whose conditions alone it counts from the latest step.
    """

    key: str
    name: str
    quantity: Quantity
    kind: str
    title: str = ""
    most: Fraction | None = None
    because: str = ""
    assumed: bool = False
    measure: Measure | None = None
    at_least: Fraction | None = None
    marks: frozenset[Held] | None = None
    whole: frozenset[Held] | None = None
    window: str = ""
    over: tuple[Over, ...] = ()
    alike: str = ""
    anew: str = ""
    at_weekends: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """Values of some subjects, by key, at which something holds; those that make no difference are left out.

    `sure` is False where it rests on parts that were taken as they stand, so that it may not come up.
    """

    values: Mapping[str, Any]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something holds everywhere.

    `holds` is True where no example against it was found, False where one was (`example`), None where too many cases
    would have to be looked at. `within` says within which bounds True was found, and is empty where it is proved.
    `assumed` says what it rests on that holds for nearly every school: another calendar may make it otherwise.
    """

    holds: bool | None
    example: Example | None = None
    within: str = ""
    assumed: str = ""

    @property
    def proved(self) -> bool:
        """Whether it holds everywhere, beyond doubt."""
        return self.holds is True and not self.within and not self.assumed
