"""What differs -> differences with both actions and their reasons, each made when it is asked for."""

from collections.abc import Iterator

import numpy as np

from engine.calendar import date_of
from engine.decision import Action, Decision
from engine.register import Register
from engine.simulate.compare import Compared
from engine.simulate.held import Held
from engine.simulate.matching import NOBODY
from engine.simulate.result import KINDS, DecisionDifference, Difference
from engine.simulate.sides import Side
from engine.simulate.standing import facts_behind


class Differences:
    """The actions that differ, in order of date, pupil and rule; they can be gone through many times."""

    def __init__(self, sides: tuple[Side, Side], compared: Compared) -> None:
        self._sides, self._compared = sides, compared
        self._register = sides[0].register
        self._facts: dict[str, tuple[str, ...]] = {}
        self._order = _in_order(compared)

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Difference]:
        compared = self._compared
        for at in self._order:
            first, second = int(compared.first[at]), int(compared.second[at])
            before = None if first == NOBODY else _action(compared.before, first)
            after = None if second == NOBODY else _action(compared.after, second)
            told = before or after
            assert told is not None, "INVARIANT: one of the two asks for it"
            beyond = int(compared.elsewhere[at])
            yield Difference(
                KINDS[int(compared.kind[at])],
                told.pupil,
                told.rule,
                before,
                after,
                self._rests_on(told.rule),
                None if beyond == NOBODY else _day(self._register, beyond),
            )

    def rules(self) -> list[str]:
        """Name the rules and steps that differ for somebody."""
        return sorted({_name(self._compared, int(at)) for at in range(len(self._order))})

    def _rests_on(self, rule: str) -> tuple[str, ...]:
        if rule not in self._facts:
            self._facts[rule] = facts_behind(self._sides, rule)
        return self._facts[rule]


def decisions_of(sides: tuple[Side, Side], compared: Compared) -> list[DecisionDifference]:
    """Give the decisions that differ, in order of date, pupil and table."""
    found = []
    for at in _in_order(compared):
        first, second = int(compared.first[at]), int(compared.second[at])
        before = None if first == NOBODY else _decision(compared.before, first)
        after = None if second == NOBODY else _decision(compared.after, second)
        told = before or after
        assert told is not None, "INVARIANT: one of the two decides it"
        rests_on = facts_behind(sides, told.table)
        found.append(DecisionDifference(KINDS[int(compared.kind[at])], told.pupil, told.table, before, after, rests_on))
    return found


def _action(held: Held, place: int) -> Action:
    evaluated, batch, entry = held.source(place)
    return evaluated.action(batch, entry)


def _decision(held: Held, place: int) -> Decision:
    evaluated, batch, entry = held.source(place)
    return evaluated.decision(batch, entry)


def _day(register: Register, place: int) -> str:
    return date_of(int(register.days[place])).isoformat()


def _name(compared: Compared, at: int) -> str:
    first = int(compared.first[at])
    return compared.before.name_of(first) if first != NOBODY else compared.after.name_of(int(compared.second[at]))


def _in_order(compared: Compared) -> list[int]:
    """Sort by the earlier of the two dates, then pupil, rule, session and row; the same whichever side comes first."""
    if not len(compared.kind):
        return []
    size = len(compared.kind)
    names = sorted({_name(compared, at) for at in range(size)})
    keys = []
    for at in range(size):
        first, second = int(compared.first[at]), int(compared.second[at])
        sides = [(compared.before, first)] * (first != NOBODY) + [(compared.after, second)] * (second != NOBODY)
        moments = sorted((int(h.entries.place[n]), int(h.entries.half[n])) for h, n in sides)
        held, number = sides[0]
        keys.append(
            (
                moments[0][0],
                int(held.entries.pupil[number]),
                names.index(_name(compared, at)),
                moments[0][1],
                int(held.entries.row[number]),
                moments[-1],
            )
        )
    order = sorted(range(size), key=lambda at: keys[at])
    return [int(at) for at in np.array(order, dtype=np.int64)]
