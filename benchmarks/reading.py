"""Reading a dataset in each of its forms, beside Polars alone on the same files.

`python -m benchmarks.reading` generates the data in CSV, long Parquet and the compact form, and takes turns with them
in fresh processes: one reads all files with Polars into frames, one reads the dataset and evaluates a policy on it, and
one reads it with one thread, of which the time is told that goes to the marks: opening their file, and all of the way
into the array, every mark asked whether it may stand. It prints the least of several runs, of the processor's time and
of the clock's, against the target: to read and evaluate in at most 1.5 times what Polars takes to read and the engine
to evaluate. Polars is loaded already. That all forms say the same is asserted. `benchmarks.whole_run` times all of it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.asked import positive

FORMS = ("csv", "parquet", "compact")
POLICY = "victoria_road"
AT_MOST = 1.5

ONE = """
import json, sys, time
from pathlib import Path
import polars
import engine.readers.dataset as reading
from engine.compile.expected import expected_of
from engine.evaluate.run import evaluate
from engine.load import load
from engine.readers.dataset import read_dataset

folder, policy = Path(sys.argv[1]), sys.argv[2]
loaded = load(policy).value
expected = expected_of(loaded.bound)
found = {}

def timed(name, work):
    before = time.process_time(), time.perf_counter()
    result = work()
    found[name] = time.process_time() - before[0], time.perf_counter() - before[1]
    return result

def all_files():
    kinds = {name: polars.Categorical for name in ("pupil", "session", "code", "arrived")} | {"date": polars.Date}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            polars.read_csv(path, schema_overrides=kinds if path.stem == "marks" else None)
        elif path.suffix == ".parquet":
            polars.read_parquet(path)

def time_part(name):
    part = getattr(reading, name)
    setattr(reading, name, lambda *given: timed(name, lambda: part(*given)))

if sys.argv[3] == "polars":
    timed("polars", all_files)
elif sys.argv[3] == "marks":
    reading.at_once = lambda: 1
    time_part("_open")
    time_part("_marks")
    count = read_dataset(folder, expected).value.report.rows["marks"]
    found = {"marks": [sum(each) for each in zip(found["_open"], found["_marks"])], "count": [count, count]}
else:
    read = timed("read", lambda: read_dataset(folder, expected)).value
    timed("evaluate", lambda: evaluate(loaded.plan, read))
    found["digest"] = read.report.digest
print(json.dumps(found))
"""

Times = dict[str, tuple[float, float]]


def alone(folder: Path, what: str) -> dict[str, list[float]]:
    """Read with Polars, or read and evaluate, in a fresh process; seconds of the processor and of the clock."""
    words = [sys.executable, "-c", ONE, str(folder), POLICY, what]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def least(folders: dict[str, Path], runs: int) -> dict[str, Times]:
    """Measure each form in turn, several times, and give the least of each."""
    found: dict[str, dict[str, list[list[float]]]] = {form: {} for form in folders}
    digests = set()
    for _ in range(runs):
        for form, folder in folders.items():
            one = alone(folder, "ours")
            digests.add(str(one.pop("digest")))
            for name, spent in {**one, **alone(folder, "polars"), **alone(folder, "marks")}.items():
                found[form].setdefault(name, []).append(spent)
    assert len(digests) == 1, "every form must say the same"
    return {
        form: {name: (min(run[0] for run in spent), min(run[1] for run in spent)) for name, spent in each.items()}
        for form, each in found.items()
    }


def lines(found: dict[str, Times]) -> Iterator[str]:
    """Give a table: of each form and clock what was read, and how many times as long reading and evaluating took."""
    yield "| form | time of | reading | Polars alone | evaluating | read and evaluate, against Polars |"
    yield "|---|---|---:|---:|---:|---:|"
    for form, times in found.items():
        for at, clock in enumerate(("processor", "clock")):
            read, alone_, evaluated = (times[name][at] for name in ("read", "polars", "evaluate"))
            ratio = (read + evaluated) / (alone_ + evaluated)
            yield f"| {form} | {clock} | {read:.2f} | {alone_:.2f} | {evaluated:.2f} | {ratio:.2f} |"


def of_marks(found: dict[str, Times]) -> Iterator[str]:
    """Give a table: of each form what its marks take of one processor, and beside those of the compact form."""
    yield "| form | its marks, processor | a mark, ns | times the compact form |"
    yield "|---|---:|---:|---:|"
    least_of_all = found["compact"]["marks"][0]
    for form, times in found.items():
        spent, count = times["marks"][0], times["count"][0]
        yield f"| {form} | {spent:.3f} | {spent / count * 1e9:.1f} | {spent / least_of_all:.1f} |"


def main() -> None:
    """Make the data, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading")
    parser.add_argument("--pupils", type=positive, default=20_000)
    parser.add_argument("--runs", type=positive, default=5)
    asked = parser.parse_args([] if sys.argv[0].endswith("__main__.py") else None)
    with tempfile.TemporaryDirectory() as place:
        folders = {form: Path(place) / form for form in FORMS}
        for form, folder in folders.items():
            words = ["generate", str(folder), "--pupils", str(asked.pupils), "--format", form]
            subprocess.run([sys.executable, "-m", "cli", *words], check=True, capture_output=True)
        print(f"{asked.pupils:,} pupils, {POLICY}, seconds, the least of {asked.runs} runs (target {AT_MOST})")
        found = least(folders, asked.runs)
        print("\n".join((*lines(found), "", *of_marks(found))))


if __name__ == "__main__":
    main()
