"""What a rule does for several shares of the pupils -> a batch for each review point."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from engine.evaluate.acts import Acts
from engine.evaluate.arrays import Longs, in_order
from engine.fired import Batch, Entries, Ragged, Shown


def together(parts: list[Acts]) -> Acts:
    """Put together what a rule does for several shares of the pupils, in order of time; of a time by row."""
    if len(parts) == 1 and parts[0].rows is None:
        return parts[0]
    slots = np.concatenate([each.slots for each in parts])
    about = [each.rows for each in parts if each.rows is not None]
    rows = np.concatenate(about) if about else None
    order = in_order(slots) if rows is None else np.lexsort((rows, slots))
    evidence = {name: _one([each.evidence[name] for each in parts], order) for name in parts[0].evidence}
    pupils, began, tasks, notes = (
        np.concatenate(columns)[order]
        for columns in zip(*((each.pupils, each.began, each.tasks, each.notes) for each in parts), strict=True)
    )
    given = {name: [value for each in parts for value in each.gives[name]] for name in parts[0].gives}
    hits = [each.hit for each in parts if each.hit is not None]
    return Acts(
        slots[order], pupils, began, tasks, notes, evidence,
        None if rows is None else rows[order],
        {name: tuple(values[place] for place in order.tolist()) for name, values in given.items()},
        np.concatenate(hits)[order] if hits else None,
    )  # fmt: skip


def _one(parts: list[Shown], order: Longs) -> Shown:
    sizes = [len(each.data) for each in parts]
    valid = over = first = after = None
    if any(each.valid is not None for each in parts):
        valid = np.concatenate([_or_ones(each.valid, size) for each, size in zip(parts, sizes, strict=True)])[order]
    if any(each.over is not None for each in parts):
        over = np.concatenate([_or_ones(each.over, size) for each, size in zip(parts, sizes, strict=True)])[order]
    if parts[0].first is not None:
        first = np.concatenate([each.first for each in parts if each.first is not None])[order]
        after = np.concatenate([each.after for each in parts if each.after is not None])[order]
    slots = {number: _in_order([each.slots[number] for each in parts], order) for number in parts[0].slots}
    data = np.concatenate([each.data for each in parts])[order]
    return Shown(data, valid, over, parts[0].words, first, after, slots)


def _in_order(parts: list[Ragged], order: Longs) -> Ragged:
    counts = np.concatenate([np.diff(each.ends, prepend=0) for each in parts])
    begins = np.cumsum(counts) - counts
    wanted = counts[order]
    ends = np.cumsum(wanted)
    places = np.arange(int(wanted.sum())) + np.repeat(begins[order] - (ends - wanted), wanted)
    return Ragged(np.concatenate([each.slots for each in parts])[places], ends)


def _or_ones(values: "np.ndarray | None", size: int) -> "np.ndarray":
    return np.ones(size, dtype=np.bool_) if values is None else values


def batches_of(name: str, acts: Acts, first: int, *, halves: bool) -> Iterable[Batch]:
    """Yield a batch for each review point of a rule, a step or a table."""
    edges = [0, *(np.flatnonzero(np.diff(acts.slots)) + 1).tolist(), len(acts.slots)]
    pupils, began = acts.pupils + first, acts.began.astype(np.int32)
    whole = Entries(pupils, acts.rows, acts.tasks, acts.notes, began, acts.evidence, acts.gives, acts.hit)
    for slot, (begin, end) in zip(acts.slots[edges[:-1]].tolist(), pairwise(edges), strict=True):
        place = (slot - 1) // 2
        yield Batch(name, place, slot - 1 - 2 * place if halves else None, whole, begin, end)
