"""A checked expression over one record at a time."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.expressions import arithmetic, operations, school
from engine.expressions.intervals import inside
from engine.expressions.typed import Checked, Constant, Each, Read, Step, Typed
from engine.expressions.values import Interval

Record = Mapping[str, Any]
Run = Callable[[Record], Any]


def evaluate(checked: Checked, record: Record) -> object:
    """Work out a checked expression for one record.

    A name that the record does not hold is not known (None). A number comes back as an int, as a
    Decimal where it ends within 34 digits, else as the Fraction that it is.
    """
    return compile_record(checked)(record)


def compile_record(checked: Checked) -> Run:
    """Make a function of a record, to be called many times."""
    if checked.tree is None:
        return lambda record: None
    run = compile_typed(checked.tree)
    return lambda record: given_back(run(record))


def given_back(value: Any) -> Any:
    """Give a value as the caller gets it."""
    if value is None or value is True or value is False:  # asking for the kind of a ratio is dear, and these come most
        return value
    if isinstance(value, Fraction):
        return arithmetic.shown(value)
    return tuple(given_back(item) for item in value) if isinstance(value, tuple) else value


def compile_typed(typed: Typed) -> Run:
    """Make a function of a record from a typed tree, its numbers as the program keeps them."""
    match typed:
        case Constant():
            value = taken(typed.value)
            return lambda record: value
        case Read():
            return _read(typed.name)
        case Each():
            return _each(typed)
        case Step():
            return _step(typed)


def taken(value: Any) -> Any:
    """Take a value from outside: a whole ratio or a short decimal is kept exact, a list as a tuple."""
    if isinstance(value, (Fraction, Decimal)):
        return arithmetic.settle(value)
    if isinstance(value, (list, tuple)):
        return tuple(taken(item) for item in value)
    return value


def _read(name: str) -> Run:
    def read(record: Record) -> Any:
        value = record.get(name)
        return value if type(value) in (int, str, bool) else taken(value)

    return read


def _step(step: Step) -> Run:
    operator = step.operator
    if operator in ("and", "or"):
        return _kleene(operator == "or", [compile_typed(item) for item in step.arguments])
    arguments = [compile_typed(argument) for argument in step.arguments]
    if operator == "is":
        first, second = step.arguments
        return _equal(*arguments) if first.type == second.type else (lambda record: False)
    if operator in _SPECIAL:
        return _SPECIAL[operator](*arguments)
    if operator == "list":
        return lambda record: tuple(argument(record) for argument in arguments)
    if operator.startswith("within"):
        return _within(operator[6] == "[", operator[7] == "]", arguments)
    if operator.startswith("range"):
        low_closed, high_closed = operator[5] == "[", operator[6] == "]"
        low, high = arguments
        return lambda record: Interval(low(record), high(record), low_closed, high_closed)
    if operator in _OVER_LISTS:
        return _over_list(_OVER_LISTS[operator], arguments[0])
    if operator in _SCHOOL:
        return _school(_SCHOOL[operator], arguments)
    if operator == "time":
        arguments = arguments[:3]  # a fourth, the offset, can only be `null`
    return _strict(_operation(step), arguments)


def _operation(step: Step) -> Callable[..., Any]:
    operator = step.operator
    if operator in _COMPARE:
        return _COMPARE[operator]
    if operator == "negate":
        return operations.negate
    if operator.startswith("."):
        return operations.PROPERTIES[operator[1:]]
    if operator in ("+", "-", "*", "/", "**"):
        left, right = step.arguments
        return operations.arithmetic_on(operator, left.type, right.type)
    return operations.FUNCTIONS[operator]


def _strict(work: Callable[..., Any], arguments: list[Run]) -> Run:
    """Not known as soon as one argument is."""
    if len(arguments) == 1:
        only = arguments[0]
        return lambda record: None if (value := only(record)) is None else work(value)
    if len(arguments) == 2:
        first, second = arguments

        def two(record: Record) -> Any:
            one = first(record)
            other = second(record)
            return None if one is None or other is None else work(one, other)

        return two

    def many(record: Record) -> Any:
        values = [argument(record) for argument in arguments]
        return None if any(value is None for value in values) else work(*values)

    return many


def _kleene(wins: bool, items: list[Run]) -> Run:
    """`or` (where true wins) and `and` (where false wins); not known loses to what wins, and wins over the rest."""

    def run(record: Record) -> bool | None:
        unknown = False
        for item in items:
            value: bool | None = item(record)
            if value is wins:
                return wins
            unknown = unknown or value is None
        return None if unknown else not wins

    return run


def _not(argument: Run) -> Run:
    return lambda record: None if (value := argument(record)) is None else not value


def _equal(left: Run, right: Run) -> Run:
    return lambda record: bool(left(record) == right(record))


def _unequal(left: Run, right: Run) -> Run:
    return lambda record: bool(left(record) != right(record))


def _if(condition: Run, then: Run, otherwise: Run) -> Run:
    return lambda record: then(record) if condition(record) is True else otherwise(record)


def _in_list(source: Run, value: Run) -> Run:
    def run(record: Record) -> bool | None:
        items = source(record)
        return None if items is None else bool(value(record) in items)

    return run


def _in_range(value: Run, source: Run) -> Run:
    def run(record: Record) -> bool | None:
        found, interval = value(record), source(record)
        if found is None or interval is None or (interval.low is None and interval.high is None):
            return None
        return inside(found, interval.low, interval.high, interval.low_closed, interval.high_closed)

    return run


def _within(low_closed: bool, high_closed: bool, arguments: list[Run]) -> Run:
    return _strict(lambda value, low, high: inside(value, low, high, low_closed, high_closed), arguments)


def _each(each: Each) -> Run:
    source, condition, variable = compile_typed(each.source), compile_typed(each.condition), each.variable
    wins = each.kind == "some"

    def run(record: Record) -> bool | None:
        items = source(record)
        if items is None:
            return None
        unknown = False
        for item in items:
            value: bool | None = condition({**record, variable: item})
            if value is wins:
                return wins
            unknown = unknown or value is None
        return None if unknown else not wins

    return run


def _over_list(work: Callable[[tuple[Any, ...]], Any], source: Run) -> Run:
    return lambda record: None if (items := source(record)) is None else work(items)


def _known(work: Callable[[tuple[Any, ...]], Any]) -> Callable[[tuple[Any, ...]], Any]:
    """Not known over no item, and where an item is not known."""
    return lambda items: work(items) if items and None not in items else None


def _mean(items: tuple[Any, ...]) -> Any:
    whole = arithmetic.total(items)
    return None if whole is None else arithmetic.divide(whole, len(items))


def _product(items: tuple[Any, ...]) -> Any:
    result: Any = 1
    for item in items:
        result = None if result is None else arithmetic.multiply(result, item)
    return result


def _median(items: tuple[Any, ...]) -> Any:
    ordered, half = sorted(items), len(items) // 2
    return ordered[half] if len(items) % 2 else _mean((ordered[half - 1], ordered[half]))


def _settled(*, wins: bool) -> Callable[[tuple[Any, ...]], bool | None]:
    return lambda items: wins if wins in items else (None if None in items else not wins)


def _school(work: Callable[..., Any], arguments: list[Run]) -> Run:
    plain = _strict(lambda *values: values, arguments)

    def run(record: Record) -> Any:
        values, days = plain(record), record.get(school.CALENDAR)
        return None if values is None or days is None else work(days, *values)

    return run


_SPECIAL: dict[str, Callable[..., Run]] = {
    "not": _not,
    "=": _equal,
    "!=": _unequal,
    "if": _if,
    "in-list": _in_list,
    "list contains": _in_list,
    "in-range": _in_range,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, two: bool(one < two),
    "<=": lambda one, two: bool(one <= two),
    ">": lambda one, two: bool(one > two),
    ">=": lambda one, two: bool(one >= two),
}
_OVER_LISTS: dict[str, Callable[[tuple[Any, ...]], Any]] = {
    "min": _known(min),
    "max": _known(max),
    "sum": _known(arithmetic.total),
    "mean": _known(_mean),
    "product": _known(_product),
    "median": _known(_median),
    "count": len,
    "all": _settled(wins=False),
    "any": _settled(wins=True),
}
_SCHOOL: dict[str, Callable[..., Any]] = {
    "school days between": lambda days, begin, end: school.between(days, begin, end, weeks=False),
    "school weeks between": lambda days, begin, end: school.between(days, begin, end, weeks=True),
    "add school days": lambda days, begin, count: school.add(days, begin, int(count)),
    "is school day": school.holds,
}
