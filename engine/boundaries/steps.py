"""A policy -> steps beside its limits that no test need notice: the next shorter and longer period, a day, a minute."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from engine.document import Path, Value, at, said
from engine.load import Loaded
from engine.mutation.affected import UNREAD
from engine.mutation.mutant import Mutant

APART = frozenset({"statistics", "checks", "lint", "registers", "lock"})
"""What no run rests on, and registers, whose cut-offs have cases of arrivals."""

MOMENT = re.compile(r'@"([^"]*)"')
_LENGTH = re.compile(r"(PT?)(\d+)([DHMY])")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_RESETS = ("week", "half_term", "term", "year", "none")
_PERIODS = ("day", "week", "month", "half_term", "term", "year", "ever")


def further(loaded: Loaded) -> Iterator[Mutant]:
    """Give steps that no test need notice, and that lie beside a limit: the next shorter and longer period."""
    document = loaded.policy.document
    measures = document.get("measures")
    for name in measures if isinstance(measures, dict) else ():
        held = at(document, ("measures", name))
        over = held.get("over") if isinstance(held, dict) else None
        for each, text in _each(("measures", name, "over"), over):
            yield from _beside(loaded, each, text, _PERIODS, "window")
            if text.startswith("previous "):
                yield from _beside(loaded, each, text, tuple(f"previous {each}" for each in _PERIODS), "window")
        if isinstance(held, dict) and held.get("ends") is not None:
            yield _step(loaded, "window", ("measures", name, "ends"), None)
    yield from _moments(loaded, document, ())
    for name in loaded.bound.model.ladders:
        path: Path = ("ladders", name)
        written = value_at(document, (*path, "reset"))
        if isinstance(written, str):
            yield from _beside(loaded, (*path, "reset"), written, _RESETS, "window")
        if isinstance(value_at(document, path), dict):
            repeats = value_at(document, (*path, "repeat"))
            yield _step(loaded, "often", (*path, "repeat"), None if repeats == "last" else "last")
    for base in (("letters",), *(("rules", n) for n, _ in enumerate(loaded.bound.model.rules))):
        capped = value_at(document, (*base, "at_most"))
        if isinstance(capped, str):
            yield from _beside(
                loaded, (*base, "at_most"), capped, tuple(f"once per {each}" for each in _PERIODS[1:]), "often"
            )


def _moments(loaded: Loaded, value: Value, path: Path) -> Iterator[Mutant]:
    """Give the days, times and lengths of time that stand in conditions, a step to either side."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in UNREAD and (path or key not in APART):
                yield from _moments(loaded, inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _moments(loaded, inner, (*path, number))
    elif isinstance(value, str):
        for found in MOMENT.finditer(value):
            for kind, other in _beside_moment(found.group(1)):
                changed_text = value[: found.start(1)] + other + value[found.end(1) :]
                yield _step(loaded, kind, path, changed_text)


def _beside_moment(text: str) -> Iterator[tuple[str, str]]:
    length = _LENGTH.fullmatch(text)
    if length is not None:
        for number in (int(length[2]) + 1, int(length[2]) - 1):
            yield "length", f"{length[1]}{number}{length[3]}"
    elif ":" in text:
        hours, minutes = map(int, text.split(":")[:2])
        for moment in (hours * 60 + minutes + 1, hours * 60 + minutes - 1):
            yield "time", f"{moment // 60:02}:{moment % 60:02}{text[5:]}"
    elif _ISO_DAY.fullmatch(text):
        for step in (1, -1):
            yield "date", (date.fromisoformat(text) + timedelta(days=step)).isoformat()


def value_at(document: Value, path: Path) -> Value:
    """Give what stands at a path; None where nothing does."""
    for step in path:
        if isinstance(document, dict) and isinstance(step, str):
            document = document.get(step)
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return None
    return document


def _each(path: Path, value: Value) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _each((*path, number), inner)


def _beside(loaded: Loaded, path: Path, text: str, order: Sequence[str], kind: str) -> Iterator[Mutant]:
    if text in order:
        place = order.index(text)
        for other in (*order[max(place - 1, 0) : place], *order[place + 1 : place + 2]):
            yield _step(loaded, kind, path, other)


def _step(loaded: Loaded, kind: str, path: Path, value: str | None) -> Mutant:
    place = loaded.policy.place(path)
    written = value_at(loaded.policy.document, path)
    told = (
        f"`{written}` becomes `{value}`"
        if value and written
        else f"`{written or value}` is {'left out' if written else 'put in'}"
    )
    return Mutant(kind, path, said(path, None), told, place.source.name, place.span.line, value)
