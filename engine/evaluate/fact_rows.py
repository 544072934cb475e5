"""Rows of a fact table that lie in windows of their own, whoever asks: of a pupil each, or of a row."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from engine.counting import FactCount
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.facts import FactTrack
from engine.model.amounts import Amount
from engine.model.windows import FromFirst
from engine.register import LONG_AGO
from engine.timeline import ago


def rows_in_windows(
    track: FactTrack, pupils: Longs, lo: int | Longs, hi: int | Longs, today: int | Longs, there: Bits | None
) -> tuple[Longs, Longs]:
    """Give every row seen by an entry's day that lies in its window, beside the entry; by entry, then by date.

    An entry is one of the `pupils` of a block. `lo` and `hi` are the numbers of the window's first and last day, both
    included, and `today` that of the entry's own. `there` are the entries that have a window at all; None: all.
    """
    order, keys = track.by_pupil
    asked = np.arange(len(pupils)) if there is None else np.flatnonzero(there)
    lo, hi, today = (each if np.ndim(each) == 0 else np.asarray(each)[asked] for each in (lo, hi, today))
    whose = pupils[asked]
    # a row that is spread may have begun before the window, and be seen after it
    first = np.searchsorted(keys, track.key(whose, LONG_AGO if track.spread else lo))
    last = today if track.told_late else np.minimum(hi, today)
    counts = np.maximum(np.searchsorted(keys, track.key(whose, last), side="right") - first, 0)
    places = np.repeat(np.arange(len(asked)), counts)
    rows = order[np.arange(len(places)) + np.repeat(first - (np.cumsum(counts) - counts), counts)]
    held = track.end[rows] >= (lo if np.ndim(lo) == 0 else np.asarray(lo)[places])
    if track.spread:
        held &= np.broadcast_to(np.asarray(lo) <= np.asarray(hi), (len(asked),))[places]
    if track.told_late:
        held &= track.first[rows] <= (hi if np.ndim(hi) == 0 else np.asarray(hi)[places])
    return asked[places[held]], rows[held]


def period_from_first(kind: FactCount, amounts: Mapping[str, Amount]) -> Amount | None:
    """Give how long a period is that the first row outside an earlier one opens; None where rows open none."""
    for window in kind.span.windows:
        if isinstance(window, FromFirst):
            return window.amount if isinstance(window.amount, Amount) else amounts[window.amount.name]
    return None


def in_open_periods(track: FactTrack, entries: Longs, rows: Longs, today: int | Longs, length: Amount) -> Bits:
    """Say which rows lie in the period that is open on their entry's day; `today` is that of each row's entry.

    Rows stand in order of their entry, then of their date, and those of an entry open its periods.
    """
    found = np.zeros(len(rows), dtype=np.bool_)
    starts, todays = track.start[rows], np.broadcast_to(np.asarray(today), (len(rows),))
    groups = np.flatnonzero(np.diff(entries, prepend=-1, append=-1)).tolist()
    for first, after in pairwise(groups):
        mine = slice(first, after)
        found[mine] = starts[mine] >= _open_period(starts[mine].tolist(), int(todays[first]), length)
    return found


def _open_period(starts: list[int], today: int, length: Amount) -> int:
    """Give the day on which the period that is open today began; later than today where none is open.

    `starts` are the days of the rows, ascending.
    """
    opened: int | None = None
    for start in starts:
        # a row is in the period while the same day so long ago lies before it opened
        if opened is None or ago(start, int(length.number), str(length.unit)) >= opened:
            opened = start
    if opened is None or ago(today, int(length.number), str(length.unit)) >= opened:
        return today + 1
    return opened
