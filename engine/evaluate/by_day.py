"""Columns of pupils day by day: one object for as long as it stays the same."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.block import Block
from engine.evaluate.facts import FactTrack
from engine.evaluate.force import on_days
from engine.evaluate.scans import summed
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.model.item import InForce

ByDay: TypeAlias = Mapping[str, Sequence[Column]]
"""What a name is on each school day, for the pupils of a grid."""


def columns_by_day(block: Block, names: Sequence[str]) -> dict[str, list[Column]]:
    """Go through a block's days and give what some columns of its pupils are on each."""
    found: dict[str, list[Column]] = {name: [] for name in names}
    if found:
        for place in range(len(block.timeline.days)):
            block.open_day(place)
            for name, days in found.items():
                days.append(block.column(name))
    return found


def flag_by_day(track: FactTrack | None, days: Longs, first: int, after: int, force: InForce | None) -> list[Column]:
    """Give for whom a flag stands on each day as a person's rows say; not known without their file.

    On a day on which it is not in force it stands for nobody, whatever is known.
    """
    if track is None:
        nobody = np.zeros(after - first, dtype=np.bool_)
        unknown, none = Column(nobody, nobody), Column(nobody)
        return [unknown if there else none for there in on_days(force, days).tolist()]
    mine = (track.pupil >= first) & (track.pupil < after)
    if not mine.any():
        return [Column(np.zeros(after - first, dtype=np.bool_))] * len(days)
    start, end, pupil = track.start[mine], track.end[mine], track.pupil[mine] - first
    turns = {0, *np.searchsorted(days, start).tolist(), *np.searchsorted(days, end, side="right").tolist()}
    places = np.array(sorted(place for place in turns if place < len(days)), dtype=np.int64)
    stands = in_windows(days[places], days[places], start, end, pupil, after - first) > 0
    found: list[Column] = []
    for row, until in zip(stands, [*places[1:].tolist(), len(days)], strict=True):
        found += [Column(row)] * (until - len(found))
    return found


def in_windows(lo: Longs, hi: Longs, start: Longs, end: Longs, pupil: Longs, size: int) -> Longs:
    """Count the rows of each pupil that share a day with each of some windows: a row a window, a column a pupil.

    `lo` and `hi` are each window's first and last day, `start` and `end` each row's; all are included.
    """
    begun = _so_far(hi, start, pupil, size, right=False)
    begun -= _so_far(lo, end, pupil, size, right=True)
    begun[lo > hi] = 0
    return begun


def _so_far(edges: Longs, days: Longs, pupil: Longs, size: int, *, right: bool) -> Longs:
    """Count the days of each pupil up to each edge; `right`: up to the day before it."""
    order = np.argsort(edges, kind="stable")
    first = np.searchsorted(edges[order], days, side="right" if right else "left")
    begun = np.zeros((len(edges) + 1, size), dtype=np.int16)
    # of one row after the other they are counted many times faster than of a table
    np.add.at(begun.reshape(-1), first * size + pupil, 1)
    found = summed(begun[:-1])[1:]
    if np.array_equal(order, np.arange(len(order))):
        return found
    turned = np.empty_like(found)
    turned[order] = found
    return turned


def at_entries(days: Sequence[Column], places: Longs, pupils: Longs) -> Column:
    """Give what a name is for some pupils, each on a day of its own."""
    if all(each is days[0] for each in days):
        return take(days[0], pupils)
    size = len(places)
    data = np.zeros(size, dtype=np.result_type(*(each.data for each in days)))
    valid: Bits = np.ones(size, dtype=np.bool_)
    for place in np.bincount(places).nonzero()[0].tolist():
        mine = places == place
        column = take(days[place], pupils[mine])
        data[mine] = column.data
        if column.valid is not None:
            valid[mine] = column.valid
    # a column of the pupils file has one denominator for all
    return Column(data, None if valid.all() else valid, days[0].over, days[0].words)
