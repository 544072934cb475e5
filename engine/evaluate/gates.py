"""Whom something that is stepped through can concern at all, by what of its condition is foreseen.

A part of a condition that is false makes all of it false: where a foreseen part is, nothing else need be asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

import numpy as np

from engine.counting import Condition, DayCount, Figure, InARow, Kind, SessionCount, Span
from engine.evaluate.arrays import Bits, Longs, places_of
from engine.evaluate.foreseen import Foreseen
from engine.evaluate.grid_figures import read_figure
from engine.evaluate.grid_frame import GridFrame
from engine.evaluate.needs import up_to_now
from engine.expressions.columns import Column
from engine.expressions.typed import Read, Step, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.model.windows import AfterRow, Fixed, Row
from engine.nouns import dataclass
from engine.plan import Looked, PlannedLadder, PlannedRule, Steer

_RISING = frozenset({">", ">="})
_FALLING = frozenset({"<", "<="})
_EVER = Span((Fixed("ever"),))


@dataclass(frozen=True, slots=True)
class Gate:
    """Conditions of which one holds, or may hold, for whoever something looked at can concern: each a conjunction."""

    either: tuple[tuple[Condition, ...], ...]
    plain: Mapping[str, Figure] = field(default_factory=dict)
    """What takes the place of figures whose windows are those of rows: the same without the window, never less."""
    counts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Counts of sets that alone decide, where nothing but one more session can make a condition hold that did not."""

    @property
    def reads(self) -> Iterator[str]:
        """The names that they read."""
        return (name for parts in self.either for part in parts for name in part.reads)

    def lets(self, frame: GridFrame) -> Longs:
        """Give the entries of a frame, ascending, that it lets through."""
        found: Bits | None = None
        names = _WithPlain(frame, self.plain)
        for parts in self.either:
            held = frame.on_roll().copy()
            for part in parts:
                held &= part.program.holds(names, frame.size)[1]
            found = held if found is None else found | held
        assert found is not None, "INVARIANT: a gate has a condition"
        if self.counts and not self._holds_of_none(frame):
            grown = _grown(frame, {number for sets in self.counts.values() for number in sets})
            if grown is not None:
                found &= grown
        return places_of(found)

    def _holds_of_none(self, frame: GridFrame) -> bool:
        """Whether a condition holds, or may hold, where there is no session to count."""
        none = Column(np.zeros(1, dtype=np.int16))
        names = dict.fromkeys(self.counts, none)
        for name in {*self.reads} - self.counts.keys():
            value = frame.state.values.column(0, name)
            assert value is not None, "INVARIANT: the rest is values"
            names[name] = value
        return any(bool(part.program.holds(names, 1)[1][0]) for parts in self.either for part in parts)


def _grown(frame: GridFrame, sets: set[int]) -> Bits | None:
    """Say at which points one of some sets has a session that had not come at the point before; None: not known."""
    grid, slots = frame.grid, frame.points.slots
    found: Bits | None = None
    for number in sorted(sets):
        if grid.doubtful(number):
            return None
        now = grid.total(number, slots)
        more = np.empty(now.shape, dtype=np.bool_)
        more[:1] = now[:1] > 0
        np.greater(now[1:], now[:-1], out=more[1:])
        found = more if found is None else found | more
    return None if found is None else found.reshape(-1)


class _WithPlain(Mapping[str, Column]):
    """A frame in which some figures are plain."""

    def __init__(self, frame: GridFrame, plain: Mapping[str, Figure]) -> None:
        self._frame, self._plain = frame, plain

    def __getitem__(self, name: str) -> Column:
        return read_figure(self._frame, self._plain[name]) if name in self._plain else self._frame[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frame)

    def __len__(self) -> int:
        return len(self._frame)


@dataclass(slots=True)
class Passing:
    """The pupils of a block whom a gate lets through, by review point."""

    slots: Longs
    pupils: Longs

    def at(self, slot: int) -> Longs:
        """Give those of one review point."""
        first, after = np.searchsorted(self.slots, (slot, slot + 1)).tolist()
        return self.pupils[first:after]


def gate_of(looked: Looked, foreseen: Foreseen, check: str) -> Gate | None:
    """Give the gate of something that is stepped through; None where there is none."""
    if isinstance(looked, PlannedLadder):
        return _of_ladder(looked, foreseen, check)
    steer = looked.steer
    if steer.opened is not None or (isinstance(looked, PlannedRule) and looked.act.when == "ends"):
        return None
    if steer.each is None:
        kept = _foreseen(_parts(steer), foreseen, check)
        return Gate((kept,)) if kept else None
    plain = {} if foreseen.is_early(check) else _plain(steer, foreseen)
    rising = tuple(
        part
        for part in _parts(steer)
        if part is not None and plain.keys() & {*part.reads}
        if foreseen.names(name for name in part.reads if name not in plain and name not in foreseen.columns(steer))
        if not foreseen.columns(steer) & {*part.reads}
        if _only_rises(part.checked.tree, frozenset(plain), foreseen)
    )
    # what is about the pupil alone says it of all the pupil's rows
    pupils = [part for part in steer.rest if not foreseen.differs(part.reads, steer)]
    kept = (*_foreseen([steer.pupils, *pupils], foreseen, check), *rising)
    return Gate((kept,), plain) if kept else None


def _plain(steer: Steer, foreseen: Foreseen) -> dict[str, Figure]:
    """Give the figures of a steer whose windows are those of its rows, without the window."""
    found = {}
    for name in {name for part in _parts(steer) if part is not None for name in part.reads}:
        figure = foreseen.figure(name)
        span = None if figure is None else getattr(figure.kind, "span", None)
        if figure is None or span is None or span.ends is not None:
            continue
        if not all(isinstance(window, Row | AfterRow) for window in span.windows):
            continue
        kind: Kind | None = None
        # a run as it stood when a row's days ended may be longer than the present one
        if isinstance(figure.kind, InARow) and all(isinstance(window, AfterRow) for window in span.windows):
            kind = replace(figure.kind, span=None)
        elif isinstance(figure.kind, SessionCount | DayCount):
            kind = replace(figure.kind, span=_EVER)
        if kind is not None and foreseen.kind(kind):
            found[name] = replace(figure, kind=kind)
    return found


def _of_ladder(ladder: PlannedLadder, foreseen: Foreseen, check: str) -> Gate | None:
    if ladder.each is not None or any(step.start_again for step in ladder.steps):
        return None
    # what is restarted and no count of sessions could be the greater one
    counts = frozenset(name for name in ladder.restart if foreseen.is_kind(name, SessionCount))
    if counts != ladder.restart:
        return None
    either: dict[object, tuple[Condition, ...]] = {}
    for step in ladder.steps:
        kept = tuple(
            part
            for part in _foreseen(_parts(step.rule.steer), foreseen, check)
            if not _restarted(part, ladder, foreseen) or _only_rises(part.checked.tree, counts, foreseen)
        )
        if not kept or step.rule.steer.opened is not None:
            return None
        # most steps ask the same
        either[tuple(part.checked.tree for part in kept)] = kept
    return Gate(tuple(either.values()), counts=_deciding(ladder, foreseen))


def _deciding(ladder: PlannedLadder, foreseen: Foreseen) -> dict[str, tuple[int, ...]]:
    """Give the counts of a ladder whose steps ask nothing but whether these have come so far; none of another one."""
    found: dict[str, tuple[int, ...]] = {}
    for step in ladder.steps:
        steer = step.rule.steer
        if steer.asks is None or steer.unless is not None or steer.in_force is not None:
            return {}
        # a wait ends by itself, on a day on which nothing need have been added; a step comes into force by itself
        if step.after or step.after_step or step.within or step.start_again or step.in_force is not None:
            return {}
        if not _only_rises(steer.asks.checked.tree, ladder.restart, foreseen):
            return {}
        for name in steer.asks.reads:
            figure = foreseen.figure(name)
            # what is in force on some days alone is known from one day to the next
            there = figure is not None and figure.in_force is None and name in ladder.restart
            kind = figure.kind if figure is not None and there else None
            # a window that does not end now takes in what came before, on a day on which nothing comes
            now = isinstance(kind, SessionCount) and all(up_to_now(kind.span, piece) for piece in kind.pieces)
            if isinstance(kind, SessionCount) and now and foreseen.keeps_length(kind.span):
                found[name] = tuple(piece.set for piece in kind.pieces)
            elif not foreseen.is_fixed(name):
                return {}
    return found


def _parts(steer: Steer) -> Sequence[Condition | None]:
    return (steer.first, *steer.rest)


def _foreseen(parts: Sequence[Condition | None], foreseen: Foreseen, check: str) -> tuple[Condition, ...]:
    return tuple(part for part in parts if part is not None and part.reads and foreseen.at(check).condition(part))


def _restarted(part: Condition, ladder: PlannedLadder, foreseen: Foreseen) -> bool:
    return any(foreseen.rests_on(name) & ladder.restart for name in part.reads)


def _only_rises(tree: Typed | None, restarted: frozenset[str], foreseen: Foreseen) -> bool:
    """Whether a condition that holds of a restarted count, which is never the greater one, holds of the plain count."""
    if not isinstance(tree, Step):
        return False
    if tree.operator in {"and", "or"}:
        return all(
            not _reads_any(part, restarted, foreseen) or _only_rises(part, restarted, foreseen)
            for part in tree.arguments
        )
    if tree.operator not in _RISING | _FALLING:
        return False
    counted, limit = tree.arguments if tree.operator in _RISING else reversed(tree.arguments)
    return isinstance(counted, Read) and counted.name in restarted and not _reads_any(limit, restarted, foreseen)


def _reads_any(tree: Typed, restarted: frozenset[str], foreseen: Foreseen) -> bool:
    return any(foreseen.rests_on(name) & restarted for name in reads_with_types(tree))
