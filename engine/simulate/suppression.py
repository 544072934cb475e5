"""Counts that are too small to be shown: a reader must not learn from a table which child is meant.

Where rows are groups of pupils, a row is left out whole as soon as one of its counts is from 1 to 4, since what came,
what went and what is left give the others away. Where rows are rules, tasks, weeks or terms, how much there is to do is
the school's own, and only the counts of what differs are left out. Either way one number alone could be worked out from
the total, so that the smallest of the others goes with it. What tables of groups say of each other: `linked`.
"""

from collections.abc import Iterable, Mapping, Sequence

from engine.simulate.result import Row

LEAST_SHOWN = 5
"""The least number that is shown besides nought."""

LEAST_HIDDEN = 2
"""So many numbers are left out at the least, where one is."""

THE_SCHOOLS = frozenset({"before", "after"})


def hidden_rows(rows: Iterable[Row]) -> list[Row]:
    """Take the counts out of rows that are too small, and out of as many others as it takes to keep them hidden."""
    known = list(rows)
    hidden = _hidden([row.counts or {} for row in known])
    return [Row(row.name, None) if at in hidden else row for at, row in enumerate(known)]


def hidden_cells(rows: Iterable[Row]) -> list[Row]:
    """Take the small counts of what differs out of each column, and as many others as it takes to keep them hidden."""
    known = list(rows)
    counts = [dict(row.counts or {}) for row in known]
    for name in [name for name in (counts[0] if counts else ()) if name not in THE_SCHOOLS]:
        for at in _hidden([{name: held[name]} for held in counts]):
            if counts[at][name]:
                counts[at][name] = None
    return [Row(row.name, held) for row, held in zip(known, counts, strict=True)]


def _hidden(counts: Sequence[Mapping[str, int | None]]) -> set[int]:
    """Give the places to hide: the small ones, then the smallest others while the hidden ones could be worked out."""
    hidden = {at for at, held in enumerate(counts) if any(is_small(count) for count in held.values())}
    left = sorted((at for at in range(len(counts)) if at not in hidden), key=lambda at: (_size(counts[at]), at))
    while hidden and left and (len(hidden) < LEAST_HIDDEN or _told_together([counts[at] for at in hidden])):
        hidden.add(left.pop(0))
    return hidden


def _told_together(counts: Sequence[Mapping[str, int | None]]) -> bool:
    """Whether what some rows have together, which the total gives away, is itself a small number."""
    names = {name for held in counts for name in held}
    return any(is_small(sum(held.get(name) or 0 for held in counts)) for name in names)


def is_small(count: int | None) -> bool:
    """Whether a count is too small to be shown; nought, and one that is not there, are not."""
    return count is not None and 0 < count < LEAST_SHOWN


def _size(held: Mapping[str, int | None]) -> int:
    """Give a row's greatest count; one of noughts alone comes last, as it hides nothing."""
    return max((count or 0 for count in held.values()), default=0) or 10**9
