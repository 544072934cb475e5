"""What a condition may name at many review points of some pupils at once."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import Span
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.grid import Grid
from engine.evaluate.grid_entries import read_at_entries
from engine.evaluate.grid_figures import read_figure
from engine.evaluate.grid_sessions import spread
from engine.evaluate.points import Bound, Points
from engine.evaluate.rows import Rows
from engine.evaluate.school_names import calendar_name
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.expressions.school import CALENDAR
from engine.plan import Plan

if TYPE_CHECKING:
    from engine.evaluate.host import State


class GridFrame(Mapping[str, Column]):
    """All points of a check for the pupils of a grid: an entry a point and pupil, point by point."""

    def __init__(self, plan: Plan, grid: Grid, points: Points, alone: frozenset[str]) -> None:
        """`alone` are the figures that differ from pupil to pupil in more than the count."""
        self.plan, self.grid, self.points, self._alone = plan, grid, points, alone
        self.state: State = grid.state
        self.size = len(points.places) * grid.size
        self._places: list[int] = points.places.tolist()
        self._held: dict[str, Column] = {}
        self.acted: dict[str, Longs] = {}
        """The entries at which rules of the same check have acted, by id."""
        self._parts: dict[tuple[int, int], Span] = {}

    def __getitem__(self, name: str) -> Column:
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = self._read(name)
        return held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, name: object) -> bool:
        return name in self._held

    def some(self, entries: Longs) -> "SomeOfGrid":
        """Narrow to some entries."""
        return SomeOfGrid(self, entries)

    def bounds(self, span: Span) -> Bound:
        """Give where a span's windows begin and end at each point."""
        return self.points.bounds(self.state, span)

    def is_alone(self, name: str) -> bool:
        """Whether a figure has to be looked up entry by entry."""
        return name in self._alone

    def alone(self, span: Span, at: int) -> Span:
        """Give one of a span's windows as a span of its own; the same one each time."""
        return self._parts.setdefault((id(span), at), Span((span.windows[at],), span.ends))

    def on_roll(self) -> Bits:
        """Say who is on the roll at each point; not to be written to."""
        on_roll = self.grid.on_roll
        every_day = len(self._places) == len(on_roll) and self._places == list(range(len(on_roll)))
        return (on_roll if every_day else on_roll[self.points.places]).reshape(-1)

    def _read(self, name: str) -> Column:
        state = self.state
        figure = self.plan.figures.get(name)
        if figure is not None:
            # what differs from pupil to pupil is looked up entry by entry, of however many
            alone = name in self._alone
            return self.some(np.arange(self.size))[name] if alone else read_figure(self, figure)
        if name in self.acted:
            held = np.zeros(self.size, dtype=np.bool_)
            held[self.acted[name]] = True
            return Column(held)
        if name == CALENDAR:
            return state.school_days  # type: ignore[return-value]  # the language's own noun, not a column
        if name in self.grid.columns:
            return self._of_pupils(self.grid.columns[name])
        lasting = state.values.lasting(name)
        if lasting is not None and self._places:
            return lasting
        dated = name in self.plan.values
        days: dict[int, Column] = {}
        for place in self._places:
            column = state.values.column(place, name) if dated else calendar_name(state.timeline, place, name)
            assert column is not None, f"INVARIANT: {name} is a value or a name of the calendar"
            days[place] = column
        if not days:
            return Column(np.zeros(0, dtype=np.int16))
        found = spread(days, self.points.places)
        if not found.data.ndim:
            return found
        return take(found, np.repeat(np.arange(len(self._places)), self.grid.size))

    def _of_pupils(self, days: Sequence[Column]) -> Column:
        """Give a row of pupils for each point."""
        columns = [days[place] for place in self._places]
        if not columns:
            return Column(np.zeros(0, dtype=np.int16))
        same = all(each is columns[0] for each in columns)
        data = self._rows([each.data for each in columns], same=same)
        valid: Bits | None = None
        if any(each.valid is not None for each in columns):
            everyone = np.ones(self.grid.size, dtype=np.bool_)
            valid = self._rows([everyone if each.valid is None else each.valid for each in columns], same=same)
        # a column of the pupils file has one denominator for all
        return Column(data, valid, columns[-1].over, columns[-1].words)

    @staticmethod
    def _rows(arrays: "list[np.ndarray]", *, same: bool) -> "np.ndarray":
        if same:
            return np.broadcast_to(arrays[0], (len(arrays), len(arrays[0]))).reshape(-1)
        return np.concatenate(arrays)


class SomeOfGrid(Mapping[str, Column]):
    """Some entries of a grid's frame: their points (`rows`), their pupils in the grid, the points' days and slots."""

    def __init__(self, whole: GridFrame, entries: Longs) -> None:
        self.whole, self.entries, self.state = whole, entries, whole.state
        self.size = len(entries)
        self._held: dict[str, Column] = {}

    @cached_property
    def rows(self) -> Longs:
        """The number of each one's point."""
        return self.entries // self.whole.grid.size

    @cached_property
    def pupils(self) -> Longs:
        """The number of each one's pupil in the grid."""
        return self.entries - self.rows * self.whole.grid.size

    @cached_property
    def places(self) -> Longs:
        """The place of each one's day."""
        return self.whole.points.places[self.rows]

    @cached_property
    def slots(self) -> Longs:
        """How many sessions lie before each one's point."""
        return self.whole.points.slots[self.rows]

    def __getitem__(self, name: str) -> Column:
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = self._read(name)
        return held

    @property
    def of(self) -> Rows | None:
        """The rows of a fact table that they are of, each its own; None: they are of pupils."""
        return None

    @property
    def of_pupils(self) -> "SomeOfGrid":
        """The same as entries of their pupils."""
        return self

    def begins(self, name: str, first: Longs) -> Longs:
        """Give where a figure's window begins that would begin at `first`: a ladder may count anew from later on."""
        return first

    def is_alone(self, name: str) -> bool:
        """Whether a figure has to be looked up entry by entry."""
        return self.whole.is_alone(name)

    def _read(self, name: str) -> Column:
        if self.is_alone(name):
            return read_at_entries(self, self.whole.plan.figures[name])
        column = self.whole[name]
        # the language's own noun for school time is no column
        return take(column, self.entries) if isinstance(column, Column) else column

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)

    def some(self, entries: Longs) -> "SomeOfGrid":
        """Narrow further."""
        return SomeOfGrid(self.whole, self.entries[entries])
