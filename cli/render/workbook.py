"""Sheets as an Excel workbook: real dates, filters, frozen headings; no text in it can become a formula."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import chain, islice
from typing import TYPE_CHECKING

from cli.render.safe import is_a_formula, shown
from cli.render.sheet import Column, Kind, Sheet, Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Row = Sequence[Value]

ROWS_AT_MOST = 1_048_575
"""Rows under the heading of one sheet; what is more goes on in another."""

LETTERS_AT_MOST = 32_767
NAME_AT_MOST = 31
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the format holds no zone, and no clock is in the file
_WIDTHS: dict[Kind, int] = {"text": 16, "long": 64, "number": 11, "percent": 11, "date": 12}
_MEASURED = 200
_SHAPES: dict[str, dict[str, object]] = {
    "head": {"bold": True, "bg_color": "#F2F3F6", "bottom": 2, "text_wrap": True, "valign": "top"},
    "text": {"valign": "top"},
    "long": {"valign": "top", "text_wrap": True},
    # the mark that Excel keeps for "this is text": it stays text when somebody edits the cell
    "text quoted": {"valign": "top", "quote_prefix": True},
    "long quoted": {"valign": "top", "text_wrap": True, "quote_prefix": True},
    "number": {"valign": "top", "num_format": "#,##0"},
    "percent": {"valign": "top", "num_format": "0.0%"},
    "date": {"valign": "top", "num_format": "ddd d mmm yyyy", "align": "left"},
}


def workbook(sheets: Iterable[Sheet], *, title: str) -> bytes:
    """Give the file of a workbook with a sheet each; rows are written as they come and not kept.

    The same sheets give the same bytes.
    """
    import xlsxwriter  # a run that writes no workbook need not load it

    held = io.BytesIO()
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, {"constant_memory": True, **never}) as book:
        book.set_properties({"title": shown(title), "created": _MADE})
        writer = _Writer(book)
        for sheet in sheets:
            writer.write(sheet)
        if not writer.taken:
            book.add_worksheet()
    return held.getvalue()


class _Writer:
    """Writes sheets into one workbook; no two have the same name."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self.formats: dict[str, Format] = {name: book.add_format(shape) for name, shape in _SHAPES.items()}
        self.taken: set[str] = set()

    def write(self, sheet: Sheet) -> None:
        rows = iter(sheet.rows)
        while True:
            first = list(islice(rows, min(_MEASURED, ROWS_AT_MOST)))
            more = self._one(sheet, first, rows)
            if more is None:
                return
            rows = chain([more], rows)

    def _one(self, sheet: Sheet, first: list[Row], rest: Iterator[Row]) -> Row | None:
        """Write one sheet in full; give the row that it has no room for, where there is one."""
        page = self.book.add_worksheet(self._name(sheet.name))
        widths = [_width(column, place, first) for place, column in enumerate(sheet.columns)]
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, shown(column.heading), self.formats["head"])
        kinds = [column.kind for column in sheet.columns]
        wrapped = [(place, width) for place, width in enumerate(widths) if kinds[place] == "long"]
        number = 0
        for number, row in enumerate(islice(chain(first, rest), ROWS_AT_MOST), 1):
            # not every program finds the height of wrapped text by itself
            lines = max((-(-len(str(row[place] or "")) // width) for place, width in wrapped), default=1)
            if lines > 1:
                page.set_row(number, _LINE * min(lines, _LINES_AT_MOST))
            for place, value in enumerate(row):
                self._cell(page, number, place, value, kinds[place])
        page.freeze_panes(1, min(1, len(sheet.columns) - 1))
        if sheet.filtered and sheet.columns:
            page.autofilter(0, 0, number, len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(_A4)
        if sheet.on_paper is not None:
            page.print_area(0, 0, number, sheet.on_paper - 1)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        return next(rest, None)

    def _cell(self, page: "Worksheet", row: int, place: int, value: Value, kind: Kind) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            told = cell_text(value)
            form = ("long" if kind == "long" else "text") + (" quoted" if is_a_formula(told) else "")
            page.write_string(row, place, told, self.formats[form])
        elif isinstance(value, bool):
            page.write_string(row, place, "yes" if value else "no", self.formats["text"])
        elif isinstance(value, Fraction):
            page.write_number(row, place, value.numerator / value.denominator, self.formats["percent"])
        elif isinstance(value, int):
            page.write_number(row, place, value, self.formats["number"])
        else:
            page.write_datetime(row, place, value, self.formats["date"])

    def _name(self, wanted: str) -> str:
        name = sheet_name(wanted, self.taken)
        self.taken.add(name.lower())
        return name


_A4 = 9
_LINE = 15
_LINES_AT_MOST = 27


def cell_text(text: str) -> str:
    """Give a text as a cell holds it: nothing unseen, and what is longer than a cell ends in `…`."""
    told = shown(text)
    return told if len(told) <= LETTERS_AT_MOST else told[: LETTERS_AT_MOST - 1] + "…"


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """Give a sheet a name that Excel allows and no other sheet has, whatever its case.

    >>> sheet_name("letter [95]/93"), sheet_name("Today", {"today"}), sheet_name("history")
    ('letter 95 93', 'Today 2', 'history 2')
    """
    used = {*taken, "history"}
    plain = re.sub(r"[\[\]:*?/\\' ]+", " ", shown(wanted)).strip() or "Sheet"
    name, number = plain[:NAME_AT_MOST].strip(), 2
    while name.lower() in used:
        more = f" {number}"
        name, number = plain[: NAME_AT_MOST - len(more)].strip() + more, number + 1
    return name


def _width(column: Column, place: int, rows: Sequence[Row]) -> int:
    """Give a column's width in characters: as asked, else what its first rows need, within what is readable."""
    if column.width is not None:
        return column.width
    usual = _WIDTHS[column.kind]
    if column.kind in ("long", "date"):
        return usual
    longest = max((len(str(row[place])) for row in rows if row[place] is not None), default=0)
    # a filter's button takes the room of three letters
    wanted = max(longest if column.kind == "text" else 0, max(map(len, column.heading.split()), default=0) + 3)
    return min(max(wanted + 1, 6), 40) if column.kind == "text" else max(usual, min(wanted, 20))
