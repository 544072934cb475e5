"""By when a task is due."""

from collections.abc import Mapping
from datetime import date, timedelta

from engine.calendar import date_of
from engine.evaluate.times import FAR, later
from engine.model.amounts import Amount
from engine.model.rules import Due
from engine.timeline import Timeline

_WEEK = 7


def due_on(due: Due | None, day: date, timeline: Timeline, amounts: Mapping[str, Amount]) -> date | None:
    """Give the day on which a task is due; None where nothing is due, or where the calendar does not reach so far.

    `next Friday` is the first one after the day.
    """
    if due is None:
        return None
    if due.weekday is not None:
        ahead = (due.weekday - day.weekday() - 1) % _WEEK + 1
        return day + timedelta(days=ahead)
    if due.after is None:
        return day
    length = due.after if isinstance(due.after, Amount) else amounts[due.after.name]
    number = later(timeline, day, length)
    return None if number >= FAR else date_of(number)
