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
        found: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
        for batch in evaluate(self._plan, self._register, threads=self._threads).batches:
            days = np.full(len(batch.pupils), batch.place, dtype=np.int16)
            found.setdefault(batch.name, []).append((batch.pupils, days))
        return {
            rule: (np.concatenate([p for p, _ in parts]), np.concatenate([d for _, d in parts]))
            for rule, parts in found.items()
        }
