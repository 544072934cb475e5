"""The rows of a fact table that rules are about: whose they are, and when they are asked for."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.facts import DATED_BY, RowNames, dates_of, ends_of, truth
from engine.evaluate.force import rows_in_force
from engine.register import FactTable

if TYPE_CHECKING:
    from engine.evaluate.host import State


PARENTS = "parents"
FLAGS = "flags"
FROM = "from"
_MANY = 2**32


class RowSet:
    """One table's rows for the pupils of a block."""

    def __init__(self, state: "State", name: str) -> None:
        block = state.block
        table = state.table(name)
        self.name, self.table = name, table
        part = state.plan.covering.get(name)
        dated_by = state.plan.row_dates.get(table.name if part is None else part.rows.table)
        self.rows: Longs = np.flatnonzero((table.pupil >= block.first) & (table.pupil < block.after)).astype(np.int64)
        for condition in () if part is None else part.rows.fixed:
            names = RowNames(table, self.rows, state.constant)
            self.rows = self.rows[truth(condition.program(names, len(self.rows)), len(self.rows))[0]]
        dates = dates_of(table, dated_by)
        there = rows_in_force(state.plan, name, dates[self.rows])
        self.rows = self.rows if there is None else self.rows[there]
        self.pupils: Longs = (table.pupil[self.rows] - block.first).astype(np.int64)
        firsts = dates_of(table, FROM)
        self.first_day = firsts[self.rows]
        # a flag that nobody has ended still stands
        self.last_day = ends_of(table, firsts, open_ended=table.name == FLAGS)[self.rows]
        days, school = state.timeline.day_numbers, block.register.calendar.days
        self.first_slot: Longs = 2 * np.searchsorted(days, self.first_day)
        self.after_slot: Longs = 2 * np.searchsorted(days, self.last_day, side="right")
        count = np.searchsorted(school, self.last_day, side="right") - np.searchsorted(school, self.first_day)
        self.school_days: Longs = np.maximum(count, 0).astype(np.int32)
        # a parent is dated by the pupil's `enrolled_on`; a pupil is looked at from that day on anyway
        self._dates = block.enrolled[self.pupils].astype(np.int64) if table.name == PARENTS else dates[self.rows]
        by = dated_by or next((name for name in DATED_BY if name in table.columns), None)
        # a fact that holds from..to is over before a later review point; one dated otherwise is asked ever after
        self._until = self.last_day if by == FROM and "to" in table.columns else None
        times = table.columns.get("time")
        known = None if times is None else np.ones(len(times.data), np.bool_) if times.valid is None else times.valid
        self._minute = None if times is None or known is None else np.where(known, times.data, -1)[self.rows]
        self.entity = _shared_parents(state, table) if table.name == PARENTS else {}

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @cached_property
    def by_date(self) -> Longs:
        """All of them, in order of their date."""
        return np.argsort(self._dates, kind="stable")

    def seen_at(self, state: "State", places: Longs) -> tuple[Longs, Longs]:
        """Give the first and the last review point at which each row is asked about; the last before the first: none.

        `places` are those of the points' days: all of a day's facts are seen at its point.
        """
        block, days = state.block, state.timeline.day_numbers[places]
        begins = np.maximum(self._dates, block.enrolled[self.pupils])
        ends = block.left[self.pupils] if self._until is None else np.minimum(block.left[self.pupils], self._until)
        return np.searchsorted(days, begins), np.searchsorted(days, ends, side="right") - 1

    def any_by(self, state: "State", waiting: Longs) -> bool:
        """Whether some of the rows that wait, in order of their date, is dated by today; a file that lacks has none."""
        if not self.table.present:
            return True
        return bool(len(waiting)) and int(self._dates[waiting[0]]) <= state.timeline.days[state.place]

    def eligible(self, state: "State", cut: "Longs | None", among: Bits | None, waiting: Longs | None) -> Longs:
        """Give which rows are asked for now: those dated by now whose pupil is on the roll, in their order.

        `cut` is the last minute of the day whose facts are seen, a pupil each; None: all of the day's. `among`: the
        pupils whose rows are asked for at all; `waiting`: the rows that are, in order of their date. None: all.
        """
        today = state.timeline.days[state.place]
        on_roll = state.block.on_roll if among is None else state.block.on_roll & among
        if waiting is not None:
            asked = np.sort(waiting[: np.searchsorted(self._dates[waiting], today, side="right")])
            held = on_roll[self.pupils[asked]]
            dates = self._dates[asked]
        else:
            asked = None
            dates = self._dates
            held = (dates <= today) & on_roll[self.pupils]
        pick: slice | Longs = slice(None) if asked is None else asked
        if self._until is not None:
            held &= self._until[pick] >= today
        if cut is not None and self._minute is not None:
            held &= (dates < today) | (self._minute[pick] <= cut[self.pupils[pick]])
        return np.flatnonzero(held) if asked is None else asked[held]


class Rows:
    """The rows that a rule is about, one entry a row, of all the rows that it may be about."""

    __slots__ = ("_all", "_entries", "rows")

    def __init__(self, all_rows: RowSet, entries: Longs) -> None:
        self._all, self._entries = all_rows, entries
        self.rows: Longs = all_rows.rows[entries]
        """Places in the table."""

    def some(self, entries: Longs) -> "Rows":
        """Give some of them."""
        return Rows(self._all, self._entries[entries])

    @property
    def of(self) -> str:
        """The name under which the rule asks for them: the table's, or that of a part of it."""
        return self._all.name

    @property
    def table(self) -> FactTable:
        """Their table."""
        return self._all.table

    @property
    def entity(self) -> Mapping[str, Longs]:
        """For each table about the same things, the row of theirs that each row of it belongs to."""
        return self._all.entity

    @property
    def days(self) -> tuple[Longs, Longs]:
        """The first and the last day of each."""
        return self._all.first_day[self._entries], self._all.last_day[self._entries]

    @property
    def slots(self) -> tuple[Longs, Longs]:
        """The slots of each: the first one, and the one after the last."""
        return self._all.first_slot[self._entries], self._all.after_slot[self._entries]

    @property
    def school_days(self) -> Longs:
        """The school days from the first day of each to its last, both included."""
        return np.asarray(self._all.school_days[self._entries])


def _shared_parents(state: "State", parents: FactTable) -> dict[str, Longs]:
    """Give, for each table with a parent, the row of the parents file that each of its rows belongs to; -1 for none."""
    column = parents.columns["parent"]
    known = np.ones(len(column.data), np.bool_) if column.valid is None else column.valid
    keys = parents.pupil.astype(np.int64) * _MANY + column.data
    order = np.flatnonzero(known)[np.argsort(keys[known], kind="stable")]
    sorted_keys = keys[order]
    place_of = {word: place for place, word in enumerate(column.words or ())}
    found: dict[str, Longs] = {}
    for name, table in state.block.register.tables.items():
        other = table.columns.get("parent")
        if other is None or name == PARENTS:
            continue
        words = np.array([place_of.get(word, -1) for word in other.words or ()] or [-1], dtype=np.int64)
        word = words[np.minimum(other.data, len(words) - 1)]
        if other.valid is not None:
            word = np.where(other.valid, word, -1)
        wanted = table.pupil.astype(np.int64) * _MANY + word
        at = np.minimum(np.searchsorted(sorted_keys, wanted), max(len(sorted_keys) - 1, 0))
        met = (word >= 0) & (sorted_keys[at] == wanted) if len(sorted_keys) else np.zeros(len(word), np.bool_)
        found[name] = np.where(met, order[at], -1) if len(sorted_keys) else np.full(len(word), -1)
    return found
