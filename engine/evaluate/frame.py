"""What a condition may name at one review point: figures, flags, values, columns, each read when it is asked for."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.rows import Rows
from engine.evaluate.school_names import calendar_name
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.expressions.school import CALENDAR
from engine.expressions.table_run import DecidedColumns
from engine.nouns import dataclass

if TYPE_CHECKING:
    from engine.evaluate.host import State


@dataclass(slots=True)
class Restart:
    """From when a ladder's restarted figures count: a slot and a day number a pupil, and after which check.

    `begin` is the slot before which nothing counts for anyone. `totals` has for some sets how many sessions each pupil
    had had in them, surely and perhaps, when the ladder's latest step was raised. Of the day before `day` facts timed
    after `minute` count too, and facts that hold over days where it was `unfinished`: they had not been seen.
    """

    figures: frozenset[str]
    slot: Longs
    day: Longs
    check: Longs
    ladder: str
    begin: int
    totals: Mapping[int, tuple[Longs, Longs | None]]
    minute: Longs
    unfinished: Bits

    def some(self, entries: "Longs | slice") -> "Restart":
        """Narrow to some entries."""
        totals = {
            number: (sure[entries], None if doubt is None else doubt[entries])
            for number, (sure, doubt) in self.totals.items()
        }
        return Restart(
            self.figures, self.slot[entries], self.day[entries], self.check[entries], self.ladder, self.begin, totals,
            self.minute[entries], self.unfinished[entries],
        )  # fmt: skip


class Frame(Mapping[str, Column]):
    """One review point for all pupils of a block, for some of them (`pupils`), or for rows.

    `seen` is how many of the day's sessions are seen, `cut` the last minute of the day whose facts are (a pupil of
    the block each; None for the whole day). `same_check` says which rules' `now` is meant rather than `today`.
    """

    def __init__(
        self,
        state: "State",
        seen: int,
        cut: Longs | None,
        same_check: frozenset[str],
        pupils: Longs | None = None,
        rows: Rows | None = None,
        restart: Restart | None = None,
        parent: "Frame | None" = None,
    ) -> None:
        self.state, self.seen, self.cut, self.same_check = state, seen, cut, same_check
        self.pupils, self.rows, self.restart, self.parent = pupils, rows, restart, parent
        self.size = state.block.size if pupils is None else len(pupils)
        self.place = state.place
        self.slot = 2 * state.place + seen
        self._held: dict[str, Column] = {}
        self.bounds_held: dict[int, Any] = {}
        self.tables_held: dict[str, DecidedColumns] = {}

    def some(self, pupils: Longs) -> "Frame":
        """Narrow to some of its own entries."""
        if self.rows is None:
            chosen = pupils if self.pupils is None else self.pupils[pupils]
            restart = None if self.restart is None else self.restart.some(pupils)
            return Frame(self.state, self.seen, self.cut, self.same_check, chosen, None, restart, self._block_wide())
        assert self.pupils is not None
        fewer = self.rows.some(pupils)
        restart = None if self.restart is None else self.restart.some(pupils)
        return Frame(self.state, self.seen, self.cut, self.same_check, self.pupils[pupils], fewer, restart, self.parent)

    def of_rows(self, pupils: Longs, rows: Rows, restart: Restart | None = None) -> "Frame":
        """Look at rows instead of pupils."""
        return Frame(self.state, self.seen, self.cut, self.same_check, pupils, rows, restart, self._block_wide())

    def restarted(self, restart: Restart) -> "Frame":
        """Look with some figures counting from a restart."""
        return Frame(self.state, self.seen, self.cut, self.same_check, None, None, restart, self)

    def _block_wide(self) -> "Frame | None":
        return self if self.pupils is None and self.restart is None else self.parent

    def __getitem__(self, name: str) -> Column:
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = self._read(name)
        return held

    def hold(self, name: str, column: Column) -> None:
        """Hold what a name is, so that it is not read."""
        self._held[name] = column

    def forget(self, names: Iterable[str]) -> None:
        """Read some names anew when they are next asked for: what they rest on has just acted."""
        for name in names:
            self._held.pop(name, None)
        self.tables_held.clear()

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def _read(self, name: str) -> Column:
        state = self.state
        if self.parent is None and self.rows is None:
            figure = state.plan.figures.get(name)
            if figure is not None:
                plain: Column = state.figures.read(self, figure)
                return plain
        if name == CALENDAR:
            return state.school_days  # type: ignore[return-value]  # the language's own noun, not a column
        if self.rows is not None:
            column = self.rows.table.columns.get(name)
            if column is not None:
                return take(column, self.rows.rows)
            if name == "school_days":
                return Column(self.rows.school_days)
            if state.acted.is_about(name, self.rows.table.name):
                return Column(state.acted.rows_acted(name, self.rows.rows, today=name not in self.same_check))
        figure = state.plan.figures.get(name)
        if figure is not None:
            shared = self.rows is None or not state.reads_rows(name)
            anew = self.restart is not None and state.restarts(name, self.restart.figures)
            if self.parent is not None and shared and not anew and (not figure.cost or name in self.parent):
                return self._narrowed(self.parent[name])
            figured: Column = state.figures.read(self, figure)
            return figured
        value = state.value(name)
        if value is not None:
            return value
        if self.parent is not None:
            return self._narrowed(self.parent[name])
        return self._of_block(name)

    def __contains__(self, name: object) -> bool:
        return name in self._held

    def _narrowed(self, column: Column) -> Column:
        return column if self.pupils is None else take(column, self.pupils)

    def _of_block(self, name: str) -> Column:
        state = self.state
        if name in state.plan.flags:
            flag: Column = state.flags.column(name)
            return flag
        if name in state.plan.ids:
            history = state.acted.histories[name]
            return Column(history.now if name in self.same_check else history.today)
        standard = calendar_name(state.timeline, self.place, name)
        return state.block.column(name) if standard is None else standard
