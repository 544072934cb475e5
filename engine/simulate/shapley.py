"""Which change did it: the share of each of several changes in what differs, whatever their order.

A share is the mean, over every order in which the changes could be made, of what the change adds when its turn comes
(Shapley's value): exact ratios, whose sum is the whole. Changes on which no rule rests together are looked at apart, so
that few of the combinations need be evaluated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import numpy as np
import numpy.typing as npt

from engine.diagnostics import Outcome
from engine.load import Loaded
from engine.register import Register
from engine.resolve.edited import Edit
from engine.simulate.compare import Places, compare
from engine.simulate.result import KINDS, Share, Shares
from engine.simulate.study import Study
from engine.simulate.units import APART, Node, changed_nodes, counted_by, touched
from engine.simulate.variants import mixed_items, mixture, named_item, with_edits
from engine.timeline import Timeline

MOST_EDITS = 8
"""More changes than these have too many combinations."""

WHOLES = (*KINDS, "differences", "actions", "pupils")
"""What is shared out: each kind of difference, all of them, the net number of actions, and the pupils concerned."""


@dataclass(frozen=True, slots=True)
class _Worth:
    """What some changes bring together: counts by kind, and which pupils are concerned."""

    kinds: tuple[int, ...]
    pupils: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Players:
    """Changes that are shared out: their names, and the policy with some of them made."""

    names: tuple[str, ...]
    make: Callable[[frozenset[int]], Outcome[Loaded]]


def of_edits(base: Loaded, edits: Sequence[Edit]) -> Players:
    """Take each edit for a change."""
    return Players(
        tuple(edit.path for edit in edits),
        lambda chosen: with_edits(base, [edits[place] for place in sorted(chosen)]),
    )


def of_policies(base: Loaded, other: Loaded) -> Players:
    """Take each item that two policies say differently for a change."""
    items = mixed_items(base, other)
    return Players(
        tuple(named_item(item) for item in items),
        lambda chosen: mixture(base, other, frozenset(items[place] for place in chosen)),
    )


def shares(
    base: Loaded, players: Players, study: Study, register: Register, places: Places, timeline: Timeline
) -> Shares:
    """Share out what differs among the changes."""
    number = len(players.names)
    if number > MOST_EDITS:
        return Shares(untold=f"shares are told for up to {MOST_EDITS} changes, and there are {number}")
    alone = [players.make(frozenset({place})) for place in range(number)]
    for name, made in zip(players.names, alone, strict=True):
        if made.value is None or made.failed:
            return Shares(
                untold=f"the change of `{name}` alone makes no valid policy, so that its share cannot be told"
            )
    every = players.make(frozenset(range(number)))
    if every.value is None or every.failed:
        return Shares(untold="the changes together make no valid policy in this form, so that shares cannot be told")
    each_alone = [each.value for each in alone if each.value is not None]
    groups = _groups(base, each_alone, every.value, study, register)
    worth: list[Mapping[frozenset[int], _Worth]] = []
    for group in groups:
        found = _worths(base, players, group, study, register, places, timeline)
        if isinstance(found, str):
            return Shares(untold=found)
        worth.append(found)

    def value(chosen: frozenset[int]) -> tuple[int, ...]:
        parts = [held[chosen & frozenset(group)] for held, group in zip(worth, groups, strict=True)]
        kinds = tuple(sum(part.kinds[at] for part in parts) for at in range(len(KINDS)))
        pupils = np.zeros(len(register.pupils), dtype=np.bool_)
        for part in parts:
            pupils = pupils | part.pupils
        return (*kinds, sum(kinds), kinds[0] - kinds[1], int(np.count_nonzero(pupils)))

    held = shapley(number, value)
    whole = value(frozenset(range(number)))
    told = [Share(name, dict(zip(WHOLES, each, strict=True))) for name, each in zip(players.names, held, strict=True)]
    return Shares(tuple(told), dict(zip(WHOLES, whole, strict=True)))


def shapley(players: int, value: Callable[[frozenset[int]], Sequence[int | Fraction]]) -> list[tuple[Fraction, ...]]:
    """Give each player's share of what all bring together, a ratio for each figure of `value`.

    >>> shapley(2, lambda who: [10 * len(who) + (4 if len(who) == 2 else 0)])
    [(Fraction(12, 1),), (Fraction(12, 1),)]
    """
    known = {chosen: value(chosen) for chosen in _subsets(range(players))}
    size = len(next(iter(known.values())))
    found = []
    for player in range(players):
        share = [Fraction(0)] * size
        for chosen, worth in known.items():
            if player in chosen:
                continue
            weight = Fraction(factorial(len(chosen)) * factorial(players - len(chosen) - 1), factorial(players))
            more = known[chosen | {player}]
            share = [held + weight * (Fraction(m) - Fraction(w)) for held, m, w in zip(share, more, worth, strict=True)]
        found.append(tuple(share))
    return found


def _subsets(players: Sequence[int]) -> Iterator[frozenset[int]]:
    held = list(players)
    for mask in range(1 << len(held)):
        yield frozenset(player for place, player in enumerate(held) if mask >> place & 1)


def _groups(base: Loaded, alone: Sequence[Loaded], every: Loaded, study: Study, register: Register) -> list[list[int]]:
    """Put changes together that some rule rests on together under any combination of them."""
    nodes = [changed_nodes(base.expanded, each.expanded) for each in alone]
    spared = [_spared(base, each, study, register) for each in alone]
    if any(found is None for found in nodes) or any(found is None for found in spared):
        return [list(range(len(alone)))]
    leader = list(range(len(alone)))

    def of(place: int) -> int:
        while leader[place] != place:
            place = leader[place]
        return place

    counted = counted_by(base.expanded, every.expanded)
    for unit, behind in touched(base.expanded, every.expanded):
        mine = [place for place, found in enumerate(nodes) if found is not None and found & behind]
        # where what is counted changes too, other marks may come to matter that do not matter now
        recounted = any(found & behind & counted for found in nodes if found is not None)
        for place, held in enumerate(spared):
            times = (APART, "") in (nodes[place] or ())
            if place not in mine and times and (recounted or unit not in (held or ())):
                mine.append(place)
        for place in mine[1:]:
            leader[of(place)] = of(mine[0])
    groups: dict[int, list[int]] = {}
    for place in range(len(alone)):
        groups.setdefault(of(place), []).append(place)
    return list(groups.values())


def _spared(base: Loaded, changed: Loaded, study: Study, register: Register) -> frozenset[Node] | None:
    """Name the units that other times of registers alone make no difference to; None where that cannot be said."""
    read = study.register(changed).value
    if read is None or read is not register:
        return None
    marks = study.marks(base, changed, register, read)
    if marks.left is not register:
        return None
    return study.unconcerned(changed, marks.right, study.side(base, register))


def _worths(
    base: Loaded,
    players: Players,
    group: Sequence[int],
    study: Study,
    register: Register,
    places: Places,
    timeline: Timeline,
) -> "Mapping[frozenset[int], _Worth] | str":
    """Evaluate every combination of some changes; a sentence where one of them makes no valid policy."""
    found: dict[frozenset[int], _Worth] = {}
    now = study.side(base, register)
    for number, chosen in enumerate(_subsets(group)):
        study.tell("combinations", number, 1 << len(group))
        made = players.make(chosen)
        read = study.register(made.value) if made.value is not None and not made.failed else None
        if made.value is None or read is None or read.value is None:
            told = " and ".join(f"`{players.names[place]}`" for place in sorted(chosen))
            return f"{told} without the other changes make no valid policy, so that shares cannot be told"
        marks = study.marks(base, made.value, register, read.value)
        before = now if marks.left is register else study.side(base, marks.left, [now])
        differ = compare(before, study.side(made.value, marks.right, [now]), places, timeline, decisions=False)
        pupils = np.zeros(len(register.pupils), dtype=np.bool_)
        pupils[differ.pupil] = True
        kinds = np.bincount(differ.kind, minlength=len(KINDS))
        found[chosen] = _Worth(tuple(int(each) for each in kinds), pupils)
    return found
