"""A table as text, before its cells are read: the header, the cells by column, and the line of every row."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property

from engine.nouns import dataclass
from engine.readers.coded import Coded
from engine.source import Source


@dataclass(frozen=True)
class Sheet:
    """A CSV or Parquet file read as text.

    `lines` are the rows' numbers as an editor shows them (in Parquet: from 1). Cells have no space around them;
    an empty text is a blank cell. `is_text` says that the source's lines are the file's own.
    """

    name: str
    file: str
    source: Source
    header: tuple[str, ...]
    lines: Sequence[int]
    cells: Mapping[str, Coded]
    is_text: bool = field(default=False, repr=False)

    @cached_property
    def _raw(self) -> list[str]:
        return self.source.text.split("\n") if self.is_text else []

    def column_at(self, line: int, name: str) -> tuple[int, int]:
        """Give where on its line a cell begins, counted from 1, and how wide it is written."""
        if not 0 < line <= len(self._raw) or name not in self.header:
            return 1, 1
        return cell_at(self._raw[line - 1], self.header.index(name))


def cell_at(line: str, place: int) -> tuple[int, int]:
    """Give the column, from 1, and the width of the cell at a place, from 0, of a CSV line.

    >>> cell_at('P1,"a,b",AM', 2)
    (10, 2)
    """
    begins = 0
    seen = 0
    quoted = False
    for at, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            if seen == place:
                return begins + 1, at - begins
            seen += 1
            begins = at + 1
    return (begins + 1, len(line) - begins) if seen == place else (1, 1)
