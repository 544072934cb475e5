"""Counts of few pupils -> which cells are suppressed, so that no shown figures give a suppressed one away.

First the cells of fewer pupils than may be shown. Then, until nothing changes, further ones: where what is left of a
shown cell after taking off the shown parts of it is about too few pupils, and where a suppressed cell is any sum or
difference of cells that are shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]
Relation = tuple[int, Longs]
"""A cell, and the cells that together hold at least all that it holds."""

_PRIME = 2_147_483_629
"""Sums are compared modulo a prime: exactly, but for one chance in two thousand million."""
_SPARE = 8
_FACTORS = 2**20
_SEED = 20_240_819


class Structure:
    """What anyone may know of a table's cells: which add up to which.

    `weights` are what each adds up (a line a cell): two cells add up to a third exactly where their weights do.
    """

    def __init__(self, weights: Longs, relations: Callable[[], Sequence[Relation]]) -> None:
        self.weights = weights
        self._relations = relations

    @cached_property
    def relations(self) -> Sequence[Relation]:
        """Cells with the cells that share out all they hold."""
        return self._relations()

    @cached_property
    def mixed(self) -> Longs:
        """Lines that add up as the weights do, in few columns."""
        return _mixed(self.weights)


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of a table, a line each.

    `members` says which pupils are counted in a cell. `free` are those that may be suppressed, as others are shown
    elsewhere; `last` those that are better kept than others; `gone` those suppressed already.
    """

    members: Bits
    structure: Structure
    free: Bits
    last: Bits
    gone: Bits


def suppressed(cells: Cells, small: int) -> Bits:
    """Say which cells are suppressed where fewer than `small` pupils may not be shown; nobody at all may."""
    counts = cells.members.sum(axis=1)
    hidden: Bits = cells.gone | (cells.free & (counts > 0) & (counts < small))
    while small and hidden.any():
        more = _left_over(cells, counts, hidden, small) or _given_away(cells, counts, hidden)
        if not more:
            break
        hidden[more] = True
    return hidden


def parts_of(weights: Longs, wholes: Sequence[int], groups: Sequence[Longs]) -> list[Relation]:
    """Give the relations of some cells with groups of cells of which each shares everything out among its own."""
    there = (weights > 0).astype(np.float32)
    dice = np.random.default_rng(_SEED).random(len(weights), dtype=np.float32)
    _, kinds = np.unique(dice @ there, return_index=True)  # pupils of the same groups are one
    there = there[:, kinds]
    overlaps = (there @ there.T) > 0
    found = []
    for whole in wholes:
        for group in groups:
            parts = group[overlaps[whole, group]]
            if len(parts) and whole not in group:
                found.append((whole, parts))
    return found


def _left_over(cells: Cells, counts: Longs, hidden: Bits, small: int) -> list[int]:
    """Find a shown cell whose suppressed rest is about too few pupils; give the cell to suppress besides."""
    for whole, parts in cells.structure.relations:
        gone = parts[hidden[parts]]
        if hidden[whole] or not len(gone):
            continue
        rest = int((cells.members[gone].any(axis=0) & cells.members[whole]).sum())
        if not 0 < rest < small:
            continue
        shown = parts[~hidden[parts]]
        weights = cells.structure.weights
        if not (weights[shown] <= weights[whole]).all():
            continue
        found = _cheapest(cells, counts, shown)
        if found is None and cells.free[whole]:
            found = whole
        if found is not None:
            return [found]
    return []


def _given_away(cells: Cells, counts: Longs, hidden: Bits) -> list[int]:
    """Find suppressed cells that shown ones add up to; give one of those for each, to suppress besides."""
    asked, shown = np.flatnonzero(hidden & (counts > 0)), np.flatnonzero(~hidden)
    chosen: list[int] = []
    known = cells.structure.mixed
    for used in _spanned(known[shown], known[asked]):
        if not np.isin(shown[used], chosen).any():
            found = _cheapest(cells, counts, shown[used])
            if found is None:  # that there is nobody is hidden only where nothing else keeps a count
                found = next((int(at) for at in shown[used] if cells.free[at] and not cells.last[at]), None)
            chosen += [] if found is None else [found]
    return chosen


def _cheapest(cells: Cells, counts: Longs, among: npt.NDArray[np.integer]) -> int | None:
    """Give the cell of the fewest pupils, but of some: nothing is gained by hiding that there is nobody."""
    able = [int(at) for at in among if cells.free[at] and counts[at]]
    return min(able, key=lambda at: (bool(cells.last[at]), int(counts[at]), at), default=None)


def _spanned(shown: Longs, asked: Longs) -> list[Bits]:
    """Give for each asked line that is a sum or difference of shown lines which of those it takes; others give none."""
    if not len(asked) or not len(shown):
        return []
    lines = np.vstack([shown, asked])
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


def _mixed(weights: Longs) -> Longs:
    """Give lines that add up as the weights do, in few columns: a sum that holds in all mixtures of columns holds."""
    wanted = len(weights) + _SPARE
    if weights.shape[1] > wanted:
        factors = np.random.default_rng(_SEED).integers(1, _FACTORS, (weights.shape[1], wanted))
        # INVARIANT: as floats the sums are exact, below 2 to the 53
        assert int(weights.sum(axis=1).max(initial=0)) * _FACTORS < 2**53
        weights = (weights.astype(np.float64) @ factors.astype(np.float64)).astype(np.int64)
    return weights % _PRIME
