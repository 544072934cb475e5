"""A CSV file -> its cells as text, line by line: one bad line spoils no other."""

from collections.abc import Sequence
from operator import methodcaller
from pathlib import Path
from typing import Final

from engine.readers.coded import Coded, coded
from engine.readers.encoding import MARK, Writing, encoding_of, lines_of, not_text, with_newlines
from engine.readers.faults import Complaint, Faults
from engine.readers.sheet import Sheet
from engine.source import Place, Source, Span

_SPACES: Final = " \t\u00a0"
_COMMAS: Final = methodcaller("count", ",")
_LONGEST_CELL: Final = 50
"""Lines that one quoted cell may run over; a quote that is open longer was never closed."""


def read_csv(path: Path, name: str, faults: Faults, *, columnar: bool = False) -> Sheet | None:
    """Read a whole file as text; None where it cannot be read as a table at all.

    `columnar` cuts it column by column: the same, and worth its start for large files alone.

    Yields: D003 unreadable file, D005 no text, D006 read as cp1252, D007 another separator, D012 no header,
    D019 neither UTF-8 nor cp1252, D020 too short or too long a row, D021 a quote that is never closed.
    """
    nowhere = Source(str(path), "")
    try:
        data = path.read_bytes()
    except OSError as fault:
        why = (fault.strerror or "it cannot be opened").lower()
        told = f"`{path.name}` cannot be read: {why}"
        faults.file("D003", told, "check the file and its rights", place=_top(nowhere))
        return None
    refused = not_text(data[:4096])
    if refused is not None:
        faults.file(*refused, place=_top(nowhere))
        return None
    data = data.removeprefix(MARK)
    encoding = encoding_of(data)
    text = with_newlines(data.decode(encoding, errors="replace"))
    source = Source(str(path), text.removesuffix("\n"))
    if encoding != "utf-8":
        writing = Writing()
        writing.see(data)
        if not writing.tell(source, faults):
            return None
    first, _, body = text.partition("\n")
    header = read_header(first, source, faults)
    if header is None:
        return None
    columns, numbers = (
        (_cut(body, len(header)) if columnar else None)
        or _plain(lines_of(body), len(header))
        or _careful(lines_of(text), len(header), source, path.name, faults)
    )
    return Sheet(name, path.name, source, header, numbers, dict(zip(header, columns, strict=True)), is_text=True)


def _cut(body: str, width: int) -> tuple[list[Coded], Sequence[int]] | None:
    from engine.readers.columnar import cut

    whole = body if body.endswith("\n") or not body else body + "\n"
    columns = cut(whole.encode(), width, _SPACES)
    return None if columns is None else (columns, range(2, len(columns[0]) + 2))


def _plain(body: list[str], width: int) -> tuple[list[Coded], Sequence[int]] | None:
    """Cut lines of which none is out of the ordinary into columns; None where one is.

    Everything is cut at once: a list for every line would cost more than the cutting.
    """
    if set(map(_COMMAS, body)) - {width - 1}:
        return None
    text = ",".join(body)
    if '"' in text:
        return None
    cells = text.split(",") if body else []
    columns = [cells[place::width] for place in range(width)]
    if _has_spaces_to_strip(text):
        columns = [[cell.strip(_SPACES) for cell in column] for column in columns]
    return None if "" in columns[0] else ([coded(column) for column in columns], range(2, len(body) + 2))


def _has_spaces_to_strip(text: str) -> bool:
    """Whether a cell begins or ends with a space."""
    ends = text[:1] + text[-1:]
    return any(space in ends or f",{space}" in text or f"{space}," in text for space in _SPACES)


def _careful(
    lines: list[str], width: int, source: Source, file: str, faults: Faults
) -> tuple[list[Coded], Sequence[int]]:
    """Cut lines with quotes, empty ones, and such as are no row, which are told, into columns."""
    numbers: list[int] = []
    rows: list[list[str]] = []
    at = 1
    while at < len(lines):
        row, after, complaint = _row(lines, at, width)
        if complaint is not None:
            faults.row(source, file, at + 1, complaint, width=len(lines[at]))
        elif any(row):
            rows.append(row)
            numbers.append(at + 1)
        at = after
    return [coded(cells) for cells in zip(*rows, strict=True)] if rows else [coded(()) for _ in range(width)], numbers


def read_header(line: str, source: Source, faults: Faults) -> tuple[str, ...] | None:
    """Read the first line's column names; None where there are none, or one stands twice.

    Yields: D007 another separator, D009 a column twice, D012 no header.
    """
    names = tuple(name.strip(_SPACES) for name in split_line(line) or ())
    if not any(names):
        faults.file("D012", "the file has no header", "begin it with a line of column names", place=_top(source))
        return None
    if len(names) == 1:
        for separator, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if separator in line:
                advice = "save it as CSV with commas between the columns"
                faults.file("D007", f"the columns are separated by {called}", advice, place=_top(source))
                return None
    twice = sorted({name for name in names if names.count(name) > 1})
    for name in twice:
        called = f"the column `{name}`" if name else "a column without a name"
        faults.file(
            "D009", f"{called} stands {names.count(name)} times in the header", "keep one of them", place=_top(source)
        )
    return None if twice else names


def split_line(line: str) -> list[str] | None:
    r"""Cut one row at its commas; None where its quotes make no sense.

    >>> split_line('P1,"7, Amber",\\')
    ['P1', '7, Amber', '\\']
    """
    if '"' not in line:
        return line.split(",")
    import csv  # most files have no cell in quotes

    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        return None


def _row(lines: list[str], at: int, width: int) -> tuple[list[str], int, Complaint | None]:
    """Read the row that begins on a line: its cells, the line after it, and why it is none."""
    record = lines[at]
    after = at + 1
    while record.count('"') % 2 and after < min(len(lines), at + _LONGEST_CELL):
        record += "\n" + lines[after]
        after += 1
    cells = None if record.count('"') % 2 else split_line(record)
    # A stray quote that pairs with another one further down makes a row of another width.
    if cells is None or (len(cells) != width and after > at + 1):
        return [], at + 1, Complaint("D021", "a quote that opens here is not closed", "close it, or write it twice")
    cells = [cell.strip(_SPACES) for cell in cells]
    if any(cells) and len(cells) != width:
        return [], after, wrong_width(len(cells), width)
    return cells, after, None


def wrong_width(found: int, width: int) -> Complaint:
    """Say that a row has fewer or more cells than the header has columns."""
    told = f"the row has {found:,} cell{'s' if found != 1 else ''} where the header has {width:,} columns"
    return Complaint("D020", told, "quote a cell with a comma in it" if found > width else "add the missing commas")


def _top(source: Source) -> Place:
    return Place(source, Span(1, 1, 1, 2))
