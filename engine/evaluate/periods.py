"""Weeks, half terms and terms at whose end a condition held."""

from typing import TYPE_CHECKING

import numpy as np

from engine.counting import Condition, PeriodCount, WeeksInARow
from engine.evaluate.arrays import Bits
from engine.evaluate.bounds import bounds_of
from engine.evaluate.facts import truth
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State

Held = tuple[int, int, Bits, Bits, Bits]


class Periods:
    """Keeps, for each figure that counts periods, how the periods that are over ended."""

    def __init__(self, state: "State") -> None:
        self._state = state
        self._over: dict[str, list[Held]] = {
            name: []
            for name, figure in state.plan.figures.items()
            if isinstance(figure.kind, PeriodCount | WeeksInARow)
        }

    def end(self, period: str, frame: "Frame") -> None:
        """Keep what holds at the end of such a period, which is now."""
        timeline = self._state.timeline
        for name, over in self._over.items():
            kind = self._state.plan.figures[name].kind
            assert isinstance(kind, PeriodCount | WeeksInARow)
            if period == (kind.period if isinstance(kind, PeriodCount) else "week"):
                held, doubt = self._now(frame, kind.condition)
                number = timeline.place_of[period][frame.place]
                over.append((number, timeline.days[frame.place], held, doubt, self._state.block.on_roll))

    def _now(self, frame: "Frame", condition: Condition) -> tuple[Bits, Bits]:
        return truth(condition.program(frame, frame.size), frame.size)

    def _present(self, frame: "Frame", condition: Condition) -> tuple[Bits, Bits]:
        """Ask as of now, of plain figures as at the ends of the periods before: a ladder's restart is its own."""
        if frame.restart is None:
            return self._now(frame, condition)
        assert frame.parent is not None, "INVARIANT: what looks with a restart was made from a frame of all"
        held, unsure = self._now(frame.parent, condition)
        return (held, unsure) if frame.pupils is None else (held[frame.pupils], unsure[frame.pupils])

    def count(self, frame: "Frame", name: str, kind: PeriodCount) -> Column:
        """Count the periods with a school day in the window on whose last one, or now, the condition holds."""
        bounds = bounds_of(frame, kind.span, name)
        timeline = self._state.timeline
        present = timeline.place_of[kind.period][frame.place]
        count = np.zeros(frame.size, dtype=np.int32)
        doubt = np.zeros(frame.size, dtype=np.int32)
        for number, last_day, held, unsure, on_roll in self._over[name]:
            if number == present:
                continue
            inside = (last_day >= np.asarray(bounds.lo)) & (
                timeline.starts[kind.period][number] <= np.asarray(bounds.hi)
            )
            pick = slice(None) if frame.pupils is None else frame.pupils
            count += inside & (held & on_roll)[pick]
            doubt += inside & (unsure & on_roll)[pick]
        if bounds.to_now or np.ndim(bounds.hi) or int(bounds.hi) >= timeline.starts[kind.period][present]:
            held, unsure = self._present(frame, kind.condition)
            count += held
            doubt += unsure
        valid = doubt == 0
        if bounds.there is not None:
            count = np.where(bounds.there, count, 0)
            valid = valid | ~bounds.there
        if bounds.known is not None:
            valid = valid & bounds.known
        return Column(count, None if valid.all() else valid)

    def in_a_row(self, frame: "Frame", name: str, kind: WeeksInARow) -> Column:
        """Count how many weeks up to the present one the condition holds in a row."""
        present = self._state.timeline.place_of["week"][frame.place]
        low = np.zeros(frame.size, dtype=np.int32)
        high = np.zeros(frame.size, dtype=np.int32)
        pick = slice(None) if frame.pupils is None else frame.pupils
        restart = frame.restart if frame.restart is not None and name in frame.restart.figures else None
        for number, last_day, held, unsure, on_roll in self._over[name]:
            if number != present:
                rolled, yes, maybe = on_roll[pick], held[pick], (held | unsure)[pick]
                if restart is not None:
                    # a week that was over by the restart is none, and breaks what stood before it
                    after = restart.day <= last_day
                    rolled, yes, maybe = rolled | ~after, yes & after, maybe & after
                low = np.where(rolled & yes, low + 1, np.where(rolled, 0, low))
                high = np.where(rolled & maybe, high + 1, np.where(rolled, 0, high))
        held, unsure = self._present(frame, kind.condition)
        low = np.where(held, low + 1, 0)
        high = np.where(held | unsure, high + 1, 0)
        same = low == high
        return Column(low, None if same.all() else same)
