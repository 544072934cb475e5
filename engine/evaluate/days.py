"""What a day amounts to, set by set, while it goes on and when it is over; and the runs that days make."""

import numpy as np

from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.tally import Tally

NO_WAY = 10_000
"""More spells than any pupil has: the number where a day cannot have ended so."""


class DayFlags:
    """For one set: whether some session of the present day is in it, and whether a possible one is not.

    `low` takes a session of which it is not known whether it is in the set to be out of it, `high` in it.
    """

    __slots__ = ("fail_high", "fail_low", "some_high", "some_low", "strict_high", "strict_low", "unsure")

    def __init__(self, size: int, *, unsure: bool) -> None:
        self.unsure = unsure
        nobody = np.zeros(size, dtype=np.bool_)
        self.some_low = self.some_high = self.fail_low = self.fail_high = nobody
        self.strict_low = self.strict_high = nobody

    def open_day(self) -> None:
        """Forget the day before."""
        nobody = np.zeros_like(self.some_low)
        self.some_low = self.some_high = self.fail_low = self.fail_high = nobody
        self.strict_low = self.strict_high = nobody

    def take(self, inside: Bits, doubt: Bits | None, possible: Bits) -> None:
        """Take in one open session."""
        self.some_low = self.some_low | inside
        self.fail_low = self.fail_low | (possible & ~inside)
        self.strict_low = self.strict_low | ~(inside & possible)
        if self.unsure:
            maybe = inside if doubt is None else inside | doubt
            self.some_high = self.some_high | maybe
            self.fail_high = self.fail_high | (possible & ~maybe)
            self.strict_high = self.strict_high | ~(maybe & possible)
        else:
            self.some_high, self.fail_high, self.strict_high = self.some_low, self.fail_low, self.strict_low


class DayTally:
    """Days with some session in a set, or with all possible ones in it; a row a day."""

    __slots__ = ("_flags", "_whole", "high", "low")

    def __init__(self, days: int, size: int, flags: DayFlags, *, whole: bool) -> None:
        self._flags, self._whole = flags, whole
        self.low = Tally(days, size)
        self.high = Tally(days, size) if flags.unsure else self.low

    def today(self, possible: Bits) -> tuple[Bits, Bits]:
        """Say who has such a day so far; `possible` is who has had a possible session today."""
        flags = self._flags
        if self._whole:
            return possible & ~flags.fail_low, possible & ~flags.fail_high
        return flags.some_low, flags.some_high

    def close(self, place: int, possible: Bits) -> None:
        """Take the day in."""
        low, high = self.today(possible)
        self.low.step(place, low)
        if self.high is not self.low:
            self.high.step(place, high)


class Run:
    """A run per pupil: how long it is, when it began, and how long it was before each step.

    `rows[step]` is the length before that step. `begun` is the step at which the present run began.
    """

    __slots__ = ("begun", "begun_rows", "now", "rows")

    def __init__(self, steps: int, size: int) -> None:
        self.rows: Longs = np.zeros((steps + 1, size), dtype=np.int16)
        self.now: Longs = self.rows[0]
        self.begun: Longs = np.zeros(size, dtype=np.int32)
        self.begun_rows: list[Longs] | None = None

    def keep_past(self) -> None:
        """Keep from now on, after each step, when the run of then began."""
        self.begun_rows = [self.begun.copy()]

    def step(self, at: int, extends: Bits | None, breaks: Bits | None) -> None:
        """Take one step in; where neither extends nor breaks the run keeps its length."""
        row = self.rows[at + 1]
        if extends is None or breaks is None:
            row[:] = self.rows[at]
        else:
            # few are in a run: the others' lengths stay 0, which the rows are made with
            chosen = np.flatnonzero((self.rows[at] != 0) | extends)
            length = self.rows[at][chosen] + extends[chosen]
            length[breaks[chosen]] = 0
            row[chosen] = length
            fresh = chosen[(length == 1) & extends[chosen]]
            self.begun[fresh] = at
        self.now = row
        if self.begun_rows is not None:
            self.begun_rows.append(self.begun.copy())

    def ahead(self, extends: Bits, breaks: Bits) -> Longs:
        """Say how long it would be if the present step ended now."""
        length = self.now + extends
        length[breaks] = 0
        return np.asarray(length)


class SpellCounts:
    """Spells inside a period: runs of whole days, one that began before the period counted once inside it.

    A doubtful day may lengthen a spell, begin one, or join two, so the least and the greatest number are kept for a
    day that ends inside a spell and for one that ends outside.
    """

    __slots__ = ("_inside", "_outside")

    def __init__(self, size: int) -> None:
        self._outside: tuple[Longs, Longs] = (np.zeros(size, dtype=np.int16), np.zeros(size, dtype=np.int16))
        self._inside: tuple[Longs, Longs] = (
            np.full(size, NO_WAY, dtype=np.int16),
            np.full(size, -NO_WAY, dtype=np.int16),
        )

    def open_period(self) -> None:
        """Begin to count anew."""
        self.__init__(len(self._outside[0]))  # type: ignore[misc]

    def take(self, steps: tuple[Bits, Bits, Bits, Bits]) -> None:
        """Take a day in: surely whole, broken if the doubtful is out, whole if it is in, surely broken."""
        self._inside, self._outside = self._after(steps)

    def range_after(self, steps: tuple[Bits, Bits, Bits, Bits]) -> tuple[Longs, Longs]:
        """Give the least and the greatest number if a day ended now."""
        inside, outside = self._after(steps)
        return np.minimum(inside[0], outside[0]), np.maximum(inside[1], outside[1])

    @property
    def range(self) -> tuple[Longs, Longs]:
        """Give the least and the greatest number so far."""
        return np.minimum(self._inside[0], self._outside[0]), np.maximum(self._inside[1], self._outside[1])

    def _after(self, steps: tuple[Bits, Bits, Bits, Bits]) -> tuple[tuple[Longs, Longs], tuple[Longs, Longs]]:
        whole, out_breaks, whole_if_in, breaks = steps
        can_be_whole, can_break = whole | whole_if_in, breaks | (out_breaks & ~whole)
        nothing = ~(can_be_whole | can_break)
        found_inside, found_outside = [], []
        for pick, none, inside, outside in (
            (np.minimum, NO_WAY, self._inside[0], self._outside[0]),
            (np.maximum, -NO_WAY, self._inside[1], self._outside[1]),
        ):
            met = pick(inside, outside + np.int16(1))
            found_inside.append(np.where(nothing, inside, np.where(can_be_whole, met, np.int16(none))))
            either = pick(inside, outside)
            found_outside.append(np.where(nothing, outside, np.where(can_break, either, np.int16(none))))
        return (found_inside[0], found_inside[1]), (found_outside[0], found_outside[1])
