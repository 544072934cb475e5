"""What can be touched in a policy, where it stands, and how often it was. Nouns only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that tests may touch.

    `kind` is rule, task, row, side or change; `what` says which side of it: a rule acted or did not, a limit was kept
    or not, a row was hit, a day lay before a change or from it on. `item` is the rule, table or value it belongs to.
    """

    file: str
    line: int
    kind: str
    item: str
    text: str
    what: str
    times: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every point of some policies in the order of their lines, and the text of their files by name."""

    points: tuple[Point, ...]
    texts: Mapping[str, Sequence[str]]

    @property
    def reached(self) -> tuple[int, int]:
        """Give how many points were touched, and how many there are."""
        return sum(point.times > 0 for point in self.points), len(self.points)
