"""Counts of few pupils -> which cells are suppressed, so that no shown figures give a suppressed one away.

First the cells of fewer pupils than may be shown. Then, until nothing changes, further ones: where what is left of a
shown cell after taking off the shown parts of it is about too few pupils, and where a suppressed cell is any sum or
difference of cells that are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]
Relation = tuple[int, Longs]
"""A cell, and the cells that together hold at least all that it holds."""

_PRIME = 2_147_483_629
"""Sums are compared modulo a prime: exactly, but for one chance in two thousand million."""
_SPARE = 8
_SEED = 20_240_819


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of a table, a line each.

    `members` says which pupils are counted in a cell, `weights` what anyone may know that it adds up: two cells add up
    to a third exactly where their weights do. `free` are those that may be suppressed, as others are shown elsewhere;
    `last` those that are better kept than others; `gone` those suppressed already.
    """

    members: Bits
    weights: Longs
    relations: Sequence[Relation]
    free: Bits
    last: Bits
    gone: Bits


def suppressed(cells: Cells, small: int) -> Bits:
    """Say which cells are suppressed where fewer than `small` pupils may not be shown; nobody at all may."""
    counts = cells.members.sum(axis=1)
    hidden: Bits = cells.gone | (cells.free & (counts > 0) & (counts < small))
    if not small:
        return hidden
    while hidden.any():
        more = _left_over(cells, counts, hidden, small)
        if more is None:
            more = _given_away(cells, counts, hidden)
        if more is None:
            break
        hidden[more] = True
    return hidden


def parts_of(weights: Longs, wholes: Sequence[int], groups: Sequence[Longs]) -> list[Relation]:
    """Give the relations of some cells with groups of cells of which each shares everything out among its own."""
    there = (weights > 0).astype(np.float32)
    overlaps = (there @ there.T) > 0
    found = []
    for whole in wholes:
        for group in groups:
            parts = group[overlaps[whole, group]]
            if len(parts) and whole not in group:
                found.append((whole, parts))
    return found


def _left_over(cells: Cells, counts: Longs, hidden: Bits, small: int) -> int | None:
    """Find a shown cell whose suppressed rest is about too few pupils; give the cell to suppress besides."""
    for whole, parts in cells.relations:
        gone = parts[hidden[parts]]
        if hidden[whole] or not len(gone):
            continue
        shown = parts[~hidden[parts]]
        if not (cells.weights[shown] <= cells.weights[whole]).all():
            continue
        rest = int((cells.members[gone].any(axis=0) & cells.members[whole]).sum())
        if 0 < rest < small:
            found = _cheapest(cells, counts, shown)
            if found is None and cells.free[whole]:
                found = whole
            if found is not None:
                return found
    return None


def _given_away(cells: Cells, counts: Longs, hidden: Bits) -> int | None:
    """Find a suppressed cell that shown ones add up to; give one of those to suppress besides."""
    asked, shown = np.flatnonzero(hidden & (counts > 0)), np.flatnonzero(~hidden)
    for used in _spanned(cells.weights[shown], cells.weights[asked]):
        found = _cheapest(cells, counts, shown[used])
        if found is not None:
            return found
    return None


def _cheapest(cells: Cells, counts: Longs, among: npt.NDArray[np.integer]) -> int | None:
    """Give the cell of the fewest pupils, but of some: nothing is gained by hiding that there is nobody."""
    able = [int(at) for at in among if cells.free[at] and counts[at]]
    return min(able, key=lambda at: (bool(cells.last[at]), int(counts[at]), at), default=None)


def _spanned(shown: Longs, asked: Longs) -> list[Bits]:
    """Give for each asked line that is a sum or difference of shown lines which of those it takes; others give none."""
    if not len(asked) or not len(shown):
        return []
    lines = np.vstack([shown, asked]) % _PRIME
    if lines.shape[1] > len(lines) + _SPARE:  # so many columns, mixed, tell the same
        lines = _mixed(lines, len(lines) + _SPARE)
    wide, known = lines.shape[1], len(shown)
    taken = np.vstack([np.eye(known, dtype=np.int64), np.zeros((len(asked), known), dtype=np.int64)])
    lines = np.hstack([lines, taken])
    used = 0
    for column in range(wide):
        found = np.flatnonzero(lines[used:known, column])
        if not len(found):
            continue
        pivot = used + int(found[0])
        lines[[used, pivot]] = lines[[pivot, used]]
        lines[used] = lines[used] * pow(int(lines[used, column]), -1, _PRIME) % _PRIME
        below = used + 1 + np.flatnonzero(lines[used + 1 :, column])
        lines[below] = (lines[below] - lines[below, column][:, None] * lines[used] % _PRIME) % _PRIME
        used += 1
        if used == known:
            break
    return [line[wide:] != 0 for line in lines[known:] if not line[:wide].any()]


def _mixed(lines: Longs, columns: int) -> Longs:
    dice = np.random.default_rng(_SEED)
    mixed = np.zeros((len(lines), columns), dtype=np.int64)
    for column in range(columns):
        factors = dice.integers(1, _PRIME, lines.shape[1])
        mixed[:, column] = (lines * factors % _PRIME).sum(axis=1) % _PRIME
    return mixed
