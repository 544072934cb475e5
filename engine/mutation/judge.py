"""One mutant and the tests of its policy -> whether a test notices it."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.document import Path, Value
from engine.load import Loaded, expand
from engine.model.part import RefusedError
from engine.model.test_file import ScenarioTest
from engine.mutation.affected import Dependents, changed, items_of, steps_of
from engine.mutation.equal import proved_equal
from engine.mutation.mutant import Fate, Judged, Mutant, Unmoved
from engine.narrow import of_rules
from engine.plan import Looked, Plan, PlannedLadder, PlannedRule
from engine.policy import PolicyInForce
from engine.register import Register
from engine.testing.arrivals import compare_arrivals
from engine.testing.compare import compare
from engine.testing.override import overridden, values_over
from engine.testing.read import Placed
from engine.testing.runner import RunPolicy, register_of_test

_REREAD = frozenset({"*codes", "*pupils"})
"""What a register is read by: where it changes, the register of a test is read anew."""


@dataclass(slots=True)
class Ready:
    """A test that is ready to be run again: its policy without a mutant, its register, and what it compares."""

    placed: Placed
    loaded: Loaded
    register: Register
    compared: frozenset[str]
    expected: frozenset[str]


class Judge:
    """Judges the mutants of one policy by the tests that are of it."""

    def __init__(self, policy: PolicyInForce, tests: Iterable[Placed], run: RunPolicy) -> None:
        self._policy, self._run = policy, run
        base = expand(policy).value
        assert base is not None, "INVARIANT: a policy that was loaded once loads again"
        self.base = base
        self._items = items_of(base.expanded)
        self._dependents = Dependents(self._items, steps_of(base.expanded))
        self._ready: list[Ready] = []
        for placed in tests:
            loaded = self._overridden(base, placed)
            register = None if loaded is None else register_of_test(placed, loaded).value
            if loaded is not None and register is not None:
                self._ready.append(Ready(placed, loaded, register, compared(placed, loaded), expected(placed)))

    def _overridden(self, base: Loaded, placed: Placed) -> Loaded | None:
        if not placed.test.override:
            return base
        changed = overridden(self._policy, placed).value
        return None if changed is None else expand(changed).value

    def judge(self, mutant: Mutant) -> Judged:
        """Run the tests that may notice a mutant until one does."""
        if mutant.removed is not None:
            return self._removed(mutant, mutant.removed)
        document = edited(self._policy.document, mutant.path, mutant.value)
        try:
            mutated = expand(replace(self._policy, document=document))
        except RefusedError:  # a value that no policy file may hold: not a change that anybody could make
            return Judged(mutant, Fate.INVALID)
        if mutated.value is None or mutated.failed:
            return Judged(mutant, Fate.INVALID)
        items = items_of(mutated.value.expanded)
        names = changed(self._items, items)
        touched = self._dependents.of(names) | Dependents(items, steps_of(mutated.value.expanded)).of(names)
        acting = frozenset(self.base.plan.ids) | self._deciding(self.base.plan)
        if not names or not (touched & acting or any(name.startswith("*") for name in names)):
            return Judged(mutant, Fate.INVALID)
        for ready in self._in_order(touched):
            loaded = mutated.value
            if ready.placed.test.override:
                over = document
                for path, value in values_over(self._policy, ready.placed).items():
                    over = edited(over, path, value)
                changed_too = expand(replace(self._policy, document=over)).value
                if changed_too is None:
                    continue
                loaded = changed_too
            if self._notices(ready, loaded, touched, reread=bool(names & _REREAD)):
                return Judged(mutant, Fate.NOTICED, ready.placed.test.name)
        same = proved_equal(self.base.expanded, self.base.bound, mutated.value.expanded, mutated.value.bound)
        return Judged(mutant, Fate.EQUAL if same else Fate.SURVIVED)

    def _removed(self, mutant: Mutant, rule: str) -> Judged:
        touched = self._dependents.of(frozenset({rule}))
        for ready in self._in_order(touched):
            loaded = replace(ready.loaded, plan=without(ready.loaded.plan, rule))
            if self._notices(ready, loaded, touched, reread=False):
                return Judged(mutant, Fate.NOTICED, ready.placed.test.name)
        return Judged(mutant, Fate.SURVIVED)

    def unmoved(self) -> list[Unmoved]:
        """Give each test that still passes with a rule that it is about taken away."""
        found = []
        for ready in self._ready:
            about = about_of(ready.placed.test)
            for rule in sorted(about & ready.compared):
                touched = self._dependents.of(frozenset({rule}))
                loaded = replace(ready.loaded, plan=without(ready.loaded.plan, rule))
                if not self._notices(ready, loaded, touched, reread=False):
                    place = ready.placed.document.place((*ready.placed.at, "name"))
                    found.append(Unmoved(ready.placed.test.name, rule, place.source.name, place.span.line))
        return found

    def _deciding(self, plan: Plan) -> frozenset[str]:
        return frozenset(name for name, table in plan.tables.items() if table.steer.each is not None)

    def _in_order(self, touched: frozenset[str]) -> list[Ready]:
        """Give the tests that may notice: those that expect something of what is touched first, the shorter first."""
        may = [each for each in self._ready if each.compared & touched or each.placed.test.arrivals]
        return sorted(
            may, key=lambda each: (not each.expected & touched, len(each.register.days) * len(each.register.pupils))
        )

    def _notices(self, ready: Ready, loaded: Loaded, touched: frozenset[str], *, reread: bool) -> bool:
        test, placed = ready.placed.test, ready.placed
        register: Register | None = ready.register
        if reread:
            register = register_of_test(placed, loaded).value
            if register is None:
                return True
        assert register is not None
        if test.arrivals and compare_arrivals(placed, loaded, register):
            return True
        asked = ready.compared & touched
        if not test.asks_what_happens or not asked:
            return False
        sliced = replace(loaded, plan=of_rules(loaded.plan, asked))
        run = self._run(sliced, register)
        return bool(compare(restricted(test, asked), run, placed.document, placed.at))


def edited(document: Mapping[str, Value], path: Path, value: Value) -> dict[str, Value]:
    """Give a document with another value at a path; None leaves it out."""
    changed_document: dict[str, Value] = copy.deepcopy(dict(document))
    held: object = changed_document
    for step in path[:-1]:
        held = held[step]  # type: ignore[index]
    if value is None:
        del held[path[-1]]  # type: ignore[attr-defined]
    else:
        held[path[-1]] = value  # type: ignore[index]
    return changed_document


def without(plan: Plan, rule: str) -> Plan:
    """Give a plan in which a rule, step or table never acts."""
    looked: dict[str, tuple[Looked, ...]] = {}
    for check, group in plan.looked.items():
        kept: list[Looked] = []
        for each in group:
            if isinstance(each, PlannedLadder):
                steps = tuple(step for step in each.steps if step.rule.id != rule)
                kept += [replace(each, steps=steps)] if steps else []
            elif (each.id if isinstance(each, PlannedRule) else each.name) != rule:
                kept.append(each)
        looked[check] = tuple(kept)
    return replace(plan, looked=looked)


def compared(placed: Placed, loaded: Loaded) -> frozenset[str]:
    """Give the rules and tables whose actions a test compares."""
    test, plan = placed.test, loaded.plan
    tables = frozenset(name for name, table in plan.tables.items() if table.steer.each is not None)
    if test.only is None:
        return frozenset(plan.ids) | tables
    return frozenset(test.only) | expected(placed)


def expected(placed: Placed) -> frozenset[str]:
    """Give the rules and tables of which a test expects something to come."""
    test = placed.test
    actions = [action for part in (test.expect, test.not_) for each in (part or {}).values() for action in each]
    decided = [str(row["table"]) for row in test.expect_decisions or () if row.get("table")]
    return frozenset((*(action.rule for action in actions), *decided, *(test.undecided or ())))


def about_of(test: ScenarioTest) -> frozenset[str]:
    """Give the rules that a test is about: those of which it expects something; else those that it names at all.

    What must not come comes the less for a rule that is taken away: where a test also expects something, it is about
    that alone.
    """
    wanted = [action.rule for each in (test.expect or {}).values() for action in each]
    decided = [str(row["table"]) for row in test.expect_decisions or () if row.get("table")]
    forbidden = [action.rule for each in (test.not_ or {}).values() for action in each]
    return frozenset((*wanted, *decided, *(test.undecided or ()))) or frozenset(forbidden or (test.only or ()))


def restricted(test: ScenarioTest, rules: frozenset[str]) -> ScenarioTest:
    """Give a test that compares some rules alone, of those that it compares."""

    def kept(part: "dict[str, Sequence[object]] | None") -> "dict[str, tuple[object, ...]] | None":
        if part is None:
            return None
        return {pupil: tuple(each for each in actions if each.rule in rules) for pupil, actions in part.items()}  # type: ignore[attr-defined]

    decisions = test.expect_decisions
    if decisions is not None:
        decisions = tuple(row for row in decisions if row.get("table") in rules)
    return test.model_copy(
        update={
            "only": tuple(sorted(rules)),
            "expect": kept(test.expect) if test.expect is not None else {},  # type: ignore[arg-type]
            "not_": kept(test.not_),  # type: ignore[arg-type]
            "expect_decisions": decisions,
            "undecided": None if test.undecided is None else tuple(name for name in test.undecided if name in rules),
        }
    )
