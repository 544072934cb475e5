"""What people say of school time, and of what they count -> how a policy says it."""

import re
from collections.abc import Callable, Mapping

from engine.nearest import nearest

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PERIODS = {
    "half term": "half_term",
    "academic year": "year",
    "school year": "year",
    "year to date": "year",
    "term to date": "term",
    "today": "day",
    **{word: word for word in ("day", "week", "month", "term", "year")},
}
_WHOLE = ("week", "half_term", "term", "year")
_CHECKS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "half termly": "half_term",
    "termly": "term",
    "yearly": "year",
    "annually": "year",
    "every morning": "morning",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_THINGS = {"day": "school days", "days": "school days", "half days": "sessions", "half day": "sessions"}
_OTHERS = ("pupils", "children", "siblings", "brothers", "sisters", "families", "classes", "classmates", "tutor groups")
_COUNTED = ("count", "in_a_row")
_OBLIGATIONS = {
    **dict.fromkeys(("required", "mandatory", "compulsory", "shall", "will", "statutory", "always"), "must"),
    **dict.fromkeys(("recommended", "advised", "expected"), "should"),
    **dict.fromkeys(("optional", "can", "discretionary"), "may"),
}
_AT_ONCE = ("today", "immediately", "at once", "straight away", "that day", "the same day")
_HOURS = {"24 hours": "1 day", "48 hours": "2 days", "72 hours": "3 days"}
_LEADS = r"(?:(?:in|over|during|for|of|within|by) )?(?:the )?"


def spoken(field: str, text: str) -> str:
    """Say how a policy writes what somebody wrote at a field as people say it; empty where that is not clear.

    >>> spoken("over", "rolling 12 weeks")
    'write `last 12 weeks`'
    >>> spoken("over", "last half term")
    'write `previous half_term`'
    >>> spoken("over", "las 3")
    ''
    """
    plain = _plain(text)
    readers: Mapping[str, Callable[[str], str | None]] = {
        "over": _window,
        "at": _earlier,
        "check": _check,
        "due": _due,
        "lasts": _lasts,
        "at_most": _at_most,
        "act": _act,
        "obligation": _OBLIGATIONS.get,
        "count": _THINGS.get,
        "in_a_row": _THINGS.get,
    }
    if field in _COUNTED and (plain in _OTHERS or f"{plain}s" in _OTHERS):
        return "a figure is about one pupil: what other pupils do, a class or a family, is not counted"
    if field == "due" and plain.isdigit():
        return f"give it a unit, as in `{plain} school days`, `{plain} days`, `{plain} weeks`"
    if field == "check" and (advice := _every(plain)):
        return advice
    if (other := _not_said(field, plain)) is not None:
        return other
    told = readers[field](plain) if field in readers else None
    return f"write `{told}`" if told is not None else ""


def _not_said(field: str, plain: str) -> str | None:
    """Say what stands for what a policy has no words for; None where there are some."""
    if field == "at_most" and re.match(r"(?:[2-9]\d*|twice|thrice)\b", plain):
        return "an action comes once in a time: count how often the rule has acted, as in `{count: its_id, over: term}`"
    if plain.removeprefix("the ") == "previous month" and field in ("over", "at"):
        return {
            "over": "there is `month`, and `last 1 month` up to today",
            "at": "name a rule that acts each month: it is then as it was when that acted last",
        }[field]
    if field == "over" and (found := re.fullmatch(r"(?:the )?(autumn|spring|summer)(?: term)?", plain)):
        return f"write `term`, and in the rule `for: 'term = \"{found[1]}\"'`"
    return None


def _plain(text: str) -> str:
    plain = " ".join(re.sub(r"[-_]", " ", text.lower()).split())
    for number, word in enumerate(_NUMBERS, 1):
        plain = re.sub(rf"\b{word}\b", str(number), plain)
    return re.sub(r"(?:\b(\d+) )?\bfortnight(?:s|ly)?\b", lambda held: f"{2 * int(held[1] or 1)} weeks", plain)


def _window(plain: str) -> str | None:
    if found := re.fullmatch(rf"{_LEADS}(?:last|past|previous|preceding|rolling|latest)? ?(\d+) ([a-z ]+)", plain):
        unit = found[2].replace("half term", "half_term")
        known = [f"{one}{end}" for one in ("day", "school day", "week", "school week") for end in ("", "s")]
        known += [f"{one}{end}" for one in ("month", "year", "half_term", "term") for end in ("", "s")]
        unit = nearest(unit, known, 0.8) or ""
        return f"last {found[1]} {unit}" if unit and int(found[1]) else None
    return _earlier(plain) or _period(plain)


def _period(plain: str) -> str | None:
    found = re.fullmatch(rf"{_LEADS}(?:this |current |present |whole )?([a-z ]+?)(?: so far)?", plain)
    return _PERIODS.get(found[1]) if found else None


def _earlier(plain: str) -> str | None:
    found = re.fullmatch(rf"{_LEADS}(?:last|previous|preceding) ([a-z ]+)", plain) or re.fullmatch(
        rf"{_LEADS}([a-z ]+) before", plain
    )
    period = _PERIODS.get(found[1]) if found else None
    return f"previous {period}" if period in _WHOLE else None


def _every(plain: str) -> str:
    if found := re.fullmatch(r"(?:every )?(\d+) weeks", plain):
        return f"write `check: week` and `act: every {found[1]} school weeks`"
    day = plain.removeprefix("every ").removeprefix("each ").removeprefix("on ").removesuffix("s").capitalize()
    return f"write `check: day`, `act: each check` and `for: 'weekday = \"{day}\"'`" if day in _WEEKDAYS else ""


def _check(plain: str) -> str | None:
    bare = re.sub(r"^(every|each|once a|at the end of the|at the end of|end of the|end of) ", "", plain)
    return _CHECKS.get(plain) or _PERIODS.get(bare)


def _due(plain: str) -> str | None:
    bare = re.sub(rf"^{_LEADS}", "", plain)
    if bare in _AT_ONCE:
        return "same day"
    if bare in {"next school day", "following school day", "tomorrow"}:
        return "1 school day"
    if bare.capitalize() in _WEEKDAYS:
        return f"next {bare.capitalize()}"
    bare = re.sub(r"^(\d+) ?school ?(day|week)", r"\1 school \2", bare)
    if re.fullmatch(r"\d+ (school )?(day|week)s?|\d+ months?", bare):
        return bare
    return _HOURS.get(bare)


def _lasts(plain: str) -> str | None:
    bare = re.sub(r"^(?:(?:for|until) )?(?:the )?(?:(?:rest|end) of (?:the )?)?(?:this )?", "", plain)
    return "rest of term" if bare == "term" else None


def _act(plain: str) -> str | None:
    bare = re.sub(r"^(?:every|each|at every|at each|on each|on every) ?", "", plain)
    if bare in ("check", "time", "review") or plain in ("always", "every", "each"):
        return "each check"
    if bare in _PERIODS or bare in ("half_term", "school day", "school week"):
        return f"every 1 {_PERIODS.get(bare, bare)}"
    return {"once": "when it starts", "start": "when it starts", "end": "when it ends"}.get(plain)


def _at_most(plain: str) -> str | None:
    if plain == "once":
        return "once ever"
    if plain in _CHECKS and _CHECKS[plain] not in ("day", "morning"):
        return f"once per {_CHECKS[plain]}"
    found = re.fullmatch(r"(?:once|1 time)? ?(?:a|an|per|each|every|in a) ([a-z ]+)", plain)
    period = _PERIODS.get(found[1]) if found else None
    return f"once per {period}" if period not in (None, "day") else None
