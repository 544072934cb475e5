"""Flags while the days go by: set by a person's rows, or begun and ended by the policy."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.counting import FactRows
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.facts import FactTrack, ends_of
from engine.evaluate.force import days_in_force, in_force
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.plan import PlannedFlag
from engine.register import FactTable

if TYPE_CHECKING:
    from engine.evaluate.host import State


Stood = tuple[npt.NDArray[np.integer], npt.NDArray[np.integer], Longs, Longs, Bits]
"""How a flag's stretches stood: first slot, slot after the last, first day, last day, and whether it was on."""

NO_END = 2**31 - 1


class FlagState:
    """One flag: on by policy or by row, and its present or latest stretch in slots and day numbers."""

    __slots__ = ("after_slot", "by_policy", "by_row", "ends", "first_day", "first_slot", "known", "last_day",
                 "on", "past", "starting", "stopping", "track")  # fmt: skip

    def __init__(self, size: int, track: FactTrack | None, *, known: bool) -> None:
        nobody = np.zeros(size, dtype=np.bool_)
        self.by_policy = self.by_row = self.on = self.starting = self.stopping = nobody
        self.ends = np.full(size, NO_END, dtype=np.int64)
        self.first_slot = np.full(size, -1, dtype=np.int32)
        self.after_slot = np.full(size, -1, dtype=np.int32)
        self.first_day = np.zeros(size, dtype=np.int64)
        self.last_day = np.zeros(size, dtype=np.int64)
        self.track, self.known = track, known
        self.past: list[Stood] = []


class Flags:
    """All flags of a block."""

    def __init__(self, state: "State") -> None:
        self._state = state
        size = state.block.size
        table = state.block.register.tables.get("flags")
        self.states: dict[str, FlagState] = {}
        for name, flag in state.plan.flags.items():
            track = None
            if table is not None and table.present:
                track = _rows_of(state, table, flag)
            # what the policy sets is known without a file; what only a person sets is not
            self.states[name] = FlagState(size, track, known=track is not None or flag.by_policy)
        self._day = 0
        self._moving = [
            (name, held)
            for name, held in self.states.items()
            if state.plan.flags[name].by_policy
            or (name in state.plan.stretches and held.track is not None and len(held.track.rows))
        ]

    def open_day(self, place: int) -> None:
        """Look which rows cover a day, of the flags whose stretches are kept; of the others when they are asked for."""
        self._day = self._state.timeline.days[place]
        for _, held in self._moving:
            self._look_at_rows(held)

    def _look_at_rows(self, held: FlagState) -> None:
        if held.track is not None and len(held.track.rows) and held.track.changes(self._day):
            counts, _ = held.track.shared(self._day, self._day + 1, None, None)
            held.by_row = counts > 0

    def open_session(self, place: int, half: int) -> None:
        """Let begin what a review point before this open session began, and end what it ended."""
        day, slot = self._state.timeline.days[place], 2 * place + half
        is_first = half == 0 or not self._state.block.register.calendar.open_sessions[place, 0]
        for name, held in self._moving:
            if self._state.plan.flags[name].by_policy:
                held.by_policy = (held.by_policy & ~held.stopping) | held.starting
                held.by_policy = held.by_policy & (held.ends >= day)
                held.starting = held.stopping = np.zeros_like(held.starting)
            # no window reaches before `enrolled_on`: a stretch that was over by then is none of the pupil's
            now = (held.by_policy | held.by_row) & self._state.block.on_roll
            if now.any() or held.on.any():
                fresh = now & ~held.on
                held.first_slot = np.where(fresh, slot, held.first_slot).astype(np.int32)
                held.first_day = np.where(fresh, day, held.first_day)
                over = held.on & ~now
                # a morning closed by plan is no session of what stood before it
                held.after_slot = np.where(over, slot - half * is_first, held.after_slot).astype(np.int32)
                held.last_day = np.where(over, self._state.timeline.days[place - is_first], held.last_day)
                held.on = now

    def close_day(self, kept: set[str]) -> None:
        """Keep how some flags' stretches stand at the end of a day."""
        for name in kept & self.states.keys():
            held = self.states[name]
            held.past.append((held.first_slot, held.after_slot, held.first_day, held.last_day, held.on))

    def column(self, name: str) -> Column:
        """Say for whom a flag stands at the present session."""
        held, flag = self.states[name], self._state.plan.flags[name]
        self._look_at_rows(held)
        by_policy = flag.by_policy
        if not in_force(flag.in_force, self._state.timeline.dates[self._state.place]):
            return Column(np.zeros(len(held.on), dtype=np.bool_))
        on = held.by_policy | held.by_row if by_policy else held.by_row
        return Column(on, None if held.known else np.zeros(len(on), dtype=np.bool_))

    def begin(self, name: str, pupils: "Bits | npt.NDArray[np.integer]", last_day: int) -> None:
        """Begin a flag with the next session, to last until a day (included); one that stands lasts anew."""
        held = self.states[name]
        held.starting = held.starting.copy()
        held.starting[pupils] = True
        held.ends[pupils] = last_day

    def stop(self, name: str, pupils: Bits) -> None:
        """End a flag after the present session."""
        held = self.states[name]
        held.stopping = held.stopping | (pupils & held.by_policy)


def _rows_of(state: "State", table: FactTable, flag: PlannedFlag) -> FactTrack:
    words = table.columns["flag"].words or ()
    number = words.index(flag.called) if flag.called in words else -1
    mine = table.columns["flag"].data == number
    columns = dict(table.columns)
    if flag.in_force is not None:
        # a row stands on those of its days that are in force
        first, last = days_in_force(flag.in_force)
        begins = np.maximum(columns["from"].data.astype(np.int64), first)
        ends = np.minimum(ends_of(table, begins, open_ended=True), last)
        columns |= {"from": Column(begins, columns["from"].valid), "to": Column(ends)}
        mine &= begins <= ends
    columns = {name: take(column, np.flatnonzero(mine)) for name, column in columns.items()}
    chosen = FactTable(table.name, table.present, table.pupil[mine], columns, table.file)
    rows = FactRows(table.name, (), None, "from")
    return FactTrack(state.block, rows, chosen, state.constant, spread=True, clamp=False, open_ended=True)
