"""Evidence and comparisons in words."""

from datetime import date
from fractions import Fraction
from functools import lru_cache

from engine.decision import Evidence
from engine.expressions.printing import number_text
from engine.expressions.types import BOOLEAN, DATE, NUMBER, Quantity
from engine.words import day_in_words, name_in_words, number_in_words, ratio_in_words

_RATIOS = 16_384
"""Ratios of which the words are kept: those that the schools of a trust come to again and again."""
_PLACES = 6
"""So many decimal places are told of a limit."""
_YEARS = {-1: "nursery", 0: "reception"}
_WANTED = {">=": "at least {}", ">": "more than {}", "<": "less than {}", "<=": "at most {}", "=": "{}", "!=": "not {}"}


def in_words(evidence: Evidence, kind: str, unit: str | None, name: str) -> str:
    """Say a figure's value; a truth is yes or no.

    >>> in_words(Evidence(3, "session"), NUMBER, "session", "lates"), in_words(Evidence(None), DATE, None, "left_on")
    ('3 sessions', 'not known')
    """
    value = evidence.value
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(_YEARS.get(value, value)) if name == "year_group" else number_in_words(value, unit)
    if kind == NUMBER:
        return _ratio(value, unit)
    if kind == DATE:
        return day_in_words(date.fromisoformat(value))
    return name_in_words(value)


@lru_cache(maxsize=_RATIOS)
def _ratio(text: str, unit: str | None) -> str:
    return ratio_in_words(Fraction(text), text, unit)


def label_of(name: str, quantity: Quantity | None) -> str:
    """Give what a name is called: its own label, or the name as people say it."""
    return (quantity.label if quantity and quantity.type != BOOLEAN else "") or name_in_words(name)


def wanted(operator: str, limit: Evidence, kind: str, unit: str | None) -> str:
    """Say what a comparison asks for.

    >>> wanted(">=", Evidence(2, "session"), NUMBER, "session"), wanted("!=", Evidence(None), DATE, None)
    ('at least 2 sessions', 'known')
    """
    if limit.value is None:
        return {"=": "not known", "!=": "known"}.get(operator, "compared with what is not known")
    return _WANTED[operator].format(limit_in_words(limit, kind, unit))


def limit_in_words(limit: Evidence, kind: str, unit: str | None) -> str:
    """Say a number that was written down with all its places, and no parts of it; anything else as it is said always.

    >>> limit_in_words(Evidence("37/40"), NUMBER, "percent"), limit_in_words(Evidence("1/3"), NUMBER, "percent")
    ('92.5%', '33.3% (1/3)')
    """
    if kind == NUMBER and isinstance(limit.value, str):
        number = Fraction(limit.value) * (100 if unit == "percent" else 1)
        if 10**_PLACES % number.denominator == 0:
            return number_in_words(number_text(number), unit)
    return in_words(limit, kind, unit, "")
