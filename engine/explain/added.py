"""What stands behind a total, the last session of a set and a count of periods, at one look at one pupil or row."""

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import date_of
from engine.counting import Latest, PeriodCount, Total, WeeksInARow
from engine.evaluate.bounds import bounds_of
from engine.explain.sessions import Sessions
from engine.words import fraction_text, number_in_words

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame

Rows = list[dict[str, str]]


def rows_behind(
    frame: "Frame", sessions: Sessions, name: str, kind: Total | Latest | PeriodCount | WeeksInARow,
    found: tuple[object, str | None],
) -> Rows:  # fmt: skip
    """Give the sessions or periods behind a figure, whose value and unit are `found`; none of what is not known.

    A session has `adds` (what it adds to a total) or `which` (that it is the last one) beside its date and mark.
    """
    value, unit = found
    if value is None:
        return []
    if isinstance(kind, Total):
        return _added(frame, sessions, name, kind, unit)
    if isinstance(kind, Latest):
        mine = _pupil(frame)
        slot = int(frame.state.latest[kind.set][_first(bounds_of(frame, kind.span, name).after_slot), mine])
        ((day, half, code),) = sessions.marks_of((slot,))
        return [{"date": day, "session": half, "code": code, "which": "the last"}]
    days = frame.state.figures.periods.counted(frame, name, kind)
    called = kind.period.replace("_", " ")
    return [{f"{called} from": date_of(day).isoformat()} for day in days] if len(days) == value else []


def _added(frame: "Frame", sessions: Sessions, name: str, kind: Total, unit: str | None) -> Rows:
    """Say of each session what it adds; those that add nothing are left out."""
    bounds = bounds_of(frame, kind.span, name)
    if bounds.there is not None and not _first(bounds.there):
        return []
    total, first = frame.state.figures.totals[name], max(_first(bounds.first_slot), 0)
    steps = np.diff(total.rows[first : max(_first(bounds.after_slot), first) + 1, _pupil(frame)].astype(np.int64))
    places = np.flatnonzero(steps)
    amounts = [Fraction(int(steps[at]), total.scale) for at in places]
    return [
        {"date": day, "session": half, "code": code, "adds": number_in_words(_amount(amount), unit)}
        for (day, half, code), amount in zip(sessions.marks_of(places + first), amounts, strict=True)
    ]


def _pupil(frame: "Frame") -> int:
    return 0 if frame.pupils is None else int(frame.pupils[0])


def _first(held: object) -> int:
    return int(np.broadcast_to(np.asarray(held), (1,))[0])


def _amount(amount: Fraction) -> int | str:
    return amount.numerator if amount.denominator == 1 else fraction_text(amount)
