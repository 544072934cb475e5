"""The engine on a case, told in the oracle's terms: with the tests, the only module here that knows the engine."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from engine.bind.bind import bind
from engine.compile.compile import compile_policy
from engine.compile.expected import expected_of
from engine.diagnostics import Diagnostic, Severity
from engine.evaluate.run import evaluate
from engine.expressions.types import DATE
from engine.fired import Shown
from engine.model.policy_file import PolicyFile
from engine.plan import Plan, PlannedLadder, PlannedRule
from engine.readers.dataset import read_dataset
from engine.register import FactTable, Register
from engine.source import Place, Source, Span
from tests.oracle.cases import Case, write_dataset
from tests.oracle.plain import Result

ORIGIN = date(1970, 1, 1).toordinal()
NOWHERE = Place(Source("case", ""), Span(1, 1, 1, 1))


class NotTakenError(Exception):
    """The engine does not take the policy or the dataset."""


class Told(NamedTuple):
    """A run, so that two can be compared: actions, decisions and figures as sorted text, doubts as (rule, pupil).

    `shown` are the figures that the notes of an action show.
    """

    actions: list[str]
    decisions: list[str]
    doubts: set[tuple[str, str]]
    shown: list[str]


def plan_of(policy: dict[str, Any]) -> tuple[Plan, Any]:
    """An expanded policy, compiled; with what it expects of a dataset."""
    bound = bind(PolicyFile.model_validate(policy), lambda *_: NOWHERE)
    _refuse(bound.diagnostics)
    assert bound.value is not None
    return compile_policy(bound.value, "case"), expected_of(bound.value)


def _refuse(found: tuple[Diagnostic, ...]) -> None:
    wrong = [each for each in found if each.severity is Severity.ERROR]
    if wrong:
        raise NotTakenError("\n".join(f"{each.code} {each.message}" for each in wrong))


def by_engine(case: Case, folder: Path, taken: tuple[Plan, Any] | None = None) -> Told:
    """Run the engine on a case; `folder` is for its dataset, `taken` what `plan_of` gave for its policy."""
    plan, expected = taken or plan_of(case.policy)
    for old in folder.glob("*"):
        old.unlink()
    write_dataset(folder, case.data)
    read = read_dataset(folder, expected, as_of=case.as_of)
    _refuse(read.diagnostics)
    assert read.value is not None
    return _told(plan, read.value)


def _told(plan: Plan, register: Register) -> Told:
    rules = {rule.id: rule for rule in _rules(plan)}
    each = _each(plan)
    actions, decisions, shown = [], [], []
    fired = evaluate(plan, register)
    for batch in fired.batches:
        day = date.fromordinal(int(register.days[batch.place]) + ORIGIN)
        for at, pupil in enumerate(batch.pupils):
            name = register.pupils[pupil]
            row = (
                _row_ids(register.tables[_file(plan, each[batch.name])], int(batch.rows[at]))
                if batch.rows is not None
                else ""
            )
            if batch.name in rules:
                half = "" if batch.half is None else f" {('AM', 'PM')[batch.half]}"
                rule = rules[batch.name]
                do = [task.do for task, comes in zip(_tasks(rule), batch.tasks[at], strict=True) if comes]
                say = [note.say for note, comes in zip(rule.notes, batch.notes[at], strict=True) if comes]
                actions.append(_line(day, name, batch.name + half, row, " ".join(do + say)))
                for figure in (note.show for note in rule.notes if note.show):
                    value = _value(plan, batch.evidence[figure], figure, at)
                    shown.append(_line(day, name, batch.name + half, row, f"{figure}={plain(value)}"))
            else:
                gives = " ".join(f"{key}={plain(values[at])}" for key, values in sorted(batch.gives.items()))
                hit = int(batch.hit[at]) + 1 if batch.hit is not None else 0
                decisions.append(_line(day, name, batch.name, row, f"{gives} row={hit}"))
    doubts = {(rule, register.pupils[pupil]) for (rule, _, _), doubt in fired.doubts.items() for pupil in doubt.pupils}
    return Told(sorted(actions), sorted(decisions), doubts, sorted(shown))


def _value(plan: Plan, shown: Shown, name: str, entry: int) -> object:
    """The value of a figure for one entry of those that fired; None where it is not known."""
    if shown.valid is not None and not shown.valid[entry]:
        return None
    value, quantity = shown.data[entry].item(), plan.quantities[name]
    if shown.words is not None:
        return shown.words[value]
    if quantity.type == DATE:
        return date.fromordinal(value + ORIGIN)
    return value if isinstance(value, bool) else Fraction(value, 1 if shown.over is None else int(shown.over[entry]))


def by_oracle(result: Result) -> Told:
    """The oracle's result in the same terms."""
    actions = [
        _line(a.date, a.pupil, a.rule + (f" {a.session}" if a.session else ""), _ids(a), " ".join(a.do + a.say))
        for a in result.actions
    ]
    shown = [
        _line(a.date, a.pupil, a.rule + (f" {a.session}" if a.session else ""), _ids(a), f"{name}={plain(value)}")
        for a in result.actions
        for name, value in a.shown
    ]
    decisions = [
        _line(d.date, d.pupil, d.table, _ids(d), " ".join(f"{k}={plain(v)}" for k, v in d.gives) + f" row={d.row}")
        for d in result.decisions
    ]
    doubts = {(rule, pupil) for rule, pupil, _ in result.undecided}
    return Told(sorted(actions), sorted(decisions), doubts, sorted(shown))


def _line(day: date, *parts: str) -> str:
    return " ".join(part for part in (f"{day}", *parts) if part)


def _ids(found: Any) -> str:
    return " ".join(each for each in (found.request, found.parent, found.notice) if each)


def plain(value: object) -> str:
    """A value as text that does not depend on what it is held in."""
    if value is None or isinstance(value, str | bool):
        return f"{value}"
    return f"{Fraction(str(value))}" if not isinstance(value, date) else f"{value}"


def _rules(plan: Plan) -> list[PlannedRule]:
    looked = [each for group in plan.looked.values() for each in group]
    steps = [step.rule for each in looked if isinstance(each, PlannedLadder) for step in each.steps]
    return [each for each in looked if isinstance(each, PlannedRule)] + steps


def _tasks(rule: PlannedRule) -> tuple[Any, ...]:
    return tuple(getattr(task, "task", task) for task in rule.tasks)


def _each(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for looked in (each for group in plan.looked.values() for each in group):
        if isinstance(looked, PlannedLadder):
            found |= {step.rule.id: looked.each for step in looked.steps}
        else:
            found[looked.id if isinstance(looked, PlannedRule) else looked.name] = looked.steer.each
    return found


def _file(plan: Plan, table: str) -> str:
    covering = plan.covering.get(table)
    return covering.rows.table if covering else table


def _row_ids(table: FactTable, row: int) -> str:
    found = []
    for name in ("request", "parent", "notice"):
        column = table.columns.get(name)
        if column is not None and column.words and (column.valid is None or column.valid[row]):
            found.append(column.words[int(column.data[row])])
    return " ".join(found)
