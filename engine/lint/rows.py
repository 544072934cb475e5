"""Which rows of a decision table could be hit where only some names are known."""

from collections.abc import Iterator
from typing import Any

from engine.document import Path
from engine.expressions.tables import FIRST, DecisionTable, Rule
from engine.lint.partial import OPEN, Partial
from engine.lint.subject import Subject
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that could be hit: its number from 0, the row, and what each output gives, OPEN where that varies."""

    number: int
    row: Rule
    outputs: tuple[Any, ...]


def hits(partial: Partial, table: DecisionTable) -> Iterator[Hit]:
    """Give the rows that could be hit, in order; after one that surely is, none follows where the first counts."""
    for number, row in enumerate(table.rules):
        values = [partial.of(cell.tree) if cell.tree is not None else OPEN for cell in row.cells]
        if any(value is not True and value is not OPEN for value in values):
            continue
        outputs = tuple(partial.of(output.tree) if output.tree is not None else OPEN for output in row.outputs)
        yield Hit(number, row, outputs)
        if table.hit == FIRST and all(value is True for value in values):
            return


def row_path(subject: Subject, table: str, number: int) -> tuple[Path, int | None, int | None]:
    """Give where a row of a table was written: its path, and its characters there where the block was written out.

    A row that the section for leave made is where the reason, the condition or the rest of it is said.
    """
    assert subject.bound is not None
    path: Path = ("tables", table, "rows")
    if subject.written(path) == path:
        row = subject.bound.tables[table].rules[number]
        return path, row.start, row.end
    said = subject.policy.document.get("leave") if subject.policy is not None else None
    if isinstance(said, dict):
        reasons = said.get("reasons")
        names = list(reasons) if isinstance(reasons, dict) else []
        if number < len(names):
            return ("leave", "reasons", names[number]), None, None
        if "granted_if" in said and number == len(names):
            return ("leave", "granted_if"), None, None
        return ("leave", "otherwise"), None, None
    return path, None, None
