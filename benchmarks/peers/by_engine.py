"""The engine of this project, on the rules as they stand in `rules.yaml`."""

from pathlib import Path

import numpy as np

from benchmarks.year import Events, Year
from engine.evaluate.run import evaluate
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
        found: dict[str, tuple[list[np.ndarray], list[int]]] = {}
        for batch in evaluate(self._plan, self._register, threads=self._threads).batches:
            pupils, places = found.setdefault(batch.name, ([], []))
            pupils.append(batch.pupils)
            places.append(batch.place)
        return {
            rule: (np.concatenate(pupils), np.repeat(np.array(places, dtype=np.int16), [len(each) for each in pupils]))
            for rule, (pupils, places) in found.items()
        }
