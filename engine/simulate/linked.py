"""Tables of groups of pupils, each safe by itself -> the same, so that none gives away what another leaves out.

Classes make up their year group: a class that is left out is the year group without its other classes, and a year group
that is left out is its classes together. The same holds of any columns of which one divides the other.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from engine.simulate.result import Row
from engine.simulate.suppression import hidden_rows, is_small

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.bool_]

_SEED = 20_241_128
_SPARE = 8
_NEAR = 1e-6


def hidden_together(tables: Sequence[Sequence[Row]], groups: Sequence[Sequence[str]], of: Longs) -> list[list[Row]]:
    """Take out of tables of groups what is too small, and what would give it away, in this table or another.

    `groups` names the groups of each table, and `of` has a row a table: the group of each thing that is counted. As
    many of the smallest rows go as it takes until no row that is left out is a sum or difference of rows that are
    shown and the total, and none that is shown leaves a small number beside the shown rows that are parts of it.
    """
    shown = [hidden_rows(rows) for rows in tables]
    if not any(row.counts is None for rows in shown for row in rows):
        return shown
    counts = [row.counts or {} for rows in tables for row in rows]
    table = np.array([at for at, rows in enumerate(tables) for _ in rows], dtype=np.int64)
    kinds = of[:, _first_of_each(of)]
    holds = np.array(
        [kinds[at] == groups[at].index(row.name) for at, rows in enumerate(tables) for row in rows], dtype=np.float64
    )
    size = np.array([max((count or 0 for count in held.values()), default=0) for held in counts])
    while True:
        hidden = np.array([row.counts is None for rows in shown for row in rows])
        more = _given_away(holds, hidden, size)
        more = _left_over(holds, hidden, size, table, counts) if more is None else more
        if more is None:
            return shown
        hidden[more] = True
        shown = [
            [Row(row.name, None) if gone else row for row, gone in zip(rows, hidden[table == at], strict=True)]
            for at, rows in enumerate(shown)
        ]


def _first_of_each(of: Longs) -> Longs:
    """Give the place of one thing of each kind: things of the same groups are alike."""
    dice = np.random.default_rng(_SEED).integers(1, 2**62, size=len(of), dtype=np.int64)
    _, first = np.unique((of * dice[:, None]).sum(axis=0), return_index=True)  # a sum that overflows is as good
    return first.astype(np.int64)


def _given_away(holds: Floats, hidden: Bits, size: Longs) -> int | None:
    """Give the smallest shown row that helps to work out a hidden one; None where none can be worked out.

    A row that is everything there is cannot be hidden: it is the total.
    """
    dice = np.random.default_rng(_SEED).standard_normal((holds.shape[1], len(holds) + _SPARE))
    mixed = holds @ dice  # sums of rows are equal where sums of these are
    places = sorted(np.flatnonzero(~hidden).tolist(), key=lambda at: (-size[at], at))
    known = np.vstack([dice.sum(axis=0), mixed[places]]).T
    new = np.abs(np.diagonal(np.linalg.qr(known, mode="r"))) > _NEAR  # the others are sums of those before them
    wanted = mixed[hidden & ~holds.all(axis=1)].T
    factors = np.linalg.lstsq(known[:, new], wanted, rcond=None)[0]
    told = factors[:, np.abs(known[:, new] @ factors - wanted).max(axis=0, initial=0) < _NEAR]
    helping = np.flatnonzero(new)[(np.abs(told) > _NEAR).any(axis=1)]
    helping = helping[helping > 0]
    return places[helping[-1] - 1] if helping.size else None


def _left_over(
    holds: Floats, hidden: Bits, size: Longs, table: Longs, counts: Sequence[Mapping[str, int | None]]
) -> int | None:
    """Give the smallest part of a shown row that leaves a small number of it beside the parts that are shown."""
    for whole in np.flatnonzero(~hidden).tolist():
        inside = ~hidden & (table != table[whole]) & (holds <= holds[whole]).all(axis=1)
        for number in np.unique(table[inside]):
            parts = np.flatnonzero(inside & (table == number)).tolist()
            for name, count in counts[whole].items():
                if is_small((count or 0) - sum(counts[at][name] or 0 for at in parts)):
                    return min(parts, key=lambda at: (size[at], at))
    return None
