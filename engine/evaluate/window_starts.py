"""Where windows of school time that run up to now begin, on many school days at once."""

from collections.abc import Callable, Mapping

import numpy as np

from engine.calendar import STRETCHES
from engine.evaluate.arrays import Longs
from engine.model.amounts import Amount
from engine.model.windows import Fixed, Last
from engine.timeline import EVER, Timeline

_PERIOD_OF = {"school week": "week", "half term": "half_term", "term": "term"}


def first_days(
    timeline: Timeline, window: Fixed | Last, places: Longs, amounts: Callable[[int], Mapping[str, Amount]]
) -> tuple[Longs, Longs] | None:
    """Give the place of a window's first school day and its first day's number, as it stands on each of some days.

    None where the window has to be looked up day by day: one counted in calendar days, one that may be empty.
    """
    if isinstance(window, Fixed):
        if window.period == "ever":
            return np.zeros_like(places), np.full_like(places, EVER)
        if window.period == "day":
            return places, timeline.day_numbers[places]
        return _of_period(timeline, window.period, places, 0) if window.period in STRETCHES else None
    lengths = [_length(window, amounts, place) for place in places.tolist()]
    units = {length.unit for length in lengths}
    counts = np.array([int(length.number) for length in lengths], dtype=np.int64)
    if units == {"school day"}:
        first = np.maximum(places - counts + 1, 0)
        return first, timeline.day_numbers[first]
    unit = next(iter(units)) if len(units) == 1 else None
    return _of_period(timeline, _PERIOD_OF[unit], places, counts - 1) if unit in _PERIOD_OF else None


def _length(window: Last, amounts: Callable[[int], Mapping[str, Amount]], place: int) -> Amount:
    return window.amount if isinstance(window.amount, Amount) else amounts(place)[window.amount.name]


def _of_period(timeline: Timeline, kind: str, places: Longs, back: "int | Longs") -> tuple[Longs, Longs] | None:
    """Give where the period so many before that of each day begins; the first one where there are not so many."""
    starts = np.array(timeline.starts[kind], dtype=np.int64)
    firsts = np.array([timeline.place_from(start) for start in starts.tolist()], dtype=np.int64)
    number = np.maximum(np.array(timeline.place_of[kind], dtype=np.int64)[places] - back, 0)
    first = firsts[number]
    return None if (first > places).any() else (first, starts[number])
