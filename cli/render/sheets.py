"""A run as sheets for an office: today first, then each kind of action, decisions, and what is not known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from cli.render.sheet import Column, Sheet, Value, day_text
from cli.render.words import capital, cause, count, marks, read, said, words
from engine.decision import Action, Decision, Run, Task

NOTHING = "nothing asked"
"""The kind of an action that asks nothing of anyone."""

_LINE = (
    *(Column("Session"), Column("Why", "long"), Column("Due", "date", 16), Column("To"), Column("By")),
    *(Column("Obligation"), Column("Clause"), Column("Rule"), Column("Marks", "text", 30), Column("Notes", "text", 30)),
    *(Column("Proposed code"), Column("With", "text", 24), Column("About"), Column("Assumes", "text", 30)),
    Column("Key", "text", 24),
)
KIND_COLUMNS = (Column("Pupil"), Column("Date", "date", 17), *_LINE)
TODAY_COLUMNS = (Column("Pupil"), Column("What"), *_LINE)
_ON_PAPER = 9
"""Up to the clause; the rest is for the screen."""


def sheets(run: Run) -> list[Sheet]:
    """Give a run's sheets; its actions are gone through once."""
    today = run.as_of.isoformat()
    held: dict[str, list[Sequence[Value]]] = defaultdict(list)
    now: list[Sequence[Value]] = []
    for action in run.actions:
        day = date.fromisoformat(action.date)
        told = (action.source, action.rule, marks_of(action), "; ".join(action.notes))
        rest = (about(action), action.assumes, action.key)
        for task in action.tasks or (None,):
            kind = kind_of(task)
            row = (action.session, action.reason, *_asked(task), *told, code_of(task, day.year), _given(task), *rest)
            held[kind].append((action.pupil, day, *row))
            if action.date == today:
                now.append((action.pupil, words(kind), *row))
    on = day_text(run.as_of)
    made = [Sheet(f"Today {on}", TODAY_COLUMNS, now, f"What the policy asks for on {on}", on_paper=_ON_PAPER)]
    for kind, rows in sorted(held.items()):
        name = capital(words(kind))
        made.append(Sheet(name, KIND_COLUMNS, rows, f"{name}: {count(len(rows), 'line')}", on_paper=_ON_PAPER))
    return [*made, *ending(run)]


def ending(run: Run) -> list[Sheet]:
    """Give the sheets that follow the actions: decisions, what was not decided, what is to come, what was read."""
    tables: dict[str, list[Decision]] = defaultdict(list)
    for decision in run.decisions:
        tables[decision.table].append(decision)
    return [
        *(_decisions(table, items) for table, items in sorted(tables.items())),
        Sheet(
            "Not decided",
            [Column("Rule"), Column("Why", "long"), Column("Pupils", "number"), *_SPAN],
            [(item.rule, cause(item), item.pupils, item.first, item.last) for item in run.undecided],
            "Rules that could not be decided for some pupils",
        ),
        Sheet(
            "Still to come",
            [Column("Review"), Column("Period"), Column("Date", "date")],
            [(words(each.check), each.period, each.date) for each in run.reviews_to_come],
            "Reviews that lie after the data",
        ),
        Sheet("Read", [Column("What was read", "long")], [(line,) for line in _notes(run)], "What was run on what"),
    ]


_SPAN = (Column("First day", "date"), Column("Last day", "date"))


def _notes(run: Run) -> Iterable[str]:
    yield f"policy {run.policy}, as of {day_text(run.as_of)}"
    yield from read(run)
    yield f"version of the policy {run.version}"
    yield f"version of the dataset {run.dataset}"


def kind_of(task: Task | None) -> str:
    """Give the kind of a task: what is to be done."""
    return NOTHING if task is None else task.do


def about(action: Action) -> str:
    """Name the request, the parent or the notice that an action is about."""
    rows = (("request", action.request), ("parent", action.parent), ("notice", action.notice))
    return "; ".join(f"{name} {row}" for name, row in rows if row is not None)


def marks_of(action: Action) -> str:
    """Name the marks that an action rests on."""
    sessions = [mark for figure in action.evidence.values() for mark in figure.sessions]
    return marks(sessions, int(action.date[:4]))


def due_of(task: Task | None) -> Value:
    """Give the day by which a task is due; where none is reckoned, what the policy says about it."""
    if task is None:
        return None
    if not task.due:
        return task.due_text
    return date.fromisoformat(task.due)


def code_of(task: Task | None, year: int) -> str | None:
    """Give the code that a task proposes, with its sessions."""
    if task is None:
        return None
    if task.code is None or not task.sessions:
        return task.code
    return f"{task.code} for {marks(task.sessions, year)}"


def _asked(task: Task | None) -> tuple[Value, ...]:
    if task is None:
        return (None, None, None, None)
    return (due_of(task), words(task.to or ""), words(task.by or ""), task.obligation)


def _given(task: Task | None) -> str:
    return "; ".join(f"{words(name)}: {text}" for name, text in task.with_.items()) if task else ""


def _decisions(table: str, items: Sequence[Decision]) -> Sheet:
    given = sorted({name for item in items for name in item.gives})
    columns = [
        *(Column("Pupil"), Column("Date", "date"), Column("Request"), Column("Parent"), Column("Outcome")),
        *(Column(capital(words(name))) for name in given),
        *(Column("Row", "number"), Column("Why", "long")),
    ]
    rows = [
        (
            *(item.pupil, date.fromisoformat(item.date) if item.date else None, item.request, item.parent),
            said(item.outcome),
            *(None if item.gives.get(name) is None else said(item.gives[name]) for name in given),
            *(item.row, item.reason),
        )
        for item in items
    ]
    return Sheet(f"Decided {words(table)}", columns, rows, f"Decisions of {words(table)}")
