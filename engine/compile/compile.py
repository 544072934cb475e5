"""Bound policy -> plan: the small program that the evaluator steps through."""

from collections.abc import Sequence

from engine.bind.bound import Bound
from engine.compile.conditions import Conditions
from engine.compile.figures import Figures
from engine.compile.looking import Looking
from engine.compile.sets import Sets
from engine.dates import Period, in_turn
from engine.model.amounts import AfterOpens
from engine.model.facts import RegisterEntry
from engine.model.policy_file import DatedValue
from engine.model.windows import Stretch
from engine.plan import CoveringFact, DatedCodes, DatedLiteral, Looked, Plan, PlannedEntry


def compile_policy(bound: Bound, version: str) -> Plan:
    """Make the plan of a bound policy that has no errors. `version` is the digest of the policy in force."""
    model = bound.model
    conditions = Conditions(bound)
    sets = Sets(bound, conditions)
    makes = Figures(bound, conditions, sets)
    figures = makes.all()
    looking = Looking(bound, conditions, figures, makes.by_row())
    made: dict[str, Looked] = {}
    for number, rule in enumerate(model.rules):
        made[f"rule:{rule.id}"] = looking.rule(("rules", number), rule)
    for name, ladder in model.ladders.items():
        made[f"ladder:{name}"] = looking.ladder(name, ladder)
    tables = {name: looking.table(name, table) for name, table in model.tables.items()}
    made |= {f"table:{name}": table for name, table in tables.items() if table.steer.each is not None}
    looked = {check: tuple(made[key] for key in keys) for check, keys in bound.order.items()}
    flags = {name: looking.flag(name) for name in model.flags}
    covering = {
        name: CoveringFact(name, makes.rows_of(name, None), fact.covers is not None)
        for name, fact in model.facts.items()
        if fact.covers is not None or fact.part_of is not None or fact.in_force is not None
    }
    ids = frozenset(rule.id for rule in looking.rules)
    return Plan(
        policy=model.policy,
        version=version,
        values={name: _dated_literals(entries) for name, entries in model.values.items()},
        codes=dated_codes(bound),
        sets=tuple(sets.all),
        named_sets=sets.named,
        figures=figures,
        flags=flags,
        covering=covering,
        looked=looked,
        clock=tuple(sorted({each.minute for group in looked.values() for each in group if each.minute is not None})),
        am=_entries(bound, conditions, "am"),
        pm=_entries(bound, conditions, "pm"),
        school_age=model.school_age,
        quantities=bound.quantities,
        row_dates={name: shape.dated_by for name, shape in bound.shapes.items() if shape.dated_by},
        rules=tuple(looking.rules),
        asked_of=_asked_of(bound, ids),
        ids=ids,
        stretches=_stretches(bound),
        by_row=makes.by_row(),
        made_of={name: conditions.all_behind(name) for name in figures},
        tables=tables,
        row_quantities=bound.rows,
    )


def _asked_of(bound: Bound, ids: frozenset[str]) -> frozenset[str]:
    """Give the rules and steps whose acting something else asks about."""
    model = bound.model
    asked = {name for checked in bound.expressions.values() for name in checked.reads}
    asked |= {name for table in bound.tables.values() for name in table.reads}
    for measure in model.measures.values():
        asked |= {str(measure.since), str(measure.at), str(measure.count)}
    for ladder in model.ladders.values():
        asked |= {str(step.after_step) for step in ladder.steps}
        if any(step.after or step.within or step.after_step for step in ladder.steps):
            # what waits asks when the step before was done
            asked |= {step.id for step in ladder.steps}
    return frozenset(asked & ids)


def _stretches(bound: Bound) -> frozenset[str]:
    """Give the flags whose stretches are windows or anchors."""
    model = bound.model
    named = {w.name for m in model.measures.values() for w in m.over or () if isinstance(w, Stretch)}
    named |= {str(name) for m in model.measures.values() for name in (m.since, m.at)}
    named |= {str(step.after_step) for ladder in model.ladders.values() for step in ladder.steps}
    return frozenset(named & set(model.flags))


def _dated_literals(entries: Sequence[DatedValue]) -> tuple[DatedLiteral, ...]:
    """Give a value's entries, each until the next one begins, in whatever order they are written."""
    periods = in_turn([Period(entry.from_, entry.until) for entry in entries])
    return tuple(
        DatedLiteral(period.from_, period.until, entry.value) for period, entry in zip(periods, entries, strict=True)
    )


def dated_codes(bound: Bound) -> tuple[DatedCodes, ...]:
    """Give the code tables in order, each until the next one where it does not say until when."""
    tables = sorted(bound.model.codes, key=lambda table: (table.from_ is not None, table.from_))
    found = []
    for number, table in enumerate(tables):
        following = tables[number + 1].from_ if number + 1 < len(tables) else None
        found.append(DatedCodes(table.from_, table.until or following, table.table))
    return tuple(found)


def _entries(bound: Bound, conditions: Conditions, half: str) -> tuple[PlannedEntry, ...]:
    registers = bound.model.registers
    entries: dict[str, RegisterEntry] = getattr(registers, half) if registers else {}
    found = []
    for name, entry in entries.items():
        checked = bound.expressions.get(("registers", half, name, "for"))
        opens = entry.opens.minute
        closes = opens + entry.closes.minutes if isinstance(entry.closes, AfterOpens) else entry.closes.minute
        late_after = entry.late_after.minute if entry.late_after else opens
        condition = conditions.of(checked) if checked else None
        found.append(PlannedEntry(name, condition, entry, opens, closes, late_after))
    return tuple(found)
