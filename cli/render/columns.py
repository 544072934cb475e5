"""Columns -> text: the pieces of many lines, each different one written once, put together all at once."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from engine.decision import Run, SessionMark
from engine.fired import Longs
from engine.nouns import dataclass
from engine.told import ActionsInColumns, DecisionsInColumns, Each, Marks, Stretch, ToldDecisions

T = TypeVar("T")

Texts: TypeAlias = npt.NDArray[np.object_]
"""A text a line, spelled: a letter for each byte of its UTF-8, so that what is put together is not encoded again."""

Piece: TypeAlias = str | Texts | Each[str]
"""A piece of many lines: the same in all of them, or one a line."""

_AT_ONCE = 2048
"""Lines put together at once: so many that a call costs little, and no more than the cache holds."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one make, the pieces of each side by side; `sizes` are the lines of each entry, None where it is one."""

    pieces: Texts
    sizes: Longs | None = None


def actions_of(run: Run) -> ActionsInColumns:
    """Give the actions of a run in columns."""
    assert isinstance(run.actions, ActionsInColumns), (
        "INVARIANT: a run has its actions in columns, and so have its parts"
    )
    return run.actions


def decisions_of(run: Run) -> DecisionsInColumns:
    """Give the decisions of a run in columns."""
    assert isinstance(run.decisions, DecisionsInColumns), "INVARIANT: so has it its decisions"
    return run.decisions


def given_by(stretches: Iterable[Stretch[ToldDecisions]]) -> list[str]:
    """Name all that tables give beside the outcome, in order."""
    batches = [batch for stretch in stretches for batch in stretch.batches]
    return sorted({name for batch in batches for decided in batch.decided.values for name in decided.gives})


def block(pieces: Iterable[Piece], size: int, sizes: Longs | None = None) -> Block:
    """Lay the pieces of so many lines side by side; neighbours that few lines tell apart become one."""
    joined: list[Piece] = []
    for piece in pieces:
        fused = _fused(joined[-1], piece, size // 2) if joined else None
        if fused is None:
            joined.append(piece)
        else:
            joined[-1] = fused
    laid = np.empty((size, len(joined)), dtype=np.object_)
    for number, piece in enumerate(joined):
        if isinstance(piece, str):
            laid[:, number] = _spelled(piece)
        elif isinstance(piece, Each):
            laid[:, number] = texts(map(_spelled, piece.values), len(piece.values))[piece.at]
        else:
            laid[:, number] = piece
    return Block(laid, sizes)


def _fused(one: Piece, other: Piece, most: int) -> Piece | None:
    """Give two neighbours as one; None where more than `most` different texts would come of it."""
    if isinstance(one, str) and isinstance(other, str):
        return one + other
    if isinstance(one, Each) and len(one.values) <= most:
        if isinstance(other, str):
            return Each([f"{text}{other}" for text in one.values], one.at)
        if isinstance(other, Each) and other.at is one.at:
            return Each(list(map("".join, zip(one.values, other.values, strict=True))), one.at)
    if isinstance(one, str) and isinstance(other, Each) and len(other.values) <= most:
        return Each([f"{one}{text}" for text in other.values], other.at)
    return None


def in_order(blocks: Sequence[Block], order: Longs, *, apart: bool = False) -> Iterator[bytes]:
    """Yield the lines of the entries of some blocks, laid one after the other, in another order.

    Those of many entries come together, unless they are wanted `apart`.
    """
    if not blocks:
        return
    widths = [
        np.full(len(each.pieces), each.pieces.shape[1]) if each.sizes is None else each.sizes * each.pieces.shape[1]
        for each in blocks
    ]
    counts = np.concatenate(widths)
    begins = (np.cumsum(counts) - counts)[order]
    counts = counts[order]
    pieces = np.concatenate([each.pieces.reshape(-1) for each in blocks])
    at_once = 1 if apart else _AT_ONCE
    for first in range(0, len(order), at_once):
        some = slice(first, first + at_once)
        places = taken(begins[some], counts[some])
        yield "".join(pieces[places].tolist()).encode("latin-1")


def taken(begins: Longs, counts: Longs) -> Longs:
    """Give the places of so many from each beginning on, one after the other.

    >>> taken(np.array([4, 0]), np.array([2, 1])).tolist()
    [4, 5, 0]
    """
    before = np.cumsum(counts) - counts
    places: Longs = np.arange(int(counts.sum())) + np.repeat(begins - before, counts)
    return places


Good = Callable[[str], bool]


class Written:
    """What is written for the values of columns; of those that last it is kept."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Kept] = {}

    def each(self, each: Each[T], write: Callable[[T], str]) -> Piece:
        """Write the value of each entry."""
        if len(each.values) == 1:
            return write(each.values[0])
        if each.lasting:
            return self._kept_of(each.values, write).at(each.at)
        return Each(list(map(write, each.values)), each.at)

    def marks(
        self, marks: Marks, write: Callable[[SessionMark], str], between: str, good: Good | None = None
    ) -> tuple[Texts, bool]:
        """Write the marks of each entry, with the same text between them; say whether all written so far are good."""
        kept = _kept_of_marks(marks.values, write, good)
        flat = kept.at(marks.at).tolist()
        edges = pairwise([0, *marks.ends.tolist()])
        return texts([between.join(flat[begin:end]) for begin, end in edges], len(marks.ends)), kept.good

    def _kept_of(self, values: Sequence[T], write: Callable[[T], str]) -> "_Kept":
        key = (id(values), write)
        if key not in self._kept:
            self._kept[key] = _Kept(values, write)
        return self._kept[key]


class _Kept:
    """The texts of values that come again, each written when it first comes."""

    def __init__(self, values: Sequence[T], write: Callable[[T], str], good: Good | None = None) -> None:
        # INVARIANT: the values are held beside their texts, so that their number is no others'
        self._values, self._write, self._is_good, self.good = values, write, good, True
        self._made = np.empty(len(values), dtype=np.object_)
        self._known = np.zeros(len(values), dtype=np.bool_)

    def at(self, places: Longs) -> Texts:
        """Give the text of the value at each place."""
        for place in set(places[~self._known[places]].tolist()):
            text = self._write(self._values[place])
            self.good = self.good and (self._is_good is None or self._is_good(text))
            self._made[place] = _spelled(text)
            self._known[place] = True
        return self._made[places]


@lru_cache(maxsize=32)
def _kept_of_marks(values: Sequence[SessionMark], write: Callable[[SessionMark], str], good: Good | None) -> _Kept:
    """Give what is kept of marks: what schools have in common is written once, not once a school."""
    return _Kept(values, write, good)


def texts(made: Iterable[str], size: int) -> Texts:
    """Give so many spelled texts as an array."""
    return np.fromiter(made, dtype=np.object_, count=size)


def _spelled(text: str) -> str:
    return text if text.isascii() else text.encode().decode("latin-1")


def filled(which: Longs, columns: Sequence[Texts | None], of: Longs | None = None) -> Texts:
    """Give for each line its text of the column that is named by its place; an empty one for -1, or where none is.

    `of` is the entry of each line in the columns; None where they are the same.
    """
    found = np.full(len(which), "", dtype=np.object_)
    for place, column in enumerate(columns):
        mine = np.flatnonzero(which == place)
        if column is not None and len(mine):
            found[mine] = column[mine if of is None else of[mine]]
    return found
