"""A rule over time: episodes, when within them it acts, how often at most, and tasks of their own moment."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.evaluate.asking import ask, holds
from engine.evaluate.recording import Recorder
from engine.evaluate.times import later
from engine.model.amounts import Amount
from engine.plan import PlannedRule

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State

Bits = npt.NDArray[np.bool_]


class RuleRun:
    """What is kept of one rule: for each pupil of the block, or for each row that it is about."""

    def __init__(self, rule: PlannedRule, size: int) -> None:
        self.rule = rule
        self._true: Bits = np.zeros(size, dtype=np.bool_)
        self._began = np.zeros(size, dtype=np.int32)
        self._next = np.zeros(size, dtype=np.int64)
        self._acted_in = np.full(size, -1, dtype=np.int32)
        self._own = [number for number, task in enumerate(rule.tasks) if task.if_ is not None]
        self._plain = [number for number, task in enumerate(rule.tasks) if task.if_ is None]
        self._raised = np.zeros((len(self._own), size), dtype=np.bool_)

    def new_year(self) -> None:
        """End what the end of an academic year ends."""
        if not self.rule.rolling:
            self._true = np.zeros_like(self._true)

    def nobody(self) -> None:
        """Note that the condition holds for nobody."""
        self._true = np.zeros_like(self._true)

    def look(
        self,
        frame: "Frame",
        among: Bits,
        recorder: Recorder,
        half: int | None,
        entries: "npt.NDArray[np.int64] | None",
        only: Bits | None = None,
    ) -> None:
        """Look once.

        `entries` are the rows of the frame among all that the rule is about; None where it is about pupils. `only`
        are those whose check this is, of all pupils or rows; the others stand as they stood. None: everyone's.
        """
        rule, state = self.rule, frame.state
        pick: "slice | npt.NDArray[np.int64]" = slice(None) if entries is None else entries
        yes, unsure = ask(frame, rule.steer, among)
        if unsure is not None and rule.act_if_unknown:
            yes, unsure = yes | unsure, None
        elif unsure is not None:
            recorder.doubt(frame, rule.id, rule.steer.reads, unsure)
        before = self._true[pick]
        whole = yes
        if entries is not None:
            whole = np.zeros_like(self._true)
            whole[entries] = yes
        self._true = whole if only is None else np.where(only, whole, self._true)
        held = np.count_nonzero(yes)
        if not held and rule.act.when != "ends":
            return
        fresh = yes & ~before
        anew = np.count_nonzero(fresh)
        if anew:
            began, raised = self._began[pick], self._raised[:, pick]
            began[fresh] = frame.place
            raised[:, fresh] = False
            self._began[pick], self._raised[:, pick] = began, raised
        if not self._own and rule.act.when == "starts" and not anew:
            return
        ended = before & ~yes & among
        base = self._base(frame, yes, fresh, ended if unsure is None else ended & ~unsure, pick)
        acts = plain = np.zeros(frame.size, dtype=np.bool_)
        if self._plain or not self._own:
            acts = plain = self._allowed(state, base, frame.place, pick)
        moments = []
        for number, own in enumerate(self._own):
            waiting = yes & ~self._raised[number][pick]
            moment = holds(frame, rule.tasks[own].if_, waiting)
            moments.append((own, moment))
            acts = acts | moment
            raised = self._raised[number]
            raised[pick] = raised[pick] | moment
        chosen = np.flatnonzero(acts)
        if len(chosen):
            tasks = np.zeros((len(chosen), len(rule.tasks)), dtype=np.bool_)
            tasks[:, self._plain] = plain[chosen, None]
            for own, moment in moments:
                tasks[:, own] = moment[chosen]
            recorder.record(frame, rule, chosen, tasks, self._began[pick][chosen], half)

    def _base(self, frame: "Frame", yes: Bits, fresh: Bits, ended: Bits, pick: "slice | npt.NDArray[np.int64]") -> Bits:
        when = self.rule.act.when
        if when == "starts":
            return fresh
        if when == "each":
            return yes
        if when == "ends":
            return ended
        today = frame.state.timeline.days[frame.place]
        due = fresh | (yes & (self._next[pick] <= today))
        if np.count_nonzero(due):
            length = self.rule.act.every
            amount = length if isinstance(length, Amount) else frame.state.amounts()[length.name]  # type: ignore[union-attr]
            following = self._next[pick]
            following[due] = later(frame.state.timeline, frame.state.timeline.dates[frame.place], amount)
            self._next[pick] = following
        return due

    def _allowed(self, state: "State", base: Bits, place: int, pick: "slice | npt.NDArray[np.int64]") -> Bits:
        """Take away what `at_most` does not allow."""
        most = self.rule.at_most
        if most is None:
            return base
        period = 0 if most.per == "ever" else state.timeline.place_of[most.per][place]
        acted = self._acted_in[pick]
        allowed = base & (acted != period)
        acted[allowed] = period
        self._acted_in[pick] = acted
        return allowed
