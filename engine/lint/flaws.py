"""What is wrong with the tables that a file itself wrote, as the rules about tables ask it."""

from collections.abc import Collection, Iterator

from engine.analysis.meaning import Deciding, Meaning
from engine.analysis.tables import Flaw, flaws_of
from engine.document import Path
from engine.lint.meanings import Condition, meaning_of
from engine.lint.partial import OPEN, Partial
from engine.lint.subject import Subject


def flaws(subject: Subject, kinds: Collection[str]) -> Iterator[tuple[Meaning, Deciding, Flaw]]:
    """Yield the flaws of some kinds in the tables whose rows the file itself wrote."""
    meaning = meaning_of(subject)
    for deciding in meaning.tables():
        if subject.is_own(rows_of(deciding)):
            for flaw in flaws_of(meaning, deciding):
                if flaw.kind in kinds:
                    yield meaning, deciding, flaw


def rests_on_dead_row(subject: Subject, condition: Condition) -> bool:
    """Whether a condition asks for what a table gives of which a row never counts, and nothing else in it fails.

    What a table can still give is told where the row stands.
    """
    assert subject.bound is not None
    checked = subject.bound.expressions.get(condition.path)
    tables = {
        subject.bound.outputs[name][0] for name in (checked.reads if checked else ()) if name in subject.bound.outputs
    }
    if not tables or all(deciding.name not in tables for _, deciding, _ in flaws(subject, ("unused",))):
        return False
    return Partial(subject.bound, subject.as_of, {}).of(condition.tree) is OPEN


def rows_of(deciding: Deciding) -> Path:
    """Give the path of a table's rows."""
    return (*deciding.path, "rows")


def first_line(deciding: Deciding) -> tuple[int, int]:
    """Give the characters of the line that names a table's inputs and outputs."""
    return 0, len(str(deciding.item.rows).split("\n", 1)[0])
