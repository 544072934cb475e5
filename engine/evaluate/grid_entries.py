"""Figures whose windows or rows differ from pupil to pupil, for some entries of a grid's frame: few are asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import DayCount, FactCount, Figure, InARow, NamedExpression, Percent, Piece, SessionCount, Span
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.between import known_count, known_share
from engine.evaluate.fact_rows import in_open_periods, period_from_first, rows_in_windows
from engine.evaluate.facts import RowNames, truth
from engine.evaluate.force import none_dated, on_days, unless_in_force
from engine.evaluate.grid_least import least_of
from engine.evaluate.needs import SPELL_UNIT
from engine.evaluate.take import take
from engine.evaluate.windows import seen_until
from engine.expressions.columns import Column
from engine.model.windows import AfterRow, FromFirst, Row, Spell
from engine.nouns import dataclass
from engine.register import LONG_AGO

if TYPE_CHECKING:
    from engine.evaluate.grid_host import Few


@dataclass(slots=True)
class EntryBounds:
    """A window of each entry: slots, the second excluded, and day numbers, both included.

    `there` is where it exists at all (a spell), `known` where it is known; None: everywhere.
    """

    first: Longs
    after: Longs
    lo: Longs
    hi: Longs
    there: Bits | None = None
    known: Bits | None = None


def read_at_entries(few: "Few", figure: Figure) -> Column:
    """Give a figure that has to be looked up entry by entry."""
    found: Column = _READERS[type(figure.kind)](few, figure.name, figure.kind)
    return in_force_at(few, figure, found)


def in_force_at(few: "Few", figure: Figure, column: Column) -> Column:
    """Give a figure of entries, not known where it is not in force."""
    if figure.in_force is None:
        return column
    return unless_in_force(column, on_days(figure.in_force, few.state.timeline.day_numbers[few.places]), few.size)


def bounds_at(few: "Few", span: Span) -> EntryBounds:
    """Give where a span's window begins and ends for each entry; several have in common what all of them hold."""
    parts = [_bounds(few, span, at) for at in range(len(span.windows))]
    found = parts[0]
    for each in parts[1:]:
        found = EntryBounds(
            np.maximum(found.first, each.first),
            np.minimum(found.after, each.after),
            np.maximum(found.lo, each.lo),
            np.minimum(found.hi, each.hi),
            each.there if found.there is None else found.there if each.there is None else found.there & each.there,
            each.known if found.known is None else found.known if each.known is None else found.known & each.known,
        )
    return found


def _bounds(few: "Few", span: Span, at: int) -> EntryBounds:
    window = span.windows[at]
    if isinstance(window, Spell):
        return _spell(few, span.spell_sets[window.of])
    if isinstance(window, Row | AfterRow):
        return _of_row(few, window)
    if isinstance(window, FromFirst):
        return EntryBounds(np.zeros_like(few.slots), few.slots, np.full(few.size, LONG_AGO), _today(few))
    return _shared(few, span, at)


def _of_row(few: "Few", window: Row | AfterRow) -> EntryBounds:
    """Give the days of each entry's row up to now, or those after it."""
    assert few.of is not None, "INVARIANT: checked when the policy was bound"
    (first_day, last_day), (first_slot, after_slot) = few.of.days, few.of.slots
    if isinstance(window, AfterRow):
        return EntryBounds(after_slot, few.slots, last_day + 1, _today(few))
    return EntryBounds(first_slot, np.minimum(after_slot, few.slots), first_day, np.minimum(last_day, _today(few)))


def _today(few: "Few") -> Longs:
    return few.state.timeline.day_numbers[few.places]


def _shared(few: "Few", span: Span, at: int) -> EntryBounds:
    bound = few.whole.points.bounds(few.state, span if len(span.windows) == 1 else few.whole.alone(span, at))
    edges = (bound.first[few.rows], bound.after[few.rows], bound.lo[few.rows], bound.hi[few.rows])
    return EntryBounds(*edges, known=None if bound.known is None else _on_roll(few, bound.known))


def _on_roll(few: "Few", known: "list[Bits | None]") -> Bits:
    """Say of each entry whether its pupil was on the roll for the window at its point."""
    found = np.ones(few.size, dtype=np.bool_)
    for at in np.bincount(few.rows).nonzero()[0].tolist():
        each = known[at]
        if each is not None:
            mine = few.rows == at
            found[mine] = each[few.pupils[mine] + few.whole.grid.first]
    return found


def _spell(few: "Few", number: int) -> EntryBounds:
    """Give the spell of a set; one whose beginning is doubtful is not known."""
    grid, state = few.whole.grid, few.state
    key = (SPELL_UNIT, number, False)
    low = grid.run(key)[few.places + 1, few.pupils]
    there = low > 0
    first = np.where(there, grid.begun(number)[few.places, few.pupils], few.places)
    days = state.timeline.day_numbers
    known = None
    if grid.doubtful(number):
        known = low == grid.run(key, high=True)[few.places + 1, few.pupils]
    return EntryBounds(2 * first, few.slots, days[first], days[few.places], there, known)


def count_between(few: "Few", pieces: tuple[Piece, ...], first: Longs, after: Longs) -> Column:
    """Count the sessions of some sets from one slot to another (excluded), of each entry its own."""
    bounds = EntryBounds(first, after, few.places, few.places)
    counted, doubt = _count(few, pieces, bounds)
    return known_count(counted, None if doubt is None else doubt == 0, bounds)


def _sessions(few: "Few", name: str, kind: SessionCount) -> Column:
    bounds = bounds_at(few, kind.span)
    counted, doubt = _count(few, kind.pieces, bounds)
    return known_count(counted, None if doubt is None else doubt == 0, bounds)


def _percent(few: "Few", name: str, kind: Percent) -> Column:
    bounds = bounds_at(few, kind.span)
    part, unsure = _count(few, kind.part, bounds)
    whole, doubt = _count(few, kind.whole, bounds)
    rest = _count(few, kind.rest, bounds) if kind.rest else None
    valid = whole >= least_of(few.state, kind, few.places)
    for held in (known_share((part, unsure), doubt, rest), bounds.there, bounds.known):
        if held is not None:
            valid &= held
    return Column(np.multiply(part, 100, dtype=np.int32), None if valid.all() else valid, np.maximum(whole, 1))


def _days(few: "Few", name: str, kind: DayCount) -> Column:
    bounds, grid = bounds_at(few, kind.span), few.whole.grid
    totals = []
    doubtful = any(grid.doubtful(piece.set) for piece in kind.pieces)
    for high in (False, True) if doubtful else (False,):
        total = np.zeros(few.size, dtype=np.int64)
        for piece in kind.pieces:
            first, after = _aged(few, bounds, piece)
            days = grid.day_total(piece.set, whole=kind.whole, high=high)
            total += days[(after + 1) // 2, few.pupils] - days[first // 2, few.pupils]
        totals.append(total)
    return known_count(totals[0], totals[0] == totals[1] if doubtful else None, bounds)


def _count(few: "Few", pieces: tuple[Piece, ...], bounds: EntryBounds) -> tuple[Longs, Longs | None]:
    grid, counted = few.whole.grid, np.zeros(few.size, dtype=np.int64)
    doubt: Longs | None = None
    for piece in pieces:
        first, after = _aged(few, bounds, piece)
        counted += grid.between(piece.set, first, after, few.pupils)
        if grid.doubtful(piece.set):
            more = grid.between(piece.set, first, after, few.pupils, doubtful=True)
            doubt = more if doubt is None else doubt + more
    return counted, doubt


def _aged(few: "Few", bounds: EntryBounds, piece: Piece) -> tuple[Longs, Longs]:
    first, after = bounds.first, bounds.after
    if piece.oldest is not None:
        first = np.maximum(first, 2 * (few.places - piece.oldest))
    if piece.youngest:
        after = np.minimum(after, np.maximum(2 * (few.places - piece.youngest + 1), 0))
    first = np.maximum(first, 0)
    return first, np.maximum(after, first)


def _facts(few: "Few", name: str, kind: FactCount) -> Column:
    """Count the rows of a fact table in each entry's window; a missing file is not known."""
    state, grid, bounds = few.state, few.whole.grid, bounds_at(few, kind.span)
    if not state.table(kind.rows.table).present:
        begins = bounds.lo
        if few.of is None:
            begins = np.maximum(begins, state.block.enrolled[few.pupils + grid.first])
        none = none_dated(kind.rows.in_force, begins, bounds.hi, spread=kind.overlapping)
        if bounds.there is not None:
            none = none | ~bounds.there
        if bounds.known is not None:
            none = none & bounds.known
        return Column(np.zeros(few.size, np.int32), np.broadcast_to(none, (few.size,)))
    track = state.fact_track(name, kind, clamp=few.of is None)
    seen = seen_until(state.timeline, kind.span, few.places, state.values.amounts)
    entries, rows = rows_in_windows(track, few.pupils + grid.first, bounds.lo, bounds.hi, seen, bounds.there)
    entity = None if few.of is None else few.of.entity.get(kind.rows.table)
    if entity is not None and few.of is not None:
        mine = entity[track.rows[rows]] == few.of.rows[entries]
        entries, rows = entries[mine], rows[mine]
    unsure = track.unsure[rows]
    yes = ~unsure
    if track.moving is not None:
        names = RowNames(track.table, track.rows[rows], _outer(few, entries))
        held, doubt = truth(track.moving.program(names, len(rows)), len(rows))
        yes, unsure = held & yes, doubt | (held & unsure)
    length = period_from_first(kind, state.values.amounts(0))
    if length is not None:
        told = np.flatnonzero(yes)
        yes[told] = in_open_periods(track, entries[told], rows[told], _today(few)[entries[told]], length)
    sure, doubts = (np.bincount(entries[each], minlength=few.size) for each in (yes, unsure))
    return known_count(sure, doubts == 0 if doubts.any() else None, bounds)


def _outer(few: "Few", entries: Longs) -> Callable[[str], Column]:
    """Give what a condition on rows may name besides its columns: names of the pupil, of each row's entry."""
    pupils = few.of_pupils

    def read(name: str) -> Column:
        column = pupils[name]
        # the language's own noun for school time is no column
        return take(column, entries) if isinstance(column, Column) else column

    return read


def _in_a_row(few: "Few", name: str, kind: InARow) -> Column:
    """Give how long a run was when an entry's window ended, counting inside the window only."""
    assert kind.span is not None, "INVARIANT: a run up to now is the same for a pupil's rows"
    bounds, doubtful = bounds_at(few, kind.span), few.whole.grid.doubtful(kind.set)
    low = _run_inside(few, kind, bounds, high=False)
    return known_count(low, low == _run_inside(few, kind, bounds, high=True) if doubtful else None, bounds)


def _run_inside(few: "Few", kind: InARow, bounds: EntryBounds, *, high: bool) -> Longs:
    length, after = few.whole.grid.run((kind.unit, kind.set, kind.strict), high=high), bounds.after
    in_days = kind.unit == SPELL_UNIT
    ended = np.where(after < few.slots, after // 2 if in_days else after, few.places + 1 if in_days else few.slots)
    return np.asarray(np.minimum(length[ended, few.pupils], _units(few, kind, bounds)))


def _units(few: "Few", kind: InARow, bounds: EntryBounds) -> Longs:
    """Count how many units a run could have inside each entry's window; none in one that has not begun."""
    grid, possible = few.whole.grid, few.state.plan.named_sets["possible"]
    after = np.maximum(bounds.after, bounds.first)
    if kind.unit == "sessions":
        return grid.between(possible, bounds.first, after, few.pupils)
    first_day, after_day = bounds.first // 2, (after + 1) // 2
    if kind.strict:
        return np.asarray(after_day - first_day)
    days = grid.day_total(possible, whole=False)
    return np.asarray(days[after_day, few.pupils] - days[first_day, few.pupils])


_READERS: dict[type, Callable[..., Column]] = {
    SessionCount: _sessions,
    Percent: _percent,
    DayCount: _days,
    FactCount: _facts,
    InARow: _in_a_row,
    NamedExpression: lambda few, name, kind: kind.condition.program(few, few.size),
}
