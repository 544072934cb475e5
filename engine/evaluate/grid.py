"""The marks of some pupils of a block, all sessions at once: what is in which set, running totals, runs.

Rows are sessions, or school days; columns are pupils. A session closed by plan is nobody's. Of what may be not known
there is a low and a `high`: a session of which it is not known whether it is in a set is out of it, or in it.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.evaluate.arrays import Bits, Longs, places_of
from engine.evaluate.by_day import ByDay
from engine.evaluate.facts import truth
from engine.evaluate.grid_codes import CodeBytes, GridCodes
from engine.evaluate.grid_sessions import SessionsOfGrid
from engine.evaluate.needs import SPELL_UNIT, RunKey
from engine.evaluate.past import steps_in
from engine.evaluate.scans import run_lengths, summed
from engine.fired import Ragged

if TYPE_CHECKING:
    from engine.evaluate.host import State

_HALF_OF = {"mornings": 0, "afternoons": 1}


class Grid:
    """The pupils `first` (included) to `after` (excluded) of a block, and their columns and flags day by day."""

    def __init__(self, state: "State", first: int, after: int, columns: ByDay, codes: CodeBytes) -> None:
        self.state, self.first, self.after, self.columns = state, first, after, columns
        block = state.block
        self.size = after - first
        days = state.timeline.day_numbers
        self.on_roll = _on_roll(days, block.enrolled[first:after], block.left[first:after])
        marks = block.marks[:, first:after]
        self.marks = marks if marks.strides[1] == 1 else np.ascontiguousarray(marks)
        self._open = np.asarray(block.register.calendar.open_sessions[: len(days)], dtype=np.bool_).reshape(-1)
        self._codes = GridCodes(codes, self.marks, self.on_roll, self._open)
        self._one_of = codes.one_of
        self._possible = state.plan.named_sets["possible"]
        self._sets: dict[int, tuple[Bits, Bits | None]] = {}
        self._held: dict[object, Bits] = {}
        self._totals: dict[object, Longs] = {}

    # — sessions —

    def set(self, number: int) -> tuple[Bits, Bits | None]:
        """Say which sessions are in a set, and of which that is not known (None: of none): a row a session."""
        if self._by_code(number):
            # sooner told again than kept
            return self._codes.has(self.state.sets.bit_of(number)), None
        held = self._sets.get(number)
        if held is None:
            held = self._sets[number] = self._find(number)
        return held

    def doubtful(self, number: int) -> bool:
        """Whether of some session it is not known whether it is in a set."""
        return not self._by_code(number) and self.set(number)[1] is not None

    def inside(self, number: int, *, high: bool = False) -> Bits:
        """Say which sessions are in a set."""
        inside, doubt = self.set(number)
        if not high or doubt is None:
            return inside
        return self._kept(("inside", number), lambda: inside | doubt)

    def at(self, number: int, slots: Longs, pupils: Longs, *, doubtful: bool = False) -> Bits:
        """Say which of some sessions of some pupils are in a set; `doubtful`: of which that is not known."""
        if self._by_code(number):
            return self._codes.has_at(self.state.sets.bit_of(number), slots, pupils)
        bits = self.set(number)[1 if doubtful else 0]
        assert bits is not None, "INVARIANT: asked for where something is in doubt"
        return np.asarray(bits[slots, pupils])

    def _by_code(self, number: int) -> bool:
        return self.state.plan.sets[number].by_code

    def _kept(self, key: object, make: Callable[[], Bits]) -> Bits:
        if key not in self._held:
            self._held[key] = make()
        return self._held[key]

    def _find(self, number: int) -> tuple[Bits, Bits | None]:
        bit = self.state.sets.bit_of(number)
        inside, wanted = self._codes.has(bit), self.state.plan.sets[number]
        # what the code alone says is said at once; the rest is asked of those few for which it matters
        entries = places_of(self._codes.has(bit + 1))
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

    def total(self, number: int, slots: Longs, *, doubtful: bool = False) -> Longs:
        """Give how many sessions of a set there are before each of some slots: a row a slot.

        `doubtful`: of those of which it is not known.
        """
        total = self._total(number, doubtful)
        days, halves = slots // 2, slots % 2
        # the days one after the other are no copy
        found = np.asarray(total[days[0] : days[-1] + 1] if _in_turn(days) else total[days])
        if halves.any():
            odd = np.flatnonzero(halves)
            found = found.copy()
            found[odd] += self._row(number, slots[odd] - 1, doubtful)
        return found

    def _total(self, number: int, doubtful: bool) -> Longs:
        key = (self._one_of[number], doubtful)
        if key not in self._totals:
            bits = self.set(number)[1 if doubtful else 0]
            assert bits is not None, "INVARIANT: asked for where something is in doubt"
            self._totals[key] = summed(bits[0::2].view(np.int8) + bits[1::2].view(np.int8))
        return self._totals[key]

    def _row(self, number: int, slots: Longs, doubtful: bool) -> Bits:
        if self._by_code(number):
            return self._codes.has(self.state.sets.bit_of(number), slots)
        bits = self.set(number)[1 if doubtful else 0]
        assert bits is not None, "INVARIANT: asked for where something is in doubt"
        return np.asarray(bits[slots])

    def between(self, number: int, first: Longs, after: Longs, pupils: Longs, *, doubtful: bool = False) -> Longs:
        """Count a set's sessions of each of some pupils from one slot to another (excluded)."""
        total = self._total(number, doubtful)
        counted = total[after >> 1, pupils] - total[first >> 1, pupils]
        for slots, add in ((after, np.add), (first, np.subtract)):
            odd = (slots & 1).nonzero()[0]
            if len(odd):
                counted[odd] = add(counted[odd], self.at(number, slots[odd] - 1, pupils[odd], doubtful=doubtful))
        return np.asarray(counted)

    def sessions_of(self, number: int, pupils: Longs, first: Longs, after: Longs) -> Ragged:
        """Give, for each of some pupils, the slots of a set's sessions from `first` to `after` (excluded)."""
        inside = self.inside(number)
        return steps_in(lambda places, whose: inside[places, whose], len(inside), pupils, first, after)

    # — days —

    def day(self, number: int, *, whole: bool, seen: int, high: bool = False) -> Bits:
        """Say which days have some session of a set, or `whole`: only such possible ones; of those `seen` so far."""
        high = high and self.doubtful(number)
        return self._kept(
            ("day", self._one_of[number], whole, seen, high), lambda: self._day(number, whole, seen, high)
        )

    def _day(self, number: int, whole: bool, seen: int, high: bool) -> Bits:
        if not whole:
            return self._some(number, seen, high)
        possible = self._kept(("possible", seen), lambda: self._some(self._possible, seen, high=False))
        return possible > self._failed(number, seen, high)

    def _some(self, number: int, seen: int, high: bool) -> Bits:
        if seen > 1 and self._by_code(number):
            return self._codes.has_of_day(self.state.sets.bit_of(number))
        return _of_day(self.inside(number, high=high), seen)

    def _failed(self, number: int, seen: int, high: bool) -> Bits:
        """Say which days have a possible session outside a set."""
        return self._kept(
            ("failed", self._one_of[number], seen, high), lambda: _of_day(self._fails(number, high), seen)
        )

    def _fails(self, number: int, high: bool) -> Bits:
        if self._by_code(number) and self._by_code(self._possible):
            return self._codes.has_without(self.state.sets.bit_of(self._possible), self.state.sets.bit_of(number))
        return self.inside(self._possible) > self.inside(number, high=high)

    def _missed(self, number: int, seen: int, high: bool) -> Bits:
        """Say which days have an open session that is not possible, or outside a set."""
        held = self.inside(number, high=high) & self.inside(self._possible)
        return _of_day(~held & self._open[:, None], seen)

    def day_total(self, number: int, *, whole: bool, high: bool = False) -> Longs:
        """Give how many such days came before each day: a row a day, and one after the last."""
        high = high and self.doubtful(number)
        key = ("days", self._one_of[number], whole, high)
        if key not in self._totals:
            self._totals[key] = summed(self.day(number, whole=whole, seen=2, high=high))
        return self._totals[key]

    # — runs —

    def run(self, key: RunKey, *, high: bool = False) -> Longs:
        """Give how long a run is before each session or, of mornings, afternoons and days, before each day.

        It has a row more: after the last.
        """
        high = high and self.doubtful(key[1])
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
    some = np.flatnonzero((enrolled > days[0]) | (left < days[-1]))
    found[:, some] = (enrolled[some] <= days[:, None]) & (days[:, None] <= left[some])
    return found


def _in_turn(days: Longs) -> bool:
    return bool(len(days)) and days[-1] - days[0] == len(days) - 1 and bool((np.diff(days) == 1).all())
