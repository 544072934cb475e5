"""In force from (included) until (excluded): what holds on a day, what overlaps, what is left open."""

from collections.abc import Sequence
from datetime import date

from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `from_` (included) until `until` (excluded); None is without bound on that side."""

    from_: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether a day lies in it.

        >>> Period(until=date(2024, 8, 19)).covers(date(2024, 8, 19))
        False
        """
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)

    @property
    def empty(self) -> bool:
        """Whether no day lies in it."""
        return self.from_ is not None and self.until is not None and self.until <= self.from_


def in_turn(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Let each period that says no end last until the next one begins; the order given is kept.

    >>> in_turn([Period(), Period(date(2024, 8, 19))])[0].until
    datetime.date(2024, 8, 19)
    """
    begins = sorted({period.from_ for period in periods if period.from_ is not None})
    return tuple(
        Period(period.from_, next((day for day in begins if period.from_ is None or day > period.from_), None))
        if period.until is None
        else period
        for period in periods
    )


def on_day(periods: Sequence[Period], day: date) -> int | None:
    """Give the position of the period in force on a day; None where there is none."""
    return next((at for at, period in enumerate(in_turn(periods)) if period.covers(day)), None)


def overlaps(periods: Sequence[Period]) -> list[tuple[int, int]]:
    """Find the pairs of periods, as positions, that share a day; the earlier beginning first."""
    order = _by_beginning(periods)
    whole = in_turn(periods)
    found: list[tuple[int, int]] = []
    for place, first in enumerate(order):
        for second in order[place + 1 :]:
            ends, begins = whole[first].until, whole[second].from_
            if not whole[first].empty and not whole[second].empty and (ends is None or begins is None or begins < ends):
                found.append((first, second))
    return found


def gaps(periods: Sequence[Period]) -> list[tuple[int, int]]:
    """Find the neighbouring periods, as positions, that leave days between them without any."""
    order = _by_beginning(periods)
    whole = in_turn(periods)
    found: list[tuple[int, int]] = []
    for place, second in enumerate(order[1:], 1):
        begins = whole[second].from_
        before = [whole[at] for at in order[:place]]
        ends = None if any(period.until is None for period in before) else max(p.until for p in before if p.until)
        if begins is not None and ends is not None and ends < begins:
            found.append((order[place - 1], second))
    return found


def _by_beginning(periods: Sequence[Period]) -> list[int]:
    return sorted(range(len(periods)), key=lambda at: (periods[at].from_ or date.min, at))
