"""Dataset -> files in a folder, CSV or Parquet: the same dataset gives the same bytes."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from engine.calendar import SESSIONS
from engine.generate.spec import NO_ROW, Dataset, MarkTable, Table

if TYPE_CHECKING:
    import polars

Format = Literal["csv", "parquet"]

_ENDINGS: Final = {"csv": ".csv", "parquet": ".parquet"}
_MARKS: Final = ("pupil", "date", "session", "code", "arrived")


def write_dataset(dataset: Dataset, folder: Path, format: Format = "csv") -> None:  # noqa: A002 - the word of the option
    """Write all files of a dataset; each appears whole or not at all, and takes the place of one in the other format.

    Raises: OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "calendar.yaml", [dataset.calendar])
    for name, table in dataset.tables.items():
        path = folder / f"{name}{_ENDINGS[format]}"
        if format == "csv":
            _replace(path, _lines(table))
        else:
            _table_parquet(path, table)
    path = folder / f"marks{_ENDINGS[format]}"
    if format == "csv":
        _replace(path, _mark_lines(dataset.marks))
    else:
        _marks_parquet(path, dataset.marks)
    for name in (*dataset.tables, "marks"):
        for other in _ENDINGS:
            if other != format:
                (folder / f"{name}{_ENDINGS[other]}").unlink(missing_ok=True)


def _replace(path: Path, parts: Iterator[str] | list[str]) -> None:
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("w", encoding="utf-8", newline="\n") as file:
        for part in parts:
            file.write(part)
    temporary.replace(path)


def _lines(table: Table) -> Iterator[str]:
    yield ",".join(table.columns) + "\n"
    for row in table.rows:
        yield ",".join(row) + "\n"


def _mark_lines(marks: MarkTable) -> Iterator[str]:
    """Write the marks by date, session and pupil, one session at a time."""
    yield ",".join(_MARKS) + "\n"
    late: dict[int, list[tuple[int, int]]] = {}
    for (slot, pupil), minute in marks.arrived.items():
        late.setdefault(slot, []).append((pupil, minute))
    for slot, cells in enumerate(marks.cells):
        day = marks.days[slot // 2].isoformat()
        tails = [f",{day},{SESSIONS[slot % 2]},{code}," for code in marks.codes]
        ends = {pupil: f"{minute // 60:02}:{minute % 60:02}" for pupil, minute in late.get(slot, ())}
        there = np.flatnonzero(cells != NO_ROW).tolist()
        held = cells[there].tolist()
        yield "".join(
            [
                f"{marks.pupils[pupil]}{tails[code]}{ends.get(pupil, '')}\n"
                for pupil, code in zip(there, held, strict=True)
            ]
        )


def _table_parquet(path: Path, table: Table) -> None:
    import polars

    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    frame = polars.DataFrame(
        {name: [cell or None for cell in column] for name, column in zip(table.columns, columns, strict=True)},
        schema=dict.fromkeys(table.columns, polars.String),
    )
    _write_parquet(path, frame)


def _marks_parquet(path: Path, marks: MarkTable) -> None:
    import polars

    slots, pupils = np.nonzero(marks.cells != NO_ROW)
    arrived = np.full(len(slots), -1, dtype=np.int64)
    if marks.arrived:
        width = marks.cells.shape[1]
        keys = np.array([slot * width + pupil for slot, pupil in marks.arrived], dtype=np.int64)
        places = np.searchsorted(slots * width + pupils, keys)
        arrived[places] = list(marks.arrived.values())
    clock = [time(minute // 60, minute % 60) for minute in range(24 * 60)]
    ids = polars.Series("pupil", marks.pupils, dtype=polars.String)
    frame = polars.DataFrame(
        {
            "pupil": ids.gather(pupils),
            "date": polars.Series(marks.days, dtype=polars.Date).gather(slots // 2),
            "session": polars.Series(SESSIONS, dtype=polars.String).gather(slots % 2),
            "code": polars.Series(marks.codes, dtype=polars.String).gather(marks.cells[slots, pupils]),
            "arrived": polars.Series([*clock, None], dtype=polars.Time).gather(np.where(arrived < 0, 24 * 60, arrived)),
        }
    )
    _write_parquet(path, frame)


def _write_parquet(path: Path, frame: "polars.DataFrame") -> None:
    temporary = path.with_name(f".{path.name}.part")
    frame.write_parquet(temporary)
    temporary.replace(path)
