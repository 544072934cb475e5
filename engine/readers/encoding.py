"""Bytes of a CSV file -> text: UTF-8 with or without a byte order mark, or cp1252; what is a bit of both is told."""

import codecs
import re
from pathlib import Path
from typing import Final

from engine.diagnostics import Severity
from engine.readers.faults import Complaint, Faults
from engine.source import Place, Source, Span

MARK: Final = codecs.BOM_UTF8
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS: Final = "save it as `CSV UTF-8`"
_FEW_PAIRS: Final = 4


def encoding_of(data: bytes) -> str:
    """Say how bytes are written: `utf-8`, or `cp1252` where they are not UTF-8."""
    if data.isascii():
        return "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


OLD: Final = Complaint(
    "D006",
    "the file is not UTF-8 and was read as an older Windows encoding (cp1252); this is its first letter of that kind",
    "look at accented letters",
)
_LETTERS: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NO_LETTERS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class Writing:
    """What the bytes of a file, given in pieces of whole lines, say of how it is written.

    `old` is the place of the first letter that is not UTF-8, `mixed` is told where the file cannot be cp1252 either:
    it has letters in UTF-8 too, or a byte that stands for none.
    """

    __slots__ = ("_lines", "_utf8", "mixed", "old")

    def __init__(self) -> None:
        self.old: tuple[int, int] | None = None
        self.mixed: Complaint | None = None
        self._utf8: int | None = None
        self._lines = 0

    def see(self, data: bytes) -> None:
        """Look at the next piece."""
        before = self._lines
        if not data.isascii():
            self._look(data)
        self._lines = before + _ends(data)

    def _look(self, data: bytes) -> None:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as fault:
            if self.old is None:
                self.old = self._place(data, fault.start)
            nothing = _NO_LETTERS.search(_LETTERS.sub(lambda found: b" " * len(found[0]), data))
            if self.mixed is None and nothing is not None:
                self.old = self._place(data, nothing.start())
                told = f"the byte {nothing[0].hex()} is no letter in UTF-8 or in an older Windows encoding"
                self.mixed = Complaint("D019", told, f"correct the letter that stands here, and {_SAVE_AS}")
        letter = _LETTERS.search(data)
        if letter is not None and self._utf8 is None:
            self._utf8 = self._place(data, letter.start())[0]
        if self.mixed is None and self.old is not None and self._utf8 is not None:
            told = f"the letter here is not UTF-8, and row {self._utf8:,} has letters that are"
            self.mixed = Complaint("D019", told, f"correct the letter that stands here, and {_SAVE_AS}")

    def _place(self, data: bytes, at: int) -> tuple[int, int]:
        """Give the row and the character of a byte."""
        before = data[:at]
        begins = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
        return self._lines + _ends(before) + 1, len(before[begins:].decode("utf-8", errors="replace")) + 1

    def tell(self, source: Source, faults: Faults) -> bool:
        """Tell what there is to tell; give whether it can be read at all.

        Yields: D006 read as cp1252 (info), D019 neither UTF-8 nor cp1252.
        """
        if self.old is not None:
            line, column = self.old
            place = Place(source, Span(line, column, line, column + 1))
            if self.mixed is None:
                faults.file(*OLD, place=place, severity=Severity.INFO)
            else:
                faults.file(*self.mixed, place=place)
        return self.mixed is None


def writing_of(path: Path) -> Writing:
    """Look at a whole file, line by line."""
    writing = Writing()
    with path.open("rb") as file:
        writing.see(file.readline().removeprefix(MARK))
        for line in file:
            writing.see(line)
    return writing


def _ends(data: bytes) -> int:
    """Count line ends of every kind."""
    return data.count(b"\n") + (data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else 0)


def wide(start: bytes) -> str | None:
    """Say which UTF-16 a file without a byte order mark begins in; None where it is in none.

    Of two bytes of a plain letter one is nought: the second of them, or the first.

    >>> wide("pupil,date".encode("utf-16-le")), wide(b"pupil,date")
    ('utf-16-le', None)
    """
    even, odd = start[0::2].count(0), start[1::2].count(0)
    pairs = len(start) // 2
    if pairs < _FEW_PAIRS or min(even, odd):
        return None
    return "utf-16-le" if 2 * odd > pairs else "utf-16-be" if 2 * even > pairs else None


def not_text(start: bytes) -> Complaint | None:
    """Say why a file that begins so is no CSV file; None where it may be one."""
    if start.startswith(_UTF_16) or wide(start) is not None:
        return Complaint("D005", "the file is saved as UTF-16", _SAVE_AS)
    if start.startswith(b"PK\x03\x04"):
        return Complaint("D005", "the file is a spreadsheet or an archive, not CSV", _SAVE_AS)
    if b"\x00" in start:
        return Complaint("D005", "the file is no text", _SAVE_AS)
    return None


def with_newlines(text: str) -> str:
    """Give a text with line ends of every kind that an editor counts made newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def lines_of(text: str) -> list[str]:
    """Split at line ends of every kind that an editor counts; a last empty line is none."""
    lines = with_newlines(text).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines
