"""What is counted of the sessions and the days of a block, figure by figure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field

import numpy as np

from engine.calendar import STRETCHES
from engine.counting import DayCount, Percent, Piece, SessionCount, Span
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.days import DayFlags, DayTally
from engine.evaluate.moving import Moving
from engine.evaluate.needs import Needs, only_grows, up_to_now
from engine.evaluate.past import Past
from engine.evaluate.tally import Tally
from engine.nouns import dataclass
from engine.plan import Plan
from engine.register import Register
from engine.timeline import Timeline

Pair = tuple[Moving, Moving | None]
"""Of sessions: how many surely count, and of how many that is not known. Of days: at the least, and at the most.

The second is None where all is sure.
"""

Read = Callable[[int], tuple[Bits, Bits | None]]


@dataclass(slots=True)
class _Kept:
    """What is kept of one set: of the sessions in it, or of those of which that is not known."""

    total: Tally | None = None
    past: Past | None = None
    running: Longs | None = None
    moving: list[Moving] = field(default_factory=list)

    def take(self, slot: int, inside: Bits) -> None:
        """Take an open session in."""
        if self.past is not None:
            self.past.keep(slot, inside)
        if self.total is not None:
            self.total.step(slot, inside)
        for moving in self.moving:
            moving.take(slot, inside)
        if self.running is not None:
            self.running += inside

    def skip(self, slot: int) -> None:
        """Take a session in that is nobody's."""
        if self.total is not None:
            self.total.step(slot, None)
        for moving in self.moving:
            moving.take(slot, None)


class SessionCounts:
    """Counts of sessions.

    `moving` has a pair for each piece of a figure whose window is the same for all; figures that count the same share
    it. `totals` and `doubts` are running totals for the windows that are not, `told` the sessions of sets that a code
    alone does not decide, for evidence. `restarted` are the pairs of a ladder's own figures, by ladder and figure, and
    `running` how many sessions of a set there have been, which a ladder notes when it restarts them.
    """

    def __init__(self, plan: Plan, needs: Needs, timeline: Timeline, register: Register, size: int) -> None:
        self._slots, self._size = 2 * len(timeline.days), size
        self._unsure = {each.number: each.unsure for each in plan.sets}
        self._kept: dict[int, list[_Kept]] = {}
        for number in needs.past:
            self._keep_past(number)
        for number in needs.totals:
            for kept in self._of(number):
                kept.total = Tally(self._slots, size)
        starts = _starts_of_slots(timeline, register)
        held: dict[object, Pair] = {}
        self.moving: dict[str, tuple[Pair, ...]] = {}
        for figure in needs.moving:
            kind = figure.kind
            assert isinstance(kind, SessionCount | Percent)
            pieces = kind.pieces if isinstance(kind, SessionCount) else kind.counted
            self.moving[figure.name] = tuple(self._pair(held, piece, kind.span, starts) for piece in pieces)
        self.restarted: dict[tuple[str, str], tuple[Pair, ...]] = {}
        for ladder, figure in needs.restarted:
            kind = figure.kind
            assert isinstance(kind, SessionCount)
            pairs = tuple(self._pair({}, piece, kind.span, None) for piece in kind.pieces)
            self.restarted[(ladder, figure.name)] = pairs
            for piece in kind.pieces:
                for kept in self._of(piece.set):
                    kept.running = np.zeros(size, dtype=np.int16)
        sure = {number: kept[0] for number, kept in self._kept.items()}
        doubtful = {number: kept[1] for number, kept in self._kept.items() if len(kept) > 1}
        self.running = {
            number: (kept.running, doubtful[number].running if number in doubtful else None)
            for number, kept in sure.items()
            if kept.running is not None
        }
        self.totals = {number: kept.total for number, kept in sure.items() if kept.total is not None}
        self.doubts = {number: kept.total for number, kept in doubtful.items() if kept.total is not None}
        self.told = {number: kept.past for number, kept in sure.items()
                     if kept.past is not None and not plan.sets[number].by_code}  # fmt: skip

    def _of(self, number: int) -> list[_Kept]:
        """Give what is kept of a set: of its sessions, and then of the doubtful ones where there may be some."""
        if number not in self._kept:
            self._kept[number] = [_Kept(), _Kept()] if self._unsure[number] else [_Kept()]
        return self._kept[number]

    def _keep_past(self, number: int) -> list[_Kept]:
        for kept in self._of(number):
            kept.past = kept.past or Past(self._slots, self._size)
        return self._of(number)

    def _pair(
        self, held: dict[object, Pair], piece: Piece, span: Span, starts: dict[str, Sequence[int]] | None
    ) -> Pair:
        """Give the pair of a piece; `starts` None: a ladder moves on when its window begins."""
        key = (piece, span.windows, span.ends)
        if key not in held:
            period = None if starts is None else only_grows(span, piece)
            begin = starts[period] if starts is not None and period else None
            made = []
            for kept in self._of(piece.set) if period else self._keep_past(piece.set):
                made.append(Moving(self._size, kept.past, begin))
                if up_to_now(span, piece):
                    kept.moving.append(made[-1])
            held[key] = (made[0], made[1] if len(made) > 1 else None)
        return held[key]

    def take(self, slot: int, read: Read) -> None:
        """Take an open session in."""
        for number, kept in self._kept.items():
            for held, inside in zip(kept, read(number), strict=False):  # of a set that is sure no doubt is kept
                if inside is not None:
                    held.take(slot, inside)

    def skip(self, slot: int) -> None:
        """Take a session in that is closed by plan: it is nobody's."""
        for kept in self._kept.values():
            for held in kept:
                held.skip(slot)


class DayCounts:
    """Counts of days, and what the present day amounts to so far, set by set (`flags`)."""

    def __init__(self, plan: Plan, needs: Needs, timeline: Timeline, size: int) -> None:
        days = len(timeline.days)
        wanted = [(f.name, f.kind) for f in needs.moving_days if isinstance(f.kind, DayCount)]
        counted = {(piece.set, kind.whole) for _, kind in wanted for piece in kind.pieces} | needs.days
        unsure = {each.number: each.unsure for each in plan.sets}
        self.flags = {
            number: DayFlags(
                size,
                unsure=unsure[number],
                some=(number, False) in counted,
                fail=number in needs.whole_days or (number, True) in counted,
                strict=any(run[1] == number and run[2] for run in needs.runs),
            )
            for number in sorted(needs.whole_days | {number for number, _ in counted})
        }
        self.totals = {key: DayTally(days, size, unsure=unsure[key[0]]) for key in sorted(needs.days)}
        starts = {kind: timeline.begins(kind) for kind in STRETCHES}
        starts |= {"ever": [0] * days, "day": list(range(days)), "session": list(range(days))}
        self.moving: dict[str, tuple[Pair, ...]] = {}
        self._taken: list[tuple[tuple[int, bool], Moving, Moving | None]] = []
        self._past: dict[tuple[int, bool], tuple[Past, Past | None]] = {}
        held: dict[object, Pair] = {}
        for name, kind in wanted:
            self.moving[name] = tuple(self._pair(held, piece, kind, starts, days, size) for piece in kind.pieces)

    def _pair(
        self,
        held: dict[object, Pair],
        piece: Piece,
        kind: DayCount,
        starts: Mapping[str, Sequence[int]],
        days: int,
        size: int,
    ) -> Pair:
        key = (piece, kind.whole, kind.span.windows, kind.span.ends)
        if key not in held:
            mine = (piece.set, kind.whole)
            unsure = self.flags[piece.set].unsure
            period = only_grows(kind.span, piece)
            if period is None and mine not in self._past:
                self._past[mine] = (Past(days, size), Past(days, size) if unsure else None)
            low_past, high_past = (None, None) if period else self._past[mine]
            begin = starts[period] if period else None
            low = Moving(size, low_past, begin)
            high = Moving(size, high_past, begin) if unsure else None
            if up_to_now(kind.span, piece):
                self._taken.append((mine, low, high))
            held[key] = (low, high)
        return held[key]

    def open_day(self) -> None:
        """Forget the day before."""
        for flags in self.flags.values():
            flags.open_day()

    def take(self, read: Read, possible: Bits) -> None:
        """Take an open session in."""
        for number, flags in self.flags.items():
            inside, doubt = read(number)
            flags.take(inside, doubt, possible)

    def today(self, number: int, possible: Bits, *, whole: bool) -> tuple[Bits, Bits]:
        """Say who has such a day so far: at the least, and at the most."""
        return self.flags[number].whole(possible) if whole else self.flags[number].some

    def close(self, place: int, possible: Bits) -> None:
        """Take the day in, after its last session."""
        for (number, whole), total in self.totals.items():
            total.take(place, *self.today(number, possible, whole=whole))
        for (number, whole), (low_past, high_past) in self._past.items():
            low, high = self.today(number, possible, whole=whole)
            low_past.keep(place, low)
            if high_past is not None:
                high_past.keep(place, high)
        for (number, whole), least, most in self._taken:
            low, high = self.today(number, possible, whole=whole)
            least.take(place, low)
            if most is not None:
                most.take(place, high)


def _starts_of_slots(timeline: Timeline, register: Register) -> dict[str, Sequence[int]]:
    """Give, for each period of the calendar and each slot, the first slot of that period."""
    is_open = register.calendar.open_sessions
    found: dict[str, Sequence[int]] = {}
    for kind in STRETCHES:
        found[kind] = _twice(2 * place for place in timeline.begins(kind))
    found["ever"] = _twice(0 for _ in timeline.days)
    found["day"] = _twice(range(0, 2 * len(timeline.days), 2))
    # where the afternoon is closed by plan the present session stays the morning's
    found["session"] = [2 * place + half * bool(is_open[place, 1]) for place in range(len(timeline.days))
                        for half in (0, 1)]  # fmt: skip
    return found


def _twice(values: Iterable[int]) -> list[int]:
    return np.repeat(list(values), 2).tolist()
