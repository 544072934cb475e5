"""Types and values in the words of an author."""

from collections.abc import Iterable

from engine.expressions.types import BOOLEAN, DATE, DATE_AND_TIME, DAYS, LIST, MONTHS, NULL, NUMBER, RANGE, STRING, TIME

_WORDS = {
    NUMBER: "a number",
    STRING: "text",
    BOOLEAN: "true or false",
    DATE: "a date",
    TIME: "a time",
    DATE_AND_TIME: "a date and time",
    DAYS: "a duration in days and hours",
    MONTHS: "a duration in years and months",
    LIST: "a list",
    RANGE: "a range",
    NULL: "not known",
}


def said(kind: str) -> str:
    """Say a type.

    >>> said("string")
    'text'
    """
    return _WORDS.get(kind, kind)


def listed(words: Iterable[str], most: int = 8) -> str:
    """Write words as a list for a sentence, each in backticks; what is more than `most` is left out.

    >>> listed(["a", "b", "c"])
    '`a`, `b` or `c`'
    """
    shown = [f"`{word}`" for word in words]
    if len(shown) > most:
        return ", ".join(shown[:most]) + " …"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
