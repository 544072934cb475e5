"""A school: its policy and its dataset; or a school that lacks one of the two."""

from collections.abc import Iterable
from pathlib import Path

from engine.diagnostics import Diagnostic
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class School:
    """One school: its name, its policy (a file, or the name of a bundled one) and its dataset's folder.

    `root` is a further folder in which the policy's layers may be found.
    """

    name: str
    policy: Path | str
    dataset: Path
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A school that cannot be run, by the name that its policy or its dataset's folder bears, and why not."""

    name: str
    why: tuple[Diagnostic, ...]

    @property
    def reasons(self) -> list[str]:
        """Why not, in words."""
        return [each.message for each in self.why]


@dataclass(frozen=True, slots=True)
class Paired:
    """The schools of two folders, by name: those that can be run, and those that lack a policy or a dataset."""

    schools: tuple[School, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def left_out(lacking: Iterable[tuple[str, Diagnostic]]) -> tuple[LeftOut, ...]:
    """Put together what is wrong with each name, in the order of names."""
    held: dict[str, list[Diagnostic]] = {}
    for name, why in lacking:
        held.setdefault(name, []).append(why)
    return tuple(LeftOut(name, tuple(held[name])) for name in sorted(held))
