"""A year of marks under the shipped policies: one school from a cold start, and a trust's 20,000 pupils.

`python -m benchmarks.school_year` makes the data, runs each size several times in fresh processes and prints medians.
The targets: a school of 420 under 2 s with reading; 20,000 pupils evaluated at 10 million marks a second on one core,
in less than 1 GB with reading.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has none: there no peak is told
    resource = None  # type: ignore[assignment]

POLICIES = ("victoria_road", "tillington_manor")
SCHOOL, TRUST = 420, 20_000
RUNS = 5
LONGEST, FASTEST, MOST_MEMORY = 2.0, 10.0, 1000


def measured(policy: str, folder: Path) -> dict[str, float]:
    """Load, read and evaluate in this process; seconds of processor time, marks a second, memory at its peak in MB."""
    begun = time.perf_counter()
    from engine.compile.expected import expected_of
    from engine.evaluate.run import evaluate
    from engine.load import load
    from engine.readers.dataset import read_dataset

    loaded = load(policy)
    assert loaded.value is not None
    ready = time.perf_counter()
    read = read_dataset(folder, expected_of(loaded.value.bound))
    assert read.value is not None, [str(found) for found in read.diagnostics[:3]]
    there = time.perf_counter()
    before = time.process_time()
    fired = evaluate(loaded.value.plan, read.value)
    spent = time.process_time() - before
    return {
        "load": ready - begun,
        "read": there - ready,
        "evaluate": spent,
        "million marks a second": read.value.marks.size / spent / 1e6,
        "actions": float(sum(batch.size for batch in fired.batches)),
        "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if resource else 0.0,
    }


def cold(policy: str, folder: Path) -> float:
    """Time `policy run` from its start to its end, in seconds."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "cli", "run", policy, str(folder)], check=True, capture_output=True)
    return time.perf_counter() - begun


def apart(policy: str, folder: Path) -> dict[str, float]:
    """Measure in a fresh process."""
    code = (
        "import json; from pathlib import Path; from benchmarks.school_year import measured; "
        f"print(json.dumps(measured({policy!r}, Path({str(folder)!r}))))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print a line a policy and size."""
    with tempfile.TemporaryDirectory() as name:
        for pupils in (SCHOOL, TRUST):
            folder = Path(name) / str(pupils)
            make = [sys.executable, "-m", "cli", "generate", str(folder), "--pupils", str(pupils)]
            subprocess.run(make, check=True, capture_output=True)
            for policy in POLICIES:
                runs = [apart(policy, folder) for _ in range(RUNS)]
                middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
                told = ", ".join(f"{key} {value:,.2f}" for key, value in middle.items())
                print(f"{policy}, {pupils:,} pupils: {told}")
                if pupils == SCHOOL:
                    whole = statistics.median(cold(policy, folder) for _ in range(RUNS))
                    print(f"  whole command from a cold start: {whole:.2f} s (target {LONGEST})")
                else:
                    rate, memory = middle["million marks a second"], middle["memory MB"]
                    print(
                        f"  {rate:.1f} million marks a second (target {FASTEST}), "
                        f"{memory:,.0f} MB (target {MOST_MEMORY:,})"
                    )


if __name__ == "__main__":
    main()
