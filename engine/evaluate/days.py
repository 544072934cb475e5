"""What a day amounts to, set by set, while it goes on and when it is over; and the runs that days make."""

import numpy as np

from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.tally import Tally

NO_WAY = 10_000
"""More spells than any pupil has: the number where a day cannot have ended so."""


class DayFlags:
    """For one set: whether some session of the present day is in it, and whether a possible one is not.

    `low` takes a session of which it is not known whether it is in the set to be out of it, `high` in it. Which of
    the three is kept says what the set is wanted for: days with `some` such session, days and runs that `fail` by a
    possible session outside it, runs that are `strict`.
    """

    __slots__ = ("_fail", "_nobody", "_some", "_strict", "_wants", "unsure")

    def __init__(self, size: int, *, unsure: bool, some: bool, fail: bool, strict: bool) -> None:
        self.unsure = unsure
        self._wants = (some, fail, strict)
        self._nobody = np.zeros(size, dtype=np.bool_)
        self.open_day()

    def open_day(self) -> None:
        """Forget the day before."""
        self._some = self._fail = self._strict = (self._nobody, self._nobody)

    def take(self, inside: Bits, doubt: Bits | None, possible: Bits) -> None:
        """Take in one open session."""
        some, fail, strict = self._wants
        maybe = inside if doubt is None else inside | doubt
        if some:
            self._some = self._both(self._some, inside, maybe)
        if fail:
            # possible and not inside: of two truths the greater one
            low = possible > inside
            self._fail = self._both(self._fail, low, low if maybe is inside else possible > maybe)
        if strict:
            low = ~(inside & possible)
            self._strict = self._both(self._strict, low, low if maybe is inside else ~(maybe & possible))

    def _both(self, before: tuple[Bits, Bits], low: Bits, high: Bits) -> tuple[Bits, Bits]:
        first = low if before[0] is self._nobody else before[0] | low
        if not self.unsure:
            return first, first
        return first, before[1] | high

    @property
    def some(self) -> tuple[Bits, Bits]:
        """Who has some session of the set today: at the least, and at the most."""
        return self._some

    def whole(self, possible: Bits) -> tuple[Bits, Bits]:
        """Give who has only sessions of the set today, of those who have had a `possible` one."""
        low = possible > self._fail[0]
        return low, low if self._fail[1] is self._fail[0] else possible > self._fail[1]

    @property
    def failed(self) -> tuple[Bits, Bits]:
        """Who has had a possible session outside the set today, were the doubtful ones out, and were they in."""
        return self._fail

    @property
    def missed(self) -> tuple[Bits, Bits]:
        """Who has had a session today that is not possible or outside the set."""
        return self._strict


class DayTally:
    """A running total of days: at the least, and at the most."""

    __slots__ = ("high", "low")

    def __init__(self, days: int, size: int, *, unsure: bool) -> None:
        self.low = Tally(days, size)
        self.high = Tally(days, size) if unsure else self.low

    def take(self, place: int, low: Bits, high: Bits) -> None:
        """Take the day in."""
        self.low.step(place, low)
        if self.high is not self.low:
            self.high.step(place, high)


class Run:
    """A run per pupil: how long it is, when it began, and where that is asked how long it was before each step.

    `rows[step]` is the length before that step. `begun` is the step at which the present run began.
    """

    __slots__ = ("begun", "begun_rows", "now", "rows")

    def __init__(self, steps: int, size: int, *, past: bool, past_begun: bool) -> None:
        self.rows: Longs | None = np.zeros((steps + 1, size), dtype=np.int16) if past else None
        self.now: Longs = np.zeros(size, dtype=np.int16)
        self.begun: Longs = np.zeros(size, dtype=np.int32)
        self.begun_rows: list[Longs] | None = [self.begun.copy()] if past_begun else None

    def step(self, at: int, extends: Bits | None, breaks: Bits | None) -> None:
        """Take one step in; where neither extends nor breaks the run keeps its length."""
        if extends is not None and breaks is not None:
            self.now += extends
            self.now *= ~breaks
            fresh = ((self.now == 1) & extends).nonzero()[0]
            self.begun[fresh] = at
        if self.rows is not None:
            self.rows[at + 1] = self.now
        if self.begun_rows is not None:
            self.begun_rows.append(self.begun.copy())

    def ahead(self, extends: Bits, breaks: Bits) -> Longs:
        """Say how long it would be if the present step ended now."""
        length = self.now + extends
        length *= ~breaks
        return np.asarray(length)


class SureSpells:
    """Spells inside a period, where no day is doubtful; one that began before the period counts once inside it."""

    __slots__ = ("_count", "_inside")

    def __init__(self, size: int) -> None:
        self._count: Longs = np.zeros(size, dtype=np.int16)
        self._inside: Bits = np.zeros(size, dtype=np.bool_)

    def open_period(self) -> None:
        """Begin to count anew."""
        self._count.fill(0)
        self._inside.fill(False)

    def take(self, steps: tuple[Bits, Bits, Bits, Bits]) -> None:
        """Take a day in: whole, broken, and the same again."""
        whole, breaks, _, _ = steps
        self._count += whole > self._inside
        self._inside = (self._inside | whole) > breaks

    def range_after(self, steps: tuple[Bits, Bits, Bits, Bits]) -> tuple[Longs, Longs]:
        """Give the number if a day ended now, twice."""
        count = self._count + (steps[0] > self._inside)
        return count, count

    @property
    def range(self) -> tuple[Longs, Longs]:
        """Give the number so far, twice."""
        return self._count, self._count


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
