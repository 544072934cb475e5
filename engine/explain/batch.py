"""One rule's firing at one check -> its actions or decisions; what they share is put into words once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from engine.calendar import SESSIONS, date_of
from engine.counting import Kind
from engine.decision import Action, Decision, Evidence, SessionMark, Task
from engine.evaluate.values import ValuesByDay
from engine.explain.due import due_on
from engine.explain.figures import reader_of, said, unit_of
from engine.explain.row import NAMES, columns_of, names_of
from engine.explain.sessions import Sessions
from engine.expressions.types import Quantity
from engine.fired import Batch, Shown
from engine.plan import Plan, PlannedRule, PlannedTable
from engine.register import FactTable, Register
from engine.timeline import Timeline
from engine.words import name_in_words


class Beside:
    """What every batch of a run is told with."""

    def __init__(self, plan: Plan, register: Register) -> None:
        self.plan, self.register = plan, register
        self.sessions = Sessions(plan, register)
        self.timeline = Timeline(register.calendar, register.days)
        self.values = ValuesByDay(plan, self.timeline)
        self.rules = {rule.id: rule for rule in plan.rules}
        self.dates = [date_of(int(day)).isoformat() for day in register.days]

    def table_of(self, each: str | None) -> FactTable | None:
        """Give the fact table that a rule with `each` is about."""
        if each is None:
            return None
        return self.register.tables[self.plan.covering[each].rows.table if each in self.plan.covering else each]

    def quantity(self, name: str, table: FactTable | None) -> Quantity | None:
        """Give what is known of a name; a column of the row comes first."""
        columns = self.plan.row_quantities.get(table.name, {}) if table is not None else {}
        return columns[name] if name in columns else self.plan.quantities.get(name)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of a batch; `value` reads it for an entry, `aside` leaves it to the notes."""

    name: str
    shown: Shown
    kind: Kind | None
    quantity: Quantity | None
    value: Callable[[int], str | int | bool | None]
    unit: str | None
    aside: bool


class BatchTelling:
    """Tells the entries of one batch, in any order."""

    def __init__(self, beside: Beside, batch: Batch) -> None:
        self._beside, self._batch = beside, batch
        self._of: PlannedRule | PlannedTable
        self._of = beside.rules[batch.name] if batch.hit is None else beside.plan.tables[batch.name]
        self._table = beside.table_of(self._of.steer.each)
        self._pupils: list[int] = batch.pupils.tolist()
        self._rows: list[int] | None = None if batch.rows is None else batch.rows.tolist()
        self._began: list[int] = batch.began.tolist()
        self._date = beside.dates[batch.place]
        self._session = None if batch.half is None else SESSIONS[batch.half]
        self._figures = [self._figure(name, shown) for name, shown in batch.evidence.items()]

    def _figure(self, name: str, shown: Shown) -> _Figure:
        figure, quantity = self._beside.plan.figures.get(name), self._beside.quantity(name, self._table)
        kind = figure.kind if figure else None
        aside = isinstance(self._of, PlannedRule) and name in self._of.asides
        value = reader_of(shown, quantity, kind)
        return _Figure(name, shown, kind, quantity, value, unit_of(shown, quantity), aside)

    def action(self, entry: int) -> Action:
        """Give the action of an entry."""
        rule, pupil = self._of, self._pupils[entry]
        assert isinstance(rule, PlannedRule)
        names = names_of(self._table, None if self._rows is None else self._rows[entry])
        evidence = self._evidence(entry)
        notes = tuple([self._note(number, evidence) for number in self._notes[entry]])
        return Action(
            key=self._key(entry, names),
            pupil=self._beside.register.pupils[pupil],
            date=self._date,
            session=self._session,
            rule=rule.id,
            tasks=self._tasks_of(entry, evidence),
            source=rule.source,
            reason=self._reason(rule.title or name_in_words(rule.id), evidence, notes),
            evidence=evidence,
            notes=notes,
            assumes=rule.assumes,
            request=names.get("request"),
            parent=names.get("parent"),
            notice=names.get("notice"),
        )

    def decision(self, entry: int) -> Decision:
        """Give the decision of an entry."""
        table, batch = self._of, self._batch
        assert isinstance(table, PlannedTable) and self._rows is not None and batch.hit is not None
        names = names_of(self._table, self._rows[entry])
        gives = {name: held[entry] for name, held in batch.gives.items()}
        evidence = self._evidence(entry)
        outcome = gives.pop("outcome", None)
        hit = int(batch.hit[entry]) + 1
        first = f"row {hit} of the table" if hit else "no row of the table fits"
        return Decision(
            table=table.name,
            request=names.get("request"),
            pupil=self._beside.register.pupils[self._pupils[entry]],
            parent=names.get("parent"),
            date=self._date,
            outcome=outcome,
            gives=gives,
            row=hit,
            reason=self._reason(first, evidence, ()),
        )

    @cached_property
    def _sessions(self) -> list[Sequence[tuple[SessionMark, ...]]]:
        counted, batch = self._beside.sessions.counted_by_all, self._batch
        return [counted(figure.kind, figure.shown, batch.pupils, batch.place) for figure in self._figures]

    def _evidence(self, entry: int) -> dict[str, Evidence]:
        return {
            figure.name: Evidence(figure.value(entry), figure.unit, sessions[entry])
            for figure, sessions in zip(self._figures, self._sessions, strict=True)
        }

    def _reason(self, title: str, evidence: Mapping[str, Evidence], notes: Sequence[str]) -> str:
        figures = ", ".join(
            [said(each.name, evidence[each.name], each.quantity) for each in self._figures if not each.aside]
        )
        whole = f"{title}: {figures}" if figures else title
        return "; ".join((whole, *notes))

    @cached_property
    def _notes(self) -> list[list[int]]:
        return _numbers(self._batch.notes.tolist())

    def _note(self, number: int, evidence: Mapping[str, Evidence]) -> str:
        assert isinstance(self._of, PlannedRule)
        note = self._of.notes[number]
        if note.show is None or note.show not in evidence:
            return note.say
        return f"{note.say} ({said(note.show, evidence[note.show], self._beside.quantity(note.show, self._table))})"

    @cached_property
    def _tasks(self) -> list[list[int]]:
        return _numbers(self._batch.tasks.tolist())

    @cached_property
    def _asked(self) -> list[Task]:
        """Give the tasks of the rule as they are on the day, without the sessions that one concerns."""
        assert isinstance(self._of, PlannedRule)
        day, amounts = date_of(int(self._beside.register.days[self._batch.place])), self._beside.values
        made = []
        for task in self._of.tasks:
            due = due_on(task.due, day, self._beside.timeline, amounts.amounts(self._batch.place))
            made.append(
                Task(
                    do=task.do,
                    to=task.to,
                    by=task.by,
                    obligation=task.obligation,
                    due=None if due is None else due.isoformat(),
                    with_=task.with_,
                    code=task.code,
                    due_text=task.due_text,
                )
            )
        return made

    def _tasks_of(self, entry: int, evidence: Mapping[str, Evidence]) -> tuple[Task, ...]:
        assert isinstance(self._of, PlannedRule)
        made = []
        for number in self._tasks[entry]:
            concerned = evidence.get(self._of.tasks[number].sessions or "")
            asked = self._asked[number]
            made.append(replace(asked, sessions=concerned.sessions) if concerned else asked)
        return tuple(made)

    def _key(self, entry: int, names: Mapping[str, str]) -> str:
        """Name an action: policy, rule, pupil or row, start, and the date where it is another."""
        subject = [self._beside.register.pupils[self._pupils[entry]]]
        if self._table is not None and self._rows is not None:
            told = [names[name] for name in NAMES if name in names]
            subject += told or columns_of(self._table, self._rows[entry])
        began = self._beside.dates[self._began[entry]]
        parts = [self._beside.plan.policy, self._batch.name, *subject, began]
        parts += [self._date] if self._date != began else []
        parts += [self._session] if self._session else []
        return "/".join(parts)


def _numbers(held: Sequence[Sequence[bool]]) -> list[list[int]]:
    return [[number for number, there in enumerate(each) if there] for each in held]
