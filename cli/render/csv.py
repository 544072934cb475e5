"""A run as CSV: a line a task, and the decisions as a table of their own."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from cli.render.columns import actions_of, decisions_of, given_by, in_order
from cli.render.csv_action import WrittenLines
from cli.render.csv_cell import cell_text, said
from cli.render.sheet import Sheet, Value, value_text
from engine.decision import Run
from engine.pool.in_turn import in_turn
from engine.told import Stretch, ToldActions

ACTION_COLUMNS = (
    *("key", "pupil", "date", "session", "rule", "do", "to", "by", "obligation", "due", "with", "code", "sessions"),
    *("reason", "notes", "source", "assumes", "request", "parent", "notice", "marks"),
)
DECISION_COLUMNS = ("table", "request", "pupil", "parent", "date", "outcome")
_AT_ONCE = 500


def actions(run: Run, hands: int = 1) -> Iterator[bytes]:
    """Yield the actions in UTF-8, a line a task; an action that asks for nothing has one line too.

    `hands` are processes that may write at once.
    """
    yield _line(ACTION_COLUMNS).encode()
    yield from _actions(run, "", hands)


def decisions(run: Run) -> Iterator[bytes]:
    """Yield the decisions in UTF-8; what the tables give has a column each, by name."""
    stretches, written = list(decisions_of(run).stretches()), WrittenLines()
    given = given_by(stretches)
    yield _line((*DECISION_COLUMNS, *given, "row", "reason")).encode()
    for stretch in stretches:
        yield from in_order([written.decisions(batch, given) for batch in stretch.batches], stretch.order)


def header_of_many() -> bytes:
    """Give the first line of the actions of many schools."""
    return _line(("school", *ACTION_COLUMNS)).encode()


def actions_of_one(run: Run, school: str) -> Iterator[bytes]:
    """Yield the actions of one school of many in UTF-8, a line a task, without a line of names."""
    return _actions(run, f"{cell_text(school)},", hands=1)


def _actions(run: Run, first: str, hands: int) -> Iterator[bytes]:
    def part(share: Iterable[Stretch[ToldActions]]) -> Iterator[bytes]:
        written = WrittenLines(first)
        for stretch in share:
            yield from in_order([written.actions(each) for each in stretch.batches], stretch.order)

    return in_turn([partial(part, share) for share in actions_of(run).shares(hands)])


def decisions_of_many(files: Iterable[Path]) -> Iterator[str]:
    """Yield the decisions of many schools from a file each, as `json.decisions_of_one` wrote it."""
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
    return ",".join([cell_text(text) for text in row]) + "\n"
