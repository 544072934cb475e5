"""A trust of 60 schools under four layers: resolving and linting it, and running it beside one flat run.

`python -m benchmarks.trust` makes the schools from the example trust and 20,000 pupils for them, and prints seconds of
processor time, and of the clock, which tells something on a quiet machine alone. The targets: resolving and linting in
under 10 s; the run of all schools at most 1.3 times a flat run over as many pupils.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from engine.assets import policies_folder

SCHOOLS, PUPILS = 60, 20_000
SHARED = ("eastmarch", "westmarch", "greywater_trust", "greywater_secondaries")
LONGEST, MOST = 10.0, 1.3


def make_trust(folder: Path) -> list[str]:
    """Write 60 schools, each a copy of one of the example's, below its layers; give their names."""
    example = policies_folder() / "examples" / "greywater"
    files = {file.stem: file.read_text(encoding="utf-8") for file in sorted(example.glob("*.yaml"))}
    kinds = [name for name in files if name not in SHARED and ".test" not in name and not name.endswith("_2024")]
    for name in SHARED:
        (folder / f"{name}.yaml").write_text(files[name], encoding="utf-8")
    names = [f"school_{number:02}" for number in range(SCHOOLS)]
    for number, name in enumerate(names):
        text = re.sub(r"^policy: .*$", f"policy: {name}", files[kinds[number % len(kinds)]], flags=re.MULTILINE)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return names


def spent(*words: str) -> tuple[float, float]:
    """Carry out a command and give the seconds of processor time that it took, and those of the clock."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "cli", *words], check=True, capture_output=True)
    after = os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return worked, after.elapsed - before.elapsed


def main() -> None:
    """Print a line for linting and one for running."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trust, sets, flat = folder / "trust", folder / "sets", folder / "flat"
        trust.mkdir()
        names = make_trust(trust)
        linting, _ = spent("lint", str(trust))
        print(f"lint of {SCHOOLS} schools: {linting:.1f} s (target {LONGEST:.0f})")
        spent("generate", str(flat), "--pupils", str(PUPILS))
        for number, school in enumerate(names):
            pupils = PUPILS // SCHOOLS
            spent("generate", str(sets / school), "--pupils", str(pupils), "--seed", str(number + 1))
        to = ("--format", "csv", "--out")
        one = spent("run", str(trust / f"{names[0]}.yaml"), str(flat), *to, str(folder / "1.csv"))
        all_ = spent("run", str(trust), str(sets), *to, str(folder / "60.csv"))
        for what, flatly, together in zip(("processor", "clock"), one, all_, strict=True):
            times = f"{together / flatly:.1f} times (target {MOST})"
            print(f"{what}: flat run {flatly:.1f} s; run of {SCHOOLS} schools {together:.1f} s, {times}")


if __name__ == "__main__":
    main()
