"""What differs -> differences with both actions and their reasons, each made when it is asked for."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of
from engine.decision import Action, Decision
from engine.register import Register
from engine.simulate.compare import Compared, at_places
from engine.simulate.held import Held
from engine.simulate.matching import NOBODY
from engine.simulate.result import KINDS, DecisionDifference, Difference
from engine.simulate.sides import Side
from engine.simulate.standing import facts_behind

Longs = npt.NDArray[np.int64]


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
        names, which = _names(self._compared)
        return [names[int(at)] for at in np.unique(which)]

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


def _names(compared: Compared) -> tuple[list[str], Longs]:
    """Give the rules, steps and tables that differ for somebody, and which of them each pair is of."""
    sides = ((compared.before, compared.first), (compared.after, compared.second))
    names = sorted({name for held, _ in sides for name in held.entries.names})
    number = {name: place for place, name in enumerate(names)}
    found = []
    for held, places in sides:
        renamed = np.array([number[name] for name in held.entries.names] or [0], dtype=np.int64)
        found.append(at_places(renamed[held.entries.name], places))
    return names, np.where(compared.first == NOBODY, found[1], found[0])


def _in_order(compared: Compared) -> list[int]:
    """Sort by the earlier of the two dates, then pupil, rule, session and row."""
    if not len(compared.kind):
        return []
    gone = compared.first == NOBODY
    held = []
    for column in ("half", "row", "place"):
        one = at_places(getattr(compared.before.entries, column), compared.first)
        two = at_places(getattr(compared.after.entries, column), compared.second)
        held.append((one, two))
    half, row = (np.where(gone, two, one) for one, two in held[:2])
    one, two = (
        np.where(places == NOBODY, -1, days)
        for places, days in zip((compared.first, compared.second), held[2], strict=True)
    )
    order = np.lexsort((np.maximum(one, two), row, half, _names(compared)[1], compared.pupil, compared.place))
    return [int(at) for at in order]
