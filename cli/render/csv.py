"""A run as CSV: a line a task, and the decisions as a table of their own."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from cli.render.safe import cell
from engine.decision import Action, Decision, Run, SessionMark, Task

ACTION_COLUMNS = (
    *("key", "pupil", "date", "session", "rule", "do", "to", "by", "obligation", "due", "with", "code", "sessions"),
    *("reason", "notes", "source", "assumes", "request", "parent", "notice"),
)
DECISION_COLUMNS = ("table", "request", "pupil", "parent", "date", "outcome")
_NOTHING_TO_DO = Task(do="")
_AT_ONCE = 500


def actions(run: Run) -> Iterator[str]:
    """Yield the actions, a line a task; an action that asks for nothing has one line too."""
    return _written(ACTION_COLUMNS, _task_rows(run.actions))


def decisions(run: Run) -> Iterator[str]:
    """Yield the decisions; what the tables give has a column each, by name."""
    given = sorted({name for decision in run.decisions for name in decision.gives})
    columns = (*DECISION_COLUMNS, *given, "row", "reason")
    return _written(columns, (_decision_row(decision, given) for decision in run.decisions))


def _written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(columns)
    for number, row in enumerate(rows):
        writer.writerow([cell(text) for text in row])
        if number % _AT_ONCE == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def _task_rows(items: Iterable[Action]) -> Iterator[Sequence[str]]:
    for item in items:
        first = (item.key, item.pupil, item.date, item.session or "", item.rule)
        rest = (item.reason, "; ".join(item.notes), item.source or "", item.assumes or "")
        row = (item.request or "", item.parent or "", item.notice or "")
        for task in item.tasks or (_NOTHING_TO_DO,):
            yield (*first, *_task(task), *rest, *row)


def _task(task: Task) -> Sequence[str]:
    given = "; ".join(f"{name}: {text}" for name, text in task.with_.items())
    about = (task.do, task.to or "", task.by or "", task.obligation or "", task.due or task.due_text or "")
    return (*about, given, task.code or "", _sessions(task.sessions or ()))


def _sessions(sessions: Sequence[SessionMark]) -> str:
    return "; ".join(" ".join(session) for session in sessions)


def _decision_row(item: Decision, given: Sequence[str]) -> Sequence[str]:
    about = (item.table, item.request, item.pupil, item.parent, item.date, item.outcome)
    return [_said(value) for value in (*about, *(item.gives.get(name) for name in given), item.row, item.reason)]


def _said(value: object) -> str:
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
