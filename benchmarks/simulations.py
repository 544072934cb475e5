"""What simulating costs beside running: two policies, a sweep of 30 values, of a value and of a register's close.

`python -m benchmarks.simulations [FOLDER]` makes a year of 20,000 pupils (or takes a dataset) and prints processor time
and ratios to one whole run, each measured in a fresh process. The targets: two policies within 2.5 runs, a sweep of 30
values within 12.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POLICY = "victoria_road"
PUPILS = 20_000
QUESTIONS = {
    "two policies, a value": {"edits": [("values.lates_limit", "3 sessions")]},
    "two policies, a register": {"edits": [("registers.am.whole_school.closes", "09:20")]},
    "30 values of a value": {"ranges": ["values.evidence_after=1 school day..30 school days/1"]},
    "30 values of a register": {"ranges": ["registers.am.whole_school.closes=09:01..09:30/1"]},
}
TARGETS = {"two policies, a value": 2.5, "two policies, a register": 2.5}
TARGET_OF_SWEEPS = 12.0


def measured(folder: Path, question: str | None) -> float:
    """Give the processor time of one run, or of one simulation, in this process."""
    from engine import api

    loaded = api.load_policy(POLICY)
    assert loaded.value is not None
    begun = time.process_time()
    if question is None:
        made = api.run(loaded.value, folder)
        assert made.value is not None, [str(found) for found in made.diagnostics[:3]]
    else:
        told = api.simulate(loaded.value, folder, **QUESTIONS[question])
        assert told.value is not None, [str(found) for found in told.diagnostics[:3]]
    return time.process_time() - begun


def apart(folder: Path, question: str | None) -> float:
    """Measure in a fresh process."""
    code = (
        "import json; from pathlib import Path; from benchmarks.simulations import measured; "
        f"print(json.dumps(measured(Path({str(folder)!r}), {question!r})))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulations", description=__doc__)
    parser.add_argument("dataset", type=Path, nargs="?", help="a dataset to take; one is made, if left out")
    asked = parser.parse_args([] if sys.argv[0].endswith("__main__.py") else None)
    if asked.dataset is not None and not asked.dataset.is_dir():
        parser.error(f"there is no folder `{asked.dataset}`")
    with tempfile.TemporaryDirectory() as made:
        folder = asked.dataset or Path(made)
        if asked.dataset is None:
            from engine import api
            from engine.generate.spec import Spec

            api.generate(folder, Spec(pupils=PUPILS, seed=5), "parquet")
        whole = apart(folder, None)
        print(f"{'one run':<28}{whole:8.2f} s")
        for question in QUESTIONS:
            spent = apart(folder, question)
            target = TARGETS.get(question, TARGET_OF_SWEEPS)
            print(f"{question:<28}{spent:8.2f} s {spent / whole:8.2f} runs (target {target})", flush=True)


if __name__ == "__main__":
    main()
