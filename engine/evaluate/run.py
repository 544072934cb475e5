"""Plan and register -> what fired: block by block, day by day, check by check."""

import os
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.evaluate.ahead import AheadRun, look_ahead
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.block import Block
from engine.evaluate.facts import truth
from engine.evaluate.frame import Frame
from engine.evaluate.policy_flags import PolicyFlags
from engine.evaluate.recording import Recorder
from engine.evaluate.resting import resting_on
from engine.evaluate.rows import Rows, RowSet
from engine.evaluate.rows_ahead import by_row_alone
from engine.evaluate.rows_alone import SCHOOL_DAYS
from engine.evaluate.state import State
from engine.evaluate.tables import TableRun
from engine.evaluate.work import Work, all_stepped, names_of, work_of
from engine.fired import Batch, Doubt, Fired
from engine.model.rules import PERIOD_CHECKS
from engine.plan import Looked, Plan, PlannedLadder, PlannedRule
from engine.pool.memory import SOME, kept_for_more
from engine.pool.uncollected import uncollected
from engine.register import Register
from engine.timeline import Timeline, timeline_of

if TYPE_CHECKING:
    from engine.evaluate.watching import Course, Watch, Watched

Progress = Callable[[int, int], None]

BLOCK = 64_000
"""Pupils worked at once, at the most: a day costs hundreds of calls, however many pupils there are."""


def evaluate(
    plan: Plan,
    register: Register,
    progress: Progress | None = None,
    watch: "Watch | None" = None,
    threads: int | None = None,
) -> Fired:
    """Run a plan over a register.

    `progress` is told, after each block, how many pupils of how many are done. `watch` sees every look: then none is
    left out because nothing could come of it. `threads` is how many may work at once; None: a processor each.
    """
    timeline = timeline_of(register.calendar, register.days)
    work = work_of(plan, register) if watch is None else all_stepped(plan)
    parts: list[Fired] = []
    count = len(register.pupils)
    blocks = max(1, -(-count // BLOCK))
    for number in range(blocks if count and timeline.days else 0):
        first, after = number * count // blocks, (number + 1) * count // blocks
        with uncollected(), kept_for_more() if count >= SOME else nullcontext():
            program = _Program(work, register, timeline, (first, after), watch, threads or os.cpu_count() or 1)
            recorder = program.run()
            parts.append(Fired(tuple(recorder.batches), recorder.doubts()))
        if watch is None:
            # its parts refer to each other: let the arrays go before those of the next block come
            vars(program.state).clear()
        if progress is not None:
            progress(after, count)
    return together(parts)


def together(parts: Iterable[Fired]) -> Fired:
    """Put together what fired for some pupils and for others; their places are those in one register."""
    batches: list[Batch] = []
    doubts: dict[tuple[str, str, str | None], list[Doubt]] = {}
    for part in parts:
        batches.extend(part.batches)
        for key, doubt in part.doubts.items():
            doubts.setdefault(key, []).append(doubt)
    return Fired(tuple(batches), {key: _one(found) for key, found in doubts.items()})


def _one(doubts: list[Doubt]) -> Doubt:
    """Make one doubt of those of several shares of the pupils."""
    pupils = np.sort(np.concatenate([each.pupils for each in doubts]))
    return Doubt(pupils, min(each.first for each in doubts), max(each.last for each in doubts))


class _Program:
    """One block's course through the days."""

    def __init__(
        self,
        work: Work,
        register: Register,
        timeline: Timeline,
        pupils: tuple[int, int],
        watch: "Watch | None",
        threads: int,
    ) -> None:
        self.plan = plan = work.stepped
        self.timeline, self.watch, self._leaps = timeline, watch, work.leaps
        block = Block(register, timeline, *pupils, plan.school_age)
        self.state = State(plan, block, work.needs, work.whole)
        self.recorder = Recorder(self.state)
        self.flags = PolicyFlags(self.state, self.recorder)
        self.row_sets: dict[str, RowSet] = {}
        ahead = look_ahead(work, self.state, self.recorder, self._rows_of, threads)
        self.passing = dict(zip(work.gates, ahead.passing, strict=True))
        self.runs: dict[int, Course | AheadRun | Watched] = {}
        for looked in (each for group in plan.looked.values() for each in group):
            known = ahead.runs.get(looked.id) if isinstance(looked, PlannedRule) else None
            if known is not None:
                self.runs[id(looked)] = known
                continue
            self.runs[id(looked)] = self._run_of(looked)
        self.resting = {
            id(looked): resting_on(plan, names_of(looked)) for group in plan.looked.values() for looked in group
        }
        # nothing but the row itself decides it: once a row has been decided it need not be asked again
        self.unsettled = {
            id(looked): self.row_sets[each].by_date
            for group in plan.looked.values()
            for looked in group
            if (each := _each(looked)) is not None and watch is None
            if by_row_alone(plan, looked, frozenset({*self.state.table(each).columns, SCHOOL_DAYS}))
        }
        self.names_at = {
            check: frozenset(name for each in group for name in names_of(each) if name in plan.ids)
            for check, group in plan.looked.items()
        }

    def _run_of(self, looked: Looked) -> "Course | Watched":
        course = self._course(looked)
        if self.watch is None or not self.watch.wants(looked):
            return course
        from engine.evaluate.watching import Watched

        return Watched(self.watch, looked, course)

    def _course(self, looked: Looked) -> "Course":
        """Give what is kept of one that is stepped through; where all is foreseen no such course is loaded."""
        each = _each(looked)
        size = self.state.block.size
        if each is not None:
            size = self._rows_of(each).size
        if isinstance(looked, PlannedRule):
            from engine.evaluate.episodes import RuleRun

            return RuleRun(looked, size)
        if isinstance(looked, PlannedLadder):
            from engine.evaluate.ladders import LadderRun

            return LadderRun(looked, size)
        return TableRun(looked, size)

    def _rows_of(self, each: str) -> RowSet:
        if each not in self.row_sets:
            self.row_sets[each] = RowSet(self.state, each)
        return self.row_sets[each]

    def run(self) -> Recorder:
        """Go through the school days."""
        years, before = self.timeline.place_of["year"], 0
        for place in self._places():
            if years[place] != years[before]:
                for run in self.runs.values():
                    if run.standing is not None:
                        run.standing.new_year()
                self.flags.new_year()
            if place > before + 1:
                self._nobody_between(before + 1, place)
            self._day(place)
            before = place
        return self.recorder

    def _places(self) -> Iterable[int]:
        """Give the days that are stepped over: where the others leave no trace, those on which something can happen."""
        timeline = self.timeline
        if not self._leaps:
            return range(len(timeline.days))
        periods = [check for check in self.plan.looked if check in PERIOD_CHECKS]
        ends = {place for place in range(len(timeline.days)) for each in periods if timeline.is_last_of(each, place)}
        return sorted(ends.union(*((passing.slots - 1) // 2 for passing in self.passing.values())))

    def _nobody_between(self, first: int, after: int) -> None:
        """Note that on the days left out nothing held for anyone, of what is looked at every day."""
        mornings = self.state.block.register.calendar.open_sessions[first:after, 0]
        for check, group in self.plan.looked.items():
            # where no morning is open none is looked at, and what held still does
            held = check not in PERIOD_CHECKS and (check != "morning" or mornings.any())
            for looked in group if held else ():
                standing = self.runs[id(looked)].standing
                if standing is not None:
                    standing.nobody()

    def _day(self, place: int) -> None:
        state, timeline = self.state, self.timeline
        state.open_day(place)
        state.flags.open_day(place)
        state.acted.open_day(place)
        is_open = state.block.register.calendar.open_sessions[place]
        self._clock(seen=0)
        self._session(place, 0, is_open=bool(is_open[0]))
        if is_open[0]:
            self._look("session", self._frame("session", state.registers.closes(0) if self.plan.am else None), half=0)
            if "morning" in self.plan.looked:
                self._look("morning", self._frame("morning", state.registers.closes(0)))
        self._clock(seen=1)
        self._session(place, 1, is_open=bool(is_open[1]))
        state.close_day()
        self._clock(seen=2)
        if is_open[1]:
            self._look("session", self._frame("session", None), half=1)
        self._look("day", self._frame("day", None))
        # the same review point: what looks at earlier ones alone does not see what has just acted
        self.flags.look(self._frame("day", None))
        state.figures.then.keep_at_flags(self._frame("day", None))
        for period in PERIOD_CHECKS:
            if timeline.is_last_of(period, place):
                self._open_check()
                self._look(period, self._frame(period, None))
                # at that review point, after its rules: what acted at it is no earlier one
                state.figures.end_period(period, self._frame(period, None))
        if not timeline.is_last_of("year", place):
            self._open_check()
        state.figures.end_day(self._frame("year", None))
        self._open_check()
        if self.watch is not None:
            self.watch.day(self._frame("day", None))

    def _open_check(self) -> None:
        self.state.acted.open_check()
        self.state.figures.then.open_check()

    def _session(self, place: int, half: int, *, is_open: bool) -> None:
        self.state.take_session(half)
        self.state.figures.take_session(2 * place + half, is_open=is_open)
        if self.watch is not None and is_open:
            self.watch.session(self.state)

    def _frame(self, check: str, cut: "Longs | None") -> Frame:
        return Frame(self.state, self.state.seen, cut, self.names_at.get(check, frozenset()))

    def _clock(self, seen: int) -> None:
        """Hold the clock checks for those whose registers closed by then are so many."""
        if not self.plan.clock:
            return
        state = self.state
        closes = [state.registers.closes(half) for half in (0, 1)]
        is_open = state.block.register.calendar.open_sessions[state.place]
        for minute in self.plan.clock:
            by_then = [(closes[half] <= minute) | ~is_open[half] for half in (0, 1)]
            # a session closed by plan holds nobody up; its marks are none
            count = by_then[0].astype(np.int8) + (by_then[0] & by_then[1])
            mine = count == seen
            if mine.any():
                name = clock_name(minute)
                cut = np.full(state.block.size, minute, dtype=np.int64)
                self._look(name, self._frame(name, cut), only=mine)

    def _look(
        self, check: str, frame: Frame, half: int | None = None, only: "npt.NDArray[np.bool_] | None" = None
    ) -> None:
        group = self.plan.looked.get(check)
        if not group:
            return
        self._open_check()
        among = self.state.block.on_roll if only is None else self.state.block.on_roll & only
        for looked in group:
            fired = len(self.recorder.batches)
            self._look_at(looked, frame, among, half, only)
            if len(self.recorder.batches) > fired and self.resting[id(looked)]:
                frame.forget(self.resting[id(looked)])
        if self.state.figures.then.waiting:
            self.state.figures.then.close_check(Frame(self.state, frame.seen, frame.cut, frame.same_check))

    def _look_at(self, looked: Looked, frame: Frame, among: Bits, half: int | None, only: Bits | None) -> None:
        run = self.runs[id(looked)]
        each = _each(looked)
        passing = self.passing.get(id(looked))
        let = None if passing is None else passing.at(frame.slot)
        if let is not None and not len(let):
            # what holds for nobody acts for nobody
            if run.standing is not None:
                run.standing.nobody()
        elif each is None:
            run.look(frame, among if let is None else _mask(let, frame.size), self.recorder, half, None, only)
        else:
            self._look_at_rows(looked, each, frame, among, half, only, None if let is None else _mask(let, frame.size))

    def _look_at_rows(
        self,
        looked: Looked,
        each: str,
        frame: Frame,
        among: Bits,
        half: int | None,
        only: Bits | None,
        pupils: Bits | None,
    ) -> None:
        """Look at the rows of a fact table, of some `pupils` alone where they are given."""
        run, rows = self.runs[id(looked)], self.row_sets[each]
        waiting = self.unsettled.get(id(looked))
        if waiting is not None and not rows.any_by(self.state, waiting):
            return
        if pupils is None and self.watch is None:
            pupils = _pupils(looked, frame)
            if pupils is not None and only is None and run.standing is not None and not np.count_nonzero(pupils):
                run.standing.nobody()
                return
        entries = rows.eligible(self.state, frame.cut, pupils, waiting)
        if only is not None:
            entries = entries[only[rows.pupils[entries]]]
        if not self.state.table(each).present:
            from engine.evaluate.absent import absent_rows

            absent_rows(frame, looked, among, self.recorder)
        elif not len(entries) and only is None:
            if waiting is None and run.standing is not None:
                run.standing.nobody()
        elif len(entries) or (rows.size and waiting is None):
            here = frame.of_rows(rows.pupils[entries], Rows(rows, entries))
            mine = None if only is None else only[rows.pupils]
            unsure = run.look(here, np.ones(len(entries), dtype=np.bool_), self.recorder, half, entries, mine)
            if waiting is not None:
                decided = entries if unsure is None else entries[~unsure]
                asked_again = np.ones(rows.size, dtype=np.bool_)
                asked_again[decided] = False
                self.unsettled[id(looked)] = waiting[asked_again[waiting]]


def _mask(pupils: Longs, size: int) -> Bits:
    found = np.zeros(size, dtype=np.bool_)
    found[pupils] = True
    return found


def _pupils(looked: Looked, frame: Frame) -> Bits | None:
    """Give whose rows alone something looked at may hold for, as far as their pupils say; None: everyone's."""
    if isinstance(looked, PlannedLadder) or looked.steer.pupils is None or looked.steer.opened is not None:
        return None
    if isinstance(looked, PlannedRule) and looked.act.when == "ends":
        # it acts where it no longer holds
        return None
    held, unknown = truth(looked.steer.pupils.program(frame, frame.size), frame.size)
    return held | unknown


def clock_name(minute: int) -> str:
    """Give a clock check its name among the checks.

    >>> clock_name(630)
    '10:30'
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def _each(looked: Looked) -> str | None:
    return looked.each if isinstance(looked, PlannedLadder) else looked.steer.each
