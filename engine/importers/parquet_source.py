"""A Parquet file, as a school's data team writes one -> a plain table, its values as a CSV file would have them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.diagnostics import Severity
from engine.importers.plain import TOP, Coded, Plain, Rows
from engine.readers.columnar import column_of
from engine.readers.compact_form import is_compact
from engine.readers.faults import Complaint, Faults
from engine.readers.parquet_sheet import damages, text_of
from engine.source import Place, Source, Span
from engine.validate.near import listed

if TYPE_CHECKING:
    import polars

MOST_VALUES: Final = 160_000_000
"""A trust's year is 8 million marks, with ten columns or so; a file of a few bytes can say that it has a billion."""

MOST_COLUMNS: Final = 16_384
_MOST_NAMED: Final = 12
_CLOCKS: Final = "Europe/London"
"""A moment that a file holds by the world's time is told by England's clocks: in summer midnight there is 23:00."""


def open_parquet(path: Path, faults: Faults) -> list[Plain]:
    """Give the table of a file, its rows numbered from 1; none, told, where it cannot be read or holds no plain cells.

    Columns that hold lists or records in their cells are no part of it. Yields: D101 damaged, the compact form of
    marks or bytes that are no text, D104 too big, D173 columns of lists and records (info).
    """
    import polars

    source = Source(str(path), "")
    top = Place(source, Span(1, 1, 1, 2))
    try:
        # A name of a folder with brackets in it is no pattern.
        scanned = polars.scan_parquet(path, glob=False)
        schema = scanned.collect_schema()
        height = int(scanned.select(polars.len()).collect().item())
        refused = _refused(path.name, list(schema.names()), height)
        if refused is not None:
            faults.file(*refused, place=top)
            return []
        nested = [name for name, kind in schema.items() if kind.is_nested()]
        frame = scanned.select(polars.exclude(nested) if nested else polars.all()).collect()
    except damages() as fault:
        why = str(fault).partition("\n")[0][:200] or "it is damaged"
        told = f"`{path.name}` cannot be read as Parquet: {why}"
        faults.file("D101", told, "export it again, or export CSV", place=top)
        return []
    if nested:
        told = f"not imported, as their cells hold lists or records: {listed(nested, _MOST_NAMED)}"
        faults.file("D173", told, "export one value a cell", place=top, severity=Severity.INFO)
    columns = []
    for series in frame.get_columns():
        plain = _plain(series)
        if plain is None:
            told = f"the column `{series.name}` holds bytes that are no text in UTF-8"
            faults.file("D101", told, "export it as text", place=top)
            return []
        columns.append(plain)
    return [_table(path.name, source, columns)] if columns else []


def _refused(file: str, names: Sequence[str], height: int) -> Complaint | None:
    if is_compact(names):
        told = f"`{file}` holds a dataset's marks in the compact form, and is no export"
        return Complaint("D101", told, "the commands read its folder as it is: there is nothing to import")
    if height * len(names) > MOST_VALUES or len(names) > MOST_COLUMNS:
        told = f"`{file}` has {height:,} rows and {len(names):,} columns"
        return Complaint("D104", told, "is it a register? export a term at a time")
    return None


def _plain(series: "polars.Series") -> "polars.Series | None":
    """Give a column as texts or as values that are written one way; None where it holds bytes that are no text."""
    import polars

    if series.dtype == polars.Binary:  # as older programs write texts
        try:
            return series.cast(polars.String)
        except polars.exceptions.PolarsError:
            return None
    if isinstance(series.dtype, polars.Datetime) and series.dtype.time_zone:
        return series.dt.convert_time_zone(_CLOCKS).dt.replace_time_zone(None)
    if isinstance(series.dtype, polars.Categorical | polars.Enum):
        return series.cast(polars.String)
    return series


def _table(file: str, source: Source, columns: "Sequence[polars.Series]") -> Plain:
    tops = [_coded(series.head(TOP)) for series in columns]
    top: list[tuple[int, Sequence[str]]] = [(0, [series.name for series in columns])]
    for row in range(min(TOP, len(columns[0]))):
        cells = [each.words[int(each.places[row])] for each in tops]
        if any(cell.strip() for cell in cells):
            top.append((row + 1, cells))

    def load(after: int, places: Sequence[int]) -> Rows:
        """Read the rows after a line; one in which every cell is blank is none."""
        below = [series.slice(after) for series in columns]
        filled = np.zeros(len(below[0]), dtype=np.bool_)
        for series in below:
            if not filled.all():
                filled |= _filled(series)
        kept = np.flatnonzero(filled)
        whole = len(kept) == len(filled)
        found = []
        for place in places:
            column = _coded(below[place])
            found.append(column if whole else Coded(column.places[kept], column.words))
        return Rows(tuple(found), kept + after + 1, (), len(kept))

    return Plain(file, source, "", top, load)


def _filled(series: "polars.Series") -> "np.typing.NDArray[np.bool_]":
    """Say of each row whether its cell holds anything."""
    import polars

    if series.dtype != polars.String:
        return series.is_not_null().to_numpy()
    return (series.str.strip_chars().str.len_bytes().fill_null(0) > 0).to_numpy()


def _coded(series: "polars.Series") -> Coded:
    """Give a column as texts; blanks at the ends of a text stay, for in a string of marks they are sessions."""
    import polars

    if series.dtype != polars.String:
        column = column_of(series, text_of)
        return Coded(column.at.astype(np.int32), list(column.texts))
    filled = series.fill_null("").rechunk()
    different = filled.unique(maintain_order=True)
    places = filled.cast(polars.Enum(different)).to_physical().to_numpy().astype(np.int32)
    return Coded(places, different.to_list())
