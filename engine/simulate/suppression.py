"""Counts that are too small to be shown: a reader must not learn from a table which child is meant.

Where rows are groups of pupils, a row is left out whole as soon as one of its counts is from 1 to 4, since what came,
what went and what is left give the others away. Where rows are rules, tasks, weeks or terms, how much there is to do is
the school's own, and only the counts of what differs are left out. Either way one number alone could be worked out from
the total, so that the smallest of the others goes with it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from engine.simulate.result import Row

LEAST_SHOWN = 5
"""The least number that is shown besides nought."""

LEAST_HIDDEN = 2
"""So many numbers are left out at the least, where one is."""

THE_SCHOOLS = frozenset({"before", "after"})


def hidden_rows(rows: Iterable[Row]) -> list[Row]:
    """Take the counts out of rows that are too small, and out of as many others as it takes to keep them hidden."""
    known = list(rows)
    counts = [row.counts or {} for row in known]
    hidden = _hidden(counts, lambda held: any(_is_small(count) for count in held.values()), _greatest)
    return [Row(row.name, None) if at in hidden else row for at, row in enumerate(known)]


def hidden_cells(rows: Iterable[Row]) -> list[Row]:
    """Take the small counts of what differs out of each column, and as many others as it takes to keep them hidden."""
    known = list(rows)
    counts = [dict(row.counts or {}) for row in known]
    for name in [name for name in (counts[0] if counts else ()) if name not in THE_SCHOOLS]:
        column = [{name: held[name]} for held in counts]
        hidden = _hidden(column, lambda held: any(map(_is_small, held.values())), _greatest)
        for at in hidden:
            if counts[at][name]:
                counts[at][name] = None
    return [Row(row.name, held) for row, held in zip(known, counts, strict=True)]


def _hidden(
    counts: Sequence[Mapping[str, int | None]],
    is_small: Callable[[Mapping[str, int | None]], bool],
    size: Callable[[Mapping[str, int | None]], int],
) -> set[int]:
    """Give the places to hide: the small ones, then the smallest others while the hidden ones are too few."""
    hidden = {at for at, held in enumerate(counts) if is_small(held)}
    left = sorted((at for at in range(len(counts)) if at not in hidden), key=lambda at: (size(counts[at]) or 10**9, at))
    while hidden and left and (len(hidden) < LEAST_HIDDEN or sum(size(counts[at]) for at in hidden) < LEAST_SHOWN):
        hidden.add(left.pop(0))
    return hidden


def _is_small(count: int | None) -> bool:
    return count is not None and 0 < count < LEAST_SHOWN


def _greatest(held: Mapping[str, int | None]) -> int:
    return max((count or 0 for count in held.values()), default=0)
