"""Plan and register -> what is worked out ahead, and what is left to step through."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from engine.counting import FactCount, NamedExpression
from engine.evaluate.foreseen import Foreseen
from engine.evaluate.foreseen_rows import ForeseenRows
from engine.evaluate.gates import Gate, gate_of
from engine.evaluate.ladders_ahead import can_raise_ahead
from engine.evaluate.needs import Needs, needs_of
from engine.evaluate.rows_ahead import by_row_alone, shows_rows_alone
from engine.evaluate.rows_alone import SCHOOL_DAYS
from engine.narrow import names_behind, of_rules
from engine.nouns import dataclass
from engine.plan import Looked, Plan, PlannedLadder, PlannedRule, PlannedTable
from engine.register import FactTable, Register


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done with a plan.

    `foreseen` are the rules that are worked out ahead, `ladders` the ladders, `rows` the rules and tables that each row
    decides alone, `about_rows` the others about rows, with their checks. `stepped` is the plan that is stepped through
    without them, though a foreseen rule whose acting the others ask about keeps its turn. `gates` are those of what is
    stepped through, each by its number with its check; `alone` the foreseen figures that are looked up entry by entry.
    """

    whole: Plan
    stepped: Plan
    needs: Needs
    foreseen: tuple[tuple[str, PlannedRule], ...] = ()
    rows: tuple[tuple[str, PlannedRule | PlannedTable], ...] = ()
    ladders: tuple[tuple[str, PlannedLadder, Gate], ...] = ()
    about_rows: tuple[tuple[str, PlannedRule | PlannedTable, Gate], ...] = ()
    gates: Mapping[int, tuple[str, Gate]] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()

    @property
    def leaps(self) -> bool:
        """Whether a day on which no gate lets anyone through leaves no trace."""
        told = {id(rule) for _, rule in self.foreseen}
        looked = [each for group in self.stepped.looked.values() for each in group if id(each) not in told]
        return (
            all(id(each) in self.gates and not isinstance(each, PlannedLadder) for each in looked)
            and not self.needs.marks
            and not any(flag.by_policy or flag.name in self.stepped.stretches for flag in self.stepped.flags.values())
            and all(isinstance(figure.kind, FactCount | NamedExpression) for figure in self.stepped.figures.values())
        )


def all_stepped(plan: Plan) -> Work:
    """Leave everything to be stepped through."""
    return Work(plan, plan, needs_of(plan))


def work_of(plan: Plan, register: Register) -> Work:
    """Tell what is foreseen from what has to be stepped through."""
    tells = Foreseen(plan)
    foreseen = tuple(tells.rules())
    every = [(check, looked) for check, group in plan.looked.items() for looked in group]
    rows = tuple(
        (check, looked)
        for check, looked in every
        if not isinstance(looked, PlannedLadder) and _row_alone(plan, register, tells, check, looked)
    )
    ladders = tuple(
        (check, looked, gate)
        for check, looked in every
        if isinstance(looked, PlannedLadder) and can_raise_ahead(plan, tells, check, looked)
        if (gate := gate_of(looked, tells, check)) is not None
    )
    alone = {id(looked) for _, looked in rows}
    about_rows = tuple(
        (check, looked, gate)
        for check, looked in every
        if not isinstance(looked, PlannedLadder) and id(looked) not in alone
        if _about_rows(plan, register, tells, check, looked) and (gate := gate_of(looked, tells, check)) is not None
    )
    known = frozenset(rule.id for _, rule in foreseen)
    done = alone | {id(looked) for _, looked in foreseen} | {id(looked) for _, looked, _ in (*ladders, *about_rows)}
    others = [looked for _, looked in every if id(looked) not in done]
    names = {name for each in others for name in names_of(each)}
    rest, asked = of_rules(plan, names, known), names_behind(plan, names, known)
    # a foreseen rule keeps its turn, so that who looks after it sees that it has acted
    kept = {id(each) for each in others} | {id(rule) for _, rule in foreseen if rule.id in asked}
    looked = {check: tuple(each for each in group if id(each) in kept) for check, group in plan.looked.items()}
    looked = {check: group for check, group in looked.items() if group}
    gates = {
        id(each): (check, gate)
        for check, group in looked.items()
        for each in group
        if id(each) not in done and each.minute is None and _is_there(plan, register, each)
        if (gate := gate_of(each, tells, check)) is not None
    }
    stepped = replace(rest, looked=looked)
    return Work(plan, stepped, needs_of(stepped), foreseen, rows, ladders, about_rows, gates, tells.alone())


def names_of(looked: Looked) -> Iterable[str]:
    """Give the names under which something looked at acts or decides."""
    if isinstance(looked, PlannedRule):
        return (looked.id,)
    if isinstance(looked, PlannedTable):
        return (looked.name,)
    return tuple(step.rule.id for step in looked.steps)


def _row_alone(plan: Plan, register: Register, tells: Foreseen, check: str, looked: PlannedRule | PlannedTable) -> bool:
    each = looked.steer.each
    if each is None or looked.minute is not None or tells.is_early(check):
        return False
    if isinstance(looked, PlannedRule) and (looked.id in plan.asked_of or tells.is_noted(looked.id)):
        return False
    table = _table_of(plan, register, each)
    columns = frozenset({*table.columns, SCHOOL_DAYS})
    return table.present and by_row_alone(plan, looked, columns) and shows_rows_alone(plan, looked, columns)


def _about_rows(
    plan: Plan, register: Register, tells: Foreseen, check: str, looked: PlannedRule | PlannedTable
) -> bool:
    each = looked.steer.each
    if each is None or looked.minute is not None or tells.is_early(check):
        return False
    table = _table_of(plan, register, each)
    return table.present and ForeseenRows(plan, tells.at(check), frozenset(table.columns)).looked(looked)


def _is_there(plan: Plan, register: Register, looked: Looked) -> bool:
    """Whether the rows that something is about can be looked at: of a missing file everybody is in doubt."""
    each = looked.each if isinstance(looked, PlannedLadder) else looked.steer.each
    return each is None or _table_of(plan, register, each).present


def _table_of(plan: Plan, register: Register, each: str) -> FactTable:
    part = plan.covering.get(each)
    return register.tables[each if part is None else part.rows.table]
