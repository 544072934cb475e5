"""All that is kept of a block of pupils while the days go by."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.counting import Condition, Earlier, FactCount, NamedExpression, PeriodCount, TableOutput, WeeksInARow
from engine.evaluate.acted import Acted
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.block import Block
from engine.evaluate.bounds import Bounds
from engine.evaluate.counts import DayCounts, SessionCounts
from engine.evaluate.covers import Covers
from engine.evaluate.days import Run, SpellCounts, SureSpells
from engine.evaluate.facts import FactTrack, truth
from engine.evaluate.flags import Flags
from engine.evaluate.force import force_of
from engine.evaluate.lookup import lookup_of
from engine.evaluate.needs import SPELL_UNIT, Needs, RunKey
from engine.evaluate.registers import Registers
from engine.evaluate.school_names import calendar_name
from engine.evaluate.sets import Sets
from engine.evaluate.tables import Tables
from engine.evaluate.tally import Tally
from engine.evaluate.values import ValuesByDay
from engine.expressions.columns import Column
from engine.expressions.school import CALENDAR, SchoolDays
from engine.model.amounts import Amount
from engine.model.facts import Code
from engine.model.item import InForce
from engine.plan import Plan
from engine.register import FactTable

if TYPE_CHECKING:
    from engine.evaluate.figures import Figures

UNITS_OF_SESSIONS = ("mornings", "afternoons", "sessions")


class State:
    """Tallies, runs, flags and what has acted, for one block."""

    def __init__(self, plan: Plan, block: Block, needs: Needs, whole: Plan | None = None) -> None:
        """`whole` is the plan of which `plan` is what is left to step through; None: it is the whole."""
        self._whole = whole or plan
        self.plan, self.block, self.timeline, self.needs = plan, block, block.timeline, needs
        self.place, self.seen = -1, 0
        self.bounds_held: dict[int, Bounds] = {}
        self.school_days = SchoolDays(block.register.calendar.days, block.register.calendar.week_begins)
        self.values = ValuesByDay(plan, block.timeline)
        self.lookup = lookup_of(plan, block.register.codes)
        days, size = len(self.timeline.days), block.size
        unsure = {each.number: each.unsure for each in plan.sets}
        self.sessions = SessionCounts(plan, needs, self.timeline, block.register, size)
        self.days = DayCounts(plan, needs, self.timeline, size)
        self.runs: dict[RunKey, tuple[Run, Run]] = {}
        for key in sorted(needs.runs):
            steps = days if key[0] == SPELL_UNIT else 2 * days
            begun = key[0] == SPELL_UNIT and not key[2] and key[1] in needs.past_spells
            past = begun or key in needs.past_runs
            low = Run(steps, size, past=past, past_begun=begun)
            self.runs[key] = (low, Run(steps, size, past=past, past_begun=False) if unsure[key[1]] else low)
        self.spell_counts = {
            (number, kind): SpellCounts(size) if unsure[number] else SureSpells(size)
            for number, kind in sorted(needs.spell_periods)
        }
        self.day_history: dict[int, list[tuple[Bits, Bits, Bits, Bits]]] = {n: [] for n in needs.spell_scans}
        self.latest: dict[int, npt.NDArray[np.integer]] = {
            n: np.full((2 * days + 1, size), -1, np.int32) for n in needs.latest
        }
        self.latest_doubt = {n: Tally(2 * days, size) for n in needs.latest if unsure[n]}
        self.possible_today: Bits = np.zeros(size, dtype=np.bool_)
        self.possible_days = Tally(days, size) if needs.possible_days else None
        self.possible_halves = {unit: Tally(2 * days, size) for unit in sorted(needs.possible_halves)}
        self.sets = Sets(self)
        self.tables = Tables(self)
        self.flags = Flags(self)
        self.acted = Acted(plan, block, days)
        self._tracks: dict[object, FactTrack] = {}
        self.covers = Covers(self)
        self.registers = Registers(self)
        self._possible = plan.named_sets["possible"]

    @cached_property
    def figures(self) -> "Figures":
        """Give what reads the figures of a day that is stepped over; where all is foreseen nothing of it is loaded."""
        from engine.evaluate.figures import Figures

        return Figures(self)

    # — what the policy says on a day —

    def codes_at(self, place: int) -> int:
        """Give which code table is in force on a school day; -1 where none is."""
        day = self.timeline.dates[place]
        for number, table in enumerate(self.plan.codes):
            if (table.start is None or table.start <= day) and (table.until is None or day < table.until):
                return number
        return -1

    def codes_on(self, place: int) -> Mapping[str, Code]:
        """Give the codes in force on a school day."""
        number = self.codes_at(place)
        return self.plan.codes[number].codes if number >= 0 else {}

    def literals_on(self, place: int) -> Mapping[str, object]:
        """Give the values of a day, as the record evaluator reads them."""
        return self.values.literals(place)

    def amounts(self) -> Mapping[str, Amount]:
        """Give the amounts of the present day by name."""
        return self.values.amounts(self.place)

    def value(self, name: str) -> Column | None:
        """Give a value of the present day as a column of one."""
        return self.values.column(self.place, name)

    # — the day's course —

    def open_day(self, place: int) -> None:
        """Begin a school day."""
        self.place, self.seen = place, 0
        self.bounds_held.clear()
        self.block.open_day(place)
        self.days.open_day()
        self.possible_today = np.zeros(self.block.size, dtype=np.bool_)
        for (_, kind), counts in self.spell_counts.items():
            if place == 0 or self.timeline.place_of[kind][place] != self.timeline.place_of[kind][place - 1]:
                counts.open_period()

    def take_session(self, half: int) -> None:
        """Take the marks of a session in; a session closed by plan leaves all as it was."""
        place = self.place
        slot = 2 * place + half
        is_open = self.block.register.calendar.open_sessions[place, half]
        if is_open:
            self.flags.open_session(place, half)
            self.sets.open_session(place, half)
        if self.needs.marks:
            (self._take_marks if is_open else self._skip)(slot, half)
        self.seen = half + 1
        self.bounds_held.clear()

    def _take_marks(self, slot: int, half: int) -> None:
        read = self.sets.read
        possible, _ = read(self._possible)
        self.possible_today = self.possible_today | possible
        for unit, total in self.possible_halves.items():
            total.step(slot, possible if (unit == "mornings") == (half == 0) else None)
        self.sessions.take(slot, read)
        self.days.take(read, possible)
        for number, latest in self.latest.items():
            inside, doubt = read(number)
            latest[slot + 1] = np.where(inside, slot, latest[slot])
            if number in self.latest_doubt:
                self.latest_doubt[number].step(slot, doubt)
        on_roll = self.block.on_roll
        for (unit, number, strict), pair in self.runs.items():
            if unit in UNITS_OF_SESSIONS:
                counts = unit == "sessions" or (unit == "mornings") == (half == 0)
                inside, doubt = read(number)
                for run, high in ((pair[0], False), (pair[1], True)):
                    held = inside | doubt if high and doubt is not None else inside
                    if high and run is pair[0]:
                        continue
                    if not counts:
                        run.step(slot, None, None)
                    elif strict:
                        run.step(slot, possible & held, on_roll & ~(possible & held))
                    else:
                        run.step(slot, possible & held, possible & ~held)

    def _skip(self, slot: int, half: int) -> None:
        self.sessions.skip(slot)
        for total in self.possible_halves.values():
            total.step(slot, None)
        for number, latest in self.latest.items():
            latest[slot + 1] = latest[slot]
            if number in self.latest_doubt:
                self.latest_doubt[number].step(slot, None)
        for (unit, _, _), pair in self.runs.items():
            if unit in UNITS_OF_SESSIONS:
                for run in set(pair):
                    run.step(slot, None, None)

    def day_steps(self, number: int, *, strict: bool) -> tuple[Bits, Bits, Bits, Bits]:
        """Say for one set who extends and who breaks a run of days so far today: low, then high."""
        flags = self.days.flags[number]
        if strict:
            # a session closed by plan is none
            is_open = self.block.register.calendar.open_sessions[self.place, : self.seen]
            anything = self.block.on_roll & bool(is_open.any())
            low, high = flags.missed
            return anything > low, anything & low, anything > high, anything & high
        whole, whole_if_in = flags.whole(self.possible_today)
        breaks, surely_breaks = flags.failed
        return whole, breaks, whole_if_in, surely_breaks

    def close_day(self) -> None:
        """Take the day in, after its last session."""
        place = self.place
        self.flags.close_day(self.needs.past_flags)
        if not self.needs.marks:
            return
        self.days.close(place, self.possible_today)
        if self.possible_days is not None:
            self.possible_days.step(place, self.possible_today)
        for (unit, number, strict), (low, high) in self.runs.items():
            if unit == SPELL_UNIT:
                steps = self.day_steps(number, strict=strict)
                low.step(place, steps[0], steps[1])
                if high is not low:
                    high.step(place, steps[2], steps[3])
        for number, history in self.day_history.items():
            history.append(self.day_steps(number, strict=False))
        for (number, _), counts in self.spell_counts.items():
            counts.take(self.day_steps(number, strict=False))

    @property
    def closed(self) -> bool:
        """Whether both sessions of the present day have been taken in."""
        return self.seen == 2

    # — names inside a set —

    def session_name(self, name: str) -> Column:
        """Give a flag, a value or a pupil column on the present session's own day."""
        if name in self.plan.flags:
            return self.flags.column(name)
        if name == CALENDAR:
            return self.school_days  # type: ignore[return-value]  # the language's own noun, not a column
        held = self.value(name)
        if held is None:
            held = calendar_name(self.timeline, self.place, name)
        return self.block.column(name) if held is None else held

    def constant(self, name: str) -> Column:
        """Give a name that a condition on rows may use before any day has come."""
        if name == CALENDAR:
            return self.school_days  # type: ignore[return-value]  # the language's own noun, not a column
        held = self.values.column(0, name)
        assert held is not None, name
        return held

    def table(self, name: str) -> FactTable:
        """Give a fact table; of a part of one, the whole."""
        part = self.plan.covering.get(name)
        return self.block.register.tables[name if part is None else part.rows.table]

    # — for figures —

    def run_lengths(self, key: RunKey, seen: int) -> tuple[Longs, Longs]:
        """Give the lengths of a run as of now: at the least and at the most; the same array where they are sure."""
        low, high = self.runs[key]
        if key[0] != SPELL_UNIT or (self.closed and seen == 2):
            return low.now, high.now
        steps = self.day_steps(key[1], strict=key[2])
        first = low.ahead(steps[0], steps[1])
        return first, first if high is low else high.ahead(steps[2], steps[3])

    def spells_in_period(self, number: int, kind: str) -> tuple[Longs, Longs]:
        """Give how many spells of a set there are in the present period as of now: at the least and at the most."""
        counts = self.spell_counts[(number, kind)]
        low, high = counts.range if self.closed else counts.range_after(self.day_steps(number, strict=False))
        return low, high if self.days.flags[number].unsure else low

    def fact_track(self, name: str, kind: FactCount, *, clamp: bool) -> FactTrack:
        """Give the rows that a fact count counts."""
        key = (name, clamp)
        if key not in self._tracks:
            table = self.table(kind.rows.table)
            self._tracks[key] = FactTrack(
                self.block,
                kind.rows,
                table,
                self.constant,
                spread=kind.overlapping,
                clamp=clamp,
                # a flag that nobody has ended still stands
                open_ended=table.name == "flags",
            )
        return self._tracks[key]

    def reads_rows(self, name: str) -> bool:
        """Whether a figure differs from row to row of what a rule is about."""
        return name in self.plan.by_row

    def restarts(self, name: str, restarted: frozenset[str]) -> bool:
        """Whether a figure is restarted, or is made of one that is."""
        return name in restarted or bool(self.plan.made_of.get(name, frozenset()) & restarted)

    def judge(self, condition: Condition, columns: Mapping[str, Column], size: int) -> tuple[Bits, Bits]:
        """Say for which of some things a condition holds, and for which that is not known."""
        return truth(condition.program(_Beside(columns, self), size), size)

    def lacks(self, leaves: Iterable[str], columns: Iterable[str]) -> bool:
        """Whether a file is missing on which one of some figures rests, or one of some columns of the pupils.

        So it is too where one of the figures is in force on some days alone.
        """
        leaves = tuple(leaves)
        if not self.block.register.pupil_rows.missing.isdisjoint(columns):
            return True
        if any(force_of(self._whole, leaf) is not None for leaf in leaves):
            return True
        figures = (self._whole.figures.get(leaf) for leaf in leaves)
        return any(not self.table(file).present for figure in figures if figure is not None for file in figure.files)

    def force(self, leaf: str) -> InForce | None:
        """Give the days on which a name is in force that is not known on others; None: every day."""
        return force_of(self._whole, leaf)

    def is_made(self, leaf: str) -> bool:
        """Whether a figure is made of others alone, which say why it is not known."""
        figure = self._whole.figures.get(leaf)
        return figure is not None and isinstance(figure.kind, NamedExpression | TableOutput)

    def cause(self, leaf: str, each: str | None) -> tuple[str, str | None]:
        """Say why a name is not known: missing_file, blank, not_in_force or too_few, and of which file or figure."""
        plan = self._whole
        if leaf in plan.flags:
            return "missing_file", "flags"
        figure = plan.figures.get(leaf)
        if figure is not None:
            for file in figure.files:
                if not self.table(file).present:
                    return "missing_file", file
            if isinstance(figure.kind, PeriodCount | WeeksInARow | Earlier):
                # what was asked at an earlier review point may not have been in force then
                dated = [name for name in sorted(plan.made_of[leaf]) if self.force(name) is not None]
                if dated:
                    return "not_in_force", dated[0]
            if figure.files or figure.blank:
                return "blank", figure.files[0] if figure.files else "marks"
            return "too_few", None
        if each is not None and leaf in self.table(each).columns:
            return "blank", each
        return "blank", "pupils"


class _Beside(Mapping[str, Column]):
    """Some columns, and the values of the day beside them."""

    def __init__(self, columns: Mapping[str, Column], state: State) -> None:
        self._columns, self._state = columns, state

    def __getitem__(self, name: str) -> Column:
        return self._columns[name] if name in self._columns else self._state.session_name(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)
