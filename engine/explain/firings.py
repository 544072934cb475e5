"""Batches of one rule -> its firings on several days side by side, so that they are told as columns."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from engine.fired import Batch, Bits, Longs, Ragged, Shown
from engine.nouns import dataclass

_Kind = TypeVar("_Kind", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Firings:
    """Firings of one rule, step or table, an entry a pupil or row, each with its day.

    `places` are those of the days, `halves` the sessions (0 AM, 1 PM, -1 where none is looked at). The rest is as in
    the batches.
    """

    name: str
    places: Longs
    halves: Longs
    pupils: Longs
    rows: Longs | None
    tasks: Bits
    notes: Bits
    began: Longs
    evidence: Mapping[str, Shown]
    gives: Mapping[str, Sequence[object]]
    hit: Longs | None


def kind_of(batch: Batch) -> Hashable:
    """Give what is the same for batches that can be put together."""
    whole = batch.whole
    shown = tuple((name, _kind_of(each)) for name, each in whole.evidence.items())
    return batch.name, whole.rows is None, whole.hit is None, tuple(whole.gives), shown


def _kind_of(shown: Shown) -> Hashable:
    return shown.data.dtype.kind, shown.over is None, shown.words, shown.first is None, tuple(shown.slots)


def together(batches: Sequence[Batch]) -> Firings:
    """Put batches of one kind together, one after the other."""
    sizes = [batch.size for batch in batches]
    pieces = _pieces(batches)
    held = [piece.evidence for piece in pieces]
    return Firings(
        batches[0].name,
        np.repeat([batch.place for batch in batches], sizes),
        np.repeat([-1 if batch.half is None else batch.half for batch in batches], sizes),
        np.concatenate([piece.pupils for piece in pieces]),
        _joined([piece.rows for piece in pieces]),
        np.concatenate([piece.tasks for piece in pieces]),
        np.concatenate([piece.notes for piece in pieces]),
        np.concatenate([piece.began for piece in pieces]),
        {name: _shown([each[name] for each in held]) for name in held[0]},
        _gives(pieces),
        _joined([piece.hit for piece in pieces]),
    )


def _pieces(batches: Sequence[Batch]) -> Sequence[Batch]:
    """Make one of batches that follow each other in what they are cut out of."""
    pieces = [batches[0]]
    for batch in batches[1:]:
        last = pieces[-1]
        if batch.whole is last.whole and batch.begin == last.end:
            pieces[-1] = last._replace(end=batch.end)
        else:
            pieces.append(batch)
    return pieces


def _gives(pieces: Sequence[Batch]) -> Mapping[str, Sequence[object]]:
    held = [piece.gives for piece in pieces]
    return {name: [value for each in held for value in each[name]] for name in held[0]}


def some_of(batch: Batch, begins: int, ends: int) -> Batch:
    """Give some entries of a batch, the first included and the last not."""
    return batch._replace(begin=batch.begin + begins, end=min(batch.begin + ends, batch.end))


def _shown(held: Sequence[Shown]) -> Shown:
    if len(held) == 1:
        return held[0]
    known: npt.NDArray[np.bool_] | None = None
    if any(each.valid is not None for each in held):
        known = np.concatenate([_known(each) for each in held])
    return Shown(
        np.concatenate([each.data for each in held]),
        known,
        _joined([each.over for each in held]),
        held[0].words,
        _joined([each.first for each in held]),
        _joined([each.after for each in held]),
        {number: _ragged([each.slots[number] for each in held]) for number in held[0].slots},
    )


def _known(shown: Shown) -> npt.NDArray[np.bool_]:
    return np.ones(len(shown.data), dtype=np.bool_) if shown.valid is None else shown.valid


def _joined(held: Sequence[npt.NDArray[_Kind] | None]) -> npt.NDArray[_Kind] | None:
    there = [each for each in held if each is not None]
    return np.concatenate(there) if there else None


def _ragged(held: Sequence[Ragged]) -> Ragged:
    before = np.cumsum([0, *(len(each.slots) for each in held)])
    ends = [each.ends + begins for each, begins in zip(held, before.tolist(), strict=False)]
    return Ragged(np.concatenate([each.slots for each in held]), np.concatenate(ends))
