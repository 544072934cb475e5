"""The engine of this project, on the rules as they stand in `rules.yaml`."""

from pathlib import Path

import numpy as np

from benchmarks.year import Events, Year
from engine.evaluate.run import evaluate
from engine.fired import Batch
from engine.load import load


class Engine:
    """Holds the compiled rules and a register."""

    def __init__(self, year: Year, threads: int | None = None) -> None:
        self._threads = threads
        loaded = load(Path(__file__).parent.parent / "rules.yaml")
        assert loaded.value is not None, [str(found) for found in loaded.diagnostics]
        self._plan, self._register = loaded.value.plan, year.register()

    def run(self) -> Events:
        """Evaluate, with the evidence of every action."""
        found: dict[str, list[Batch]] = {}
        for batch in evaluate(self._plan, self._register, threads=self._threads).batches:
            found.setdefault(batch.name, []).append(batch)
        return {rule: _events(batches) for rule, batches in found.items()}


def _events(batches: list[Batch]) -> tuple[np.ndarray, np.ndarray]:
    """Give the pupils of a rule's batches, and the place of each one's day."""
    sizes = [batch.size for batch in batches]
    places = np.repeat(np.array([batch.place for batch in batches], dtype=np.int16), sizes)
    wholes = {id(batch.whole): batch.whole.pupils for batch in batches}
    return np.concatenate([*wholes.values()]), places
