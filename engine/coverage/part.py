"""One thing in a policy that can come out in several ways, and whatever is needed to see how it did. Nouns only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.counting import FactTest
from engine.document import Path
from engine.expressions.columns import Program

HELD, FAILED = "true", "false"
BELOW, ABOVE = "below", "above"

Key = tuple[Path, int, str, str]
"""A path of the expanded document, which part there, its text, and how it came out."""


@dataclass(frozen=True, slots=True)
class Part:
    """One test of a condition, or one limit that is no condition.

    `path` and `number` say where it stands in the expanded document, `start` and `end` which characters there (None:
    all of it), `item` what it belongs to. `sides` are the ways in which it can come out. A test has a program for
    each of them but `false`, which is where the first is known not to hold; a limit that is no condition has none.
    """

    path: Path
    number: int
    item: str
    kind: str
    text: str
    start: int | None
    end: int | None
    sides: tuple[str, ...]
    programs: tuple[Program, ...] = ()
    reads: tuple[str, ...] = ()

    def key(self, side: str) -> Key:
        """Give the key under which a side is counted."""
        return self.path, self.number, self.text, side


@dataclass(frozen=True, slots=True)
class OfSessions:
    """Tests that are asked of each session, and the tests of fact tables that they name."""

    parts: tuple[Part, ...]
    tests: tuple[FactTest, ...] = ()


@dataclass(frozen=True, slots=True)
class OfRows:
    """Tests that are asked of the rows of a fact table: of those for which `within` holds, and of one rule's alone."""

    table: str
    parts: tuple[Part, ...]
    within: tuple[Program, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts of a policy: by the id of what is looked at, by the name of a figure, set, fact, flag or table.

    `behind` are the names on which each id rests, at any depth. `limits` are no conditions: those of rules and steps
    by id under the name of their field, those of figures and flags by name.
    """

    looked: Mapping[str, tuple[Part, ...]]
    tasks: Mapping[str, tuple[Part, ...]]
    named: Mapping[str, tuple[Part, ...]]
    cells: Mapping[str, tuple[Part, ...]]
    sessions: Mapping[str, tuple[OfSessions, ...]]
    rows: Mapping[str, tuple[OfRows, ...]]
    flags: Mapping[str, Mapping[str, tuple[Part, ...]]]
    registers: Mapping[tuple[int, str], tuple[Part, ...]]
    limits: Mapping[tuple[str, str], Part]
    behind: Mapping[str, frozenset[str]]
    asked: frozenset[str] = field(default_factory=frozenset)
    """Every name on which something looked at rests."""
