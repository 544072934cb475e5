"""Which sessions a figure counted, for one that fired."""

from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of
from engine.counting import DayCount, InARow, Kind, Percent, Piece, SessionCount, SpellCount
from engine.decision import SessionMark
from engine.evaluate.lookup import Lookup
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
        self._lookup = Lookup(plan, register.codes)
        self._values = ValuesByDay(plan, Timeline(register.calendar, register.days))
        self._dates = [date_of(int(day)) for day in register.days]
        self._said = [day.isoformat() for day in self._dates]
        self._table = lru_cache(maxsize=None)(self._make_table)

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
            rest = np.setdiff1d(whole, part)
            slots = rest if len(rest) < len(part) else part
        elif isinstance(kind, SpellCount):
            slots = self._of_pieces((Piece(kind.set),), shown, entry, pupil, place, first, after)
        elif isinstance(kind, InARow):
            slots = self._of_pieces((Piece(kind.set),), shown, entry, pupil, place, first, after)
            slots = _last_units(slots, kind.unit, int(shown.data[entry]))
        else:
            return ()
        return tuple(self._mark(int(slot), pupil) for slot in slots)

    def codes_in(self, number: int, place: int, half: int) -> tuple[str, ...] | None:
        """Give the codes of a day that are in a set; None for a set that a code alone does not decide."""
        if number not in self._lookup.bit_of:
            return None
        bits = self._table(int(self._keys[place]), half)
        mask = np.uint64(1 << self._lookup.bit_of[number])
        return tuple(code for at, code in enumerate(self._register.codes) if at and bits[at] & mask)

    def _mark(self, slot: int, pupil: int) -> SessionMark:
        code = self._register.codes[self._register.marks[slot, pupil]]
        return (self._said[slot // 2], SESSIONS[slot % 2], code)

    def _of_pieces(
        self, pieces: tuple[Piece, ...], shown: Shown, entry: int, pupil: int, place: int, first: int, after: int
    ) -> Longs:
        found = []
        for piece in pieces:
            begins = first if piece.oldest is None else max(first, 2 * (place - piece.oldest))
            ends = min(after, 2 * (place - piece.youngest + 1)) if piece.youngest else after
            if piece.set in shown.slots:
                slots = shown.slots[piece.set][entry]
                found.append(slots[(slots >= begins) & (slots < ends)])
            elif self._plan.sets[piece.set].by_code:
                found.append(self._by_code(piece.set, pupil, max(begins, 0), ends))
        return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)

    def _by_code(self, number: int, pupil: int, first: int, after: int) -> Longs:
        mask = np.uint64(1 << self._lookup.bit_of[number])
        marks = self._register.marks[first:after, pupil]
        found = np.zeros(len(marks), dtype=np.bool_)
        slots = np.arange(first, max(after, first))
        places = slots // 2
        keys = self._keys[places]
        for key in np.unique(keys):
            for half in (0, 1):
                mine = (keys == key) & (slots % 2 == half)
                found[mine] = (self._table(int(key), half)[marks[mine]] & mask) != 0
        is_open = self._register.calendar.open_sessions[places, slots % 2]
        return slots[found & is_open]

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


def _last_units(slots: Longs, unit: str, count: int) -> Longs:
    """Keep the sessions of the last so many units: those that a run is made of."""
    if unit in {"mornings", "afternoons"}:
        slots = slots[slots % 2 == (unit == "afternoons")]
    units = slots if unit == "sessions" else slots // 2
    kept = np.unique(units)[-count:] if count else units[:0]
    return slots[np.isin(units, kept)]
