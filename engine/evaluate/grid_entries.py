"""Figures whose windows or rows differ from pupil to pupil, for some entries of a grid's frame: few are asked for."""

from collections.abc import Callable

import numpy as np

from engine.counting import DayCount, FactCount, Figure, NamedExpression, Percent, Piece, SessionCount, Span
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.facts import FactTrack, RowNames, take, truth
from engine.evaluate.grid_host import Few
from engine.evaluate.grid_least import least_of
from engine.evaluate.needs import SPELL_UNIT
from engine.expressions.columns import Column
from engine.model.windows import Spell
from engine.nouns import dataclass
from engine.register import LONG_AGO


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


def read_at_entries(few: Few, figure: Figure) -> Column:
    """Give a figure that has to be looked up entry by entry."""
    found: Column = _READERS[type(figure.kind)](few, figure.name, figure.kind)
    return found


def bounds_at(few: Few, span: Span) -> EntryBounds:
    """Give where a span's window begins and ends for each entry; several have in common what all of them hold."""
    parts = [_spell(few, span.spell_sets[w.of]) if isinstance(w, Spell) else _shared(few, span, at)
             for at, w in enumerate(span.windows)]  # fmt: skip
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


def _shared(few: Few, span: Span, at: int) -> EntryBounds:
    bound = few.whole.points.bounds(few.state, span if len(span.windows) == 1 else few.whole.alone(span, at))
    assert bound.known is None, "INVARIANT: a window before the present period is the same for all"
    return EntryBounds(bound.first[few.rows], bound.after[few.rows], bound.lo[few.rows], bound.hi[few.rows])


def _spell(few: Few, number: int) -> EntryBounds:
    """Give the spell of a set; one whose beginning is doubtful is not known."""
    grid, state = few.whole.grid, few.state
    key = (SPELL_UNIT, number, False)
    low = grid.run(key)[few.places + 1, few.pupils]
    there = low > 0
    first = np.where(there, grid.begun(number)[few.places, few.pupils], few.places)
    days = state.timeline.day_numbers
    known = None
    if grid.set(number)[1] is not None:
        known = low == grid.run(key, high=True)[few.places + 1, few.pupils]
    return EntryBounds(2 * first, few.slots, days[first], days[few.places], there, known)


def count_between(few: Few, pieces: tuple[Piece, ...], first: Longs, after: Longs) -> Column:
    """Count the sessions of some sets from one slot to another (excluded), of each entry its own."""
    bounds = EntryBounds(first, after, few.places, few.places)
    counted, doubt = _count(few, pieces, bounds)
    return _known(counted, None if doubt is None else doubt == 0, bounds)


def _sessions(few: Few, name: str, kind: SessionCount) -> Column:
    bounds = bounds_at(few, kind.span)
    counted, doubt = _count(few, kind.pieces, bounds)
    return _known(counted, None if doubt is None else doubt == 0, bounds)


def _percent(few: Few, name: str, kind: Percent) -> Column:
    bounds = bounds_at(few, kind.span)
    part, unsure = _count(few, kind.part, bounds)
    whole, doubt = _count(few, kind.whole, bounds)
    valid = whole >= least_of(few.state, kind, few.places)
    if unsure is not None or doubt is not None:
        certain = np.ones(len(whole), dtype=np.bool_)
        for unknown in (unsure, doubt):
            if unknown is not None:
                certain &= unknown == 0
        # a share of none stays none however many are doubtful
        valid &= certain | ((part if unsure is None else part + unsure) == 0)
    for held in (bounds.there, bounds.known):
        if held is not None:
            valid &= held
    return Column(np.multiply(part, 100, dtype=np.int32), None if valid.all() else valid, np.maximum(whole, 1))


def _days(few: Few, name: str, kind: DayCount) -> Column:
    bounds, grid = bounds_at(few, kind.span), few.whole.grid
    totals = []
    doubtful = any(grid.set(piece.set)[1] is not None for piece in kind.pieces)
    for high in (False, True) if doubtful else (False,):
        total = np.zeros(few.size, dtype=np.int64)
        for piece in kind.pieces:
            first, after = _aged(few, bounds, piece)
            days = grid.day_total(piece.set, whole=kind.whole, high=high)
            total += days[(after + 1) // 2, few.pupils] - days[first // 2, few.pupils]
        totals.append(total)
    return _known(totals[0], totals[0] == totals[1] if doubtful else None, bounds)


def _count(few: Few, pieces: tuple[Piece, ...], bounds: EntryBounds) -> tuple[Longs, Longs | None]:
    grid, counted = few.whole.grid, np.zeros(few.size, dtype=np.int64)
    doubt: Longs | None = None
    for piece in pieces:
        first, after = _aged(few, bounds, piece)
        counted += grid.between(piece.set, first, after, few.pupils)
        if grid.set(piece.set)[1] is not None:
            more = grid.between(piece.set, first, after, few.pupils, doubtful=True)
            doubt = more if doubt is None else doubt + more
    return counted, doubt


def _aged(few: Few, bounds: EntryBounds, piece: Piece) -> tuple[Longs, Longs]:
    first, after = bounds.first, bounds.after
    if piece.oldest is not None:
        first = np.maximum(first, 2 * (few.places - piece.oldest))
    if piece.youngest:
        after = np.minimum(after, np.maximum(2 * (few.places - piece.youngest + 1), 0))
    first = np.maximum(first, 0)
    return first, np.maximum(after, first)


def _known(count: Longs, sure: Bits | None, bounds: EntryBounds) -> Column:
    """Give a count: none where there is no spell, not known where it could be one or the other."""
    valid = sure
    if bounds.there is not None:
        count = np.where(bounds.there, count, 0)
        valid = None if valid is None else valid | ~bounds.there
    if bounds.known is not None:
        valid = bounds.known if valid is None else valid & bounds.known
    return Column(count, None if valid is None or valid.all() else valid)


def _facts(few: Few, name: str, kind: FactCount) -> Column:
    """Count the rows of a fact table in each entry's window; a missing file is not known."""
    state, grid = few.state, few.whole.grid
    if not state.table(kind.rows.table).present:
        return Column(np.zeros(few.size, np.int32), np.zeros(few.size, np.bool_))
    track, bounds = state.fact_track(name, kind, clamp=True), bounds_at(few, kind.span)
    entries, rows = _rows_of(track, few.pupils + grid.first, bounds)
    unsure = track.unsure[rows]
    yes = ~unsure
    if track.moving is not None:
        names = RowNames(track.table, track.rows[rows], lambda each: take(few[each], entries))
        held, doubt = truth(track.moving.program(names, len(rows)), len(rows))
        yes, unsure = held & yes, doubt | (held & unsure)
    sure, doubts = (np.bincount(entries[each], minlength=few.size) for each in (yes, unsure))
    return _known(sure, doubts == 0 if doubts.any() else None, bounds)


def _rows_of(track: FactTrack, whose: Longs, bounds: EntryBounds) -> tuple[Longs, Longs]:
    """Give every row that lies in an entry's window, beside the entry."""
    order, keys = track.by_pupil
    asked = np.arange(len(whose)) if bounds.there is None else np.flatnonzero(bounds.there)
    lo, hi, pupils = bounds.lo[asked], bounds.hi[asked], whose[asked]
    # a row that is spread may have begun before the window
    first = np.searchsorted(keys, track.key(pupils, LONG_AGO if track.spread else lo))
    counts = np.maximum(np.searchsorted(keys, track.key(pupils, hi), side="right") - first, 0)
    places = np.repeat(np.arange(len(asked)), counts)
    rows = order[np.arange(len(places)) + np.repeat(first - (np.cumsum(counts) - counts), counts)]
    held = track.end[rows] >= lo[places]
    if track.spread:
        held &= (lo <= hi)[places]
    return asked[places[held]], rows[held]


_READERS: dict[type, Callable[..., Column]] = {
    SessionCount: _sessions,
    Percent: _percent,
    DayCount: _days,
    FactCount: _facts,
    NamedExpression: lambda few, name, kind: kind.condition.program(few, few.size),
}
