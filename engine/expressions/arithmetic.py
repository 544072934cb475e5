"""Exact numbers: integers and ratios, and decimals of 34 digits where a ratio would grow too long.

FEEL counts in decimals of 34 digits. A number whose numerator and denominator have no more than
that is kept as the ratio that it is, so that a third times three is one and columns of ratios
agree; whatever is longer is rounded to 34 digits, half to even, as FEEL does. What has no value
(a division by zero, a number too large) is None.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction

from engine.expressions.values import Number

FEEL = Context(34, ROUND_HALF_EVEN, -6143, 6144, 1, 0, [], [InvalidOperation, DivisionByZero, Overflow])
_LONGEST = 10**34
SCALES = range(-6111, 6177)


def settle(value: Number) -> Number | None:
    """Keep a number exact where it is short enough, else round it to 34 digits."""
    if isinstance(value, int):
        return value if -_LONGEST < value < _LONGEST else _rounded(value, 1)
    if isinstance(value, Fraction):
        top, bottom = value.numerator, value.denominator
        if -_LONGEST < top < _LONGEST and bottom <= _LONGEST:
            return top if bottom == 1 else value
        return _rounded(top, bottom)
    return _from_decimal(value)


def _rounded(top: int, bottom: int) -> Number | None:
    try:
        return _from_decimal(FEEL.divide(Decimal(top), Decimal(bottom)))
    except DecimalException:
        return None


def _from_decimal(value: Decimal) -> Number | None:
    if not value.is_finite():
        return None
    last = value.as_tuple().exponent
    if value.adjusted() < 34 and isinstance(last, int) and last >= -34:
        ratio = Fraction(value)
        return ratio.numerator if ratio.denominator == 1 else ratio
    return value


def as_decimal(value: Number) -> Decimal:
    """Give the decimal of 34 digits nearest to a number.

    Raises: DecimalException where there is none.
    """
    if isinstance(value, Fraction):
        return FEEL.divide(Decimal(value.numerator), Decimal(value.denominator))
    return FEEL.plus(Decimal(value))


def shown(value: Number) -> Number:
    """Give a number as the caller gets it: an int, a Decimal where it ends within 34 digits, else a ratio."""
    if isinstance(value, Fraction):
        bottom = value.denominator
        for prime in (2, 5):
            while bottom % prime == 0:
                bottom //= prime
        if bottom == 1:
            near = as_decimal(value)
            return near if Fraction(near) == value else value
    return value


def add(left: Number, right: Number) -> Number | None:
    """Left + right."""
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _decimal(FEEL.add, left, right)
    return settle(left + right)


def subtract(left: Number, right: Number) -> Number | None:
    """Left - right."""
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _decimal(FEEL.subtract, left, right)
    return settle(left - right)


def multiply(left: Number, right: Number) -> Number | None:
    """Left * right."""
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _decimal(FEEL.multiply, left, right)
    return settle(left * right)


def divide(left: Number, right: Number) -> Number | None:
    """Left / right; None where right is zero."""
    if right == 0:
        return None
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _decimal(FEEL.divide, left, right)
    return settle(Fraction(left) / right)


def power(base: Number, exponent: Number) -> Number | None:
    """Base ** exponent; None where it is no number (`0 ** -1`, a root of a negative number)."""
    if isinstance(exponent, int) and abs(exponent) <= 128 and not isinstance(base, Decimal):
        if base == 0 and exponent <= 0:
            return 1 if exponent == 0 else None
        return settle(Fraction(base) ** exponent)
    return _decimal(FEEL.power, base, exponent)


def _decimal(operation: object, left: Number, right: Number) -> Number | None:
    try:
        return _from_decimal(operation(as_decimal(left), as_decimal(right)))  # type: ignore[operator]
    except DecimalException:
        return None


def floor(value: Number, scale: int = 0) -> Number | None:
    """The largest multiple of a power of ten not above a number."""
    return _scaled(value, scale, lambda exact: exact.numerator // exact.denominator)


def ceiling(value: Number, scale: int = 0) -> Number | None:
    """The smallest multiple of a power of ten not below a number."""
    return _scaled(value, scale, lambda exact: -(-exact.numerator // exact.denominator))


def round_up(value: Number, scale: int) -> Number | None:
    """Away from zero."""
    return _scaled(value, scale, lambda exact: _signed(exact, -(-abs(exact.numerator) // exact.denominator)))


def round_down(value: Number, scale: int) -> Number | None:
    """Towards zero."""
    return _scaled(value, scale, lambda exact: _signed(exact, abs(exact.numerator) // exact.denominator))


def round_half_up(value: Number, scale: int) -> Number | None:
    """To the nearest; a half away from zero."""
    return _scaled(value, scale, lambda exact: _signed(exact, (2 * abs(exact) + 1) // 2))


def round_half_down(value: Number, scale: int) -> Number | None:
    """To the nearest; a half towards zero."""
    return _scaled(value, scale, lambda exact: _signed(exact, -((1 - 2 * abs(exact)) // 2)))


def round_half_even(value: Number, scale: int) -> Number | None:
    """To the nearest; a half to the even neighbour."""
    return _scaled(value, scale, round)


def _signed(exact: Fraction, size: int) -> int:
    return -size if exact < 0 else size


def _scaled(value: Number, scale: int, whole: object) -> Number | None:
    if scale not in SCALES:
        return None
    factor = Fraction(10) ** scale
    return settle(whole(Fraction(value) * factor) / factor)  # type: ignore[operator]


def modulo(dividend: Number, divisor: Number) -> Number | None:
    """Dividend - divisor * floor(dividend / divisor); None where the divisor is zero."""
    if divisor == 0:
        return None
    top, bottom = Fraction(dividend), Fraction(divisor)
    return settle(top - bottom * (top // bottom))


def total(values: Iterable[Number]) -> Number | None:
    """The sum of numbers."""
    result: Number | None = 0
    for value in values:
        if result is not None:
            result = add(result, value)
    return result


def text(value: Number) -> str:
    """Write a number with at most 34 digits, without an exponent.

    >>> text(Fraction(1, 4))
    '0.25'
    """
    if isinstance(value, int):
        return str(value)
    near = as_decimal(value)
    plain = format(near, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
