"""Exports of a trust: rows imported a second, and a school's workbook from a cold start.

`python -m benchmarks.importing` makes the data, measures each in a fresh process, and prints processor and wall time.
The targets: 7.6 million long rows at more than 1 million a second on two cores; a workbook of 1,000 pupils and 380
sessions in less than 3 s cold. What reading takes is measured by `benchmarks.reading`.
"""

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
COLD = 3.0


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


if __name__ == "__main__":
    main()
