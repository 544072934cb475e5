"""A run as Parquet: long and typed, a row a task; the decisions as a table of their own."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from cli.render.csv import said
from engine.decision import Action, Run, SessionMark, Task

if TYPE_CHECKING:
    import polars as pl

_AT_ONCE = 2_000


def actions(run: Run) -> bytes:
    """Give the actions' file: a row a task; an action that asks for nothing has one row too.

    Dates are dates, evidence a list of figures with their sessions, and what is not known is empty.
    """
    import polars as pl  # only a run that writes Parquet needs it

    mark = pl.Struct({"date": pl.Date, "session": pl.String, "code": pl.String})
    figure = pl.Struct({"name": pl.String, "value": pl.String, "unit": pl.String, "sessions": pl.List(mark)})
    text = pl.Struct({"name": pl.String, "text": pl.String})
    schema = {
        "key": pl.String,
        "pupil": pl.String,
        "date": pl.Date,
        "session": pl.String,
        "rule": pl.String,
        "task": pl.Int16,
        "do": pl.String,
        "to": pl.String,
        "by": pl.String,
        "obligation": pl.String,
        "due": pl.Date,
        "due_text": pl.String,
        "with": pl.List(text),
        "code": pl.String,
        "sessions": pl.List(mark),
        "reason": pl.String,
        "evidence": pl.List(figure),
        "notes": pl.List(pl.String),
        "source": pl.String,
        "assumes": pl.String,
        "request": pl.String,
        "parent": pl.String,
        "notice": pl.String,
    }
    return _file(_frames(_task_rows(run.actions), schema), schema)


def decisions(run: Run) -> bytes:
    """Give the decisions' file; what the tables give has a column each, as text."""
    import polars as pl

    given = sorted({name for decision in run.decisions for name in decision.gives})
    schema = {
        "table": pl.String,
        "request": pl.String,
        "pupil": pl.String,
        "parent": pl.String,
        "date": pl.Date,
        "outcome": pl.String,
        **dict.fromkeys(given, pl.String),
        "row": pl.Int32,
        "reason": pl.String,
    }
    rows = (
        {
            "table": item.table,
            "request": item.request,
            "pupil": item.pupil,
            "parent": item.parent,
            "date": _day(item.date),
            "outcome": _text(item.outcome),
            "row": item.row,
            "reason": item.reason,
            **{name: _text(item.gives.get(name)) for name in given},
        }
        for item in run.decisions
    )
    return _file(_frames(rows, schema), schema)


def _frames(rows: Iterable[Mapping[str, Any]], schema: Mapping[str, Any]) -> "Iterator[pl.DataFrame]":
    import polars as pl

    left = iter(rows)
    while held := list(islice(left, _AT_ONCE)):
        yield pl.DataFrame(held, schema=schema, orient="row")


def _file(frames: "Iterable[pl.DataFrame]", schema: Mapping[str, Any]) -> bytes:
    import polars as pl

    made = io.BytesIO()
    pl.concat([pl.DataFrame(schema=schema), *frames]).write_parquet(made, compression="zstd", statistics=True)
    return made.getvalue()


def _task_rows(items: Iterable[Action]) -> Iterator[Mapping[str, Any]]:
    for item in items:
        action = {
            "key": item.key,
            "pupil": item.pupil,
            "date": _day(item.date),
            "session": item.session,
            "rule": item.rule,
            "reason": item.reason,
            "notes": list(item.notes),
            "source": item.source,
            "assumes": item.assumes,
            "request": item.request,
            "parent": item.parent,
            "notice": item.notice,
            "evidence": [
                {"name": name, "value": _text(each.value), "unit": each.unit, "sessions": _marks(each.sessions)}
                for name, each in item.evidence.items()
            ],
        }
        for place, task in enumerate(item.tasks):
            yield {**action, "task": place + 1, **_task(task)}
        if not item.tasks:
            yield {**action, "task": 0}


def _task(task: Task) -> Mapping[str, Any]:
    return {
        "do": task.do,
        "to": task.to,
        "by": task.by,
        "obligation": task.obligation,
        "due": _day(task.due),
        "due_text": task.due_text,
        "with": [{"name": name, "text": text} for name, text in task.with_.items()],
        "code": task.code,
        "sessions": _marks(task.sessions or ()),
    }


def _marks(sessions: Iterable[SessionMark]) -> list[dict[str, object]]:
    return [{"date": _day(day), "session": session, "code": code} for day, session, code in sessions]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _text(value: object) -> str | None:
    return None if value is None else said(value)
