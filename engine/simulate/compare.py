"""Two sides -> which actions and decisions of the one go with which of the other, and how they differ."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.simulate.asked import asked_otherwise
from engine.simulate.held import Held
from engine.simulate.matching import NOBODY, Moments, paired
from engine.simulate.result import KINDS
from engine.simulate.sides import WHOLE_DAY, Side, in_common
from engine.simulate.units import Node
from engine.timeline import Timeline

Longs = npt.NDArray[np.int64]

GAINED, LOST, EARLIER, LATER, CHANGED = range(len(KINDS))
ALIKE = -1
"""Both ask for the same on the same day."""


@dataclass(frozen=True, slots=True)
class Places:
    """The days that are compared, as places of school days: `first` included, `after` excluded."""

    first: int
    after: int

    def holds(self, place: Longs) -> npt.NDArray[np.bool_]:
        """Say which places lie in them."""
        return (place >= self.first) & (place < self.after)


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of entries that differ and how; `NOBODY` where one of the two has none.

    `alike` counts the pairs of units that are not shared and whose actions are alike. `elsewhere` gives, for a gained
    or lost one, the day's place outside the days compared at which the other side asks for the same; -1 for none.
    """

    before: Held
    after: Held
    first: Longs
    second: Longs
    kind: Longs
    elsewhere: Longs
    alike: int

    @property
    def pupil(self) -> Longs:
        """Give the pupil whom each pair concerns."""
        pupils = [at_places(each.entries.pupil, places) for each, places in self._sides]
        return np.where(self.first == NOBODY, pupils[1], pupils[0])

    @property
    def place(self) -> Longs:
        """Give the place of the day on which each pair stands first in either run, whichever is the first run."""
        days = [np.where(places == NOBODY, _FAR, at_places(each.entries.place, places)) for each, places in self._sides]
        return np.minimum(*days)

    @property
    def _sides(self) -> tuple[tuple[Held, Longs], tuple[Held, Longs]]:
        return (self.before, self.first), (self.after, self.second)


_FAR = np.iinfo(np.int64).max


def at_places(values: Longs, places: Longs) -> Longs:
    """Give the values at some places; of `NOBODY` any value."""
    return values[places] if len(values) else np.zeros(len(places), dtype=np.int64)


def compare(before: Side, after: Side, places: Places, timeline: Timeline, *, decisions: bool) -> Compared:
    """Compare what two sides ask for in some days; what both share is not looked at."""
    nodes = [node for node in dict.fromkeys([*before.units, *after.units]) if not _shared(before, after, node)]
    but = {node: in_common(before, after, node) for node in nodes}
    whole = (
        Held(before, nodes, decisions=decisions, but=but),
        Held(after, nodes, decisions=decisions, but=but),
    )
    years = np.array([*timeline.place_of["year"], 0], dtype=np.int64)
    inside = [np.flatnonzero(places.holds(each.entries.place)) for each in whole]
    held = (whole[0].only(inside[0]), whole[1].only(inside[1]))
    moments = _moments(held, years, decisions=decisions)
    pairs = paired(*moments)
    kind = _kinds(held, pairs.before, pairs.after, timeline, decisions=decisions)
    differ = np.flatnonzero(kind != ALIKE)
    first, second, kind = pairs.before[differ], pairs.after[differ], kind[differ]
    elsewhere = np.full(kind.size, NOBODY, dtype=np.int64)
    if any(few.size != len(each.part) for few, each in zip(inside, whole, strict=True)):
        elsewhere = _elsewhere(whole, inside, moments, (first, second), kind, years, decisions=decisions)
    return Compared(held[0], held[1], first, second, kind, elsewhere, len(pairs.before) - differ.size)


def _shared(before: Side, after: Side, node: Node) -> bool:
    first, second = before.pieces.get(node), after.pieces.get(node)
    return first is not None and first is second


def _moments(held: tuple[Held, Held], years: Longs, *, decisions: bool) -> tuple[Moments, Moments]:
    """Put both into columns that mean the same in both."""
    names = {name: place for place, name in enumerate(sorted({n for each in held for n in each.entries.names}))}
    tables = {name: place for place, name in enumerate(sorted({n for each in held for n in each.about}))}
    found = []
    for each in held:
        entries = each.entries
        name = np.array([names[n] for n in entries.names] or [0], dtype=np.int64)[entries.name]
        table = np.array([tables[n] for n in each.about] or [0], dtype=np.int64)[each.part]
        # a decision is on a row, on whatever day its table is asked
        began = entries.place if decisions else entries.began
        when = np.vstack([entries.place, entries.half])
        found.append(Moments(np.vstack([entries.pupil, name, table, entries.row]), years[entries.place], when, began))
    return found[0], found[1]


def _kinds(held: tuple[Held, Held], first: Longs, second: Longs, timeline: Timeline, *, decisions: bool) -> Longs:
    kind = np.where(first == NOBODY, GAINED, np.where(second == NOBODY, LOST, ALIKE)).astype(np.int64)
    both = np.flatnonzero((first != NOBODY) & (second != NOBODY))
    one, two = first[both], second[both]
    moments = [
        each.entries.place[chosen] * 4 + each.entries.half[chosen] - WHOLE_DAY
        for each, chosen in zip(held, (one, two), strict=True)
    ]
    kind[both[moments[1] < moments[0]]] = EARLIER
    kind[both[moments[1] > moments[0]]] = LATER
    same = both[moments[0] == moments[1]]
    other = _decided_otherwise if decisions else asked_otherwise
    kind[same[other(held, first[same], second[same], timeline)]] = CHANGED
    return kind


def _decided_otherwise(held: tuple[Held, Held], first: Longs, second: Longs, _: Timeline) -> npt.NDArray[np.bool_]:
    def given(side: Held, place: int) -> dict[str, str]:
        evaluated, at, entry = side.source(place)
        return {name: repr(values[entry]) for name, values in evaluated.fired.batches[at].gives.items()}

    pairs = zip(first, second, strict=True)
    return np.array([given(held[0], int(a)) != given(held[1], int(b)) for a, b in pairs], dtype=np.bool_)


def _elsewhere(
    whole: tuple[Held, Held],
    inside: list[Longs],
    moments: tuple[Moments, Moments],
    pair: tuple[Longs, Longs],
    kind: Longs,
    years: Longs,
    *,
    decisions: bool,
) -> Longs:
    """Find what the other side asks for outside the days compared, where it has nothing within them."""
    outside = []
    for each, few in zip(whole, inside, strict=True):
        left = np.ones(len(each.part), dtype=np.bool_)
        left[few] = False
        outside.append(each.only(np.flatnonzero(left)))
    beyond = _moments((outside[0], outside[1]), years, decisions=decisions)
    alone = paired(*beyond)
    within = [each.only(few) for each, few in zip(whole, inside, strict=True)]
    found = np.full(kind.size, NOBODY, dtype=np.int64)
    for side, (mine, other) in (
        (0, (LOST, alone.after[alone.before == NOBODY])),
        (1, (GAINED, alone.before[alone.after == NOBODY])),
    ):
        rest = beyond[1 - side].taken(other)
        known: dict[tuple[str, ...], list[int]] = {}
        names = outside[1 - side]
        for place, number in zip(rest.when[0], other, strict=True):
            known.setdefault(_whose(names, int(number), years), []).append(int(place))
        here = (pair[0], pair[1])[side]
        held = (moments[0], moments[1])[side]
        for at in np.flatnonzero(kind == mine):
            number = int(here[at])
            several = known.get(_whose(within[side], number, years))
            if several:
                now = int(held.when[0, number])
                found[at] = min(several, key=lambda place: (abs(place - now), place))
    return found


def _whose(held: Held, place: int, years: Longs) -> tuple[str, ...]:
    entries = held.entries
    about = (entries.pupil[place], entries.row[place], years[entries.place[place]])
    return (held.name_of(place), held.about[int(held.part[place])], *(str(each) for each in about))
