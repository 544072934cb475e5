"""A workbook's archive -> whether it may be opened: bombs, lying sizes and boundless sheets are refused."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.readers.faults import Complaint

MOST_FILE: Final = 1 << 27
"""Bytes of a workbook as it lies on the disk."""

MOST_BYTES: Final = 320 << 20
"""Bytes of all members of a workbook, unpacked."""

MOST_MEMBERS: Final = 2000
MOST_RATIO: Final = 100
SMALL: Final = 1 << 20
"""A member below this size may be packed as tightly as it likes."""

MOST_CELLS: Final = 8_000_000
SPARSE: Final = 50
"""How many times more cells a sheet may span than it has."""

_LONGEST_NAME: Final = 60
_BOOKS: Final = ("workbook.xml", "workbook.bin", "content.xml")
"""The part that every workbook has: of Excel's kinds, or of OpenDocument's."""

_PIECE: Final = 1 << 20
_CELL: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_REPEATED: Final = re.compile(rb"<table:table-row\b[^>]*>|<table:(?:covered-)?table-cell\b[^>]*>")
_ROWS: Final = re.compile(rb'number-rows-repeated="([0-9]{1,9})"')
_COLUMNS: Final = re.compile(rb'number-columns-repeated="([0-9]{1,9})"')
_LOCAL: Final = struct.Struct("<4s5H3L2H")


def refuse_archive(path: Path) -> Complaint | None:
    """Say why a workbook may not be opened; None where it may.

    Looks at what the archive says of itself first, then unpacks each sheet a piece at a time, so that neither time nor
    memory grows with what a hostile file says.
    """
    if path.stat().st_size > MOST_FILE:
        return _too_big(f"the workbook has more than {MOST_FILE >> 20} MB")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OSError):
        told = "the workbook is damaged: the list of its parts at its end is missing or wrong"
        return Complaint("D101", told, "it may not have been copied whole; export it anew")
    return _refuse_members(members) or _refuse_content(path, members)


def _refuse_members(members: list[zipfile.ZipInfo]) -> Complaint | None:
    if len(members) > MOST_MEMBERS:
        return _too_big(f"the workbook has {len(members):,} parts")
    seen = set()
    for member in members:
        name = member.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            return Complaint(
                "D103", "the workbook has a part with a path that leads out of it", "do not open this file"
            )
        if name in seen:
            return Complaint("D103", "the workbook has two parts of one name", "do not open this file")
        seen.add(name)
        if member.flag_bits & 1:
            return Complaint("D101", "the workbook is locked with a password", "save it without one")
        if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            return _too_big("a part of the workbook unpacks to more than a hundred times its size")
    names = [member.filename.lower() for member in members]
    if not any(name.endswith(_BOOKS) for name in names):
        if any(name.startswith("word/") for name in names):
            return Complaint("D101", "the file is a Word document and no workbook", "export CSV or a workbook")
        return Complaint("D101", "the file is an archive and no workbook", "unpack it, and give what is in it")
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        return _too_big(f"the workbook unpacks to {total >> 20:,} MB")
    return None


def _refuse_content(path: Path, members: list[zipfile.ZipInfo]) -> Complaint | None:
    name = ""
    try:
        with path.open("rb") as file:
            for member in members:
                name = member.filename
                pieces = _unpacked(file, member)
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    refused = _refuse_sheet(pieces)
                elif name == "content.xml":
                    refused = _refuse_repeats(pieces)
                else:
                    refused = None
                    if name.endswith((".xml", ".rels")) and any(b"<!DOCTYPE" in piece for piece in pieces):
                        refused = _entities()
                if refused is not None:
                    return refused
                for _ in pieces:
                    pass
    except (zlib.error, struct.error, ValueError, EOFError):
        told = f"the workbook is damaged: `{_shown(name)}` in it cannot be unpacked"
        return Complaint("D101", told, "open it in the spreadsheet program, and save it again; or export it anew")
    return None


def _shown(name: str) -> str:
    """Give a name out of an archive as a message may show it."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:_LONGEST_NAME]


def _unpacked(file: object, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a member a piece at a time. Raises ValueError where it is longer than it says."""
    file.seek(member.header_offset)  # type: ignore[attr-defined]
    head = _LOCAL.unpack(file.read(_LOCAL.size))  # type: ignore[attr-defined]
    file.seek(head[9] + head[10], 1)  # type: ignore[attr-defined]
    left, made = member.compress_size, 0
    if member.compress_type == zipfile.ZIP_STORED:
        while left:
            data = file.read(min(left, _PIECE))  # type: ignore[attr-defined]
            if not data:
                raise EOFError
            left -= len(data)
            yield data
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise ValueError("packed in another way")
    unpack = zlib.decompressobj(-15)
    while not unpack.eof:
        data = unpack.unconsumed_tail
        if not data:
            data = file.read(min(left, _PIECE >> 2))  # type: ignore[attr-defined]
            left -= len(data)
            if not data:
                raise EOFError
        piece = unpack.decompress(data, _PIECE)
        made += len(piece)
        if made > member.file_size:
            raise ValueError("longer than it says")
        yield piece


def _refuse_sheet(pieces: Iterator[bytes]) -> Complaint | None:
    """Refuse a sheet whose cells span far more than there are: a reader would make room for all of them."""
    rest = b""
    cells = rows = 0
    columns: set[bytes] = set()
    for piece in pieces:
        data = rest + piece
        if b"<!DOCTYPE" in data:
            return _entities()
        found = _CELL.findall(data)
        rest = data[-64:]
        if found:
            columns.update({column for column, _ in found})
            cells += len(found)
            rows = max(rows, *(int(row) for _, row in found))
            if cells > MOST_CELLS:
                return _too_big(f"a sheet has more than {MOST_CELLS:,} cells")
    width = max((_column(name) for name in columns), default=0)
    if rows * width > max(SPARSE * cells, 2_000_000):
        return _too_big(f"a sheet with {cells:,} cells spans {rows:,} rows and {width:,} columns")
    return None


def _refuse_repeats(pieces: Iterator[bytes]) -> Complaint | None:
    """Refuse an OpenDocument sheet that repeats filled cells to more than any table holds."""
    rest = b""
    total = 0
    repeat = 1
    for piece in pieces:
        data = rest + piece
        if b"<!DOCTYPE" in data:
            return _entities()
        end = 0
        for found in _REPEATED.finditer(data):
            end = found.end()
            tag = found[0]
            if tag.startswith(b"<table:table-row"):
                rows = _ROWS.search(tag)
                repeat = int(rows[1]) if rows else 1
            elif b"value-type=" in tag:
                columns = _COLUMNS.search(tag)
                total += repeat * (int(columns[1]) if columns else 1)
        rest = data[max(end, len(data) - 4096) :]
        if total > MOST_CELLS:
            return _too_big(f"a sheet repeats its cells to more than {MOST_CELLS:,}")
    return None


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def _too_big(told: str) -> Complaint:
    return Complaint("D104", told, "is it a register? export a term at a time")


def _entities() -> Complaint:
    return Complaint("D105", "the file declares entities of its own", "no export does; do not open this file")
