"""Exports and datasets of a trust: rows imported a second, a school's workbook from a cold start, and each form read.

`python -m benchmarks.importing` makes the data, measures each in a fresh process, and prints processor and wall time.
The targets: 7.6 million long rows at more than 1 million a second on two cores; a workbook of 1,000 pupils and 380
sessions in less than 3 s cold; a whole run from each form within 1.5 times of reading with the fastest reader and
evaluating. The fastest readers are Polars for CSV and long Parquet, to the same columns, and copying bytes for the
compact form. They read the marks alone, and loading Polars is counted neither as ours nor as theirs.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has none: there only wall time is told
    resource = None  # type: ignore[assignment]

PUPILS, SCHOOL = 20_000, 1000
ROWS_A_SECOND, COLD, AT_MOST = 1_000_000, 3.0, 1.5
POLICY = "victoria_road"
FORMS = ("csv", "parquet", "compact")


def spent(words: list[str]) -> tuple[float, float]:
    """Run a process; give its processor and wall time in seconds."""
    before = _processor()
    begun = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    wall = time.perf_counter() - begun
    return _processor() - before, wall


def _processor() -> float:
    if resource is None:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def workbook(path: Path) -> None:
    """Write a school's year as a wide workbook."""
    import xlsxwriter

    days, day = [], date(2025, 9, 2)
    while len(days) < 190:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "constant_memory": True}) as book:
        sheet = book.add_worksheet("Register")
        heads = [f"{day:%d/%m/%Y} {session}" for day in days for session in ("AM", "PM")]
        sheet.write_row(0, 0, ["Surname Forename", "Adm No", "Year", *heads])
        for number in range(SCHOOL):
            marks = [("L" if (number * 7 + at) % 31 == 0 else "/\\"[at % 2]) for at in range(380)]
            sheet.write_row(number + 1, 0, [f"Doe, {number}", f"{number:05}", "Year 7", *marks])


READ = """
import json, sys, time
from pathlib import Path
import polars
from engine.compile.expected import expected_of
from engine.evaluate.run import evaluate
from engine.load import load
from engine.readers.dataset import read_dataset
folder, form = Path(sys.argv[1]), sys.argv[2]
loaded = load(sys.argv[3]).value
before = time.process_time()
read = read_dataset(folder, expected_of(loaded.bound)).value
ours = time.process_time() - before
before = time.process_time()
evaluate(loaded.plan, read)
evaluated = time.process_time() - before
marks = next(folder.glob("marks.*"))
before = time.process_time()
if form == "csv":
    words = {name: polars.Categorical for name in ("pupil", "session", "code", "arrived")} | {"date": polars.Date}
    polars.read_csv(marks, schema_overrides=words)
else:
    polars.read_parquet(marks)
fastest = time.process_time() - before
print(json.dumps({"read": ours, "evaluate": evaluated, "fastest": fastest}))
"""


def read_and_evaluated(folder: Path, form: str) -> dict[str, float]:
    """Read a dataset and evaluate a policy on it in a fresh process; also read its marks with the fastest reader."""
    words = [sys.executable, "-c", READ, str(folder), form, POLICY]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Make the data, measure and print."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        book = root / "wide.xlsx"
        workbook(book)
        cpu, wall = spent(["-m", "cli", "import", str(book), "--out", str(root / "wide")])
        print(f"wide workbook, {SCHOOL:,} pupils, cold: {cpu:.2f} s of processor, {wall:.2f} s (target {COLD} s)")
        long = root / "csv"
        words = ["-m", "cli", "generate", str(long), "--phase", "secondary", "--pupils", str(PUPILS), "--seed", "5"]
        spent(words)
        with (long / "marks.csv").open("rb") as file:
            rows = sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 24), b"")) - 1
        cpu, wall = spent(["-m", "cli", "import", str(long / "marks.csv"), "--out", str(root / "marks")])
        print(f"{rows:,} long rows: {rows / wall / 1e6:.2f} million a second ({cpu:.1f} s of processor, {wall:.1f} s)")
        spent(["-m", "cli", "import", str(long), "--out", str(root / "compact"), "--compact"])
        spent([*words[:3], str(root / "parquet"), *words[4:], "--format", "parquet"])
        print("form      read  fastest reader  evaluate  read and evaluate, against the fastest and evaluate")
        for form in FORMS:
            found = read_and_evaluated(root / form, form)
            ratio = (found["read"] + found["evaluate"]) / (found["fastest"] + found["evaluate"])
            told = f"{found['read']:5.2f} s  {found['fastest']:12.2f} s  {found['evaluate']:6.2f} s"
            print(f"{form:8} {told}  {ratio:.2f} (target {AT_MOST})")


if __name__ == "__main__":
    main()
