"""What rests on a rule's acting at the check under way: its name, counts of its actions, and what is made of them."""

from collections.abc import Iterable, Iterator

from engine.counting import (
    ActionCount,
    FactCount,
    Figure,
    NamedExpression,
    PeriodCount,
    TableOutput,
    WeeksInARow,
)
from engine.plan import Plan


def resting_on(plan: Plan, names: Iterable[str]) -> frozenset[str]:
    """Give all whose value may be another once rules or steps of these names have acted; empty where nothing asks.

    What looks at earlier review points alone (`since`, a value kept) is none of it.
    """
    found = plan.asked_of.intersection(names)
    grown = bool(found)
    while grown:
        more = {
            name
            for name, figure in plan.figures.items()
            if name not in found and not found.isdisjoint(_read(plan, figure))
        }
        found |= more
        grown = bool(more)
    return found


def _read(plan: Plan, figure: Figure) -> Iterator[str]:
    """Give what a figure reads at its own review point."""
    kind = figure.kind
    if isinstance(kind, ActionCount):
        yield kind.rule
    elif isinstance(kind, TableOutput):
        yield from plan.tables[kind.table].table.reads
    elif isinstance(kind, NamedExpression | PeriodCount | WeeksInARow):
        yield from kind.condition.reads
    elif isinstance(kind, FactCount) and kind.rows.moving is not None:
        yield from kind.rows.moving.reads
