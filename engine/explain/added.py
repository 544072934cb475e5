"""What a total adds up and which periods a count of periods counts, at one review point of one pupil or row."""

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import date_of
from engine.counting import PeriodCount, Total, WeeksInARow
from engine.evaluate.bounds import bounds_of
from engine.words import fraction_text, number_in_words

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


def added_to(frame: "Frame", name: str, kind: Total) -> dict[int, Fraction]:
    """Give what each session adds to a total, by its row in the marks; those that add nothing are left out."""
    bounds = bounds_of(frame, kind.span, name)
    if bounds.there is not None and not bool(np.broadcast_to(bounds.there, (1,))[0]):
        return {}
    total = frame.state.figures.totals[name]
    mine = 0 if frame.pupils is None else int(frame.pupils[0])
    first, after = (int(np.broadcast_to(np.asarray(each), (1,))[0]) for each in (bounds.first_slot, bounds.after_slot))
    sums = total.rows[max(first, 0) : max(after, first, 0) + 1, mine].astype(np.int64)
    steps = np.diff(sums)
    return {max(first, 0) + int(at): Fraction(int(steps[at]), total.scale) for at in np.flatnonzero(steps)}


def added_rows(
    marks: tuple[tuple[str, str, str], ...], amounts: dict[int, Fraction], unit: str | None
) -> list[dict[str, str]]:
    """Say of each session that a total adds up what it adds."""
    return [
        {"date": day, "session": half, "code": code, "adds": number_in_words(_amount(amount), unit)}
        for (day, half, code), amount in zip(marks, amounts.values(), strict=True)
    ]


def period_rows(frame: "Frame", name: str, kind: PeriodCount | WeeksInARow, value: object) -> list[dict[str, str]]:
    """Name the periods that are counted, each by its first day; none where not all of them can be told."""
    days = frame.state.figures.periods.counted(frame, name, kind)
    called = kind.period.replace("_", " ")
    return [{f"{called} from": date_of(day).isoformat()} for day in days] if len(days) == value else []


def _amount(amount: Fraction) -> int | str:
    return amount.numerator if amount.denominator == 1 else fraction_text(amount)
