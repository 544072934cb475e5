"""The whole `policy run` at 20,000 pupils from each form of a dataset to each format, beside what it cannot do without.

`python -m tasks bench-run` generates the data, measures each in processes of its own, the least of several, and prints
seconds of the clock and of the processors, with the memory of all processes together. What it cannot do without is
reading with the fastest reader there is, Polars, every file into frames and no more (it is loaded already), and
evaluating. The target of a whole run, its start, its policy and its output included, is 1.5 times both together.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.asked import positive
from benchmarks.memory import Memory
from engine import api

try:
    import resource
except ImportError:  # Windows has none: there only the clock is told
    resource = None  # type: ignore[assignment]

PUPILS, AT_MOST = 20_000, 1.5
DATA, FORMATS = ("csv", "parquet", "compact"), ("jsonl", "csv", "parquet", "table")

READ = """
import json, sys, time
from pathlib import Path
import polars
polars.DataFrame({"a": ["b"]}).lazy().filter(polars.col("a") == "b").collect()
files = sorted(each for each in Path(sys.argv[1]).iterdir() if each.suffix in (".csv", ".parquet"))
words = {name: polars.Categorical for name in ("session", "code", "arrived")} | {"date": polars.Date}
clock, processors = time.perf_counter(), time.process_time()
for file in files:
    if file.suffix == ".csv":
        polars.read_csv(file, schema_overrides=words if file.stem == "marks" else None, infer_schema_length=0)
    else:
        polars.read_parquet(file)
print(json.dumps([time.perf_counter() - clock, time.process_time() - processors]))
"""

EVALUATE = """
import json, os, sys, time
from pathlib import Path
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
from engine.compile.expected import expected_of
from engine.load import load
from engine.pool.memory import MANY
from engine.readers.ahead import read_ahead
from engine.readers.dataset import read_dataset
from engine.evaluate.run import evaluate
from engine.copied import evaluate_in_copies
loaded = load(sys.argv[2]).value
expected = expected_of(loaded.bound)
reader = read_ahead(Path(sys.argv[1]))
read = (reader and reader.ask(expected)) or read_dataset(Path(sys.argv[1]), expected)
register = read.value
if reader is not None:
    reader.__exit__(None, None, None)
def spent():
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system
clock, processors = time.perf_counter(), spent()
evaluate_in_copies(loaded.plan, register, min(os.cpu_count() or 1, 4))
print(json.dumps([time.perf_counter() - clock, spent() - processors]))
"""


def processors() -> float:
    """Give the seconds of all processors that processes which have ended took."""
    if resource is None:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def whole(words: list[str]) -> tuple[float, float]:
    """Carry out a command; give the seconds of the clock and of the processors."""
    before, clock = processors(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "cli", *words], check=True, capture_output=True)
    return time.perf_counter() - clock, processors() - before


def peak(words: list[str]) -> int:
    """Carry out a command; give the most megabytes that its processes held together."""
    with subprocess.Popen([sys.executable, "-m", "cli", *words], stdout=subprocess.DEVNULL) as process:
        memory = Memory(process.pid, every=0.01)
        memory.start()
        process.wait()
    return memory.finish() // 1024


def part(program: str, *words: str) -> tuple[float, float]:
    """Measure a part of a run by itself, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", program, *words], check=True, capture_output=True, text=True)
    clock, spent = json.loads(done.stdout)
    return clock, spent


def least(found: list[tuple[float, float]]) -> tuple[float, float]:
    """Give the least of the clock and the least of the processors."""
    return min(clock for clock, _ in found), min(spent for _, spent in found)


def told(seconds: tuple[float, float]) -> str:
    """Write seconds of the clock and of the processors."""
    return f"{seconds[0]:.2f} ({seconds[1]:.2f})"


def main() -> None:
    """Make the data, measure and print a table."""
    parser = argparse.ArgumentParser(
        prog="python -m tasks bench-run", description=(__doc__ or "").split("\n\n", maxsplit=1)[0]
    )
    parser.add_argument("--pupils", type=positive, default=PUPILS)
    parser.add_argument("--policy", default="victoria_road")
    parser.add_argument("--times", type=positive, default=5, help="the least of so many is told")
    asked = parser.parse_args()
    if api.load_policy(asked.policy).value is None:
        parser.error(
            f"there is no policy `{asked.policy}` that can be run; `policy lint` says what is wrong with a file"
        )
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out"
        out.mkdir()
        print(
            f"{asked.policy}, {asked.pupils:,} pupils, {os.cpu_count()} processors: seconds of the clock, and of them"
        )
        print(
            "| data | Polars alone | evaluating | "
            + " | ".join(f"run to {form}, times both" for form in FORMATS)
            + " |"
        )
        print("|---" * (3 + len(FORMATS)) + "|")
        for form in DATA:
            data = str(Path(place) / form)
            whole(["generate", data, "--pupils", str(asked.pupils), "--format", form])
            read = least([part(READ, data) for _ in range(asked.times)])
            evaluated = least([part(EVALUATE, data, asked.policy) for _ in range(asked.times)])
            cells = []
            for to in FORMATS:
                words = ["run", asked.policy, data, "--format", to, "--out", str(out / f"made.{to}")]
                made = least([whole(words) for _ in range(asked.times)])
                both = [one + other for one, other in zip(read, evaluated, strict=True)]
                times = [f"{one / other:.1f}" for one, other in zip(made, both, strict=True) if other]
                cells.append(f"{told(made)}, {times[0]} ({times[-1]}), {peak(words)} MB")
            print(f"| {form} | {told(read)} | {told(evaluated)} | {' | '.join(cells)} |", flush=True)
        print(f"aimed at: {AT_MOST} times Polars and evaluating together")


if __name__ == "__main__":
    main()
