"""Tables of a system's own codes -> what its ids and display codes stand for."""

from collections.abc import Collection, Mapping
from typing import Final

from engine.importers.names import plain_name
from engine.importers.plain import Plain
from engine.importers.recognised import Recognised

ALIAS: Final = "alias "
"""Stands before the id of an alias, which may be the number of a code too."""

_ALIAS_ID: Final = "aliasid"
_IDS: Final = ("id", "codeid", "attendancecodeid", _ALIAS_ID, "markid", "sessionmarkid", "misid", "externalid")
_DISPLAY: Final = ("simsdisplaycode", "displaycode")
_CODES: Final = ("statutoryreturncode", "aliascode", "code", "exportmark")


def read_codes(table: Plain, found: Recognised, codes: Collection[str]) -> tuple[Mapping[str, str], int]:
    """Give the code for each id and display code of a table, and how many rows it has."""
    plain = [plain_name(name) for name in found.header]
    ids = [name for name in (*_IDS, *_DISPLAY) if name in plain]
    loaded = table.load(found.line, [plain.index(name) for name in (*ids, *(name for name in _CODES if name in plain))])
    meant: dict[str, str] = {}
    for row in range(len(loaded.lines)):
        cells = [column.words[column.places[row]].strip() for column in loaded.columns]
        said = [cell for cell in cells[len(ids) :] if cell]
        code = next((cell for cell in said if cell in codes), said[0] if said else "")
        if code:
            named = zip(ids, cells, strict=False)
            meant.update({f"{ALIAS if name == _ALIAS_ID else ''}{cell}": code for name, cell in named if cell})
    return meant, loaded.height
