"""What a rule of the linter looks at: one policy file, as far as it could be understood."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any

from engine.approvals.since import Since
from engine.bind.bound import Bound, PlaceOf
from engine.document import Document, Path
from engine.nouns import dataclass
from engine.plan import Plan
from engine.policy import PolicyInForce
from engine.source import Place
from engine.testing.read import Placed


@dataclass(frozen=True, slots=True)
class Subject:
    """One policy file, its layers, its meaning, and the tests beside it.

    `as_of` is the day asked about. `document` is the file itself. What could not be made is None: `policy` where
    layers are missing or a value is of the wrong shape, `plan` where anything is wrong at all. `bound` may lack the
    expressions and names that are wrong. `expanded` is the policy in general forms; paths of rules are its paths.
    `tests` are those of this policy, `strays` others beside it that name no policy linted with it.
    `law` is a national layer whose checks and codes are asked because the policy has none itself, else None.
    `since` is what has changed since the file was approved, None where it never was.
    `sound` is, where a condition or a name cannot be understood, the policy without what is wrong and what rests on it,
    whose plan can be asked about the rest.
    `cut` names the items of which a part was left out because its shape is wrong.
    `used` are the entries of `allow`, by file and path, that allowed a finding: known to rules asked after the others.
    """

    as_of: date
    name: str
    document: Document = field(repr=False)
    policy: PolicyInForce | None = field(default=None, repr=False)
    expanded: Mapping[str, Any] = field(default_factory=dict, repr=False)
    bound: Bound | None = field(default=None, repr=False)
    plan: Plan | None = field(default=None, repr=False)
    place_of: PlaceOf | None = field(default=None, repr=False)
    written_at: Mapping[Path, Path] = field(default_factory=dict, repr=False)
    tests: tuple[Placed, ...] = field(default=(), repr=False)
    strays: tuple[Placed, ...] = field(default=(), repr=False)
    law: "Subject | None" = field(default=None, repr=False)
    since: Since | None = field(default=None, repr=False)
    sound: "Subject | None" = field(default=None, repr=False)
    used: frozenset[tuple[str, Path]] = frozenset()
    cut: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether all that the file says is looked at, and nothing was left out because its shape is wrong."""
        return self.policy is not None and self.policy.layers[-1].document is self.document

    def place(self, path: Path, start: int | None = None, end: int | None = None) -> Place:
        """Give the place of a value of the expanded policy, or of some characters of its text."""
        if self.place_of is None:
            return self.document.place(path, start, end)
        return self.place_of(path, start, end)

    def key(self, path: Path) -> Place:
        """Give the place of the key that holds a value of the expanded policy."""
        if self.policy is None:
            return self.document.key_place(path)
        return self.policy.key_place(self.written(path))

    def head(self, path: Path) -> Place:
        """Give the place to point at for a whole mapping or list of the expanded policy."""
        if self.policy is None:
            return self.document.head(path)
        return self.policy.head(self.written(path))

    def written(self, path: Path) -> Path:
        """Give the path of the merged policy at which a path of the expanded one was written."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.written_at:
                return self.written_at[path[:length]]
        return path

    def place_in_file(self, path: Path) -> Path:
        """Give the path in the file that wrote a path of the expanded policy."""
        return self.policy.origin(self.written(path)).path if self.policy is not None else path

    def is_own(self, path: Path) -> bool:
        """Whether the file itself wrote anything at a path of the expanded policy, and not a layer above it."""
        if self.policy is None:
            return True
        origin = self.policy.origin(self.written(path))
        return origin.layer == len(self.policy.layers) - 1

    def began_here(self, path: Path) -> bool:
        """Whether the file itself is the first that wrote at a path of the expanded policy."""
        if self.policy is None:
            return True
        origin = self.policy.origin(self.written(path))
        return origin.began == len(self.policy.layers) - 1
