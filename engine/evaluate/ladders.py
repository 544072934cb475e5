"""A ladder over time: which step is next, when it is looked at, and what follows a look."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import date_of
from engine.counting import AmountOrName, SessionCount
from engine.evaluate.arrays import Bits, Longs, different
from engine.evaluate.asking import ask, holds, reported
from engine.evaluate.facts import DAY_IS_OVER, FactTrack
from engine.evaluate.force import in_force
from engine.evaluate.frame import Restart
from engine.evaluate.recording import Recorder
from engine.evaluate.times import FAR, later
from engine.model.amounts import Amount
from engine.plan import PlannedLadder

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State


NONE_YET = -(2**40)
NONE_YET_RAISED = -1
DONE = "done"


class LadderRun:
    """What is kept of one ladder: for each pupil of the block, or for each row that it is about."""

    standing = None
    """It has steps, no condition that holds: where it stands is for its `reset` alone to change."""

    def __init__(self, ladder: PlannedLadder, size: int) -> None:
        self.ladder = ladder
        self._dated = any(step.in_force is not None for step in ladder.steps)
        self._next = np.zeros(size, dtype=np.int8)
        self._raised_on = np.full((len(ladder.steps), size), NONE_YET, dtype=np.int64)
        self._latest = np.full(size, NONE_YET_RAISED, dtype=np.int8)
        self._restart_slot = np.zeros(size, dtype=np.int64)
        self._restart_day = np.full(size, -(2**30), dtype=np.int64)
        self._restart_check = np.full(size, -1, dtype=np.int64)
        self._restart_minute = np.full(size, DAY_IS_OVER, dtype=np.int64)
        self._restart_unfinished = np.zeros(size, dtype=np.bool_)
        self._period = -1
        self._begin = 0
        self._size = size
        self._totals: dict[int, tuple[Longs, Longs | None]] | None = None

    def look(
        self,
        frame: "Frame",
        among: Bits,
        recorder: Recorder,
        half: int | None,
        entries: "Longs | None",
        only: Bits | None = None,
    ) -> None:
        """Look once: at most one step is raised for anyone."""
        today = frame.state.timeline.dates[frame.place]
        if not in_force(self.ladder.steps[0].rule.steer.in_force, today):
            return
        frame = self.begun(frame, entries)
        pick: slice | Longs = slice(None) if entries is None else entries
        turns = self._turns(today)
        # from the last step down, so that nobody who has just been raised is looked at again
        for number in reversed(range(len(self.ladder.steps))):
            waiting = among & (turns[self._next[pick]] == number)
            if np.count_nonzero(waiting):
                anew = self._look_at(frame, number, waiting, recorder, half, pick)
                if anew is not None and turns[0] == number:
                    # the steps before are not in force: a fresh start is looked at at once, at this one
                    self._look_at(frame, number, anew, recorder, half, pick)

    def _turns(self, today: date) -> Longs:
        """Give which step comes next on a day, by which would come next if all were in force; -1 where none does.

        A step that is not in force is passed over. Where all that are in force have been raised, `repeat: last` goes
        on with the last of them.
        """
        there = [number for number, step in enumerate(self.ladder.steps) if in_force(step.in_force, today)]
        none = there[-1] if there and self.ladder.repeat_last else -1
        places = range(len(self.ladder.steps) + 1)
        return np.array([next((number for number in there if number >= place), none) for place in places])

    def begun(self, frame: "Frame", entries: "Longs | None") -> "Frame":
        """Begin a look: reset what a new period resets, and count from each one's restart on."""
        self._reset(frame)
        if not self.ladder.restart:
            return frame
        restart = Restart(
            self.ladder.restart,
            self._restart_slot,
            self._restart_day,
            self._restart_check,
            self.ladder.name,
            self._begin,
            self._noted(frame.state),
            self._restart_minute,
            self._restart_unfinished,
        )
        if entries is not None:
            restart = restart.some(entries)
        return frame.restarted(restart) if frame.rows is None else _with(frame, restart)

    def standing_of(self, entry: int, today: date) -> tuple[int, tuple[int, ...], int]:
        """Give the place of one's next step, the day number of each step's raising, and the day counted from."""
        raised = tuple(int(day) for day in self._raised_on[:, entry])
        turn = int(self._turns(today)[self._next[entry]])
        return turn if turn >= 0 else len(self.ladder.steps), raised, int(self._restart_day[entry])

    def times_of(self, frame: "Frame", number: int, pick: "slice | Longs") -> "tuple[Longs, Longs | None] | None":
        """Give from when (included) and until when (included) a step is looked at; None where it need not wait.

        The day is far off where the step waits for something that has not come.
        """
        step = self.ladder.steps[number]
        if not self._waits(number):
            return None
        anchor = self._anchor(frame, number, pick)
        known = anchor > NONE_YET
        # a first step has none before it: it waits for nothing until it has been raised once
        begins = np.where(known, _later_each(frame.state, anchor, step.after, known), FAR)
        if not step.after_step:
            begins[self._latest[pick] == NONE_YET_RAISED] = frame.state.timeline.days[frame.place]
        if step.within is None:
            return begins, None
        return begins, _later_each(frame.state, begins, step.within, begins < FAR)

    def _waits(self, number: int) -> bool:
        """Whether a step may have to wait, for itself or for the one before it."""
        step = self.ladder.steps[number]
        first = number == 0 and not (self.ladder.repeat_last and (self._dated or len(self.ladder.steps) == 1))
        return step.after_step is not None or (not first and (step.after is not None or step.within is not None))

    def _noted(self, state: "State") -> dict[int, tuple[Longs, Longs | None]]:
        """Give, for each set that the restarted figures count, what has been noted of its running totals."""
        if self._totals is None:
            figures = [state.plan.figures[name].kind for name in self.ladder.restart]
            sets = {p.set for kind in figures if isinstance(kind, SessionCount) for p in kind.pieces}
            self._totals = {
                number: (np.zeros(self._size, np.int16), None if doubts is None else np.zeros(self._size, np.int16))
                for number, (_, doubts) in state.sessions.running.items()
                if number in sets
            }
        return self._totals

    def _reset(self, frame: "Frame") -> None:
        if self.ladder.reset == "none":
            return
        timeline = frame.state.timeline
        period = timeline.place_of[self.ladder.reset][frame.place]
        if period != self._period:
            self._period = period
            start = timeline.starts[self.ladder.reset][period]
            self._next[:] = 0
            self._raised_on[:] = NONE_YET
            self._latest[:] = NONE_YET_RAISED
            self._begin = 2 * timeline.place_from(start)
            self._restart_slot[:] = self._begin
            self._restart_day[:] = start
            self._restart_check[:] = frame.state.acted.checks_before[timeline.place_from(start)]
            self._restart_minute[:] = DAY_IS_OVER
            self._restart_unfinished[:] = False

    def _look_at(
        self, frame: "Frame", number: int, waiting: Bits, recorder: Recorder, half: int | None, pick: "slice | Longs"
    ) -> Bits | None:
        """Look at one step; say whose ladder begins anew for want of it (None: nobody's)."""
        step = self.ladder.steps[number]
        today = frame.state.timeline.days[frame.place]
        looking, lapsed = waiting, np.zeros_like(waiting)
        if self._waits(number):
            anchor = self._anchor(frame, number, pick)
            known = anchor > NONE_YET
            begins = _later_each(frame.state, anchor, step.after, known)
            looking = waiting & known & (begins <= today)
            if not step.after_step:
                # a first step has none before it: it waits for nothing until it has been raised once
                looking = looking | (waiting & (self._latest[pick] == NONE_YET_RAISED))
            if step.within is not None:
                ends = _later_each(frame.state, begins, step.within, known & (begins < FAR))
                lapsed = looking & (today > ends)
                looking = looking & ~lapsed
        yes, unsure = ask(frame, step.rule.steer, looking)
        told = reported(frame, step.rule.steer, looking, yes, unsure)
        if told is not None:
            recorder.doubt(frame, step.rule.id, step.rule.steer.reads, told)
        if np.count_nonzero(yes):
            self._raise(frame, number, yes, recorder, half, pick)
        if not step.start_again:
            return None
        failed = lapsed if step.within is not None else looking & ~yes
        failed = failed & (self._latest[pick] != NONE_YET_RAISED)
        again_from = failed.nonzero()[0] if isinstance(pick, slice) else pick[failed]
        self._next[again_from] = 0
        self._latest[again_from] = NONE_YET_RAISED
        return failed if len(again_from) else None

    def _anchor(self, frame: "Frame", number: int, pick: "slice | Longs") -> Longs:
        """Give the day from which a step's times count: that of the step before, or of another.

        It is the day on which that was done, if the outcomes file says so; a repeated last step has itself before it,
        and a step that was passed over is before none.
        """
        step = self.ladder.steps[number]
        ids = [each.rule.id for each in self.ladder.steps]
        if step.after_step is not None and step.after_step not in ids:
            return _elsewhere(frame, step.after_step)
        if step.after_step is not None:
            return self._step_day(frame, ids.index(step.after_step), pick)
        latest = self._latest[pick]
        found = np.full(len(latest), NONE_YET, dtype=np.int64)
        for before in range(len(ids)) if self._dated else range(max(0, number - 1), number + 1):
            mine = latest == before
            if np.count_nonzero(mine):
                found = np.where(mine, self._step_day(frame, before, pick), found)
        return found

    def _step_day(self, frame: "Frame", number: int, pick: "slice | Longs") -> Longs:
        return _done(frame, self.ladder.steps[number].rule.id, self._raised_on[number][pick])

    def _raise(
        self, frame: "Frame", number: int, yes: Bits, recorder: Recorder, half: int | None, pick: "slice | Longs"
    ) -> None:
        step = self.ladder.steps[number]
        chosen = yes.nonzero()[0]
        tasks = np.zeros((len(chosen), len(step.rule.tasks)), dtype=np.bool_)
        few = frame.some(chosen)
        for place, task in enumerate(step.rule.tasks):
            tasks[:, place] = holds(few, task.if_, np.ones(len(chosen), dtype=np.bool_))
        recorder.record(frame, step.rule, chosen, tasks, np.full(len(chosen), frame.place, np.int32), half)
        entries = chosen if isinstance(pick, slice) else pick[chosen]
        # one that is repeated while those after it are not in force does not take anyone back
        self._next[entries] = np.maximum(self._next[entries], number + 1)
        self._latest[entries] = number
        today = frame.state.timeline.days[frame.place]
        self._raised_on[number, entries] = today
        is_open = frame.state.block.register.calendar.open_sessions[frame.place]
        # a morning closed by plan parts no day
        self._restart_slot[entries] = frame.slot if is_open[: frame.seen].any() else 2 * frame.place
        self._restart_day[entries] = today + 1
        self._restart_check[entries] = frame.state.acted.check
        pupils = chosen if frame.pupils is None else frame.pupils[chosen]
        self._restart_minute[entries] = DAY_IS_OVER if frame.cut is None else frame.cut[pupils]
        self._restart_unfinished[entries] = bool(is_open[frame.seen :].any())
        for number, (sure, doubts) in (self._totals or {}).items():
            running, running_doubts = frame.state.sessions.running[number]
            sure[entries] = running[pupils]
            if doubts is not None and running_doubts is not None:
                doubts[entries] = running_doubts[pupils]


def _with(frame: "Frame", restart: Restart) -> "Frame":
    assert frame.pupils is not None and frame.rows is not None
    return frame.of_rows(frame.pupils, frame.rows, restart)


def _elsewhere(frame: "Frame", name: str) -> Longs:
    """Give the day of another rule's, step's or flag's latest moment; about the row where both are about such rows."""
    state = frame.state
    if name in state.plan.flags:
        held = state.flags.states[name]
        days = np.where(held.first_slot >= 0, held.first_day, NONE_YET)
        return days if frame.pupils is None else days[frame.pupils]
    if frame.rows is not None and state.acted.is_about(name, frame.rows.table.name):
        places, _ = state.acted.rows_before(name, frame.rows.rows)
    else:
        places = state.acted.histories[name].before_place
        places = places if frame.pupils is None else places[frame.pupils]
    days = np.where(places >= 0, state.timeline.day_numbers[np.maximum(places, 0)], NONE_YET)
    return _done(frame, name, days)


def _done(frame: "Frame", name: str, raised: Longs) -> Longs:
    """Give the day on which each one's action of a day was done, if the outcomes file says so; else that day.

    `raised` is the day of each one's own action of the rule or step, `NONE_YET` where there is none.
    """
    acted, timeline = frame.state.acted, frame.state.timeline
    if name not in acted.histories or not acted.outcomes_known or DONE not in acted.outcome_words:
        return raised
    # what acts at this very look, about another row too, has no outcome yet
    pupils, places, outcome, when = acted.outcomes(name, timeline.days[frame.place], timeline.days, earlier=True)
    done = np.flatnonzero(outcome == acted.outcome_words.index(DONE))
    if not len(done):
        return raised
    keys = FactTrack.key(pupils[done], timeline.day_numbers[places[done]])
    order = np.argsort(keys)
    whose = np.arange(frame.size) if frame.pupils is None else frame.pupils
    wanted = FactTrack.key(whose, raised)
    at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(order) - 1)]
    return np.where((raised > NONE_YET) & (keys[at] == wanted), when[done[at]], raised)


def _later_each(state: "State", days: Longs, length: AmountOrName | None, known: Bits) -> Longs:
    """Give the day so long after each of some days; without a length the day itself."""
    if length is None:
        return days
    amount = length if isinstance(length, Amount) else state.amounts()[length.name]
    found = np.full(len(days), FAR, dtype=np.int64)
    for day in different(days[known]):
        found[known & (days == day)] = later(state.timeline, date_of(int(day)), amount)
    return found
