"""What a rule rests on, taken together: sets of sessions, files, flags, columns, and what they are compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

from engine.counting import ActionCount, Condition, FactTest, Latest, SessionSet, Total
from engine.explain.asked import literals_of
from engine.model.amounts import Amount, Minutes
from engine.narrow import names_behind, of_rules, sets_of
from engine.plan import Looked, Plan, PlannedLadder, PlannedRule, PlannedTable

_OUTCOMES = "outcomes"


@dataclass(frozen=True, slots=True)
class Rests:
    """What one rule, step or table rests on, by way of every figure, flag, table and rule behind it.

    `numbers`, `texts`, `dates` and `minutes` are what its conditions compare with, values with a name among them.
    """

    plan: Plan
    names: frozenset[str]
    sets: tuple[SessionSet, ...]
    tables: tuple[str, ...]
    flags: tuple[str, ...]
    numbers: tuple[int, ...]
    texts: tuple[str, ...]
    dates: tuple[date, ...]
    minutes: tuple[int, ...]

    @property
    def asks_minutes(self) -> bool:
        """Whether it reads when pupils came."""
        return bool({"arrived", "minutes_late"} & self.names)

    @property
    def asks_code(self) -> bool:
        """Whether a figure of it is a code itself."""
        return any(isinstance(each.kind, Latest) and each.kind.field == "code" for each in self.plan.figures.values())


def rests_of(plan: Plan, rule: str) -> Rests:
    """Collect what a rule rests on."""
    names = names_behind(plan, [rule])
    small = of_rules(plan, [rule])
    looked = [each for group in small.looked.values() for each in group]
    numbers = {
        *(number for figure in small.figures.values() for number in sets_of(figure.kind)),
        *(small.named_sets[name] for name in names if name in small.named_sets),
    }
    sets = tuple(plan.sets[number] for number in sorted(numbers))
    conditions = [*_of_figures(small), *(held.condition for held in sets), *_of_looked(looked)]
    tests = [test for held in sets for test in held.tests]
    tests += [test for figure in small.figures.values() if isinstance(figure.kind, Total) for test in figure.kind.tests]
    conditions += [test.condition for test in tests]
    for name in names:
        flag = plan.flags.get(name)
        conditions += [each for each in (flag.starts_when, flag.until) if each is not None] if flag else []
    literals = [*(value for each in conditions for value in _literals(each)), *_cells(small, names)]
    for name in names:
        literals += [_plain(held.value) for held in plan.values.get(name, ())]
    whole = {int(each) for each in literals if isinstance(each, Fraction) and each.denominator == 1}
    read = names | {name for each in conditions for name in each.reads}
    return Rests(
        plan=small,
        names=frozenset(read),
        sets=sets,
        tables=tuple(sorted(set(_tables(plan, small, looked, tests, read)))),
        flags=tuple(sorted(name for name in read if name in plan.flags)),
        numbers=tuple(sorted(whole)),
        texts=tuple(dict.fromkeys(each for each in literals if isinstance(each, str))),
        dates=tuple(sorted({each for each in literals if isinstance(each, date)})),
        minutes=tuple(sorted({each.minute for each in literals if isinstance(each, Minutes)})),
    )


def _of_figures(plan: Plan) -> Iterator[Condition]:
    for figure in plan.figures.values():
        kind = figure.kind
        for name in ("condition", "of", "added"):
            held = getattr(kind, name, None)
            if isinstance(held, Condition):
                yield held
        rows = getattr(kind, "rows", None)
        if rows is not None:
            yield from (*rows.fixed, *((rows.moving,) if rows.moving is not None else ()))


def _of_looked(looked: list[Looked]) -> Iterator[Condition]:
    for each in looked:
        rules = [step.rule for step in each.steps] if isinstance(each, PlannedLadder) else [each]
        for rule in rules:
            yield from (held for held in (rule.steer.asks, rule.steer.unless) if held is not None)
            if isinstance(rule, PlannedRule):
                yield from (task.if_ for task in rule.tasks if task.if_ is not None)


def _cells(plan: Plan, names: frozenset[str]) -> Iterator[object]:
    held: list[PlannedTable] = [table for name, table in plan.tables.items() if name in names]
    held += [each for group in plan.looked.values() for each in group if isinstance(each, PlannedTable)]
    for table in held:
        for row in table.table.rules:
            for cell in row.cells:
                if cell.tree is not None:
                    yield from (_plain(each) for each in literals_of(cell.tree))


def _literals(condition: Condition) -> Iterator[object]:
    tree = condition.checked.tree
    if tree is not None:
        yield from (_plain(each) for each in literals_of(tree))


def _plain(value: object) -> object:
    if isinstance(value, Amount):
        return value.number
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Fraction(value)
    return Minutes(value.hour * 60 + value.minute) if isinstance(value, time) else value


def _tables(
    plan: Plan, small: Plan, looked: list[Looked], tests: list[FactTest], names: frozenset[str]
) -> Iterator[str]:
    """Give the files whose rows something reads."""
    for figure in small.figures.values():
        rows = getattr(figure.kind, "rows", None)
        if rows is not None:
            yield rows.table
        if isinstance(figure.kind, ActionCount):
            yield _OUTCOMES
    yield from (_file(plan, test.table) for test in tests)
    yield from (held.rows.table for name, held in plan.covering.items() if name in names)
    for name in names:
        flag = plan.flags.get(name)
        if flag is not None and flag.starts_table is not None:
            yield _file(plan, flag.starts_table)
    for each in looked:
        steers = [step.rule.steer for step in each.steps] if isinstance(each, PlannedLadder) else [each.steer]
        for steer in steers:
            if steer.each is not None:
                yield _file(plan, steer.each)
        if isinstance(each, PlannedLadder):
            yield _OUTCOMES


def _file(plan: Plan, table: str) -> str:
    """Give the file whose rows a table has: a table may be a part of another."""
    return plan.covering[table].rows.table if table in plan.covering else table
