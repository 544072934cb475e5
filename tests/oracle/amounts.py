"""What a document's amounts say: `5 school days`, `95%`, `09:15` -> a number with its unit, a time, a word."""

import re
from datetime import date, time
from fractions import Fraction
from typing import Any, NamedTuple


class Amount(NamedTuple):
    """A number with its unit: `school day`, `week`, `half term` …; the empty text for a bare number."""

    number: Fraction
    unit: str


def unit(text: str) -> str:
    """One unit, whether written as one or as several: `school days` and `school day`, `half_terms` and `half term`."""
    return text.strip().replace("_", " ").removesuffix("s")


def amount(text: str) -> Amount | None:
    """Read a number with its unit; None where the text is none."""
    if found := re.fullmatch(r"(-?\d+(?:\.\d+)?) ?%", text):
        return Amount(Fraction(found[1]), "percent")
    if found := re.fullmatch(r"£(\d+(?:\.\d+)?)", text):
        return Amount(Fraction(found[1]), "pounds")
    if found := re.fullmatch(r"(-?\d+(?:\.\d+)?)(?: ([a-z_ ]+))?", text):
        return Amount(Fraction(found[1]), unit(found[2] or ""))
    return None


def clock(text: str) -> time | None:
    """Read a time of day."""
    found = re.fullmatch(r"(\d?\d):(\d\d)(?::\d\d)?", text)
    return time(int(found[1]), int(found[2])) if found else None


def day(text: str | None) -> date | None:
    """Read a date; None for a blank."""
    return date.fromisoformat(text.strip()[:10]) if text and text.strip() else None


def truth(text: str | None) -> bool | None:
    """Read true or false as a dataset writes it; None for a blank."""
    if not text or not text.strip():
        return None
    return text.strip().lower() in ("true", "yes", "y", "1")


def value(text: str) -> Any:
    """Read a policy's value: an amount, a time, a date, true or false, or a word in double quotes."""
    if text in ("true", "false"):
        return text == "true"
    if text.startswith('"'):
        return text[1:-1]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return clock(text) or amount(text)


def in_force(item: dict[str, Any], today: date) -> bool:
    """Whether an item with `from` (included) and `until` (excluded), either left out, holds on a day."""
    begins, ends = day(item.get("from")), day(item.get("until"))
    return (begins is None or begins <= today) and (ends is None or today < ends)
