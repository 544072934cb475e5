"""Firings of one rule -> its actions or decisions, made as columns; what they share is put into words once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.calendar import SESSIONS, date_of
from engine.decision import Action, Decision, Evidence, Task
from engine.evaluate.values import ValuesByDay
from engine.explain.counted import counted_by_all
from engine.explain.due import due_on
from engine.explain.figures import reader_of, said, unit_of
from engine.explain.firings import Firings
from engine.explain.row import NAMES, columns_of
from engine.explain.sessions import Sessions
from engine.expressions.types import Quantity
from engine.fired import Shown
from engine.nouns import dataclass
from engine.plan import Plan, PlannedRule
from engine.register import FactTable, Register
from engine.timeline import Timeline
from engine.words import name_in_words

_BITS = 60

_Texts = Sequence[str | None]


class Beside:
    """What all firings of a run are told with."""

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
    """A figure of some firings, an entry each: as evidence, and in a few words; `aside` leaves these to the notes."""

    name: str
    evidence: Sequence[Evidence]
    words: Sequence[str]
    aside: bool


def actions_of(beside: Beside, firings: Firings) -> list[Action]:
    """Give the action of each firing of a rule."""
    rule, register = beside.rules[firings.name], beside.register
    table = beside.table_of(rule.steer.each)
    figures = _figures(beside, firings, table, rule.asides)
    evidence = _evidence(figures, len(firings.pupils))
    notes = _notes(firings, rule, figures)
    pupils = [register.pupils[pupil] for pupil in firings.pupils.tolist()]
    dates = [beside.dates[place] for place in firings.places.tolist()]
    halves = [None if half < 0 else SESSIONS[half] for half in firings.halves.tolist()]
    names = _names(firings, table)
    columns = zip(
        _keys(beside, firings, table, names, pupils, dates, halves),
        pupils,
        dates,
        halves,
        _tasks(beside, firings, rule, evidence),
        _reasons(rule.title or name_in_words(rule.id), figures, notes),
        evidence,
        notes,
        names["request"],
        names["parent"],
        names["notice"],
        strict=True,
    )
    return [
        Action(
            key=key,
            pupil=pupil,
            date=day,
            session=half,
            rule=rule.id,
            tasks=tasks,
            source=rule.source,
            reason=reason,
            evidence=shown,
            notes=noted,
            assumes=rule.assumes,
            request=request,
            parent=parent,
            notice=notice,
        )
        for key, pupil, day, half, tasks, reason, shown, noted, request, parent, notice in columns
    ]


def decisions_of(beside: Beside, firings: Firings) -> list[Decision]:
    """Give the decision of each firing of a table."""
    table = beside.plan.tables[firings.name]
    facts = beside.table_of(table.steer.each)
    assert firings.hit is not None
    hits = (firings.hit + 1).tolist()
    first = [f"row {hit} of the table" if hit else "no row of the table fits" for hit in hits]
    figures = _figures(beside, firings, facts, frozenset())
    reasons = [_with_figures(title, words) for title, words in zip(first, _words(figures, len(hits)), strict=True)]
    names = _names(firings, facts)
    gives = {name: held for name, held in firings.gives.items() if name != "outcome"}
    outcomes = firings.gives.get("outcome", [None] * len(hits))
    return [
        Decision(
            table=table.name,
            request=names["request"][entry],
            pupil=beside.register.pupils[pupil],
            parent=names["parent"][entry],
            date=beside.dates[place],
            outcome=outcomes[entry],
            gives={name: held[entry] for name, held in gives.items()},
            row=hits[entry],
            reason=reasons[entry],
        )
        for entry, (pupil, place) in enumerate(zip(firings.pupils.tolist(), firings.places.tolist(), strict=True))
    ]


def _figures(beside: Beside, firings: Firings, table: FactTable | None, asides: frozenset[str]) -> list[_Figure]:
    return [_figure(beside, firings, name, shown, table, name in asides) for name, shown in firings.evidence.items()]


def _figure(beside: Beside, firings: Firings, name: str, shown: Shown, table: FactTable | None, aside: bool) -> _Figure:
    figure, quantity = beside.plan.figures.get(name), beside.quantity(name, table)
    kind = figure.kind if figure else None
    read, unit = reader_of(shown, quantity, kind), unit_of(shown, quantity)
    sessions = counted_by_all(beside.sessions, kind, shown, firings.pupils, firings.places)
    evidence = [Evidence(read(entry), unit, each) for entry, each in enumerate(sessions)]
    # The same value comes again and again, and how it is said hangs on nothing else.
    words: dict[object, str] = {}
    for each in evidence:
        if each.value not in words:
            words[each.value] = said(name, each, quantity)
    return _Figure(name, evidence, [words[each.value] for each in evidence], aside)


def _evidence(figures: Sequence[_Figure], size: int) -> list[dict[str, Evidence]]:
    if not figures:
        return [{} for _ in range(size)]
    names = [figure.name for figure in figures]
    return [dict(zip(names, each, strict=True)) for each in zip(*(figure.evidence for figure in figures), strict=True)]


def _notes(firings: Firings, rule: PlannedRule, figures: Sequence[_Figure]) -> list[tuple[str, ...]]:
    shown = {figure.name: figure.words for figure in figures}
    found: list[tuple[str, ...]] = [()] * len(firings.pupils)
    for number, note in enumerate(rule.notes):
        for entry in firings.notes[:, number].nonzero()[0].tolist():
            words = shown.get(note.show or "")
            found[entry] = (*found[entry], f"{note.say} ({words[entry]})" if words else note.say)
    return found


def _words(figures: Sequence[_Figure], size: int) -> Sequence[tuple[str, ...]]:
    told = [figure.words for figure in figures if not figure.aside]
    return list(zip(*told, strict=True)) if told else [()] * size


def _reasons(title: str, figures: Sequence[_Figure], notes: Sequence[tuple[str, ...]]) -> list[str]:
    return [
        "; ".join((_with_figures(title, words), *noted)) if noted else _with_figures(title, words)
        for words, noted in zip(_words(figures, len(notes)), notes, strict=True)
    ]


def _with_figures(title: str, words: Sequence[str]) -> str:
    return f"{title}: {', '.join(words)}" if words else title


def _names(firings: Firings, table: FactTable | None) -> dict[str, _Texts]:
    """Give the names of each firing's row: its request, its notice, its parent."""
    found: dict[str, _Texts] = {}
    for name in NAMES:
        column = None if table is None or firings.rows is None else table.columns.get(name)
        if column is None or column.words is None:
            found[name] = [None] * len(firings.pupils)
            continue
        words, rows = column.words, firings.rows
        known = [True] * len(firings.pupils) if column.valid is None else column.valid[rows].tolist()
        told = zip(column.data[rows].tolist(), known, strict=True)
        found[name] = [words[place] if is_known else None for place, is_known in told]
    return found


def _keys(
    beside: Beside,
    firings: Firings,
    table: FactTable | None,
    names: Mapping[str, _Texts],
    pupils: Sequence[str],
    dates: Sequence[str],
    halves: _Texts,
) -> list[str]:
    """Name each action: policy, rule, pupil or row, start, and the date where it is another."""
    subjects = pupils
    if table is not None and firings.rows is not None:
        told = zip(*(names[name] for name in NAMES), strict=True)
        rows = zip(pupils, told, firings.rows.tolist(), strict=True)
        subjects = [
            "/".join((pupil, *([each for each in row if each is not None] or columns_of(table, number))))
            for pupil, row, number in rows
        ]
    start = f"{beside.plan.policy}/{firings.name}/"
    began = [beside.dates[place] for place in firings.began.tolist()]
    return [
        f"{start}{subject}/{since}{'' if day == since else f'/{day}'}{f'/{half}' if half else ''}"
        for subject, since, day, half in zip(subjects, began, dates, halves, strict=True)
    ]


def _tasks(
    beside: Beside, firings: Firings, rule: PlannedRule, evidence: Sequence[Mapping[str, Evidence]]
) -> list[tuple[Task, ...]]:
    """Give the tasks of each firing; those that concern no sessions are made once a day."""
    asked: dict[int, list[Task]] = {}
    made: dict[tuple[int, int], tuple[tuple[Task, ...], list[str | None]]] = {}
    found = []
    # A number says which tasks there are; a rule with more than fit a machine's numbers gets Python's.
    signs = np.array(
        [1 << number for number in range(len(rule.tasks))], dtype=None if len(rule.tasks) < _BITS else object
    )
    chosen = (firings.tasks @ signs).tolist() if len(signs) else [0] * len(firings.pupils)
    for place, sign, shown in zip(firings.places.tolist(), chosen, evidence, strict=True):
        if (place, sign) not in made:
            if place not in asked:
                asked[place] = _asked(beside, rule, place)
            numbers = [number for number in range(len(rule.tasks)) if sign >> number & 1]
            concerns = [rule.tasks[number].sessions for number in numbers]
            made[place, sign] = tuple([asked[place][number] for number in numbers]), concerns if any(concerns) else []
        tasks, concerns = made[place, sign]
        if concerns:
            concerned = zip(tasks, [shown.get(name or "") for name in concerns], strict=True)
            tasks = tuple([replace(task, sessions=each.sessions) if each else task for task, each in concerned])
        found.append(tasks)
    return found


def _asked(beside: Beside, rule: PlannedRule, place: int) -> list[Task]:
    """Give the tasks of a rule as they are on a day, without the sessions that one concerns."""
    day, amounts = date_of(int(beside.register.days[place])), beside.values.amounts(place)
    found = []
    for task in rule.tasks:
        due = due_on(task.due, day, beside.timeline, amounts)
        found.append(
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
    return found
