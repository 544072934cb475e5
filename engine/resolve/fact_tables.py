"""Whether a fact table is still asked about as it was: a layer may add columns and words, and nothing else."""

from collections.abc import Mapping
from typing import Any

from engine.model.dataset import TABLES, ColumnShape

Plain = Mapping[str, Any]


def is_as_it_was(name: str, before: Plain | None, after: Plain | None) -> bool:
    """Whether what is said of a fact table leaves every row, its day and its columns as they were.

    None: a usual table of which nothing is said. A further column changes nothing that was asked before; nor do
    further words of a usual column that nobody had listed.
    """
    usual = TABLES.get(name)
    dated_by = {"dated_by": usual.dated_by} if usual is not None else {}
    said, says = {**dated_by, **(before or {})}, {**dated_by, **(after or {})}
    had, has = said.pop("columns", {}), says.pop("columns", {})
    if said != says or any(has.get(column) != kind for column, kind in had.items()):
        return False
    shapes = usual.columns if usual is not None else {}
    return all(_holds(shapes[column], has[column]) for column in has if column in shapes and column not in had)


def _holds(usual: ColumnShape, kind: Any) -> bool:
    return not usual.words or (isinstance(kind, list | tuple) and set(usual.words) <= set(kind))
