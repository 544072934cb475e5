"""Data larger than memory: many datasets generated and run, with the memory of all processes together.

`python -m benchmarks.many_schools --datasets 100 --pupils 20000 --jobs 2` is two million pupils. A dataset is written
when it is wanted, run, and taken away again, so that the disk holds a few at a time; what the policy asks for is kept.
"""

import argparse
import json
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from cli.many.choice import Choice
from cli.many.school import Task, run_school
from cli.render.totals import Totals
from engine import api
from engine.generate.spec import Spec
from engine.pool.each import each
from engine.schools.school import School

PAGE = 4096


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


class Memory(threading.Thread):
    """Looks at the memory of this process and its children ten times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(0.1):
            self.peak = max(self.peak, sum(map(resident, family())))

    def finish(self) -> int:
        self._stop_asked.set()
        self.join()
        return self.peak


def family() -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    mine = [int(Path("/proc/self").readlink().name)]
    for pid in mine:
        mine += [child for child, parent in parents.items() if parent == pid]
    return mine


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policy", default="victoria_road")
    parser.add_argument("--datasets", type=int, default=10)
    parser.add_argument("--pupils", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--engine", choices=("local", "dask"), default="local")
    given = parser.parse_args()
    memory = Memory()
    memory.start()
    begun = time.monotonic()
    pupils = marks = actions = 0
    generating = running = 0.0
    with tempfile.TemporaryDirectory(prefix="policy-many-") as folder:
        pieces = [Piece(given.policy, folder, number, given.pupils) for number in range(given.datasets)]
        for done in each(generate_and_run, pieces, jobs=given.jobs, engine=given.engine):
            assert done.value is not None, done.fault
            totals, generated, ran = done.value
            assert not totals.failed, totals.found
            pupils, marks = pupils + totals.pupils, marks + totals.marks
            actions += sum(totals.actions.values())
            generating, running = generating + generated, running + ran
            print(f"{done.place + 1} of {given.datasets}", end="\r", flush=True)
        written = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
    print(
        json.dumps(
            {
                "pupils": pupils,
                "marks": marks,
                "actions": actions,
                "jobs": given.jobs,
                "engine": given.engine,
                "seconds": round(time.monotonic() - begun, 1),
                "core_seconds_generating": round(generating, 1),
                "core_seconds_reading_evaluating_writing": round(running, 1),
                "marks_a_core_second": round(marks / running),
                "peak_memory_of_all_processes_mb": round(memory.finish() / 1e6),
                "results_mb": round(written / 1e6, 1),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
