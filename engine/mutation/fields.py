"""A field of an item that is no condition -> the same with something else in it, or left out."""

from collections.abc import Iterator, Mapping

from engine.model.facts import CATEGORIES
from engine.mutation.texts import Change, of_amount

_OTHERS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "otherwise": ("often", {"keep looking": "start again", "start again": "keep looking"}),
    "reset": (
        "often",
        {"week": "half_term", "half_term": "term", "term": "year", "year": "term", "none": "year"},
    ),
    "if_unknown": ("logic", {"act": "report", "report": "act"}),
    "hit": ("logic", {"first": "unique", "any": "first", "collect": "first"}),
    "send": ("logic", {"most severe": "each", "each": "most severe"}),
    "contact": ("logic", {"none": "any", "some": "any", "any": "none"}),
    "lasts": ("time", {"rest of term": "next term", "next term": "rest of term"}),
    "count": (
        "unit",
        {"sessions": "school days", "school days": "sessions", "spells": "school days", "weeks": "half_terms",
         "half_terms": "terms", "terms": "half_terms"},
    ),
    "in_a_row": (
        "unit",
        {"school days": "sessions", "sessions": "school days", "mornings": "afternoons", "afternoons": "mornings",
         "weeks": "school days"},
    ),
    "in": (
        "unit",
        {"school days": "days", "days": "school days", "school weeks": "weeks", "weeks": "school weeks",
         "months": "weeks", "sessions": "school days"},
    ),
    "at": (
        "window",
        {"previous week": "previous half_term", "previous half_term": "previous term",
         "previous term": "previous half_term", "previous year": "previous term"},
    ),
    "used_for": ("code", {"late": "after_close", "after_close": "late"}),
    "last": ("code", {}),
}  # fmt: skip
"""What a field may say, and what is put in its place."""

_FLAGS = frozenset({"strict", "whole", "overlapping", "in_writing", "by_resident_parent", "silent"})
_LEFT_OUT: Mapping[str, str] = {
    "unless": "logic", "for": "logic", "at_most": "often", "repeat": "often", "within": "time", "after": "time",
    "at_least": "threshold", "ends": "window", "late_after": "time", "until": "logic", "notice": "time",
}  # fmt: skip
"""Fields that say no more than that something is held back, or waits: a policy may do without each of them."""
_LISTS = frozenset({"restart", "not_decided", "words", "on_or_after", "years", "unknown_years"})
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def of_word(field: str, text: str) -> Iterator[Change]:
    """Put another word in the place of one of those that a field may hold."""
    if field in _FLAGS and text in ("true", "false"):
        yield "logic", "false" if text == "true" else "true"
    kind, others = _OTHERS.get(field, ("", {}))
    if text in others:
        yield kind, others[text]
    if field == "category" and text in CATEGORIES:
        yield "code", CATEGORIES[(CATEGORIES.index(text) + 2) % len(CATEGORIES)]
    if field == "due":
        yield from _of_due(text)


def is_word(field: str) -> bool:
    """Whether a field holds one of a few words, and nothing that could be a little more or less."""
    return field in _OTHERS or field in _FLAGS or field in ("category", "due")


def _of_due(text: str) -> Iterator[Change]:
    if text == "same day":
        yield "time", "1 school day"
    elif text.startswith("next ") and text.removeprefix("next ").capitalize() in _WEEKDAYS:
        place = _WEEKDAYS.index(text.removeprefix("next ").capitalize())
        yield "time", f"next {_WEEKDAYS[(place + 1) % len(_WEEKDAYS)]}"
    else:
        yield from of_amount(text)


def left_out(field: str, holder: str) -> str | None:
    """Give the kind of change that leaving a field out is; None where nothing is gained by it.

    `holder` is the field or name that the item stands under.
    """
    if field == "until" and holder == "in_force":
        return "date"
    return _LEFT_OUT.get(field)


def is_list_of_words(field: str) -> bool:
    """Whether a field is a list of which each item may be missing."""
    return field in _LISTS
