"""Actions of two runs -> which of one run are which of the other.

Source: design §7: equal keys first; then, within pupil, rule and row, what is left of one academic year pairs in the
order of its dates; the rest is gained or lost.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
NOBODY = -1
"""Where the other run has nothing that goes with it."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Actions or decisions in columns, an entry each.

    `subject` has a row a column that says whose and of which rule they are, `year` the place of the academic year;
    `when` has a row a column of the moment (day's place, session), and `began` the place from which the condition held.
    """

    subject: Longs
    year: Longs
    when: Longs
    began: Longs

    def taken(self, entries: Longs) -> "Moments":
        """Give some of the entries."""
        return Moments(self.subject[:, entries], self.year[entries], self.when[:, entries], self.began[entries])


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which entry of the one run goes with which of the other; `NOBODY` where none does."""

    before: Longs
    after: Longs


def paired(before: Moments, after: Moments) -> Pairs:
    """Pair what two runs ask for; every entry of both stands in one pair."""
    keys = [np.vstack([each.subject, each.when, each.began[None, :]]) for each in (before, after)]
    first, second = _met(keys[0], keys[1])
    left = [_rest(before.began.size, first), _rest(after.began.size, second)]
    ranked = [_ranked(each.taken(rest)) for each, rest in zip((before, after), left, strict=True)]
    also_first, also_second = _met(*ranked)
    first = np.concatenate([first, left[0][also_first]])
    second = np.concatenate([second, left[1][also_second]])
    lost, gained = _rest(before.began.size, first), _rest(after.began.size, second)
    return Pairs(
        np.concatenate([first, lost, np.full(gained.size, NOBODY)]),
        np.concatenate([second, np.full(lost.size, NOBODY), gained]),
    )


def _rest(size: int, taken: Longs) -> Longs:
    left = np.ones(size, dtype=np.bool_)
    left[taken] = False
    return np.flatnonzero(left).astype(np.int64)


def _met(before: Longs, after: Longs) -> tuple[Longs, Longs]:
    """Give the places of equal columns in two tables; no column stands twice in one of them."""
    split = before.shape[1]
    table = np.concatenate([before, after], axis=1)
    if not split or split == table.shape[1]:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    order = np.lexsort(np.vstack([np.arange(table.shape[1]) >= split, table[::-1]]))
    ordered = table[:, order]
    same = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).all(axis=0))
    return order[same].astype(np.int64), (order[same + 1] - split).astype(np.int64)


def _ranked(moments: Moments) -> Longs:
    """Give whose each entry is, in which year, and its number there by date."""
    whose = np.vstack([moments.subject, moments.year[None, :]])
    order = np.lexsort(np.vstack([moments.began[None, :], moments.when[::-1], whose[::-1]]))
    ordered = whose[:, order]
    size = order.size
    begins = np.ones(size, dtype=np.bool_)
    begins[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    place = np.arange(size)
    number = np.zeros(size, dtype=np.int64)
    number[order] = place - np.maximum.accumulate(np.where(begins, place, 0))
    return np.vstack([whose, number[None, :]])
