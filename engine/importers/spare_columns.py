"""Columns that could hold the marks beside the one that was taken for it -> rows whose mark they hold are refused."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.importers.names import GLYPHS, ROLES, plain_name
from engine.importers.passed_over import without
from engine.importers.plain import Coded, Rows
from engine.importers.recognised import Recognised
from engine.model.import_map import ImportMap
from engine.readers.faults import Complaint


def spare_columns(found: Recognised, wanted: ImportMap) -> list[int]:
    """Give the places of further columns of marks; none where a mapping file says which it is, or one has names."""
    if "code" not in found.roles or wanted.columns.code is not None:
        return []
    plain = [plain_name(name) for name in found.header]
    if set(GLYPHS) <= set(plain):
        return []
    taken = plain[found.roles["code"]]
    also = {*ROLES["code"], *(f"{taken}{end}" for end in ("data", "datacode", "code", "value"))}
    return [place for place, name in enumerate(plain) if name in also and place not in found.roles.values()]


def said_once(loaded: Rows, count: int, taken: int, spare: Sequence[int], found: Recognised) -> Rows:
    """Take out rows in which the column that was taken is blank and another is not; the first `count` columns stay."""
    blank = ~_filled(loaded.columns[taken])
    name = found.header[found.roles["code"]]
    said: dict[int, Complaint] = {}
    for place, column in zip(spare, loaded.columns[count:], strict=True):
        told = f"the mark stands in the column `{found.header[place]}`, and in other rows in `{name}`"
        complaint = Complaint("D130", told, "name the right one in a mapping file, as in `columns: {code: …}`")
        for row in np.flatnonzero(blank & _filled(column)).tolist():
            said.setdefault(row, complaint)
    out = np.zeros(len(loaded.lines), dtype=np.bool_)
    out[list(said)] = True
    return without(replace(loaded, columns=loaded.columns[:count]), out, said.__getitem__)


def _filled(column: Coded) -> "np.typing.NDArray[np.bool_]":
    return np.array([bool(word.strip()) for word in column.words] or [False], dtype=np.bool_)[column.places]
