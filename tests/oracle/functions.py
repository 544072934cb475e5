"""The functions that a condition may call: name -> function of (look, values). None in gives None out."""

import math
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, NamedTuple


class Months(NamedTuple):
    """A duration of years and months."""

    count: int

    def added_to(self, day: Any, sign: int) -> Any:
        """The same day so many months later; the month's last day where there is no such day."""
        place = day.year * 12 + day.month - 1 + sign * self.count
        year, month = place // 12, place % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        return day.replace(year=year, month=month, day=min(day.day, last))


_DURATION = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def duration(text: str) -> Months | timedelta | None:
    """Read `P1Y2M` or `P3DT4H`."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    sign = -1 if found[1] else 1
    years, months, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    if found[2] or found[3]:
        return Months(sign * (years * 12 + months))
    return sign * timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _known(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give None where an argument is not known."""
    return lambda look, *values: None if any(value is None for value in values) else function(*values)


def _items(values: tuple[Any, ...]) -> list[Any]:
    return values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)


def _over(function: Callable[[Iterable[Any]], Any]) -> Callable[..., Any]:
    """A function of a list or of several arguments; None for no item, and where an item is not known."""

    def call(look: Any, *values: Any) -> Any:
        items = None if values == (None,) else _items(values)
        return None if not items or any(item is None for item in items) else function(items)

    return call


def _kleene(word: bool) -> Callable[..., Any]:
    """`any` (word is True) and `all` (word is False) over a list of truths."""

    def call(look: Any, *values: Any) -> bool | None:
        items = None if values == (None,) else _items(values)
        if items is None:
            return None
        if any(item is word for item in items):
            return word
        return None if any(item is None for item in items) else not word

    return call


def _round(value: Fraction, scale: Fraction, how: Callable[[Fraction], int]) -> Fraction:
    unit = Fraction(10) ** int(scale)
    return Fraction(how(value * unit)) / unit


def _half_up(value: Fraction) -> int:
    whole = math.floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def _half_down(value: Fraction) -> int:
    whole = math.ceil(abs(value) - Fraction(1, 2))
    return whole if value >= 0 else -whole


def _away(value: Fraction) -> int:
    return math.ceil(value) if value >= 0 else math.floor(value)


def _rounding(how: Callable[[Fraction], int]) -> Callable[..., Any]:
    return _known(lambda value, scale=Fraction(0): _round(value, scale, how))


def _date(*values: Any) -> date | None:
    if len(values) == 3:
        return date(*(int(value) for value in values))
    value = values[0]
    return (
        value.date() if isinstance(value, datetime) else value if isinstance(value, date) else date.fromisoformat(value)
    )


def _time(*values: Any) -> time | None:
    if len(values) == 3:
        return time(*(int(value) for value in values))
    value = values[0]
    return (
        value.time() if isinstance(value, datetime) else value if isinstance(value, time) else time.fromisoformat(value)
    )


def _months_between(start: date, end: date) -> Months:
    sign = 1
    if end < start:
        start, end, sign = end, start, -1
    count = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return Months(sign * count)


def _on_calendar(name: str) -> Callable[..., Any]:
    def call(look: Any, *values: Any) -> Any:
        if any(value is None for value in values):
            return None
        given = (int(value) if isinstance(value, Fraction) else value for value in values)
        found = getattr(look("@calendar"), name)(*given)
        return Fraction(found) if isinstance(found, int) and not isinstance(found, bool) else found

    return call


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "not": lambda look, value: None if value is None else not value,
    "number": _known(lambda value: value),
    "abs": _known(abs),
    "floor": _rounding(math.floor),
    "ceiling": _rounding(math.ceil),
    "round": _rounding(round),
    "decimal": _rounding(round),
    "round up": _rounding(_away),
    "round down": _rounding(math.trunc),
    "round half up": _rounding(_half_up),
    "round half down": _rounding(_half_down),
    "modulo": _known(lambda left, right: left % right if right else None),
    "min": _over(min),
    "max": _over(max),
    "sum": _over(sum),
    "mean": _over(lambda items: sum(items) / len(items)),
    "count": _known(lambda items: Fraction(len(items))),
    "all": _kleene(False),
    "any": _kleene(True),
    "list contains": lambda look, items, value: None if items is None else value in items,
    "string": _known(str),
    "string length": _known(lambda text: Fraction(len(text))),
    "upper case": _known(str.upper),
    "lower case": _known(str.lower),
    "contains": _known(lambda text, part: part in text),
    "starts with": _known(str.startswith),
    "ends with": _known(str.endswith),
    "date": _known(_date),
    "time": _known(_time),
    "date and time": _known(
        lambda *values: datetime.combine(*values) if len(values) == 2 else datetime.fromisoformat(values[0])
    ),
    "duration": _known(duration),
    "years and months duration": _known(_months_between),
    "day of week": _known(lambda day: _WEEKDAYS[day.weekday()]),
    "day of year": _known(lambda day: Fraction(day.timetuple().tm_yday)),
    "month of year": _known(lambda day: f"{day:%B}"),
    "week of year": _known(lambda day: Fraction(day.isocalendar().week)),
    "school days between": _on_calendar("school_days_between"),
    "add school days": _on_calendar("add_school_days"),
    "school weeks between": _on_calendar("school_weeks_between"),
    "is school day": _on_calendar("is_school_day"),
}
