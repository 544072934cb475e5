"""Spec and a policy -> the folder of a school that does not exist."""

from pathlib import Path

from engine.diagnostics import Outcome
from engine.generate.dataset import generate
from engine.generate.done import write_done
from engine.generate.spec import Rate, Spec
from engine.generate.write import write_dataset
from engine.load import Loaded
from engine.writers.dataset import Form


def make(folder: Path, spec: Spec, form: Form, loaded: Loaded | None) -> Outcome[tuple[Rate, ...]]:
    """Write the dataset; give its rates beside the published ones. Without a policy nothing was done about anything.

    Yields: what reading the dataset as the policy expects it may find. Raises: OSError where it cannot be written.
    """
    dataset = generate(spec)
    write_dataset(dataset, folder, form)
    done = write_done(loaded, folder, spec, form) if loaded is not None else Outcome(0)
    return Outcome(dataset.rates if done.value is not None else None, done.diagnostics)
