"""Rounding and powers over columns, exactly.

Values are (data, valid, over) as in `column_numbers`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.expressions import wide
from engine.expressions.column_numbers import Env, Run, Sized


def _floor(top: Any, bottom: Any) -> Any:
    return wide.floor_divide(top, bottom)


def _ceiling(top: Any, bottom: Any) -> Any:
    return wide.negate(wide.floor_divide(wide.negate(top), bottom))


def _signed(top: Any, result: Any) -> Any:
    return np.where(np.less(top, 0), wide.negate(result), result)


def _up(top: Any, bottom: Any) -> Any:
    return _signed(top, _ceiling(wide.size(top), bottom))


def _down(top: Any, bottom: Any) -> Any:
    return _signed(top, wide.floor_divide(wide.size(top), bottom))


def _half_up(top: Any, bottom: Any) -> Any:
    twice = wide.multiply(wide.size(top), 2)
    return _signed(top, wide.floor_divide(wide.add(twice, bottom), wide.multiply(bottom, 2)))


def _half_down(top: Any, bottom: Any) -> Any:
    twice = wide.multiply(wide.size(top), 2)
    return _signed(top, _ceiling(wide.subtract(twice, bottom), wide.multiply(bottom, 2)))


def _half_even(top: Any, bottom: Any) -> Any:
    below = wide.floor_divide(top, bottom)
    twice = wide.multiply(wide.subtract(top, wide.multiply(below, bottom)), 2)
    up = np.greater(twice, bottom) | (np.equal(twice, bottom) & np.equal(wide.modulo(below, 2), 1))
    return wide.add(below, up.astype(np.int8))


ROUNDINGS: dict[str, Callable[[Any, Any], Any]] = {
    "floor": _floor,
    "ceiling": _ceiling,
    "round up": _up,
    "round down": _down,
    "round half up": _half_up,
    "round half down": _half_down,
    "decimal": _half_even,
}
# Rounding to more places than this goes row by row.
PLACES = range(-9, 10)


def rounded(rounding: str, value: Run, scale: int) -> Run:
    """Round to so many decimal places."""
    work = ROUNDINGS[rounding]

    def run(env: Env, rows: int) -> Sized:
        data, valid, over = value(env, rows)
        if over is None and scale >= 0:
            return data, valid, over
        bottom = 1 if over is None else wide.guarded(over, valid)
        if scale >= 0:
            result = work(wide.multiply(data, 10**scale), bottom)
            return result, valid, (10**scale if scale else None)
        return wide.multiply(work(data, wide.multiply(bottom, 10**-scale)), 10**-scale), valid, None

    return run


def rounded_by(rounding: str, value: Run, scale: Run) -> Run:
    """Round to as many decimal places as a column says."""
    work = ROUNDINGS[rounding]
    powers = np.array([10**place for place in range(PLACES.stop)], dtype=np.int64)

    def run(env: Env, rows: int) -> Sized:
        data, valid, over = value(env, rows)
        places, places_valid, places_over = scale(env, rows)
        valid = wide.both(valid, places_valid)
        places = np.asarray(wide.guarded(places, places_valid), np.int64)
        if places_over is not None or (places.size and not (places.min() in PLACES and places.max() in PLACES)):
            raise wide.TooWideError
        up, down = powers[np.maximum(places, 0)], powers[np.maximum(-places, 0)]
        bottom = wide.multiply(1 if over is None else wide.guarded(over, valid), down)
        return wide.multiply(work(wide.multiply(data, up), bottom), down), valid, up

    return run


def power(base: Run, exponent: Run) -> Run:
    """Raise to a power that is a whole number and not below zero."""

    def run(env: Env, rows: int) -> Sized:
        data, valid, over = base(env, rows)
        count, count_valid, count_over = exponent(env, rows)
        valid = wide.both(valid, count_valid)
        count = np.asarray(wide.guarded(count, count_valid), np.int64)
        highest = int(count.max()) if count.size else 0
        longest = max(wide.reach(data), 1 if over is None else wide.reach(over), 1)
        if count_over is not None or (count.size and count.min() < 0) or highest > 63 or longest**highest >= 2**63:
            raise wide.TooWideError
        bottom = None if over is None else np.power(np.asarray(over, np.int64), count)
        return np.power(np.asarray(data, np.int64), count), valid, bottom

    return run


def cut(value: Run) -> Run:
    """Cut a value to a whole number, towards zero."""

    def run(env: Env, rows: int) -> Sized:
        data, valid, over = value(env, rows)
        return (data, valid, None) if over is None else (_down(data, wide.guarded(over, valid)), valid, None)

    return run
