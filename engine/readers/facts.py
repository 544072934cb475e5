"""The tables of pupils and facts of a folder -> fact tables, and what a digest and a report say of each."""

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Final

from engine.model.dataset import TABLES, USUAL_COLUMNS, TableShape
from engine.nouns import dataclass
from engine.readers.csv_sheet import read_csv
from engine.readers.digest import digest_of_table
from engine.readers.faults import Faults
from engine.readers.parquet_sheet import read_parquet
from engine.readers.sheet import Sheet
from engine.readers.table import Roll, empty_table, read_table, tell_asked
from engine.register import Expected, FactTable

_LARGE: Final = 1 << 20
"""Bytes of files from which on it is worth its time to load Polars for them, or to start a thread."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The tables by name, None where one cannot be read; the rows of those that have a file, and their digests."""

    tables: Mapping[str, FactTable | None]
    rows: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, bytes] = field(default_factory=dict)


def are_large(files: Mapping[str, Path]) -> bool:
    """Whether the tables of pupils and facts are best read column by column: large ones, and such as need Polars."""
    tables = [path for name, path in files.items() if name != "marks"]
    return any(path.suffix == ".parquet" for path in tables) or is_large(*tables)


def is_large(*paths: Path) -> bool:
    """Whether some files together are worth what it costs to begin something for them."""
    return sum(path.stat().st_size for path in paths) > _LARGE


def read_sheet(path: Path, name: str, faults: Faults, *, columnar: bool) -> Sheet | None:
    """Read a table as text; None where it is none."""
    is_parquet = path.suffix == ".parquet"
    return read_parquet(path, name, faults) if is_parquet else read_csv(path, name, faults, columnar=columnar)


def read_facts(
    shapes: Mapping[str, TableShape],
    files: Mapping[str, Path],
    pupils: Sheet,
    roll: Roll,
    expected: Expected,
    faults: Faults,
    *,
    columnar: bool,
) -> Facts:
    """Read the tables of the shapes, and count and digest the sheet of the pupils with them.

    Yields: what reading each table may yield.
    """
    sheets = [pupils]
    tables: dict[str, FactTable | None] = {}
    for name, shape in shapes.items():
        if name not in files:
            tables[name] = empty_table(shape)
            continue
        sheet = read_sheet(files[name], name, faults, columnar=columnar)
        tables[name] = None if sheet is None else _table(sheet, shape, roll, expected, faults)
        if sheet is not None:
            sheets.append(sheet)
    rows = {sheet.name: len(sheet.lines) for sheet in sheets}
    return Facts(tables, rows, {sheet.name: digest_of_table(sheet) for sheet in sheets})


def _table(sheet: Sheet, shape: TableShape, roll: Roll, expected: Expected, faults: Faults) -> FactTable | None:
    if sheet.name not in TABLES:
        usual = {each: held for each, held in USUAL_COLUMNS.items() if each in sheet.header}
        columns = {**usual, **shape.columns}
        shape = replace(shape, columns=columns)
    tell_asked(sheet, expected.asked.get(sheet.name, {}), faults)
    return read_table(sheet, shape, roll, expected.flags, faults)
