"""The marks of some pupils of a block, all sessions at once: what is in which set, running totals, runs.

Rows are sessions, or school days; columns are pupils. A session closed by plan is nobody's. Of what may be not known
there is a low and a `high`: a session of which it is not known whether it is in a set is out of it, or in it.
"""

import sys
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.evaluate.arrays import Bits, Longs, places_of
from engine.evaluate.by_day import ByDay
from engine.evaluate.facts import truth
from engine.evaluate.grid_sessions import SessionsOfGrid
from engine.evaluate.needs import SPELL_UNIT, RunKey
from engine.evaluate.past import steps_in
from engine.evaluate.scans import run_lengths, summed
from engine.fired import Ragged

if TYPE_CHECKING:
    from engine.evaluate.host import State

_BITS, _WORD = 8, 64
"""A look-up gives eight sets at a time: what is narrow goes through the cache fast."""

_HALF_OF = {"mornings": 0, "afternoons": 1}


class Grid:
    """The pupils `first` (included) to `after` (excluded) of a block, and their columns and flags day by day."""

    def __init__(self, state: "State", first: int, after: int, columns: ByDay) -> None:
        self.state, self.first, self.after, self.columns = state, first, after, columns
        block = state.block
        self.size = after - first
        days = state.timeline.day_numbers
        self.on_roll = _on_roll(days, block.enrolled[first:after], block.left[first:after])
        marks = block.marks[:, first:after]
        # two pupils' marks are looked up as one number
        self.marks = marks if marks.strides[1] == 1 else np.ascontiguousarray(marks)
        self._open = np.asarray(block.register.calendar.open_sessions[: len(days)], dtype=np.bool_).reshape(-1)
        self._possible = state.plan.named_sets["possible"]
        self._packed: dict[int, npt.NDArray[np.uint8]] = {}
        self._sets: dict[int, tuple[Bits, Bits | None]] = {}
        self._held: dict[object, Bits] = {}
        self._totals: dict[object, Longs] = {}

    # — sessions —

    def set(self, number: int) -> tuple[Bits, Bits | None]:
        """Say which sessions are in a set, and of which that is not known (None: of none): a row a session."""
        held = self._sets.get(number)
        if held is None:
            held = self._sets[number] = self._find(number)
        return held

    def inside(self, number: int, *, high: bool = False) -> Bits:
        """Say which sessions are in a set."""
        inside, doubt = self.set(number)
        if not high or doubt is None:
            return inside
        return self._kept(("inside", number), lambda: inside | doubt)

    def _kept(self, key: object, make: Callable[[], Bits]) -> Bits:
        if key not in self._held:
            self._held[key] = make()
        return self._held[key]

    def _find(self, number: int) -> tuple[Bits, Bits | None]:
        bit = self.state.sets.bit_of(number)
        inside, wanted = self._has(bit), self.state.plan.sets[number]
        if wanted.by_code:
            return inside, None
        # what the code alone says is said at once; the rest is asked of those few for which it matters
        entries = places_of(self._has(bit + 1))
        if not len(entries):
            return inside, None
        names = SessionsOfGrid(self, wanted, entries)
        held, unknown = truth(wanted.condition.program(names, len(entries)), len(entries))
        inside.reshape(-1)[entries] = held
        if not np.count_nonzero(unknown):
            return inside, None
        doubt = np.zeros_like(inside)
        doubt.reshape(-1)[entries] = unknown
        return inside, doubt

    def _has(self, place: int) -> Bits:
        """Say which sessions have a bit set."""
        byte, bit = divmod(place, _BITS)
        if byte not in self._packed:
            self._packed[byte] = self._look_up(byte)
        mask = np.uint8(1 << bit)
        inside: Bits = (self._packed[byte] & mask) != 0
        if any(_byte(table, byte)[0] & mask for _, table in self.state.sets.tables()):
            # a session without a mark may be in a set (`not(attended)`), one off the roll never is
            inside &= np.repeat(self.on_roll, 2, axis=0)
        if not self._open.all():
            inside[~self._open] = False
        return inside

    def _look_up(self, byte: int) -> npt.NDArray[np.uint8]:
        found = np.empty(self.marks.shape, dtype=np.uint8)
        pairs = self.size - self.size % 2
        for slots, table in self.state.sets.tables():
            said = _byte(table, byte)
            two, last = self.marks[slots, :pairs], self.marks[slots, pairs:]
            found[slots, :pairs] = _of_pairs(said.tobytes()).take(two.view(np.uint16)).view(np.uint8)
            found[slots, pairs:] = said.take(last)
        return found

    def total(self, number: int, slots: Longs, *, doubtful: bool = False) -> Longs:
        """Give how many sessions of a set there are before each of some slots: a row a slot.

        `doubtful`: of those of which it is not known.
        """
        key = (number, doubtful)
        inside, doubt = self.set(number)
        bits = doubt if doubtful else inside
        assert bits is not None, "INVARIANT: asked for where something is in doubt"
        if key not in self._totals:
            self._totals[key] = summed(bits[0::2].view(np.int8) + bits[1::2].view(np.int8))
        days, halves = slots // 2, slots % 2
        total = self._totals[key]
        # the days one after the other are no copy
        found: Longs = total[days[0] : days[-1] + 1] if _in_turn(days) else total[days]
        if halves.any():
            found = found + (bits[np.minimum(slots - halves, len(bits) - 1)] & (halves == 1)[:, None])
        return found

    def between(self, number: int, first: Longs, after: Longs, pupils: Longs, *, doubtful: bool = False) -> Longs:
        """Count a set's sessions of each of some pupils from one slot to another (excluded)."""
        every = np.arange(2)
        self.total(number, every, doubtful=doubtful)
        inside, doubt = self.set(number)
        bits, total = doubt if doubtful else inside, self._totals[(number, doubtful)]
        assert bits is not None
        counted = np.zeros(len(pupils), dtype=np.int64)
        for slots, sign in ((after, 1), (first, -1)):
            odd = slots % 2
            counted += sign * total[slots // 2, pupils]
            counted += sign * (odd & bits[np.minimum(slots - odd, len(bits) - 1), pupils])
        return counted

    def sessions_of(self, number: int, pupils: Longs, first: Longs, after: Longs) -> Ragged:
        """Give, for each of some pupils, the slots of a set's sessions from `first` to `after` (excluded)."""
        inside = self.inside(number)
        return steps_in(lambda places, whose: inside[places, whose], len(inside), pupils, first, after)

    # — days —

    def day(self, number: int, *, whole: bool, seen: int, high: bool = False) -> Bits:
        """Say which days have some session of a set, or `whole`: only such possible ones; of those `seen` so far."""
        high = high and self.set(number)[1] is not None
        return self._kept(("day", number, whole, seen, high), lambda: self._day(number, whole, seen, high))

    def _day(self, number: int, whole: bool, seen: int, high: bool) -> Bits:
        if not whole:
            return _of_day(self.inside(number, high=high), seen)
        possible = self._kept(("possible", seen), lambda: _of_day(self.inside(self._possible), seen))
        return possible > self._failed(number, seen, high)

    def _failed(self, number: int, seen: int, high: bool) -> Bits:
        """Say which days have a possible session outside a set."""
        possible = self.inside(self._possible)
        key = ("failed", number, seen, high)
        return self._kept(key, lambda: _of_day(possible > self.inside(number, high=high), seen))

    def _missed(self, number: int, seen: int, high: bool) -> Bits:
        """Say which days have an open session that is not possible, or outside a set."""
        held = self.inside(number, high=high) & self.inside(self._possible)
        return _of_day(~held & self._open[:, None], seen)

    def day_total(self, number: int, *, whole: bool, high: bool = False) -> Longs:
        """Give how many such days came before each day: a row a day, and one after the last."""
        high = high and self.set(number)[1] is not None
        key = ("days", number, whole, high)
        if key not in self._totals:
            self._totals[key] = summed(self.day(number, whole=whole, seen=2, high=high))
        return self._totals[key]

    # — runs —

    def run(self, key: RunKey, *, high: bool = False) -> Longs:
        """Give how long a run is before each session or, of mornings, afternoons and days, before each day.

        It has a row more: after the last.
        """
        high = high and self.set(key[1])[1] is not None
        if (key, high) not in self._totals:
            self._totals[(key, high)] = run_lengths(*self.steps(key, 2, high=high))
        return self._totals[(key, high)]

    def begun(self, number: int) -> Longs:
        """Give on which day the present spell of a set, or the latest one, began: a row a day."""
        key = ("begun", number)
        if key not in self._totals:
            spell = (SPELL_UNIT, number, False)
            fresh = (self.run(spell)[1:] == 1) & self.steps(spell, 2, high=False)[0]
            begun = fresh * np.arange(len(fresh), dtype=np.int16)[:, None]
            for before, now in pairwise(begun):
                np.maximum(before, now, out=now)
            self._totals[key] = begun
        return self._totals[key]

    def spells(self, number: int, starts: Bits) -> Longs:
        """Give how many spells of a set there are in the present period: a row a day, as of its end.

        `starts` says which days begin a period; a spell that began before it counts once inside it.
        """
        key = ("spells", number, starts.tobytes())
        if key not in self._totals:
            whole, breaks = self.steps((SPELL_UNIT, number, False), 2, high=False)
            count, inside = np.zeros(self.size, np.int16), np.zeros(self.size, np.bool_)
            found = np.zeros(whole.shape, np.int16)
            for row, anew, more, over in zip(found, starts.tolist(), whole, breaks, strict=True):
                if anew:
                    count, inside = np.zeros_like(count), np.zeros_like(inside)
                count += more > inside
                inside = (inside | more) > over
                row[:] = count
            self._totals[key] = found
        return self._totals[key]

    def steps(self, key: RunKey, seen: int, *, high: bool) -> tuple[Bits, Bits]:
        """Say what extends and what breaks a run; days as they stand after so many of their sessions."""
        unit, number, strict = key
        if unit == SPELL_UNIT:
            if strict:
                missed = self._missed(number, seen, high)
                return self.on_roll & ~missed, self.on_roll & missed
            return self.day(number, whole=True, seen=seen, high=high), self._failed(number, seen, high)
        possible, inside = self.inside(self._possible), self.inside(number, high=high)
        extends = possible & inside
        if strict:
            breaks = np.repeat(self.on_roll, 2, axis=0) & ~extends
            breaks &= self._open[:, None]
        else:
            breaks = possible > inside
        if unit in _HALF_OF:
            half = _HALF_OF[unit]
            return extends[half::2], breaks[half::2]
        return extends, breaks


def _of_day(sessions: Bits, seen: int) -> Bits:
    return sessions[0::2] if seen == 1 else sessions[0::2] | sessions[1::2]


def _on_roll(days: Longs, enrolled: Longs, left: Longs) -> Bits:
    found = np.ones((len(days), len(enrolled)), dtype=np.bool_)
    # most are there all the time
    for pupil in np.flatnonzero((enrolled > days[0]) | (left < days[-1])):
        found[:, pupil] = (enrolled[pupil] <= days) & (days <= left[pupil])
    return found


def _in_turn(days: Longs) -> bool:
    return bool(len(days)) and days[-1] - days[0] == len(days) - 1 and bool((np.diff(days) == 1).all())


@lru_cache(maxsize=64)
def _of_pairs(said: bytes) -> npt.NDArray[np.uint16]:
    """Give a look-up of two marks that lie beside each other out of that of one."""
    table = np.frombuffer(said, dtype=np.uint8)
    pairs = np.empty((len(table), len(table), 2), dtype=np.uint8)
    first, second = (1, 0) if sys.byteorder == "little" else (0, 1)
    pairs[..., 0] = table[np.indices(pairs.shape[:2])[first]]
    pairs[..., 1] = table[np.indices(pairs.shape[:2])[second]]
    return pairs.reshape(-1, 2).view(np.uint16).reshape(-1)


def _byte(words: list[npt.NDArray[np.unsignedinteger]], byte: int) -> npt.NDArray[np.uint8]:
    """Give one byte of a look-up's words, for each code."""
    word, shift = divmod(_BITS * byte, _WORD)
    return (words[word] >> words[word].dtype.type(shift)).astype(np.uint8)
