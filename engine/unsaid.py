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
    for path, name, item in _acting(expanded):
        in_force = _in_force(item)
        grounds = rests_on(expanded, item)
        for value, missing in holes.items():
            first = next((day for day in missing if _covers(in_force, day)), None)
            if first is not None and value not in told and ("values", value) in grounds:
                told.add(value)
                yield Diagnostic(
                    "B012",
                    f"`{value}` says nothing for {day_in_words(first)}, {what}, and `{name}` rests on it",
                    place(("values", value), None, None),
                    f"give it an entry for that day, or say with `in_force` from when `{name}` holds",
                    also=((f"`{name}`", place(path, None, None)),),
                )


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
