"""Text tables -> files: CSV or Parquet, and whole files of text."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from engine.dataset import Table
from engine.readers.check_sum import add_check_sum
from engine.writers.disk import as_the_system_says
from engine.writers.typed import typed

if TYPE_CHECKING:
    import polars

ENDINGS: Final = {"csv": ".csv", "parquet": ".parquet", "compact": ".parquet"}
"""The form of a dataset, and how its files end. In the compact form it is the marks alone that no other has."""

_ROWS: Final = 1 << 18
"""Rows that are written together: fewer take less memory, and more a smaller file."""

_QUOTED: Final = (",", '"', "\n", "\r")


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a file beside a place, which takes the place when it is whole; where it is not, it is taken away."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def replace(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Write a file beside its place and rename it there."""
    with _beside(path) as temporary, temporary.open("wb") as file:
        fill(file)


def replace_text(path: Path, parts: Iterable[str]) -> None:
    """Write a file of text, UTF-8 with bare newlines."""
    replace(path, lambda file: file.writelines(part.encode() for part in parts))


def write_table(path: Path, table: Table) -> None:
    """Write a table as CSV or Parquet, as the file's ending says."""
    if path.suffix == ".csv":
        replace_text(path, lines_of(table))
        return
    import polars

    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    write_frame(path, polars.DataFrame([typed(*each) for each in zip(table.columns, columns, strict=True)]))


def write_frame(path: Path, frame: "polars.DataFrame") -> None:
    """Write a frame as Parquet."""
    with _beside(path) as temporary, as_the_system_says():
        frame.write_parquet(temporary)
        add_check_sum(temporary)


def write_frames(path: Path, frames: "Callable[[], Iterator[polars.DataFrame]]") -> None:
    """Write frames of the same columns, of which there is at least one, as Parquet, one after the other.

    No more than a few of them are in memory at once.
    """
    import polars
    from polars.io.plugins import register_io_source

    def some(columns: list[str] | None, *_: object) -> "Iterator[polars.DataFrame]":
        return (frame if columns is None else frame.select(columns) for frame in frames())

    coming = register_io_source(some, schema=dict(next(frames()).schema))
    with _beside(path) as temporary, as_the_system_says():
        try:
            coming.sink_parquet(temporary, row_group_size=_ROWS)
        except polars.exceptions.InvalidOperationError:
            # Before version 1.31 Polars writes only what it has read itself without holding all of it.
            polars.concat(list(frames())).write_parquet(temporary)
        add_check_sum(temporary)


def lines_of(table: Table) -> Iterator[str]:
    """Give a table's lines as CSV."""
    yield ",".join(map(quoted, table.columns)) + "\n"
    for row in table.rows:
        yield ",".join(map(quoted, row)) + "\n"


def quoted(text: str) -> str:
    """Put a cell in quotes where it has a separator, a quote or a line end.

    >>> quoted("P1"), quoted("Doe, Jane")
    ('P1', '"Doe, Jane"')
    """
    if any(sign in text for sign in _QUOTED):
        return '"' + text.replace('"', '""') + '"'
    return text
