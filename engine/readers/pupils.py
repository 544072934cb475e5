"""The pupils file -> the roll: who is on it from when to when, and what is known of each pupil when."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from engine.model.dataset import PUPILS, ColumnShape
from engine.nearest import close
from engine.nouns import dataclass
from engine.readers.coded import ordered
from engine.readers.faults import Faults
from engine.readers.sheet import Sheet
from engine.readers.table import (
    Roll,
    check_columns,
    dated_from,
    known_or,
    no_such_pupil,
    read_columns,
    repeated,
    rows_alike,
    table_of,
    tell,
    wrong_spans,
)
from engine.register import LONG_AGO, NEVER, Expected, FactTable


@dataclass(frozen=True, slots=True)
class Pupils:
    """The pupils in the order of their ids, and every row about them, by pupil and `from`."""

    ids: tuple[str, ...]
    rows: FactTable
    roll: Roll

    def on_roll(self, as_of: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Give each pupil's first and last day on the roll, as the latest row up to a day number says."""
        chosen = np.zeros(len(self.ids), dtype=np.intp)
        begins = self.rows.columns["from"].data
        firsts = np.searchsorted(self.rows.pupil, np.arange(len(self.ids)))
        chosen[:] = firsts
        seen = np.flatnonzero(begins <= as_of)
        # Rows stand by pupil and `from`, so the last one written is the latest.
        chosen[self.rows.pupil[seen]] = seen
        enrolled = known_or(self.rows.columns["enrolled_on"], LONG_AGO)[chosen]
        left = known_or(self.rows.columns["left_on"], NEVER)[chosen]
        return enrolled, left


def read_pupils(sheet: Sheet, expected: Expected, faults: Faults) -> Pupils | None:
    """Read the pupils; None where a needed column is missing.

    Yields: as every table; D034 a pupil twice (with `from`: twice from the same day).
    """
    shapes = {**PUPILS, **expected.pupil_columns}
    if expected.every_pupil_column:
        # a name that is a known one has its own shape; one that nearly is, is more likely a slip, and is told as one
        others = [name for name in sheet.header if name not in ("", "pupil")]
        shapes |= {name: ColumnShape("text") for name in others if not close(name.lower(), list(shapes))}
    if not check_columns(sheet, {"pupil": ColumnShape("text", needed=True, filled=True), **shapes}, faults):
        return None
    columns, bad = read_columns(sheet, shapes, faults)
    ids = ordered(sheet.cells["pupil"])
    for row in ids.rows_of(_no_ids(ids.texts)).tolist():
        bad.add(row)
        tell(sheet, row, no_such_pupil(ids[row]), faults, "pupil")
    bad |= wrong_spans(sheet, columns, faults)
    columns["from"] = dated_from(columns["from"])
    starts = columns["from"].data
    alike = rows_alike([ids.at, starts]) if ids.different < len(ids) else []
    keys: dict[int, tuple[object, ...]] = {row: (ids[row], int(starts[row])) for row in alike if row not in bad}
    told = "the pupil" if "from" not in sheet.header else "the same `from` and the pupil"
    bad |= repeated(sheet, keys, told, "pupil", faults)
    good = np.ones(len(ids), dtype=np.bool_)
    good[list(bad)] = False
    stands = np.bincount(ids.at[good], minlength=ids.different) > 0
    known = [ids.texts[place] for place in np.flatnonzero(stands).tolist()]
    places = {pupil: place for place, pupil in enumerate(known)}
    pupil = np.maximum(np.cumsum(stands, dtype=np.int32) - 1, 0)[ids.at]
    table = table_of("pupils", sheet.file, pupil, columns, "from", bad)
    table = replace(table, missing=frozenset(name for name in shapes if name not in sheet.cells))
    lost = frozenset(ids[row] for row in bad) - places.keys()
    return Pupils(tuple(known), table, Roll(places, lost))


def _no_ids(texts: Sequence[str]) -> list[int]:
    """Give the places of texts, which ascend, that are no pupil's id: a blank one, and those with an apostrophe."""
    blank = [0] if texts and not texts[0] else []
    return [*blank, *range(bisect_left(texts, "'"), bisect_left(texts, "("))]
