"""Numbers, dates, times and durations over columns: comparing and counting, exactly.

A value is (data, valid, over): the number data / over where `valid` (everywhere if None). `over`
None stands for 1. A truth is (true, possible): where it is true, and where it may be (true, or not
known); the very same array where everything is known.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from engine.expressions import wide
from engine.expressions.column import Column

Sized: TypeAlias = tuple[Any, Any, Any]
Truth: TypeAlias = tuple[Any, Any]
Env: TypeAlias = Any
Run: TypeAlias = Callable[[Env, int], Sized]
RunTruth: TypeAlias = Callable[[Env, int], Truth]

_COMPARE = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_PLAIN = frozenset("?bBhHiIlq")


def read(name: str) -> Run:
    """Read a column of integers, of dates, of times or of durations."""

    def run(env: Env, rows: int) -> Sized:
        return read_from(env[name])

    return run


def read_from(column: Column) -> Sized:
    """Give a column's numbers.

    Raises: TooWideError where they are no integers of up to 64 bits.
    """
    if column.data.dtype.char not in _PLAIN:
        raise wide.TooWideError
    return column.data, column.valid, column.over


def constant(top: int, bottom: int) -> Run:
    """Give the same number in every row."""
    value = (top, None, None if bottom == 1 else bottom)
    return lambda env, rows: value


def compare_with(operator: str, name: str, limit: Fraction) -> RunTruth:
    """Compare a column with a constant: one call of NumPy where there are no ratios."""
    work = _COMPARE[operator]
    whole, top, bottom = _whole_limit(operator, limit), limit.numerator, limit.denominator

    def run(env: Env, rows: int) -> Truth:
        column: Column = env[name]
        data, valid, over = column.data, column.valid, column.over
        if data.dtype.char not in _PLAIN:
            raise wide.TooWideError
        if over is not None:
            found = work(wide.scaled(data, bottom), wide.scaled(over, top))
        elif whole is not None:
            found = work(data, whole)
        else:
            found = np.full(np.shape(data), operator == "!=")
        if valid is None:
            return found, found
        return known(operator, found, valid, None)

    return run


def _whole_limit(operator: str, limit: Fraction) -> int | None:
    """Give the integer that stands for a limit when integers are compared with it; None where none is equal."""
    if limit.denominator == 1:
        return limit.numerator
    if operator in ("=", "!="):
        return None
    below = limit.numerator // limit.denominator
    return below if operator in ("<=", ">") else below + 1


def compare_unknown_too(left: Run, right: Run) -> RunTruth:
    """Ask whether two values are equal; not known where one of them is not."""

    def run(env: Env, rows: int) -> Truth:
        one, one_valid, one_over = left(env, rows)
        two, two_valid, two_over = right(env, rows)
        return masked(_compared(np.equal, one, one_over, two, two_over), wide.both(one_valid, two_valid))

    return run


def compare(operator: str, left: Run, right: Run) -> RunTruth:
    """Compare two values."""
    work = _COMPARE[operator]

    def run(env: Env, rows: int) -> Truth:
        one, one_valid, one_over = left(env, rows)
        two, two_valid, two_over = right(env, rows)
        found = _compared(work, one, one_over, two, two_over)
        if one_valid is None and two_valid is None:
            return found, found
        return known(operator, found, one_valid, two_valid)

    return run


def _compared(work: Any, one: Any, one_over: Any, two: Any, two_over: Any) -> Any:
    if one_over is None and two_over is None:
        return work(one, two)
    left = one if two_over is None else wide.multiply(one, two_over)
    right = two if one_over is None else wide.multiply(two, one_over)
    return work(left, right)


def known(operator: str, found: Any, one: Any, two: Any) -> Truth:
    """Turn a comparison of possibly unknown values into a truth; `=` and `!=` are never unknown."""
    valid = wide.both(one, two)
    if valid is None:
        return found, found
    if operator in ("=", "!="):
        return equal_or_both_unknown(operator, found, one, two)
    return masked(found, valid)


def masked(found: Any, valid: Any) -> Truth:
    """Turn a fresh comparison into a truth that is not known where `valid` is not; None is known everywhere."""
    if valid is None:
        return found, found
    possible = np.greater_equal(found, valid)
    return wide.into(np.logical_and, found, valid), possible


def equal_or_both_unknown(operator: str, found: Any, one: Any, two: Any) -> Truth:
    """Equality where not known equals not known, and nothing else."""
    valid = wide.both(one, two)
    if operator == "=":
        truth = np.logical_and(found, valid)
        if one is not None and two is not None:
            truth = np.logical_or(truth, np.logical_not(np.logical_or(one, two)))
    else:
        truth = np.greater_equal(found, valid)
        if one is not None and two is not None:
            truth = np.logical_and(truth, np.logical_or(one, two))
    return truth, truth


def within(value: Run, low: Run, high: Run, brackets: str) -> RunTruth:
    """Ask whether a value lies in a range; not known where one of the three is not known."""
    above = _COMPARE[">=" if brackets[0] == "[" else ">"]
    below = _COMPARE["<=" if brackets[1] == "]" else "<"]

    def run(env: Env, rows: int) -> Truth:
        one, valid, over = value(env, rows)
        first, first_valid, first_over = low(env, rows)
        last, last_valid, last_over = high(env, rows)
        found = _compared(above, one, over, first, first_over)
        also = _compared(below, one, over, last, last_over)
        found = wide.into(np.logical_and, found, also)
        return masked(found, wide.both(wide.both(valid, first_valid), last_valid))

    return run


def add(left: Run, right: Run, *, minus: bool = False, bound: int | None = None) -> Run:
    """Add or subtract; `bound` holds for every result that is no ratio."""
    work = wide.subtract if minus else wide.add

    def run(env: Env, rows: int) -> Sized:
        return added(work, left(env, rows), right(env, rows), bound)

    return run


def added(work: Any, left: Sized, right: Sized, bound: int | None = None) -> Sized:
    """Add or subtract two values."""
    one, one_valid, one_over = left
    two, two_valid, two_over = right
    valid = wide.both(one_valid, two_valid)
    if one_over is None and two_over is None:
        return work(one, two, bound), valid, None
    if one_over is two_over:
        return work(one, two), valid, one_over
    first = one if two_over is None else wide.multiply(one, two_over)
    second = two if one_over is None else wide.multiply(two, one_over)
    return work(first, second), valid, _product(one_over, two_over)


def _product(left: Any, right: Any) -> Any:
    if left is None:
        return right
    return left if right is None else wide.multiply(left, right)


def multiply(left: Run, right: Run, *, bound: int | None = None) -> Run:
    """Multiply; `bound` holds for every result that is no ratio."""

    def run(env: Env, rows: int) -> Sized:
        one, one_valid, one_over = left(env, rows)
        two, two_valid, two_over = right(env, rows)
        valid = wide.both(one_valid, two_valid)
        if one_over is None and two_over is None:
            return wide.multiply(one, two, bound), valid, None
        return wide.multiply(one, two), valid, _product(one_over, two_over)

    return run


def divide(left: Run, right: Run) -> Run:
    """Divide; not known where the divisor is zero."""

    def run(env: Env, rows: int) -> Sized:
        return divided(left(env, rows), right(env, rows))

    return run


def divided(left: Sized, right: Sized) -> Sized:
    """Divide two values."""
    one, one_valid, one_over = left
    two, two_valid, two_over = right
    bottom, valid = wide.without_zero(two, wide.both(one_valid, two_valid))
    top = one if two_over is None else wide.multiply(one, two_over)
    if isinstance(bottom, int):
        if bottom < 0:
            top, bottom = wide.negate(top), -bottom
    else:
        below = np.less(bottom, 0)
        if below.any():
            top, bottom = np.where(below, wide.negate(top), top), wide.size(bottom)
    return top, valid, _product(one_over, bottom)


def modulo(left: Run, right: Run) -> Run:
    """The rest of a division, with the sign of the divisor; not known where the divisor is zero."""

    def run(env: Env, rows: int) -> Sized:
        one, one_valid, one_over = left(env, rows)
        two, two_valid, two_over = right(env, rows)
        bottom, valid = wide.without_zero(two, wide.both(one_valid, two_valid))
        if one_over is None and two_over is None:
            return wide.modulo(one, bottom), valid, None
        top = one if two_over is None else wide.multiply(one, two_over)
        below = bottom if one_over is None else wide.multiply(bottom, wide.guarded(one_over, valid))
        return wide.modulo(top, below), valid, _product(one_over, two_over)

    return run


def negate(value: Run) -> Run:
    """Minus a value."""

    def run(env: Env, rows: int) -> Sized:
        data, valid, over = value(env, rows)
        return wide.negate(data), valid, over

    return run


def size(value: Run) -> Run:
    """The value without its sign."""

    def run(env: Env, rows: int) -> Sized:
        data, valid, over = value(env, rows)
        return wide.size(data), valid, over

    return run


def extreme(values: list[Run], *, largest: bool) -> Run:
    """The smallest or the largest of several; not known where one of them is not."""
    work, beats = (np.maximum, np.greater) if largest else (np.minimum, np.less)

    def run(env: Env, rows: int) -> Sized:
        best, valid, over = values[0](env, rows)
        for value in values[1:]:
            data, other_valid, other_over = value(env, rows)
            if over is None and other_over is None:
                best = wide.extreme(work, best, data)
            else:
                better = _compared(beats, data, other_over, best, over)
                best = np.where(better, fixed(data), fixed(best))
                over = np.where(
                    better, fixed(1 if other_over is None else other_over), fixed(1 if over is None else over)
                )
            valid = wide.both(valid, other_valid)
        return best, valid, over

    return run


def fixed(value: Any) -> Any:
    """Give a constant a width of its own."""
    if isinstance(value, int):
        wide.width(abs(value))
        return np.int64(value)
    return value
