"""Rules, ladders, tables and flags -> the same ready to run."""

import operator
from collections.abc import Iterable

from engine.bind.bound import Bound
from engine.bind.vocabulary import STANDARD, pupil_names
from engine.compile.conditions import Conditions, parts_of, reads_of
from engine.compile.equations import ListRow, Lists, open_equations
from engine.counting import Condition, Figure
from engine.document import Path
from engine.expressions.tables import COLLECT
from engine.expressions.typed import Typed
from engine.model.amounts import Minutes, amount_or_name
from engine.model.rules import Act, Ladder, Note, Rule, Steered, Table, Task
from engine.plan import (
    PlannedFlag,
    PlannedLadder,
    PlannedNote,
    PlannedRule,
    PlannedStep,
    PlannedTable,
    PlannedTask,
    Steer,
)

PARENTS = "parents"


class Looking:
    """Makes what is looked at in one policy."""

    def __init__(
        self, bound: Bound, conditions: Conditions, figures: dict[str, Figure], differing: frozenset[str]
    ) -> None:
        self._bound, self._conditions, self._figures = bound, conditions, figures
        # figures that differ from row to row, and rules and steps that act row by row
        self._differing = differing
        self._abouts = {rule.id for rule in bound.model.rules if rule.each is not None} | {
            step.id for ladder in bound.model.ladders.values() if ladder.each is not None for step in ladder.steps
        }
        self._about = {rule.id: self._whole(rule.each) for rule in bound.model.rules if rule.each is not None}
        self._of_pupils = frozenset(pupil_names(bound.model))
        self._lists = _lists(bound)
        self.rules: list[PlannedRule] = []
        self._within: list[str] = []
        self._ids = bound.model.rule_ids()
        self._numbers = {rule.id: number for number, rule in reversed([*enumerate(bound.model.rules)])}

    def rule(self, path: Path, rule: Rule) -> PlannedRule:
        """Make a rule."""
        steer = self._steer(path, rule, (*path, "when"))
        rolling = self._rolling(steer)
        return self._keep(
            PlannedRule(
                id=rule.id,
                check=str(rule.check),
                minute=_minute(rule.check),
                steer=steer,
                act=rule.act,
                at_most=rule.at_most,
                act_if_unknown=rule.if_unknown == "act",
                rolling=rolling,
                tasks=self._tasks(path, rule.then),
                notes=self._notes(path, rule.notes),
                title=rule.title,
                source=rule.source,
                assumes=self._assumed(rule.assumes, (*path, "when")),
                evidence=self._evidence((*path, "when"), path, rule.then, rule.notes, rule.each),
                asides=self._asides((*path, "when"), rule.then, rule.notes, rule.each),
            )
        )

    def ladder(self, name: str, ladder: Ladder) -> PlannedLadder:
        """Make a ladder; each step is a rule of its own."""
        base: Path = ("ladders", name)
        steps = []
        for number, step in enumerate(ladder.steps):
            at: Path = (*base, "steps", number)
            where: Path = (*(at if step.when is not None else base), "when")
            steer = self._steer(base, ladder, where)
            rule = self._keep(
                PlannedRule(
                    id=step.id,
                    check=str(ladder.check),
                    minute=_minute(ladder.check),
                    steer=steer,
                    act=Act("each"),
                    at_most=None,
                    act_if_unknown=False,
                    rolling=True,
                    tasks=self._tasks(at, step.then),
                    notes=self._notes(at, step.notes),
                    title=step.title or ladder.title,
                    source=step.source or ladder.source,
                    assumes=self._assumed(_joined(ladder.assumes, step.assumes), where),
                    evidence=self._evidence(where, at, step.then, step.notes, ladder.each),
                    asides=self._asides(where, step.then, step.notes, ladder.each),
                )
            )
            anew = step.otherwise == "start again"
            steps.append(PlannedStep(rule, step.after, step.after_step, step.within, anew, step.in_force))
        restart = set(ladder.restart)
        return PlannedLadder(
            name, _minute(ladder.check), tuple(steps), frozenset(restart), ladder.reset,
            ladder.repeat == "last", ladder.each,
        )  # fmt: skip

    def table(self, name: str, table: Table) -> PlannedTable:
        """Make a table that decides, or one that gives figures."""
        path: Path = ("tables", name)
        steer = self._steer(path, table, (*path, "when"))
        held = self._bound.tables[name]
        return PlannedTable(
            name=name,
            minute=_minute(table.check),
            steer=steer,
            table=held,
            gives=table.gives,
            rolling=self._rolling(steer),
            evidence=self._shown(held.reads, table.each),
        )

    def flag(self, name: str) -> PlannedFlag:
        """Make a flag."""
        flag = self._bound.model.flags[name]
        begins = self._bound.flag_starts.get(name)
        lasts = flag.lasts
        return PlannedFlag(
            name=name,
            called=flag.called or name,
            starts_rule=flag.starts if begins == "rule" else None,
            starts_table=flag.starts if begins == "table" else None,
            starts_when=self._condition(("flags", name, "starts"), flag.starts) if begins == "condition" else None,
            lasts=lasts if lasts is None or lasts in {"rest of term", "next term"} else amount_or_name(lasts),
            until=self._condition(("flags", name, "until"), flag.until),
            in_force=flag.in_force,
        )

    def _keep(self, rule: PlannedRule) -> PlannedRule:
        self.rules.append(rule)
        return rule

    def _condition(self, path: Path, text: str | None) -> Condition | None:
        return None if text is None else self._conditions.of(self._bound.expressions[path])

    def _steer(self, base: Path, item: Steered, where: Path) -> Steer:
        expressions = self._bound.expressions
        parts = parts_of(expressions.get((*base, "for")), expressions.get(where))
        ordered = sorted(parts, key=self._cost)
        cheap = [part for part in ordered if self._cost(part) == 0]
        dear = sorted((part for part in ordered if self._cost(part) > 0), key=self._work)
        asks = self._conditions.joined(parts)
        unless = self._condition((*base, "unless"), item.unless)
        stops = unless.checked.tree if unless is not None else None
        reads = asks.reads if asks else ()
        columns = self._pupil_columns(reads, item.each)
        return Steer(
            asks=asks,
            first=self._conditions.joined(cheap),
            rest=tuple(self._conditions.of_part(part) for part in dear),
            unless=unless,
            each=item.each,
            in_force=item.in_force,
            reads=self._conditions.leaves(reads),
            beside=self._conditions.joined(part for part in parts if not self._about_rows(part, item.each)),
            pupils=self._conditions.joined(part for part in cheap if not self._by_row(part, item.each)),
            stops_beside=stops is not None and not self._about_rows(stops, item.each),
            opened=self._opened(parts, columns),
            columns=columns,
        )

    def _pupil_columns(self, reads: Iterable[str], each: str | None) -> tuple[str, ...]:
        """Give the pupil columns behind some names; a column of the row bears its name where both have it."""
        own = self._bound.rows.get(self._whole(each), {}) if each is not None else {}
        columns = self._of_pupils
        return tuple(name for name in self._conditions.leaves(reads) if name in columns and name not in own)

    def _opened(self, parts: tuple[Typed, ...], columns: tuple[str, ...]) -> Condition | None:
        """Open the equations about figures and pupil columns; None where there are none."""
        figures = {*self._bound.model.measures, *self._bound.outputs, *columns}
        opened = tuple(open_equations(part, figures, self._lists) for part in parts)
        return self._conditions.joined(opened) if any(map(operator.is_not, opened, parts)) else None

    def _about_rows(self, part: Typed, each: str | None) -> bool:
        if each is None:
            return False
        columns = self._bound.rows.get(self._whole(each), {})
        names = reads_of(part)
        behind = {*names}.union(*(self._conditions.all_behind(name) for name in names))
        return any(name in columns for name in names) or any(self._by_rows_of(name, each) for name in behind)

    def _by_row(self, part: Typed, each: str | None) -> bool:
        """Whether a part may say another thing of a row than of its pupil."""
        if each is None or self._about_rows(part, each):
            return each is not None
        names = reads_of(part)
        behind = {*names}.union(*(self._conditions.all_behind(name) for name in names))
        return not behind.isdisjoint(self._differing | self._abouts)

    def _by_rows_of(self, name: str, each: str) -> bool:
        """Whether a figure differs from row to row of what a rule is about."""
        measure = self._bound.model.measures.get(name)
        if measure is None:
            return False
        counted = self._bound.shapes.get(self._whole(measure.count or ""))
        shared = self._whole(each) == PARENTS and counted is not None and "parent" in counted.columns
        return name in self._bound.row_figures or shared or self._about.get(measure.count or "") == self._whole(each)

    def _whole(self, each: str) -> str:
        fact = self._bound.model.facts.get(each)
        return fact.part_of if fact is not None and fact.part_of is not None else each

    def _cost(self, part: Typed) -> int:
        """Say how dear a part is: figures that look things up pupil by pupil come last."""
        costs = []
        for name in reads_of(part):
            for behind in (name, *self._conditions.all_behind(name)):
                figure = self._figures.get(behind)
                costs.append(figure.cost if figure else 0)
        return max(costs, default=0)

    def _work(self, part: Typed) -> tuple[int, int]:
        """Say how much a dear part asks for: what its figures cost, then how many names it reads."""
        names = reads_of(part)
        figures = {behind for name in names for behind in (name, *self._conditions.all_behind(name))} & {*self._figures}
        return sum(self._figures[name].cost for name in figures), len(names)

    def _rolling(self, steer: Steer) -> bool:
        return all(part is None or part.rolling for part in (steer.asks, steer.unless))

    def _tasks(self, base: Path, then: tuple[Task, ...]) -> tuple[PlannedTask, ...]:
        return tuple(
            PlannedTask(
                if_=self._condition((*base, "then", number, "if"), task.if_),
                do=task.do,
                to=task.to,
                by=task.by,
                obligation=task.obligation,
                due=task.due,
                due_text=_due_text(task),
                with_=task.with_ or {},
                code=task.code,
                sessions=task.sessions,
            )
            for number, task in enumerate(then)
        )

    def _notes(self, base: Path, notes: tuple[Note, ...]) -> tuple[PlannedNote, ...]:
        return tuple(
            PlannedNote(self._condition((*base, "notes", number, "if"), note.if_), note.say, note.show)
            for number, note in enumerate(notes)
        )

    def _assumed(self, own: str | None, when: Path) -> str | None:
        """Give what an action rests on that its clause leaves open.

        That is the rule's own, and what its figures, flags and values assume.
        """
        model = self._bound.model
        checked = self._bound.expressions.get(when)
        names = checked.reads if checked else ()
        found: dict[str, None] = {own: None} if own else {}
        behind = [one for each in names for one in (each, *sorted(self._conditions.all_behind(each)))]
        for name in dict.fromkeys(behind):
            items = [model.measures.get(name), model.flags.get(name), *model.values.get(name, ())]
            found.update({item.assumes: None for item in items if item is not None and item.assumes})
        return "; ".join(found) or None

    def _asides(self, when: Path, then: tuple[Task, ...], notes: tuple[Note, ...], each: str | None) -> frozenset[str]:
        """Give the names that only a note shows or a task concerns."""
        checked = self._bound.expressions.get(when)
        asked = set(self._shown(checked.reads, each)) if checked else set()
        shown = [note.show for note in notes if note.show]
        others = [*shown, *(task.sessions for task in then if task.sessions)]
        return frozenset(self._shown(tuple(others), each)).union(shown) - asked

    def _evidence(
        self, when: Path, base: Path, then: tuple[Task, ...], notes: tuple[Note, ...], each: str | None
    ) -> tuple[str, ...]:
        """Give the names whose values an action shows: those its condition reads, its notes show, its tasks concern."""
        checked = self._bound.expressions.get(when)
        names = list(checked.reads) if checked else []
        for number, _ in enumerate(then):
            inner = self._bound.expressions.get((*base, "then", number, "if"))
            names += inner.reads if inner else ()
        shown = tuple(note.show for note in notes if note.show)
        names += [*shown, *(task.sessions for task in then if task.sessions)]
        # what a note shows is shown, also where everyone knows it
        return tuple(dict.fromkeys((*self._shown(tuple(names), each), *shown)))

    def _shown(self, names: tuple[str, ...], each: str | None) -> tuple[str, ...]:
        """Put the figures behind named expressions beside them; leave out what everyone knows."""
        found: dict[str, None] = {}
        model = self._bound.model
        columns = self._bound.rows.get(self._whole(each), {}) if each else {}
        for name in names:
            if name in columns:
                found[name] = None
                continue
            if name in self._ids:
                found.update(dict.fromkeys(self._of_rule(name, each)))
                continue
            if name in STANDARD or name in model.values:
                continue
            found[name] = None
            if name in self._figures:
                for leaf in self._conditions.leaves((name,)):
                    if leaf in self._figures or leaf in model.flags:
                        found[leaf] = None
        return tuple(found)

    def _of_rule(self, name: str, each: str | None) -> tuple[str, ...]:
        """Give what another rule's action shows, where this one rests on it."""
        model = self._bound.model
        number = self._numbers.get(name)
        if number is None or name in self._within or (model.rules[number].each or each) != each:
            return ()
        self._within.append(name)
        checked = self._bound.expressions.get(("rules", number, "when"))
        shown = self._shown(checked.reads, each) if checked else ()
        self._within.pop()
        return shown


def _minute(check: "str | Minutes") -> int | None:
    return check.minute if isinstance(check, Minutes) else None


def _joined(*texts: str | None) -> str | None:
    return "; ".join(text for text in texts if text) or None


def _due_text(task: Task) -> str | None:
    due = task.due
    if due is None:
        return None
    if due.weekday is not None:
        return f"next {('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')[due.weekday]}"
    if due.after is None:
        return "same day"
    if hasattr(due.after, "name"):
        return str(due.after.name)
    number, unit = due.after.number, due.after.unit or ""
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _lists(bound: Bound) -> Lists:
    """Give the rows behind each list that a table collects."""
    found: dict[str, list[ListRow]] = {}
    for name, (table, at) in bound.outputs.items():
        held = bound.tables.get(table)
        if held is not None and held.hit == COLLECT:
            found[name] = [
                ListRow(tuple(cell.tree for cell in rule.cells if cell.tree is not None), rule.outputs[at].tree)
                for rule in held.rules
            ]
    return found
