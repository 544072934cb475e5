"""Which rows of a decision table could be hit where only some names are known."""

from collections.abc import Iterator
from typing import Any

from engine.document import Path
from engine.expressions.tables import FIRST, DecisionTable
from engine.lint.partial import OPEN, Partial
from engine.lint.subject import Subject
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that could be hit: its number from 0, and what each output gives, OPEN where that varies."""

    number: int
    outputs: tuple[Any, ...]


_GIVES = "||"


def hits(partial: Partial, table: DecisionTable) -> Iterator[Hit]:
    """Give the rows that could be hit, in order; after one that surely is, none follows where the first counts."""
    for number, row in enumerate(table.rules):
        values = [partial.of(cell.tree) if cell.tree is not None else OPEN for cell in row.cells]
        if any(value is not True and value is not OPEN for value in values):
            continue
        outputs = tuple(partial.of(output.tree) if output.tree is not None else OPEN for output in row.outputs)
        yield Hit(number, outputs)
        if table.hit == FIRST and all(value is True for value in values):
            return


def row_path(
    subject: Subject, table: str, number: int, output: str = "", given: object = None
) -> tuple[Path, int | None, int | None]:
    """Give where a row of a table was written: its path, and its characters there where the block was written out.

    A row that the section for leave made is where the reason, the condition or the rest of it is said. With an
    `output` and the text that the row gives for it, it is that text, where it is written as such.
    """
    assert subject.bound is not None
    path: Path = ("tables", table, "rows")
    if subject.written(path) == path:
        row = subject.bound.tables[table].rules[number]
        rows = subject.bound.model.tables[table].rows
        at = rows.rfind(f'"{given}"', rows.find(_GIVES, row.start), row.end) if isinstance(given, str) else -1
        return (path, at, at + len(given) + 2) if at >= 0 and isinstance(given, str) else (path, row.start, row.end)
    said = subject.policy.document.get("leave") if subject.policy is not None else None
    if isinstance(said, dict):
        reasons = said.get("reasons")
        names = list(reasons) if isinstance(reasons, dict) else []
        if number < len(names):
            made: Path = ("leave", "reasons", names[number])
        elif "granted_if" in said and number == len(names):
            made = ("leave", "granted_if")
        else:
            made = ("leave", "otherwise")
        holder: object = said
        for step in made[1:]:
            holder = holder.get(step) if isinstance(holder, dict) else None
        return (*made, output) if isinstance(holder, dict) and output in holder else made, None, None
    return path, None, None
