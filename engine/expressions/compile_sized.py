"""Which numbers, moments and durations have a form over columns, and which.

What works on moments, and what rounds, is loaded when a policy asks for it: few do.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

import numpy as np

from engine.expressions import column_numbers, school, wide
from engine.expressions.column_numbers import Env, Run, RunTruth, Sized
from engine.expressions.column_strings import Coded, RunText
from engine.expressions.record import compile_typed, taken
from engine.expressions.rows import size_of
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import is_fixed
from engine.expressions.types import DATE, DATE_AND_TIME, DAYS, MONTHS, NUMBER, TIME, Quantity

_MOMENTS = (DATE, DATE_AND_TIME, TIME)
_LONGEST_POWER = 8


class NoFormError(LookupError):
    """A step has no form over columns: it is worked row by row."""


class Compiler(Protocol):
    """What compiles the parts of a step."""

    def truth(self, typed: Typed) -> RunTruth:
        """Compile a condition."""

    def sized(self, typed: Typed) -> Run:
        """Compile a number, a moment or a duration."""

    def text(self, typed: Typed) -> RunText:
        """Compile text."""


class Sizes:
    """The forms of steps over numbers, moments and durations."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler

    def fixed_size(self, typed: Typed) -> int | Fraction:
        """Give the number that stands for a fixed value.

        Raises: NoFormError where it is too long for a column.
        """
        number = taken(size_of(compile_typed(typed)({}), typed.type))
        if isinstance(number, Decimal):
            raise NoFormError
        return number  # type: ignore[no-any-return]

    def fixed(self, typed: Typed) -> Run:
        """Give the same value in every row."""
        value = compile_typed(typed)({})
        if value is None:
            nothing: Sized = (0, np.False_, None)
            return lambda env, rows: nothing
        number = taken(size_of(value, typed.type))
        if isinstance(number, Decimal) or abs(number.numerator) >= 2**63 or number.denominator >= 2**63:
            return _too_wide
        return column_numbers.constant(number.numerator, number.denominator)

    def sized(self, typed: Typed) -> Run:
        """Compile a step or a name."""
        if isinstance(typed, Read):
            return column_numbers.read(typed.name)
        if not isinstance(typed, Step):
            raise NoFormError
        operator, arguments = typed.operator, typed.arguments
        if operator in ("+", "-", "*", "/", "**"):
            return self._arithmetic(operator, *arguments)
        if operator == "if":
            return self._choose(arguments)
        if operator in _ROUNDINGS:
            return self._rounded(operator, arguments)
        if operator.startswith("."):
            return self._property(typed)
        if operator in _OVER_LIST:
            return self._over_list(operator, arguments[0])
        if operator in _ONE:
            return _ONE[operator](self.compiler.sized(arguments[0]))
        if operator == "modulo":
            return column_numbers.modulo(*(self.compiler.sized(part) for part in arguments))
        if operator in ("date", "time", "date and time", "number"):
            return self._made(operator, arguments)
        return self._dated(typed)

    def _arithmetic(self, operator: str, left: Typed, right: Typed) -> Run:
        sized = self.compiler.sized
        if left.type in _MOMENTS or right.type in _MOMENTS:
            return self._moments(operator, left, right)
        one, two = sized(left), sized(right)
        bound = bound_of(Step(operator, (left, right), NUMBER))
        if operator in "+-":
            return column_numbers.add(one, two, minus=operator == "-", bound=bound)
        if operator == "**":
            return self._power(left, right)
        result = column_numbers.multiply(one, two, bound=bound) if operator == "*" else column_numbers.divide(one, two)
        in_months = MONTHS in (left.type, right.type) and not (operator == "/" and left.type == right.type)
        if not in_months:
            return result
        from engine.expressions import column_roundings

        return column_roundings.cut(result)

    def _moments(self, operator: str, left: Typed, right: Typed) -> Run:
        from engine.expressions import column_moments

        sized = self.compiler.sized
        if left.type == right.type:
            return column_moments.between(left.type, sized(left), sized(right))
        moment, gap = (left, right) if left.type in _MOMENTS else (right, left)
        move = column_moments.shift_months if gap.type == MONTHS else column_moments.shift
        return move(moment.type, sized(moment), sized(gap), back=operator == "-")

    def _power(self, base: Typed, exponent: Typed) -> Run:
        one = self.compiler.sized(base)
        if not is_fixed(exponent):
            from engine.expressions import column_roundings

            return column_roundings.power(one, self.compiler.sized(exponent))
        count = compile_typed(exponent)({})
        if not isinstance(count, int) or not 1 <= count <= _LONGEST_POWER:
            raise NoFormError
        result = one
        for _ in range(count - 1):
            result = column_numbers.multiply(result, one)
        return result

    def _choose(self, arguments: tuple[Typed, ...]) -> Run:
        condition = self.compiler.truth(arguments[0])
        then, otherwise = self.compiler.sized(arguments[1]), self.compiler.sized(arguments[2])

        def run(env: Env, rows: int) -> Sized:
            asked = condition(env, rows)[0]
            one, one_valid, one_over = then(env, rows)
            two, two_valid, two_over = otherwise(env, rows)
            valid = over = None
            if one_valid is not None or two_valid is not None:
                valid = np.where(
                    asked, True if one_valid is None else one_valid, True if two_valid is None else two_valid
                )
            if one_over is not None or two_over is not None:
                first, second = (1 if below is None else below for below in (one_over, two_over))
                over = np.where(asked, column_numbers.fixed(first), column_numbers.fixed(second))
            return np.where(asked, column_numbers.fixed(one), column_numbers.fixed(two)), valid, over

        return run

    def _rounded(self, operator: str, arguments: tuple[Typed, ...]) -> Run:
        from engine.expressions import column_roundings

        value = self.compiler.sized(arguments[0])
        if len(arguments) == 1:
            return column_roundings.rounded(operator, value, 0)
        if not is_fixed(arguments[1]):
            return column_roundings.rounded_by(operator, value, self.compiler.sized(arguments[1]))
        given = compile_typed(arguments[1])({})
        if given is None or int(given) not in column_roundings.PLACES:
            raise NoFormError
        return column_roundings.rounded(operator, value, int(given))

    def _property(self, step: Step) -> Run:
        value, name = step.arguments[0], step.operator[1:]
        if value.type not in (*_MOMENTS, DAYS, MONTHS):
            raise NoFormError
        whole_days = name == "days" and isinstance(value, Step) and value.operator == "-"
        if whole_days and isinstance(value, Step) and [part.type for part in value.arguments] == [DATE, DATE]:
            # The days between two dates are their difference; no need to go by way of seconds.
            one, two = (self.compiler.sized(part) for part in value.arguments)
            return column_numbers.add(one, two, minus=True)
        from engine.expressions import column_moments

        return column_moments.part(value.type, name, self.compiler.sized(value))

    def _over_list(self, operator: str, source: Typed) -> Run:
        if not (isinstance(source, Step) and source.operator == "list" and source.arguments):
            raise NoFormError
        if operator == "count":
            return column_numbers.constant(len(source.arguments), 1)
        if any(item.type in ("string", "null") for item in source.arguments):
            raise NoFormError
        items = [self.compiler.sized(item) for item in source.arguments]
        if operator in ("min", "max"):
            return column_numbers.extreme(items, largest=operator == "max")
        join = column_numbers.multiply if operator == "product" else column_numbers.add
        total = items[0]
        for item in items[1:]:
            total = join(total, item)
        if operator == "mean":
            return column_numbers.divide(total, column_numbers.constant(len(items), 1))
        return total

    def _made(self, operator: str, arguments: tuple[Typed, ...]) -> Run:
        kinds = [part.type for part in arguments]
        sized = self.compiler.sized
        if kinds in ([DATE], [TIME], [NUMBER]):
            return sized(arguments[0])
        from engine.expressions import column_moments

        if kinds == [DATE_AND_TIME]:
            return (column_moments.to_date if operator == "date" else column_moments.to_time)(sized(arguments[0]))
        if operator in ("date", "time") and kinds[:3] == [NUMBER] * 3:
            make = column_moments.date_of_parts if operator == "date" else column_moments.time_of_parts
            return make([sized(part) for part in arguments[:3]])
        if operator == "date and time" and len(kinds) == 2 and "null" not in kinds:
            return column_moments.join(kinds[0], sized(arguments[0]), sized(arguments[1]))
        raise NoFormError

    def _dated(self, step: Step) -> Run:
        kinds = tuple(part.type for part in step.arguments)
        if not set(kinds) <= {DATE, DATE_AND_TIME, NUMBER}:
            raise NoFormError
        sized = [self.compiler.sized(part) for part in step.arguments]
        if step.operator in ("school days between", "school weeks between", "add school days"):
            return _school(step.operator, sized[0], sized[1])
        from engine.expressions import column_moments

        if step.operator == "years and months duration":
            return column_moments.months_between((kinds[0], kinds[1]), sized[0], sized[1])
        if step.operator in column_moments.OF_DAY:
            return column_moments.of_day(column_moments.OF_DAY[step.operator], kinds[0], sized[0])
        raise NoFormError

    def truth(self, step: Step) -> RunTruth:
        """Compile a step that gives true or false."""
        if step.operator == "is school day":
            day = self.compiler.sized(step.arguments[0])

            def run(env: Env, rows: int) -> tuple[Any, Any]:
                data, valid, _ = day(env, rows)
                found = env[school.CALENDAR].holds(np.asarray(data))
                return column_numbers.known("<", found, valid, None)

            return run
        if step.operator in ("even", "odd") and step.arguments[0].type == NUMBER:
            rest = column_numbers.modulo(self.compiler.sized(step.arguments[0]), column_numbers.constant(2, 1))
            return column_numbers.compare_unknown_too(rest, column_numbers.constant(int(step.operator == "odd"), 1))
        raise NoFormError

    def text(self, step: Step) -> RunText:
        """Compile a step that gives text."""
        if step.operator not in ("day of week", "month of year") or step.arguments[0].type not in (DATE, DATE_AND_TIME):
            raise NoFormError
        from engine.expressions import column_moments

        work, words = column_moments.NAMED[step.operator]
        number = column_moments.of_day(work, step.arguments[0].type, self.compiler.sized(step.arguments[0]))

        def run(env: Env, rows: int) -> Coded:
            data, valid, _ = number(env, rows)
            return wide.subtract(data, 1), valid, words

        return run


def bound_of(typed: Typed) -> int | None:
    """Give a bound on the size of a whole number that its names' meanings promise, or None."""
    match typed:
        case Constant(value=int() as value):
            return abs(value)
        case Read(quantity=Quantity(whole=True, low=low, high=high)) if low is not None and high is not None:
            return int(max(abs(low), abs(high)))
        case Step(operator=("+" | "-" | "*") as operator, arguments=(left, right)):
            one, two = bound_of(left), bound_of(right)
            if one is None or two is None:
                return None
            return one * two if operator == "*" else one + two
        case Step(operator=("negate" | "abs"), arguments=(value,)):
            return bound_of(value)
    return None


def _too_wide(env: Env, rows: int) -> Sized:
    raise wide.TooWideError


def _school(operator: str, first: Run, second: Run) -> Run:
    def run(env: Env, rows: int) -> Sized:
        days: school.SchoolDays = env[school.CALENDAR]
        one, one_valid, _ = first(env, rows)
        two, two_valid, two_over = second(env, rows)
        valid = wide.both(one_valid, two_valid)
        begin, end = np.asarray(one), np.asarray(two)
        if operator == "school days between":
            return days.days_between(begin, end), valid, None
        if operator == "school weeks between":
            return days.weeks_between(begin, end), valid, None
        if two_over is not None:
            raise wide.TooWideError
        found, inside = days.add(begin, end)
        return found, wide.both(valid, inside), None

    return run


_ONE: dict[str, Callable[[Run], Run]] = {"negate": column_numbers.negate, "abs": column_numbers.size}
_OVER_LIST = frozenset({"min", "max", "sum", "mean", "product", "count"})
_ROUNDINGS = frozenset({"floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down"})
