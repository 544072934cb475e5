"""Where windows of school time begin and end on many school days at once."""

from collections.abc import Callable, Mapping

import numpy as np

from engine.calendar import STRETCHES
from engine.counting import Span
from engine.evaluate.arrays import Longs
from engine.model.amounts import Amount, Named
from engine.model.windows import Fixed, Last
from engine.timeline import EVER, Timeline, ago

_PERIOD_OF = {"school week": "week", "half term": "half_term", "term": "term"}

Amounts = Callable[[int], Mapping[str, Amount]]
"""The policy's amounts by name, as they are on the day of a place."""


def windows_at(
    timeline: Timeline, span: Span, places: Longs, slots: Longs, amounts: Amounts
) -> tuple[Longs, Longs, Longs, Longs] | None:
    """Give a window as it stands on each of some days, when so many sessions (`slots`) had been.

    That is its first session, the one after its last, and the numbers of its first and its last day, both included; of
    an empty one the first is the later. None where it has to be looked up day by day: one that differs from pupil to
    pupil, one of several in one, the present session, an earlier period.
    """
    window = span.windows[0]
    if len(span.windows) > 1 or not isinstance(window, Fixed | Last) or window == Fixed("session"):
        return None
    days, at = timeline.day_numbers, _ending(span, places, amounts)
    ended = np.maximum(at, 0)
    first, lo = _begins(timeline, window, places, ended, amounts)
    empty = (at < 0) | (first > at)
    after, hi = np.where(at == places, slots, 2 * (at + 1)), np.where(at < 0, days[:1] - 1, days[ended])
    return np.where(empty, 0, first * 2), np.where(empty, 0, after), np.where(empty, days[places] + 1, lo), hi


def seen_until(timeline: Timeline, span: Span, places: Longs, amounts: Amounts) -> Longs:
    """Give the number of the last day that is seen of a span on each of some days; an earlier period ended before."""
    days, at = timeline.day_numbers, _ending(span, places, amounts)
    return np.where(at < 0, days[:1] - 1, days[np.maximum(at, 0)])


def _ending(span: Span, places: Longs, amounts: Amounts) -> Longs:
    if span.ends is None:
        return places
    return places - np.array([int(each.number) for each in _lengths(span.ends, amounts, places)], dtype=np.int64)


def _begins(
    timeline: Timeline, window: Fixed | Last, places: Longs, ended: Longs, amounts: Amounts
) -> tuple[Longs, Longs]:
    """Give the place of a window's first school day and its first day's number; `ended` are the places of its last."""
    if isinstance(window, Last):
        return _back(timeline, _lengths(window.amount, amounts, places), ended)
    if window.period == "ever":
        return np.zeros_like(places), np.full_like(places, EVER)
    if window.period not in STRETCHES:
        return ended, timeline.day_numbers[ended]
    return _of_period(timeline, window.period, places, 0)


def _lengths(length: Amount | Named, amounts: Amounts, places: Longs) -> list[Amount]:
    if isinstance(length, Amount):
        return [length] * len(places)
    return [amounts(place)[length.name] for place in places.tolist()]


def _back(timeline: Timeline, lengths: list[Amount], ended: Longs) -> tuple[Longs, Longs]:
    """Give where a window of some length, each in the same unit, begins that ends with each of some days."""
    counts = np.array([int(length.number) for length in lengths], dtype=np.int64)
    unit = next((str(length.unit) for length in lengths), "")
    if unit in _PERIOD_OF:
        return _of_period(timeline, _PERIOD_OF[unit], ended, counts - 1)
    days = timeline.day_numbers
    if unit == "school day":
        first = np.maximum(ended - counts + 1, 0)
        return first, days[first]
    begins = [ago(day, count, unit) + 1 for day, count in zip(days[ended].tolist(), counts.tolist(), strict=True)]
    lo = np.array(begins, dtype=np.int64)
    return np.searchsorted(days, lo), lo


def _of_period(timeline: Timeline, kind: str, places: Longs, back: "int | Longs") -> tuple[Longs, Longs]:
    """Give where the period so many before that of each day begins; the first one where there are not so many."""
    starts = np.array(timeline.starts[kind], dtype=np.int64)
    firsts = np.searchsorted(timeline.day_numbers, starts)
    number = np.maximum(np.array(timeline.place_of[kind], dtype=np.int64)[places] - back, 0)
    return firsts[number], starts[number]
