"""How much of a cold start is importing: `policy lint` of one school and `policy run` on one, beside their imports.

`python -m tasks bench-start` notes which modules each command has loaded when it ends, imports those in that order in
a process of its own, and starts an interpreter that does nothing. The three take turns: it prints the least processor
time of many runs of each, and with `--instructions` what valgrind counts, which a busy machine does not change. The
share of imports is what they take beyond the bare interpreter, of all that the command takes; 1 is the exit where it is
a third or more.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.asked import positive

ROOT = Path(__file__).resolve().parent.parent
POLICY = ROOT / "policies" / "victoria_road.yaml"
AIM = 1 / 3
WHOLE = "import sys; sys.argv = ['policy', *{words!r}]; from cli.main import main; main()"
NOTE = """
import atexit, json, sys
def note():
    with open({file!r}, "w", encoding="utf-8") as file:
        json.dump([name for name in sys.modules if name != "__main__"], file)
atexit.register(note)
"""
CLOCK = "import atexit, sys, time; atexit.register(lambda: print(time.process_time(), file=sys.stderr))\n"
IMPORTS = """
import gc
gc.disable()
import importlib, json
with open({file!r}, encoding="utf-8") as file:
    for name in json.load(file):
        importlib.import_module(name)
gc.freeze()
"""


def carried_out(program: str, *before: str) -> str:
    """Carry out a program and give what it says besides its results."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    words = [*before, sys.executable, "-c", program]
    told = subprocess.run(words, check=True, cwd=ROOT, env=environment, capture_output=True)
    return told.stderr.decode("utf-8", "replace")


def milliseconds(program: str) -> float:
    """Give the processor time that a program took."""
    return float(carried_out(CLOCK + program).split()[-1]) * 1e3


def instructions(program: str) -> float:
    """Give how many million instructions a program took."""
    valgrind = ("valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={os.devnull}")
    told = carried_out(program, *valgrind)
    found = re.search(r"I\s+refs:\s+([\d,]+)", told)
    if found is None:
        raise SystemExit(f"error: valgrind counted nothing\n{told}")
    return int(found[1].replace(",", "")) / 1e6


def share(title: str, words: list[str], folder: Path, cost: Callable[[str], float], runs: int, unit: str) -> float:
    """Print what a command takes and what of it are imports; give their share."""
    file = str(folder / "loaded.json")
    whole = WHOLE.format(words=words)
    carried_out(NOTE.format(file=file) + whole)
    programs = (whole, IMPORTS.format(file=file), "")
    turns = [tuple(cost(program) for program in programs) for _ in range(runs)]
    all_of_it, imported, bare = (min(costs) for costs in zip(*turns, strict=True))
    part = (imported - bare) / all_of_it
    told = f"imports {imported - bare:,.0f} ({part:.0%}), the interpreter's own start {bare:,.0f}"
    print(f"{title}: {all_of_it:,.0f} {unit}; {told}")
    return part


def main() -> int:
    """Print a line a command; 1 where imports are a third of one, or more."""
    parser = argparse.ArgumentParser(prog="python -m tasks bench-start")
    parser.add_argument("--instructions", action="store_true", help="count them with valgrind, which takes minutes")
    parser.add_argument("--runs", type=positive, default=15, help="of how many runs of each the least is taken")
    wanted = parser.parse_args()
    if wanted.instructions and shutil.which("valgrind") is None:
        raise SystemExit("error: valgrind is not installed\n  help: leave `--instructions` away")
    cost, runs, unit = (
        (instructions, 1, "million instructions") if wanted.instructions else (milliseconds, wanted.runs, "ms")
    )
    subprocess.run([sys.executable, "-m", "compileall", "-q", "engine", "cli"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        school = str(folder / "school")
        generate = ["generate", school, "--phase", "primary", "--pupils", "420", "--seed", "1"]
        subprocess.run([sys.executable, "-m", "cli", *generate], cwd=ROOT, check=True, capture_output=True)
        commands = {
            "policy lint of one school": ["lint", str(POLICY)],
            "policy run of 420 pupils": [
                *("run", str(POLICY), school, "--format", "jsonl", "--out", str(folder / "actions.jsonl"))
            ],
        }
        shares = [share(title, words, folder, cost, runs, unit) for title, words in commands.items()]
    return int(max(shares) >= AIM)


if __name__ == "__main__":
    sys.exit(main())
