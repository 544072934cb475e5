"""What fired -> a run: actions built one by one as they are asked for, decisions, doubts, reviews to come."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

import numpy as np

from engine.calendar import SESSIONS, date_of
from engine.decision import Action, Decision, Evidence, ReviewToCome, Run, Task, Undecided
from engine.evaluate.values import ValuesByDay
from engine.explain.due import due_on
from engine.explain.figures import evidence_of, said
from engine.explain.sessions import Sessions
from engine.expressions.types import Quantity
from engine.fired import Batch, Fired
from engine.model.rules import PERIOD_CHECKS
from engine.plan import Plan, PlannedRule, PlannedTable
from engine.register import FactTable, Register
from engine.timeline import Timeline
from engine.words import name_in_words

_NAMES_OF_ROWS = ("request", "notice", "parent")


def run_of(plan: Plan, register: Register, fired: Fired) -> Run:
    """Put what fired into words; nothing is looked up that nobody asks for."""
    told = Telling(plan, register, fired)
    return Run(
        policy=plan.policy,
        version=plan.version,
        dataset=register.report.digest,
        as_of=register.as_of,
        actions=Actions(told),
        decisions=told.decisions(),
        undecided=told.undecided(),
        reviews_to_come=reviews_to_come(plan, register),
        data=register.report,
    )


class Actions:
    """The actions of a run in order of date, pupil and rule; they can be gone through many times."""

    def __init__(self, told: "Telling") -> None:
        self._told = told

    def __iter__(self) -> Iterator[Action]:
        return self._told.actions()

    def __len__(self) -> int:
        return self._told.count


class Telling:
    """Puts what fired into words, one by one."""

    def __init__(self, plan: Plan, register: Register, fired: Fired) -> None:
        self._plan, self._register, self._fired = plan, register, fired
        self._sessions = Sessions(plan, register)
        self._timeline = Timeline(register.calendar, register.days)
        self._values = ValuesByDay(plan, self._timeline)
        self._rules = {rule.id: rule for rule in plan.rules}
        self._dates = [date_of(int(day)).isoformat() for day in register.days]

    @cached_property
    def _order(self) -> list[tuple[int, int]]:
        return _in_order([(at, batch) for at, batch in enumerate(self._fired.batches) if batch.hit is None])

    @property
    def count(self) -> int:
        """How many actions there are."""
        return len(self._order)

    def action(self, batch: int, entry: int) -> Action:
        """Give the action of one entry of one batch."""
        return self._action(self._fired.batches[batch], entry)

    def decision(self, batch: int, entry: int) -> Decision:
        """Give the decision of one entry of one batch."""
        return self._decision(self._fired.batches[batch], entry)

    def actions(self) -> Iterator[Action]:
        """Yield every action in order."""
        for at, entry in self._order:
            yield self._action(self._fired.batches[at], entry)

    def decisions(self) -> list[Decision]:
        """Give every decision in order."""
        decided = [(at, batch) for at, batch in enumerate(self._fired.batches) if batch.hit is not None]
        return [self._decision(self._fired.batches[at], entry) for at, entry in _in_order(decided)]

    def undecided(self) -> list[Undecided]:
        """Give what could not be decided, by rule."""
        found = [
            Undecided(rule, cause, file, len(doubt.pupils), self._day(doubt.first), self._day(doubt.last))
            for (rule, cause, file), doubt in self._fired.doubts.items()
        ]
        return sorted(found, key=lambda each: (each.rule, each.cause, each.file or ""))

    def _day(self, place: int) -> date:
        return date_of(int(self._register.days[place]))

    def _action(self, batch: Batch, entry: int) -> Action:
        rule = self._rules[batch.name]
        pupil = int(batch.pupils[entry])
        row = None if batch.rows is None else int(batch.rows[entry])
        table = None if rule.steer.each is None else self._register.tables[self._table_of(rule.steer.each)]
        evidence = self._evidence(batch, rule.steer.each, entry, pupil)
        notes = tuple(self._note(rule, int(number), evidence) for number in np.flatnonzero(batch.notes[entry]))
        names = _row_names(table, row)
        session = None if batch.half is None else SESSIONS[batch.half]
        return Action(
            key=self._key(batch, rule, entry, pupil, table, row, names, session),
            pupil=self._register.pupils[pupil],
            date=self._dates[batch.place],
            session=session,
            rule=rule.id,
            tasks=tuple(
                self._task(rule, int(number), batch, evidence) for number in np.flatnonzero(batch.tasks[entry])
            ),
            source=rule.source,
            reason=self._reason(rule.title or name_in_words(rule.id), evidence, rule, notes),
            evidence=evidence,
            notes=notes,
            assumes=rule.assumes,
            request=names.get("request"),
            parent=names.get("parent"),
            notice=names.get("notice"),
        )

    def _table_of(self, each: str) -> str:
        return self._plan.covering[each].rows.table if each in self._plan.covering else each

    def _evidence(self, batch: Batch, each: str | None, entry: int, pupil: int) -> dict[str, Evidence]:
        found: dict[str, Evidence] = {}
        for name, shown in batch.evidence.items():
            figure = self._plan.figures.get(name)
            kind = figure.kind if figure else None
            marks = self._sessions.counted(kind, shown, entry, pupil, batch.place) if kind else ()
            found[name] = evidence_of(shown, entry, self._quantity(name, each), kind, marks)
        return found

    def _quantity(self, name: str, each: str | None) -> Quantity | None:
        if each is not None:
            columns = self._plan.row_quantities.get(self._table_of(each), {})
            if name in columns:
                return columns[name]
        return self._plan.quantities.get(name)

    def _reason(
        self, title: str, evidence: Mapping[str, Evidence], of: "PlannedRule | PlannedTable", notes: tuple[str, ...]
    ) -> str:
        asides = of.asides if isinstance(of, PlannedRule) else frozenset()
        each = of.steer.each
        figures = ", ".join(
            said(name, held, self._quantity(name, each)) for name, held in evidence.items() if name not in asides
        )
        whole = f"{title}: {figures}" if figures else title
        return "; ".join((whole, *notes))

    def _note(self, rule: PlannedRule, number: int, evidence: Mapping[str, Evidence]) -> str:
        note = rule.notes[number]
        if note.show is None or note.show not in evidence:
            return note.say
        return f"{note.say} ({said(note.show, evidence[note.show], self._quantity(note.show, rule.steer.each))})"

    def _task(self, rule: PlannedRule, number: int, batch: Batch, evidence: Mapping[str, Evidence]) -> Task:
        task = rule.tasks[number]
        day = self._day(batch.place)
        due = due_on(task.due, day, self._timeline, self._values.amounts(batch.place))
        concerned = evidence.get(task.sessions or "")
        return Task(
            do=task.do,
            to=task.to,
            by=task.by,
            obligation=task.obligation,
            due=None if due is None else due.isoformat(),
            with_=task.with_,
            code=task.code,
            sessions=concerned.sessions if concerned else None,
            due_text=task.due_text,
        )

    def _key(
        self,
        batch: Batch,
        rule: PlannedRule,
        entry: int,
        pupil: int,
        table: FactTable | None,
        row: int | None,
        names: Mapping[str, str],
        session: str | None,
    ) -> str:
        """Name an action: policy, rule, pupil or row, start, and the date where it is another."""
        subject = [self._register.pupils[pupil]]
        if table is not None and row is not None:
            subject += [names[name] for name in _NAMES_OF_ROWS if name in names] or _columns_of_row(table, row)
        began = self._dates[int(batch.began[entry])]
        today = self._dates[batch.place]
        parts = [self._plan.policy, rule.id, *subject, began]
        parts += [today] if today != began else []
        parts += [session] if session else []
        return "/".join(parts)

    def _decision(self, batch: Batch, entry: int) -> Decision:
        table = self._plan.tables[batch.name]
        assert batch.rows is not None and batch.hit is not None and table.steer.each is not None
        facts = self._register.tables[self._table_of(table.steer.each)]
        pupil = int(batch.pupils[entry])
        names = _row_names(facts, int(batch.rows[entry]))
        gives = {name: held[entry] for name, held in batch.gives.items()}
        evidence = self._evidence(batch, table.steer.each, entry, pupil)
        outcome = gives.pop("outcome", None)
        hit = int(batch.hit[entry]) + 1
        first = f"row {hit} of the table" if hit else "no row of the table fits"
        return Decision(
            table=table.name,
            request=names.get("request"),
            pupil=self._register.pupils[pupil],
            parent=names.get("parent"),
            date=self._dates[batch.place],
            outcome=outcome,
            gives=gives,
            row=hit,
            reason=self._reason(first, evidence, table, ()),
        )


def _in_order(batches: list[tuple[int, Batch]]) -> list[tuple[int, int]]:
    """Sort every entry of some batches by date, pupil, rule, session and row."""
    if not batches:
        return []
    names = sorted({batch.name for _, batch in batches})
    columns = []
    for at, batch in batches:
        size = len(batch.pupils)
        rows = np.full(size, -1, np.int64) if batch.rows is None else batch.rows
        half = -1 if batch.half is None else batch.half
        columns.append(
            np.stack(
                [
                    np.arange(size),
                    np.full(size, at),
                    rows,
                    np.full(size, half),
                    np.full(size, names.index(batch.name)),
                    batch.pupils,
                    np.full(size, batch.place),
                ]
            )
        )
    table = np.concatenate(columns, axis=1)
    order = np.lexsort(table)
    return [(int(at), int(entry)) for entry, at in table[:2, order].T]


def _row_names(table: FactTable | None, row: int | None) -> dict[str, str]:
    """Give the names of a row: its request, its notice, its parent."""
    found: dict[str, str] = {}
    if table is None or row is None:
        return found
    for name in _NAMES_OF_ROWS:
        column = table.columns.get(name)
        if column is not None and column.words is not None and (column.valid is None or column.valid[row]):
            found[name] = column.words[int(column.data[row])]
    return found


def _columns_of_row(table: FactTable, row: int) -> list[str]:
    """Give what tells a row without a name from the pupil's others: its dates and its session."""
    found = []
    for name in ("date", "session", "from", "to", "on", "amended_on"):
        column = table.columns.get(name)
        if column is None or (column.valid is not None and not column.valid[row]):
            continue
        raw = int(column.data[row])
        found.append(column.words[raw] if column.words is not None else date_of(raw).isoformat())
    return found


def reviews_to_come(plan: Plan, register: Register) -> list[ReviewToCome]:
    """Name the reviews of weeks, months, half terms, terms and years that have not come by as-of."""
    found: list[ReviewToCome] = []
    for check in PERIOD_CHECKS:
        if check not in plan.looked:
            continue
        for stretch in register.calendar.stretches(check):
            last = register.calendar.last_school_day(check, stretch.start)
            if last is not None and last > register.as_of:
                found.append(ReviewToCome(check, stretch.name, last))
    return sorted(found, key=lambda each: (each.date, each.check))
