"""A policy's name and a folder -> the records there that are of a policy of that name."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path as FilePath

from engine.assets import policies_folder
from engine.once import regex
from engine.resolve.layers import RECORDS

_APPROVED = regex(r"^approved: *([^\s#]+) *$", re.MULTILINE)
_HEAD = 1_000
"""The characters within which a record says of which policy it is: it says so first, below two lines of comment."""


def records_called(name: str, folder: FilePath) -> Iterator[FilePath]:
    """Give the files of the records beside a folder's policies, by what they say of themselves.

    The policies of the package lie in folders of their own; those of all of them are given. A file whose head cannot
    be read is passed over.
    """
    if folder == policies_folder():
        yield from _of_the_package().get(name, ())
    else:
        yield from (file for file in sorted((folder / RECORDS).glob("*.yaml")) if _approved(file) == name)


@cache
def _of_the_package() -> dict[str, list[FilePath]]:
    found: dict[str, list[FilePath]] = {}
    for file in sorted(policies_folder().rglob(f"{RECORDS}/*.yaml")):
        name = _approved(file)
        if name is not None:
            found.setdefault(name, []).append(file)
    return found


def _approved(file: FilePath) -> str | None:
    try:
        with file.open(encoding="utf-8") as text:
            said = _APPROVED.search(text.read(_HEAD))
    except (OSError, UnicodeDecodeError):
        return None
    return said[1].strip("'\"") if said is not None else None
