"""What a report holds: counts of sessions and pupils by period and group. Nouns only; every rate is exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

SCHOOL = "school"
"""The one group of the dimension that holds every pupil."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions counted; `late` came before the register closed and are attended, `late_after_close` are absent."""

    possible: int = 0
    attended: int = 0
    authorised: int = 0
    unauthorised: int = 0
    late: int = 0
    late_after_close: int = 0

    @property
    def absent(self) -> int:
        """Absent sessions, authorised or not."""
        return self.authorised + self.unauthorised

    def part(self, count: int) -> Fraction | None:
        """Give a count as the part of the possible sessions; None where none was possible."""
        return Fraction(count, self.possible) if self.possible else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Pupils at a review: those on the roll with a possible session in the year so far, and who of them is what.

    `persistent` and `severe` are None where the policy has no such rule, or where they are `suppressed`.
    """

    pupils: int
    persistent: int | None = None
    severe: int | None = None
    suppressed: frozenset[str] = frozenset()

    def part(self, count: int | None) -> Fraction | None:
        """Give a count as the part of the pupils; None where there is none or the count is not known."""
        return Fraction(count, self.pupils) if self.pupils and count is not None else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One group in one period: pupils with a possible session in it, the sessions, and how they stand at its review."""

    pupils: int
    sessions: Sessions
    standing: Standing


@dataclass(frozen=True, slots=True)
class Line:
    """One group: a cell a period, None where it is suppressed, and one for all periods together."""

    group: str
    cells: Sequence[Cell | None]
    whole: Cell | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """Groups that share all pupils out among them; `left_out` says why there are none."""

    name: str
    lines: Sequence[Line]
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class CodeCount:
    """One code in one period; both counts are None where they are suppressed."""

    sessions: int | None
    pupils: int | None


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code: a count a period, and one for all of them together."""

    code: str
    means: str
    category: str
    counts: Sequence[CodeCount]
    whole: CodeCount


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of the school with their sessions: a week, or all Mondays. Both ends are included."""

    name: str
    first: date
    last: date
    sessions: Sessions | None


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the calendar as far as the report goes, both ends included; `review` is its last school day.

    `whole` is False where the report begins after it began or ends before it ends.
    """

    name: str
    first: date
    last: date
    review: date
    whole: bool


@dataclass(frozen=True, slots=True)
class National:
    """Published figures beside which the report stands, by name, as parts; `weeks` and `weekdays` are of absence.

    A week goes by its Monday, a weekday by its name in small letters.
    """

    name: str
    title: str
    source: str
    covers: str
    first: date | None
    until: date | None
    figures: Mapping[str, Fraction]
    codes: Mapping[str, Fraction]
    weeks: Mapping[str, Fraction] = field(default_factory=dict)
    weekdays: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report says.

    `target` is the school's own, as a part of possible sessions, with the clause it comes from. `small` is the number
    of pupils below which a count is suppressed; 0 where all are shown. `weekdays` are over all periods together.
    """

    policy: str
    title: str
    school: str
    version: str
    dataset: str
    kind: str
    as_of: date
    target: Fraction | None
    target_source: str
    periods: Sequence[Period]
    whole: Line
    dimensions: Sequence[Dimension]
    weeks: Sequence[Stretch]
    weekdays: Sequence[Stretch]
    codes: Sequence[CodeLine]
    national: Sequence[National]
    small: int
    missing_marks: int = 0
