"""The tables of pupils and facts of a folder -> fact tables, and what a digest and a report say of each."""

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.model.dataset import TABLES, USUAL_COLUMNS, TableShape
from engine.nouns import dataclass
from engine.readers.csv_sheet import read_csv
from engine.readers.digest import digest_of_table
from engine.readers.faults import Faults
from engine.readers.sheet import Sheet
from engine.readers.table import Roll, empty_table, read_table, tell_asked
from engine.register import Expected, FactTable

if TYPE_CHECKING:
    import polars

_LARGE: Final = 1 << 20
"""Bytes of files from which on it is worth its time to load Polars for them, or to start a thread."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The tables by name, None where one cannot be read; the rows of those that have a file, and their digests."""

    tables: Mapping[str, FactTable | None]
    rows: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, bytes] = field(default_factory=dict)


def is_large(*paths: Path) -> bool:
    """Whether some files together are worth what it costs to begin something for them."""
    return sum(path.stat().st_size for path in paths if path.is_file()) > _LARGE  # a link may lead nowhere


class Sheets:
    """Reads the tables of pupils and facts as text, those in Parquet all at once."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        tables = {name: path for name, path in files.items() if name != "marks"}
        parquet = [path for path in tables.values() if path.suffix == ".parquet"]
        self._files = tables
        # Column by column is best for large ones, and where Polars is needed anyway.
        self._columnar = bool(parquet) or is_large(*tables.values())
        self._frames: dict[Path, polars.DataFrame] = {}
        if len(parquet) > 1:
            from engine.readers.parquet_sheet import read_frames

            self._frames = read_frames(parquet)

    def read(self, name: str, faults: Faults) -> Sheet | None:
        """Read a table; None where it has no file, or one that is no table."""
        path = self._files.get(name)
        if path is None:
            return None
        if path.suffix == ".parquet":
            from engine.readers.parquet_sheet import read_parquet

            return read_parquet(path, name, faults, self._frames.pop(path, None))
        return read_csv(path, name, faults, columnar=self._columnar)

    def __contains__(self, name: str) -> bool:
        """Whether a table has a file."""
        return name in self._files


def read_facts(
    shapes: Mapping[str, TableShape], sheets: Sheets, pupils: Sheet, roll: Roll, expected: Expected, faults: Faults
) -> Facts:
    """Read the tables of the shapes, and count and digest the sheet of the pupils with them.

    Yields: what reading each table may yield.
    """
    rows = {pupils.name: len(pupils.lines)}
    digests = {pupils.name: digest_of_table(pupils)}
    tables: dict[str, FactTable | None] = {}
    for name, shape in shapes.items():
        sheet = sheets.read(name, faults)
        if sheet is None:
            tables[name] = None if name in sheets else empty_table(shape)
            continue
        tables[name] = _table(sheet, shape, roll, expected, faults)
        rows[name] = len(sheet.lines)
        digests[name] = digest_of_table(sheet)
    return Facts(tables, rows, digests)


def _table(sheet: Sheet, shape: TableShape, roll: Roll, expected: Expected, faults: Faults) -> FactTable | None:
    if sheet.name not in TABLES:
        usual = {each: held for each, held in USUAL_COLUMNS.items() if each in sheet.header}
        columns = {**usual, **shape.columns}
        shape = replace(shape, columns=columns)
    tell_asked(sheet, expected.asked.get(sheet.name, {}), faults)
    return read_table(sheet, shape, roll, expected.flags, faults)
