"""Integer arithmetic on arrays that never overflows and never widens without need.

An operand is an array, a NumPy scalar, or a Python int (a constant, which takes the width of the
other). The width of a result is the narrowest of int16, int32 and int64 that holds whatever the
operands' widths, or for int64 their actual values, can give.
"""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

Whole: TypeAlias = Any
_WIDTHS = tuple((1 << (bits - 1), np.dtype(f"int{bits}")) for bits in (16, 32, 64))


# A promised bound is not trusted below this: data of 16 bits that break the promise still do not overflow.
_SAFE = 1 << 15


class TooWideError(ArithmeticError):
    """A result might not fit into 64 bits: the rows have to be worked one at a time."""


def reach(value: Whole) -> int:
    """Give a bound on the size of a value's numbers."""
    if isinstance(value, int):
        return abs(value)
    width = value.dtype.itemsize
    if width < 8:
        return int(1 << (8 * width - (value.dtype.kind != "u")))
    if value.ndim == 0:
        return abs(int(value))
    return max(abs(int(value.min())), abs(int(value.max()))) if value.size else 0


def width(bound: int) -> np.dtype[Any]:
    """Give the narrowest integer type that holds numbers up to a bound.

    Raises: TooWideError.
    """
    for limit, kind in _WIDTHS:
        if bound < limit:
            return kind
    raise TooWideError


def _kind(bound: int, *operands: Whole) -> np.dtype[Any] | None:
    """Give the type to work in, or None where the operands' own holds the result."""
    return _kind_of(bound, *[operand.dtype for operand in operands if not isinstance(operand, int)])


@lru_cache(maxsize=4096)
def _kind_of(bound: int, *own: np.dtype[Any]) -> np.dtype[Any] | None:
    needed = width(bound)
    signed = all(kind.kind == "i" for kind in own)
    widest = max(kind.itemsize for kind in own)
    if signed and widest >= needed.itemsize:
        return None
    return needed if widest < needed.itemsize else width(1 << (8 * widest - 2))


def multiply(left: Whole, right: Whole, bound: int | None = None) -> Whole:
    """Left * right; `bound`, where it is known, holds for every result."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if isinstance(left, int) and left == 1:
        return right
    if isinstance(right, int) and right == 1:
        return left
    limit = reach(left) * reach(right) if bound is None else max(bound, _SAFE)
    return np.multiply(left, right, dtype=_kind(limit, left, right))


def scaled(value: Whole, factor: int) -> Whole:
    """Value * a constant, in the value's own type where its numbers allow: to look is cheaper than to widen."""
    if factor == 1 or isinstance(value, int) or value.dtype != np.uint16 or factor < 0 or not value.size:
        return multiply(value, factor)
    fits = int(value.max()) * factor <= np.iinfo(np.uint16).max
    return np.multiply(value, np.uint16(factor)) if fits else multiply(value, factor)


def add(left: Whole, right: Whole, bound: int | None = None) -> Whole:
    """Left + right; `bound`, where it is known, holds for every result."""
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    limit = reach(left) + reach(right) if bound is None else max(bound, _SAFE)
    return np.add(left, right, dtype=_kind(limit, left, right))


def subtract(left: Whole, right: Whole, bound: int | None = None) -> Whole:
    """Left - right; `bound`, where it is known, holds for every result."""
    if isinstance(left, int) and isinstance(right, int):
        return left - right
    limit = reach(left) + reach(right) if bound is None else max(bound, _SAFE)
    return np.subtract(left, right, dtype=_kind(limit, left, right))


def negate(value: Whole) -> Whole:
    """Minus a value."""
    return -value if isinstance(value, int) else np.negative(value, dtype=_kind(reach(value), value))


def size(value: Whole) -> Whole:
    """The value without its sign."""
    return abs(value) if isinstance(value, int) else np.absolute(value, dtype=_kind(reach(value), value))


def floor_divide(left: Whole, right: Whole) -> Whole:
    """The floor of left / right; `right` is nowhere 0."""
    if isinstance(left, int) and isinstance(right, int):
        return left // right
    return np.floor_divide(left, right, dtype=_kind(max(reach(left), reach(right)), left, right))


def modulo(left: Whole, right: Whole) -> Whole:
    """Left - right * floor(left / right); `right` is nowhere 0."""
    if isinstance(left, int) and isinstance(right, int):
        return left % right
    return np.mod(left, right, dtype=_kind(max(reach(left), reach(right)), left, right))


def extreme(work: Any, left: Whole, right: Whole) -> Whole:
    """The smaller or the larger of two, by `numpy.minimum` or `numpy.maximum`."""
    if isinstance(left, int) and isinstance(right, int):
        return int(work(left, right))
    return work(left, right, dtype=_kind(max(reach(left), reach(right)), left, right))


def into(work: Any, own: Any, other: Any) -> Any:
    """Apply a function of two and put the result into the first, which nobody else holds.

    A fresh array of a million rows costs more than the work that fills it.
    """
    if type(own) is np.ndarray and own.ndim:
        return work(own, other, out=own)
    return work(own, other)


def both(left: Any, right: Any) -> Any:
    """Where both are known; None is known everywhere."""
    if left is None:
        return right
    return left if right is None else np.logical_and(left, right)


def without_zero(value: Whole, valid: Any) -> tuple[Whole, Any]:
    """Put 1 where a divisor is 0, and say where it was known and not 0."""
    if isinstance(value, int):
        return (value, valid) if value else (1, np.False_)
    good = np.not_equal(value, 0)
    if good.all():
        return value, valid
    return np.where(good, value, 1), both(valid, good)


def guarded(over: Whole, valid: Any) -> Whole:
    """Put 1 where a row is not known, so that dividing there is harmless."""
    return over if valid is None or isinstance(over, int) else np.where(valid, over, 1)
