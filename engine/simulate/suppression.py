"""Counts that are too small to be shown: a reader must not learn from a table which child is meant.

Where rows are groups of pupils, a row is left out whole as soon as one of its counts is from 1 to 4, since what came,
what went and what is left give the others away. Where rows are rules, tasks, weeks or terms, how much there is to do is
the school's own, and only the counts of what differs are left out. Either way one number alone could be worked out from
the total, so that the smallest of the others goes with it. What comes more than it did is what was gained without what
was lost, so that of these two neither is shown without the other, and where they would still tell, what came before and
what comes after are not shown either. What tables of groups say of each other: `linked`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from engine.simulate.result import Row

LEAST_SHOWN = 5
"""The least number that is shown besides nought."""

LEAST_HIDDEN = 2
"""So many numbers are left out at the least, where one is."""

BEFORE, AFTER, GAINED, LOST = "before", "after", "gained", "lost"
THE_SCHOOLS = frozenset({BEFORE, AFTER})


def hidden_rows(rows: Iterable[Row]) -> list[Row]:
    """Take the counts out of rows that are too small, and out of as many others as it takes to keep them hidden."""
    known = list(rows)
    hidden = _hidden([row.counts or {} for row in known])
    return [Row(row.name, None) if at in hidden else row for at, row in enumerate(known)]


def hidden_cells(rows: Iterable[Row]) -> list[Row]:
    """Take the small counts of what differs out of each column, and as many others as it takes to keep them hidden."""
    known = list(rows)
    counts = [{name: count or 0 for name, count in (row.counts or {}).items()} for row in known]
    names = [name for name in (counts[0] if counts else ()) if name not in THE_SCHOOLS]
    gone: dict[str, set[int]] = {name: set() for name in (*names, *THE_SCHOOLS)}
    while True:
        size = sum(map(len, gone.values()))
        for name in names:
            column = [{name: held[name]} for held in counts]
            gone[name] |= {at for at in _hidden(column, gone[name]) if counts[at][name]}
        if counts and {*THE_SCHOOLS, GAINED, LOST} <= counts[0].keys():
            _hide_the_net(counts, gone)
        if sum(map(len, gone.values())) == size:
            break
    shown = [{name: None if at in gone.get(name, ()) else row[name] for name in row} for at, row in enumerate(counts)]
    return [Row(row.name, held) for row, held in zip(known, shown, strict=True)]


def _hide_the_net(counts: Sequence[Mapping[str, int]], gone: Mapping[str, set[int]]) -> None:
    """Take out what tells a hidden count of what was gained or lost by how much more, or less, comes after."""
    whole = {name: sum(held[name] for held in counts) for name in (GAINED, LOST)}
    hidden = sorted(gone[GAINED] | gone[LOST])
    for at in hidden:
        if min(counts[at][BEFORE], counts[at][AFTER], *whole.values()):
            gone[GAINED].add(at)
            gone[LOST].add(at)
    # what the hidden ones of a column come to together follows from its total
    left = [sum(counts[at][name] for at in gone[name]) for name in (GAINED, LOST)]
    alone = any(len(gone[name]) < LEAST_HIDDEN for name in (GAINED, LOST))
    for at in hidden:
        if alone or min(counts[at][BEFORE], counts[at][AFTER], *left) < LEAST_SHOWN:
            # where next to nothing was, or next to nothing is lost, what comes more is what was gained
            gone[AFTER].add(at)
    if len(gone[AFTER]) == 1:
        _hide_another(counts, gone)
    gone[BEFORE].clear()
    gone[BEFORE].update(gone[AFTER])


def _hide_another(counts: Sequence[Mapping[str, int]], gone: Mapping[str, set[int]]) -> None:
    """Hide what comes after of another row: the total would tell that of one alone."""
    (only,) = gone[AFTER]
    others = [at for at, held in enumerate(counts) if at != only and held[GAINED] + held[LOST]]
    if not others:
        gone[AFTER].clear()  # all that differs is in one row, and the total tells it anyway
        return
    differing = gone[GAINED] | gone[LOST]
    found = min(others, key=lambda at: (at not in differing, counts[at][GAINED] + counts[at][LOST], at))
    gone[AFTER].add(found)
    for name in (GAINED, LOST):
        if counts[found][name]:
            gone[name].add(found)


def _hidden(counts: Sequence[Mapping[str, int | None]], besides: Collection[int] = ()) -> set[int]:
    """Give the places to hide: the small ones, then the smallest others while the hidden ones could be worked out."""
    hidden = {at for at, held in enumerate(counts) if any(is_small(count) for count in held.values())}.union(besides)
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
