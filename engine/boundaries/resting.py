"""Which rules rest on an item of a policy, without another rule between."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from engine.calendar import SESSIONS
from engine.evaluate.lookup import lookup_of
from engine.load import Loaded
from engine.mutation.affected import holders_of
from engine.narrow import of_rules, sets_of


class Resting:
    """Knows which rules rest on an item without another rule between: one rule's boundary is not that of the next."""

    def __init__(self, loaded: Loaded, items: Mapping[str, Any]) -> None:
        model = loaded.bound.model
        self._order = [rule.id for rule in loaded.plan.rules]
        self._order += [name for name, table in model.tables.items() if table.each is not None]
        self._steps = {name: [step.id for step in ladder.steps] for name, ladder in model.ladders.items()}
        self._gives = {name: table.gives for name, table in model.tables.items() if table.each is None}
        self._holders = holders_of(items)
        self._coded = {rule for rule in self._order if _reads_codes(loaded, rule)}
        self._holders["*school_age"] |= self._holders.get("compulsory_school_age", set())

    def on(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give the rules, steps and tables that rest on some items, in the order of the policy."""
        rules = frozenset(self._order)
        found: set[str] = set()
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name == "*codes":
                found |= self._coded
            found |= {name} & rules | set(self._steps.get(name, ()))
            if name not in rules and name not in self._steps:
                waiting.extend((*self._gives.get(name, ()), *self._holders.get(name, ())))
        return tuple(name for name in self._order if name in found)


def _reads_codes(loaded: Loaded, rule: str) -> bool:
    """Whether some set of sessions that a rule rests on holds other codes under one code table than under the next."""
    plan = loaded.plan
    sets = {number for figure in of_rules(plan, [rule]).figures.values() for number in sets_of(figure.kind)}
    codes = ("", *dict.fromkeys(code for table in plan.codes for code in table.codes))
    looked = lookup_of(plan, codes)
    mask = sum(1 << looked.bit_of[number] for number in sets if number in looked.bit_of)
    for session in SESSIONS:
        tables = [looked.table(table.codes, session, {}) for table in plan.codes]
        for one, two in pairwise(tables):
            if any((int(a) ^ int(b)) & mask for a, b in zip(one[: len(codes)], two[: len(codes)], strict=True)):
                return True
    return False
