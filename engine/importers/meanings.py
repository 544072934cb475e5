"""Whether a table's marks are codes at all: letters of meanings look like codes."""

import numpy as np

from engine.diagnostics import Severity
from engine.importers.codebook import NO_MARK, Codebook
from engine.importers.settle import Settled
from engine.readers.faults import Faults
from engine.source import Place, Span

FEW = 10
"""Marks below which nothing can be said of a table as a whole."""


def look_at_presence(settled: Settled, book: Codebook, faults: Faults) -> None:
    """Look at a table in which nobody is present with the code of presence.

    Where most are at approved activities all the same, its letters are meanings and no mark of it is taken (D124).
    Else it may hold absences only, and the sessions it does not name have no mark (D156).
    """
    code = settled.code
    real = code[~np.isin(code, [NO_MARK, *book.silent])]
    if len(real) < FEW or np.isin(real, book.on_time).any():
        return
    table = settled.observed.table
    top = Place(table.source, Span(1, 1, 1, 2))
    names = {place: book.codes[place] for place in np.flatnonzero(np.bincount(real)).tolist()}
    counts = {place: int(np.count_nonzero(real == place)) for place in names}
    most = max(counts, key=lambda place: counts[place])
    activity = {
        text
        for each in book.tables
        for text, category in each.categories.items()
        if category == "approved_educational_activity"
    }
    if names[most] in activity and 2 * counts[most] > len(real):
        told = f"{counts[most]:,} of {len(real):,} marks are `{names[most]}` and nobody is marked present"
        told += ": these are meanings, not codes"
        faults.file("D124", told, "export the codes, or say in a mapping file which code each letter is", place=top)
        return
    told = (
        "nobody is marked present: where it holds absences only, all other sessions have no mark, which is not present"
    )
    faults.file("D156", told, "export all marks", place=top, severity=Severity.WARNING)
