"""The same rules on the same marks in every program, side by side in one run.

`python -m tasks bench` prints the table and writes it into `docs/performance.md`. Each program works in a process of
its own that holds the marks as the program likes them best; the processes take turns, so that noise falls on all, and
each must answer with the same pupils, days and rules. Time is taken from the marks in memory to the set of actions.
"""

import argparse
import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

try:
    import resource
except ImportError:  # Windows has none: there no peak is told
    resource = None  # type: ignore[assignment]

from benchmarks.asked import positive
from benchmarks.year import Events, Year, answer, year

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- the table that `python -m tasks bench` writes -->", "<!-- end of the table -->"

PROGRAMS = {
    "engine": ("this engine", "by_engine", "Engine"),
    "numpy": ("NumPy by hand", "by_numpy", "Numpy"),
    "polars": ("Polars", "by_polars", "Polars"),
    "duckdb": ("DuckDB", "by_duckdb", "DuckDB"),
    "pandas": ("pandas", "by_pandas", "Pandas"),
    "python": ("plain Python", "by_python", "Python"),
}
AT_ONCE = 20_000
"""Pupils that a program of tables works at once: a table of more needs more memory than most machines have."""
IN_TABLES = {"polars", "duckdb", "pandas"}
SIZES = {420: (7, tuple(PROGRAMS)), 20_000: (5, ("engine", "numpy", "polars", "duckdb", "pandas")),
         200_000: (3, ("engine", "numpy", "polars", "duckdb", "pandas"))}  # fmt: skip


@dataclass
class Row:
    """What was measured of one program at one size."""

    program: str
    pupils: int
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    events: int = 0
    digest: str = ""
    peak: float = 0

    @property
    def middle(self) -> float:
        """The median of its runs, in seconds."""
        return statistics.median(self.seconds)


def worker(program: str, pupils: int) -> None:
    """Hold the marks and answer each line of standard input with one run, as a line of JSON."""
    _, module, name = PROGRAMS[program]
    make = getattr(importlib.import_module(f"benchmarks.peers.{module}"), name)
    whole = year(pupils)
    size = AT_ONCE if program in IN_TABLES else pupils
    starts = range(0, pupils, size)
    held = [make(whole)] if len(starts) == 1 else None
    before = _peak(anew=True)
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        seconds = cpu = 0.0
        events: Events = {}
        for number, first in enumerate(starts):
            one = held[number] if held else make(whole.some(first, min(first + size, pupils)))
            begun, spent = time.perf_counter(), time.process_time()
            found = one.run()
            seconds += time.perf_counter() - begun
            cpu += time.process_time() - spent
            events = _joined(events, found, first)
        count, digest = answer(events)
        peak = _peak() - before
        print(json.dumps({"seconds": seconds, "cpu": cpu, "events": count, "digest": digest, "peak": peak}), flush=True)


def _peak(*, anew: bool = False) -> float:
    """Give the most that has been resident, in MB; `anew`: forget it first, where the system can."""
    status, forget = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if anew and forget.exists():
        forget.write_text("5", encoding="ascii")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if resource else 0.0
    held = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    return int(held["VmHWM"].split()[0]) / 1024


def _joined(events: Events, found: Events, first: int) -> Events:
    if not first and not events:
        return found
    empty = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    return {
        rule: (
            np.concatenate([events.get(rule, empty)[0], np.asarray(found.get(rule, empty)[0]) + first]),
            np.concatenate([events.get(rule, empty)[1], found.get(rule, empty)[1]]),
        )
        for rule in {*events, *found}
    }


def measured(pupils: int, programs: tuple[str, ...], runs: int) -> list[Row]:
    """Run the programs in turns, and hold that all of them give the same answer."""
    processes = {
        program: subprocess.Popen(
            [sys.executable, "-m", "benchmarks.side_by_side", "--worker", program, "--pupils", str(pupils)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for program in programs
    }  # fmt: skip
    rows = {program: Row(program, pupils) for program in programs}
    try:
        for program in programs:
            _answer(processes[program])
        for turn in range(runs):
            for program, row in rows.items():
                if turn and row.seconds[0] > 60:
                    # once says enough of what takes minutes
                    continue
                told = _answer(processes[program], ask=True)
                row.seconds.append(told["seconds"])
                row.cpu.append(told["cpu"])
                row.events, row.digest, row.peak = told["events"], told["digest"], told["peak"]
                print(f"  {pupils:>7,} {PROGRAMS[program][0]:<14}{told['seconds']:9.3f} s", file=sys.stderr)
    finally:
        for process in processes.values():
            process.stdin.close()  # type: ignore[union-attr]
            process.wait()
    different = {row.digest for row in rows.values()}
    assert len(different) == 1, {program: (row.events, row.digest[:8]) for program, row in rows.items()}
    return list(rows.values())


def _answer(process: "subprocess.Popen[str]", *, ask: bool = False) -> dict[str, float]:
    assert process.stdin is not None and process.stdout is not None
    if ask:
        process.stdin.write("\n")
        process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"a program of the benchmark ended: {process.args}")
    told: dict[str, float] = json.loads(line)
    return told


def lines(rows: list[Row], record: dict[str, float], days: int) -> Iterator[str]:
    """Give the table as Markdown."""
    heads = ("pupils", "program", "seconds", "processor's seconds", "times NumPy by hand", "million marks a second",
             "peak MB above the marks", "bytes a mark")  # fmt: skip
    yield f"| {' | '.join(heads)} |"
    yield "|---:|---|---:|---:|---:|---:|---:|---:|"
    for row in rows:
        floor = next(each for each in rows if each.pupils == row.pupils and each.program == "numpy")
        marks = row.pupils * days * 2
        yield (
            f"| {row.pupils:,} | {PROGRAMS[row.program][0]} | {row.middle:.3f} | {statistics.median(row.cpu):.3f} | "
            f"{row.middle / floor.middle:.1f} | "
            f"{marks / row.middle / 1e6:.1f} | {row.peak:.0f} | {row.peak * 2**20 / marks:.1f} |"
        )
    yield ""
    told = ", ".join(f"{name} {micro:.1f} µs" for name, micro in record.items())
    yield f"Six threshold conditions alone, a record at a time, for each pupil and day: {told}."
    ours = next(row for row in rows if row.program == "engine" and row.pupils == max(r.pupils for r in rows))
    whole = ours.middle / (ours.pupils * days) * 1e6
    yield f"All thirteen rules in the engine, figures, actions and evidence included: {whole:.2f} µs."


def main() -> None:
    """Measure all sizes; print the table and write it into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m tasks bench")
    parser.add_argument("--worker", choices=PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--pupils", type=positive, action="append", help="a size to measure (420, 20,000 and 200,000)")
    parser.add_argument("--no-page", action="store_true", help="leave docs/performance.md as it is")
    asked = parser.parse_args()
    if asked.worker:
        worker(asked.worker, asked.pupils[0])
        return
    rows: list[Row] = []
    for pupils in asked.pupils or SIZES:
        runs, programs = SIZES.get(pupils, (5, ("engine", "numpy", "polars", "duckdb", "pandas")))
        rows += measured(pupils, programs, runs)
    from benchmarks.peers.by_record import measured as by_record

    small: Year = year(420)
    text = "\n".join(lines(rows, by_record(small), small.days))
    print(text)
    if not asked.no_page and not asked.pupils:
        page = PAGE.read_text(encoding="utf-8")
        head, tail = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
