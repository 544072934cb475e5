"""Marks with minutes beside their code, as `L (12)` -> the code, and the minutes as in a column of their own."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from engine.diagnostics import Severity
from engine.importers.codebook import Codebook
from engine.importers.observed import Observed
from engine.importers.plain import Coded, Texts
from engine.importers.said import counted
from engine.importers.words import read_minutes
from engine.model.import_map import ImportMap
from engine.readers.batch import UNREADABLE
from engine.readers.faults import Faults
from engine.source import Place, Span

_UNIT: Final = r"(?:m|mins?|minutes?)\.?(?: late)?"
_WITHIN: Final = re.compile(
    rf"(\w{{1,3}}?) ?(?:\((\d{{1,3}})(?: ?{_UNIT})?\)|\[(\d{{1,3}})(?: ?{_UNIT})?\]|[ -](\d{{1,3}}) ?{_UNIT})",
    re.IGNORECASE | re.ASCII,
)
"""A number alone behind a code may be anything: it has brackets around it, or says that it is minutes."""


def with_minutes_apart(observed: Observed, book: Codebook, wanted: ImportMap, faults: Faults) -> Observed:
    """Read minutes that stand beside the code of a late arrival, and say so; what a mapping file says goes before.

    Minutes that differ from those of a column of minutes are left where they are, so that the mark is refused as it
    stands. Yields: D190 minutes read from beside a code (info).
    """
    late = {book.codes[place] for place in book.late}
    found = {
        place: cut
        for place, word in enumerate(observed.code.words)
        if word.strip() not in wanted.codes and (cut := cut_apart(word)) is not None and cut[0].upper() in late
    }
    if not found:
        return observed
    codes, minutes = Texts(), Texts()
    code_of = np.array([codes.place(found[at][0] if at in found else word) for at, word in _words(observed.code)])
    said_of = np.array([minutes.place(found[at][1] if at in found else "") for at, _ in _words(observed.code)])
    within = np.zeros(len(observed.code.words), dtype=np.bool_)
    within[list(found)] = True
    rows = within[observed.code.places]
    said = said_of[observed.code.places]
    if observed.minutes is not None:
        given = np.array([read_minutes(word) for _, word in _words(observed.minutes)])[observed.minutes.places]
        own = np.array([minutes.place(word) for _, word in _words(observed.minutes)])[observed.minutes.places]
        blank = np.array([not word.strip() for _, word in _words(observed.minutes)])[observed.minutes.places]
        beside = np.array([read_minutes(text) if text else UNREADABLE for text in minutes.words])[said]
        rows &= blank | (given == beside)
        said = np.where(rows, said, own)
    kept = np.array([codes.place(word) for _, word in _words(observed.code)])[observed.code.places]
    place = np.where(rows, code_of[observed.code.places], kept).astype(np.int32)
    at = np.flatnonzero(rows)
    if not len(at):
        return observed
    line, column = int(observed.lines[at[0]]), int(observed.columns[at[0]])
    first = observed.code.words[int(observed.code.places[at[0]])].strip()
    told = f"the minutes late are read from beside the code, as `{first}`: {counted(len(at), 'mark')}"
    top = Place(observed.table.source, Span(line, max(column, 1), line, max(column, 1) + 1))
    faults.file("D190", told + observed.where(column), "", place=top, severity=Severity.INFO)
    return replace(observed, code=Coded(place, codes.words), minutes=Coded(said.astype(np.int32), minutes.words))


def cut_apart(word: str) -> tuple[str, str] | None:
    """Give a code and the minutes that stand beside it; None where a text is not of that kind.

    >>> cut_apart("L (12)"), cut_apart("L 5 mins"), cut_apart("L[7m]"), cut_apart("L12"), cut_apart("L 12")
    (('L', '12'), ('L', '5'), ('L', '7'), None, None)
    """
    found = _WITHIN.fullmatch(" ".join(word.split()).removeprefix("'"))
    return None if found is None else (found[1], found[2] or found[3] or found[4])


def _words(column: Coded) -> list[tuple[int, str]]:
    return list(enumerate(column.words or [""]))
