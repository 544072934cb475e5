"""Columns -> values row by row and back: for what has no form over columns."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from engine.expressions.column import Column
from engine.expressions.moments import second_of, time_at
from engine.expressions.record import compile_typed
from engine.expressions.school import CALENDAR, day_of, number_of
from engine.expressions.typed import Typed
from engine.expressions.types import BOOLEAN, DATE, DATE_AND_TIME, DAYS, MONTHS, NULL, NUMBER, STRING, TIME
from engine.expressions.values import Days, Months

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 — school time has no zones


def by_rows(typed: Typed, reads: Mapping[str, str]) -> Callable[[Mapping[str, Any], int], list[Any]]:
    """Make a function that works an expression out for each row; `reads` are its names with their types."""
    run = compile_typed(typed)

    def each(env: Mapping[str, Any], rows: int) -> list[Any]:
        names, columns = list(reads), [values(env.get(name), kind, rows) for name, kind in reads.items()]
        record: dict[str, Any] = {CALENDAR: env.get(CALENDAR)}
        results = []
        for row in zip(*columns, strict=True) if names else [()] * rows:
            record.update(zip(names, row, strict=True))
            results.append(run(record))
        return results

    return each


def values(column: Column | None, kind: str, rows: int) -> list[Any]:
    """Give a column's values as the record evaluator takes them; None is not known."""
    if column is None:
        return [None] * rows
    data = np.broadcast_to(column.data, (rows,))
    numbers: Sequence[Any] = data.tolist()
    if not data.dtype.hasobject and kind in _MAKE:
        make = _MAKE[kind]
        if column.over is not None:
            # A row that is not known may hold anything, a zero too.
            below = np.broadcast_to(column.over, (rows,)).tolist()
            numbers = [
                Fraction(top, bottom) if bottom else Fraction(0) for top, bottom in zip(numbers, below, strict=True)
            ]
        known = np.broadcast_to(True if column.valid is None else column.valid, (rows,)).tolist()
        return [make(number) if good else None for number, good in zip(numbers, known, strict=True)]
    if kind == STRING and column.words is not None:
        words = column.words
        numbers = [words[number] if 0 <= number < len(words) else None for number in numbers]
    if column.valid is None:
        return list(numbers)
    known = np.broadcast_to(column.valid, (rows,)).tolist()
    return [number if good else None for number, good in zip(numbers, known, strict=True)]


_MAKE: dict[str, Callable[[Any], Any]] = {
    NUMBER: lambda number: number,
    BOOLEAN: bool,
    DATE: day_of,
    TIME: lambda minutes: time_at(int(minutes * 60 // 1)),
    DATE_AND_TIME: lambda second: _EPOCH + timedelta(seconds=int(second)),
    DAYS: Days,
    MONTHS: lambda months: Months(int(months)),
}


def column_of(found: Sequence[Any], kind: str) -> Column:
    """Give values of one type as a column; None is not known."""
    valid = np.array([value is not None for value in found], dtype=bool)
    known = None if valid.all() else valid
    if kind == BOOLEAN:
        return Column(np.array([value is True for value in found], dtype=bool), known)
    if kind == STRING:
        words = tuple(dict.fromkeys(value for value in found if value is not None))
        code = {word: at for at, word in enumerate(words)}
        return Column(np.array([code.get(value, 0) for value in found], dtype=np.int32), known, None, words)
    if kind in _SIZES:
        return _sizes([0 if value is None else _SIZES[kind](value) for value in found], known, found)
    return Column(_objects(found), known)


def _objects(found: Sequence[Any]) -> np.ndarray:
    data = np.empty(len(found), dtype=object)
    for at, value in enumerate(found):
        data[at] = value
    return data


def _sizes(numbers: list[Any], known: np.ndarray | None, found: Sequence[Any]) -> Column:
    if all(type(number) is int and -(2**63) <= number < 2**63 for number in numbers):
        return Column(np.array(numbers, dtype=np.int64), known)
    # A decimal is one only where it is too long for a ratio of this width.
    if not any(isinstance(number, Decimal) for number in numbers):
        tops = [Fraction(number).numerator for number in numbers]
        bottoms = [Fraction(number).denominator for number in numbers]
        if max(map(abs, tops)) < 2**63 and max(bottoms) < 2**63:
            return Column(np.array(tops, dtype=np.int64), known, np.array(bottoms, dtype=np.int64))
    return Column(_objects(found), known)


def minutes_of(moment: time) -> int | Fraction:
    """Give a time in minutes since midnight."""
    second = second_of(moment)
    return second // 60 if second % 60 == 0 else Fraction(second, 60)


def seconds_of(moment: datetime) -> int:
    """Give a date and time in seconds since 1970-01-01."""
    gap = moment - _EPOCH
    return gap.days * 86_400 + gap.seconds


_SIZES: dict[str, Callable[[Any], Any]] = {
    NUMBER: lambda number: number,
    DATE: number_of,
    TIME: minutes_of,
    DATE_AND_TIME: seconds_of,
    DAYS: lambda duration: duration.seconds,
    MONTHS: lambda duration: duration.months,
    NULL: lambda value: 0,
}


def size_of(value: Any, kind: str) -> int | Fraction | Decimal:
    """Give a known value as the number that stands for it in a column."""
    number: int | Fraction | Decimal = _SIZES[kind](value)
    return number
