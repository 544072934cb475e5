"""Cells as text -> a typed column, each different text read once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, day_number
from engine.expressions.column import Column
from engine.model.dataset import ColumnShape
from engine.nearest import close
from engine.nouns import dataclass
from engine.once import regex
from engine.readers.coded import NO_DAY, Coded, ordered
from engine.readers.faults import Complaint
from engine.register import NURSERY, RECEPTION

_DATE: Final = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = regex(r"([0-9]{1,2}):([0-9]{2})")
_NUMBER: Final = regex(r"-?[0-9]{1,12}(?:\.([0-9]{1,6}))?")
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "yes", "y", "1"), True),
    **dict.fromkeys(("false", "no", "n", "0"), False),
}
_YEARS: Final = {"N": NURSERY, "R": RECEPTION, **{str(year): year for year in range(1, 14)}}
_ISO: Final = "write dates as year-month-day, as in `2024-09-03`"


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A typed column, and the rows (from 0) that could not be read."""

    column: Column
    bad: Sequence[tuple[int, Complaint]]


def parse_date(text: str) -> date | None:
    """Read year-month-day; None where it is no such date."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@lru_cache(maxsize=16_384)
def _day(text: str) -> int | None:
    # tables of one dataset, and those of other schools, name the same days again and again
    found = parse_date(text)
    return None if found is None else day_number(found)


def parse_time(text: str) -> int | None:
    """Read hours and minutes as minutes of the day; None where it is no such time."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2])
    return hours * 60 + minutes if hours < 24 and minutes < 60 else None


def read_cells(name: str, shape: ColumnShape, cells: Coded) -> ReadColumn:
    """Read one column's cells as its shape says. A blank cell is not known, or bad where it must be filled.

    Dates become days since 1970, times minutes of the day, words their place in the shape's words, texts their
    place in the column's own words in alphabetical order, numbers a whole number over a power of ten.
    """
    values: dict[str, Any] = {}
    complaints: dict[str, Complaint] = {}
    if shape.filled and cells.has_blank:
        complaints[""] = Complaint("D023", f"`{name}` is blank", "fill it in")
    if shape.type == "text":
        column = _texts(ordered(cells))
    elif shape.type == "date" and cells.days is not None:
        column = _days(cells.days, cells)
    elif shape.type == "number":
        column = _numbers(name, cells, complaints)
    else:
        reader, dtype, allowed = _reader(shape)
        for text in filter(None, cells.texts):
            value = reader(text)
            if value is None:
                complaints[text] = refuse(name, shape, text)
            else:
                values[text] = value
        column = _column(cells, values, dtype, allowed)
    return ReadColumn(column, _rows_of(cells, complaints))


def refuse(name: str, shape: ColumnShape, text: str) -> Complaint:
    """Say why a text is no value of a column, and what would be."""
    if text.startswith("'"):
        told = f"`{name}` is `{text}`: it begins with an apostrophe"
        return Complaint("D033", told, "take it off, as `policy import` does")
    match shape.type:
        case "date":
            return Complaint("D024", f"`{name}` is `{text}`, which is no date", _ISO)
        case "time":
            return Complaint("D025", f"`{name}` is `{text}`, which is no time of day", "write it as in `09:05`")
        case "session":
            return Complaint("D026", f"`{name}` is `{text}`, which is no session", "write `AM` or `PM`")
        case "boolean":
            return Complaint("D027", f"`{name}` is `{text}`, which is neither yes nor no", "write `true` or `false`")
        case "number":
            return Complaint("D028", f"`{name}` is `{text}`, which is no number", "write it in digits")
        case "year_group":
            return Complaint("D038", f"`{name}` is `{text}`, which is no year group", "write `N`, `R` or `1` to `13`")
    return unknown_word(f"`{name}` is `{text}`, which is not one of its words", text, shape.words)


def unknown_word(message: str, text: str, allowed: Iterable[str]) -> Complaint:
    """Complain of a word, with the nearest one allowed, or all of them where there are few."""
    words = list(allowed)
    near = close(text.lower(), [word.lower() for word in words])
    meant = [word for word in words if near and word.lower() == near[0]]
    if meant:
        return Complaint("D029", message, f"did you mean `{meant[0]}`?")
    told = ", ".join(f"`{word}`" for word in words[:16])
    return Complaint("D029", message, f"it may be {told}" if words else "")


def _reader(shape: ColumnShape) -> tuple[Callable[[str], Any], Any, tuple[str, ...] | None]:
    match shape.type:
        case "date":
            return _day, np.int32, None
        case "time":
            return parse_time, np.int16, None
        case "boolean":
            return lambda text: _BOOLEANS.get(text.lower()), np.bool_, None
        case "session":
            return {session: place for place, session in enumerate(SESSIONS)}.get, np.int16, SESSIONS
        case "year_group":
            return _YEARS.get, np.int16, None
        case _:
            return {word: place for place, word in enumerate(shape.words)}.get, np.int16, shape.words


def _numbers(name: str, cells: Coded, complaints: dict[str, Complaint]) -> Column:
    decimals = 0
    good: list[str] = []
    for text in filter(None, cells.texts):
        found = _NUMBER.fullmatch(text)
        if found is None:
            complaints[text] = refuse(name, ColumnShape("number"), text)
        else:
            decimals = max(decimals, len((found[1] or "").rstrip("0")))
            good.append(text)
    column = _column(cells, {text: _scaled(text, decimals) for text in good}, np.int64, None)
    return Column(column.data, column.valid, np.array(10**decimals, dtype=np.int64)) if decimals else column


def _scaled(text: str, decimals: int) -> int:
    whole, _, part = text.partition(".")
    return int(whole + part.rstrip("0").ljust(decimals, "0"))


def _texts(cells: Coded) -> Column:
    """Give a column of texts that stand in order: a blank one is the first, and no word."""
    words = tuple(cells.texts)
    at = cells.at.astype(np.int32)
    if not words or words[0]:
        return Column(at, None, None, words)
    return Column(np.maximum(at - 1, 0), at > 0, None, words[1:])


def _days(days: npt.NDArray[np.int32], cells: Coded) -> Column:
    """Give a column of dates that came as such."""
    is_known = days != NO_DAY
    return Column(np.where(is_known, days, 0)[cells.at], None if is_known.all() else is_known[cells.at])


def _column(cells: Coded, values: Mapping[str, Any], dtype: Any, words: tuple[str, ...] | None) -> Column:
    """Say of each different text once what it says, and of every row what its text does."""
    read = np.array([values.get(text, 0) for text in cells.texts], dtype=dtype)
    if not len(cells):
        return Column(read[:0], None, None, words)
    if len(values) == len(cells.texts):
        return Column(read[cells.at], None, None, words)
    known = np.array([text in values for text in cells.texts], dtype=np.bool_)
    return Column(read[cells.at], known[cells.at], None, words)


def _rows_of(cells: Coded, complaints: Mapping[str, Complaint]) -> list[tuple[int, Complaint]]:
    if not complaints:
        return []
    rows = cells.rows_of(place for place, text in enumerate(cells.texts) if text in complaints)
    return [(row, complaints[cells[row]]) for row in rows.tolist()]
