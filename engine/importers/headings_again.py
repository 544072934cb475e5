"""Headings that come again below a table's own -> told: the same ones are passed over, others end what can be read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.importers.dates_within import days_said
from engine.importers.plain import Coded, Rows
from engine.importers.recognised import BY_ROW, Recognised
from engine.importers.words import Order, is_weekday, read_day, read_session, split_heading
from engine.readers.batch import NO_DATE
from engine.readers.faults import Complaint

Mask = npt.NDArray[np.bool_]

_OTHER: Final = "D174"
_ADVICE: Final = "put each of its parts in a file of its own"


class Again(NamedTuple):
    """The rows that are the table's headings again, and those below other headings, with the row of these.

    `dates` are of rows that are no headings, and say that what stands below is of another day.
    """

    same: Mask
    below_others: npt.NDArray[np.int64]
    dates: Mapping[int, str]


def headings_again(
    loaded: Rows, places: Sequence[int], keys: int, about: int, found: Recognised, days: Collection[int]
) -> Again:
    """Find headings among the rows of which the columns at `places` were read.

    The first `keys` columns say whose a row is; those from `about` on hold marks where the table is a grid. The page of
    a report may begin with other dates: then the marks below stand under those, until the table's own come again. Where
    neither rows nor columns say the day, the whole grid is of some `days`; a date of another one is a heading too.
    """
    count = len(loaded.lines)
    below = np.full(count, -1, dtype=np.int64)
    heads = [_plain(found.header[place]) for place in places]
    # Texts are looked at before rows, of which there may be millions.
    come_again = any(
        head in map(_plain, column.words) for head, column in zip(heads[:keys], loaded.columns, strict=False)
    )
    if not count or not (found.grid or come_again):
        return Again(np.zeros(count, dtype=np.bool_), below, {})
    named = np.zeros(count, dtype=np.bool_)
    differs = np.zeros(count, dtype=np.bool_)
    nameless = np.ones(count, dtype=np.bool_)
    for number, (heading, column) in enumerate(zip(heads, loaded.columns, strict=True)):
        if number < keys:
            named |= _where(column, heading.__eq__) & ~_where(column, _is_blank)
            nameless &= _where(column, _is_blank)
        differs |= ~_where(column, heading.__eq__) & ~_where(column, _is_blank)
    same, other = named & ~differs, named & differs
    if found.grid:
        second, dated = _of_grid(loaded.columns[about:], found)
        same |= nameless & second
        other |= dated & ~same
    said = days_said(loaded.columns, keys, days) if days else {}
    again = [row for row, (_, right) in said.items() if right]
    dates = {row: date for row, (date, right) in said.items() if not right}
    same[again] = True
    other[list(dates)] = True
    if other.any():
        _follow(same if not dates else np.isin(np.arange(count), again), other, below)
    return Again(same, below, dates)


def other_headings(line: int, at: int, date: str) -> Complaint:
    """Say of a row why it is not read: it is the row `at` of other headings, or stands below it."""
    if line == at and date:
        return Complaint(_OTHER, f"`{date}` stands here, and the table is of other days", _ADVICE)
    if line != at and date:
        return Complaint(
            _OTHER, f"the row stands below `{date}` in row {at:,}, and the table is of other days", _ADVICE
        )
    if line == at:
        return Complaint(_OTHER, "headings come again here, and they are others than those of the table", _ADVICE)
    return Complaint(_OTHER, f"the row stands below the headings of row {at:,}, which are others", _ADVICE)


def _of_grid(columns: Sequence[Coded], found: Recognised) -> tuple[Mask, Mask]:
    """Find the rows that have above every mark its own session, or weekdays, and those that have dates there."""
    count = len(columns[0].places)
    sessions, weekdays, dates, filled = (np.zeros(count, dtype=np.int32) for _ in range(4))
    for heading, column in zip(found.grid, columns, strict=True):
        if heading.session != BY_ROW:
            sessions += _where(column, (_is_morning, _is_afternoon)[heading.session])
        weekdays += _where(column, is_weekday)
        dates += _where(column, _is_dated)
        filled += ~_where(column, _is_blank)
    # `P` in an afternoon may be a code, and one date among marks is a mistyped one: all cells are headings, or none is.
    second = (sessions == len(columns)) | ((weekdays > 0) & (weekdays == filled))
    return second, (dates > 1) & (dates == filled)


def _follow(own: Mask, other: Mask, below: npt.NDArray[np.int64]) -> None:
    """Put in for every row the row of other headings above it, until the table's own come again."""
    at = -1
    for row in range(int(np.flatnonzero(other)[0]), len(own)):
        at = row if other[row] else -1 if own[row] else at
        below[row] = at


def _is_blank(text: str) -> bool:
    return not text


def _is_morning(text: str) -> bool:
    return read_session(text) == 0


def _is_afternoon(text: str) -> bool:
    return read_session(text) == 1


def _is_dated(text: str) -> bool:
    date = split_heading(text)[0]
    return any(read_day(date, Order(month_first)) != NO_DATE for month_first in (False, True))


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _where(column: Coded, holds: Callable[[str], bool]) -> Mask:
    return np.array([holds(_plain(word)) for word in column.words] or [False], dtype=np.bool_)[column.places]
