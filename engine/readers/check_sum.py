"""A check sum in a Parquet file: ten bytes before its footer, where other programs do not look.

Parquet as Polars writes it has none: of the bits of a file that change on a disk or on the way, some make other marks
of those that were written. A file that another program writes again has no check sum any more, and is read unchecked.
"""

import zlib
from pathlib import Path
from typing import BinaryIO, Final

_SIGN: Final = b"policy"
_SUM: Final = 4
_END: Final = 8
"""Bytes after the footer: how long it is, and the letters by which the format is known."""

_PIECE: Final = 1 << 20


def add_check_sum(path: Path) -> None:
    """Put the check sum into a Parquet file that has just been written."""
    with path.open("r+b") as file:
        at = _footer(file)
        found = _sum(file, at)
        footer = file.read()
        file.seek(at)
        file.write(_SIGN + zlib.crc32(footer, found).to_bytes(_SUM, "little") + footer)


def look_at_check_sum(path: Path) -> None:
    """Compare a Parquet file with its check sum. Raises: OSError where it does not fit, or the file cannot be read."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        at = _footer(file) - len(_SIGN) - _SUM
        if at < 0:
            return
        file.seek(at)
        if file.read(len(_SIGN)) != _SIGN:
            return
        said = int.from_bytes(file.read(_SUM), "little")
        footer = file.read()
        if zlib.crc32(footer, _sum(file, at)) != said:
            raise OSError("its check sum does not fit: some of it has changed since it was written")


def _footer(file: BinaryIO) -> int:
    """Give where the footer begins; below 0 where there is none."""
    size = file.seek(0, 2)
    if size < _END:
        return -1
    file.seek(size - _END)
    return size - _END - int.from_bytes(file.read(4), "little")


def _sum(file: BinaryIO, end: int) -> int:
    """Give the sum of what stands before a place, and leave the file there."""
    found = at = 0
    file.seek(0)
    while piece := file.read(min(_PIECE, end - at)):
        found = zlib.crc32(piece, found)
        at += len(piece)
    return found
