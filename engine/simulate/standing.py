"""What a comparison takes as given, counted: marks made anew or that could not be, outcomes without an action."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from engine.explain.outcomes import without_action
from engine.fired import NOT_IN_FORCE
from engine.recode import Recoded
from engine.register import Register
from engine.simulate.result import HeldFixed, UndecidedDifference
from engine.simulate.sides import Side
from engine.simulate.units import Node, Unit

Longs = npt.NDArray[np.int64]


def held_fixed(sides: tuple[Side, Side], marks: Recoded, first: int, last: int, differing: Iterable[str]) -> HeldFixed:
    """Say what is held fixed; `first` and `last` are the day numbers compared, `differing` rules with a difference."""
    without = [_outcomes_without_action(side, first, last) for side in sides]
    return HeldFixed(
        recoded_before=marks.before,
        recoded_after=marks.after,
        unknown_arrivals=marks.unknown,
        unknown_on_time=marks.unknown_on_time,
        outcomes=without[0][0],
        outcomes_without_before=without[0][1],
        outcomes_without_after=without[1][1],
        facts=tuple(sorted({fact for rule in differing for fact in facts_behind(sides, rule)})),
    )


def facts_behind(sides: tuple[Side, Side], rule: str) -> tuple[str, ...]:
    """Give the tables of facts that a rule, step or table rests on under either policy and that the dataset has."""
    found: set[str] = set()
    for side in sides:
        for unit in side.units.values():
            if rule in unit.ids:
                found |= {name for name in unit.facts if _present(side.register, name)}
    return tuple(sorted(found))


def _present(register: Register, name: str) -> bool:
    table = register.tables.get(name)
    return table is not None and table.present


def _outcomes_without_action(side: Side, first: int, last: int) -> tuple[int, int]:
    """Count the outcomes of the days compared, and those that belong to no action of their rule for their pupil."""
    table = side.register.tables.get("outcomes")
    if table is None or not table.present:
        return 0, 0
    day = table.columns["on"].data.astype(np.int64)
    within = (day >= first) & (day <= last)
    units = {name: node for node, unit in side.units.items() for name in unit.ids}
    days = side.register.days.astype(np.int64)

    def acted(name: str) -> tuple[Longs, Longs]:
        none = np.zeros(0, dtype=np.int64)
        held = [(none, none)]
        if (node := units.get(name)) is not None:
            for _, entries in side.of(node, decisions=False):
                chosen = entries.name == (entries.names.index(name) if name in entries.names else -1)
                held.append((entries.pupil[chosen], days[entries.place[chosen]]))
        return np.concatenate([pupils for pupils, _ in held]), np.concatenate([when for _, when in held])

    left = within & without_action(table, acted)
    return int(np.count_nonzero(within)), int(np.count_nonzero(left))


def undecided(before: Side, after: Side) -> list[UndecidedDifference]:
    """Say of which rules it could not be decided for other pupils than before."""
    doubts = (_doubts(before, after), _doubts(after, before))
    found = []
    for key in sorted({*doubts[0], *doubts[1]}, key=lambda key: (key[0], key[1], key[2] or "")):
        one, two = (each.get(key, frozenset()) for each in doubts)
        if one != two:
            rule, cause, of = key
            file, figure = (None, of) if cause == NOT_IN_FORCE else (of, None)
            numbers = (len(one), len(two), len(one - two), len(two - one))
            found.append(UndecidedDifference(rule, cause, file, *numbers, figure))
    return found


def _doubts(side: Side, other: Side) -> dict[tuple[str, str, str | None], frozenset[int]]:
    found: dict[tuple[str, str, str | None], frozenset[int]] = {}
    for node, unit in side.units.items():
        if side.pieces[node] is other.pieces.get(node):
            continue
        for key, pupils in _doubts_of(side, node, unit):
            found[key] = found.get(key, frozenset()) | pupils
    return found


def _doubts_of(side: Side, node: Node, unit: Unit) -> Iterable[tuple[tuple[str, str, str | None], frozenset[int]]]:
    for piece in side.pieces[node]:
        for key, doubt in piece.held.fired.doubts.items():
            if key[0] in unit.ids or key[0] == node[1]:
                pupils = piece.held.whole(doubt.pupils.astype(np.int64))
                kept = pupils if piece.pupils is None else pupils[piece.pupils[pupils]]
                yield key, frozenset(kept.tolist())
