"""A source as a plain table, before anybody knows what its columns hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.readers.faults import Complaint
from engine.source import Source

Ints = npt.NDArray[np.signedinteger[Any]]

TOP: Final = 40
"""Rows that are looked at to find out what a table holds."""


class Coded(NamedTuple):
    """A column of texts: each row's place in `words`, which may hold a text more than once."""

    places: Ints
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table below its heading, with the columns that were asked for.

    `lines` are the rows' numbers as an editor or a spreadsheet shows them. `faults` are lines that are no row;
    `height` counts all rows, those too, but no empty line.
    """

    columns: tuple[Coded, ...]
    lines: Ints
    faults: Sequence[tuple[int, Complaint]]
    height: int


@dataclass(frozen=True, slots=True)
class Plain:
    """One table of a source: a CSV file, a worksheet, the records of a JSON or XML file.

    `top` are its first rows with their numbers. `load` reads the rows after a line, and of them the columns at the
    given places. `kind` says how records of JSON or XML were put together; it is empty for tables. `sheet` tells the
    worksheets of a workbook from each other, and is empty where there is one; `tab` is its name in any case.
    `broken` are the numbers of those of the first lines that have several columns and are no row.
    """

    file: str
    source: Source
    sheet: str
    top: Sequence[tuple[int, Sequence[str]]]
    load: Callable[[int, Sequence[int]], Rows] = field(repr=False)
    kind: str = ""
    tab: str = ""
    broken: Sequence[int] = ()

    @property
    def name(self) -> str:
        """The file, with the worksheet where it has several."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    @property
    def stems(self) -> tuple[str, str]:
        """What it may be called after, in small letters: its worksheet, and its file without what the name ends in."""
        return self.tab.strip().lower(), self.file.rsplit(".", maxsplit=1)[0].lower()


class Texts:
    """Texts -> places, growing as texts come."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Give the place of a text, which is put in where it is new."""
        return self.places.setdefault(text, len(self.places))

    def coded(self, cells: Sequence[str]) -> Ints:
        """Give the places of many texts."""
        for text in dict.fromkeys(cells):
            self.place(text)
        get = self.places.__getitem__
        return np.fromiter(map(get, cells), dtype=np.int32, count=len(cells))

    @property
    def words(self) -> list[str]:
        """The texts by place."""
        return list(self.places)


def rows_of(rows: Sequence[tuple[int, Sequence[str]]], after: int, places: Sequence[int]) -> Rows:
    """Give the rows of a table that is held in memory; an empty row is none, and a short one has blank cells."""
    kept = [(line, cells) for line, cells in rows if line > after and any(cell.strip() for cell in cells)]
    columns = []
    for place in places:
        texts = Texts()
        cells = [cells[place] if place < len(cells) else "" for _, cells in kept]
        columns.append(Coded(texts.coded(cells), texts.words))
    lines = np.array([line for line, _ in kept], dtype=np.int64)
    return Rows(tuple(columns), lines, (), len(kept))


def plain_of(
    file: str,
    source: Source,
    sheet: str,
    rows: Sequence[tuple[int, Sequence[str]]],
    kind: str = "",
    tab: str = "",
    below: Callable[[int], Sequence[tuple[int, Sequence[str]]]] | None = None,
) -> Plain:
    """Make a table of rows that are held in memory; `below` gives them as they are read below a row of headings."""
    top = [(line, cells) for line, cells in rows[:TOP] if any(cell.strip() for cell in cells)]
    held = below or (lambda _: rows)
    return Plain(file, source, sheet, top, lambda after, places: rows_of(held(after), after, places), kind, tab)
