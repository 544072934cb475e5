"""Which sessions are in which set: bits a pupil, session by session."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS
from engine.counting import FactTest, SessionSet
from engine.evaluate.arrays import Bits
from engine.evaluate.facts import truth
from engine.evaluate.lookup import DEPENDS, YES
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.model.facts import CATEGORIES

if TYPE_CHECKING:
    from engine.evaluate.host import State


Words = npt.NDArray[np.unsignedinteger]
_WORD = 64


class Sets:
    """Reads the sets of one session at a time for the pupils of a block."""

    def __init__(self, state: "State") -> None:
        self._state = state
        self._codes = state.block.register.codes
        self._tables: dict[tuple[int, str, int], list[Words]] = {}
        self._table: list[Words] = []
        self._all: list[tuple[slice | npt.NDArray[np.integer], list[Words]]] = []
        others = [each.number for each in state.plan.sets if not each.by_code]
        codes = len(state.lookup.bit_of)
        # of a set that a code alone does not decide: where it says yes, and where it depends
        self._bits_of = state.lookup.bit_of | {number: codes + 2 * at for at, number in enumerate(others)}
        count = codes + 2 * len(others)
        # fewer bits go through the cache faster
        self._kinds = [_narrowest(min(count - first, _WORD)) for first in range(0, count, _WORD)]
        self._packed: list[Words] = []
        self._bits: dict[int, tuple[Bits, Bits | None]] = {}
        self._place = self.half = -1
        self._marks = state.block.marks[0] if len(state.block.marks) else np.zeros(0, dtype=np.uint8)

    def open_session(self, place: int, half: int) -> None:
        """Move to a session: `half` 0 is AM, 1 is PM."""
        self._place, self.half = place, half
        self._marks = self._state.block.marks[2 * place + half]
        self._bits.clear()
        key = self._key_of(place, half)
        if key not in self._tables:
            self._tables[key] = self._table_of(place, half)
        self._table = self._tables[key]
        self._packed.clear()

    def bit_of(self, number: int) -> int:
        """Give the place of a set's bit among those of all words."""
        return self._bits_of[number]

    def tables(self) -> list[tuple[slice | npt.NDArray[np.integer], list[Words]]]:
        """Give the look-ups of all sessions, each with the sessions that it is for."""
        if not self._all:
            slots: dict[tuple[int, str, int], list[int]] = {}
            for place in range(len(self._state.timeline.days)):
                codes, _, epoch = self._key_of(place, 0)
                for half, session in enumerate(SESSIONS):
                    slots.setdefault((codes, session, epoch), []).append(2 * place + half)
            for key, mine in slots.items():
                if key not in self._tables:
                    self._tables[key] = self._table_of(*divmod(mine[0], 2))
                whole = mine == list(range(mine[0], mine[-1] + 1, 2))
                self._all.append((slice(mine[0], mine[-1] + 1, 2) if whole else np.array(mine), self._tables[key]))
        return self._all

    def _table_of(self, place: int, half: int) -> list[Words]:
        state = self._state
        codes, values = state.codes_on(place), state.literals_on(place)
        tables = [np.zeros(256, dtype=np.uint64) for _ in self._kinds]
        if state.lookup.bit_of:
            tables[0] |= state.lookup.table(codes, SESSIONS[half], values)
        for number, outline in state.lookup.outlines(codes, SESSIONS[half], values).items():
            for bit, said in ((self._bits_of[number], YES), (self._bits_of[number] + 1, DEPENDS)):
                tables[bit // _WORD] |= (outline == said).astype(np.uint64) << np.uint64(bit % _WORD)
        return [table.astype(kind) for table, kind in zip(tables, self._kinds, strict=True)]

    def _has(self, bit: int) -> Bits:
        """Say for whom a bit of the present session is set; off the roll is nobody's session."""
        word = bit // _WORD
        if not self._packed:
            self._packed = [table.take(self._marks) for table in self._table]
        mask = self._kinds[word](1 << bit % _WORD)
        inside: Bits = (self._packed[word] & mask) != 0
        # a session without a mark may be in a set (`not(attended)`), one off the roll never is
        return inside & self._state.block.on_roll if self._table[word][0] & mask else inside

    def _key_of(self, place: int, half: int) -> tuple[int, str, int]:
        state = self._state
        return state.codes_at(place), SESSIONS[half], state.values.epoch(place)

    def read(self, number: int) -> tuple[Bits, Bits | None]:
        """Give where the session is in a set, and where that is not known (None: nowhere)."""
        held = self._bits.get(number)
        if held is None:
            held = self._bits[number] = self._read(number)
        return held

    def _read(self, number: int) -> tuple[Bits, Bits | None]:
        wanted = self._state.plan.sets[number]
        bit = self._bits_of[number]
        inside = self._has(bit)
        if wanted.by_code:
            return inside, None
        # what the code alone says is said at once; the rest is asked of those few for whom it matters
        doubt = np.zeros_like(inside) if wanted.unsure else None
        chosen = (self._has(bit + 1)).nonzero()[0]
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
        state, place, half = self._state, self._place, self.half
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
        return self._minutes_late(arrived, minutes)

    def _minutes_late(self, arrived: npt.NDArray[np.integer], minutes: npt.NDArray[np.integer]) -> Column:
        """The row's figure; else the arrival after the register opened; else not known for a late code; else 0."""
        state = self._state
        codes = state.codes_on(self._place)
        late = np.array([bool(c in codes and codes[c].used_for in {"late", "after_close"}) for c in self._codes])[
            self._marks
        ]
        opens = state.registers.opens(self.half)
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
