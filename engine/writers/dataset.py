"""A whole dataset -> a folder."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
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

    Where one of them cannot be written the folder is left as it was: new tables beside old marks would be nobody's.

    Raises: OSError where the folder cannot be written.
    """
    ending = ENDINGS[form]
    with _all_or_none(folder) as new:
        if calendar is not None:
            replace_text(new / "calendar.yaml", calendar)
        for name, table in tables.items():
            write_table(new / f"{name}{ending}", table)
        path = new / f"marks{ending}"
        if form == "compact":
            write_compact(path, marks)
        else:
            write_marks(path, marks)


@contextmanager
def _all_or_none(folder: Path) -> Iterator[Path]:
    """Give a folder within a folder, all files of which take their places together when they are written."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    within = Path(mkdtemp(prefix=".part-", dir=folder))
    try:
        yield within
        _put_in_place(folder, within)
        is_new = False
    finally:
        shutil.rmtree(within, ignore_errors=True)
        if is_new:
            with suppress(OSError):
                folder.rmdir()


def _put_in_place(folder: Path, within: Path) -> None:
    """Move new files to their places; where one may not be moved, as while it is open in Windows, put all back."""
    names = sorted(path.name for path in within.iterdir())
    old = within / "old"
    old.mkdir()
    replaced = [
        path.name for name in names for path in {folder / name, *_in_other_formats(folder / name)} if path.exists()
    ]
    moved: list[tuple[Path, Path]] = []
    try:
        for here, there in (
            *((folder / name, old / name) for name in replaced),
            *((within / name, folder / name) for name in names),
        ):
            here.rename(there)
            moved.append((here, there))
    except OSError:
        for here, there in reversed(moved):
            there.rename(here)
        raise


def _in_other_formats(path: Path) -> set[Path]:
    formats = {".csv", ".parquet"}
    return {path.with_suffix(other) for other in formats - {path.suffix}} if path.suffix in formats else set()
