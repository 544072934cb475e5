"""Rows of an export that are about no pupil -> told and passed over: totals, page numbers, headings that come again."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.importers.people import KEYS
from engine.importers.plain import Coded, Ints, Rows
from engine.importers.recognise import Recognised
from engine.importers.said import shown
from engine.model.import_map import ImportMap
from engine.readers.faults import Complaint

CODE: Final = "D158"
"""The code under which such a row is told, as a warning."""

_FOOTER: Final = re.compile(
    r"(?:grand |sub-?)?totals?\b.*|count\b.*|averages?\b.*|page \d+(?: of \d+)?"
    r"|(?:report|printed|produced|run) (?:on|by|at)\b.*"
    r"|end of report|\d+ (?:pupils?|students?|records?|rows?)(?: listed| in total)?",
    re.IGNORECASE,
)


_NOBODY: Final = "the row has neither a number nor a mark: it is passed over"


def footer_in(cells: Sequence[str]) -> str | None:
    """Give the text of a line that holds a page's number or a total and nothing else; None where it holds more.

    Such a line is often no row of the table: a report writes it without the separators of the columns.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    text = " ".join(filled[0].split()) if len(filled) == 1 else ""
    return text if _FOOTER.fullmatch(text) else None


def passed_over(text: str) -> Complaint:
    """Say that a row is passed over, by the text that stands where its pupil should."""
    return Complaint(CODE, f"{shown(text)} is about no pupil: the row is passed over")


def pupils_only(loaded: Rows, roles: Sequence[str], found: Recognised, wanted: ImportMap) -> Rows:
    """Take out the rows in which a cell that should say whose they are says something else; each is told."""
    about = np.zeros(len(loaded.lines), dtype=np.bool_)
    said: dict[int, str] = {}
    ignored = tuple(text.lower() for text in wanted.ignore_rows)
    for role, column in zip(roles, loaded.columns, strict=False):
        if role not in KEYS:
            continue
        heading = found.header[found.roles[role]].strip().lower()
        odd = np.array([_is_odd(word, heading, ignored) for word in column.words] or [False], dtype=np.bool_)
        if odd.any():
            rows = np.flatnonzero(odd[column.places])
            about[rows] = True
            said |= {row: column.words[int(column.places[row])].strip() for row in rows.tolist()}
    if not about.any():
        return loaded
    told = [(int(loaded.lines[row]), passed_over(said[row])) for row in np.flatnonzero(about).tolist()]
    kept: Ints = np.flatnonzero(~about)
    columns = tuple(column._replace(places=column.places[kept]) for column in loaded.columns)
    return replace(loaded, columns=columns, lines=loaded.lines[kept], faults=[*loaded.faults, *told])


def with_numbers(loaded: Rows, roles: Sequence[str], about: int) -> Rows:
    """Take out the rows of a grid with neither a number, where others have one, nor a mark; each is told.

    The columns from `about` on hold marks.
    """
    numbered = [column for role, column in zip(roles, loaded.columns, strict=False) if role in ("pupil", "upn")]
    if not numbered or not len(loaded.lines):
        return loaded
    number, mark = (_any_filled(columns, len(loaded.lines)) for columns in (numbered, loaded.columns[about:]))
    empty = ~number & ~mark
    if not number.any() or not empty.any():
        return loaded
    told = [(int(loaded.lines[row]), Complaint(CODE, _NOBODY)) for row in np.flatnonzero(empty).tolist()]
    kept: Ints = np.flatnonzero(~empty)
    columns = tuple(column._replace(places=column.places[kept]) for column in loaded.columns)
    return replace(loaded, columns=columns, lines=loaded.lines[kept], faults=[*loaded.faults, *told])


def _any_filled(columns: Sequence[Coded], count: int) -> npt.NDArray[np.bool_]:
    """Say of each row whether a cell of some columns holds anything."""
    found = np.zeros(count, dtype=np.bool_)
    for column in columns:
        filled = np.array([bool(word.strip()) for word in column.words] or [False], dtype=np.bool_)
        found |= filled[column.places]
    return found


def _is_odd(word: str, heading: str, ignored: tuple[str, ...]) -> bool:
    text = " ".join(word.split()).lower()
    if not text:
        return False
    return text == heading or bool(_FOOTER.fullmatch(text)) or text.startswith(ignored or ("\0",))
