"""The marks of a dataset -> one row a mark, as CSV or Parquet, by date, session and pupil."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from engine.calendar import SESSIONS
from engine.dataset import NO_ROW, MarkTable
from engine.register import NOT_GIVEN
from engine.writers.files import quoted, replace, replace_text, write_frame, write_frames

if TYPE_CHECKING:
    import polars

MANY: Final = 400_000
"""Marks from which on it is quicker to load a library that writes them."""

AT_ONCE: Final = 1 << 18
"""Marks written at a time, as many sessions as hold them, so that memory does not grow with the year."""

_DAY_MINUTES: Final = 24 * 60
_MOST_LATE: Final = 24 * 60


def columns_of(marks: MarkTable) -> tuple[str, ...]:
    """Name the columns of the marks' file."""
    given = (("arrived", marks.has_arrived), ("minutes_late", marks.has_minutes_late))
    return ("pupil", "date", "session", "code", *(name for name, has in given if has))


def write_marks(path: Path, marks: MarkTable) -> None:
    """Write the marks as CSV or Parquet, as the file's ending says."""
    if path.suffix == ".parquet":
        if len(marks.days):
            write_frames(path, lambda: _frames(marks, texts=False))
        else:
            write_frame(path, _empty(marks))
    elif marks.cells.size < MANY:
        replace_text(path, _lines(marks))
    else:
        replace(path, lambda file: _many(marks, file))


def _lines(marks: MarkTable) -> Iterator[str]:
    """Write one session at a time."""
    yield ",".join(columns_of(marks)) + "\n"
    tails = _tails(marks)
    pupils = [quoted(pupil) for pupil in marks.pupils]
    codes = [quoted(code) for code in marks.codes]
    plain = "," * (marks.has_arrived + marks.has_minutes_late)
    for slot, cells in enumerate(marks.cells):
        day = marks.days[slot // 2].isoformat()
        middle = [f",{day},{SESSIONS[slot % 2]},{code}" for code in codes]
        there = np.flatnonzero(cells != NO_ROW).tolist()
        held = cells[there].tolist()
        ends = tails.get(slot, {})
        yield "".join(
            [
                f"{pupils[pupil]}{middle[code]}{ends.get(pupil, plain)}\n"
                for pupil, code in zip(there, held, strict=True)
            ]
        )


def _tails(marks: MarkTable) -> dict[int, dict[int, str]]:
    """Give what stands after the code where a mark says when the pupil came."""
    tails: dict[int, dict[int, str]] = {}
    held = marks.arrivals
    for slot, pupil, arrived, late in zip(
        held.slot.tolist(), held.pupil.tolist(), held.arrived.tolist(), held.minutes_late.tolist(), strict=True
    ):
        tail = ""
        if marks.has_arrived:
            tail += "," if arrived == NOT_GIVEN else f",{arrived // 60:02}:{arrived % 60:02}"
        if marks.has_minutes_late:
            tail += "," if late == NOT_GIVEN else f",{late}"
        tails.setdefault(slot, {})[pupil] = tail
    return tails


def _many(marks: MarkTable, file: BinaryIO) -> None:
    file.write((",".join(columns_of(marks)) + "\n").encode())
    for frame in _frames(marks, texts=True):
        frame.write_csv(file, include_header=False, quote_style="necessary")


def _frames(marks: MarkTable, *, texts: bool) -> "Iterator[polars.DataFrame]":
    """Give the marks a few sessions at a time; `texts` writes what CSV would have, where a blank cell is null."""
    import polars

    pupils = polars.Series("pupil", marks.pupils, dtype=polars.String)
    days = polars.Series("date", marks.days, dtype=polars.Date)
    if texts:
        days = days.dt.to_string("%Y-%m-%d")
    listed = [code or None for code in marks.codes]
    kind = polars.String if texts else polars.Enum(list(dict.fromkeys(filter(None, marks.codes))))
    sessions = polars.Series("session", SESSIONS, dtype=polars.String if texts else polars.Enum(SESSIONS))
    codes = polars.Series("code", listed, dtype=kind)
    clock = [time(minute // 60, minute % 60) for minute in range(_DAY_MINUTES)]
    clocks = polars.Series("arrived", [*clock, None], dtype=polars.Time)
    if texts:
        clocks = clocks.dt.to_string("%H:%M")
    held = marks.arrivals
    slots = max(AT_ONCE // max(len(marks.pupils), 1), 1)
    for begins in range(0, len(marks.cells), slots):
        cells = marks.cells[begins : begins + slots]
        slot, pupil = np.nonzero(cells != NO_ROW)
        columns = {
            "pupil": pupils.gather(pupil),
            "date": days.gather((slot + begins) // 2),
            "session": sessions.gather((slot + begins) % 2),
            "code": codes.gather(cells[slot, pupil]),
        }
        some = slice(*np.searchsorted(held.slot, (begins, begins + slots)))
        key = (held.slot[some] - begins).astype(np.int64) * cells.shape[1] + held.pupil[some]
        place = np.searchsorted(slot * cells.shape[1] + pupil, key)
        if marks.has_arrived:
            arrived = np.full(len(slot), _DAY_MINUTES, dtype=np.int32)
            minutes = held.arrived[some]
            arrived[place] = np.where(minutes == NOT_GIVEN, _DAY_MINUTES, minutes)
            columns["arrived"] = clocks.gather(arrived)
        if marks.has_minutes_late:
            late = np.full(len(slot), NOT_GIVEN, dtype=np.int32)
            late[place] = held.minutes_late[some]
            amounts = polars.Series("minutes_late", late)
            columns["minutes_late"] = amounts.set(amounts == NOT_GIVEN, None)
        yield polars.DataFrame(columns)


def _empty(marks: MarkTable) -> "polars.DataFrame":
    import polars

    return polars.DataFrame(schema=dict.fromkeys(columns_of(marks), polars.String))
