"""A school: its policy and its dataset."""

from pathlib import Path

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
