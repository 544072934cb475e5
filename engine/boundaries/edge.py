"""One boundary of a policy: where it is written, and the policies in which it lies a step lower or higher. Nouns only."""

from dataclasses import dataclass, field

from engine.document import Path
from engine.load import Loaded


@dataclass(frozen=True, slots=True)
class Shift:
    """The same policy with the boundary a step to one side; `told` says which, in the words of the document."""

    told: str
    loaded: Loaded = field(repr=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """A threshold, length, time, day or cap; `said` is how it is written, `start` where in its text.

    `kind` is threshold, window, time, date or often. `shifts` are the policies that differ from this one in it alone,
    `names` the items of the policy that change with it, `rules` the rules, steps and tables that rest on it.
    """

    kind: str
    path: Path
    start: int
    said: str
    file: str
    line: int
    shifts: tuple[Shift, ...] = field(repr=False)
    names: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Where it stands, for a comment."""
        return f"{self.file}:{self.line}"
