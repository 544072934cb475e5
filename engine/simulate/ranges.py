"""A range of values as people write it, `path=from..to/step` -> the values, each as it would stand in a policy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from engine.diagnostics import Diagnostic, Outcome
from engine.document import Value, at
from engine.model.amounts import UNITS, AfterOpens, Amount, amount, closing_time, day
from engine.policy import PolicyInForce
from engine.resolve.edited import Edit, located
from engine.source import Place, Source, Span

WRITTEN_IN = "command line"
MOST_POINTS = 500
"""So many points a sweep may have at the most: each of them is a policy of its own."""

_DAYS_OF = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Range:
    """A path and the values that it takes one after the other; `present` is what stands there now."""

    path: str
    values: tuple[str, ...]
    present: str

    @property
    def present_place(self) -> int | None:
        """Which of the values is the present one; None where none is."""
        now = _size(self.present)
        return next((place for place, value in enumerate(self.values) if _size(value) == now), None)


def range_of(policy: PolicyInForce, text: str) -> Outcome[Range]:
    """Read a range; a bare number takes the unit of what stands at the path.

    Yields: as `located`; W006 a range that cannot be read, W007 one that holds no value or too many.
    """
    path, _, span = text.partition("=")
    source = Source(WRITTEN_IN, text)
    place = Place(source, Span(1, len(path) + 2, 1, max(len(text), len(path) + 2) + 1))
    found = located(policy, path.strip(), Place(source, Span(1, 1, 1, len(path) + 1)))
    if found.value is None:
        return Outcome(None, found.diagnostics)
    act = "write it as in `values.lates_limit=1..6/1`, `….below=92%..97%/0.5%` or `….closes=09:05..09:30/5`"
    ends, slash, step = span.rpartition("/")
    first, dots, last = ends.partition("..")
    if not slash or not dots or not first.strip() or not last.strip() or not step.strip():
        return Outcome(None, [Diagnostic("W006", f"`{span}` is no range of values", place, act)])
    present = _present(policy, found.value)
    try:
        values = _values(first.strip(), last.strip(), step.strip(), present)
    except ValueError as wrong:
        return Outcome(None, [Diagnostic("W006", f"`{span}` is no range of values: {wrong}", place, act)])
    if not values or len(values) > MOST_POINTS:
        told = "holds no value" if not values else f"holds more than {MOST_POINTS} values"
        return Outcome(
            None, [Diagnostic("W007", f"`{span}` {told}", place, "give a step that leads from the one to the other")]
        )
    return Outcome(Range(path.strip(), values, present))


def points(ranges: Sequence[Range]) -> list[tuple[str, ...]]:
    """Give every combination of the values of some ranges, those of the last range changing fastest."""
    return list(product(*(each.values for each in ranges)))


def edits_at(ranges: Sequence[Range], values: Sequence[str]) -> tuple[Edit, ...]:
    """Give the edits that put one value at each path."""
    return tuple(Edit(each.path, value) for each, value in zip(ranges, values, strict=True))


def _present(policy: PolicyInForce, path: tuple[str | int, ...]) -> str:
    """Give what stands at a path; of dated entries the latest."""
    try:
        held: Value = at(policy.document, path)
    except KeyError:
        return ""
    if isinstance(held, list) and held and isinstance(held[-1], dict):
        held = held[-1].get("value")
    return held if isinstance(held, str) else ""


def _values(first: str, last: str, step: str, present: str) -> tuple[str, ...]:
    for read in (_days, _times, _amounts):
        found = read(first, last, step, present)
        if found is not None:
            return found
    raise ValueError(f"`{first}` and `{last}` are neither amounts, nor times, nor dates")


def _between(first: Fraction, last: Fraction, step: Fraction, written: Callable[[Fraction], str]) -> tuple[str, ...]:
    if step == 0:
        raise ValueError("a step of nought leads nowhere")
    step = abs(step) if last >= first else -abs(step)
    number = int((last - first) / step) + 1
    return tuple(written(first + place * step) for place in range(min(number, MOST_POINTS + 1)))


def _days(first: str, last: str, step: str, _: str) -> tuple[str, ...] | None:
    ends = [_read(day, text) for text in (first, last)]
    if not all(isinstance(each, date) for each in ends):
        return None
    length = amount(step)
    if length.unit not in (None, *_DAYS_OF):
        raise ValueError(f"`{step}` is no step between two dates")
    days = length.number * _DAYS_OF.get(length.unit or "day", 1)
    begin, end = ends
    assert isinstance(begin, date) and isinstance(end, date)
    return _between(
        Fraction(0), Fraction((end - begin).days), days, lambda n: (begin + timedelta(days=int(n))).isoformat()
    )


def _times(first: str, last: str, step: str, _: str) -> tuple[str, ...] | None:
    ends = [_read(closing_time, text) for text in (first, last)]
    if any(each is None for each in ends):
        return None
    if len({type(each) for each in ends}) > 1:
        raise ValueError(f"`{first}` and `{last}` are said in two ways")
    minutes = [each.minutes if isinstance(each, AfterOpens) else each.minute for each in ends if each is not None]  # type: ignore[attr-defined]
    clock = _read(closing_time, step)
    length = Amount(Fraction(clock.minute), "minute") if clock is not None else amount(step)  # type: ignore[attr-defined]
    if length.unit not in (None, "minute"):
        raise ValueError(f"`{step}` is no step between two times")
    relative = isinstance(ends[0], AfterOpens)

    def written(number: Fraction) -> str:
        whole = int(number)
        return f"{whole} minutes after opens" if relative else f"{whole // 60:02}:{whole % 60:02}"

    return _between(Fraction(minutes[0]), Fraction(minutes[1]), length.number, written)


def _amounts(first: str, last: str, step: str, present: str) -> tuple[str, ...] | None:
    read = [_read(amount, text) for text in (first, last, step, present)]
    if not isinstance(read[0], Amount) or not isinstance(read[1], Amount):
        return None
    if not isinstance(read[2], Amount):
        raise ValueError(f"`{step}` is no step")
    now = read[3].unit if isinstance(read[3], Amount) else None
    units: set[str | None] = {each.unit for each in read[:3] if isinstance(each, Amount) and each.unit is not None}
    units = units or {now}
    if len(units) > 1:
        raise ValueError(f"`{first}`, `{last}` and `{step}` have more than one unit")
    unit = units.pop()
    return _between(read[0].number, read[1].number, read[2].number, lambda number: amount_text(number, unit))


def amount_text(number: Fraction, unit: str | None) -> str:
    """Write an amount as it stands in a policy.

    >>> amount_text(Fraction(189, 2), "percent"), amount_text(Fraction(1), "school day"), amount_text(Fraction(3), None)
    ('94.5%', '1 school day', '3')
    """
    told = str(number.numerator) if number.denominator == 1 else _decimal(number)
    if unit is None:
        return told
    if unit == "percent":
        return f"{told}%"
    if unit == "pounds":
        return f"£{told}"
    return f"{told} {unit if number == 1 else UNITS[unit]}"


def _decimal(number: Fraction) -> str:
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
        if places > 9:
            raise ValueError(f"{number} cannot be written as a decimal")
    digits = f"{abs(int(number * 10**places)):0{places + 1}}"
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _read(read: Callable[[str], object], text: str) -> object | None:
    try:
        return read(text)
    except ValueError:
        return None


def _size(text: str) -> object:
    """Give what a text stands for, so that `2` and `2.0` are one; the text itself where it is none of these."""
    for read in (day, closing_time, amount):
        found = _read(read, text)
        if found is not None:
            return found
    return text
