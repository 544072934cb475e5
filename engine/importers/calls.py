"""The few calls of `policy import`: read exports, read or suggest a mapping file, write the dataset."""

from collections.abc import Sequence
from pathlib import Path

from engine.compile.expected import expected_of
from engine.diagnostics import Outcome
from engine.importers.account import Imported, Wishes
from engine.importers.open_source import open_source
from engine.importers.read_map import read_map
from engine.importers.run import import_files
from engine.importers.suggest import suggested_map as suggested
from engine.load import Loaded
from engine.model.import_map import ImportMap
from engine.readers.faults import Faults
from engine.writers.dataset import Form, write_folder


def import_data(sources: Sequence[Path], loaded: Loaded, wishes: Wishes) -> Outcome[Imported]:
    """Read the exports of a school information system, with the codes that a policy has in force."""
    return import_files(sources, expected_of(loaded.bound), wishes)


def import_map(file: Path | None, loaded: Loaded, shape: str | None) -> Outcome[ImportMap]:
    """Read a mapping file, or give an empty one; a shape that is asked for goes before the one it says."""
    tables = expected_of(loaded.bound).code_tables
    categories = frozenset(category for table in tables for category in table.categories.values())
    read = Outcome(ImportMap.model_validate({})) if file is None else read_map(file, categories)
    if read.value is not None and shape is not None:
        return Outcome(read.value.model_copy(update={"shape": shape}), read.diagnostics)
    return read


def suggested_map(sources: Sequence[Path], loaded: Loaded) -> Outcome[str]:
    """Write a mapping file for exports, to begin with."""
    faults = Faults()
    tables = [table for source in sources for table in open_source(source, faults)]
    codes = [code for table in expected_of(loaded.bound).code_tables for code in table.categories]
    return Outcome(suggested(tables, codes) if tables else None, faults.diagnostics)


def write_import(imported: Imported, folder: Path, form: Form) -> None:
    """Write an imported dataset. Raises OSError where the folder cannot be written."""
    calendar = None if imported.calendar is None else [imported.calendar]
    write_folder(folder, calendar, imported.tables, imported.marks, form)
