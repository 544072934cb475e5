"""Counts of fact rows at a review point."""

from typing import TYPE_CHECKING

import numpy as np

from engine.counting import FactCount, Span
from engine.evaluate.arrays import Longs
from engine.evaluate.bounds import Bounds, bounds_of, from_restart
from engine.evaluate.fact_rows import in_open_periods, period_from_first, rows_in_windows
from engine.evaluate.facts import DAY_IS_OVER, FactTrack
from engine.evaluate.force import none_dated
from engine.evaluate.take import take
from engine.evaluate.windows import seen_until
from engine.expressions.columns import Column
from engine.model.windows import FromFirst

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


def count_facts(frame: "Frame", name: str, kind: FactCount) -> Column:
    """Count the rows of a fact table in a window; a missing file is not known."""
    state = frame.state
    if not state.table(kind.rows.table).present:
        return _without_file(frame, name, kind)
    of_rows = frame.rows is not None
    track = state.fact_track(name, kind, clamp=not of_rows)
    bounds = bounds_of(frame, kind.span, name)
    sure: Longs
    doubt: Longs | None
    if frame.restart is not None and name in frame.restart.figures:
        partly = frame.restart.unfinished if track.spread else frame.restart.minute < DAY_IS_OVER
        bounds = from_restart(bounds, bounds_of(frame, kind.span), frame.restart, partly)
    if of_rows and frame.rows is not None and kind.rows.table in frame.rows.entity:
        sure, doubt = _by_row(frame, name, track, bounds, kind, frame.rows.entity[kind.rows.table])
    elif any(isinstance(window, FromFirst) for window in kind.span.windows):
        sure, doubt = _by_row(frame, name, track, bounds, kind, None)
    elif track.moving is None and bounds.shared and not of_rows:
        sure, doubt = _shared(frame, track, bounds, kind.span)
    else:
        sure, doubt = _each_its_own(frame, name, track, bounds, kind)
    valid = None if doubt is None or not doubt.any() else doubt == 0
    if bounds.there is not None:
        sure = np.where(bounds.there, sure, 0)
        valid = None if valid is None else valid | ~bounds.there
    if bounds.known is not None:
        valid = bounds.known if valid is None else valid & bounds.known
    return Column(sure, valid)


def _without_file(frame: "Frame", name: str, kind: FactCount) -> Column:
    """Give the count of rows of a file that is not there: none in windows that can hold none."""
    bounds = bounds_of(frame, kind.span, name)
    restart = frame.restart
    if restart is not None and name in restart.figures:
        timed = "time" in frame.state.table(kind.rows.table).columns
        partly = restart.unfinished if kind.overlapping else timed & (restart.minute < DAY_IS_OVER)
        bounds = from_restart(bounds, bounds_of(frame, kind.span), restart, partly)
    begins: int | Longs = bounds.lo
    if frame.rows is None:
        # no window reaches before `enrolled_on`
        enrolled = frame.state.block.enrolled
        begins = np.maximum(begins, enrolled if frame.pupils is None else enrolled[frame.pupils])
    none = none_dated(kind.rows.in_force, begins, bounds.hi, spread=kind.overlapping)
    if bounds.there is not None:
        none = none | ~bounds.there
    if bounds.known is not None:
        none = none & bounds.known
    return Column(np.zeros(frame.size, np.int32), np.broadcast_to(none, (frame.size,)))


def _shared(frame: "Frame", track: FactTrack, bounds: Bounds, span: Span) -> tuple[Longs, Longs | None]:
    today = frame.state.timeline.days[frame.place]
    lo, hi = int(bounds.lo), int(bounds.hi)
    if lo > hi:
        # INVARIANT of `shared`: an empty window must not move on what a later one needs
        return np.zeros(frame.size, dtype=np.int64), None
    if bounds.to_now or hi >= today:
        # whatever the window, what comes later today is not seen yet
        sure, doubt = track.shared(lo, today, track.of_day(today), frame.cut)
    elif track.told_late:
        # a row that is told after the window has ended lies in it too
        sure, doubt = track.count(track.within(lo, hi, *seen_by(frame, span, track)), _outer(frame))
    else:
        sure, doubt = track.shared(lo, hi + 1, None, None)
    if frame.pupils is not None:
        return sure[frame.pupils], None if doubt is None else doubt[frame.pupils]
    return sure.copy(), None if doubt is None else doubt.copy()


def seen_by(frame: "Frame", span: Span, track: FactTrack) -> tuple[int, Longs | None]:
    """Give the day by which a row has to be told to be counted, and the last minute of it, a pupil each.

    That is today, or the whole of the day with which the span ends.
    """
    timeline = frame.state.timeline
    today = seen = timeline.days[frame.place]
    if span.ends is not None and track.told_late:
        seen = int(seen_until(timeline, span, np.array([frame.place]), lambda _: frame.state.amounts())[0])
    return seen, frame.cut if seen == today else None


def _each_its_own(
    frame: "Frame", name: str, track: FactTrack, bounds: Bounds, kind: FactCount
) -> tuple[Longs, Longs | None]:
    """Count where the window, or what belongs, differs from pupil to pupil or from row to row."""
    anew = frame.restart is not None and name in frame.restart.figures
    if frame.rows is not None or frame.pupils is not None or bounds.there is not None or anew:
        return _by_row(frame, name, track, bounds, kind, None)
    if bounds.shared and int(bounds.lo) > int(bounds.hi):
        return np.zeros(frame.size, dtype=np.int64), np.zeros(frame.size, dtype=np.int64)
    rows = track.within(bounds.lo, bounds.hi, *seen_by(frame, kind.span, track))
    return track.count(rows, _outer(frame))


def _outer(frame: "Frame"):  # type: ignore[no-untyped-def]
    """Give what a condition on rows may name besides its columns: values and names of the row's pupil."""
    wide = frame.parent if frame.parent is not None else frame

    def read(name: str, pupils: Longs) -> Column:
        column = wide[name]
        return column if not isinstance(column, Column) else take(column, pupils)

    return read


def _by_row(
    frame: "Frame", name: str, track: FactTrack, bounds: Bounds, kind: FactCount, entity: Longs | None
) -> tuple[Longs, Longs]:
    """Count for each entry of the frame on its own: few are ever asked for.

    With `entity`, a number a row of the table, an entry has only the rows of its own number.
    """
    state = frame.state
    today = state.timeline.days[frame.place]
    pupils = np.arange(state.block.size) if frame.pupils is None else frame.pupils
    # every row that may lie in an entry's window, beside the entry
    seen, _ = seen_by(frame, kind.span, track)
    entries, rows = rows_in_windows(track, pupils, bounds.lo, bounds.hi, seen, bounds.there)
    held = np.ones(len(rows), dtype=np.bool_)
    restart = frame.restart
    if restart is not None and name in restart.figures and not track.spread:
        late = track.minute[rows] > restart.minute[entries]
        held &= (track.start[rows] >= restart.day[entries]) | late
    if entity is not None:
        assert frame.rows is not None
        held &= entity[track.rows[rows]] == frame.rows.rows[entries]
    if frame.cut is not None:
        held &= (track.start[rows] < today) | (track.minute[rows] <= frame.cut[pupils[entries]])
    entries, rows = entries[held], rows[held]
    yes, unsure = track.judge(rows, _outer(frame), track.moving)
    length = period_from_first(kind, state.amounts())
    if length is not None:
        told = np.flatnonzero(yes)
        yes[told] = in_open_periods(track, entries[told], rows[told], today, length)
    return (
        np.bincount(entries[yes], minlength=frame.size),
        np.bincount(entries[unsure], minlength=frame.size),
    )
