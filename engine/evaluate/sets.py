"""Which sessions are in which set: bits a pupil, session by session."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS
from engine.counting import FactTest, SessionSet
from engine.evaluate.arrays import Bits
from engine.evaluate.facts import take, truth
from engine.evaluate.lookup import DEPENDS, YES
from engine.expressions.columns import Column
from engine.model.facts import CATEGORIES

if TYPE_CHECKING:
    from engine.evaluate.host import State


class Sets:
    """Reads the sets of one session at a time for the pupils of a block."""

    def __init__(self, state: "State") -> None:
        self._state = state
        self._codes = state.block.register.codes
        self._tables: dict[tuple[int, str, int], npt.NDArray[np.unsignedinteger]] = {}
        self._outlines: dict[tuple[int, str, int], dict[int, npt.NDArray[np.uint8]]] = {}
        self._table: npt.NDArray[np.unsignedinteger] = np.zeros(256, dtype=np.uint64)
        self._outline: dict[int, npt.NDArray[np.uint8]] = {}
        self._packed: npt.NDArray[np.unsignedinteger] = np.zeros(0, dtype=np.uint64)
        self._bits: dict[int, tuple[Bits, Bits | None]] = {}
        self._place = self._half = -1
        self._marks = state.block.marks[0] if len(state.block.marks) else np.zeros(0, dtype=np.uint8)

    def open_session(self, place: int, half: int) -> None:
        """Move to a session: `half` 0 is AM, 1 is PM."""
        self._place, self._half = place, half
        self._marks = self._state.block.marks[2 * place + half]
        self._bits.clear()
        key = self._key()
        if key not in self._tables:
            state = self._state
            codes, values = state.codes_on(place), state.literals_on(place)
            table = state.lookup.table(codes, SESSIONS[half], values)
            # fewer bits go through the cache faster
            self._tables[key] = table.astype(_narrowest(len(state.lookup.bit_of)))
            self._outlines[key] = state.lookup.outlines(codes, SESSIONS[half], values)
        self._table, self._outline = self._tables[key], self._outlines[key]
        self._packed = self._table.take(self._marks)

    def _key(self) -> tuple[int, str, int]:
        state = self._state
        return state.codes_at(self._place), SESSIONS[self._half], state.values_epoch(self._place)

    def read(self, number: int) -> tuple[Bits, Bits | None]:
        """Give where the session is in a set, and where that is not known (None: nowhere)."""
        held = self._bits.get(number)
        if held is None:
            held = self._bits[number] = self._read(number)
        return held

    def _read(self, number: int) -> tuple[Bits, Bits | None]:
        wanted = self._state.plan.sets[number]
        on_roll = self._state.block.on_roll
        if wanted.by_code:
            mask = self._packed.dtype.type(1 << self._state.lookup.bit_of[number])
            inside = (self._packed & mask) != 0
            # a session without a mark may be in a set (`not(attended)`), one off the roll never is
            no_mark = bool(self._table[0] & mask)
            return (inside & on_roll if no_mark else inside), None
        # what the code alone says is said at once; the rest is asked of those few for whom it matters
        outline = self._outline[number].take(self._marks)
        inside = (outline == YES) & on_roll
        doubt = np.zeros_like(inside) if wanted.unsure else None
        chosen = np.flatnonzero((outline == DEPENDS) & on_roll)
        if len(chosen):
            names = SessionNames(self._state, self, wanted, pupils=chosen)
            held, unknown = truth(wanted.condition.program(names, len(chosen)), len(chosen))
            inside[chosen] = held
            if doubt is not None:
                doubt[chosen] = unknown
        return inside, doubt

    def column(self, number: int) -> Column:
        """Give a set as a column."""
        inside, doubt = self.read(number)
        return Column(inside, None if doubt is None else ~doubt)

    def field(self, name: str) -> Column:
        """Give what else a session has: its code, its date, its time of arrival."""
        state, place, half = self._state, self._place, self._half
        size = state.block.size
        if name == "code":
            return Column(self._marks.astype(np.int16), self._marks != 0, words=self._codes)
        if name == "session":
            return Column(np.asarray(half, dtype=np.int16), words=SESSIONS)
        if name == "date":
            return Column(np.asarray(state.timeline.days[place], dtype=np.int32))
        if name == "category":
            codes = state.codes_on(place)
            places = [CATEGORIES.index(codes[code].category) if code in codes else -1 for code in self._codes]
            look = np.array(places, dtype=np.int16)[self._marks]
            return Column(np.maximum(look, 0), look >= 0, words=CATEGORIES)
        arrived, minutes = state.registers.arrivals(place, half)
        if name == "arrived":
            return Column(np.maximum(arrived, 0), arrived >= 0)
        return self._minutes_late(arrived, minutes, size)

    def _minutes_late(self, arrived: npt.NDArray[np.integer], minutes: npt.NDArray[np.integer], size: int) -> Column:
        """The row's figure; else the arrival after the register opened; else not known for a late code; else 0."""
        state = self._state
        codes = state.codes_on(self._place)
        late = np.array([bool(c in codes and codes[c].used_for in {"late", "after_close"}) for c in self._codes])[
            self._marks
        ]
        opens = state.registers.opens(self._half)
        counted = (arrived >= 0) & (opens >= 0)
        worked = np.where(counted, np.maximum(arrived - opens, 0), 0)
        data = np.where(minutes >= 0, minutes, worked)
        valid = (minutes >= 0) | counted | ~late
        return Column(data.astype(np.int32), None if valid.all() else valid)


def _narrowest(bits: int) -> type[np.unsignedinteger]:
    return np.uint16 if bits <= 16 else np.uint32 if bits <= 32 else np.uint64


class SessionNames(Mapping[str, Column]):
    """What a condition over one session may name."""

    def __init__(
        self,
        state: "State",
        sets: Sets,
        wanted: SessionSet | None,
        tests: tuple[FactTest, ...] = (),
        pupils: npt.NDArray[np.integer] | None = None,
    ) -> None:
        self._state, self._sets, self._wanted = state, sets, wanted
        self._tests = {test.key: test for test in (wanted.tests if wanted else tests)}
        self._pupils = pupils

    def __getitem__(self, name: str) -> Column:
        column = self._read(name)
        # the language's own noun for school time is no column
        return column if self._pupils is None or not isinstance(column, Column) else take(column, self._pupils)

    def _read(self, name: str) -> Column:
        if name in {"code", "session", "date", "category", "arrived", "minutes_late"}:
            return self._sets.field(name)
        if name == "age":
            assert self._wanted is not None
            return Column(np.asarray(self._wanted.age, dtype=np.int32))
        if name in self._tests:
            tested: Column = self._state.covers.fact_test(self._tests[name])
            return tested
        number = self._state.plan.named_sets.get(name)
        if number is not None:
            return self._sets.column(number)
        if name in self._state.plan.covering:
            covered: Column = self._state.covers.covered(name)
            return covered
        return self._state.session_name(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
