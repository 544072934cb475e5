"""Batches of one rule -> its firings on several days side by side, so that they are told as columns."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from engine.fired import Batch, Bits, Longs, Ragged, Shown, SomeOf
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


def whole_of(batch: Batch) -> Mapping[str, Shown]:
    """Give the figures that a batch's are cut out of; those of batches of one rule that share them are of one kind."""
    return batch.evidence.whole if isinstance(batch.evidence, SomeOf) else batch.evidence


def kind_of(batch: Batch) -> Hashable:
    """Give what is the same for batches that can be put together."""
    shown = tuple((name, _kind_of(each)) for name, each in whole_of(batch).items())
    return batch.name, batch.rows is None, batch.hit is None, tuple(batch.gives), shown


def _kind_of(shown: Shown) -> Hashable:
    return shown.data.dtype.kind, shown.over is None, shown.words, shown.first is None, tuple(shown.slots)


def together(batches: Sequence[Batch]) -> Firings:
    """Put batches of one kind together, one after the other."""
    first = batches[0]
    sizes = [len(batch.pupils) for batch in batches]
    return Firings(
        first.name,
        np.repeat([batch.place for batch in batches], sizes),
        np.repeat([-1 if batch.half is None else batch.half for batch in batches], sizes),
        np.concatenate([batch.pupils for batch in batches]),
        _joined([batch.rows for batch in batches]),
        np.concatenate([batch.tasks for batch in batches]),
        np.concatenate([batch.notes for batch in batches]),
        np.concatenate([batch.began for batch in batches]),
        _evidence([batch.evidence for batch in batches]),
        {name: [value for batch in batches for value in batch.gives[name]] for name in first.gives},
        _joined([batch.hit for batch in batches]),
    )


def _evidence(held: Sequence[Mapping[str, Shown]]) -> Mapping[str, Shown]:
    """Put figures of batches together; pieces that follow each other are one piece."""
    pieces: list[Mapping[str, Shown]] = []
    for each in held:
        last = pieces[-1] if pieces else None
        if (
            isinstance(last, SomeOf)
            and isinstance(each, SomeOf)
            and each.whole is last.whole
            and each.begin == last.end
        ):
            pieces[-1] = SomeOf(last.whole, last.begin, each.end)
        else:
            pieces.append(each)
    return {name: _shown([piece[name] for piece in pieces]) for name in held[0]}


def some_of(batch: Batch, begins: int, ends: int) -> Batch:
    """Give some entries of a batch, the first included and the last not."""
    part = slice(begins, ends)
    return replace(
        batch,
        pupils=batch.pupils[part],
        rows=None if batch.rows is None else batch.rows[part],
        tasks=batch.tasks[part],
        notes=batch.notes[part],
        began=batch.began[part],
        evidence=SomeOf(batch.evidence, begins, ends),
        gives={name: held[part] for name, held in batch.gives.items()},
        hit=None if batch.hit is None else batch.hit[part],
    )


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
