"""A whole dataset -> a folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from engine.dataset import MarkTable, Table
from engine.writers.compact import write_compact
from engine.writers.files import ENDINGS, replace_text, write_table
from engine.writers.marks import write_marks

Form = Literal["csv", "parquet", "compact"]


def write_folder(
    folder: Path, calendar: Iterable[str] | None, tables: Mapping[str, Table], marks: MarkTable, form: Form = "csv"
) -> None:
    """Write all files of a dataset; each takes the place of one in the other format. There may be no calendar.

    Raises: OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if calendar is not None:
        replace_text(folder / "calendar.yaml", calendar)
    ending = ENDINGS[form]
    for name, table in tables.items():
        write_table(folder / f"{name}{ending}", table)
        _take_away(folder, name, ending)
    path = folder / f"marks{ending}"
    if form == "compact":
        write_compact(path, marks)
    else:
        write_marks(path, marks)
    _take_away(folder, "marks", path.suffix)


def _take_away(folder: Path, name: str, ending: str) -> None:
    for other in {".csv", ".parquet"} - {ending}:
        (folder / f"{name}{other}").unlink(missing_ok=True)
