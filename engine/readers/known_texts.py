"""A column of texts -> the places of its words among known ones, with as few looked up as their order allows."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import polars

Places = npt.NDArray[np.intp]
Ints = npt.NDArray[np.signedinteger[Any]]

STRANGE: Final = -1
"""Stands for a text that is none of the words, and for none."""

_SAMPLE: Final = 4096
_LONG: Final = 1024
"""Rows of a stretch from which on comparing it with the one before costs less than looking its texts up."""

_RUN: Final = 8
"""Rows of a sample that one text has on average where a column is looked up a stretch at a time."""

_USUAL: Final = 2
_OFTEN: Final = 0.6
"""The share of a sample that the two most usual words have where they are picked out first."""


Likely = Callable[[int], "tuple[polars.Series, Places]"]
"""Gives the texts that a stretch is likely to have in this order, by the row that begins it, and their places."""


class OnRoll:
    """The pupils in their order, and who of them is on the roll on a day; `enrolled` and `left` are both included."""

    __slots__ = ("_enrolled", "_ids", "_left")

    def __init__(self, ids: Sequence[str], enrolled: npt.NDArray[np.int32], left: npt.NDArray[np.int32]) -> None:
        import polars

        self._ids = polars.Series(ids, dtype=polars.String)
        # Of lists, since for an array Polars loads the module of masked ones.
        self._enrolled = polars.Series(enrolled.tolist(), dtype=polars.Int32)
        self._left = polars.Series(left.tolist(), dtype=polars.Int32)

    def of_sessions(self, days: Ints, row: int) -> "tuple[polars.Series, Places]":
        """Give the pupils who are on the roll on the day of a row, and their places."""
        day = int(days[row])
        stays = (self._enrolled <= day) & (self._left >= day)
        return self._ids.filter(stays), np.flatnonzero(stays.to_numpy())


class KnownTexts:
    """Words, each once, to look up the columns of a file in.

    Texts that stand in stretches are looked up once a stretch. Where two words are most of a column they are picked
    out by comparing, which costs less than looking up. Which of it is done the first column says.
    """

    __slots__ = ("_kind", "_usual", "_way", "_words")

    def __init__(self, words: Sequence[str]) -> None:
        import polars

        self._words = words
        self._kind = polars.Enum(list(words))
        self._usual: Sequence[int] = ()
        self._way: Callable[[polars.Series], Ints] | None = None

    def find(self, column: "polars.Series") -> Ints:
        """Give the place of each text; `STRANGE` for one that is none of the words, and for none."""
        if self._way is None and len(column):
            self._way = self._way_for(column)
        return self.look_up(column) if self._way is None else self._way(column)

    def _way_for(self, column: "polars.Series") -> "Callable[[polars.Series], Ints]":
        if len(self._words) == _USUAL:
            self._usual = range(_USUAL)
            return self._usual_first
        start = column[:_SAMPLE]
        if _RUN * int(_opens(start).sum()) < len(start):
            return self._in_runs
        sample = self.look_up(column.gather_every(max(len(column) // _SAMPLE, 1)))
        counts = np.bincount(sample[sample >= 0], minlength=len(self._words))
        self._usual = np.argsort(counts)[-_USUAL:].tolist()
        return self._usual_first if counts[self._usual].sum() > _OFTEN * len(sample) else self.look_up

    def find_again(self, column: "polars.Series", stretches: Ints, likely: "Likely") -> Ints:
        """Give the place of each text of a column in which long stretches often say what the stretch before them says.

        `stretches` are the rows with which one begins, the first row aside: of a register in the order of its sessions
        that is each session, which names the same pupils as the one before, or those who are `likely`. The others are
        looked up.
        """
        import polars

        bounds = [0, *stretches.tolist(), len(column)]
        if len(column) < _LONG * len(bounds):
            return self.find(column)
        found = np.empty(len(column), dtype=np.int32)
        new: list[tuple[int, int]] = []
        same: list[tuple[int, int]] = []
        before = column[:0]
        for start, stop in pairwise(bounds):
            piece = column[start:stop]
            if piece.equals(before):
                same.append((start, stop))
            else:
                names, places = likely(start)
                # A stretch is cut where the rows are that are read at a time: it is the last ones, or the first.
                size = stop - start
                if piece.equals(names[-size:]):
                    found[start:stop] = places[-size:]
                elif piece.equals(names[:size]):
                    found[start:stop] = places[:size]
                else:
                    new.append((start, stop))
            before = piece
        if new:
            looked_up = self.look_up(polars.concat([column[start:stop] for start, stop in new], rechunk=False))
            ends = np.cumsum([stop - start for start, stop in new])
            for (start, stop), end in zip(new, ends.tolist(), strict=True):
                found[start:stop] = looked_up[end - (stop - start) : end]
        for start, stop in same:
            found[start:stop] = found[2 * start - stop : start]
        return found

    def look_up(self, column: "polars.Series") -> Ints:
        """Give the place of each text, looking every one up; `STRANGE` for one that is none of the words."""
        import polars

        # Older versions of Polars look texts up in one piece of memory alone.
        column = column.rechunk()
        try:
            places = column.cast(self._kind).to_physical()
        except polars.exceptions.InvalidOperationError:
            # To allow for texts that are none of the words takes twice as long.
            places = column.cast(self._kind, strict=False).to_physical()
        return (places.cast(polars.Int32).fill_null(STRANGE) if places.null_count() else places).to_numpy()

    def _in_runs(self, column: "polars.Series") -> Ints:
        opens = _opens(column)
        starts = np.flatnonzero(opens.to_numpy())
        return np.repeat(self.look_up(column.filter(opens)), np.diff(starts, append=len(column)))

    def _usual_first(self, column: "polars.Series") -> Ints:
        kind = np.min_scalar_type(-len(self._words))
        found = np.zeros(len(column), dtype=kind)
        others: polars.Series | None = None
        for place in self._usual:
            has = column == self._words[place]
            has = has.fill_null(value=False) if has.null_count() else has
            if place:
                found += has.to_numpy().view(np.int8) * kind.type(place)
            others = ~has if others is None else others & ~has
        if others is not None and others.any():
            found[np.flatnonzero(others.to_numpy())] = self.look_up(column.filter(others))
        return found


def _opens(column: "polars.Series") -> "polars.Series":
    """Say which texts differ from the one before; the first one does."""
    opens = column.ne_missing(column.shift())
    opens[0] = True
    return opens
