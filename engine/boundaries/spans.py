"""The sessions of a window, near enough to draw marks in it: what they come to is found out by running."""

from datetime import date, timedelta

from engine.boundaries.canvas import Canvas
from engine.counting import Span
from engine.model.amounts import Amount
from engine.model.windows import AfterRow, Fixed, Last, Previous, Row, Spell, Stretch, Window

_FEW = 5
_DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}


def sessions_of(canvas: Canvas, span: Span | None, at: int) -> list[int]:
    """Give the sessions, in order, that lie in all windows of a span looked at on a day; all up to it without one."""
    first, last = 0, at
    if span is not None:
        ends = canvas.ground.amount(span.ends)
        last = at - (int(ends.number) if ends is not None else 0)
        for window in span.windows:
            begins, stops = _days(canvas, window, last)
            first, last = max(first, begins), min(last, stops)
    return list(range(2 * max(first, 0), 2 * (last + 1)))


def _days(canvas: Canvas, window: Window, at: int) -> tuple[int, int]:
    calendar, day = canvas.year.calendar, canvas.day(at)
    match window:
        case Fixed(period="session" | "day"):
            return at, at
        case Fixed(period="ever"):
            return 0, at
        case Fixed():
            held = calendar.stretch(window.period, day)
            return (calendar.count_before(held.start) if held else 0), at
        case Previous():
            every = calendar.stretches(window.period)
            held = calendar.stretch(window.period, day)
            place = every.index(held) if held in every else 0
            if place == 0:
                return 0, -1
            before = every[place - 1]
            return calendar.count_before(before.start), calendar.count_before(before.end + timedelta(days=1)) - 1
        case Last():
            amount = canvas.ground.amount(window.amount)
            return (_back(canvas, amount, at) if amount is not None else 0), at
        case Spell():
            return at - _FEW + 1, at
        case Stretch():
            if window.name in calendar.periods:
                begins, ends = calendar.periods[window.name]
                return calendar.count_before(begins), calendar.count_before(ends + timedelta(days=1)) - 1
            return at - _FEW + 1, at
        case Row() | AfterRow() if canvas.row is not None:
            begins, ends = date.fromisoformat(canvas.row["from"]), date.fromisoformat(canvas.row["to"])
            after = calendar.count_before(ends + timedelta(days=1))
            return (calendar.count_before(begins), after - 1) if isinstance(window, Row) else (after, at)
    return 0, at


def _back(canvas: Canvas, amount: Amount, at: int) -> int:
    """Give the place of the first day of the last so many units."""
    calendar, day, number = canvas.year.calendar, canvas.day(at), int(amount.number)
    unit = amount.unit or ""
    if unit == "school day":
        return at - number + 1
    if unit == "school week":
        place = int(calendar.stretch_of_days("week")[at]) - number + 1
        return calendar.count_before(calendar.stretches("week")[max(place, 0)].start)
    if unit in ("half term", "term"):
        kind = unit.replace(" ", "_")
        place = int(calendar.stretch_of_days(kind)[at]) - number + 1
        return calendar.count_before(calendar.stretches(kind)[max(place, 0)].start)
    return calendar.count_before(day - timedelta(days=number * _DAYS_OF.get(unit, 1) - 1))
