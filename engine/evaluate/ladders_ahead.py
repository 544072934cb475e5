"""A ladder that waits for nothing but its own condition -> the steps that it raises, without stepping over the days.

Between two raisings nothing of a pupil's ladder changes. So the first point at which the present step's condition holds
is looked for, for all pupils at once, then from there the next step's: as many rounds as the ladder has steps.
"""

from collections.abc import Iterator

import numpy as np

from engine.counting import Condition, NamedExpression, SessionCount
from engine.evaluate.acts import Acts
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.asking import hold, holds, noted
from engine.evaluate.foreseen import Foreseen
from engine.evaluate.gates import Gate
from engine.evaluate.grid_entries import count_between, in_force_at
from engine.evaluate.grid_frame import GridFrame, SomeOfGrid
from engine.evaluate.needs import can_restart
from engine.evaluate.recording import Recorder
from engine.evaluate.rules_ahead import asked
from engine.evaluate.shown import shown
from engine.expressions.columns import Column
from engine.plan import Plan, PlannedLadder, PlannedRule


def can_raise_ahead(plan: Plan, foreseen: Foreseen, check: str, ladder: PlannedLadder) -> bool:
    """Whether a ladder waits for nothing but its steps' conditions, all of it is foreseen, and nobody asks about it."""
    if ladder.each is not None or ladder.minute is not None:
        return False
    tells = foreseen.at(check)
    for step in ladder.steps:
        rule, waits = step.rule, step.after or step.after_step or step.within or step.start_again
        waits = waits or step.in_force is not None
        inner: list[Condition | None] = [*(note.if_ for note in rule.notes), *(task.if_ for task in rule.tasks)]
        conditions = (rule.steer.asks, rule.steer.unless, *inner)
        if waits or rule.id in plan.asked_of or tells.is_noted(rule.id) or rule.steer.opened is not None:
            return False
        if not tells.names(rule.evidence) or not all(map(tells.condition, conditions)):
            return False
    kinds = [plan.figures[name].kind for name in ladder.restart]
    if not all(isinstance(kind, SessionCount) and can_restart(kind.span, kind.pieces) for kind in kinds):
        return False
    # what is made of a restarted count is told anew from it, if it is an expression
    made = [name for name in plan.figures if name not in ladder.restart and tells.rests_on(name) & ladder.restart]
    return all(isinstance(plan.figures[name].kind, NamedExpression) for name in made)


class Restarted(SomeOfGrid):
    """Entries of a grid's frame at which a ladder's own counts begin after its latest step: `since` a slot each."""

    def __init__(self, whole: GridFrame, entries: Longs, restart: frozenset[str], since: Longs) -> None:
        super().__init__(whole, entries)
        self._restart, self._since = restart, since

    def some(self, entries: Longs) -> "Restarted":
        """Narrow further."""
        return Restarted(self.whole, self.entries[entries], self._restart, self._since[entries])

    def begins(self, name: str, first: Longs) -> Longs:
        """Give where a figure's window begins that would begin at `first`."""
        return np.maximum(first, self._since) if name in self._restart else first

    def _read(self, name: str) -> Column:
        plan = self.whole.plan
        figure = plan.figures.get(name)
        if figure is None or not (plan.made_of.get(name, frozenset()) | {name}) & self._restart:
            return super()._read(name)
        if isinstance(figure.kind, NamedExpression):
            return in_force_at(self, figure, figure.kind.condition.program(self, self.size))
        assert isinstance(figure.kind, SessionCount), "INVARIANT: other ladders are stepped through"
        whole = None if self.is_alone(name) else self.whole[name]
        if whole is None or whole.valid is not None:
            return in_force_at(self, figure, self._counted(name, figure.kind))
        # most windows begin after the latest step, and count what they do without the ladder
        data = whole.data.take(self.entries)
        cut = (self._since > self.whole.bounds(figure.kind.span).first[self.rows]).nonzero()[0]
        if len(cut):
            data[cut] = self.some(cut)._counted(name, figure.kind).data  # some of the same
        return Column(data)

    def _counted(self, name: str, kind: SessionCount) -> Column:
        bound = self.whole.bounds(kind.span)
        first = self.begins(name, bound.first[self.rows])
        return count_between(self, kind.pieces, first, np.maximum(bound.after[self.rows], first))


def raise_steps(
    frame: GridFrame, ladder: PlannedLadder, gate: Gate, recorder: Recorder
) -> Iterator[tuple[PlannedRule, Acts]]:
    """Yield what each step of a ladder does; note for whom a step could not be decided."""
    left = gate.lets(frame)
    subjects, starts = _subjects(frame, ladder, left)
    step_of, since = np.zeros(len(starts), dtype=np.int64), starts.copy()
    raised: list[list[tuple[Longs, Longs]]] = [[] for _ in ladder.steps]
    last = len(ladder.steps) - 1
    while len(left):
        at, yes = step_of[subjects], np.zeros(len(left), dtype=np.bool_)
        doubts: list[tuple[PlannedRule, Longs]] = []
        for number, step in enumerate(ladder.steps):
            mine = (at == number).nonzero()[0]
            if len(mine):
                few = Restarted(frame, left[mine], ladder.restart, since[subjects[mine]])
                # whom the gate lets through is on the roll
                among = None if step.rule.steer.in_force is None else asked(frame, step.rule)[left[mine]]
                held, doubt = hold(few, step.rule.steer, among)
                yes[mine] = held
                if doubt is not None:
                    doubts.append((step.rule, mine[doubt]))
        first = np.full(len(starts), frame.size, dtype=np.int64)
        # the entries ascend: what is written last is each one's first
        acting = yes.nonzero()[0]
        first[subjects[acting[::-1]]] = left[acting[::-1]]
        acts_at = first[subjects]
        # up to its first raising each entry was looked at as it stood
        for rule, unsure in doubts:
            mine = unsure[left[unsure] <= acts_at[unsure]]
            if len(mine):
                few = Restarted(frame, left[mine], ladder.restart, since[subjects[mine]])
                recorder.doubt_at(few, rule.id, rule.steer.reads)
        here = acting[left[acting] == acts_at[acting]]
        if not len(here):
            break
        rising = subjects[here]
        for number in range(len(ladder.steps)):
            mine = here[at[here] == number]
            raised[number].append((left[mine], since[subjects[mine]]))
        following = at[here] + 1
        step_of[rising] = np.where((following > last) & ladder.repeat_last, last, following)
        since[rising] = frame.points.slots[left[here] // frame.grid.size]
        # a pupil that has risen is looked at again from the next point on; nothing else of the others has changed
        going_on = (left > acts_at).nonzero()[0]
        going_on = going_on[step_of[subjects[going_on]] <= last]
        left, subjects = left[going_on], subjects[going_on]
    for step, parts in zip(ladder.steps, raised, strict=True):
        acts = _acts(frame, ladder, step.rule, parts)
        if acts is not None:
            yield step.rule, acts


def _subjects(frame: GridFrame, ladder: PlannedLadder, entries: Longs) -> tuple[Longs, Longs]:
    """Give whose ladder each entry is, a pupil's in a period in which it begins anew, and from where they count."""
    size, timeline = frame.grid.size, frame.state.timeline
    if ladder.reset == "none":
        return entries % size, np.zeros(size, dtype=np.int64)
    periods = np.array(timeline.place_of[ladder.reset], dtype=np.int64)[frame.points.places]
    begins = np.array([2 * timeline.place_from(day) for day in timeline.starts[ladder.reset]], dtype=np.int64)
    return periods[entries // size] * size + entries % size, np.repeat(begins, size)


def _acts(frame: GridFrame, ladder: PlannedLadder, rule: PlannedRule, parts: list[tuple[Longs, Longs]]) -> Acts | None:
    entries, since = (np.concatenate(columns) for columns in zip(*parts, strict=True)) if parts else (None, None)
    if entries is None or since is None or not len(entries):
        return None
    order = np.argsort(entries)
    few = Restarted(frame, entries[order], ladder.restart, since[order])
    everyone: Bits = np.ones(few.size, dtype=np.bool_)
    tasks = np.zeros((few.size, len(rule.tasks)), dtype=np.bool_)
    for number, task in enumerate(rule.tasks):
        tasks[:, number] = holds(few, task.if_, everyone)
    notes = noted(few, rule)
    evidence = {name: shown(few, name) for name in rule.evidence}
    return Acts(few.slots, few.pupils + frame.grid.first, few.places, tasks, notes, evidence)
