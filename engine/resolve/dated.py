"""Dated entries of a merged policy: no day is said twice, and none between two entries is left out."""

from collections.abc import Iterable, Iterator
from datetime import date

from engine.dates import Period, gaps, overlaps
from engine.diagnostics import Diagnostic
from engine.document import Path, Value, at, search
from engine.policy import PolicyInForce


def dated(policy: PolicyInForce) -> list[Diagnostic]:
    """Find dated entries that contradict each other.

    Yields: R013 two entries for one day, R014 days between two entries without any, R015 an end before its beginning,
    R019 an entry dated in two ways, R023 a date on what holds on every day.
    """
    found: list[Diagnostic] = []
    values = policy.document.get("values")
    lists: list[tuple[Path, Value]] = [(("codes",), policy.document.get("codes"))]
    lists += [(("values", name), value) for name, value in values.items()] if isinstance(values, dict) else []
    for path, entries in lists:
        if isinstance(entries, list):
            found += _entries(policy, path, entries)
            found += _twice_dated(policy, path, entries)
    found += _backwards(policy)
    found += _never_read(policy)
    return found


_FLAGS = "date the flag itself, in `flags`"
_RULE = "date the rule, the ladder or the table that rests on it"
_PUBLISHED = "its days are `from` and `until`: say those"
_EVERY_DAY: tuple[tuple[tuple[str, ...], str], ...] = (
    (("facts", "flags"), _FLAGS),
    (("facts", "outcomes"), _RULE),
    (("facts", "parents"), _RULE),
    (("statistics", "*"), _PUBLISHED),
)
"""What holds on every day: what the program itself reads of a dataset, and what was published once."""


def _never_read(policy: PolicyInForce) -> Iterator[Diagnostic]:
    """Find `in_force` where nobody would read it, and what it says would hold on the other days too."""
    for pattern, act in _EVERY_DAY:
        for path, item in _matching(policy.document, pattern):
            if isinstance(item, dict) and "in_force" in item:
                yield Diagnostic(
                    "R023",
                    f"`{policy.said(path)}` holds on every day: nobody would read its `in_force`",
                    policy.key_place((*path, "in_force")),
                    act,
                )


def _matching(value: Value, pattern: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Value]]:
    if not pattern:
        yield path, value
        return
    pairs: Iterable[tuple[str | int, Value]] = ()
    if isinstance(value, dict):
        pairs = value.items() if pattern[0] == "*" else [(pattern[0], value[pattern[0]])] if pattern[0] in value else []
    elif isinstance(value, list) and pattern[0] == "*":
        pairs = enumerate(value)
    for step, inner in pairs:
        yield from _matching(inner, pattern[1:], (*path, step))


def _entries(policy: PolicyInForce, path: Path, entries: list[Value]) -> list[Diagnostic]:
    if any(_undated(entry) for entry in entries):
        return []  # that a day is none is told, and what was meant is not known
    periods = [_period(entry) for entry in entries]
    name = policy.said(path)
    found = [
        Diagnostic(
            "R013",
            f"`{name}` says two things for the days from {_day(periods[second].from_)}",
            policy.place((*path, second)),
            "end one with `until`, the first day on which it no longer holds",
            also=(("the other", policy.place((*path, first))),),
        )
        for first, second in overlaps(periods)
    ]
    found += [
        Diagnostic(
            "R014",
            f"`{name}` says nothing for the days from {_day(periods[first].until)} until {_day(periods[second].from_)}",
            policy.place((*path, second)),
            f"let it begin on {_day(periods[first].until)}, or say what holds in between",
            also=(("the entry before", policy.place((*path, first))),),
        )
        for first, second in gaps(periods)
    ]
    return found


def _twice_dated(policy: PolicyInForce, path: Path, entries: list[Value]) -> list[Diagnostic]:
    """Find entries that say by `in_force` what an entry says by `from` and `until`, where nobody would read it."""
    return [
        Diagnostic(
            "R019",
            f"an entry of `{policy.said(path)}` has no `in_force`: its days are `from` and `until`",
            policy.key_place((*path, at, "in_force")),
            "write `from` and `until` on the entry itself",
        )
        for at, entry in enumerate(entries)
        if isinstance(entry, dict) and "in_force" in entry
    ]


def _backwards(policy: PolicyInForce) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for path in _ended_before(policy.document):
        period = _period(at(policy.document, path))
        ends, begins = _day(period.until), _day(period.from_)
        message = f"`{policy.said((*path, 'until'))}` is {ends}, and it begins on {begins}: no day is left"
        act = "`until` is the first day on which it no longer holds"
        found.append(Diagnostic("R015", message, policy.place((*path, "until")), act))
    return found


def _period(entry: Value) -> Period:
    if not isinstance(entry, dict):
        return Period()
    return Period(_date(entry.get("from")), _date(entry.get("until")))


def _undated(entry: Value) -> bool:
    """Whether an entry says a day that is none."""
    days = [entry.get(key) for key in ("from", "until")] if isinstance(entry, dict) else []
    return any(day is not None and _date(day) is None for day in days)


def _date(text: Value) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day is not None else "the beginning"


def _ends_before_it_begins(key: str | int, value: Value) -> bool:
    # asked of every value of a policy, of which few are a mapping with both days
    return isinstance(value, dict) and "until" in value and "from" in value and key != "with" and _period(value).empty


_ended_before = search(_ends_before_it_begins)
