"""Figures at a review point: what each kind of measure amounts to, pupil by pupil."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import (
    ActionCount,
    DayCount,
    Earlier,
    FactCount,
    Figure,
    InARow,
    Latest,
    NamedExpression,
    Percent,
    PeriodCount,
    Piece,
    SessionCount,
    Since,
    Span,
    SpellCount,
    TableOutput,
    Total,
    WeeksInARow,
)
from engine.evaluate.action_counts import count_actions
from engine.evaluate.arrays import Longs
from engine.evaluate.between import aged, known_count, known_share, least, sessions_between
from engine.evaluate.bounds import Bounds, bounds_of
from engine.evaluate.counts import Pair
from engine.evaluate.day_parts import in_parts, whole_days
from engine.evaluate.fact_figures import count_facts
from engine.evaluate.force import in_force, unless_in_force
from engine.evaluate.latest import Minutes, latest
from engine.evaluate.moving import Moving
from engine.evaluate.needs import period_of_spells
from engine.evaluate.periods import Periods
from engine.evaluate.restarted import count_restarted
from engine.evaluate.run_figures import in_a_row
from engine.evaluate.sets import SessionNames
from engine.evaluate.spells import scan_spells
from engine.evaluate.tally import Tally
from engine.evaluate.then import Kept, Then, kept_column, overlaid
from engine.evaluate.times import time_since
from engine.evaluate.totals import RunningTotal
from engine.expressions.columns import Column
from engine.model.amounts import Amount

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State


class Figures:
    """Reads the figures of a block; keeps what a figure was when something was raised."""

    def __init__(self, state: "State") -> None:
        self.state = state
        self.periods = Periods(state)
        self.then = Then(state)
        self._at_end: dict[str, Kept] = {}
        self._ending: dict[str, Kept] = {}
        self._ended: dict[str, int] = {}
        self._closing: dict[str, int] = {}
        earlier = [(name, f.kind) for name, f in state.plan.figures.items() if isinstance(f.kind, Earlier)]
        self._at_periods = [(name, kind) for name, kind in earlier if kind.period]
        size = state.block.size
        slots = 2 * len(state.timeline.days)
        self.totals = {
            name: RunningTotal(slots, size)
            for name, figure in state.plan.figures.items()
            if isinstance(figure.kind, Total)
        }
        self._minutes = self._room_for_minutes(slots, size)
        self._readers: dict[type, Callable[..., Column]] = {
            SessionCount: self._sessions,
            Percent: self._percent,
            InARow: in_a_row,
            NamedExpression: lambda frame, name, kind: kind.condition.program(frame, frame.size),
            FactCount: count_facts,
            DayCount: self._days,
            SpellCount: self._spells,
            Since: lambda frame, name, kind: time_since(frame, kind),
            ActionCount: count_actions,
            Earlier: self._earlier,
            PeriodCount: self.periods.count,
            WeeksInARow: self.periods.in_a_row,
            Total: self._total,
            Latest: lambda frame, name, kind: latest(frame, name, kind, self._minutes),
            TableOutput: lambda frame, name, kind: state.tables.output(frame, kind),
        }

    # — what is kept while the days go by —

    def _room_for_minutes(self, slots: int, size: int) -> Minutes | None:
        """Make room for the minutes late of every session and whether they are known, where some are asked for."""
        kinds = (figure.kind for figure in self.state.plan.figures.values())
        if not any(isinstance(kind, Latest) and kind.field == "minutes_late" for kind in kinds):
            return None
        return np.zeros((slots, size), np.int32), np.zeros((slots, size), np.bool_)

    def take_session(self, slot: int, *, is_open: bool) -> None:
        """Add what a session adds to the totals."""
        if self._minutes is not None and is_open:
            column = self.state.sets.field("minutes_late")
            self._minutes[0][slot], self._minutes[1][slot] = column.data, True if column.valid is None else column.valid
        for name, total in self.totals.items():
            kind = self.state.plan.figures[name].kind
            assert isinstance(kind, Total)
            if not is_open:
                total.skip(slot)
                continue
            inside, doubt = self.state.sets.read(kind.set)
            names = SessionNames(self.state, self.state.sets, None, kind.tests)
            total.add(slot, kind.added.program(names, self.state.block.size), inside, doubt)

    def end_period(self, period: str, frame: "Frame") -> None:
        """Take the figures that are wanted as they stand at the end of such a period, which is now."""
        self.periods.end(period, frame)
        self._closing[period] = self.state.timeline.place_of[period][frame.place]
        for name, kind in self._at_periods:
            if kind.period == period:
                pupils = np.flatnonzero(self.state.block.on_roll)
                self._ending[name] = overlaid(None, frame[kind.figure], pupils, self.state.block.size)

    def end_day(self, frame: "Frame") -> None:
        """Keep the figures that were taken today: until now the period before was that of the time before."""
        self.periods.end_day(frame)
        self._at_end.update(self._ending)
        self._ended.update(self._closing)
        self._ending.clear()

    # — reading —

    def read(self, frame: "Frame", figure: Figure) -> Column:
        """Give a figure at a review point."""
        found: Column = self._readers[type(figure.kind)](frame, figure.name, figure.kind)
        there = in_force(figure.in_force, self.state.timeline.dates[frame.place])
        return unless_in_force(found, there, frame.size)

    def _count_pieces(
        self, frame: "Frame", name: str, pieces: tuple[Piece, ...], span: Span, moving: tuple[Pair, ...] | None
    ) -> tuple[Longs, Longs | None]:
        """Count sessions, and those of which it is not known whether they belong."""
        bounds = bounds_of(frame, span, name)
        counts = self.state.sessions
        total: Longs | None = None
        doubt: Longs | None = None
        for number, piece in enumerate(pieces):
            more: Longs | None = None
            if moving is not None:
                sure, unsure = moving[number]
                first, after = aged(frame, bounds, piece)
                assert isinstance(first, int) and isinstance(after, int), "INVARIANT: the window is the same for all"
                counted = sure.between(first, after, frame.pupils)
                if unsure is not None:
                    more = unsure.between(first, after, frame.pupils)
            else:
                counted = sessions_between(frame, counts.totals[piece.set], bounds, piece)
                if piece.set in counts.doubts:
                    more = sessions_between(frame, counts.doubts[piece.set], bounds, piece)
            total = counted if total is None else total + counted
            if more is not None:
                doubt = more if doubt is None else doubt + more
        assert total is not None, "INVARIANT: a count has a piece"
        return total, doubt

    def _sessions(self, frame: "Frame", name: str, kind: SessionCount) -> Column:
        if frame.restart is not None and name in frame.restart.figures:
            restarted = self.state.sessions.restarted.get((frame.restart.ladder, name))
            if restarted is not None:
                return count_restarted(frame, kind, frame.restart, restarted)
        moving = self.state.sessions.moving.get(name)
        if moving is not None and len(moving) == 1 and moving[0][1] is None:
            bounds = bounds_of(frame, kind.span)
            first, after = aged(frame, bounds, kind.pieces[0])
            column = Column(moving[0][0].between(first, after, frame.pupils))  # type: ignore[arg-type]
            return column if bounds.known is None else known_count(column.data, None, bounds)
        total, doubt = self._count_pieces(frame, name, kind.pieces, kind.span, moving)
        return known_count(total, None if doubt is None else doubt == 0, bounds_of(frame, kind.span, name))

    def _percent(self, frame: "Frame", name: str, kind: Percent) -> Column:
        moving = self.state.sessions.moving.get(name)
        first, last = len(kind.part), len(kind.part + kind.whole)
        part, unsure = self._count_pieces(frame, name, kind.part, kind.span, moving and moving[:first])
        whole, doubt = self._count_pieces(frame, name, kind.whole, kind.span, moving and moving[first:last])
        rest = self._count_pieces(frame, name, kind.rest, kind.span, moving and moving[last:]) if kind.rest else None
        least = 1
        if kind.at_least is not None:
            amount = kind.at_least if isinstance(kind.at_least, Amount) else self.state.amounts()[kind.at_least.name]
            least = max(1, -(-amount.number.numerator // amount.number.denominator))
        valid = whole >= least
        bounds = bounds_of(frame, kind.span, name)
        for held in (known_share((part, unsure), doubt, rest), bounds.there, bounds.known):
            if held is not None:
                valid = valid & held
        over = np.maximum(whole, 1)
        return Column(np.multiply(part, 100, dtype=np.int32), None if valid.all() else valid, over)

    def _days(self, frame: "Frame", name: str, kind: DayCount) -> Column:
        bounds = bounds_of(frame, kind.span, name)
        moving = self.state.days.moving.get(name)
        low: Longs | None = None
        high: Longs | None = None
        for number, piece in enumerate(kind.pieces):
            pair: tuple[Moving | Tally, Moving | Tally | None]
            if moving is not None:
                pair = moving[number]
            else:
                tally = self.state.days.totals[(piece.set, kind.whole)]
                pair = (tally.low, None if tally.high is tally.low else tally.high)
            one = self._days_between(frame, pair[0], bounds, piece, kind, high=False)
            low = one if low is None else low + one
            if pair[1] is not None:
                other = self._days_between(frame, pair[1], bounds, piece, kind, high=True)
                high = other if high is None else high + other
            elif high is not None:
                high = high + one
        assert low is not None, "INVARIANT: a count has a piece"
        return known_count(low, None if high is None else low == high, bounds)

    def _days_between(
        self, frame: "Frame", counts: Moving | Tally, bounds: Bounds, piece: Piece, kind: DayCount, *, high: bool
    ) -> Longs:
        state = self.state
        first, after = aged(frame, bounds, piece)
        first_day, after_day = whole_days(first, after, frame.slot)
        done = frame.place + 1 if state.closed and frame.seen == 2 else frame.place
        counted = counts.between(first_day, least(after_day, done), frame.pupils)  # type: ignore[arg-type]
        if done == frame.place:
            today = state.days.today(piece.set, state.possible_today, whole=kind.whole)[int(high)]
            if frame.pupils is not None:
                today = today[frame.pupils]
            reaches = (np.asarray(first_day) <= frame.place) & (np.asarray(after_day) > frame.place)
            counted = counted + (today & reaches)
        parts = in_parts(frame, first, after, piece, whole=kind.whole, high=high)
        return counted if parts is None else counted + parts

    def _spells(self, frame: "Frame", name: str, kind: SpellCount) -> Column:
        bounds = bounds_of(frame, kind.span, name)
        period = period_of_spells(kind)
        restarted = frame.restart is not None and name in frame.restart.figures
        if period is not None and not restarted:
            low, high = self.state.spells_in_period(kind.set, period)
            if frame.pupils is not None:
                low, high = low[frame.pupils], high[frame.pupils]
        else:
            low, high = scan_spells(frame, kind.set, bounds)
        return known_count(low, None if low is high else low == high, bounds)

    def _earlier(self, frame: "Frame", name: str, kind: Earlier) -> Column:
        if kind.anchor is not None:
            return self.then.read(frame, name, kind.anchor)
        assert kind.period is not None
        # INVARIANT: on a period's last day it has not ended yet, so the last one kept is the one before
        before = self.state.timeline.place_of[kind.period][frame.place] - 1
        # one without a school day was never reviewed
        kept = self._at_end.get(name) if self._ended.get(kind.period) == before else None
        return kept_column(kept, self.state.plan.figures[name].quantity, frame.size, frame.pupils)

    def _total(self, frame: "Frame", name: str, kind: Total) -> Column:
        bounds = bounds_of(frame, kind.span, name)
        return self.totals[name].between(frame, bounds)
