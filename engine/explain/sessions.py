"""Which sessions a figure counted, for one that fired."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of
from engine.counting import DayCount, InARow, Kind, Percent, Piece, SessionCount, SpellCount
from engine.decision import SessionMark
from engine.evaluate.arrays import different
from engine.evaluate.lookup import DEPENDS, GROUPS, lookup_of
from engine.evaluate.values import ValuesByDay
from engine.explain.all_marks import all_marks_of
from engine.fired import Shown
from engine.plan import Plan
from engine.register import Register
from engine.timeline import timeline_of

Longs = npt.NDArray[np.int64]
Slots = npt.NDArray[np.integer]


class Sessions:
    """Finds the sessions behind figures by reading the marks again."""

    def __init__(self, plan: Plan, register: Register) -> None:
        self._plan, self._register = plan, register
        self._lookup = lookup_of(plan, register.codes)
        self._values = ValuesByDay(plan, timeline_of(register.calendar, register.days))
        self._dates = [date_of(int(day)) for day in register.days]
        self.all_marks = all_marks_of(tuple(day.isoformat() for day in self._dates), register.codes)
        self._tables: dict[tuple[int, int], npt.NDArray[np.uint64]] = {}
        self._marks_in: dict[int, npt.NDArray[np.bool_]] = {}

    def _table(self, key: int, half: int) -> npt.NDArray[np.uint64]:
        if (key, half) not in self._tables:
            self._tables[key, half] = self._make_table(key, half)
        return self._tables[key, half]

    def _make_table(self, key: int, half: int) -> npt.NDArray[np.uint64]:
        place = int(np.flatnonzero(self._keys == key)[0])
        codes = self._codes_at(self._dates[place])
        held = self._plan.codes[codes].codes if codes >= 0 else {}
        return self._lookup.table(held, SESSIONS[half], self._values.literals(place))

    def counted(self, kind: Kind, shown: Shown, entry: int, pupil: int, place: int) -> tuple[SessionMark, ...]:
        """List the sessions of a figure; of a percentage, one part of them: those in it, or those not.

        That is the part with sessions missed where the other has none, since they are what people are asked about;
        else the smaller one, and of two that are as large those in it.
        """
        if shown.first is None or shown.after is None:
            return ()
        first, after = int(shown.first[entry]), int(shown.after[entry])
        if isinstance(kind, SessionCount | DayCount):
            slots = self._of_pieces(kind.pieces, shown, entry, pupil, place, first, after)
            if by_whole_days(kind):
                slots = self._on_whole_days(slots, pupil, first, after)
        elif isinstance(kind, Percent):
            part = self._of_pieces(kind.part, shown, entry, pupil, place, first, after)
            whole = self._of_pieces(kind.whole, shown, entry, pupil, place, first, after)
            rest = np.setdiff1d(whole, part, assume_unique=True)
            missed = [bool(self.missed_marks[self.by_pupil[pupil * self.number + one]].any()) for one in (part, rest)]
            other = len(rest) < len(part) if missed[0] == missed[1] else missed[1]
            slots = rest if other and len(rest) != len(part) else part
        elif isinstance(kind, SpellCount):
            slots = self._of_pieces((Piece(kind.set),), shown, entry, pupil, place, first, after)
            slots = self._on_whole_days(slots, pupil, first, after)
        elif isinstance(kind, InARow):
            slots = self._of_pieces((Piece(kind.set),), shown, entry, pupil, place, first, after)
            slots = _last_units(self._possible_of(slots, pupil), kind.unit, int(shown.data[entry]))
        else:
            return ()
        marks = self.by_pupil[pupil * self.number + slots].tolist()
        return tuple(map(self.all_marks.__getitem__, marks))

    def marks_of(self, slots: Iterable[int]) -> tuple[SessionMark, ...]:
        """Give the marks of the first pupil in some sessions."""
        return tuple(self.all_marks[int(self.by_pupil[int(slot)])] for slot in slots)

    def codes_in(self, number: int, place: int, half: int) -> tuple[str, ...] | None:
        """Give the codes of a day that are in a set; None for a set that a code alone does not decide."""
        if number not in self._lookup.bit_of:
            return None
        bits = self._table(int(self._keys[place]), half)
        mask = np.uint64(1 << self._lookup.bit_of[number])
        return tuple(code for at, code in enumerate(self._register.codes) if at and bits[at] & mask)

    def signs(self, numbers: Sequence[int], place: int, half: int) -> dict[str, tuple[object, ...]]:
        """Give what some sets can tell of each code in a session: codes of one sign come to the same in all of them."""
        codes = self._codes_at(self._dates[place])
        held = self._plan.codes[codes].codes if codes >= 0 else {}
        outlines = self._lookup.outlines(held, SESSIONS[half], self._values.literals(place))
        bits = self._table(int(self._keys[place]), half)
        found: dict[str, tuple[object, ...]] = {}
        for at, code in enumerate(self._register.codes):
            told: list[object] = []
            for number in numbers:
                if number in self._lookup.bit_of:
                    told.append(bool(bits[at] & np.uint64(1 << self._lookup.bit_of[number])))
                else:
                    said = int(outlines[number][at])
                    told.append(code if said == DEPENDS else said)
            found[code] = tuple(told)
        return found

    def by_code(self, number: int) -> bool:
        """Say whether a mark's code alone decides whether it is in a set."""
        return self._plan.sets[number].by_code

    def marks_in(self, number: int) -> npt.NDArray[np.bool_]:
        """Say which of all marks are in a set that a code alone decides."""
        if number not in self._marks_in:
            mask = np.uint64(1 << self._lookup.bit_of[number])
            self._marks_in[number] = self._of_all(self._bits & mask != 0)
        return self._marks_in[number]

    @cached_property
    def possible_marks(self) -> npt.NDArray[np.bool_]:
        """Say which of all marks are a possible session."""
        return self._of_all(self._possible)

    @cached_property
    def missed_marks(self) -> npt.NDArray[np.bool_]:
        """Say which of all marks are a session missed."""
        return self._of_all(self._in_group("absent"))

    def _of_all(self, held: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Take what each row of `_bits` says of its marks to all marks; a session that is not open has none."""
        found: npt.NDArray[np.bool_] = held[self._rows, : len(self.all_marks.codes)] & self._open[:, None]
        return found.reshape(-1)

    @property
    def number(self) -> int:
        """How many sessions there are."""
        return len(self._register.marks)

    @cached_property
    def by_pupil(self) -> Slots:
        """Give every mark by its place among all marks, pupil after pupil: who asks for one asks for a stretch."""
        kind = np.uint16 if len(self.all_marks) <= np.iinfo(np.uint16).max else np.uint32
        found: Slots = np.ascontiguousarray(self._register.marks.T).astype(kind)
        found += (np.arange(self.number) * len(self.all_marks.codes)).astype(kind)
        return found.reshape(-1)

    def _of_pieces(
        self, pieces: tuple[Piece, ...], shown: Shown, entry: int, pupil: int, place: int, first: int, after: int
    ) -> Longs:
        found = []
        for piece in pieces:
            begins, ends = _within(piece, place, first, after)
            if piece.set in shown.slots:
                slots = shown.slots[piece.set][entry]
                found.append(slots[(slots >= begins) & (slots < ends)])
            elif self.by_code(piece.set):
                found.append(self._by_code(piece.set, pupil, max(begins, 0), ends))
        if not found:
            return np.zeros(0, dtype=np.int64)
        return np.sort(found[0] if len(found) == 1 else np.concatenate(found))

    def _possible_of(self, slots: Longs, pupil: int) -> Longs:
        """Keep those of some sessions that were possible ones for a pupil."""
        kept: Longs = slots[self.possible(slots, self._register.marks[slots, pupil])]
        return kept

    def _on_whole_days(self, slots: Longs, pupil: int, first: int, after: int) -> Longs:
        """Keep the possible sessions of days on which every one, of those from `first` to `after`, is among them."""
        slots = self._possible_of(slots, pupil)
        other = slots ^ 1
        known = np.clip(other, first, after - 1)
        possible = self.possible(known, self._register.marks[known, pupil])
        kept: Longs = slots[~(possible & (other == known)) | np.isin(other, slots)]
        return kept

    def possible(self, slots: Longs, marks: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
        """Say which marks, each of a session, are a possible session."""
        found: npt.NDArray[np.bool_] = self._possible[self._rows[slots], marks] & self._open[slots]
        return found

    @cached_property
    def _possible(self) -> npt.NDArray[np.bool_]:
        """Say for each row of `_bits` which marks are a possible session."""
        return self._in_group("possible")

    def _in_group(self, group: str) -> npt.NDArray[np.bool_]:
        """Say for each row of `_bits` which marks have a category of a group."""
        found = np.zeros((2 * (int(self._keys.max()) + 1), 256), dtype=np.bool_)
        for key in range(int(self._keys.max()) + 1):
            codes = self._codes_at(self._dates[int(np.flatnonzero(self._keys == key)[0])])
            held = self._plan.codes[codes].codes if codes >= 0 else {}
            for at, code in enumerate(self._register.codes):
                found[2 * key : 2 * key + 2, at] = code in held and held[code].category in GROUPS[group]
        return found

    def _by_code(self, number: int, pupil: int, first: int, after: int) -> Longs:
        mask = np.uint64(1 << self._lookup.bit_of[number])
        marks = self._register.marks[first:after, pupil]
        found = (self._bits[self._rows[first:after], marks] & mask != 0) & self._open[first:after]
        return np.flatnonzero(found) + first

    @cached_property
    def _bits(self) -> npt.NDArray[np.uint64]:
        """Give a row for mornings and one for afternoons of each number of days, and a column a mark: a bit a set."""
        return np.stack([self._table(key, half) for key in range(int(self._keys.max()) + 1) for half in (0, 1)])

    @cached_property
    def _rows(self) -> Longs:
        """Give the row of `_bits` of each session."""
        return (2 * self._keys[:, None] + np.arange(2)).reshape(-1)

    @cached_property
    def _open(self) -> npt.NDArray[np.bool_]:
        return self._register.calendar.open_sessions[: len(self._dates)].reshape(-1)

    @cached_property
    def _keys(self) -> Longs:
        """Give each school day a number that changes where the codes or the values do."""
        pairs = [(self._codes_at(day), self._values.epoch(place)) for place, day in enumerate(self._dates)]
        numbers = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
        return np.array([numbers[pair] for pair in pairs], dtype=np.int64)

    def _codes_at(self, day: date) -> int:
        for number, table in enumerate(self._plan.codes):
            if (table.start is None or table.start <= day) and (table.until is None or day < table.until):
                return number
        return -1


def _within(piece: Piece, place: int, first: int, after: int) -> tuple[int, int]:
    """Give the sessions of a window, first included, that are of a piece's age."""
    begins = first if piece.oldest is None else max(first, 2 * (place - piece.oldest))
    # In the first days nothing is of that age yet, and a place below 0 would be one from the end.
    ends = max(min(after, 2 * (place - piece.youngest + 1)), 0) if piece.youngest else after
    return begins, ends


def by_whole_days(kind: Kind | None) -> bool:
    """Whether only days count of which every possible session is in the set."""
    return isinstance(kind, SpellCount) or (isinstance(kind, DayCount) and kind.whole)


def _last_units(slots: Longs, unit: str, count: int) -> Longs:
    """Keep the sessions of the last so many units: those that a run is made of."""
    if unit in {"mornings", "afternoons"}:
        slots = slots[slots % 2 == (unit == "afternoons")]
    units = slots if unit == "sessions" else slots // 2
    kept = different(units)[-count:] if count else units[:0]
    return slots[np.isin(units, kept)]
