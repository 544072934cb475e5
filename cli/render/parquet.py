"""A run as Parquet: long and typed, a row a task; the decisions as a table of their own."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cli.render.columns import actions_of, decisions_of, given_by
from cli.render.parquet_action import Frames, schema
from cli.render.parquet_decision import decided, schema_of_decisions
from engine.decision import Run
from engine.writers.disk import as_the_system_says

if TYPE_CHECKING:
    import polars as pl

_AT_ONCE = 8_000
_ROWS = 32_000
"""Rows that are written together: fewer take less memory, and more a smaller file."""


def actions(run: Run) -> bytes:
    """Give the actions' file: a row a task; an action that asks for nothing has one row too."""
    frames = Frames()
    return _file(
        (part for stretch in actions_of(run).stretches() for part in frames.actions(stretch).iter_slices(_AT_ONCE)),
        schema(),
    )


def decisions(run: Run) -> bytes:
    """Give the decisions' file; what the tables give has a column each, as text."""
    stretches = list(decisions_of(run).stretches())
    given = given_by(stretches)
    columns = schema_of_decisions(given)
    return _file((part for each in stretches for part in decided(each, given).iter_slices(_AT_ONCE)), columns)


def _file(frames: "Iterator[pl.DataFrame]", schema: Mapping[str, Any]) -> bytes:
    """Write frames one after the other, no more than a few of them in memory. Raises OSError where they cannot be."""
    import polars as pl
    from polars.io.plugins import register_io_source

    def some(columns: list[str] | None, *_: object) -> "Iterator[pl.DataFrame]":
        return (frame if columns is None else frame.select(columns) for frame in frames)

    coming = register_io_source(some, schema=dict(schema))
    with TemporaryDirectory(prefix="policy-") as folder, as_the_system_says():
        path = Path(folder) / "made.parquet"
        try:
            coming.sink_parquet(path, compression="zstd", statistics=True, row_group_size=_ROWS)
        except pl.exceptions.InvalidOperationError:
            # Before version 1.31 Polars writes only what it has read itself without holding all of it.
            pl.concat([pl.DataFrame(schema=schema), *frames]).write_parquet(path, compression="zstd", statistics=True)
        return path.read_bytes()
