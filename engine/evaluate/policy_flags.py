"""Flags that the policy sets: what begins them, how long they last, and what ends them."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.calendar import day_number
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.asking import holds
from engine.evaluate.facts import FROM, dates_of, ends_of
from engine.evaluate.flags import NO_END
from engine.evaluate.force import days_in_force, in_force, rows_in_force
from engine.evaluate.times import later
from engine.model.amounts import Amount
from engine.plan import PlannedFlag

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State
    from engine.evaluate.recording import Recorder


REST_OF_TERM = "rest of term"


class PolicyFlags:
    """Begins and ends a policy's flags after the review points that say so."""

    def __init__(self, state: "State", recorder: "Recorder") -> None:
        self._state = state
        self._mine = [flag for flag in state.plan.flags.values() if flag.by_policy]
        size = state.block.size
        self._true = {flag.name: np.zeros(size, dtype=np.bool_) for flag in self._mine}
        self._rows: dict[str, tuple[Longs, Longs, Longs, npt.NDArray[np.bool_]]] = {}
        for flag in self._mine:
            if flag.starts_table is not None and state.table(flag.starts_table).present:
                table = state.table(flag.starts_table)
                block = state.block
                rows = np.flatnonzero((table.pupil >= block.first) & (table.pupil < block.after))
                by = state.plan.row_dates.get(flag.starts_table)
                there = rows_in_force(state.plan, flag.starts_table, dates_of(table, by)[rows])
                rows = rows if there is None else rows[there]
                dates = dates_of(table, by)[rows]
                ends = ends_of(table, dates_of(table, by))[rows] if by == FROM else np.full(len(rows), NO_END)
                seen = np.zeros(len(rows), dtype=np.bool_)
                self._rows[flag.name] = (table.pupil[rows] - block.first, dates, ends, seen)
        recorder.on_acting.append(self._acted)

    def new_year(self) -> None:
        """End what the end of an academic year ends: a condition that begins anew with it may begin a flag again."""
        for flag in self._mine:
            if flag.starts_when is not None and not flag.starts_when.rolling:
                self._true[flag.name] = np.zeros_like(self._true[flag.name])

    def _acted(self, rule: str, frame: "Frame", pupils: Longs) -> None:
        for flag in self._mine:
            if flag.starts_rule == rule:
                self._begin(flag, pupils, frame)

    def look(self, frame: "Frame") -> None:
        """At the day's review point: end what its `until` ends, begin what its condition or a row begins."""
        on_roll = self._state.block.on_roll
        today = self._state.timeline.days[frame.place]
        for flag in self._mine:
            if flag.until is not None:
                standing = self._state.flags.states[flag.name].by_policy & on_roll
                if standing.any():
                    self._state.flags.stop(flag.name, holds(frame, flag.until, standing))
            if flag.starts_when is not None:
                there = in_force(flag.in_force, self._state.timeline.dates[frame.place])
                # what holds already when the flag comes into force begins it then
                now = holds(frame, flag.starts_when, on_roll) if there else np.zeros_like(on_roll)
                fresh = now & ~self._true[flag.name]
                self._true[flag.name] = now
                if fresh.any():
                    self._begin(flag, fresh, frame)
            if flag.name in self._rows:
                pupils, dates, ends, seen = self._rows[flag.name]
                dated = ~seen & (dates <= today) & on_roll[pupils]
                if dated.any():
                    seen[dated] = True
                    # one that is over before this review point is not seen here
                    fresh_rows = dated & (ends >= today)
                    self._begin(flag, pupils[fresh_rows], frame)

    def _begin(self, flag: PlannedFlag, pupils: "Bits | Longs", frame: "Frame") -> None:
        """Begin a flag that is in force; it stands until its last day in force at the latest."""
        if in_force(flag.in_force, self._state.timeline.dates[frame.place]):
            last = min(self._last_day(flag, frame), days_in_force(flag.in_force)[1])
            self._state.flags.begin(flag.name, pupils, last)

    def _last_day(self, flag: PlannedFlag, frame: "Frame") -> int:
        """Give the last day of a flag that begins after this review point."""
        timeline, lasts = self._state.timeline, flag.lasts
        if lasts is None:
            return NO_END
        if isinstance(lasts, str):
            return self._term_end(frame.place, further=0 if lasts == REST_OF_TERM else 1)
        amount = lasts if isinstance(lasts, Amount) else self._state.amounts()[lasts.name]
        return later(timeline, timeline.dates[frame.place], amount)

    def _term_end(self, place: int, further: int) -> int:
        """Give the last day of the present term, or of one so many further on."""
        terms = self._state.timeline.calendar.stretches("term")
        number = self._state.timeline.place_of["term"][place] + further
        return day_number(terms[number].end) if number < len(terms) else NO_END
