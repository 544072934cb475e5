"""Whether two actions of one moment ask for the same: tasks, to whom, by whom and by when, and what is noted."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from engine.evaluate.values import ValuesByDay
from engine.model.amounts import Named
from engine.plan import PlannedRule
from engine.simulate.held import Held
from engine.simulate.sides import Evaluated
from engine.timeline import Timeline

Longs = npt.NDArray[np.int64]


def asked_otherwise(held: tuple[Held, Held], first: Longs, second: Longs, timeline: Timeline) -> npt.NDArray[np.bool_]:
    """Say which pairs of actions of one moment differ in what they ask for; other figures alone are no difference."""
    if not first.size:
        return np.zeros(0, dtype=np.bool_)
    said = [_Said(side, places, timeline) for side, places in zip(held, (first, second), strict=True)]
    table = np.vstack([said[0].columns, said[1].columns])
    kinds, which = np.unique(table, axis=1, return_inverse=True)
    which = which.reshape(-1)
    differs = np.zeros(kinds.shape[1], dtype=np.bool_)
    unsure = np.zeros(kinds.shape[1], dtype=np.bool_)
    examples = np.zeros(kinds.shape[1], dtype=np.int64)
    examples[which] = np.arange(which.size)
    for kind, example in enumerate(examples):
        one, two = said[0].asked(int(example)), said[1].asked(int(example))
        differs[kind] = one != two
        unsure[kind] = not differs[kind] and said[0].names_sessions(int(example))
    found = differs[which]
    for at in np.flatnonzero(unsure[which]):
        found[at] = said[0].tasks(int(at)) != said[1].tasks(int(at))
    return found


class _Said:
    """What some actions of one side ask for."""

    def __init__(self, side: Held, places: Longs, timeline: Timeline) -> None:
        self._side, self._places = side, places
        self._values = [ValuesByDay(each.plan, timeline) for each in side.held]
        part, name = side.part[places], side.entries.name[places]
        day = side.entries.place[places]
        epoch = np.array([self._values[p].epoch(int(d)) for p, d in zip(part, day, strict=True)], dtype=np.int64)
        self._bits = _bits(side, places)
        self.columns = np.vstack([part, name, epoch, self._bits])

    def _rule(self, at: int) -> PlannedRule:
        place = int(self._places[at])
        return self._side.held[int(self._side.part[place])].rule(self._side.name_of(place))

    def asked(self, at: int) -> tuple[object, ...]:
        """Give what one action asks for, in the words of its policy."""
        rule, place = self._rule(at), int(self._places[at])
        amounts = self._values[int(self._side.part[place])].amounts(int(self._side.entries.place[place]))
        found: list[object] = []
        for number in _set_bits(int(self._bits[0, at])):
            task = rule.tasks[number]
            due: object = task.due
            if task.due is not None and isinstance(task.due.after, Named):
                due = amounts.get(task.due.after.name)
            with_ = tuple(sorted(task.with_.items()))
            found.append((task.do, task.to, task.by, task.obligation, due, with_, task.code))
        notes = tuple(rule.notes[number].say for number in _set_bits(int(self._bits[1, at])))
        return (tuple(found), notes)

    def names_sessions(self, at: int) -> bool:
        """Whether one of the tasks concerns sessions, which differ from pupil to pupil."""
        rule = self._rule(at)
        return any(rule.tasks[number].sessions is not None for number in _set_bits(int(self._bits[0, at])))

    def tasks(self, at: int) -> object:
        """Give the tasks of one action, with their sessions."""
        evaluated, batch, entry = self._side.source(int(self._places[at]))
        return evaluated.action(batch, entry).tasks


def _bits(side: Held, places: Longs) -> Longs:
    """Give which of the tasks, and which of the notes, come with each action: a bit each."""
    found = np.zeros((2, places.size), dtype=np.int64)
    entries = side.entries
    for evaluated, at, chosen in by_batch(side, places):
        batch = evaluated.fired.batches[at]
        entry = entries.entry[places[chosen]]
        for row, bits in enumerate((batch.tasks, batch.notes)):
            weights = 2 ** np.arange(bits.shape[1], dtype=np.int64)
            found[row, chosen] = bits[entry] @ weights if bits.shape[1] else 0
    return found


def by_batch(side: Held, places: Longs) -> Iterator[tuple[Evaluated, int, Longs]]:
    """Yield, batch by batch, the evaluation, the batch's number, and which of the places are of it."""
    part, batch = side.part[places], side.entries.batch[places]
    order = np.lexsort((batch, part))
    if not order.size:
        return
    turns = np.flatnonzero((np.diff(part[order]) != 0) | (np.diff(batch[order]) != 0)) + 1
    for chosen in np.split(order, turns):
        yield side.held[int(part[chosen[0]])], int(batch[chosen[0]]), chosen.astype(np.int64)


def task_bits(side: Held, places: Longs) -> Iterator[tuple[Evaluated, str, Longs, npt.NDArray[np.bool_]]]:
    """Yield, batch by batch, the evaluation, the rule, which of the places are of it, and which tasks come."""
    for evaluated, at, chosen in by_batch(side, places):
        batch = evaluated.fired.batches[at]
        yield evaluated, batch.name, chosen, batch.tasks[side.entries.entry[places[chosen]]]


def _set_bits(number: int) -> Iterator[int]:
    place = 0
    while number:
        if number & 1:
            yield place
        number >>= 1
        place += 1
