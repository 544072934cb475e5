"""Counts that are too small to be shown: a reader must not learn from a table which child is meant.

A row is left out whole where one of its counts is from 1 to 4, since what came, what went and what is left give the
others away; and where one row alone is left out, or few pupils are hidden, the smallest of the others goes with it.
"""

from collections.abc import Iterable
from dataclasses import astuple

from engine.simulate.result import Counts, Row

LEAST_SHOWN = 5
"""The least number that is shown besides nought."""

LEAST_ROWS = 2
"""So many rows are left out at the least: one alone could be worked out from the total."""


def hidden(rows: Iterable[Row]) -> list[Row]:
    """Take the counts out of rows that are too small, and out of as many others as it takes to keep them hidden."""
    known = list(rows)
    small = {at for at, row in enumerate(known) if row.counts is not None and _is_small(row.counts)}
    left = sorted(
        (at for at in range(len(known)) if at not in small),
        key=lambda at: (_size(known[at]), known[at].name),
    )
    while small and left and (len(small) < LEAST_ROWS or sum(_size(known[at]) for at in small) < LEAST_SHOWN):
        small.add(left.pop(0))
    return [Row(row.name, None) if at in small else row for at, row in enumerate(known)]


def _is_small(counts: Counts) -> bool:
    return any(0 < count < LEAST_SHOWN for count in astuple(counts))


def _size(row: Row) -> int:
    return max(astuple(row.counts)) if row.counts is not None else 0
