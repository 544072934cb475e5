"""The days on which something of a policy changes, and whether tests looked at it on both sides of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engine.coverage.behind import REGISTERS
from engine.coverage.seen import Seen
from engine.document import Path
from engine.load import Loaded
from engine.model.item import Item

Spans = Sequence[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which an item begins to hold or ends, and how much that rests on it was looked at before and from then.

    `day` itself is the first of the days from then on.
    """

    path: Path
    item: str
    day: date
    before: int
    after: int


def changes_of(loaded: Loaded, seen: Seen, runs: Spans) -> Iterator[Change]:
    """Give every dated change; `runs` are the first and last days of the tests' calendars."""
    model = loaded.bound.model
    behind = seen.parts.behind
    for number, table in enumerate(model.codes):
        for key, day in (("from", table.from_ if number else None), ("until", table.until)):
            if day is not None and not (key == "until" and _follows(day, (each.from_ for each in model.codes))):
                yield _change(("codes", number, key), "codes", day, runs)
    for name, entries in model.values.items():
        reading = [span for each, span in seen.days.items() if name in behind.get(each, ())]
        reading += runs if name in behind.get(REGISTERS, ()) else []
        for number, entry in enumerate(entries):
            for key, day in (("from", entry.from_), ("until", entry.until)):
                begins = key == "until" and _follows(day, (each.from_ for each in entries))
                # where the next entry begins on the day on which one ends there is one change
                if day is not None and not begins and name in (seen.parts.asked | behind.get(REGISTERS, frozenset())):
                    yield _change(("values", name, number, key), name, day, reading)
    for path, item, held, spans in _items(loaded, seen, runs):
        force = held.in_force
        for key, day in (("from", force.from_), ("until", force.until)) if force is not None else ():
            if day is not None:
                yield _change((*path, "in_force", key), item, day, spans)


def _items(loaded: Loaded, seen: Seen, runs: Spans) -> Iterator[tuple[Path, str, Item, Spans]]:
    model = loaded.bound.model
    for number, rule in enumerate(model.rules):
        yield ("rules", number), rule.id, rule, [seen.days[rule.id]] if rule.id in seen.days else []
    for name, ladder in model.ladders.items():
        yield ("ladders", name), name, ladder, [seen.days[s.id] for s in ladder.steps if s.id in seen.days]
        yield from (
            (("ladders", name, "steps", number), step.id, step, [seen.days[step.id]] if step.id in seen.days else [])
            for number, step in enumerate(ladder.steps)
        )
    for section in ("measures", "flags", "facts"):
        for name, item in getattr(model, section).items():
            asking = [span for each, span in seen.days.items() if name in seen.parts.behind.get(each, ())]
            yield (section, name), name, item, asking
    for name, table in model.tables.items():
        outputs = frozenset({name} if table.each is not None else table.gives)
        spans = [
            span for each, span in seen.days.items() if not outputs.isdisjoint(seen.parts.behind.get(each, {each}))
        ]
        yield ("tables", name), name, table, spans
    for half in ("am", "pm"):
        for name, entry in getattr(model.registers, half).items() if model.registers is not None else ():
            yield (REGISTERS, half, name), name, entry, runs


def _change(path: Path, item: str, day: date, spans: Spans) -> Change:
    return Change(path, item, day, sum(first < day for first, _ in spans), sum(last >= day for _, last in spans))


def _follows(day: date | None, begins: Iterable[date | None]) -> bool:
    return day is not None and day in begins
