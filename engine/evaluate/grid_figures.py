"""Figures of some pupils at many review points at once: a row a point, a column a pupil."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import (
    DayCount,
    FactCount,
    Figure,
    InARow,
    NamedExpression,
    Percent,
    Piece,
    SessionCount,
    Span,
    SpellCount,
)
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.between import known_share
from engine.evaluate.by_day import in_windows
from engine.evaluate.facts import FactTrack
from engine.evaluate.force import none_dated, on_days, unless_in_force
from engine.evaluate.grid_least import least_of
from engine.evaluate.needs import SPELL_UNIT, period_of_spells
from engine.evaluate.windows import seen_until
from engine.expressions.columns import Column
from engine.model.amounts import Amount

if TYPE_CHECKING:
    from engine.evaluate.grid_host import Frame

_NARROW = 2
"""So many sessions are looked at one by one rather than as the difference of two totals."""


def read_figure(frame: "Frame", figure: Figure) -> Column:
    """Give a foreseen figure; an entry a point and pupil, point by point."""
    found: Column = _READERS[type(figure.kind)](frame, figure.name, figure.kind)
    if figure.in_force is None:
        return found
    there = on_days(figure.in_force, frame.state.timeline.day_numbers[frame.points.places])
    return unless_in_force(found, np.repeat(there, frame.grid.size), frame.size)


def _sessions(frame: "Frame", name: str, kind: SessionCount) -> Column:
    counted, doubt = _count(frame, kind.pieces, kind.span)
    return _column(frame, counted, None if doubt is None else doubt == 0, kind.span)


def _percent(frame: "Frame", name: str, kind: Percent) -> Column:
    part, unsure = _count(frame, kind.part, kind.span)
    whole, doubt = _count(frame, kind.whole, kind.span)
    least = least_of(frame.state, kind, frame.points.places)
    rest = _count(frame, kind.rest, kind.span) if kind.rest else None
    valid: Bits = whole >= (least if isinstance(least, int) else least[:, None])
    for known in (known_share((part, unsure), doubt, rest), _known(frame, kind.span)):
        if known is not None:
            valid &= known
    if 2 * 100 * len(frame.state.timeline.days) <= np.iinfo(np.uint16).max:
        # a count of sessions is no more than they are: of 16 bits twice as many go through the cache as of 32
        part, whole = _unsigned(part), _unsigned(whole)
    data = np.multiply(part, 100, dtype=np.uint16 if part.dtype == np.uint16 else np.int32)
    # the greater of two rows is found six times faster than that of a row and a number
    over = np.maximum(whole, np.ones(frame.grid.size, whole.dtype))
    return Column(data.reshape(-1), _unless_all(valid), over.reshape(-1))


def _unsigned(counted: Longs) -> Longs:
    return counted.view(np.uint16) if counted.dtype == np.int16 else counted.astype(np.uint16)


def _days(frame: "Frame", name: str, kind: DayCount) -> Column:
    low = _count_days(frame, kind, high=False)
    doubtful = any(frame.grid.doubtful(piece.set) for piece in kind.pieces)
    sure = low == _count_days(frame, kind, high=True) if doubtful else None
    return _column(frame, low, sure, kind.span)


def _count_days(frame: "Frame", kind: DayCount, *, high: bool) -> Longs:
    points, grid = frame.points, frame.grid
    total: Longs | None = None
    # of a day that is not over what there is of it so far counts
    done = np.where(points.seen == _NARROW, points.places + 1, points.places)
    for piece in kind.pieces:
        first, after = _aged(frame, kind.span, piece)
        first_day, after_day = first // 2, (after + 1) // 2
        total_days = grid.day_total(piece.set, whole=kind.whole, high=high)
        counted = _between(total_days.__getitem__, first_day, np.minimum(after_day, done))
        today = (done == points.places) & (first_day <= points.places) & (after_day > points.places)
        if today.any():
            counted = counted.copy()
            counted[today] += grid.day(piece.set, whole=kind.whole, seen=1, high=high)[points.places[today]]
        total = counted if total is None else total + counted
    assert total is not None, "INVARIANT: a count has a piece"
    return total


def _in_a_row(frame: "Frame", name: str, kind: InARow) -> Column:
    low = _length(frame, kind, high=False)
    if not frame.grid.doubtful(kind.set):
        return Column(low.reshape(-1))
    return Column(low.reshape(-1), _unless_all(low == _length(frame, kind, high=True)))


def _length(frame: "Frame", kind: InARow, *, high: bool) -> Longs:
    points, grid = frame.points, frame.grid
    key = (kind.unit, kind.set, kind.strict)
    length = grid.run(key, high=high)
    ends = None if kind.span is None else kind.span.ends
    if isinstance(ends, Amount) and ends.number:
        ago = int(ends.number)
        # the window reaches back for ever, and ended with an earlier day
        ended = np.maximum(points.places - ago + 1, 0)
        return np.asarray(length[2 * ended if kind.unit == "sessions" else ended])
    if kind.unit == "sessions":
        return length[points.slots]
    if kind.unit == "mornings":
        return length[points.places + 1]
    over = points.seen == _NARROW
    found: Longs = length[points.places + over]
    if kind.unit == SPELL_UNIT and not over.all():
        extends, breaks = grid.steps(key, 1, high=high)
        open_days = points.places[~over]
        found[~over] = (found[~over] + extends[open_days]) * ~breaks[open_days]
    return found


def _spells(frame: "Frame", name: str, kind: SpellCount) -> Column:
    period = period_of_spells(kind)
    assert period is not None, "INVARIANT: spells of another window are counted day by day"
    place_of = np.array(frame.state.timeline.place_of[period])
    starts = np.diff(place_of, prepend=-1) != 0
    return Column(frame.grid.spells(kind.set, starts)[frame.points.places].reshape(-1))


def _facts(frame: "Frame", name: str, kind: FactCount) -> Column:
    state, grid = frame.state, frame.grid
    bound = frame.bounds(kind.span)
    if not state.table(kind.rows.table).present:
        shape = (len(frame.points.places), grid.size)
        lo, hi = (np.broadcast_to(np.reshape(edge, (-1, 1)), shape) for edge in (bound.lo, bound.hi))
        begins = np.maximum(lo, state.block.enrolled[grid.first : grid.after])
        known = np.asarray(none_dated(kind.rows.in_force, begins, hi, spread=kind.overlapping))
        return _column(frame, np.zeros(shape, np.int32), known, kind.span)
    track = state.fact_track(name, kind, clamp=True)
    mine = (track.pupil >= grid.first) & (track.pupil < grid.after)
    counts = []
    for some in (mine & ~track.unsure, mine & track.unsure):
        rows = np.flatnonzero(some)
        counts.append(_rows_of_each(frame, kind.span, track, rows) if len(rows) else None)
    sure, doubt = counts
    if sure is None:
        sure = np.zeros((len(bound.lo), grid.size), dtype=np.int16)
    return _column(frame, sure, None if doubt is None else doubt == 0, kind.span)


def _rows_of_each(frame: "Frame", span: Span, track: FactTrack, rows: Longs) -> Longs:
    """Count which of some rows lie in a span's window at each point."""
    bound, state = frame.bounds(span), frame.state
    first, start, end = track.first[rows], track.start[rows], track.end[rows]
    pupil, size = track.pupil[rows] - frame.grid.first, frame.grid.size
    counted = in_windows(bound.lo, bound.hi, start, end, pupil, size)
    if not track.told_late:
        return counted
    seen = seen_until(state.timeline, span, frame.points.places, state.values.amounts)
    for at in np.flatnonzero((bound.hi < seen) & (bound.lo <= bound.hi)).tolist():
        # a row that is told after the window has ended lies in it too
        since = (start > bound.hi[at]) & (start <= seen[at]) & (first <= bound.hi[at]) & (end >= bound.lo[at])
        counted[at] += np.bincount(pupil[since], minlength=size).astype(counted.dtype)
    return counted


_READERS: dict[type, Callable[..., Column]] = {
    SessionCount: _sessions,
    Percent: _percent,
    DayCount: _days,
    InARow: _in_a_row,
    FactCount: _facts,
    SpellCount: _spells,
    NamedExpression: lambda frame, name, kind: kind.condition.program(frame, frame.size),
}


def _count(frame: "Frame", pieces: tuple[Piece, ...], span: Span) -> tuple[Longs, Longs | None]:
    """Count the sessions of some sets in a span's window, and those of which it is not known."""
    total: Longs | None = None
    doubt: Longs | None = None
    for piece in pieces:
        first, after = _aged(frame, span, piece)
        narrow = int((after - first).max(initial=0)) <= _NARROW
        if narrow:
            counted = _one_by_one(frame.grid.set(piece.set)[0], first, after)
        else:
            counted = _between(partial(frame.grid.total, piece.set), first, after)
        total = counted if total is None else total + counted
        if frame.grid.doubtful(piece.set):
            more = _between(partial(frame.grid.total, piece.set, doubtful=True), first, after)
            doubt = more if doubt is None else doubt + more
    assert total is not None, "INVARIANT: a count has a piece"
    return total, doubt


def _aged(frame: "Frame", span: Span, piece: Piece) -> tuple[Longs, Longs]:
    """Narrow a window to the sessions of a piece's age."""
    bound, places = frame.bounds(span), frame.points.places
    first, after = bound.first, bound.after
    if piece.oldest is not None:
        first = np.maximum(first, 2 * (places - piece.oldest))
    if piece.youngest:
        after = np.minimum(after, np.maximum(2 * (places - piece.youngest + 1), 0))
    first = np.maximum(first, 0)
    return first, np.maximum(after, first)


def _between(total: Callable[[Longs], Longs], first: Longs, after: Longs) -> Longs:
    found = total(np.maximum(after, first))
    return np.subtract(found, total(first)) if first.any() else found


def _one_by_one(inside: Bits, first: Longs, after: Longs) -> Longs:
    last = len(inside) - 1
    found = np.zeros((len(first), inside.shape[1]), dtype=np.int16)
    for more in range(_NARROW):
        there = first + more < after
        if there.all():
            found += inside[first + more]
        elif there.any():
            found += inside[np.minimum(first + more, last)] & there[:, None]
    return found


def _column(frame: "Frame", counted: Longs, sure: Bits | None, span: Span) -> Column:
    known = _known(frame, span)
    valid = known if sure is None else sure if known is None else sure & known
    return Column(counted.reshape(-1), None if valid is None else _unless_all(valid))


def _known(frame: "Frame", span: Span) -> Bits | None:
    """Say at which points which pupils were on the roll for a window; None: all at all."""
    known = frame.bounds(span).known
    if known is None:
        return None
    grid = frame.grid
    found = np.ones((len(known), grid.size), dtype=np.bool_)
    for at, each in enumerate(known):
        if each is not None:
            found[at] = each[grid.first : grid.after]
    return found


def _unless_all(valid: Bits) -> Bits | None:
    return None if valid.all() else valid.reshape(-1)
