"""A checked expression over columns: many rows in one go."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from engine.expressions import column_logic, column_numbers, column_strings, wide
from engine.expressions.column import Column
from engine.expressions.compile_sized import NoFormError, Sizes
from engine.expressions.record import compile_typed
from engine.expressions.rows import by_rows, column_of
from engine.expressions.school import CALENDAR
from engine.expressions.typed import Checked, Constant, Each, Read, Step, Typed
from engine.expressions.typed_walk import is_fixed, put_in, reads_with_types
from engine.expressions.types import BOOLEAN, STRING
from engine.nouns import dataclass

__all__ = ["Column", "Program", "compile_columns"]

_SIZED = frozenset({"number", "date", "time", "date and time", "days and time duration", "years and months duration"})
_ORDER = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled expression: call it with the columns it reads and the number of rows.

    `row_steps` counts the parts that have no form over columns and are worked row by row; `reads`
    are the names and types of what is read.
    """

    run: Callable[[Mapping[str, Any], int], Column]
    one_by_one: Callable[[Mapping[str, Any], int], list[Any]]
    kind: str
    reads: Mapping[str, str]
    row_steps: int
    truth: column_numbers.RunTruth | None = None

    def __call__(self, env: Mapping[str, Any], rows: int) -> Column:
        """Work the expression out; a name that `env` does not hold is not known in any row."""
        try:
            try:
                return self.run(env, rows)
            except KeyError:
                return self.run(_filled(env, self.reads), rows)
        except (wide.TooWideError, OverflowError, KeyError):
            return column_of(self.one_by_one(env, rows), self.kind)

    def holds(self, env: Mapping[str, Any], rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Say of a condition in which rows it is true, and in which it may be; not to be written to.

        It is the same array twice where all is known.
        """
        if self.truth is not None:
            try:
                true, possible = self.truth(env, rows)
                held = _full(true, rows)
                return held, held if true is possible else _full(possible, rows)
            except (wide.TooWideError, OverflowError, KeyError):
                pass
        column = self(env, rows)
        held = _full(column.data.astype(np.bool_, copy=False), rows)
        if column.valid is None:
            return held, held
        return held & column.valid, held >= column.valid


def compile_columns(checked: Checked) -> Program:
    """Compile an expression that has no problems."""
    typed = checked.tree if checked.tree is not None else Constant(None, checked.type, nullable=True)
    reads = reads_with_types(typed)
    one_by_one = by_rows(typed, reads)
    work = _Compile()
    if typed.type == BOOLEAN:
        truth = work.truth(typed)
        return Program(_give_truth(truth), one_by_one, typed.type, reads, work.row_steps, truth)
    run = work.whole(typed, one_by_one)
    return Program(run, one_by_one, typed.type, reads, work.row_steps)


class _Compile:
    """One compilation: how each type of expression becomes a function of columns."""

    def __init__(self) -> None:
        self.row_steps = 0
        self.sizes = Sizes(self)

    def whole(self, typed: Typed, one_by_one: Callable[[Any, int], list[Any]]) -> Callable[[Any, int], Column]:
        if typed.type == STRING:
            return _give_text(self.text(typed))
        if typed.type in _SIZED:
            return _give_sized(self.sized(typed))
        self.row_steps += 1
        return lambda env, rows: column_of(one_by_one(env, rows), typed.type)

    def rows(self, typed: Typed) -> Callable[[Any, int], Column]:
        """Work a part out row by row."""
        self.row_steps += 1
        each = by_rows(typed, reads_with_types(typed))
        return lambda env, rows: column_of(each(env, rows), typed.type)

    def truth(self, typed: Typed) -> column_numbers.RunTruth:
        """Compile a condition."""
        if is_fixed(typed):
            return column_logic.constant(value=compile_typed(typed)({}))
        try:
            return self._truth(typed)
        except NoFormError:
            run = self.rows(typed)
            return lambda env, rows: column_logic.read_from(run(env, rows))

    def _truth(self, typed: Typed) -> column_numbers.RunTruth:
        match typed:
            case Read():
                return column_logic.read(typed.name)
            case Each():
                return self._each(typed)
            case Step(operator=("and" | "or") as operator):
                items = [self.truth(item) for item in typed.arguments]
                return column_logic.join(operator, items, own=_gives_its_own(typed.arguments[0]))
            case Step(operator="not"):
                return column_logic.negate(self.truth(typed.arguments[0]))
            case Step(operator="if"):
                condition, then, otherwise = (self.truth(part) for part in typed.arguments)
                return column_logic.choose(condition, then, otherwise)
            case Step(operator=("=" | "!=" | "<" | "<=" | ">" | ">=") as operator):
                return self._comparison(operator, *typed.arguments)
            case Step() if typed.operator.startswith("within"):
                return self._within(typed)
            case Step() if typed.operator in ("in-list", "list contains"):
                return self._in_list(typed)
            case Step(operator=("all" | "any") as operator):
                items = [self.truth(item) for item in _listed(typed.arguments[0])]
                return (
                    column_logic.join("and" if operator == "all" else "or", items, own=False)
                    if len(items) > 1
                    else items[0]
                )
            case Step(operator="is"):
                return self._is(typed)
            case Step():
                return self.sizes.truth(typed)
        raise NoFormError

    def _comparison(self, operator: str, left: Typed, right: Typed) -> column_numbers.RunTruth:
        if is_fixed(left) and not is_fixed(right):
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
            left, right, operator = right, left, turned.get(operator, operator)
        value = compile_typed(right)({}) if is_fixed(right) else ...
        if value is None:
            return self._with_nothing(operator, left)
        if left.type == BOOLEAN:
            return column_logic.same(operator, self.truth(left), self.truth(right))
        if left.type == STRING:
            if value is not ... and operator in ("=", "!="):
                return column_strings.equal_to(operator, self.text(left), value)
            return column_strings.compare(operator, self.text(left), self.text(right))
        if left.type not in _SIZED or right.type not in _SIZED:
            raise NoFormError
        if value is not ... and isinstance(left, Read):
            limit = self.sizes.fixed_size(right)
            return column_numbers.compare_with(operator, left.name, Fraction(limit))
        return column_numbers.compare(operator, self.sized(left), self.sized(right))

    def _with_nothing(self, operator: str, value: Typed) -> column_numbers.RunTruth:
        if operator in _ORDER:
            return column_logic.constant(value=None)
        if value.type == BOOLEAN:
            return column_logic.is_unknown(operator, self.truth(value))
        if value.type == STRING:
            return column_logic.has_no_value(operator, self.text(value))
        if value.type not in _SIZED:
            raise NoFormError
        return column_logic.has_no_value(operator, self.sized(value))

    def _within(self, step: Step) -> column_numbers.RunTruth:
        value, low, high = step.arguments
        brackets = step.operator[6:]
        if any(is_fixed(part) and compile_typed(part)({}) is None for part in step.arguments):
            return column_logic.constant(value=None)
        if value.type == STRING:
            return column_strings.within(self.text(value), self.text(low), self.text(high), brackets)
        if value.type not in _SIZED:
            raise NoFormError
        return column_numbers.within(self.sized(value), self.sized(low), self.sized(high), brackets)

    def _in_list(self, step: Step) -> column_numbers.RunTruth:
        source, value = step.arguments
        items = _listed(source)
        tests = [self._comparison("=", value, item) for item in items]
        return column_logic.join("or", tests, own=False) if len(tests) > 1 else tests[0]

    def _is(self, step: Step) -> column_numbers.RunTruth:
        left, right = step.arguments
        if left.type != right.type:
            return column_logic.constant(value=False)
        return self._comparison("=", left, right)

    def _each(self, each: Each) -> column_numbers.RunTruth:
        items = [self.truth(put_in(each.condition, each.variable, item)) for item in _listed(each.source)]
        return (
            column_logic.join("or" if each.kind == "some" else "and", items, own=False) if len(items) > 1 else items[0]
        )

    def text(self, typed: Typed) -> column_strings.RunText:
        """Compile an expression that gives text."""
        if is_fixed(typed):
            return column_strings.constant(compile_typed(typed)({}))
        try:
            return self._text(typed)
        except NoFormError:
            run = self.rows(typed)
            return lambda env, rows: column_strings.read_from(run(env, rows))

    def _text(self, typed: Typed) -> column_strings.RunText:
        match typed:
            case Read():
                return column_strings.read(typed.name)
            case Step(operator="if"):
                condition, then, otherwise = typed.arguments
                return column_strings.choose(self.truth(condition), self.text(then), self.text(otherwise))
            case Step():
                return self.sizes.text(typed)
        raise NoFormError

    def sized(self, typed: Typed) -> column_numbers.Run:
        """Compile an expression that gives a number, a moment or a duration."""
        if is_fixed(typed):
            return self.sizes.fixed(typed)
        try:
            return self.sizes.sized(typed)
        except NoFormError:
            run = self.rows(typed)
            return lambda env, rows: column_numbers.read_from(run(env, rows))


_OWN = frozenset({"<", "<=", ">", ">=", "and", "or", "not"})


def _gives_its_own(typed: Typed) -> bool:
    """Say whether a condition's arrays are made for it, rather than a column's own or a constant's."""
    if is_fixed(typed) or not isinstance(typed, Step):
        return False
    if typed.operator in ("and", "or"):
        return len(typed.arguments) > 1
    return typed.operator in _OWN or typed.operator.startswith("within")


def _filled(env: Mapping[str, Any], reads: Mapping[str, str]) -> dict[str, Any]:
    """Give the environment with a column that is nowhere known for each name that is not there."""
    nowhere = np.array(False)
    unknown = {kind: Column(np.array(0, np.int8), nowhere, None, ("",)) for kind in (STRING, BOOLEAN, *_SIZED)}
    found = {name: env[name] if name in env else unknown[kind] for name, kind in reads.items() if kind in unknown}
    return {**found, CALENDAR: env[CALENDAR]} if CALENDAR in env else found


def _listed(source: Typed) -> tuple[Typed, ...]:
    if isinstance(source, Step) and source.operator == "list" and source.arguments:
        return source.arguments
    raise NoFormError


def _full(data: Any, rows: int) -> np.ndarray:
    if isinstance(data, np.ndarray) and data.ndim:
        return data
    if isinstance(data, int):
        wide.width(abs(data))
    return np.full(rows, data)


def _known(valid: Any, rows: int) -> np.ndarray | None:
    return None if valid is None else _full(valid, rows)


def _give_truth(run: column_numbers.RunTruth) -> Callable[[Any, int], Column]:
    def give(env: Any, rows: int) -> Column:
        true, possible = run(env, rows)
        if true is possible:
            return Column(_full(true, rows))
        # Where the two differ, `possible` was made for this condition and nobody else holds it.
        return Column(_full(true, rows), _full(wide.into(np.equal, possible, true), rows))

    return give


def _give_sized(run: column_numbers.Run) -> Callable[[Any, int], Column]:
    def give(env: Any, rows: int) -> Column:
        data, valid, over = run(env, rows)
        return Column(_full(data, rows), _known(valid, rows), None if over is None else _full(over, rows))

    return give


def _give_text(run: column_strings.RunText) -> Callable[[Any, int], Column]:
    def give(env: Any, rows: int) -> Column:
        codes, valid, words = run(env, rows)
        return Column(_full(codes, rows), _known(valid, rows), None, words)

    return give
