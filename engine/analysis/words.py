"""Examples in the field's words: "a Year 2 pupil whose attendance this year is 94.1% (32 of 34 sessions)"."""

from collections.abc import Mapping
from datetime import date, time
from fractions import Fraction
from typing import Any

from engine.analysis.answer import Example, Subject
from engine.analysis.day_parts import whole_of
from engine.analysis.points import OTHER
from engine.expressions.functions import DAY_NAMES, MONTH_NAMES
from engine.words import day_in_words, name_in_words, number_in_words

_NAMES_OF = {"month": MONTH_NAMES, "weekday": DAY_NAMES}
_RECEPTION, _NURSERY = 0, -1
_YEAR, _AGE, _DAY = "pupil.year_group", "compulsory_school_age", "weekday"


def example_in_words(example: Example, subjects: Mapping[str, Subject]) -> str:
    """Say an example in one phrase; an empty text where nothing in particular is asked of it."""
    values = dict(example.values)
    whom = _whom(values)
    said = [_said(key, value, subjects.get(key)) for key, value in sorted(values.items(), key=_order)]
    parts = [one for one in said if one]
    if not whom and not parts:
        return ""
    return " with ".join(part for part in (whom, listed(parts)) if part)


def listed(parts: list[str]) -> str:
    """Join phrases by commas and an `and`."""
    return " and ".join((", ".join(parts[:-1]), parts[-1]) if parts[1:] else parts)


def _order(item: tuple[str, Any]) -> tuple[int, str]:
    kinds = ("figure", "table", "row", "session", "flag", "pupil", "term")
    at = next((number for number, kind in enumerate(kinds) if item[0].startswith(kind)), len(kinds))
    return at, item[0]


def _whom(values: dict[str, Any]) -> str:
    year = values.pop(_YEAR, ...)
    stage = values.pop("key_stage", None)
    age = values.pop(_AGE, ...)
    if year is ... and stage is None and age is ...:
        return ""
    pupil = "a pupil" if year is ... or year is None else f"a {year_in_words(year)} pupil"
    if stage is not None and (year is ... or year is None):
        pupil = f"a pupil in {stage}"
    if year is None:
        pupil += " whose year group is not known"
    if age is not ...:
        of = "of compulsory school age"
        pupil += f" who is {of}" if age else f" who is not {of}" if age is False else f" not known to be {of}"
    return pupil


def year_in_words(year: int) -> str:
    """Say a year group.

    >>> year_in_words(2), year_in_words(0)
    ('Year 2', 'Reception')
    """
    return {_RECEPTION: "Reception", _NURSERY: "Nursery"}.get(year, f"Year {year}")


def _said(key: str, value: Any, subject: Subject | None) -> str:
    name = subject.title if subject is not None else name_in_words(key)
    if subject is not None and subject.kind in ("session", "row", "fact", "pupil") and whole_of(key) == key:
        name = name_in_words(subject.name)
    if key == _DAY:
        return f"the day a {value}"
    if key == "review_day":
        return f"the day {day_in_words(value)}"
    part = key.rpartition(".")[2]
    if isinstance(value, int) and part in _NAMES_OF and whole_of(key) != key:
        return f"{name} {_NAMES_OF[part][value - 1]}"
    if value is None:
        return f"no {name}" if key == "session.code" else f"{name} not known"
    if subject is not None and subject.kind == "rule":
        return f"`{subject.name}` acting" if value else f"`{subject.name}` not acting"
    if subject is not None and subject.kind == "session" and isinstance(value, bool):
        return ""
    if subject is not None and subject.kind in ("fact", "term") and isinstance(value, bool):
        return f"`{subject.name}` {'true' if value else 'false'}"
    if isinstance(value, bool):
        return f"{name} {'true' if value else 'false'}"
    return f"{name} {value_in_words(value, subject)}"


def value_in_words(value: Any, subject: Subject | None) -> str:
    """Say a value with its unit; a percentage with the fewest sessions that give it."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    unit = subject.quantity.unit if subject is not None else None
    if isinstance(value, Fraction) and unit == "percent":
        least = subject.at_least if subject is not None else None
        return percent_in_words(value, int(least) if least is not None else 1)
    if isinstance(value, Fraction):
        return number_in_words(f"{float(value):g}", unit)
    if isinstance(value, int):
        return number_in_words(value, unit)
    return str(value) if value == OTHER else f"`{value}`"


def percent_in_words(value: Fraction, least: int = 1) -> str:
    """Say a percentage, cut off after one place, with the fewest sessions, at least so many, that give it.

    >>> percent_in_words(Fraction(3200, 34)), percent_in_words(Fraction(1200, 13), 20)
    ('94.1% (16 of 17 sessions)', '92.3% (24 of 26 sessions)')
    """
    share = value / 100
    times = -(-least // share.denominator)
    tenths = int(value * 10)
    shown = f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)
    return f"{shown}% ({share.numerator * times} of {share.denominator * times} sessions)"
