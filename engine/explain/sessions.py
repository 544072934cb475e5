"""Which sessions a figure counted, for one that fired."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of
from engine.counting import DayCount, InARow, Kind, Percent, Piece, SessionCount, SpellCount
from engine.decision import SessionMark
from engine.evaluate.lookup import DEPENDS, lookup_of
from engine.evaluate.values import ValuesByDay
from engine.fired import Shown
from engine.plan import Plan
from engine.register import Register
from engine.timeline import Timeline

Longs = npt.NDArray[np.int64]


class Sessions:
    """Finds the sessions behind figures by reading the marks again."""

    def __init__(self, plan: Plan, register: Register) -> None:
        self._plan, self._register = plan, register
        self._lookup = lookup_of(plan, register.codes)
        self._values = ValuesByDay(plan, Timeline(register.calendar, register.days))
        self._dates = [date_of(int(day)) for day in register.days]
        self._said = [day.isoformat() for day in self._dates]
        self._table = lru_cache(maxsize=None)(self._make_table)
        # the same mark on the same day is shown for many pupils and figures
        self._mark = lru_cache(maxsize=None)(self._make_mark)

    def _make_table(self, key: int, half: int) -> npt.NDArray[np.uint64]:
        place = int(np.flatnonzero(self._keys == key)[0])
        codes = self._codes_at(self._dates[place])
        held = self._plan.codes[codes].codes if codes >= 0 else {}
        return self._lookup.table(held, SESSIONS[half], self._values.literals(place))

    def counted(self, kind: Kind, shown: Shown, entry: int, pupil: int, place: int) -> tuple[SessionMark, ...]:
        """List the sessions of a figure; of a percentage, the smaller part of them: those in it, or those not."""
        if shown.first is None or shown.after is None:
            return ()
        first, after = int(shown.first[entry]), int(shown.after[entry])
        if isinstance(kind, SessionCount | DayCount):
            slots = self._of_pieces(kind.pieces, shown, entry, pupil, place, first, after)
        elif isinstance(kind, Percent):
            part = self._of_pieces(kind.part, shown, entry, pupil, place, first, after)
            whole = self._of_pieces(kind.whole, shown, entry, pupil, place, first, after)
            rest = np.setdiff1d(whole, part, assume_unique=True)
            slots = rest if len(rest) < len(part) else part
        elif isinstance(kind, SpellCount):
            slots = self._of_pieces((Piece(kind.set),), shown, entry, pupil, place, first, after)
        elif isinstance(kind, InARow):
            slots = self._of_pieces((Piece(kind.set),), shown, entry, pupil, place, first, after)
            slots = _last_units(slots, kind.unit, int(shown.data[entry]))
        else:
            return ()
        marks = self._register.marks[slots, pupil].tolist()
        return tuple(self._mark(slot, mark) for slot, mark in zip(slots.tolist(), marks, strict=True))

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

    def counted_by_all(
        self, kind: Kind | None, shown: Shown, pupils: npt.NDArray[np.integer], place: int
    ) -> Sequence[tuple[SessionMark, ...]]:
        """List the sessions of a figure for all that fired together; those that share a window are read at once."""
        pieces = _pieces_of(kind)
        if shown.first is None or shown.after is None or kind is None:
            return [()] * len(pupils)
        shared = (shown.first == shown.first[0]).all() and (shown.after == shown.after[0]).all()
        if not shared or not pieces or not all(self._by_code_alone(part, shown) for part in pieces):
            return [self.counted(kind, shown, entry, int(pupil), place) for entry, pupil in enumerate(pupils)]
        first, after = max(int(shown.first[0]), 0), int(shown.after[0])
        marks = self._register.marks[first:after][:, pupils].T
        parts = [self._where(part, marks, place, first, after) for part in pieces]
        found = parts[0] if len(parts) == 1 else _smaller(*parts)
        rows, slots = np.nonzero(found)
        told = [*map(self._mark, (slots + first).tolist(), marks[rows, slots].tolist())]
        ends = np.cumsum(np.count_nonzero(found, axis=1)).tolist()
        return [tuple(told[begin:end]) for begin, end in zip([0, *ends], ends, strict=False)]

    def _by_code_alone(self, pieces: tuple[Piece, ...], shown: Shown) -> bool:
        return all(piece.set not in shown.slots and self._plan.sets[piece.set].by_code for piece in pieces)

    def _where(
        self, pieces: tuple[Piece, ...], marks: npt.NDArray[np.uint8], place: int, first: int, after: int
    ) -> npt.NDArray[np.bool_]:
        """Say which marks, an entry a pupil and a column a session of a window, are counted by one of some pieces."""
        found = np.zeros(marks.shape, dtype=np.bool_)
        for piece in pieces:
            begins, ends = _within(piece, place, first, after)
            mine = slice(begins - first, max(ends, begins) - first)
            mask = np.uint64(1 << self._lookup.bit_of[piece.set])
            bits = self._bits[self._rows[begins : max(ends, begins)], marks[:, mine]]
            found[:, mine] |= bits & mask != 0
        return found & self._open[first:after]

    def _make_mark(self, slot: int, mark: int) -> SessionMark:
        return (self._said[slot // 2], SESSIONS[slot % 2], self._register.codes[mark])

    def _of_pieces(
        self, pieces: tuple[Piece, ...], shown: Shown, entry: int, pupil: int, place: int, first: int, after: int
    ) -> Longs:
        found = []
        for piece in pieces:
            begins, ends = _within(piece, place, first, after)
            if piece.set in shown.slots:
                slots = shown.slots[piece.set][entry]
                found.append(slots[(slots >= begins) & (slots < ends)])
            elif self._plan.sets[piece.set].by_code:
                found.append(self._by_code(piece.set, pupil, max(begins, 0), ends))
        if not found:
            return np.zeros(0, dtype=np.int64)
        return np.sort(found[0] if len(found) == 1 else np.concatenate(found))

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
    ends = min(after, 2 * (place - piece.youngest + 1)) if piece.youngest else after
    return begins, ends


def _pieces_of(kind: Kind | None) -> tuple[tuple[Piece, ...], ...]:
    """Give what is counted, and what it is a part of; nothing for a figure that counts otherwise."""
    if isinstance(kind, SessionCount | DayCount):
        return (kind.pieces,)
    if isinstance(kind, Percent):
        return (kind.part, kind.whole)
    return ((Piece(kind.set),),) if isinstance(kind, SpellCount) else ()


def _smaller(part: npt.NDArray[np.bool_], whole: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Give, entry by entry, the smaller of a part and of the rest of its whole."""
    rest = whole & ~part
    fewer = np.count_nonzero(rest, axis=1) < np.count_nonzero(part, axis=1)
    return np.where(fewer[:, None], rest, part)


def _last_units(slots: Longs, unit: str, count: int) -> Longs:
    """Keep the sessions of the last so many units: those that a run is made of."""
    if unit in {"mornings", "afternoons"}:
        slots = slots[slots % 2 == (unit == "afternoons")]
    units = slots if unit == "sessions" else slots // 2
    kept = np.unique(units)[-count:] if count else units[:0]
    return slots[np.isin(units, kept)]
