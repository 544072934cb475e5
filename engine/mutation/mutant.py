"""One change of a policy, and what came of it. Nouns only."""

from dataclasses import dataclass, field
from enum import StrEnum

from engine.document import Path, Value


class Fate(StrEnum):
    """What came of a change: a test failed, none did, it is proved to change nothing, or it is no policy."""

    NOTICED = "noticed"
    SURVIVED = "survived"
    EQUAL = "equal"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change at a path of the policy in force.

    `value` takes the place of what stands there, None leaves it out. With `removed` a rule, step or table of that id
    never acts, and the path is where it is written. `kind` is threshold, time, window, comparator, code, unit, logic,
    date, often or rule. `file` and `line` say where, `said` what: "`2 sessions` becomes `3 sessions`".
    """

    kind: str
    path: Path
    where: str
    said: str
    file: str
    line: int
    value: Value = field(default=None, repr=False)
    removed: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A change with its fate; `by` is the test that noticed it."""

    mutant: Mutant
    fate: Fate
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Unmoved:
    """A test that still passes with a rule that it is about taken away."""

    test: str
    rule: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Mutation:
    """Every change of some policies with its fate, and the tests that a removed rule does not trouble."""

    judged: tuple[Judged, ...]
    unmoved: tuple[Unmoved, ...] = ()

    def count(self, fate: Fate) -> int:
        """Count the changes with a fate."""
        return sum(each.fate is fate for each in self.judged)

    @property
    def noticed(self) -> tuple[int, int]:
        """Give how many of those that change something are noticed, and how many there are."""
        found = self.count(Fate.NOTICED)
        return found, found + self.count(Fate.SURVIVED)
