"""A rule -> the days on which it is in force with all that it rests on: school time is looked for on these."""

from engine.counting import FactCount
from engine.load import Loaded
from engine.model.item import InForce, both_in_force
from engine.narrow import names_behind

_HELD = ("measures", "flags", "facts", "tables")


def force_with_all(loaded: Loaded, rule: str) -> InForce | None:
    """Give from when until when a rule, step or table is in force, and each figure, flag and fact that it rests on.

    None for always. Where there is no such day, of the rule itself.
    """
    model, plan = loaded.bound.model, loaded.plan
    own = _own(loaded, rule)
    others = frozenset({each.id for each in plan.rules} - {rule})
    behind = set(names_behind(plan, [rule], others))
    for name in tuple(behind):
        figure = plan.figures.get(name)
        if figure is not None and isinstance(figure.kind, FactCount):
            behind.add(figure.kind.rows.table)
    held = [getattr(model, section).get(name) for section in _HELD for name in sorted(behind)]
    whole = both_in_force(own, *(item.in_force for item in held if item is not None))
    if whole is not None and whole.from_ is not None and whole.until is not None and whole.from_ >= whole.until:
        return own
    return whole


def _own(loaded: Loaded, rule: str) -> InForce | None:
    """Give the days of a rule or table, or of a step and its ladder."""
    model = loaded.bound.model
    for ladder in model.ladders.values():
        for step in ladder.steps:
            if step.id == rule:
                return both_in_force(ladder.in_force, step.in_force)
    return (model.tables.get(rule) or next(each for each in model.rules if each.id == rule)).in_force
