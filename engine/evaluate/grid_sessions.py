"""What a condition over one session may name, for some sessions of a grid at once."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import SESSIONS
from engine.counting import FactTest, SessionSet
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.by_day import at_entries
from engine.evaluate.facts import FactTrack
from engine.evaluate.force import rows_in_force
from engine.evaluate.school_names import calendar_name
from engine.expressions.columns import Column
from engine.expressions.school import CALENDAR
from engine.model.facts import CATEGORIES

if TYPE_CHECKING:
    from engine.evaluate.grid_host import Grid


class SessionsOfGrid(Mapping[str, Column]):
    """Sessions of a grid, by their places in its flat array."""

    def __init__(self, grid: "Grid", wanted: SessionSet, entries: Longs) -> None:
        self._grid, self._wanted = grid, wanted
        self._slots, self._pupils = entries // grid.size, entries % grid.size
        self._places = self._slots // 2
        self._tests = {test.key: test for test in wanted.tests}

    def __getitem__(self, name: str) -> Column:
        grid, state = self._grid, self._grid.state
        if name in _FIELDS:
            return _FIELDS[name](self)
        if name in self._tests:
            return self._test(self._tests[name])
        number = state.plan.named_sets.get(name)
        if number is not None:
            held = grid.at(number, self._slots, self._pupils)
            doubtful = grid.doubtful(number)
            return Column(held, ~grid.at(number, self._slots, self._pupils, doubtful=True) if doubtful else None)
        if name == CALENDAR:
            return state.school_days  # type: ignore[return-value]  # the language's own noun, not a column
        if name in grid.columns:
            return at_entries(grid.columns[name], self._places, self._pupils)
        return self._of_days(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def _session(self) -> Column:
        return Column((self._slots % 2).astype(np.int16), words=SESSIONS)

    def _date(self) -> Column:
        return Column(self._grid.state.timeline.day_numbers[self._places].astype(np.int32))

    def _age(self) -> Column:
        assert self._wanted.age is not None, "INVARIANT: a set that reads an age has one"
        return Column(np.asarray(self._wanted.age, dtype=np.int32))

    def _code(self) -> Column:
        marks = self._grid.marks[self._slots, self._pupils]
        return Column(marks.astype(np.int16), marks != 0, words=self._grid.state.block.register.codes)

    def _category(self) -> Column:
        state = self._grid.state
        marks = self._grid.marks[self._slots, self._pupils]
        found = np.full(len(marks), -1, dtype=np.int16)
        tables = np.array([state.codes_at(place) for place in range(len(state.timeline.days))])[self._places]
        for number in sorted(set(tables.tolist())):
            codes = state.plan.codes[number].codes if number >= 0 else {}
            names = state.block.register.codes
            look = np.array([CATEGORIES.index(codes[c].category) if c in codes else -1 for c in names], dtype=np.int16)
            mine = tables == number
            found[mine] = look[marks[mine]]
        return Column(np.maximum(found, 0), found >= 0, words=CATEGORIES)

    def _test(self, test: FactTest) -> Column:
        """Say which sessions have a row of their day for which a condition holds; a missing file is not known."""
        size = len(self._slots)
        state = self._grid.state
        keys, days = state.covers.days_of(test), state.timeline.day_numbers[self._places]
        if keys is None:
            held = rows_in_force(state.plan, test.table, days)
            return Column(np.zeros(size, np.bool_), np.zeros(size, np.bool_) if held is None else ~held)
        asked = FactTrack.key(self._pupils + self._grid.first, days)
        inside, doubt = (_among(each, asked) for each in keys)
        doubt &= ~inside
        return Column(inside, ~doubt if np.count_nonzero(doubt) else None)

    def _of_days(self, name: str) -> Column:
        """Give a value or a name of the calendar on each session's own day."""
        state = self._grid.state
        lasting = state.values.lasting(name)
        if lasting is not None:
            return lasting
        dated = name in state.plan.values
        days: dict[int, Column] = {}
        for place in each_once(self._places):
            column = state.values.column(place, name) if dated else calendar_name(state.timeline, place, name)
            assert column is not None, f"INVARIANT: {name} is a value or a name of the calendar"
            days[place] = column
        return spread(days, self._places)


# kept here and not as methods by each of them: what refers to itself keeps the grid and all its arrays to the end
_FIELDS: Mapping[str, Callable[[SessionsOfGrid], Column]] = {
    "code": SessionsOfGrid._code,
    "session": SessionsOfGrid._session,
    "date": SessionsOfGrid._date,
    "category": SessionsOfGrid._category,
    "age": SessionsOfGrid._age,
}
FIELDS = frozenset(_FIELDS)
"""What of a session can be told for many at once."""


def _among(ordered: Longs, asked: Longs) -> Bits:
    """Say which numbers are among some in ascending order."""
    if not len(ordered):
        return np.zeros(len(asked), dtype=np.bool_)
    return np.asarray(ordered[np.minimum(np.searchsorted(ordered, asked), len(ordered) - 1)] == asked)


def each_once(numbers: Longs) -> list[int]:
    """Give each of some small numbers once, ascending."""
    found: list[int] = np.bincount(numbers).nonzero()[0].tolist()
    return found


def spread(days: Mapping[int, Column], places: Longs) -> Column:
    """Give what is one for all pupils of a day at some days, by place; what is one for all days stays one."""
    columns = list(days.values())
    if all(each is columns[0] for each in columns):
        return columns[0]
    at = np.searchsorted(np.fromiter(days, dtype=np.int64), places)
    data = np.array([each.data for each in columns])
    valid = over = None
    if any(each.valid is not None for each in columns):
        valid = np.array([each.valid is None or bool(each.valid) for each in columns])[at]
    if any(each.over is not None for each in columns):
        over = np.array([1 if each.over is None else int(each.over) for each in columns])[at]
    words: tuple[str, ...] | None = None
    if any(each.words is not None for each in columns):
        # the text of each day may be a word of its own
        words = tuple(dict.fromkeys(word for each in columns for word in each.words or ()))
        texts = [(each.words or ("",))[int(each.data)] for each in columns]
        data = np.array([words.index(text) if text in words else 0 for text in texts], dtype=np.int16)
    return Column(data[at], valid, over, words)
