"""A CSV file of any encoding and separator -> a plain table, in pieces: regular rows are read all at once."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.importers.passed_over import footer_in, passed_over
from engine.importers.plain import TOP, Coded, Ints, Plain, Rows, Texts
from engine.importers.separators import of_another_length, separator_of
from engine.readers.csv_sheet import wrong_width
from engine.readers.encoding import wide, writing_of
from engine.readers.faults import Complaint, Faults
from engine.source import Place, Source, Span

if TYPE_CHECKING:
    import polars

PIECE: Final = 1 << 24
LONGEST_LINE: Final = 1 << 20
LONGEST_CELL: Final = 20
"""Lines over which a quoted cell may run; a quote that is open longer was never closed."""

_TELLING: Final = 10 * TOP
"""Lines that say what separates columns: a heading of many cells alone may run over more than TOP."""

LONGEST_ROW: Final = 2000
"""Lines over which a row of such cells may run: headings of a year have hundreds, each of two lines or three."""

_CLOSES: Final = re.compile(r'(?:[^"]|"")*"(?!")')

_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNCLOSED: Final = Complaint("D021", "a quote that opens here is not closed", "close it, or write it twice")
_KEPT: Final = re.compile(r'\s*="[^"]*"\s*')
_NO_TEXT: Final = Complaint("D005", "the row has a byte 00, which is no text", "export it again, or correct the row")
_NEWLINE, _RETURN, _QUOTE = ord("\n"), ord("\r"), ord('"')


class CsvSource:
    """An open CSV file: what is told about its text, and its lines in pieces of UTF-8."""

    def __init__(self, path: Path, faults: Faults) -> None:
        self.path = path
        self.source = Source(str(path), "")
        self.faults = faults
        self.old = False
        self.too_long = False

    def pieces(self, size: int = PIECE) -> Iterator[bytes]:
        """Give whole lines as UTF-8 with bare newlines; stops at a line that is too long for any table."""
        rest = b""
        for data in self._utf8(size):
            whole = rest + data
            cut = whole.rfind(b"\n") + 1
            rest = whole[cut:]
            if cut:
                yield whole[:cut]
            if len(rest) > LONGEST_LINE:
                self._tell_too_long()
                return
        if rest:
            yield rest + b"\n"

    def _utf8(self, size: int) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            start = file.read(512)
            wide_in = "utf-16" if start[:2] in _WIDE_MARKS else wide(start)
            if wide_in is not None:
                decoder = codecs.getincrementaldecoder(wide_in)(errors="replace")
                file.seek(0)
                text = ""
                while data := file.read(size):
                    text += decoder.decode(data)
                    # A line end of two characters may be cut in two.
                    held = "\r" if text.endswith("\r") else ""
                    yield _bare(text.removesuffix(held).encode("utf-8", errors="replace"))
                    text = held
                return
            start = start.removeprefix(codecs.BOM_UTF8)
            ahead = start + file.read(size)
            while ahead:
                # Read up to a line's end: an encoding is judged by whole lines.
                tail = file.readline(LONGEST_LINE + 1) if not ahead.endswith(b"\n") else b""
                yield _bare(self._decoded(ahead + tail))
                ahead = file.read(size)

    def _decoded(self, data: bytes) -> bytes:
        if data.isascii():
            return data
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            self.old = True
            return data.decode("cp1252", errors="replace").encode()
        return data

    def _tell_too_long(self) -> None:
        if not self.too_long:
            self.too_long = True
            told = f"`{self.path.name}` has a line of more than {LONGEST_LINE:,} bytes, which is no row of a table"
            self.faults.file("D102", told, "export it again", place=Place(self.source, Span(1, 1, 1, 2)))


def open_csv(path: Path, faults: Faults) -> Plain | None:
    """Look at the first lines of a file; None where it is no text.

    Yields: D005 no text, D102 a line that is too long; when it is loaded D006 as cp1252, D019 neither that nor UTF-8.
    """
    csv_file = CsvSource(path, faults)
    start = next(csv_file.pieces(1 << 16), b"")
    top = Place(csv_file.source, Span(1, 1, 1, 2))
    if csv_file.too_long:
        return None
    if b"\0" in start:
        faults.file("D005", f"`{path.name}` is no text", "export it as CSV or as a workbook", place=top)
        return None
    lines = start.decode(errors="replace").split("\n")[:-1]
    separator = separator_of(lines[:_TELLING])
    cut = list(_careful(lines, 1, separator, len(lines)))
    rows = [(at, [_bare_text(cell) for cell in row]) for at, row, _ in cut if row is not None][:TOP]
    begins = [at for at, _, _ in cut]
    return Plain(
        path.name,
        csv_file.source,
        "",
        [(at, row) for at, row in rows if any(row)],
        lambda after, places: _load(path, separator, _width(rows, after), _ends(begins, after), places, faults),
        broken=[at for at, row, _ in cut if row is None and lines[at - 1].count(separator) > 1],
    )


def _width(rows: Sequence[tuple[int, Sequence[str]]], after: int) -> int:
    """Give how many columns the heading has."""
    return next((len(row) for at, row in rows if at >= after), 1)


def _ends(begins: Sequence[int], at: int) -> int:
    """Give the last line of the row that begins in a line, of all that begin: a heading may run over several."""
    return next((after - 1 for after in begins if after > at), at)


def _load(path: Path, separator: str, width: int, after: int, places: Sequence[int], faults: Faults) -> Rows:
    csv_file = CsvSource(path, faults)
    texts = tuple(Texts() for _ in places)
    found: list[list[Ints]] = [[] for _ in places]
    lines: list[Ints] = []
    wrong: list[tuple[int, Complaint]] = []
    longer: dict[int, int] = {}
    line = 1
    rest = b""
    for data in csv_file.pieces():
        piece, skipped = _skip(rest + data, after + 1 - line) if not rest else (rest + data, 0)
        rest = b""
        line += skipped
        height = piece.count(b"\n")
        if _is_regular(piece, height, ord(separator), width):
            frame = _parsed(piece, separator, width, places)
            coded = [_coded(column, held) for column, held in zip(frame, texts, strict=True)]
            filled = _filled(piece, coded, texts, separator)
            for place, column in enumerate(coded):
                found[place].append(column if filled is None else column[filled])
            numbers = np.arange(line, line + height, dtype=np.int64)
            lines.append(numbers if filled is None else numbers[filled])
        else:
            is_last = len(data) < PIECE
            rest = _irregular(piece, line, separator, width, places, texts, found, lines, wrong, longer, last=is_last)
            height -= rest.count(b"\n")
        line += height
    if rest:
        _irregular(rest, line, separator, width, places, texts, found, lines, wrong, longer, last=True)
    if csv_file.old:
        writing_of(path).tell(csv_file.source, faults)
    columns = tuple(
        Coded(np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32), [*map(_bare_text, held.words)])
        for parts, held in zip(found, texts, strict=True)
    )
    numbers = np.concatenate(lines) if lines else np.zeros(0, dtype=np.int64)
    if odd := of_another_length(longer, len(numbers) - len(longer)):
        kept = np.flatnonzero(~np.isin(numbers, list(odd)))
        columns = tuple(Coded(column.places[kept], column.words) for column in columns)
        numbers = numbers[kept]
        wrong += [(at, wrong_width(length, width)) for at, length in odd.items()]
    return Rows(columns, numbers, wrong, len(numbers) + len(wrong))


def _skip(piece: bytes, lines: int) -> tuple[bytes, int]:
    """Take off the first lines, the heading and what stands above it; also give how many went."""
    at = taken = 0
    while taken < lines:
        end = piece.find(b"\n", at)
        if end < 0:
            break
        at = end + 1
        taken += 1
    return piece[at:], taken


def _is_regular(piece: bytes, height: int, separator: int, width: int) -> bool:
    """Whether every line is a row of the right width whose quotes stand at the ends of cells."""
    if b"\0" in piece:
        return False
    body = np.frombuffer(piece, dtype=np.uint8)
    at_end = body == separator
    at_end |= body == _NEWLINE
    if b'"' in piece:
        quotes = body == _QUOTE
        inside = (np.cumsum(quotes, dtype=np.uint8) & 1).astype(np.bool_)
        if inside[body == _NEWLINE].any():
            return False
        at = np.flatnonzero(quotes)
        opening = inside[at]
        before = body[np.maximum(at[opening] - 1, 0)]
        after = body[np.minimum(at[~opening] + 1, len(body) - 1)]
        good_before = np.isin(before, (separator, _NEWLINE, _QUOTE)) | (at[opening] == 0)
        if not good_before.all() or not np.isin(after, (separator, _NEWLINE, _QUOTE)).all():
            return False
        at_end &= ~inside
    ends = np.flatnonzero(at_end)
    return len(ends) == height * width and bool((body[ends[width - 1 :: width]] == _NEWLINE).all()) and width > 1


def _parsed(piece: bytes, separator: str, width: int, places: Sequence[int]) -> "list[polars.Series]":
    import polars

    if not piece:
        return [polars.Series([], dtype=polars.String) for _ in places]
    frame = polars.read_csv(
        piece,
        has_header=False,
        separator=separator,
        quote_char='"' if b'"' in piece else None,
        columns=sorted(set(places)),
        schema={f"column_{place + 1}": polars.String for place in range(width)},
    )
    return [frame[f"column_{place + 1}"].fill_null("") for place in places]


def _coded(column: "polars.Series", held: Texts) -> Ints:
    """Give each cell's place: texts that are known already are looked up at once, and only new ones one by one."""
    import polars

    if held.places:
        codes = column.cast(polars.Enum(held.words), strict=False).to_physical().cast(polars.Int32).fill_null(-1)
        new = codes.eq(-1)
        if new.any():
            for text in column.filter(new).unique(maintain_order=True).to_list():
                held.place(text)
    else:
        new = None
        for text in column.unique(maintain_order=True).to_list():
            held.place(text)
    if new is None or new.any():
        codes = column.cast(polars.Enum(held.words)).to_physical().cast(polars.Int32)
    return codes.to_numpy()


def _filled(piece: bytes, columns: Sequence[Ints], texts: Sequence[Texts], separator: str) -> Ints | None:
    """Give the rows that are not wholly blank, as a spreadsheet writes those between its tables; None where all are."""
    blank = np.ones(piece.count(b"\n"), dtype=np.bool_)
    for column, held in zip(columns, texts, strict=True):
        nothing = [place for text, place in held.places.items() if not text.strip()]
        if not nothing:
            return None
        blank &= np.isin(column, nothing)
    if not blank.any():
        return None
    # A column that is not read may hold something, and then the row is to be told.
    raw = piece.split(b"\n")
    signs = f'" \t{separator}'.encode()
    for row in np.flatnonzero(blank).tolist():
        blank[row] = not raw[row].strip(signs)
    return np.flatnonzero(~blank)


def _irregular(
    piece: bytes,
    line: int,
    separator: str,
    width: int,
    places: Sequence[int],
    texts: Sequence[Texts],
    found: list[list[Ints]],
    lines: list[Ints],
    wrong: list[tuple[int, Complaint]],
    longer: dict[int, int],
    *,
    last: bool,
) -> bytes:
    """Read lines among which some are out of the ordinary; give back those that need what follows.

    `longer` gets the length of each row that goes on with blank cells where the heading ends, by its line.
    """
    raw = piece.decode(errors="replace").split("\n")[:-1]
    rows: list[Sequence[str]] = []
    numbers: list[int] = []
    rest = b""
    for at, row, complaint in _careful(raw, line, separator, len(raw), width):
        begins = at - line
        if complaint is not None and not last and begins > len(raw) - LONGEST_ROW:
            rest = ("\n".join(raw[begins:]) + "\n").encode()
            break
        if row is None:
            wrong.append((at, complaint or _UNCLOSED))
        elif any("\0" in cell for cell in row):
            wrong.append((at, _NO_TEXT))
        elif len(row) != width and any(cell.strip() for cell in row):
            # A longer row of nothing but blank cells at its end is what spreadsheets write.
            if len(row) > width and not any(cell.strip() for cell in row[width:]):
                rows.append(row)
                numbers.append(at)
                longer[at] = len(row)
            else:
                footer = footer_in(row)
                wrong.append((at, passed_over(footer) if footer else wrong_width(len(row), width)))
        elif any(cell.strip() for cell in row):
            rows.append(row)
            numbers.append(at)
    for place, column in enumerate(places):
        found[place].append(texts[place].coded([row[column] for row in rows]))
    lines.append(np.array(numbers, dtype=np.int64))
    return rest


def _careful(
    lines: Sequence[str], first: int, separator: str, stop: int, width: int | None = None
) -> Iterator[tuple[int, list[str] | None, Complaint | None]]:
    """Cut lines into rows: each with the number of its first line, and why it is none."""
    at = 0
    while at < stop:
        record = lines[at]
        after = at + 1
        opened, odd = at, record.count('"') % 2
        while odd and after < min(stop, opened + LONGEST_CELL, at + LONGEST_ROW):
            line = lines[after]
            if '"' in line:
                closed = _CLOSES.match(line)
                if closed is None or line[closed.end() :][:1] not in ("", separator):
                    break  # a quote that ends no cell: the one before it was never closed
                opened = after
            record += "\n" + line
            odd ^= line.count('"') % 2
            after += 1
        cells = None
        if not odd:
            cells = record.split(separator) if '"' not in record else _split(record, separator)
        if cells is None or (after > at + 1 and not _fits(cells, lines, at, separator, width)):
            yield first + at, None, _UNCLOSED
            at += 1
        else:
            yield first + at, cells, None
            at = after


def _fits(cells: Sequence[str], lines: Sequence[str], at: int, separator: str, width: int | None) -> bool:
    """Whether a cell that runs over lines is one: a stray quote that meets another further down makes a wider row.

    Where the heading's `width` is not known yet, that of a line near by stands for it.
    """
    if width is not None:
        return len(cells) == width or not any(cell.strip() for cell in cells[width:])
    near = next(
        (len(line.split(separator)) for line in lines[max(at - 99, 0) : at] if '"' not in line and separator in line),
        None,
    )
    return near is None or len(cells) == near


def _split(record: str, separator: str) -> list[str] | None:
    try:
        return next(csv.reader([record], delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None


def _bare_text(cell: str) -> str:
    """Give a cell without the formula that keeps the zeros of a number from a spreadsheet.

    >>> _bare_text('="004521"'), _bare_text("=")
    ('004521', '=')
    """
    return cell.strip()[2:-1] if _KEPT.fullmatch(cell) else cell


def _bare(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
