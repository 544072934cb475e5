"""A piece of a CSV file as bytes -> where each cell begins and ends, without a loop over rows."""

from typing import Final

import numpy as np
import numpy.typing as npt

from engine.nouns import dataclass
from engine.readers.csv_sheet import wrong_width
from engine.readers.faults import Complaint
from engine.readers.lookup import PADDING, Bytes, Places

_COMMA: Final = ord(",")
_NEWLINE: Final = ord("\n")
_RETURN: Final = ord("\r")
_QUOTE: Final = ord('"')
_BLANKS: Final = (ord(" "), ord("\t"))

UNCLOSED: Final = Complaint("D021", "a quote on this row is not closed", "close it, or write it twice")


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the cells of the well-formed rows of a piece stand.

    `starts` and `lengths` have one array a column, in bytes of `data`, without quotes and spaces around; `lines`
    numbers the rows' lines from 0 and `line_starts` says where these begin. `malformed` are lines that are no row.
    """

    data: bytes
    numbers: Bytes
    starts: tuple[Places, ...]
    lengths: tuple[Places, ...]
    lines: Places
    line_starts: Places
    height: int
    malformed: tuple[tuple[int, Complaint], ...]

    def raw(self, row: int, column: int) -> bytes:
        """Give one cell as it is written, without the quotes around it."""
        start = int(self.starts[column][row])
        return self.data[start : start + int(self.lengths[column][row])]


def scan(piece: bytes, width: int) -> Cells:
    """Find the cells of whole lines; `piece` ends with a newline, and rows have `width` columns.

    A quoted cell stands on one line: a line with an odd number of quotes is malformed, and spoils no other.
    Lines without any content are passed over.
    """
    if b"\0" in piece:
        piece = piece.replace(b"\0", b"\x01")
    data = piece + PADDING
    every = np.frombuffer(data, dtype=np.uint8)
    body = every[: len(piece)]
    at_end = body == _COMMA
    at_end |= body == _NEWLINE
    ends = np.flatnonzero(at_end)
    height = piece.count(b"\n")
    quoted = b'"' in piece
    if not quoted and len(ends) == height * width and bool((body[ends[width - 1 :: width]] == _NEWLINE).all()):
        bounds = np.ascontiguousarray(ends.reshape(height, width).T)
        newlines = bounds[-1]
        line_starts = np.empty(height, dtype=np.intp)
        line_starts[:1] = 0
        line_starts[1:] = newlines[:-1] + 1
        lines = np.arange(height)
        malformed: list[tuple[int, Complaint]] = []
        if int((newlines - line_starts).min()) < width + 1:
            lines, bounds = _without_empty(body, lines, line_starts, bounds)
    else:
        newlines = np.flatnonzero(body == _NEWLINE)
        line_starts = np.concatenate(([0], newlines[:-1] + 1))
        lines, bounds, malformed = _irregular(body, ends, newlines, line_starts, width, quoted=quoted)
    starts = [line_starts if len(lines) == height else line_starts[lines], *(bounds[:-1] + 1)]
    stops = list(bounds)
    if b"\r" in piece:
        stops[-1] = stops[-1] - ((stops[-1] > starts[-1]) & (every[stops[-1] - 1] == _RETURN))
    if quoted or b" " in piece or b"\t" in piece:
        for column in range(width):
            starts[column], stops[column] = _trim(every, starts[column], stops[column], quoted=quoted)
    lengths = tuple(stop - start for start, stop in zip(starts, stops, strict=True))
    numbers = np.ndarray(shape=(len(data) - 7,), dtype="<u8", buffer=data, strides=(1,))
    return Cells(data, numbers, tuple(starts), lengths, lines, line_starts, height, tuple(malformed))


def _without_empty(
    body: npt.NDArray[np.uint8], lines: Places, line_starts: Places, bounds: npt.NDArray[np.intp]
) -> tuple[Places, npt.NDArray[np.intp]]:
    """Pass over lines that hold nothing but commas."""
    newlines = bounds[-1]
    content = newlines - line_starts - (body[newlines - 1] == _RETURN)
    full = content >= len(bounds)
    return lines[full], bounds[:, full]


def _irregular(
    body: npt.NDArray[np.uint8],
    ends: Places,
    newlines: Places,
    line_starts: Places,
    width: int,
    *,
    quoted: bool,
) -> tuple[Places, npt.NDArray[np.intp], list[tuple[int, Complaint]]]:
    """Find the rows among lines some of which are empty, too short, too long, or have commas in quotes."""
    odd = np.zeros(0, dtype=np.intp)
    if quoted:
        ends, odd = _outside_quotes(body, ends, newlines)
    last = np.searchsorted(ends, newlines)
    counts = np.diff(last, prepend=-1)
    content = newlines - line_starts - ((newlines > line_starts) & (body[newlines - 1] == _RETURN))
    empty = content < counts
    good = (counts == width) & ~empty
    good[odd] = False
    wrong = ~good & ~empty
    wrong[odd] = False
    malformed = [(line, UNCLOSED) for line in odd.tolist()]
    malformed += [(line, wrong_width(int(counts[line]), width)) for line in np.flatnonzero(wrong).tolist()]
    lines = np.flatnonzero(good)
    bounds = ends[last[lines] - np.arange(width - 1, -1, -1)[:, None]]
    return lines, bounds, malformed


def _outside_quotes(body: npt.NDArray[np.uint8], ends: Places, newlines: Places) -> tuple[Places, Places]:
    """Drop commas that stand inside quotes; also give the lines whose quotes do not pair."""
    quotes = np.flatnonzero(body == _QUOTE)
    before_line = np.concatenate(([0], np.searchsorted(quotes, newlines)))
    odd = np.flatnonzero(np.diff(before_line) % 2)
    line = np.searchsorted(newlines, ends)
    inside = (np.searchsorted(quotes, ends) - before_line[line]) % 2 == 1
    return ends[~inside | (body[ends] == _NEWLINE)], odd


def _trim(every: npt.NDArray[np.uint8], starts: Places, stops: Places, *, quoted: bool) -> tuple[Places, Places]:
    """Take spaces and tabs, then one pair of quotes, then spaces again, off the ends of cells."""
    starts, stops = _strip(every, starts, stops)
    if quoted:
        pair = (stops - starts > 1) & (every[starts] == _QUOTE) & (every[stops - 1] == _QUOTE)
        starts, stops = _strip(every, starts + pair, stops - pair)
    return starts, stops


def _strip(every: npt.NDArray[np.uint8], starts: Places, stops: Places) -> tuple[Places, Places]:
    while True:
        blank = (starts < stops) & np.isin(every[starts], _BLANKS)
        if not blank.any():
            break
        starts = starts + blank
    while True:
        blank = (starts < stops) & np.isin(every[stops - 1], _BLANKS)
        if not blank.any():
            return starts, stops
        stops = stops - blank
