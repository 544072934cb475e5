"""Where two policies differ, and where they are the same. Nouns only."""

from dataclasses import dataclass, field

from engine.source import Place

A, B = "AB"
KINDS = (
    "register", "rule", "ladder", "step", "table", "figure", "flag", "set", "value", "fact", "code", "column", "role",
    "word",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """What one side wrote that the other did not: the path as people read it, the text there, and its place."""

    side: str
    path: str
    text: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Instance:
    """The smallest example of a difference: the case in words, and what each side makes of it."""

    case: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `kind` is one of `KINDS`, `change` is added, removed, changed, renamed or not proved.

    Added is what B has and A has not. `says` are sentences on fields that differ; `instances` examples; `origins` what
    the difference was written with.
    """

    kind: str
    name: str
    change: str
    says: tuple[str, ...] = ()
    instances: tuple[Instance, ...] = ()
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Same:
    """What is proved to mean the same in both; `rewritten` where it was written otherwise; `within` what bounds it."""

    kind: str
    name: str
    rewritten: bool = False
    within: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """Two policies side by side; `versions` are the digests of what is in force."""

    a: str
    b: str
    versions: tuple[str, str]
    differences: tuple[Difference, ...] = ()
    same: tuple[Same, ...] = ()
