"""A rule over time: episodes, when within them it acts, how often at most, and tasks of their own moment."""

from typing import TYPE_CHECKING

import numpy as np

from engine.evaluate.arrays import Bits, Longs, different
from engine.evaluate.asking import ask, holds, reported
from engine.evaluate.force import in_force
from engine.evaluate.recording import Recorder
from engine.evaluate.standing import Standing
from engine.evaluate.times import later
from engine.model.amounts import Amount
from engine.plan import PlannedRule

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State


class RuleRun:
    """What is kept of one rule: for each pupil of the block, or for each row that it is about."""

    def __init__(self, rule: PlannedRule, size: int) -> None:
        self.rule = rule
        self.standing = Standing(size, rolling=rule.rolling)
        self._began = np.zeros(size, dtype=np.int32)
        self._next = np.zeros(size, dtype=np.int64)
        self._acted_in = np.full(size, -1, dtype=np.int32)
        self._own = [number for number, task in enumerate(rule.tasks) if task.if_ is not None]
        self._plain = [number for number, task in enumerate(rule.tasks) if task.if_ is None]
        self._raised = np.zeros((len(self._own), size), dtype=np.bool_)
        self.held_back = self.acted_anew = self.waited = self.came_round = 0
        """How often so far `at_most` stopped it or let it act in a later period, and `every` let it wait or act."""

    def look(
        self,
        frame: "Frame",
        among: Bits,
        recorder: Recorder,
        half: int | None,
        entries: Longs | None,
        only: Bits | None = None,
    ) -> Bits | None:
        """Look once; say for which entries the condition is not known (None: for none).

        `entries` are the rows of the frame among all that the rule is about; None where it is about pupils. `only`
        are those whose check this is, of all pupils or rows; the others stand as they stood. None: everyone's.
        """
        rule, state = self.rule, frame.state
        force = rule.steer.in_force
        if force is not None and not in_force(force, state.timeline.dates[frame.place]):
            self.standing.nobody()
            return None
        yes, unsure = ask(frame, rule.steer, among)
        if unsure is not None and rule.act_if_unknown:
            yes, unsure = yes | unsure, None
        if unsure is not None or rule.steer.opened is not None:
            told = reported(frame, rule.steer, among, yes, unsure)
            if told is not None:
                recorder.doubt(frame, rule.id, rule.steer.reads, told)
        if entries is None and rule.act.when == "starts" and not self._own:
            self._look_who_starts(frame, yes, recorder, half, only)
            return unsure
        mine = yes.nonzero()[0]
        at = mine if entries is None else entries[mine]
        was = self.standing.held[at]
        base = self._base(frame, mine, at, was)
        if rule.act.when == "ends":
            ended = self.standing.held[slice(None) if entries is None else entries] & ~yes & among
            base = np.flatnonzero(ended if unsure is None else ended & ~unsure)
        self.standing.note(yes, entries, only)
        if not len(mine) and not len(base):
            return unsure
        fresh = at[~was]
        self._began[fresh] = frame.place
        if self._own:
            self._raised[:, fresh] = False
        plain = self._allowed(state, base, base if entries is None else entries[base], frame.place)
        asked, asked_at = mine, at
        if rule.act.when == "ends" and self._own and len(base):
            asked = np.union1d(mine, base)
            asked_at = asked if entries is None else entries[asked]
        moments = {own: self._moment(frame, number, own, asked, asked_at) for number, own in enumerate(self._own)}
        if self._own:
            chosen = different(np.concatenate([plain if self._plain else plain[:0], *moments.values()]))
        else:
            chosen = plain
        if len(chosen):
            tasks = np.zeros((len(chosen), len(rule.tasks)), dtype=np.bool_)
            tasks[:, self._plain] = np.isin(chosen, plain)[:, None] if self._own else True
            for own, moment in moments.items():
                tasks[:, own] = np.isin(chosen, moment)
            began = self._began[chosen if entries is None else entries[chosen]]
            recorder.record(frame, rule, chosen, tasks, began, half)
        return unsure

    def since(self, entry: int) -> int | None:
        """Give the place of the day since which the condition holds for one; None where it does not hold."""
        return int(self._began[entry]) if self.standing.held[entry] else None

    def allowed_again(self, state: "State", entry: int, place: int) -> bool:
        """Whether `at_most` still lets it act for one in the present period."""
        most = self.rule.at_most
        if most is None:
            return True
        period = 0 if most.per == "ever" else state.timeline.place_of[most.per][place]
        return bool(self._acted_in[entry] != period)

    def _look_who_starts(
        self, frame: "Frame", yes: Bits, recorder: Recorder, half: int | None, only: Bits | None
    ) -> None:
        """Act for the pupils for whom the condition has just begun to hold, where all tasks have one moment."""
        fresh = (yes > self.standing.held).nonzero()[0]
        self.standing.note(yes, None, only)
        if not len(fresh):
            return
        self._began[fresh] = frame.place
        chosen = self._allowed(frame.state, fresh, fresh, frame.place)
        if len(chosen):
            tasks = np.ones((len(chosen), len(self.rule.tasks)), dtype=np.bool_)
            recorder.record(frame, self.rule, chosen, tasks, self._began[chosen], half)

    def _moment(self, frame: "Frame", number: int, own: int, mine: Longs, at: Longs) -> Longs:
        """Give those for whom a task's own moment has come."""
        waiting = ~self._raised[number][at]
        asked: Longs = mine[waiting]
        if not len(asked):
            return asked
        come = holds(frame.some(asked), self.rule.tasks[own].if_, np.ones(len(asked), dtype=np.bool_))
        self._raised[number][at[waiting][come]] = True
        return np.asarray(asked[come])

    def _base(self, frame: "Frame", mine: Longs, at: Longs, was: Bits) -> Longs:
        """Give those for whom it is a point to act at: when it starts, at each check, or every so long."""
        when = self.rule.act.when
        if when == "starts":
            return mine[~was]
        if when == "each":
            return mine
        if when == "ends" or not len(mine):
            return mine[:0]
        due = ~was | (self._next[at] <= frame.state.timeline.days[frame.place])
        self.waited += int(np.count_nonzero(~due))
        self.came_round += int(np.count_nonzero(due & was))
        if np.count_nonzero(due):
            length = self.rule.act.every
            amount = length if isinstance(length, Amount) else frame.state.amounts()[length.name]  # type: ignore[union-attr]
            self._next[at[due]] = later(frame.state.timeline, frame.state.timeline.dates[frame.place], amount)
        return mine[due]

    def _allowed(self, state: "State", base: Longs, at: Longs, place: int) -> Longs:
        """Take away what `at_most` does not allow."""
        most = self.rule.at_most
        if most is None or not len(base):
            return base
        period = 0 if most.per == "ever" else state.timeline.place_of[most.per][place]
        before = self._acted_in[at]
        allowed = before != period
        self.held_back += int(np.count_nonzero(~allowed))
        self.acted_anew += int(np.count_nonzero(allowed & (before >= 0)))
        self._acted_in[at[allowed]] = period
        return np.asarray(base[allowed])
