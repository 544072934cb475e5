"""All the marks that a register can have, each of them made when somebody asks for it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import overload

from engine.calendar import SESSIONS
from engine.decision import SessionMark


class AllMarks(Sequence[SessionMark]):
    """The sessions of some days in order, and for each of them every code."""

    def __init__(self, dates: Sequence[str], codes: Sequence[str]) -> None:
        self.dates, self.codes = dates, codes
        self._made: dict[int, SessionMark] = {}

    def __len__(self) -> int:
        return len(SESSIONS) * len(self.dates) * len(self.codes)

    @overload
    def __getitem__(self, place: int) -> SessionMark: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[SessionMark]: ...
    def __getitem__(self, place: int | slice) -> SessionMark | Sequence[SessionMark]:
        """Give the mark at a place: the very same object every time."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if place not in self._made:
            slot, code = divmod(range(len(self))[place], len(self.codes))
            self._made[place] = (self.dates[slot // 2], SESSIONS[slot % 2], self.codes[code])
        return self._made[place]


@lru_cache(maxsize=16)
def all_marks_of(dates: tuple[str, ...], codes: tuple[str, ...]) -> AllMarks:
    """Give all marks of some days and codes: the very same for all schools that have them."""
    return AllMarks(dates, codes)
