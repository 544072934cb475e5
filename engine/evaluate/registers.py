"""Whose register opens and closes when, and who came when."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.evaluate.facts import truth
from engine.expressions.columns import Column
from engine.plan import PlannedEntry

if TYPE_CHECKING:
    from engine.evaluate.host import State


_NEVER = 24 * 60


class Registers:
    """Reads the registers of the present day for the pupils of a block."""

    def __init__(self, state: "State") -> None:
        self._state = state
        self._entries: tuple[tuple[PlannedEntry, ...], ...] = (state.plan.am, state.plan.pm)
        self._fixed = [all(e.for_ is None and e.entry.in_force is None for e in half) for half in self._entries]
        self._times: dict[int, tuple[npt.NDArray[np.integer], npt.NDArray[np.integer]]] = {}

    def opens(self, half: int) -> npt.NDArray[np.integer]:
        """Give when each pupil's own register opens, in minutes of the day; -1 where no entry is the pupil's."""
        return self._of_today(half)[0]

    def closes(self, half: int) -> npt.NDArray[np.integer]:
        """Give when it closes: where no entry is the pupil's, with the day."""
        return self._of_today(half)[1]

    def _of_today(self, half: int) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.integer]]:
        entries = self._entries[half]
        if self._fixed[half] and half in self._times:
            return self._times[half]
        mine = self.entries_of(half)
        opens = np.array([*(entry.opens for entry in entries), -1], np.int64)
        closes = np.array([*(entry.closes for entry in entries), _NEVER], np.int64)
        self._times[half] = (opens[mine], closes[mine])
        return self._times[half]

    def entries_of(self, half: int) -> npt.NDArray[np.integer]:
        """Give which entry of the register is each pupil's today, as a place in the plan's; -1 where none is."""
        size = self._state.block.size
        found = np.full(size, -1, np.int64)
        day = self._state.timeline.dates[self._state.place]
        for number, entry in enumerate(self._entries[half]):
            force = entry.entry.in_force
            if force and ((force.from_ and day < force.from_) or (force.until and day >= force.until)):
                continue
            mine = found < 0
            if entry.for_ is not None:
                mine &= truth(entry.for_.program(RegisterNames(self._state), size), size)[0]
            found[mine] = number
        return found

    def arrivals(self, place: int, half: int) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.integer]]:
        """Give each pupil's time of arrival and minutes late in a session; -1 where not given."""
        found, slot = self._state.block.register.arrivals, 2 * place + half
        rows = slice(int(np.searchsorted(found.slot, slot)), int(np.searchsorted(found.slot, slot, side="right")))
        pupils = found.pupil[rows] - self._state.block.first
        mine = (pupils >= 0) & (pupils < self._state.block.size)
        arrived = np.full(self._state.block.size, -1, np.int16)
        minutes = np.full(self._state.block.size, -1, np.int16)
        arrived[pupils[mine]] = found.arrived[rows][mine]
        minutes[pupils[mine]] = found.minutes_late[rows][mine]
        return arrived, minutes


class RegisterNames(Mapping[str, Column]):
    """What a register's `for` may name."""

    def __init__(self, state: "State") -> None:
        self._state = state

    def __getitem__(self, name: str) -> Column:
        return self._state.session_name(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
