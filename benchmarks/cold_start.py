"""How much of a cold start is importing? `policy lint` of one school and `policy run` on one, beside their imports alone.

`python -m tasks bench-start` notes which modules each command has loaded when it ends, imports those in that order in a
process of its own, and lets both take turns: the least processor time of many runs of each, and with `--instructions`
what valgrind counts, which a busy machine does not change. What the interpreter itself takes before it does anything is
counted on both sides, so the share is that of everything which happens before the command does anything of its own.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POLICY = ROOT / "policies" / "victoria_road.yaml"
AIM = 1 / 3
BEGIN = "import sys; sys.argv = ['policy', *{words!r}]; from cli.main import main; main()"
NOTE = "import atexit, json, sys; atexit.register(lambda: open({file!r}, 'w', encoding='utf-8').write(json.dumps([*sys.modules])));"
CLOCK = "import atexit, sys, time; atexit.register(lambda: print(time.process_time(), file=sys.stderr));"
IMPORTS = "import gc; gc.disable(); import json, importlib; [importlib.import_module(name) for name in json.load(open({file!r}, encoding='utf-8'))]; gc.freeze()"


def carried_out(program: str, *before: str) -> str:
    """Carry out a program and give what it says besides its results."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    words = [*before, sys.executable, "-c", program]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    return done.stderr


def seconds(program: str) -> float:
    """Give the processor time that a program took."""
    return float(carried_out(CLOCK + program).split()[-1])


def instructions(program: str) -> int:
    """Give how many instructions a program took."""
    told = carried_out(program, "valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={os.devnull}")
    found = re.search(r"I\s+refs:\s+([\d,]+)", told)
    if found is None:
        raise SystemExit(f"error: valgrind counted nothing\n{told}")
    return int(found[1].replace(",", ""))


def main() -> int:
    """Print a line a command; 1 where imports are a third of one, or more."""
    parser = argparse.ArgumentParser(prog="python -m tasks bench-start")
    parser.add_argument("--instructions", action="store_true", help="count instructions with valgrind, which takes minutes")
    parser.add_argument("--runs", type=int, default=15, help="of how many runs of each the least is taken")
    wanted = parser.parse_args()
    if wanted.instructions and shutil.which("valgrind") is None:
        raise SystemExit("error: valgrind is not installed\n  help: leave `--instructions` away")
    subprocess.run([sys.executable, "-m", "compileall", "-q", "engine", "cli"], cwd=ROOT, check=True)
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        school, actions, loaded = folder / "school", folder / "actions.jsonl", folder / "loaded.json"
        generate = ["generate", str(school), "--phase", "primary", "--pupils", "420", "--seed", "1"]
        subprocess.run([sys.executable, "-m", "cli", *generate], cwd=ROOT, check=True, capture_output=True)
        commands = {
            "policy lint of one school": ["lint", str(POLICY)],
            "policy run of 420 pupils": ["run", str(POLICY), str(school), "--format", "jsonl", "--out", str(actions)],
        }
        for title, words in commands.items():
            whole = BEGIN.format(words=words)
            carried_out(NOTE.format(file=str(loaded)) + whole)
            modules = [each for each in json.loads(loaded.read_text(encoding="utf-8")) if each != "__main__"]
            loaded.write_text(json.dumps(modules), encoding="utf-8")
            imports = IMPORTS.format(file=str(loaded))
            if wanted.instructions:
                of, both = "thousand million instructions", (instructions(whole) / 1e9, instructions(imports) / 1e9)
            else:
                turns = [(seconds(whole), seconds(imports)) for _ in range(wanted.runs)]
                of, both = "s of the processor", (min(turn[0] for turn in turns), min(turn[1] for turn in turns))
            share = both[1] / both[0]
            print(f"{title}: {both[0]:.2f} {of}, of which imports {both[1]:.2f}: {share:.0%} ({len(modules)} modules)")
            failed |= share >= AIM
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
