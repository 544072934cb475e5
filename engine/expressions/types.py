"""What a name means to the condition language: its type, its unit, its allowed values."""

from fractions import Fraction

from engine.nouns import dataclass

NUMBER = "number"
STRING = "string"
BOOLEAN = "boolean"
DATE = "date"
TIME = "time"
DATE_AND_TIME = "date and time"
DAYS = "days and time duration"
MONTHS = "years and months duration"
LIST = "list"
RANGE = "range"
NULL = "null"

ORDERED = (NUMBER, STRING, DATE, TIME, DATE_AND_TIME, DAYS, MONTHS)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a name means to the checker.

    `type` is one of the words above; of a list, `element` is the type of its items. `unit` is None
    for a bare number, which agrees with every unit. `words` are the allowed values of a string.
    `low` and `high` (both included) and `whole` say what a number may be; the column evaluator
    relies on them to choose the width of its integers.
    """

    type: str
    unit: str | None = None
    nullable: bool = False
    words: tuple[str, ...] | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    whole: bool = False
    label: str = ""
    element: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in an expression, in words.

    `start` and `end` are offsets in characters in the expression's text, `end` excluded.
    """

    code: str
    message: str
    help: str
    start: int
    end: int
