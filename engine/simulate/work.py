"""How often each thing is to be done in each week, under each of two policies."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from engine.load import Loaded
from engine.simulate.compare import Places
from engine.simulate.result import Load, Work
from engine.simulate.sides import Evaluated, Piece, Side
from engine.simulate.units import Unit
from engine.timeline import Timeline

Longs = npt.NDArray[np.int64]


class Tally:
    """Counts actions and tasks of sides by day; what sides share is counted once."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._held: dict[tuple[int, frozenset[str], int], tuple[dict[str, Longs], dict[str, Longs], list[object]]] = {}

    def of(self, side: Side) -> tuple[dict[str, Longs], dict[str, Longs]]:
        """Give how many actions each rule has on each school day, and how often each thing is to be done then."""
        rules: dict[str, Longs] = {}
        tasks: dict[str, Longs] = defaultdict(lambda: np.zeros(self._days, dtype=np.int64))
        for node, pieces in side.pieces.items():
            for piece in pieces:
                by_rule, by_task = self._of_piece(piece, side.units[node])
                for name, counts in by_rule.items():
                    rules[name] = rules[name] + counts if name in rules else counts
                for do, counts in by_task.items():
                    tasks[do] = tasks[do] + counts
        return rules, dict(tasks)

    def keep(self, *sides: Side) -> None:
        """Forget what none of some sides is made of."""
        kept = {id(piece.held) for side in sides for pieces in side.pieces.values() for piece in pieces}
        self._held = {key: held for key, held in self._held.items() if key[0] in kept}

    def _of_piece(self, piece: Piece, unit: Unit) -> tuple[dict[str, Longs], dict[str, Longs]]:
        key = (id(piece.held), unit.ids, id(piece.pupils))
        if key not in self._held:
            rules: dict[str, Longs] = {}
            tasks: dict[str, Longs] = {}
            for name in sorted(unit.ids):
                self._count(piece, name, rules, tasks)
            self._held[key] = (rules, tasks, [piece])  # the piece is kept, so that no other gets its number
        return self._held[key][0], self._held[key][1]

    def _count(self, piece: Piece, name: str, rules: dict[str, Longs], tasks: dict[str, Longs]) -> None:
        entries = piece.held.entries(name, decisions=False)
        kept = slice(None) if piece.pupils is None else np.flatnonzero(piece.pupils[entries.pupil])
        place, batch, entry = entries.place[kept], entries.batch[kept], entries.entry[kept]
        if not len(place):
            return
        rule = piece.held.rule(name)
        rules[name] = np.bincount(place, minlength=self._days).astype(np.int64)
        bits = _task_bits(piece.held, batch, entry)
        for number, task in enumerate(rule.tasks):
            counts = np.bincount(place[bits[:, number]], minlength=self._days).astype(np.int64)
            tasks[task.do] = tasks[task.do] + counts if task.do in tasks else counts


def _task_bits(held: Evaluated, batch: Longs, entry: Longs) -> npt.NDArray[np.bool_]:
    turns = np.flatnonzero(np.diff(batch)) + 1
    return np.concatenate(
        [
            held.fired.batches[int(numbers[0])].tasks[entries]
            for numbers, entries in zip(np.split(batch, turns), np.split(entry, turns), strict=True)
        ]
    )


def work_of(
    before: Mapping[str, Longs],
    after: Mapping[str, Longs],
    loaded: tuple[Loaded, Loaded],
    places: Places,
    timeline: Timeline,
) -> Work:
    """Give the work of each week that has a day compared; only things that one of the policies asks for are in it."""
    of_day = timeline.place_of["week"][places.first : places.after]
    weeks = timeline.calendar.stretches("week")
    first = of_day[0]
    minutes = [_minutes(each) for each in loaded]
    loads = []
    for do in sorted({*before, *after}):
        counts = []
        for side in (before, after):
            days = side.get(do)
            chosen = None if days is None else days[places.first : places.after]
            size = of_day[-1] - first + 1
            found = np.zeros(size, dtype=np.int64) if chosen is None else _by_week(chosen, of_day, first, size)
            counts.append(tuple(int(each) for each in found))
        if any(counts[0]) or any(counts[1]):
            loads.append(Load(do, counts[0], counts[1], minutes[0].get(do), minutes[1].get(do)))
    untimed = tuple(each.do for each in loads if each.minutes_before is None and each.minutes_after is None)
    return Work(tuple(each.start for each in weeks[first : of_day[-1] + 1]), tuple(loads), untimed)


def _by_week(days: Longs, of_day: list[int], first: int, size: int) -> Longs:
    return np.bincount(np.array(of_day) - first, weights=days, minlength=size).astype(np.int64)


def _minutes(loaded: Loaded) -> dict[str, Fraction]:
    return {do: amount.number for do, amount in loaded.policy.model.work.items()}
