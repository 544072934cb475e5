"""A generated dataset -> its folder."""

from pathlib import Path

from engine.generate.spec import Dataset
from engine.writers.dataset import Form, write_folder


def write_dataset(dataset: Dataset, folder: Path, form: Form = "csv") -> None:
    """Write all files of a dataset, or none; each takes the place of one in the other format.

    Raises: OSError where the folder cannot be written.
    """
    write_folder(folder, [dataset.calendar], dataset.tables, dataset.marks, form)
