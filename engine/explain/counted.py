"""The sessions behind a figure of many firings at once, without a look at any one of them."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from engine.counting import DayCount, InARow, Kind, Percent, Piece, SessionCount, SpellCount
from engine.explain.sessions import Sessions, by_whole_days
from engine.fired import Longs, Ragged, Shown
from engine.told import Marks

_CELLS = 1 << 19
"""Sessions looked at together: what is asked of them stays in the cache."""

Bits = npt.NDArray[np.bool_]


def counted_by_all(sessions: Sessions, kind: Kind | None, shown: Shown, pupils: Longs, places: Longs) -> Marks | None:
    """List the sessions of a figure for each of several firings, on the days `places`: as they are told one by one.

    None for a figure that counts no sessions.
    """
    pieces = _pieces_of(kind)
    if shown.first is None or shown.after is None or kind is None or not pieces:
        return None
    first = np.maximum(shown.first, 0).astype(np.int64)
    after = np.clip(shown.after, first, sessions.number).astype(np.int64)
    shares = [
        _Share(sessions, shown, begins, first[begins:ends], after[begins:ends], pupils, places).told(kind, pieces)
        for begins, ends in _shares(after - first)
    ]
    marks, counts = zip(*shares, strict=True)
    return Marks(sessions.all_marks, np.concatenate(marks), np.cumsum(np.concatenate(counts)))


def _pieces_of(kind: Kind | None) -> tuple[tuple[Piece, ...], ...]:
    """Give what is counted, and what it is a part of; nothing for a figure that counts no sessions."""
    if isinstance(kind, SessionCount | DayCount):
        return (kind.pieces,)
    if isinstance(kind, Percent):
        return (kind.part, kind.whole)
    return ((Piece(kind.set),),) if isinstance(kind, SpellCount | InARow) else ()


def _shares(lengths: Longs) -> Iterator[tuple[int, int]]:
    """Cut firings into shares of so many sessions, or of one firing that has more."""
    ends = np.cumsum(lengths)
    begins = 0
    while begins < len(lengths):
        before = int(ends[begins - 1]) if begins else 0
        stop = max(int(np.searchsorted(ends, before + _CELLS, side="right")), begins + 1)
        yield begins, stop
        begins = stop


class _Share:
    """Some firings of a figure, laid out flat: an entry for each session of each one's window."""

    def __init__(
        self, sessions: Sessions, shown: Shown, begins: int, first: Longs, after: Longs, pupils: Longs, places: Longs
    ) -> None:
        self._sessions, self._shown, self._begins = sessions, shown, begins
        self._first, self._after = first, after
        self._places = places[begins : begins + len(first)]
        self._lengths = after - first
        self._ends = np.cumsum(self._lengths)
        self._starts = self._ends - self._lengths
        rows = pupils[begins : begins + len(first)].astype(np.int64) * sessions.number
        self._marks = sessions.by_pupil[self._inside(rows + first)]

    def _inside(self, first: Longs) -> Longs:
        """Count on from a number of each firing, session by session of its window."""
        counted: Longs = np.arange(int(self._lengths.sum())) + np.repeat(first - self._starts, self._lengths)
        return counted

    @cached_property
    def _slot(self) -> Longs:
        return self._inside(self._first)

    @cached_property
    def _firing(self) -> Longs:
        return np.repeat(np.arange(len(self._first)), self._lengths)

    def _per_firing(self, found: Longs) -> Longs:
        """Count, firing by firing, those found, which are in order."""
        return np.diff(np.searchsorted(found, self._ends), prepend=0)

    def told(self, kind: Kind, pieces: tuple[tuple[Piece, ...], ...]) -> tuple[Longs, Longs]:
        """Give the marks that are counted, firing by firing, and how many each has."""
        parts = [self._counted(part) for part in pieces]
        counts = parts[0] if len(parts) == 1 else self._told_of(*parts)
        if by_whole_days(kind) or isinstance(kind, InARow):
            # what is not possible makes no day and no part of a run
            possible = self._sessions.possible_marks[self._marks]
            counts = counts & possible
        if by_whole_days(kind):
            counts = counts & ~self._beside(possible & ~counts)
        found: Longs = np.flatnonzero(counts)
        if isinstance(kind, InARow):
            found = self._last_units(found, kind.unit)
        return self._marks[found], self._per_firing(found)

    def _counted(self, pieces: tuple[Piece, ...]) -> Bits:
        """Say which sessions are counted by one of some pieces."""
        found: Bits | None = None
        for piece in pieces:
            if piece.set in self._shown.slots:
                mine = self._named(self._shown.slots[piece.set])
            elif self._sessions.by_code(piece.set):
                mine = self._sessions.marks_in(piece.set)[self._marks]
            else:
                continue
            if piece.oldest is not None:
                mine &= self._slot >= (2 * (self._places - piece.oldest))[self._firing]
            if piece.youngest:
                mine &= self._slot < (2 * (self._places - piece.youngest + 1))[self._firing]
            found = mine if found is None else found | mine
        return np.zeros(len(self._marks), dtype=np.bool_) if found is None else found

    def _beside(self, found: Bits) -> Bits:
        """Say of each session what is found of the other one of its day, where the firing's window has that too."""
        other = np.clip(np.arange(len(self._slot)) + np.where(self._slot % 2 == 0, 1, -1), 0, len(self._slot) - 1)
        same = (self._firing[other] == self._firing) & (self._slot[other] // 2 == self._slot // 2)
        beside: Bits = found[other] & same
        return beside

    def _named(self, slots: Ragged) -> Bits:
        """Say which sessions are among those that are listed for each firing."""
        ends = slots.ends[self._begins : self._begins + len(self._first)]
        before = int(slots.ends[self._begins - 1]) if self._begins else 0
        firing = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=before))
        slot = slots.slots[before : before + len(firing)]
        inside = (slot >= self._first[firing]) & (slot < self._after[firing])
        found = np.zeros(len(self._marks), dtype=np.bool_)
        firing, slot = firing[inside], slot[inside]
        found[self._starts[firing] + slot - self._first[firing]] = True
        return found

    def _told_of(self, part: Bits, whole: Bits) -> Bits:
        """Give, firing by firing, a part or the rest of its whole: what was missed, else the smaller of the two."""
        rest = whole & ~part
        missed = self._sessions.missed_marks[self._marks]
        here, there = (self._per_firing(np.flatnonzero(one & missed)) > 0 for one in (part, rest))
        sizes = [self._per_firing(np.flatnonzero(one)) for one in (part, rest)]
        other = np.where(here == there, sizes[1] < sizes[0], there) & (sizes[0] != sizes[1])
        return np.where(np.repeat(other, self._lengths), rest, part)

    def _last_units(self, found: Longs, unit: str) -> Longs:
        """Keep the sessions of each firing's last units, as many as the figure says: those that a run is made of."""
        slot = self._slot[found]
        if unit in {"mornings", "afternoons"}:
            found = found[slot % 2 == (unit == "afternoons")]
            slot = self._slot[found]
        firing = self._firing[found]
        units = slot if unit == "sessions" else slot // 2
        opens = np.ones(len(found), dtype=np.bool_)
        opens[1:] = (firing[1:] != firing[:-1]) | (units[1:] != units[:-1])
        number = np.cumsum(opens)
        last = np.zeros(len(self._first), dtype=np.int64)
        last[firing] = number  # the last one written is a firing's last unit
        count = self._shown.data[self._begins : self._begins + len(self._first)].astype(np.int64)
        return found[last[firing] - number < count[firing]]
