"""A Parquet file -> its cells as text, so that one reader of cells serves both formats."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from engine.readers.check_sum import look_at_check_sum
from engine.readers.columnar import columns_of
from engine.readers.faults import Faults
from engine.readers.sheet import Sheet
from engine.source import Place, Source, Span

if TYPE_CHECKING:
    import polars


def damages() -> tuple[type[BaseException], ...]:
    """Give what is raised where a file cannot be read; some damages Polars gives up at instead of telling of them."""
    import polars

    return polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError


def read_frames(paths: Sequence[Path]) -> "dict[Path, polars.DataFrame]":
    """Read several files at once, which takes half as long as one after the other; none where one cannot be read."""
    import polars

    try:
        for path in paths:
            look_at_check_sum(path)
        # A name of a folder with brackets in it is no pattern.
        frames = polars.collect_all([polars.scan_parquet(path, glob=False) for path in paths])
    except damages():
        return {}
    return dict(zip(paths, frames, strict=True))


def read_parquet(path: Path, name: str, faults: Faults, frame: "polars.DataFrame | None" = None) -> Sheet | None:
    """Read a whole file, which may be there as a frame; None where it is no Parquet file.

    Rows are numbered from 1. Yields: D003 the file cannot be read.
    """
    # Importing polars costs as much as reading a school's year, and CSV does without it.
    import polars

    source = Source(str(path), "")
    try:
        if frame is None:
            look_at_check_sum(path)
        frame = polars.read_parquet(path, glob=False) if frame is None else frame
    except damages() as fault:
        told = f"`{path.name}` cannot be read as Parquet: {_first_line(fault)}"
        faults.file("D003", told, "write it again", place=Place(source, Span(1, 1, 1, 2)))
        return None
    cells = columns_of(frame, text_of)
    return Sheet(name, path.name, source, tuple(frame.columns), range(1, frame.height + 1), cells)


def text_of(value: object) -> str:
    """Write a value as a CSV file would have it; an empty text where there is none.

    >>> text_of(True), text_of(12.0), text_of(time(9, 5)), text_of(None)
    ('true', '12', '09:05', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes") if not value.second and not value.microsecond else value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case Decimal():
            return str(value.to_integral_value()) if value == value.to_integral_value() else str(value)
        case _:
            return str(value).strip()


def _first_line(fault: BaseException) -> str:
    return str(fault).split("\n", maxsplit=1)[0][:200] or "it is damaged"
