"""Bytes of a CSV file -> text: UTF-8 with or without a byte order mark, or cp1252."""

import codecs
from typing import Final

from engine.readers.faults import Complaint

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
    "D006", "the file is not UTF-8 and was read as an older Windows encoding (cp1252)", "look at accented letters"
)


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
