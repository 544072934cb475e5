"""The closed list of functions: their parameters, and what each gives."""

from engine.expressions.types import BOOLEAN, DATE, DATE_AND_TIME, DAYS, LIST, MONTHS, NUMBER, RANGE, STRING, TIME
from engine.nouns import dataclass

# What a parameter takes besides a type by its own name.
ANY = "anything"
ORDERED = "a value with an order"
DATED = "a date"
NOTHING = "nothing"
ITEMS = "a list"

# What a unit becomes: the first argument's, the one that all arguments share, or a fixed one.
DROPS = ""
FIRST = "="
SHARED = "=="

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
NAMES_GIVEN = {"day of week": DAY_NAMES, "month of year": MONTH_NAMES}
"""Functions that give one of some words, from 1."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function: `required` of its parameters must be there."""

    parameters: tuple[tuple[str, str], ...]
    result: str
    required: int = -1
    unit: str = DROPS
    nullable: bool = False


def _one(parameter: str, kind: str, result: str, unit: str = DROPS, *, nullable: bool = False) -> Signature:
    return Signature(((parameter, kind),), result, unit=unit, nullable=nullable)


def _two(first: tuple[str, str], second: tuple[str, str], result: str) -> Signature:
    return Signature((first, second), result, unit=DROPS)


_ROUND = (Signature((("n", NUMBER), ("scale", NUMBER)), NUMBER, unit=FIRST, nullable=True),)
_FLOOR = (Signature((("n", NUMBER), ("scale", NUMBER)), NUMBER, required=1, unit=FIRST),)
_PART = (_two(("string", STRING), ("match", STRING), STRING),)
_HAS = (_two(("string", STRING), ("match", STRING), BOOLEAN),)
_CALENDAR = (_one("date", DATED, NUMBER),)
_OF_NUMBERS = (_one("list", ITEMS, NUMBER, unit=SHARED, nullable=True),)
_TWO_DATES = (("from", DATE), ("to", DATE))

FUNCTIONS: dict[str, tuple[Signature, ...]] = {
    "not": (_one("negand", BOOLEAN, BOOLEAN),),
    "abs": tuple(_one("n", kind, kind, unit=FIRST) for kind in (NUMBER, DAYS, MONTHS)),
    "floor": _FLOOR,
    "ceiling": _FLOOR,
    "decimal": _ROUND,
    "round up": _ROUND,
    "round down": _ROUND,
    "round half up": _ROUND,
    "round half down": _ROUND,
    "modulo": (Signature((("dividend", NUMBER), ("divisor", NUMBER)), NUMBER, unit=SHARED, nullable=True),),
    "min": (_one("list", ITEMS, ORDERED, unit=SHARED, nullable=True),),
    "max": (_one("list", ITEMS, ORDERED, unit=SHARED, nullable=True),),
    "sum": _OF_NUMBERS,
    "mean": _OF_NUMBERS,
    "count": (_one("list", ITEMS, NUMBER),),
    "all": (_one("list", ITEMS, BOOLEAN),),
    "any": (_one("list", ITEMS, BOOLEAN),),
    "list contains": (_two(("list", LIST), ("element", ANY), BOOLEAN),),
    "string length": (_one("string", STRING, NUMBER),),
    "upper case": (_one("string", STRING, STRING),),
    "lower case": (_one("string", STRING, STRING),),
    "substring": (
        Signature((("string", STRING), ("start position", NUMBER), ("length", NUMBER)), STRING, 2, nullable=True),
    ),
    "substring before": _PART,
    "substring after": _PART,
    "contains": _HAS,
    "starts with": _HAS,
    "ends with": _HAS,
    "string": (_one("from", ANY, STRING),),
    "number": (_one("from", NUMBER, NUMBER), _one("from", STRING, NUMBER, nullable=True)),
    "date": (
        _one("from", STRING, DATE, nullable=True),
        _one("from", DATE_AND_TIME, DATE),
        _one("from", DATE, DATE),
        Signature((("year", NUMBER), ("month", NUMBER), ("day", NUMBER)), DATE, nullable=True),
    ),
    "time": (
        _one("from", STRING, TIME, nullable=True),
        _one("from", DATE_AND_TIME, TIME),
        _one("from", TIME, TIME),
        Signature(
            (("hour", NUMBER), ("minute", NUMBER), ("second", NUMBER), ("offset", NOTHING)), TIME, 3, nullable=True
        ),
    ),
    "date and time": (
        _one("from", STRING, DATE_AND_TIME, nullable=True),
        _two(("date", DATED), ("time", TIME), DATE_AND_TIME),
    ),
    "duration": (_one("from", STRING, DAYS, nullable=True),),
    "years and months duration": (_two(("from", DATED), ("to", DATED), MONTHS),),
    "day of week": (_one("date", DATED, STRING),),
    "day of year": _CALENDAR,
    "month of year": (_one("date", DATED, STRING),),
    "week of year": _CALENDAR,
    "school days between": (Signature(_TWO_DATES, NUMBER, unit="school day", nullable=True),),
    "school weeks between": (Signature(_TWO_DATES, NUMBER, unit="school week", nullable=True),),
    "add school days": (Signature((("date", DATE), ("days", NUMBER)), DATE, nullable=True),),
    "is school day": (_one("date", DATE, BOOLEAN, nullable=True),),
}

_TWO_RANGES = (Signature((("range1", RANGE), ("range2", RANGE)), BOOLEAN),)
_POINT_IN_RANGE = (Signature((("point", ORDERED), ("range", RANGE)), BOOLEAN), *_TWO_RANGES)
_RANGE_AND_POINT = (Signature((("range", RANGE), ("point", ORDERED)), BOOLEAN), *_TWO_RANGES)
_ONE_NUMBER = (_one("number", NUMBER, NUMBER, nullable=True),)

# Known for the sake of conformance; a policy does not use them.
CONFORMANCE: dict[str, tuple[Signature, ...]] = {
    "sqrt": _ONE_NUMBER,
    "exp": _ONE_NUMBER,
    "log": _ONE_NUMBER,
    "odd": (_one("number", NUMBER, BOOLEAN),),
    "even": (_one("number", NUMBER, BOOLEAN),),
    "product": _OF_NUMBERS,
    "median": _OF_NUMBERS,
    "is": (_two(("value1", ANY), ("value2", ANY), BOOLEAN),),
    "before": (
        _two(("point1", ORDERED), ("point2", ORDERED), BOOLEAN),
        _two(("point", ORDERED), ("range", RANGE), BOOLEAN),
        *_RANGE_AND_POINT,
    ),
    "after": (
        _two(("point1", ORDERED), ("point2", ORDERED), BOOLEAN),
        _two(("point", ORDERED), ("range", RANGE), BOOLEAN),
        *_RANGE_AND_POINT,
    ),
    "coincides": (_two(("point1", ORDERED), ("point2", ORDERED), BOOLEAN), *_TWO_RANGES),
    "meets": _TWO_RANGES,
    "met by": _TWO_RANGES,
    "overlaps": _TWO_RANGES,
    "overlaps before": _TWO_RANGES,
    "overlaps after": _TWO_RANGES,
    "finishes": _POINT_IN_RANGE,
    "starts": _POINT_IN_RANGE,
    "during": _POINT_IN_RANGE,
    "finished by": _RANGE_AND_POINT,
    "started by": _RANGE_AND_POINT,
    "includes": _RANGE_AND_POINT,
}

# Functions whose one list may also be written as several arguments.
SPREAD = frozenset({"min", "max", "sum", "mean", "count", "all", "any", "product", "median"})

PROPERTIES: dict[str, dict[str, tuple[str, str | None]]] = {
    DATE: dict.fromkeys(("year", "month", "day", "weekday"), (NUMBER, None)),
    DATE_AND_TIME: dict.fromkeys(("year", "month", "day", "weekday", "hour", "minute", "second"), (NUMBER, None)),
    TIME: dict.fromkeys(("hour", "minute", "second"), (NUMBER, None)),
    DAYS: {f"{unit}s": (NUMBER, unit) for unit in ("day", "hour", "minute", "second")},
    MONTHS: {"years": (NUMBER, "year"), "months": (NUMBER, "month")},
    RANGE: {
        "start": (ORDERED, None),
        "end": (ORDERED, None),
        "start included": (BOOLEAN, None),
        "end included": (BOOLEAN, None),
    },
}  # fmt: skip

WHOLE = frozenset(
    ["floor", "ceiling", "count", "string length", "day of year", "week of year"]
    + ["school days between", "school weeks between"]
    + [f".{name}" for names in PROPERTIES.values() for name, (kind, _) in names.items() if kind == NUMBER]
)
"""Functions, and properties after a dot, that give whole numbers only."""

ARITHMETIC: dict[str, tuple[tuple[str, str, str], ...]] = {
    "+": (
        (NUMBER, NUMBER, NUMBER),
        (STRING, STRING, STRING),
        (DAYS, DAYS, DAYS),
        (MONTHS, MONTHS, MONTHS),
        *((moment, DAYS, moment) for moment in (DATE, DATE_AND_TIME, TIME)),
        *((DAYS, moment, moment) for moment in (DATE, DATE_AND_TIME, TIME)),
        *((moment, MONTHS, moment) for moment in (DATE, DATE_AND_TIME)),
        *((MONTHS, moment, moment) for moment in (DATE, DATE_AND_TIME)),
    ),
    "-": (
        (NUMBER, NUMBER, NUMBER),
        (DAYS, DAYS, DAYS),
        (MONTHS, MONTHS, MONTHS),
        *((moment, moment, DAYS) for moment in (DATE, DATE_AND_TIME, TIME)),
        *((moment, DAYS, moment) for moment in (DATE, DATE_AND_TIME, TIME)),
        *((moment, MONTHS, moment) for moment in (DATE, DATE_AND_TIME)),
    ),
    "*": (
        (NUMBER, NUMBER, NUMBER),
        (NUMBER, DAYS, DAYS),
        (DAYS, NUMBER, DAYS),
        (NUMBER, MONTHS, MONTHS),
        (MONTHS, NUMBER, MONTHS),
    ),
    "/": (
        (NUMBER, NUMBER, NUMBER),
        (DAYS, NUMBER, DAYS),
        (MONTHS, NUMBER, MONTHS),
        (DAYS, DAYS, NUMBER),
        (MONTHS, MONTHS, NUMBER),
    ),
    "**": ((NUMBER, NUMBER, NUMBER),),
}
