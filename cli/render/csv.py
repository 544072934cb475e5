"""A run as CSV: a line a task, and the decisions as a table of their own."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from cli.render.safe import cell
from cli.render.sheet import Sheet, Value, value_text
from engine.decision import Action, Decision, Run, SessionMark, Task

ACTION_COLUMNS = (
    *("key", "pupil", "date", "session", "rule", "do", "to", "by", "obligation", "due", "with", "code", "sessions"),
    *("reason", "notes", "source", "assumes", "request", "parent", "notice", "marks"),
)
DECISION_COLUMNS = ("table", "request", "pupil", "parent", "date", "outcome")
_NOTHING_TO_DO = Task(do="")
_AT_ONCE = 500
_TO_QUOTE = re.compile('[",\r\n]')


def actions(run: Run) -> Iterator[str]:
    """Yield the actions, a line a task; an action that asks for nothing has one line too."""
    yield _line(ACTION_COLUMNS)
    yield from _together(_task_lines(run.actions))


def decisions(run: Run) -> Iterator[str]:
    """Yield the decisions; what the tables give has a column each, by name."""
    given = sorted({name for decision in run.decisions for name in decision.gives})
    columns = (*DECISION_COLUMNS, *given, "row", "reason")
    return written(columns, (_decision_row(decision, given) for decision in run.decisions))


def header_of_many() -> str:
    """Give the first line of the actions of many schools."""
    return _line(("school", *ACTION_COLUMNS))


def actions_of(run: Run, school: str) -> Iterator[str]:
    """Yield the actions of one school of many, a line a task, without a line of names."""
    return _together(_task_lines(run.actions, f"{_written(school)},"))


def decisions_of_many(files: Iterable[Path]) -> Iterator[str]:
    """Yield the decisions of many schools from a file each, as `json.decisions_of` wrote it."""
    held = list(files)
    given: set[str] = set()
    for decision in _read(held):
        given |= decision.keys()
    first = ("school", *DECISION_COLUMNS)
    columns = (*first, *sorted(given - {*first, "row", "reason"}), "row", "reason")
    yield _line(columns)
    yield from _lines([said(decision.get(column)) for column in columns] for decision in _read(held))


def _read(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            yield from map(json.loads, lines)


def of_sheet(sheet: Sheet) -> Iterator[str]:
    """Yield a sheet; dates are written year first, and ratios as they are shown."""
    heads = [column.heading for column in sheet.columns]
    return written(heads, ([_plain(value) for value in row] for row in sheet.rows))


def _plain(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else value_text(value)


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table as CSV; no cell can become a formula, and none can begin a row of its own."""
    yield _line(columns)
    yield from _lines(rows)


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    return _together(map(_line, rows))


def _together(lines: Iterable[str]) -> Iterator[str]:
    left = iter(lines)
    while held := list(islice(left, _AT_ONCE)):
        yield "".join(held)


def _line(row: Sequence[str]) -> str:
    return ",".join([_written(text) for text in row]) + "\n"


@lru_cache(maxsize=1 << 14)
def _written(text: str) -> str:
    """Write a cell; most texts of a table come again and again."""
    return _once(text)


def _once(text: str) -> str:
    return _quoted(cell(text))


def _quoted(text: str) -> str:
    # csv.writer leaves a carriage return bare where lines end in "\n", and a spreadsheet begins a row there
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


def _task_lines(items: Iterable[Action], start: str = "") -> Iterator[str]:
    """Give a line for each task of each action, after the same start; what comes again is written once."""
    tasks: dict[int, tuple[Task, str]] = {}
    for item in items:
        about = f"{_written(item.pupil)},{_written(item.date)},{_written(item.session or '')},{_written(item.rule)}"
        first = f"{start}{_once(item.key)},{about}"
        notes, row = "; ".join(item.notes), (item.request or "", item.parent or "", item.notice or "")
        said = f"{_once(item.reason)},{_written(notes)},{_written(item.source or '')},{_written(item.assumes or '')}"
        rest = f"{said},{','.join(map(_written, row))},{_once(_sessions(_rested(item)))}"
        for task in item.tasks or (_NOTHING_TO_DO,):
            if task.sessions is not None:
                told = ",".join(map(_once, _task(task)))
            elif id(task) in tasks:
                told = tasks[id(task)][1]
            else:
                told = ",".join(map(_written, _task(task)))
                tasks[id(task)] = (task, told)  # kept, so that no other has its number
            yield f"{first},{told},{rest}\n"


def _rested(item: Action) -> Sequence[SessionMark]:
    """Give the sessions that an action rests on, each once and in order."""
    shown = [figure.sessions for figure in item.evidence.values() if figure.sessions]
    return sorted({mark for sessions in shown for mark in sessions}) if shown else ()


def _task(task: Task) -> Sequence[str]:
    given = "; ".join([f"{name}: {text}" for name, text in task.with_.items()]) if task.with_ else ""
    about = (task.do, task.to or "", task.by or "", task.obligation or "", task.due or task.due_text or "")
    return (*about, given, task.code or "", _sessions(task.sessions or ()))


def _sessions(sessions: Sequence[SessionMark]) -> str:
    return "; ".join(map(" ".join, sessions)) if sessions else ""


def _decision_row(item: Decision, given: Sequence[str]) -> Sequence[str]:
    about = (item.table, item.request, item.pupil, item.parent, item.date, item.outcome)
    return [said(value) for value in (*about, *(item.gives.get(name) for name in given), item.row, item.reason)]


def said(value: object) -> str:
    """Write a value for a program: true and false, and nothing for what is not known."""
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
