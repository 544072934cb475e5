"""Cells with two marks, of the morning and of the afternoon, under a day -> a column a session."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from engine.importers.passed_over import without
from engine.importers.plain import Coded, Plain, Rows
from engine.importers.recognised import BOTH, Heading, Recognised
from engine.importers.said import shown
from engine.readers.faults import Complaint

_APART: Final = re.compile(r"'?([^\s,;|]{1,3})[\s,;|]+([^\s,;|]{1,3})")
_TOGETHER: Final = re.compile(r"'?([^\s\d])([^\s\d])")


def two_marks(text: str) -> tuple[str, str] | None:
    """Give the two marks of a cell; None where it is not clear that there are two, or which.

    A digit makes a code of two signs: without a blank beside it that cannot be told from two marks.

    >>> two_marks("/ I"), two_marks("C2 /"), two_marks("//"), two_marks("C2"), two_marks("/"), two_marks("I,-")
    (('/', 'I'), ('C2', '/'), ('/', '/'), None, None, ('I', '-'))
    """
    found = _APART.fullmatch(text.strip()) or _TOGETHER.fullmatch(text.strip())
    return (found[1], found[2]) if found else None


def hold_pairs(table: Plain, line: int, days: Sequence[Heading]) -> bool:
    """Whether most cells below some headings hold two marks."""
    cells = [cells[day.place] for at, cells in table.top if at > line for day in days if day.place < len(cells)]
    filled = [cell for cell in cells if cell.strip()]
    return 2 * sum(two_marks(cell) is not None for cell in filled) > len(filled)


def has_pairs(found: Recognised) -> bool:
    """Whether the columns of marks are there twice, once for the morning and once for the afternoon."""
    return len(found.grid) > 1 and found.grid[0].place == found.grid[1].place


def in_halves(found: Recognised) -> Recognised:
    """Give a column of two marks twice, once for each session."""
    if not found.grid or found.grid[0].session != BOTH:
        return found
    grid = tuple(heading._replace(session=half) for heading in found.grid for half in (0, 1))
    return replace(found, grid=grid)


def pairs_apart(loaded: Rows, about: int, found: Recognised) -> Rows:
    """Leave in each of two columns its own mark; a row with a cell of which it is not clear is taken out and told."""
    wrong: dict[int, Complaint] = {}
    for heading, column in zip(found.grid[::2], loaded.columns[about::2], strict=True):
        unclear = np.array([bool(word.strip()) and two_marks(word) is None for word in column.words] or [False])
        for row in np.flatnonzero(unclear[column.places]).tolist():
            said = shown(column.words[int(column.places[row])].strip())
            told = f"{said} under `{heading.date}` is not clearly two marks, of the morning and of the afternoon"
            advice = "write both, as `/ I`, with `-` where there is none and a blank beside a code of two signs"
            wrong.setdefault(row, Complaint("D128", told, advice))
    out = np.zeros(len(loaded.lines), dtype=np.bool_)
    out[list(wrong)] = True
    kept = without(loaded, out, wrong.__getitem__)
    columns = [
        Coded(column.places, [(two_marks(word) or ("", ""))[heading.session] for word in column.words])
        for heading, column in zip(found.grid, kept.columns[about:], strict=True)
    ]
    return replace(kept, columns=(*kept.columns[:about], *columns))
