"""Whole columns of a file -> their different texts and which each row has, with nothing done cell by cell.

What comes of it is what comes of the cells one by one. It takes Polars, whose loading costs more than a school's tables
take to be read: small files do without it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from engine.calendar import day_number
from engine.readers.coded import NO_DAY, Coded, Places, coded, merged, of_days

if TYPE_CHECKING:
    import polars

_SPACES: Final = "\\s\\x1c-\\x1f"
"""What Python takes for a space, as a pattern says it."""

_MANY: Final = 8
"""Rows for each different text, below which a column is sorted rather than its texts looked up."""

_SMALL: Final = 2000
"""Rows up to which it costs less to write each value than to ask Polars about a column."""

_COMMA: Final = ord(",")
_NEWLINE: Final = ord("\n")
_DENSE: Final = 4
_FEW: Final = 1000
"""Numbers that lie within so many times their count, and some more, are told apart by their distance from the least."""

_DAYS: Final = (day_number(date.min) + 1, day_number(date.max))
"""The days, the last one excluded, of which every moment has a date wherever it is told."""

_LONGEST: Final = (timedelta.min.days, timedelta.max.days)
_IN_A_DAY: Final = {"ms": 86_400 * 10**3, "us": 86_400 * 10**6, "ns": 86_400 * 10**9}

_WIDEST: Final = 1 << 63
"""A distance that 64 bits with a sign do not hold."""


def cut(body: bytes, width: int, spaces: str) -> list[Coded] | None:
    """Cut lines of UTF-8, each ending in a newline, into columns; None where one is out of the ordinary.

    `spaces` are the characters that are no part of a cell at its ends.

    Out of the ordinary are quotes, zero bytes, lines with too few or too many commas, and such as begin with a blank
    cell, for they may be empty.
    """
    import polars

    if width == 1 or b'"' in body or b"\0" in body or not _is_regular(body, width):
        return None
    if not body:
        return [coded(()) for _ in range(width)]
    frame = polars.read_csv(body, has_header=False, quote_char=None, infer_schema=False)
    columns = [_texts(frame[name], lambda cell: cell.strip(spaces), spaces) for name in frame.columns]
    return None if columns[0].has_blank else columns


def _is_regular(body: bytes, width: int) -> bool:
    """Whether every line has as many cells as there are columns."""
    every = np.frombuffer(body, dtype=np.uint8)
    ends = every[(every == _COMMA) | (every == _NEWLINE)]
    return len(ends) % width == 0 and bool(
        (ends[width - 1 :: width] == _NEWLINE).all() and np.count_nonzero(ends == _NEWLINE) * width == len(ends)
    )


def columns_of(frame: "polars.DataFrame", text_of: Callable[[object], str]) -> dict[str, Coded]:
    """Give the columns of a typed file as texts; `text_of` writes one value, and a value that is not there is blank.

    What numbers stand for is asked of all columns at once: each question costs more than its answer.
    """
    import polars

    frame = in_years(frame, text_of)
    if frame.height < _SMALL:
        return {name: _listed(frame[name], text_of) for name in frame.columns}
    numbered = [name for name in frame.columns if _is_numbered(frame[name])]
    physical = polars.col(numbered).to_physical().cast(polars.Int64).fill_null(0)
    numbers = frame.lazy().select(physical).collect() if numbered else frame
    found: dict[str, Coded] = {}
    for name in frame.columns:
        series = frame[name]
        if name in numbered:
            found[name] = _of_numbers(series, numbers[name].to_numpy(), text_of)
        elif series.dtype == polars.String:
            found[name] = _texts(series, text_of, _SPACES)
        elif series.dtype in (polars.Float32, polars.Float64):
            fractions = series.cast(polars.Float64).fill_null(0.0).to_numpy()
            found[name] = _of_numbers(series, fractions.view(np.int64), text_of)
        else:
            found[name] = _listed(series, text_of)
    return found


def in_years(frame: "polars.DataFrame", text_of: Callable[[object], str]) -> "polars.DataFrame":
    """Give columns of dates, moments and spans of which Python cannot hold one, as of the year 10,000, as texts."""
    return frame.with_columns([_told(frame[name], text_of) for name in frame.columns if len(_beyond(frame[name]))])


def _beyond(series: "polars.Series") -> Places:
    """Give the rows of what Python cannot hold."""
    import polars

    kind = series.dtype
    if not isinstance(kind, polars.Date | polars.Datetime | polars.Duration):
        return np.zeros(0, dtype=np.intp)
    numbers = series.to_physical()
    least, most = numbers.min(), numbers.max()
    in_a_day = 1 if isinstance(kind, polars.Date) else _IN_A_DAY[kind.time_unit]
    first, last = (day * in_a_day for day in (_LONGEST if isinstance(kind, polars.Duration) else _DAYS))
    if not isinstance(least, int) or not isinstance(most, int) or first <= least <= most < last:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(((numbers < first) | (numbers >= last)).fill_null(value=False).to_numpy())


def _told(series: "polars.Series", text_of: Callable[[object], str]) -> "polars.Series":
    """Write a column's values one by one; NumPy writes those that Python cannot hold, for some stop Polars."""
    import polars

    far = _beyond(series).tolist()
    unit = getattr(series.dtype, "time_unit", "")
    kind = f"datetime64[{unit}]" if unit else "datetime64[D]"
    held = series.to_frame().with_row_index("row").filter(~polars.col("row").is_in(far))
    texts = dict(zip(held["row"].to_list(), map(text_of, held[series.name].to_list()), strict=True))
    for row, number in zip(far, series.to_physical().gather(far).to_list(), strict=True):
        texts[row] = f"{number} {unit}" if series.dtype == polars.Duration else str(np.int64(number).astype(kind))
    return polars.Series(series.name, [texts[row] or None for row in range(len(series))], dtype=polars.String)


def _listed(series: "polars.Series", text_of: Callable[[object], str]) -> Coded:
    """Give a column value by value."""
    import polars

    values = series.to_list()
    if series.dtype in (polars.String, polars.Enum):
        return coded([value.strip() if value else "" for value in values])
    if series.dtype == polars.Date:
        return coded([value.isoformat() if value else "" for value in values])
    return coded([text_of(value) for value in values])


def column_of(series: "polars.Series", text_of: Callable[[object], str]) -> Coded:
    """Give one column as texts."""
    return columns_of(series.to_frame(), text_of)[series.name]


def _is_numbered(series: "polars.Series") -> bool:
    """Whether the values of a column are whole numbers inside, which differ where they do."""
    import polars

    kind = series.dtype
    small = (polars.Int8, polars.Int16, polars.Int32, polars.Int64, polars.UInt8, polars.UInt16, polars.UInt32)
    others = (polars.Boolean, polars.Date, polars.Time, polars.Datetime, polars.Categorical, polars.Enum)
    return kind in small or kind in others


def _of_numbers(series: "polars.Series", numbers: npt.NDArray[np.int64], text_of: Callable[[object], str]) -> Coded:
    """Give a column by numbers that differ where its values do, and are anything where there is none."""
    import polars

    known = np.flatnonzero(series.is_not_null().to_numpy()) if series.null_count() else None
    firsts, groups = _groups(numbers if known is None else numbers[known])
    rows = firsts if known is None else known[firsts]
    if series.dtype == polars.Date:
        # Numbers that are told apart stand in order, and so do the dates.
        days = numbers[rows].astype(np.int32)
        if known is None:
            return of_days(days, groups)
        at = np.zeros(len(series), dtype=np.intp)
        at[known] = groups + 1
        return of_days(np.concatenate(([np.int32(NO_DAY)], days)), at)
    if isinstance(series.dtype, polars.Enum):
        words = series.dtype.categories.to_list()
        texts = [text_of(words[number]) for number in numbers[rows].tolist()]
    elif series.dtype == polars.Boolean:
        texts = [text_of(bool(number)) for number in numbers[rows].tolist()]
    else:
        # Polars is given a list, since for an array it loads the module of masked ones.
        texts = [text_of(value) for value in series.gather(rows.tolist()).to_list()]
    if known is None:
        return merged(texts, groups)
    at = np.full(len(series), len(texts), dtype=np.intp)
    at[known] = groups
    return merged([*texts, ""], at)


def _groups(numbers: npt.NDArray[np.int64]) -> tuple[Places, Places]:
    """Give a place at which each different number stands, in their order, and for every number which of them it is."""
    if not len(numbers):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    least = int(numbers.min())
    span, step = int(numbers.max()) - least, 1
    near = _DENSE * len(numbers) + _FEW
    if near < span < _WIDEST:
        # Numbers that lie far apart are often multiples of one: minutes are, in the nanoseconds of a time.
        step = int(np.gcd.reduce(numbers - least))
    if span // step > near:
        return _groups_in_order(numbers)
    offsets = (numbers - least) // step if step > 1 else numbers - least
    stands = np.full(span // step + 1, -1, dtype=np.intp)
    stands[offsets] = np.arange(len(numbers))
    there = stands >= 0
    return stands[there], (np.cumsum(there) - 1)[offsets]


def _groups_in_order(numbers: npt.NDArray[np.int64]) -> tuple[Places, Places]:
    order = np.argsort(numbers, kind="stable")
    opens = np.ones(len(order), dtype=np.bool_)
    opens[1:] = numbers[order[1:]] != numbers[order[:-1]]
    groups = np.empty(len(order), dtype=np.intp)
    groups[order] = np.cumsum(opens) - 1
    return order[opens], groups


def _texts(series: "polars.Series", strip: Callable[[str], str], spaces: str) -> Coded:
    """Tell a column of texts apart; `strip` takes off the spaces that may stand at their ends."""
    import polars

    filled = series.fill_null("") if series.null_count() else series
    if len(filled) and filled.is_sorted():
        # Which a file often is by its pupils: then a text is compared with the one before, and not looked up.
        different, at = _in_runs(filled)
    else:
        different = filled.unique()
        if len(different) * _MANY > len(filled):
            order = filled.arg_sort()
            different, runs = _in_runs(filled.gather(order))
            at = np.empty(len(filled), dtype=np.intp)
            at[order.to_numpy()] = runs
        else:
            # Sorted here they need not be sorted in Python, where the words of a column are put in order.
            different = different.sort()
            # Older versions of Polars look texts up in one piece of memory alone.
            at = filled.rechunk().cast(polars.Enum(different)).to_physical().to_numpy().astype(np.intp)
    if _may_have_spaces(different) and different.str.contains(f"^[{spaces}]|[{spaces}]$").any():
        return merged([strip(text) for text in different.to_list()], at)
    return Coded(None, at, in_order=True, series=different)


def _in_runs(texts: "polars.Series") -> "tuple[polars.Series, Places]":
    """Give the different texts of a column in order, and which of them each row has."""
    opens = texts.ne_missing(texts.shift())
    return texts.filter(opens), np.cumsum(opens.to_numpy(), dtype=np.intp) - 1


def _may_have_spaces(texts: "polars.Series") -> bool:
    """Whether there is a space anywhere, for which to look in all of them together is quick."""
    whole: str = texts.str.join("\0").item() or ""
    return len(whole.split(maxsplit=1)) > 1 or whole != whole.strip()
