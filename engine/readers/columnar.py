"""Whole columns of a file -> their different texts and which each row has, with nothing done cell by cell.

What comes of it is what comes of the cells one by one. It takes Polars, whose loading costs more than a school's tables
take to be read: small files do without it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from engine.readers.coded import Coded, Places, coded, merged

if TYPE_CHECKING:
    import polars

_SPACES: Final = "\\s\\x1c-\\x1f"
"""What Python takes for a space, as a pattern says it."""

_MANY: Final = 8
"""Rows for each different text, below which a column is sorted rather than its texts looked up."""

_COMMA: Final = ord(",")
_NEWLINE: Final = ord("\n")
_DENSE: Final = 4
_FEW: Final = 1000
"""Numbers that lie within so many times their count, and some more, are told apart by their distance from the least."""


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


def column_of(series: "polars.Series", text_of: Callable[[object], str]) -> Coded:
    """Give a column of a typed file as texts; `text_of` writes one value, and a value that is not there is blank."""
    import polars

    kind = series.dtype
    if kind == polars.String:
        return _texts(series, text_of, _SPACES)
    numbers = _numbers_of(series)
    if numbers is None:
        return coded([text_of(value) for value in series.to_list()])
    known = np.flatnonzero(series.is_not_null().to_numpy())
    firsts, groups = _groups(numbers[known])
    values = series.gather(known[firsts]).to_list()
    texts = [day.isoformat() for day in values] if kind == polars.Date else [text_of(value) for value in values]
    if len(known) == len(series):
        return merged(texts, groups)
    at = np.full(len(series), len(texts), dtype=np.intp)
    at[known] = groups
    return merged([*texts, ""], at)


def _numbers_of(series: "polars.Series") -> npt.NDArray[np.int64] | None:
    """Give whole numbers that differ where the values do, anything where there is none; None for other types."""
    import polars

    kind = series.dtype
    small = (polars.Int8, polars.Int16, polars.Int32, polars.Int64, polars.UInt8, polars.UInt16, polars.UInt32)
    if kind in (polars.Float32, polars.Float64):
        return series.cast(polars.Float64).fill_null(0.0).to_numpy().view(np.int64)
    if kind in (polars.Categorical, polars.Enum):
        return series.to_physical().cast(polars.Int64).fill_null(0).to_numpy()
    if kind == polars.Boolean or kind in (*small, polars.Date, polars.Time, polars.Datetime):
        return series.to_physical().cast(polars.Int64).fill_null(0).to_numpy()
    return None


def _groups(numbers: npt.NDArray[np.int64]) -> tuple[Places, Places]:
    """Give a place at which each different number stands, and for every number which of them it is."""
    if not len(numbers):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    least, most = int(numbers.min()), int(numbers.max())
    if most - least > _DENSE * len(numbers) + _FEW:
        _, firsts, groups = np.unique(numbers, return_index=True, return_inverse=True)
        return firsts, groups
    offsets = numbers - least
    stands = np.full(most - least + 1, -1, dtype=np.intp)
    stands[offsets] = np.arange(len(numbers))
    there = stands >= 0
    return stands[there], (np.cumsum(there) - 1)[offsets]


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
            at = filled.cast(polars.Enum(different)).to_physical().to_numpy().astype(np.intp)
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
