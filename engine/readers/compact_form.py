"""A Parquet file of marks in the compact form -> its rows, as they stand there, or what is not of the form in it.

What the columns say is written down with the writer of the form (`engine.writers.compact`). Older files have `first`
instead: the date of a row's first two bytes, which has two for every date from then on. They are read as well.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from engine.calendar import day_number
from engine.nouns import dataclass
from engine.readers.batch import Ints
from engine.readers.cells import parse_date
from engine.register import NOT_GIVEN

if TYPE_CHECKING:
    import polars

LINES: Final = "\n"
"""Between the dates of a row, and between its codes."""

MOST_CODES: Final = 254

_KNOWN_BY: Final = frozenset(("pupil", "marks", "codes"))
_TIMED: Final = "timed"
_LISTS: Final = (_TIMED, "arrived", "minutes_late")
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the file with the same dates and codes; `days` are the dates' day numbers, ascending."""

    rows: npt.NDArray[np.intp]
    days: npt.NDArray[np.int64]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timed:
    """Marks that say when the pupil came: the row of the file, ascending, the place of the byte, and minutes."""

    row: Ints
    place: Ints
    arrived: Ints
    late: Ints


@dataclass(frozen=True, slots=True)
class Form:
    """What a file holds: an entry a row in `pupils` and `marks`; every row belongs to one group.

    `header` names the columns that the long form would have.
    """

    header: tuple[str, ...]
    pupils: Sequence[str]
    marks: "polars.Series"
    groups: Sequence[Group]
    timed: Timed


class NotOfTheFormError(ValueError):
    """A file has a column or a cell that the compact form cannot have."""


def is_compact(names: Collection[str]) -> bool:
    """Whether a file of marks with such columns is in the compact form."""
    return set(names) >= _KNOWN_BY and ("dates" in names or "first" in names)


def read_form(path: Path, schema: "Mapping[str, polars.DataType]") -> Form:
    """Read a file's rows.

    Raises: NotOfTheFormError, and what Polars raises for a damaged file.
    """
    import polars

    begins = "dates" if "dates" in schema else "first"
    wanted: dict[str, polars.DataType | type[polars.DataType]] = {
        "pupil": polars.String,
        begins: polars.String if begins == "dates" else polars.Date,
        "marks": polars.Binary,
        "codes": polars.String,
    }
    lists = [name for name in _LISTS if name in schema]
    wanted |= dict.fromkeys(lists, polars.List(polars.Int32))
    wrong = [name for name, kind in wanted.items() if schema[name] != kind]
    if lists and _TIMED not in lists:
        wrong += lists
    if wrong:
        raise NotOfTheFormError(f"its column `{wrong[0]}` is not that of the compact form")
    frame = polars.read_parquet(path, glob=False, columns=list(wanted))
    for name in ("pupil", begins, "marks", "codes"):
        if frame[name].null_count():
            raise NotOfTheFormError(f"row {_first(frame[name].is_null())} lacks its `{name}`")
    if begins == "first":
        # As a number: Python has no date beyond the year 9999.
        frame = frame.with_columns(frame[begins].to_physical())
    others = [name for name in schema if name not in wanted]
    header = ("pupil", "date", "session", "code", *lists[1:], *others)
    groups = _groups_of(frame, begins)
    return Form(header, frame["pupil"].to_list(), frame["marks"], groups, _timed_of(frame, lists))


def bytes_of(marks: "polars.Series", rows: npt.NDArray[np.intp], width: int) -> Bytes:
    """Give the marks of some rows of a group, a row each; they cannot be written to."""
    import polars

    one_after_another = int(rows[-1]) - int(rows[0]) == len(rows) - 1 and bool((rows[1:] > rows[:-1]).all())
    some = marks.slice(int(rows[0]), len(rows)) if one_after_another else marks.gather(rows.tolist())
    return some.bin.reinterpret(dtype=polars.Array(polars.UInt8, width)).to_numpy()


def _groups_of(frame: "polars.DataFrame", begins: str) -> list[Group]:
    """Put the rows with the same dates and codes together; of nearly every file they are all of its rows."""
    import polars

    if not frame.height:
        return []
    size = frame["marks"].bin.size()
    same = [frame[begins], frame["codes"], *([size] if begins == "first" else [])]
    if all((each == each[0]).all() for each in same):
        return [_group(np.arange(frame.height), frame, size, begins)]
    keys = frame.select(begins, "codes", size=size).with_row_index("row")
    by = [begins, "codes", *(["size"] if begins == "first" else [])]
    parts = keys.group_by(by, maintain_order=True).agg(polars.col("row"))
    return [_group(np.array(rows, dtype=np.intp), frame, size, begins) for rows in parts["row"].to_list()]


def _group(rows: npt.NDArray[np.intp], frame: "polars.DataFrame", size: "polars.Series", begins: str) -> Group:
    first = int(rows[0])
    codes = tuple(str(frame["codes"][first]).split(LINES))
    if len(codes) > MOST_CODES:
        raise NotOfTheFormError(f"row {first + 1} has {len(codes):,} codes, more than a byte can tell apart")
    sizes = size.to_numpy()[rows]
    if begins == "first":
        count, odd = divmod(int(sizes[0]), 2)
        if odd:
            raise NotOfTheFormError(f"row {first + 1} has {sizes[0]:,} bytes of marks, no whole number of dates")
        days = frame[begins][first] + np.arange(count, dtype=np.int64)
        if count and not (day_number(date.min) <= days[0] and days[-1] <= day_number(date.max)):
            raise NotOfTheFormError(f"row {first + 1} has dates beyond the years 1 to 9999")
        return Group(rows, days, codes)
    told = frame[begins][first]
    days = np.array([_day(text, first) for text in told.split(LINES)] if told else [], dtype=np.int64)
    if (days[1:] <= days[:-1]).any():
        at = int(np.flatnonzero(days[1:] <= days[:-1])[0]) + 1
        raise NotOfTheFormError(f"row {first + 1} has the date `{told.split(LINES)[at]}` twice or out of order")
    wrong = np.flatnonzero(sizes != 2 * len(days))
    if len(wrong):
        row = int(rows[wrong[0]])
        raise NotOfTheFormError(
            f"row {row + 1} has {sizes[wrong[0]]:,} bytes of marks, and its {len(days):,} dates have {2 * len(days):,}"
        )
    return Group(rows, days, codes)


def _day(text: str, row: int) -> int:
    found = parse_date(text)
    if found is None:
        raise NotOfTheFormError(f"row {row + 1} has `{text}` among its dates, which is none")
    return day_number(found)


def _timed_of(frame: "polars.DataFrame", lists: Sequence[str]) -> Timed:
    """Lay the lists of arrivals end to end."""
    if not lists:
        none = np.zeros(0, dtype=np.int32)
        return Timed(none, none, none, none)
    lengths = {name: frame[name].list.len().fill_null(0) for name in lists}
    for name, each in lengths.items():
        if (each != lengths[_TIMED]).any():
            raise NotOfTheFormError(f"`timed` and `{name}` of row {_first(each != lengths[_TIMED])} differ in length")
    row = np.repeat(np.arange(frame.height, dtype=np.int32), lengths[_TIMED].to_numpy())
    if not len(row):
        return Timed(*[row] * 4)
    columns = []
    for name in _LISTS:
        if name not in lists:
            columns.append(np.full(len(row), NOT_GIVEN))
            continue
        # A list without a value gives a null of its own where lists are laid end to end.
        told = frame[name].filter(lengths[name] > 0).explode()
        if name == _TIMED and told.null_count():
            at = int(row[_first(told.is_null()) - 1])
            raise NotOfTheFormError(f"an arrival of row {at + 1} does not say to which mark it belongs")
        columns.append(told.fill_null(NOT_GIVEN).to_numpy())
    return Timed(row, *columns)


def _first(is_so: "polars.Series") -> int:
    """Give the first row, from 1, of which something is so."""
    return int(is_so.arg_true().item(0)) + 1
