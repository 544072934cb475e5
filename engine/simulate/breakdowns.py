"""The differences by rule, task, week, term, year group, class and every other column of the pupils."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from engine.simulate.asked import task_bits
from engine.simulate.cohorts import groupings
from engine.simulate.compare import Compared, Places, at_places
from engine.simulate.held import Held
from engine.simulate.linked import hidden_together
from engine.simulate.matching import NOBODY
from engine.simulate.result import KINDS, Breakdown, Counts, Row
from engine.simulate.sides import Side
from engine.simulate.suppression import hidden_cells
from engine.timeline import Timeline

Longs = npt.NDArray[np.int64]
Bits = npt.NDArray[np.bool_]


OF_THE_SCHOOL = frozenset({"rule", "task", "week", "term"})
"""Breakdowns that say nothing of what kind of pupil is meant: there only the small numbers themselves are left out."""


@dataclass(frozen=True, slots=True)
class Put:
    """Things put into groups: the group of each, and its place among all; one thing may be in several groups."""

    group: Longs
    thing: Longs


class Breaking:
    """Puts what two sides ask for in the days compared, and how it differs, into groups of every kind."""

    def __init__(self, sides: tuple[Side, Side], compared: Compared, places: Places, timeline: Timeline) -> None:
        self._compared, self._timeline = compared, timeline
        self._register = sides[0].register
        self._held = [_everything(side, places) for side in sides]
        self.pupil, self.place = compared.pupil, compared.place

    def totals(self) -> Counts:
        """Count everything together."""
        sizes = [len(each.part) for each in self._held]
        kinds = np.bincount(self._compared.kind, minlength=len(KINDS))
        return _counts(sizes[0], sizes[1], kinds, len(np.unique(self.pupil)))

    def breakdowns(self, *, show_small: bool) -> Iterator[Breakdown]:
        """Yield a breakdown of each kind; counts that are too small are left out unless `show_small`."""
        found = [(name, groups, put, list(self._rows(groups, *put))) for name, groups, *put in self._groupings()]
        told = {name: rows if show_small else hidden_cells(rows) for name, _, _, rows in found if name in OF_THE_SCHOOL}
        cohorts = [each for each in found if each[0] not in OF_THE_SCHOOL]
        if cohorts and not show_small:
            of = np.array([np.concatenate([each.group for each in put]) for _, _, put, _ in cohorts])
            safe = hidden_together([rows for *_, rows in cohorts], [groups for _, groups, _, _ in cohorts], of)
            told.update(zip((name for name, *_ in cohorts), safe, strict=True))
        for name, _, _, rows in found:
            yield Breakdown(name, tuple(told.get(name, rows)))

    def _groupings(self) -> Iterator[tuple[str, Sequence[str], Put, Put, Put]]:
        sides = self._held
        names = sorted({name for side in sides for name in side.entries.names})
        number = {name: place for place, name in enumerate(names)}
        rules = [_whole(np.array([number[n] for n in side.entries.names] or [0])[side.entries.name]) for side in sides]
        mine = [each.entries for each in (self._compared.before, self._compared.after)]
        of_both = [np.array([number[n] for n in each.names] or [0], dtype=np.int64)[each.name] for each in mine]
        first, second = self._compared.first, self._compared.second
        yield (
            "rule",
            names,
            rules[0],
            rules[1],
            _whole(np.where(first == NOBODY, at_places(of_both[1], second), at_places(of_both[0], first))),
        )
        yield self._by_task()
        for kind in ("week", "term"):
            of_day = np.array(self._timeline.place_of[kind], dtype=np.int64)
            labels = [
                each.start.isoformat() if kind == "week" else each.name
                for each in self._timeline.calendar.stretches(kind)
            ]
            put = [_whole(of_day[side.entries.place]) for side in sides]
            yield kind, labels, put[0], put[1], _whole(of_day[self.place])
        days = self._timeline.day_numbers
        for grouping in groupings(self._register):
            put = [_whole(grouping.of(side.entries.pupil, days[side.entries.place])) for side in sides]
            yield grouping.column, grouping.groups, put[0], put[1], _whole(grouping.of(self.pupil, days[self.place]))

    def _by_task(self) -> tuple[str, Sequence[str], Put, Put, Put]:
        """Count things to be done: an action that asks for two of them is in both groups."""
        every = [_tasks(side, np.arange(len(side.part))) for side in self._held]
        paired_ = []
        for held, chosen in (
            (self._compared.before, self._compared.first),
            (self._compared.after, self._compared.second),
        ):
            there = np.flatnonzero(chosen != NOBODY)
            paired_.append([(do, there[things]) for do, things in _tasks(held, chosen[there])])
        names = sorted({do for each in (*every, *paired_) for do, _ in each})
        number = {name: place for place, name in enumerate(names)}

        def put(found: list[tuple[str, Longs]], *, once: bool) -> Put:
            groups = [np.full(len(things), number[do], dtype=np.int64) for do, things in found]
            things = [things for _, things in found]
            if not things:
                return Put(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
            group, thing = np.concatenate(groups), np.concatenate(things)
            if once:
                group, thing = np.divmod(np.unique(group * (thing.max() + 1) + thing), thing.max() + 1)
            return Put(group, thing)

        return (
            "task",
            names,
            put(every[0], once=False),
            put(every[1], once=False),
            put(paired_[0] + paired_[1], once=True),
        )

    def _rows(self, groups: Sequence[str], before: Put, after: Put, differing: Put) -> Iterator[Row]:
        size = len(groups)
        counts = [np.bincount(each.group, minlength=size) for each in (before, after)]
        kinds = self._compared.kind[differing.thing]
        by_kind = np.bincount(differing.group * len(KINDS) + kinds, minlength=size * len(KINDS)).reshape(-1, len(KINDS))
        pupils = _pupils(differing.group, self.pupil[differing.thing], size)
        for place, name in enumerate(groups):
            found = _counts(counts[0][place], counts[1][place], by_kind[place], pupils[place])
            if found.before or found.after or found.pupils:
                yield Row(name, asdict(found))


def _pupils(group: Longs, pupil: Longs, size: int) -> Longs:
    """Count the pupils in each group, each once."""
    if not group.size:
        return np.zeros(size, dtype=np.int64)
    wide = int(pupil.max()) + 1
    return np.bincount(np.unique(group * wide + pupil) // wide, minlength=size).astype(np.int64)


def _counts(before: int, after: int, kinds: Longs, pupils: int) -> Counts:
    told = {name: int(number) for name, number in zip(KINDS, kinds, strict=True)}
    return Counts(int(before), int(after), pupils=int(pupils), **told)


def _whole(group: Longs) -> Put:
    return Put(group.astype(np.int64), np.arange(len(group), dtype=np.int64))


def _everything(side: Side, places: Places) -> Held:
    held = Held(side, list(side.units), decisions=False)
    return held.only(np.flatnonzero(places.holds(held.entries.place)))


def _tasks(held: Held, places: Longs) -> list[tuple[str, Longs]]:
    """Give, for each task that comes, what is to be done and which of the places ask for it."""
    found: list[tuple[str, Longs]] = []
    for evaluated, name, chosen, bits in task_bits(held, places):
        for number, task in enumerate(evaluated.rule(name).tasks):
            asked = chosen[bits[:, number]]
            if asked.size:
                found.append((task.do, asked))
    return found
