"""Cells of a sheet that are merged into one -> each of them with what the one holds, which a reader gives but once."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from xml.parsers import expat

from engine.importers.archive import MOST_CELLS

Merge = tuple[tuple[int, int], tuple[int, int]]
"""The row and column of the first cell and of the last one, from 0."""

_CONTENT: Final = "content.xml"
_PIECE: Final = 1 << 18


def too_many(rows: Sequence[tuple[int, list[str]]], merges: Sequence[Merge]) -> bool:
    """Whether more cells are merged than a sheet may have, as where each of many merges is all of it."""
    width = max((len(cells) for _, cells in rows), default=0)
    count = 0
    for (top, start), (bottom, end) in merges:
        count += 1 + max(min(bottom + 1, len(rows)) - top, 0) * max(min(end + 1, width) - start, 1)
    return count > MOST_CELLS


def spread(
    rows: Sequence[tuple[int, list[str]]], merges: Sequence[Merge], after: int = 0
) -> Sequence[tuple[int, list[str]]]:
    """Give the rows with the text of merged cells in every one of them, where these begin below the row `after`.

    A text that begins its row and runs across columns is a caption over them, and stands for no other cell beside it.
    The rows are those of the sheet from its first on, which is 1.

    >>> spread([(1, ["101", "G", "", ""]), (2, ["", "/", "I", ""])], [((0, 1), (0, 3)), ((0, 0), (1, 0))])
    [(1, ['101', 'G', 'G', 'G']), (2, ['101', '/', 'I', ''])]
    """
    held = [merge for merge in merges if merge[0][0] >= after]
    if not held:
        return rows
    found = [(number, list(cells)) for number, cells in rows]
    for (top, start), (bottom, end) in held:
        if top >= len(rows) or start >= len(rows[top][1]) or not rows[top][1][start].strip():
            continue
        text = rows[top][1][start]
        is_caption = not any(cell.strip() for cell in rows[top][1][:start])
        for _, cells in found[top : bottom + 1]:
            last = min(start if is_caption else end, len(cells) - 1) + 1
            cells[start:last] = [text] * (last - start)
    return found


def merged_in_document(path: Path) -> dict[str, list[Merge]]:
    """Give the merged cells of an OpenDocument workbook by sheet; none of another kind of file.

    Raises: what opening and parsing a damaged archive raises.
    """
    with zipfile.ZipFile(path) as archive:
        if _CONTENT not in archive.namelist():
            return {}
        found = _Spans()
        parser = expat.ParserCreate()
        parser.StartElementHandler = found.start
        parser.EndElementHandler = found.end
        with archive.open(_CONTENT) as content:
            for piece in _pieces(content):
                parser.Parse(piece, False)
    return found.merges


def _pieces(content: object) -> Iterator[bytes]:
    while data := content.read(_PIECE):  # type: ignore[attr-defined]
        yield data


class _Spans:
    """Counts rows and columns while a document is parsed; a sheet within a cell is none of its own."""

    def __init__(self) -> None:
        self.merges: dict[str, list[Merge]] = {}
        self.sheet: list[Merge] = []
        self.depth = self.row = self.column = self.repeated = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.sheet = self.merges.setdefault(said.get("table:name", ""), [])
                self.row = 0
        elif self.depth != 1:
            return
        elif name == "table:table-row":
            self.column, self.repeated = 0, _count(said, "table:number-rows-repeated")
        elif name in ("table:table-cell", "table:covered-table-cell"):
            tall, wide = _count(said, "table:number-rows-spanned"), _count(said, "table:number-columns-spanned")
            if tall > 1 or wide > 1:
                self.sheet.append(((self.row, self.column), (self.row + tall - 1, self.column + wide - 1)))
            self.column += _count(said, "table:number-columns-repeated")

    def end(self, name: str) -> None:
        if name == "table:table":
            self.depth -= 1
        elif name == "table:table-row" and self.depth == 1:
            self.row += self.repeated


def _count(said: dict[str, str], name: str) -> int:
    text = said.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() else 1
