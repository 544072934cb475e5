"""Values in use on school days for which they say nothing: told before a run, never guessed in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.bind.bound import PlaceOf
from engine.diagnostics import Diagnostic
from engine.document import Path
from engine.model.item import InForce
from engine.plan import DatedLiteral, Plan
from engine.resolve.depends import rests_on
from engine.words import day_in_words

ACTING = ("rules", "ladders", "tables", "flags")
"""What is looked at by itself, on the days on which it is in force."""
_BEHIND = ("measures", "flags", "facts", "tables")


def unsaid(
    plan: Plan, expanded: Mapping[str, Any], place: PlaceOf, days: Sequence[date], what: str = "a school day"
) -> Iterator[Diagnostic]:
    """Find values without an amount on one of some days on which something that rests on them is in force.

    `what` says what kind of days they are.

    Yields: B012.
    """
    dated = {name: entries for name, entries in plan.values.items() if not _always_said(entries)}
    holes = {name: [day for day in days if not _said(entries, day)] for name, entries in dated.items()}
    holes = {name: missing for name, missing in holes.items() if missing}
    if not holes:
        return
    told: set[str] = set()
    grounds_on = _Grounds(expanded)
    for path, name, item in _acting(expanded):
        in_force = _in_force(item)
        for value, missing in holes.items():
            if value in told:
                continue
            days_in_force = (day for day in missing if _covers(in_force, day))
            first = next((day for day in days_in_force if ("values", value) in grounds_on.day(path, item, day)), None)
            if first is not None:
                told.add(value)
                yield Diagnostic(
                    "B012",
                    f"`{value}` says nothing for {day_in_words(first)}, {what}, and `{name}` rests on it",
                    place(("values", value), None, None),
                    f"give it an entry for that day, or say with `in_force` from when `{name}` holds",
                    also=((f"`{name}`", place(path, None, None)),),
                )


class _Grounds:
    """What items rest on, day by day: not on what stands behind a figure, a flag or a fact that is not in force."""

    def __init__(self, expanded: Mapping[str, Any]) -> None:
        self._expanded = expanded
        self._dated = {
            (section, name): _in_force(item)
            for section in _BEHIND
            for name, item in (expanded.get(section) or {}).items()
            if item.get("in_force")
        }
        self._known: dict[tuple[Path, frozenset[Path]], Mapping[Path, Any]] = {}

    def day(self, path: Path, item: Mapping[str, Any], day: date) -> Mapping[Path, Any]:
        """Give what an item rests on on a day."""
        absent = frozenset(each for each, force in self._dated.items() if not _covers(force, day))
        if (path, absent) not in self._known:
            there = dict(self._expanded)
            for section in {section for section, _ in absent}:
                held = self._expanded[section]
                there[section] = {name: each for name, each in held.items() if (section, name) not in absent}
            self._known[path, absent] = rests_on(there, item)
        return self._known[path, absent]


def _acting(expanded: Mapping[str, Any]) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    for kind in ACTING:
        held = expanded.get(kind, ())
        items: Iterable[tuple[Any, Any]] = held.items() if isinstance(held, Mapping) else enumerate(held)
        for at, item in items:
            yield (kind, at), str(item.get("id", at)), item


def _always_said(entries: Iterable[DatedLiteral]) -> bool:
    return any(each.start is None and each.until is None for each in entries)


def _said(entries: Iterable[DatedLiteral], day: date) -> bool:
    return any(
        (each.start is None or each.start <= day) and (each.until is None or day < each.until) for each in entries
    )


def _in_force(item: Mapping[str, Any]) -> InForce:
    return InForce.model_validate(item.get("in_force") or {})


def _covers(in_force: InForce, day: date) -> bool:
    return (in_force.from_ is None or in_force.from_ <= day) and (in_force.until is None or day < in_force.until)
