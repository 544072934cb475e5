"""Plan and register -> who is persistently and who severely absent at each review, by the policy's own rules."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from engine.evaluate.run import evaluate
from engine.model.rules import Act
from engine.narrow import of_rules
from engine.plan import Looked, Plan, PlannedRule
from engine.register import Register

RULES: Mapping[str, str] = {"persistent": "persistent_absence", "severe": "severe_absence"}
"""A standing, and the rule that says who has it."""

_DAY = "day"


def standing_at(
    plan: Plan, register: Register, reviews: Sequence[int]
) -> dict[str, dict[int, npt.NDArray[np.int64]] | None]:
    """Give for each standing the pupils who have it at each review, by place of its day; None without such a rule.

    The rules are asked on every school day, as the policy words them, whenever it asks them itself.
    """
    held = {name: _rule(plan, rule) for name, rule in RULES.items()}
    there = {name: rule for name, rule in held.items() if rule is not None}
    wanted = frozenset(reviews)
    found: dict[str, dict[int, npt.NDArray[np.int64]] | None] = {
        name: {place: np.zeros(0, dtype=np.int64) for place in reviews} if name in there else None for name in RULES
    }
    if not there:
        return found
    names = {rule.id: name for name, rule in there.items()}
    for batch in evaluate(_daily(plan, list(there.values())), register).batches:
        at = found.get(names.get(batch.name, ""))
        if at is not None and batch.place in wanted:
            at[batch.place] = np.unique(np.concatenate([at[batch.place], batch.pupils]))
    return found


def _rule(plan: Plan, name: str) -> PlannedRule | None:
    looked = (each for group in plan.looked.values() for each in group)
    return next((each for each in looked if isinstance(each, PlannedRule) and each.id == name), None)


def _daily(plan: Plan, rules: Sequence[PlannedRule]) -> Plan:
    """Give a plan that asks the rules every day, and beside them only what they rest on."""
    ids = {rule.id for rule in rules}
    narrow = of_rules(plan, ids)
    kept: dict[str, tuple[Looked, ...]] = {
        check: tuple(each for each in group if not (isinstance(each, PlannedRule) and each.id in ids))
        for check, group in narrow.looked.items()
    }
    asked = tuple(
        replace(rule, check=_DAY, minute=None, act=Act("each"), at_most=None, tasks=(), notes=(), evidence=())
        for rule in rules
    )
    return replace(narrow, looked={**kept, _DAY: (*kept.get(_DAY, ()), *asked)})
