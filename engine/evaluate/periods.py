"""Weeks, half terms and terms at whose end a condition held."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import Condition, PeriodCount, WeeksInARow
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.bounds import Bounds, bounds_of, ends_ago, from_restart
from engine.evaluate.facts import truth
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State

Held = tuple[int, int, Bits, Bits, Bits]
Answer = tuple[Bits, Bits]


class Periods:
    """Keeps, for each figure that counts periods, how the periods that are over ended.

    Of one whose window does not end now it keeps how each day ended: the period then under way is asked as of that day.
    """

    def __init__(self, state: "State") -> None:
        self._state = state
        self._over: dict[str, list[Held]] = {}
        self._daily: dict[str, list[tuple[Bits, Bits, Bits]]] = {}
        for name, figure in state.plan.figures.items():
            if isinstance(figure.kind, PeriodCount | WeeksInARow):
                self._over[name] = []
                if figure.kind.span is not None and figure.kind.span.ends is not None:
                    self._daily[name] = []

    def end(self, period: str, frame: "Frame") -> None:
        """Keep what holds at the end of such a period, which is now."""
        timeline = self._state.timeline
        for name, over in self._over.items():
            kind = self._kind(name)
            if period == kind.period:
                held, doubt = self._now(frame, kind.condition)
                number = timeline.place_of[period][frame.place]
                over.append((number, timeline.days[frame.place], held, doubt, self._state.block.on_roll))

    def end_day(self, frame: "Frame") -> None:
        """Keep what holds as the day ends, where it will be asked."""
        for name, daily in self._daily.items():
            daily.append((*self._now(frame, self._kind(name).condition), self._state.block.on_roll))

    def _kind(self, name: str) -> PeriodCount | WeeksInARow:
        kind = self._state.plan.figures[name].kind
        assert isinstance(kind, PeriodCount | WeeksInARow)
        return kind

    def _now(self, frame: "Frame", condition: Condition) -> Answer:
        return truth(condition.program(frame, frame.size), frame.size)

    def _present(self, frame: "Frame", condition: Condition) -> Answer:
        """Ask as of now, of a pupil's plain figures as at the ends of the periods before.

        A ladder's restart is its own, and what is kept of the ends of periods is the pupil's, whatever row asks.
        """
        if frame.restart is None and frame.rows is None:
            return self._now(frame, condition)
        assert frame.parent is not None, "INVARIANT: what looks with a restart or at rows was made from a frame of all"
        held, unsure = self._now(frame.parent, condition)
        return (held, unsure) if frame.pupils is None else (held[frame.pupils], unsure[frame.pupils])

    def count(self, frame: "Frame", name: str, kind: PeriodCount) -> Column:
        """Count the periods with a school day in the window on whose last one, or now, the condition holds."""
        bounds = bounds_of(frame, kind.span, name)
        count = np.zeros(frame.size, dtype=np.int32)
        doubt = np.zeros(frame.size, dtype=np.int32)
        for _, inside, held, unsure in self._ended(frame, name, kind, bounds):
            count += inside & held
            doubt += inside & unsure
        valid = doubt == 0
        if bounds.there is not None:
            count = np.where(bounds.there, count, 0)
            valid = valid | ~bounds.there
        if bounds.known is not None:
            valid = valid & bounds.known
        return Column(count, None if valid.all() else valid)

    def in_a_row(self, frame: "Frame", name: str, kind: WeeksInARow) -> Column:
        """Count how many weeks up to the window's last one the condition holds in a row."""
        bounds = bounds_of(frame, kind.span, name)
        low = np.zeros(frame.size, dtype=np.int32)
        high = np.zeros(frame.size, dtype=np.int32)
        # a week that was over by a ladder's restart lies before the window
        for _, inside, held, unsure in self._ended(frame, name, kind, bounds):
            low = np.where(inside, np.where(held, low + 1, 0), low)
            high = np.where(inside, np.where(held | unsure, high + 1, 0), high)
        valid = low == high
        for known in (bounds.there, bounds.known):
            if known is not None:
                valid = valid & known
        return Column(low, None if valid.all() else valid)

    def counted(self, frame: "Frame", name: str, kind: PeriodCount | WeeksInARow) -> list[int]:
        """Give the first days, as day numbers, of the periods that hold for the first entry of a frame, in order.

        Of weeks in a row those of the run that stands; none where it is not sure of each of them.
        """
        found: list[int] = []
        for number, inside, held, unsure in self._ended(frame, name, kind, bounds_of(frame, kind.span, name)):
            if not inside[0]:
                continue
            if unsure[0]:
                return []
            if held[0]:
                found.append(self._state.timeline.starts[kind.period][number])
            elif isinstance(kind, WeeksInARow):
                found.clear()
        return found

    def _ended(
        self, frame: "Frame", name: str, kind: PeriodCount | WeeksInARow, bounds: Bounds
    ) -> Iterator[tuple[int, Bits, Bits, Bits]]:
        """Give the periods in order by number: who has a day of it in the window, for whom it held, who is unsure."""
        timeline = self._state.timeline
        pick = slice(None) if frame.pupils is None else frame.pupils
        last = frame.place - ends_ago(frame, kind.span)
        present = timeline.place_of[kind.period][last] if last >= 0 else -1
        for number, last_day, held, unsure, on_roll in self._over[name]:
            if number != present:
                inside = self._inside(bounds, timeline.starts[kind.period][number], last_day, pick)
                yield number, inside & on_roll[pick], held[pick], unsure[pick]
        if last < 0:
            return
        restart = frame.restart
        if restart is not None and name in restart.figures:
            # of the present one is left what the restart had not seen
            bounds = from_restart(bounds, bounds_of(frame, kind.span), restart, restart.unfinished)
        inside = self._inside(bounds, timeline.starts[kind.period][present], timeline.days[last], pick)
        if name in self._daily and last < frame.place:
            held, unsure, on_roll = (bits[pick] for bits in self._daily[name][last])
            yield present, inside & on_roll, held, unsure
        elif inside.any():
            yield present, inside, *self._present(frame, kind.condition)

    def _inside(self, bounds: Bounds, start: int, last_day: int, pick: "slice | Longs") -> Bits:
        """Say for whom a period has a school day, on the roll, in the window."""
        days = self._state.timeline.day_numbers
        begins = np.maximum(np.maximum(bounds.lo, start), self._state.block.enrolled[pick])
        place = np.searchsorted(days, begins)
        first = days[np.minimum(place, len(days) - 1)]
        return np.asarray((place < len(days)) & (first <= np.minimum(bounds.hi, last_day)))
