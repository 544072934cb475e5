"""One boundary of a policy: where it is written, and the policies in which it lies a step to one side. Nouns only."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePath

from engine.document import Path
from engine.load import Loaded

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Shift:
    """The same policy with the boundary a step to one side; `told` says which, in the words of the document."""

    told: str
    loaded: Loaded = field(repr=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """A threshold, length, time, day or cap; `said` is how it is written, `start` where in its text.

    `text` is all that stands at `path`. `kind` is threshold, comparator, window, time, date, length or often. `shifts`
    are the policies that differ from this one in it alone, `names` the items of the policy that change with it, `rules`
    the rules, steps and tables that rest on it.
    """

    kind: str
    path: Path
    start: int
    text: str = field(repr=False)
    said: str
    file: str
    line: int
    shifts: tuple[Shift, ...] = field(repr=False)
    names: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()

    @property
    def number(self) -> Fraction | None:
        """The number that it is; None for a period, a day or a time."""
        found = _NUMBER.search(self.text, self.start)
        if found is None or found.start() != self.start or self.kind not in ("threshold", "window"):
            return None
        return Fraction(found.group())

    @property
    def where(self) -> str:
        """Where it stands, for a comment in a file that others read too: the file's name, nothing of this machine."""
        return f"{PurePath(self.file).name}:{self.line}"
