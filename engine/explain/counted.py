"""The sessions behind a figure of many firings at once, without a look at any one of them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from engine.counting import DayCount, InARow, Kind, Percent, Piece, SessionCount, SpellCount
from engine.decision import SessionMark
from engine.explain.sessions import Sessions, by_whole_days
from engine.fired import Longs, Ragged, Shown

_CELLS = 1 << 19
"""Sessions looked at together: what is asked of them stays in the cache."""

Bits = npt.NDArray[np.bool_]


def counted_by_all(
    sessions: Sessions, kind: Kind | None, shown: Shown, pupils: Longs, places: Longs
) -> Sequence[Sequence[SessionMark]]:
    """List the sessions of a figure for each of several firings, on the days `places`: as they are told one by one."""
    pieces = _pieces_of(kind)
    if shown.first is None or shown.after is None or kind is None or not pieces:
        return [()] * len(pupils)
    found: list[Sequence[SessionMark]] = []
    first = np.maximum(shown.first, 0).astype(np.int64)
    after = np.clip(shown.after, first, len(sessions.marks)).astype(np.int64)
    for begins, ends in _shares(after - first):
        part = _Share(sessions, shown, begins, first[begins:ends], after[begins:ends], pupils, places)
        found.extend(part.told(kind, pieces))
    return found


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
        lengths = after - first
        self._starts = np.cumsum(lengths) - lengths
        self._firing = np.repeat(np.arange(len(first)), lengths)
        self._slot = np.arange(len(self._firing)) - np.repeat(self._starts - first, lengths)
        self._mark = sessions.marks[self._slot, np.repeat(pupils[begins : begins + len(first)], lengths)]

    def told(self, kind: Kind, pieces: tuple[tuple[Piece, ...], ...]) -> Iterator[Sequence[SessionMark]]:
        parts = [self._counted(part) for part in pieces]
        counts = parts[0] if len(parts) == 1 else self._smaller(*parts)
        if by_whole_days(kind):
            counts &= ~self._beside(self._sessions.possible(self._slot, self._mark) & ~counts)
        found: Longs = np.flatnonzero(counts)
        if isinstance(kind, InARow):
            found = self._last_units(found, kind.unit)
        said = self._sessions.said(self._slot[found], self._mark[found])
        ends = np.cumsum(np.bincount(self._firing[found], minlength=len(self._first))).tolist()
        return (tuple(said[begin:end]) for begin, end in pairwise([0, *ends]))

    def _counted(self, pieces: tuple[Piece, ...]) -> Bits:
        """Say which sessions are counted by one of some pieces."""
        found = np.zeros(len(self._slot), dtype=np.bool_)
        for piece in pieces:
            if piece.set in self._shown.slots:
                mine = self._named(self._shown.slots[piece.set])
            elif self._sessions.by_code(piece.set):
                mine = self._sessions.counts(piece.set, self._slot, self._mark)
            else:
                continue
            if piece.oldest is not None:
                mine &= self._slot >= (2 * (self._places - piece.oldest))[self._firing]
            if piece.youngest:
                mine &= self._slot < (2 * (self._places - piece.youngest + 1))[self._firing]
            found |= mine
        return found

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
        found = np.zeros(len(self._slot), dtype=np.bool_)
        firing, slot = firing[inside], slot[inside]
        found[self._starts[firing] + slot - self._first[firing]] = True
        return found

    def _smaller(self, part: Bits, whole: Bits) -> Bits:
        """Give, firing by firing, the smaller of a part and of the rest of its whole."""
        rest = whole & ~part
        size = len(self._first)
        fewer = np.bincount(self._firing[rest], minlength=size) < np.bincount(self._firing[part], minlength=size)
        return np.where(fewer[self._firing], rest, part)

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
