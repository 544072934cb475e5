"""A loaded policy -> every name that its conditions may use, by where it may stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.expressions.types import BOOLEAN, Quantity
from engine.load import Loaded


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that a condition may use: where, and what it is."""

    where: str
    name: str
    type: str
    unit: str | None
    nullable: bool
    words: tuple[str, ...] | None


def known_names(loaded: Loaded) -> tuple[KnownName, ...]:
    """Give the names by the place they may stand in, in alphabetical order there."""
    bound, ids = loaded.bound, loaded.plan.ids
    parts = {name: fact.part_of for name, fact in bound.model.facts.items() if fact.part_of is not None}
    found: list[KnownName] = []

    def tell(where: str, held: Mapping[str, Quantity]) -> None:
        found.extend(_known(where, name, held[name]) for name in sorted(held))

    tell("in rules, ladders, tables and flags", {name: q for name, q in bound.quantities.items() if name not in ids})
    tell(
        "there too: a rule or a step, true where it acts at that moment", {name: bound.quantities[name] for name in ids}
    )
    dated = [name for name in (*bound.rows, *parts) if bound.shapes[parts.get(name, name)].dated_by]
    of_the_day = {f"{name}(…)": Quantity(BOOLEAN, nullable=True) for name in dated}
    tell("inside `of`, about a session and its own day", {**bound.session, **of_the_day})
    for table, columns in sorted(bound.rows.items()):
        called = [table, *sorted(part for part, whole in parts.items() if whole == table)]
        inside = [f"inside `{name}(…)`" for name in called if name in dated]
        uses = ", ".join(("with `each`", "in the `of` of a count", *inside))
        tell(f"about a row of {' or '.join(called)}: {uses}", columns)
    return tuple(found)


def _known(where: str, name: str, held: Quantity) -> KnownName:
    return KnownName(where, name, held.type, held.unit, held.nullable, held.words)
