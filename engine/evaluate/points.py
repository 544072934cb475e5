"""The review points of a check through a register's days, and where windows begin and end at each."""

from dataclasses import field
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import Span
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.bounds import bounds_of
from engine.evaluate.frame import Frame
from engine.evaluate.windows import windows_at
from engine.nouns import dataclass

if TYPE_CHECKING:
    from engine.evaluate.host import State


_AT_A_DAY = Lock()


@dataclass(frozen=True, slots=True)
class Bound:
    """A window that is the same for all, at each review point: its first session, and the one after its last.

    `lo` and `hi` are the numbers of its first and its last day, both included; of an empty one `lo` is the later.
    `known` says for each point and pupil of the block whether the pupil was on the roll for it; None: always.
    """

    first: Longs
    after: Longs
    lo: Longs
    hi: Longs
    known: list[Bits | None] | None


@dataclass(slots=True)
class Points:
    """Review points in order: the day's place, how many of its sessions are seen, and how many of all days are."""

    places: Longs
    seen: Longs
    _bounds: dict[int, Bound] = field(default_factory=dict)

    @property
    def slots(self) -> Longs:
        """How many sessions of the register lie before each point."""
        return 2 * self.places + self.seen

    def bounds(self, state: "State", span: Span) -> Bound:
        """Give where a span's windows begin and end."""
        held = self._bounds.get(id(span))
        if held is None:
            # while bounds are found the state stands at one day after the other, for one thread at a time
            with _AT_A_DAY:
                held = self._bounds[id(span)] = self._find(state, span)
        return held

    def _find(self, state: "State", span: Span) -> Bound:
        found = windows_at(state.timeline, span, self.places, self.slots, state.values.amounts)
        if found is not None:
            return Bound(*found, None)
        first, after, lo, hi = np.zeros((4, len(self.places)), dtype=np.int64)
        known: list[Bits | None] = []
        for at, (place, seen) in enumerate(zip(self.places.tolist(), self.seen.tolist(), strict=True)):
            state.place = place
            bounds = bounds_of(Frame(state, seen, None, frozenset()), span)
            state.bounds_held.clear()
            first[at], after[at] = bounds.first_slot, bounds.after_slot
            lo[at], hi[at] = bounds.lo, bounds.hi
            known.append(bounds.known)
        state.place = -1
        return Bound(first, after, lo, hi, None if all(each is None for each in known) else known)


def points_of(state: "State", check: str) -> Points:
    """Give the review points of a check that no clock sets."""
    timeline = state.timeline
    days = np.arange(len(timeline.days))
    is_open = np.asarray(state.block.register.calendar.open_sessions[: len(days)], dtype=np.bool_)
    if check == "session":
        slots = np.flatnonzero(is_open.reshape(-1))
        return Points(slots // 2, slots % 2 + 1)
    if check == "morning":
        places = np.flatnonzero(is_open[:, 0])
        return Points(places, np.ones(len(places), dtype=np.int64))
    if check != "day":
        days = np.array([place for place in days.tolist() if timeline.is_last_of(check, place)], dtype=np.int64)
    return Points(days, np.full(len(days), 2, dtype=np.int64))
