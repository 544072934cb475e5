"""A run as CSV: a line a task, and the decisions as a table of their own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from cli.render.columns import actions_of, decisions_of, given_by, in_order
from cli.render.csv_action import WrittenLines
from cli.render.csv_cell import cell_text
from cli.render.sheet import Sheet, Value, value_text
from engine.decision import Run
from engine.pool.in_turn import LIGHTER, in_turn
from engine.told import Stretch, ToldActions

ACTION_COLUMNS = (
    *("key", "pupil", "date", "session", "rule", "do", "to", "by", "obligation", "due", "with", "code", "sessions"),
    *("reason", "notes", "source", "assumes", "request", "parent", "notice", "marks"),
)
DECISION_COLUMNS = ("table", "request", "pupil", "parent", "date", "outcome")
_AT_ONCE = 500
_PIECE = 1 << 20
_CELL = re.compile(rb'(?:"(?:[^"]|"")*"|[^",\n]*)[,\n]')
"""A cell with what ends it."""


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

    return in_turn([partial(part, share) for share in actions_of(run).shares(hands, LIGHTER)])


def decisions_of_one(run: Run, school: str) -> Iterator[bytes]:
    """Yield the decisions of one school in UTF-8 for `decisions_of_many`: first a line of what its tables give."""
    stretches, written = list(decisions_of(run).stretches()), WrittenLines(f"{cell_text(school)},")
    given = given_by(stretches)
    yield f"{','.join(given)}\n".encode()
    for stretch in stretches:
        yield from in_order([written.decisions(batch, given) for batch in stretch.batches], stretch.order)


def decisions_of_many(files: Iterable[Path]) -> Iterator[bytes]:
    """Yield the decisions of many schools from a file each, as `decisions_of_one` wrote it."""
    held = {file: _given_in(file) for file in files}
    given = sorted({name for names in held.values() for name in names})
    yield _line(("school", *DECISION_COLUMNS, *given, "row", "reason")).encode()
    for file, names in held.items():
        with file.open("rb") as lines:
            lines.readline()
            if names == given:
                while piece := lines.read(_PIECE):
                    yield piece
            else:
                yield from _spread(lines.read(), names, given)


def _given_in(file: Path) -> list[str]:
    with file.open("rb") as lines:
        first = lines.readline().decode().rstrip("\n")
    return first.split(",") if first else []


def _spread(text: bytes, names: Sequence[str], given: Sequence[str]) -> Iterator[bytes]:
    """Put an empty cell where a school's tables give nothing that those of others give; cells stay as they are."""
    cells = [found[0] for found in _CELL.finditer(text)]
    before, width = 1 + len(DECISION_COLUMNS), 1 + len(DECISION_COLUMNS) + len(names) + 2
    for begin in range(0, len(cells), width):
        row = cells[begin : begin + width]
        told = dict(zip(names, row[before:], strict=False))
        yield b"".join([*row[:before], *(told.get(name, b",") for name in given), *row[-2:]])


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
