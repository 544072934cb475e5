"""Bytes -> Source: what can be read as text at all."""

import codecs
from functools import lru_cache
from pathlib import Path

from engine.diagnostics import Diagnostic, Outcome
from engine.document import Document
from engine.parse.loader import MAX_BYTES, parse, too_big
from engine.source import Place, Source, Span

_PACKED = b"PK\x03\x04"
SAVE_AS = "save it again as UTF-8 (Notepad: Save as, Encoding; Excel: CSV UTF-8)"


def decode(name: str, data: bytes) -> Outcome[Source]:
    """Read bytes as UTF-8, with or without a byte order mark; every line end becomes a newline.

    Yields: P001 not UTF-8, P002 too big.
    """
    if len(data) > MAX_BYTES:
        return Outcome(None, [too_big(name, len(data))])
    if data.startswith(_PACKED):
        message = "the file is no text: it begins as a Word document, a workbook or a zip file does"
        place = Place(Source(name, ""), Span(1, 1, 1, 2))
        return Outcome(None, [Diagnostic("P001", message, place, "save what it says as plain text, in UTF-8")])
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Outcome(None, [_old(Source(name, ""), 1, 1, "UTF-16")])
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        body = data.removeprefix(codecs.BOM_UTF8)
        before = body.decode("utf-8", errors="surrogateescape")
        good = next(at for at, char in enumerate(before) if "\udc80" <= char <= "\udcff")
        line = before.count("\n", 0, good) + 1
        column = good - before.rfind("\n", 0, good)
        byte = bytes([ord(before[good]) - 0xDC00])
        # What an old Windows program most likely meant, so that the line can be quoted.
        guess = Source(name, body.decode("cp1252", errors="replace"))
        meant = byte.decode("cp1252", errors="replace")
        shown = f", perhaps `{meant}`" if meant.isprintable() and meant != "\ufffd" else ""
        return Outcome(None, [_old(guess, line, column, f"byte {byte.hex()} is not UTF-8{shown}")])
    return Outcome(Source(name, text.replace("\r\n", "\n").replace("\r", "\n")))


def load(path: Path, name: str | None = None) -> Outcome[Document]:
    """Read and parse one file; `name` is what people know it by, its path as given if left out.

    Yields: P004 the file cannot be read, and all that decoding and parsing may find.
    """
    name = str(path) if name is None else name
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            size = len(data) if len(data) <= MAX_BYTES else path.stat().st_size
    except OSError as fault:
        why = (fault.strerror or "it cannot be opened").lower()
        return Outcome(
            None, [Diagnostic("P004", f"`{name}` cannot be read: {why}", None, "check the name and the folder")]
        )
    if size > MAX_BYTES:
        return Outcome(None, [too_big(name, size)])
    return _parsed(name, data)


@lru_cache(maxsize=256)
def _parsed(name: str, data: bytes) -> Outcome[Document]:
    """Parse what a file holds; layers that many policies share are parsed once, and anew when a byte has changed."""
    source = decode(name, data)
    if source.value is None:
        return Outcome(None, source.diagnostics)
    return parse(source.value)


def _old(source: Source, line: int, column: int, what: str) -> Diagnostic:
    place = Place(source, Span(line, column, line, column + 1))
    return Diagnostic("P001", f"the file is saved in an old encoding ({what})", place, SAVE_AS)
