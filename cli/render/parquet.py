"""A run as Parquet: long and typed, a row a task; the decisions as a table of their own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from cli.render.csv import said
from engine.decision import Action, Run, SessionMark, Task

if TYPE_CHECKING:
    import polars as pl

_AT_ONCE = 8_000
_ROWS = 32_000
"""Rows that are written together: fewer take less memory, and more a smaller file."""
_NOTHING_TO_DO = Task(do="")


def actions(run: Run) -> bytes:
    """Give the actions' file: a row a task; an action that asks for nothing has one row too.

    Dates are dates, evidence a list of figures with their sessions, and what is not known is empty.
    """
    import polars as pl  # only a run that writes Parquet needs it

    mark = pl.Struct({"date": pl.Date, "session": pl.String, "code": pl.String})
    figure = pl.Struct({"name": pl.String, "value": pl.String, "unit": pl.String, "sessions": pl.List(mark)})
    text = pl.Struct({"name": pl.String, "text": pl.String})
    schema: dict[str, Any] = {
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
    left = iter(run.actions)
    frames = (
        _actions_frame(held).select(pl.col(name).cast(kind) for name, kind in schema.items())
        for held in iter(lambda: list(islice(left, _AT_ONCE)), [])
    )
    return _file(frames, schema)


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


def _file(frames: "Iterator[pl.DataFrame]", schema: Mapping[str, Any]) -> bytes:
    """Write frames one after the other, with no more than a few of them in memory."""
    import polars as pl
    from polars.io.plugins import register_io_source

    def some(columns: list[str] | None, *_: object) -> "Iterator[pl.DataFrame]":
        return (frame if columns is None else frame.select(columns) for frame in frames)

    coming = register_io_source(some, schema=dict(schema))
    with TemporaryDirectory(prefix="policy-") as folder:
        path = Path(folder) / "made.parquet"
        try:
            coming.sink_parquet(path, compression="zstd", statistics=True, row_group_size=_ROWS)
        except pl.exceptions.InvalidOperationError:
            # Before version 1.31 Polars writes only what it has read itself without holding all of it.
            pl.concat([pl.DataFrame(schema=schema), *frames]).write_parquet(path, compression="zstd", statistics=True)
        return path.read_bytes()


def _actions_frame(items: Sequence[Action]) -> "pl.DataFrame":
    """Lay some actions out, a row a task; what is listed in a row is laid out flat and gathered by its row."""
    import polars as pl

    listed = [item.tasks or (_NOTHING_TO_DO,) for item in items]
    tasks = list(chain.from_iterable(listed))
    of_items = np.repeat(np.arange(len(items), dtype=np.uint32), [len(each) for each in listed])
    first = np.repeat(np.flatnonzero(np.diff(of_items, prepend=-1)), [len(each) for each in listed])
    number = np.arange(1, len(tasks) + 1) - first
    number[np.repeat([not item.tasks for item in items], [len(each) for each in listed])] = 0
    about: dict[str, pl.Series] = {
        "date": _days([item.date for item in items]),
        "notes": _gathered(len(items), _flat(_listed([item.notes for item in items]), ("note",))),
        "evidence": _evidence(items),
    }
    for name in ("key", "pupil", "session", "rule", "reason", "source", "assumes", "request", "parent", "notice"):
        about[name] = pl.Series(list(map(attrgetter(name), items)), dtype=pl.String)
    asked: dict[str, pl.Series] = {
        "task": pl.Series(number, dtype=pl.Int16),
        "due": _days([task.due for task in tasks]),
        "do": pl.Series([task.do or None for task in tasks], dtype=pl.String),
        "sessions": _gathered(len(tasks), _marks([task.sessions or () for task in tasks])),
    }
    for name in ("to", "by", "obligation", "due_text", "code"):
        asked[name] = pl.Series(list(map(attrgetter(name), tasks)), dtype=pl.String)
    with_ = [(row, name, text) for row, task in enumerate(tasks) if task.with_ for name, text in task.with_.items()]
    asked["with"] = _gathered(len(tasks), _flat(with_, ("name", "text")))
    return pl.concat([pl.DataFrame(about)[of_items], pl.DataFrame(asked)], how="horizontal")


def _evidence(items: Sequence[Action]) -> "pl.Series":
    held = [(row, name, each) for row, item in enumerate(items) for name, each in item.evidence.items()]
    figures = _flat([(row, name, _text(each.value), each.unit) for row, name, each in held], ("name", "value", "unit"))
    of_figures = _gathered(len(held), _marks([each.sessions for _, _, each in held]))
    return _gathered(len(items), figures.with_columns(of_figures.alias("sessions")))


def _listed(texts: Sequence[Sequence[str]]) -> list[tuple[object, ...]]:
    return [(row, text) for row, each in enumerate(texts) for text in each]


def _flat(rows: Sequence[tuple[object, ...]], names: Sequence[str]) -> "pl.DataFrame":
    import polars as pl

    schema = {"row": pl.UInt32, **dict.fromkeys(names, pl.String)}
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pl.DataFrame(
        [pl.Series(name, column, dtype=kind) for (name, kind), column in zip(schema.items(), columns, strict=True)]
    )


def _marks(listed: Sequence[Sequence[SessionMark]]) -> "pl.DataFrame":
    import polars as pl

    # the same mark stands in the evidence of many: each is laid out once, and then taken by its number
    flat = list(chain.from_iterable(listed))
    numbers = {mark: number for number, mark in enumerate(dict.fromkeys(flat))}
    each = _flat([(0, *mark) for mark in numbers], ("date", "session", "code"))
    each = each.with_columns(pl.col("date").str.to_date("%Y-%m-%d"))
    rows = np.repeat(np.arange(len(listed), dtype=np.uint32), [len(marks) for marks in listed])
    taken = each[np.array([numbers[mark] for mark in flat], dtype=np.uint32)]
    return taken.with_columns(pl.Series("row", rows))


def _gathered(rows: int, flat: "pl.DataFrame") -> "pl.Series":
    """Give a list a row of what lies flat under its number; an empty one where nothing does."""
    import polars as pl

    names = [name for name in flat.columns if name != "row"]
    inner = (pl.struct(names) if len(names) > 1 else pl.col(names)).alias("held")
    lists = flat.group_by("row", maintain_order=True).agg(inner)
    every = pl.DataFrame({"row": pl.Series(range(rows), dtype=pl.UInt32)})
    return every.join(lists, on="row", how="left", maintain_order="left")["held"].fill_null([])


def _days(days: Sequence[str | None]) -> "pl.Series":
    import polars as pl

    return pl.Series(days, dtype=pl.String).str.to_date("%Y-%m-%d")


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _text(value: object) -> str | None:
    return None if value is None else said(value)
