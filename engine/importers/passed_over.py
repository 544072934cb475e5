"""Rows of an export that are about no pupil -> told and passed over: totals, page numbers, headings that come again."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.importers.dates_within import dates_within
from engine.importers.headings_again import headings_again, other_headings
from engine.importers.people import KEYS
from engine.importers.plain import Coded, Ints, Rows
from engine.importers.recognised import Recognised
from engine.importers.said import shown
from engine.model.import_map import ImportMap
from engine.readers.faults import Complaint

Mask = npt.NDArray[np.bool_]

CODE: Final = "D158"
"""The code under which such a row is told, as a warning."""

_FOOTER: Final = re.compile(
    r"(?:grand |sub-?)?totals?\b.*|count\b.*|averages?\b.*|page \d+(?: of \d+)?"
    r"|(?:report|printed|produced|run) (?:on|by|at)\b.*"
    r"|end of report|\d+ (?:pupils?|students?|records?|rows?)(?: listed| in total)?",
    re.IGNORECASE,
)


_CELLS: Final = re.compile(r"[;|\t]|,.*,")
"""What stands in a line that is a row of the table with other signs between its cells."""

_LIKE_A_NAME: Final = re.compile(r"(?:totals?|count|averages?)\b.*", re.IGNORECASE)
"""Those of the above with which a pupil's name may begin; page numbers and times of printing are no names."""

_BESIDE: Final = ("upn", "surname", "forename")
"""What stands beside the number or the name of a pupil, and not beside the word `Total`."""

_SUM: Final = re.compile(r"|[-–—]|[+-]?\d[\d.,:/ ]*%?")
"""What stands in a row of totals where others have marks: nothing, a number, a percentage, or so many of so many."""

_TWO_THINGS: Final = 2
"""A grid must say more of every pupil than one thing before a text alone is known for no pupil's name."""

_NOBODY: Final = "the row has neither a number nor a mark: it is passed over"
_HEADING: Final = "the headings come again: the row is passed over"


def footer_in(cells: Sequence[str]) -> str | None:
    """Give the text of a line that holds a page's number, a total or a caption alone; None where it holds more.

    Such a line is often no row of the table: a report writes it without the separators of the columns.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    text = " ".join(filled[0].split()) if len(filled) == 1 else ""
    # Words with a number among them, alone in a line, are what a report says of itself: no name has a digit.
    said = len(text.split()) > 1 and any(sign.isdigit() for sign in text) and not _CELLS.search(filled[0])
    return text if said or _FOOTER.fullmatch(text) else None


def passed_over(text: str) -> Complaint:
    """Say that a row is passed over, by the text that stands where its pupil should."""
    return Complaint(CODE, f"{shown(text)} is about no pupil: the row is passed over")


def pupils_only(
    loaded: Rows,
    roles: Sequence[str],
    places: Sequence[int],
    found: Recognised,
    wanted: ImportMap,
    about: int,
    days: Collection[int] = (),
) -> Rows:
    """Take out the rows in which a cell that should say whose they are says something else; each is told.

    The columns of `loaded` are those at `places`, the first of them by `roles`, and from `about` on they say what the
    table says of a pupil. A row that has more than sums there, or in another part of the name, is about a pupil, though
    the name be Total or Count. Yields: D158 (warning), D174 headings that are others than those of the table.
    """
    keys = sum(role in KEYS for role in roles)
    again = headings_again(loaded, places, keys, about, found, days)
    loaded = without(
        loaded,
        again.same | (again.below_others >= 0),
        lambda row: (
            Complaint(CODE, _HEADING)
            if again.same[row]
            else other_headings(
                int(loaded.lines[row]),
                int(loaded.lines[again.below_others[row]]),
                again.dates.get(int(again.below_others[row]), ""),
            )
        ),
    )
    nobodys = np.zeros(len(loaded.lines), dtype=np.bool_)
    named = [column for role, column in zip(roles, loaded.columns, strict=False) if role in _BESIDE]
    said: dict[int, str] = {}
    ignored = tuple(text.lower() for text in wanted.ignore_rows)
    for role, column in zip(roles, loaded.columns, strict=False):
        if role not in KEYS:
            continue
        odd = np.array([_is_odd(word, ignored) for word in column.words] or [False], dtype=np.bool_)
        if odd.any():
            may_be_name = np.array([bool(_LIKE_A_NAME.match(word.strip())) for word in column.words])
            rows = np.flatnonzero(odd[column.places])
            if may_be_name.any():
                beside = [*loaded.columns[about:], *(each for each in named if each is not column)]
                rows = rows[_only_sums(beside, len(loaded.lines))[rows] | ~may_be_name[column.places[rows]]]
            nobodys[rows] = True
            said |= {row: column.words[int(column.places[row])].strip() for row in rows.tolist()}
    loaded = without(loaded, nobodys, lambda row: passed_over(said[row]))
    if found.shape == "pupils":
        return loaded
    alone = _alone(loaded, keys, _is_sentence if found.grid and about < _TWO_THINGS else _is_several)
    return without(loaded, alone >= 0, lambda row: passed_over(_cell(loaded.columns[int(alone[row])], row)))


def pupils_of_grid(
    loaded: Rows,
    roles: Sequence[str],
    places: Sequence[int],
    found: Recognised,
    wanted: ImportMap,
    about: int,
    days: Collection[int],
) -> Rows:
    """Take out the rows of a grid that are no pupil's, and those with neither a mark nor the number that others have.

    The columns from `about` on hold marks.
    """
    return _with_numbers(pupils_only(loaded, roles, places, found, wanted, about, days), roles, about)


def without(loaded: Rows, out: Mask, told_of: Callable[[int], Complaint]) -> Rows:
    """Take rows out, and tell each by its place."""
    if not out.any():
        return loaded
    told = [(int(loaded.lines[row]), told_of(row)) for row in np.flatnonzero(out).tolist()]
    kept: Ints = np.flatnonzero(~out)
    columns = tuple(_kept(column, kept) for column in loaded.columns)
    return replace(loaded, columns=columns, lines=loaded.lines[kept], faults=[*loaded.faults, *told])


def _kept(column: Coded, rows: Ints) -> Coded:
    """Give a column without some rows; texts that only they had are forgotten: a heading is no date."""
    places = column.places[rows]
    used = np.bincount(places, minlength=len(column.words)).tolist()
    return Coded(places, [word if count else "" for word, count in zip(column.words, used, strict=True)])


def _is_several(text: str) -> bool:
    return len(text.split()) > 1 or bool(dates_within(text))


def _is_sentence(text: str) -> bool:
    """Whether several words are no name, since there is a number among them."""
    return (len(text.split()) > 1 and any(sign.isdigit() for sign in text)) or bool(dates_within(text))


def _alone(loaded: Rows, keys: int, is_said: Callable[[str], bool]) -> Ints:
    """Give the column of a text with nothing beside it, in a place for a number or name, that is none; else -1.

    So a report writes what it has to say of itself. Where half of the numbers are written so, they are numbers.
    """
    count = len(loaded.lines)
    found: Ints = np.full(count, -1, dtype=np.int32)
    full = [column for column in loaded.columns if all(word.strip() for word in column.words)]
    if len(full) > 1 or any(each is column for column in loaded.columns[keys:] for each in full):
        return found  # no row of theirs has a single cell
    filled = np.zeros(count, dtype=np.int32)
    for place, column in enumerate(loaded.columns):
        has = np.array([bool(word.strip()) for word in column.words] or [False], dtype=np.bool_)[column.places]
        filled += has
        if place < keys:
            words = np.array([is_said(word) for word in column.words] or [False], dtype=np.bool_)
            said = words[column.places]
            if is_said is _is_several or 2 * np.count_nonzero(said) < np.count_nonzero(has):
                found[said] = place
    found[filled != 1] = -1
    return found


def _cell(column: Coded, row: int) -> str:
    return column.words[int(column.places[row])].strip()


def _with_numbers(loaded: Rows, roles: Sequence[str], about: int) -> Rows:
    """Take out the rows with neither a number, where others have one, nor a mark; each is told."""
    numbered = [column for role, column in zip(roles, loaded.columns, strict=False) if role in ("pupil", "upn")]
    if not numbered or not len(loaded.lines):
        return loaded
    number, mark = (_any_filled(columns, len(loaded.lines)) for columns in (numbered, loaded.columns[about:]))
    empty = ~number & ~mark
    return without(loaded, empty, lambda _: Complaint(CODE, _NOBODY)) if number.any() else loaded


def _only_sums(columns: Sequence[Coded], count: int) -> Mask:
    """Say of each row whether some columns hold nothing but sums in it."""
    found = np.ones(count, dtype=np.bool_)
    for column in columns:
        sums = np.array([bool(_SUM.fullmatch(word.strip())) for word in column.words] or [True], dtype=np.bool_)
        found &= sums[column.places]
    return found


def _any_filled(columns: Sequence[Coded], count: int) -> Mask:
    """Say of each row whether a cell of some columns holds anything."""
    found = np.zeros(count, dtype=np.bool_)
    for column in columns:
        filled = np.array([bool(word.strip()) for word in column.words] or [False], dtype=np.bool_)
        found |= filled[column.places]
    return found


def _is_odd(word: str, ignored: tuple[str, ...]) -> bool:
    text = " ".join(word.split()).lower()
    if not text:
        return False
    return bool(_FOOTER.fullmatch(text)) or text.startswith(ignored or ("\0",))
