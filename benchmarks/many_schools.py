"""Data larger than memory: many datasets generated and run, with the memory of all processes together.

`python -m benchmarks.many_schools --datasets 100 --pupils 20000 --jobs 2` is two million pupils. A dataset is written
when it is wanted, run, and taken away again, so that the disk holds a few at a time; what the policy asks for is kept
to the end, and then taken away too. It fails where all processes together ever held more than `--most-mb`.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asked import positive
from benchmarks.memory import Memory
from cli.many.choice import Choice
from cli.many.school import Task, run_school
from cli.render.totals import Totals
from engine import api
from engine.generate.spec import Spec
from engine.pool.each import each
from engine.pool.workers import NoHandsError
from engine.schools.school import School

MOST_MB = 2_000
CORE_SECONDS_A_PUPIL, BYTES_A_PUPIL, RESULT_BYTES_A_PUPIL = 0.00032, 550, 175
"""Generating, reading, evaluating and writing a pupil's year, of which generating is over half; as Parquet."""


@dataclass(frozen=True)
class Piece:
    policy: str
    folder: str
    number: int
    pupils: int


def generate_and_run(piece: Piece) -> tuple[Totals, float, float]:
    folder = Path(piece.folder) / f"dataset{piece.number:05}"
    begun = time.process_time()
    api.generate(folder, Spec(pupils=piece.pupils, seed=piece.number), "parquet")
    generated = time.process_time()
    out = Path(piece.folder) / "made" / f"{folder.name}.parquet"
    school = School(folder.name, piece.policy, folder)
    totals = run_school(Task(school, Choice(), "parquet", out, alone=True))
    ran = time.process_time()
    shutil.rmtree(folder)
    return totals, generated - begun, ran - generated


class NotDoneError(Exception):
    """Why a dataset could not be run, for a person."""


def needs(datasets: int, pupils: int, jobs: int) -> str:
    """Say what a run of some size takes, from what was measured (docs/scale.md)."""
    seconds = datasets * pupils * CORE_SECONDS_A_PUPIL / min(jobs, os.cpu_count() or 1)
    disk = (min(jobs, datasets) * BYTES_A_PUPIL + datasets * RESULT_BYTES_A_PUPIL) * pupils / 1e6
    return (
        f"{datasets * pupils:,} pupils: about {seconds / 60:.1f} minutes of a quiet machine and {disk:,.0f} MB of disk"
    )


def worked(given: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Generate and run all datasets below a folder; give the sums. Raises NotDoneError where one could not be run."""
    pieces = [Piece(given.policy, str(folder), number, given.pupils) for number in range(given.datasets)]
    sums = dict.fromkeys(("pupils", "marks", "actions", "generating", "running"), 0.0)
    for done in each(generate_and_run, pieces, jobs=given.jobs, engine=given.engine):
        if done.value is None:
            raise NotDoneError(f"dataset {done.place}: {done.fault}")
        totals, generated, ran = done.value
        if totals.failed:
            raise NotDoneError("\n".join(map(str, totals.found[:3])))
        new = (totals.pupils, totals.marks, sum(totals.actions.values()), generated, ran)
        sums = {name: before + more for (name, before), more in zip(sums.items(), new, strict=True)}
        print(f"{done.place + 1} of {given.datasets}", end="\r", file=sys.stderr, flush=True)
    sums["written"] = sum(file.stat().st_size for file in folder.rglob("*.parquet"))
    return sums


def main() -> int:
    """Print what it took; 1 where it was more memory than allowed, or a dataset could not be run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_schools", description=__doc__)
    parser.add_argument("--policy", default="victoria_road", help="a policy that comes with the program, or a file")
    parser.add_argument("--datasets", type=positive, default=10)
    parser.add_argument("--pupils", type=positive, default=20_000, help="pupils of each dataset")
    parser.add_argument("--jobs", type=positive, default=2)
    parser.add_argument("--engine", choices=("local", "dask"), default="local")
    parser.add_argument("--most-mb", type=positive, default=MOST_MB, help="what all processes may hold together")
    given = parser.parse_args()
    print(needs(given.datasets, given.pupils, given.jobs), file=sys.stderr)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what lies on the disk is taken away
    memory = Memory(os.getpid(), every=0.1)
    memory.start()
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="policy-many-") as folder:
            sums = worked(given, Path(folder))
    except (NotDoneError, NoHandsError) as why:
        told = str(why)
        print(told if told.startswith("error") else f"error: {told}", file=sys.stderr)
        return 1
    peak = memory.finish() * 1024 / 1e6
    told = {
        "pupils": round(sums["pupils"]),
        "marks": round(sums["marks"]),
        "actions": round(sums["actions"]),
        "jobs": given.jobs,
        "engine": given.engine,
        "seconds": round(time.monotonic() - begun, 1),
        "core_seconds_generating": round(sums["generating"], 1),
        "core_seconds_reading_evaluating_writing": round(sums["running"], 1),
        "marks_a_core_second": round(sums["marks"] / sums["running"]),
        "peak_memory_of_all_processes_mb": round(peak) or None,
        "results_mb": round(sums["written"] / 1e6, 1),
    }
    print(json.dumps(told, indent=1))
    if peak > given.most_mb:
        print(f"error: all processes together held {peak:,.0f} MB; allowed are {given.most_mb:,}", file=sys.stderr)
        return 1
    if not peak:
        print("note: this system does not tell how much memory a process holds", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
