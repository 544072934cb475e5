"""What `policy diff --format json` prints."""

from engine.model.output import Part


class ComparedPolicy(Part):
    """One of the two policies."""

    policy: str
    """Its name."""
    version: str
    """The SHA-256 digest of what is in force."""


class DiffExample(Part):
    """The smallest example of a difference."""

    case: str
    """The case in words."""
    a: str
    """What A makes of it."""
    b: str
    """What B makes of it."""
    said: str
    """All of it in one sentence."""


class DiffOrigin(Part):
    """What one side wrote and the other did not."""

    side: str
    """A or B."""
    path: str
    """The path, as people read it."""
    text: str
    """What is written there."""
    file: str | None
    """The file; none where no text is at fault."""
    line: int | None
    """The line, from 1."""
    column: int | None
    """The column, from 1."""


class DiffDifference(Part):
    """One difference in meaning."""

    kind: str
    """What differs: register, rule, ladder, step, table, figure, flag, set, value, fact, code, column, role or word."""
    name: str
    """Its name; of a register the half of the day."""
    change: str
    """added (B alone has it), removed (A alone has it), changed, renamed or not proved."""
    says: tuple[str, ...]
    """Sentences on fields that differ."""
    examples: tuple[DiffExample, ...]
    """The smallest examples."""
    origins: tuple[DiffOrigin, ...]
    """What the difference was written with."""


class DiffSame(Part):
    """Something that is proved to mean the same in both."""

    kind: str
    """As of a difference."""
    name: str
    """Its name."""
    rewritten: bool
    """Whether it was written otherwise."""
    within: str | None
    """The bounds within which that was found; none where it is proved beyond them."""


class DiffTouchedRule(Part):
    """What differs of one rule or table in a dataset."""

    name: str
    """Its id."""
    gained: int
    """What B alone asks for or decides."""
    lost: int
    """What A alone asks for or decides."""
    changed: int
    """What both ask for, with other tasks, or decide otherwise."""
    pupils: int
    """The pupils concerned."""


class DiffTouched(Part):
    """Whom the differences touch in a dataset."""

    pupils: int
    """The pupils for whom anything differs."""
    of: int
    """The pupils of the dataset."""
    alike: int
    """Actions and decisions that are the same under both."""
    rules: tuple[DiffTouchedRule, ...]
    """By rule and table."""


class DiffOutput(Part):
    """The whole output."""

    a: ComparedPolicy
    """The first policy."""
    b: ComparedPolicy
    """The second policy."""
    differences: tuple[DiffDifference, ...]
    """Where they differ; none where they mean the same."""
    same: tuple[DiffSame, ...]
    """What is proved to mean the same."""
    touched: DiffTouched | None
    """Whom that touches, where a dataset was given."""
