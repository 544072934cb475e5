"""How long `policy lint` takes: a school from a cold start, a trust, a thousand rules; beside a bare Python."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCHOOLS, RULES = 60, 1000


def main() -> None:
    """Print the seconds of each, and how many times as long as starting Python they are."""
    with tempfile.TemporaryDirectory() as folder:
        trust, many = _trust(Path(folder) / "trust"), _many(Path(folder) / "many.yaml")
        bare = _seconds("-c", "pass")
        print(f"starting Python: {bare:.2f} s")
        for name, path in (
            ("one school with its layers", ROOT / "policies" / "victoria_road.yaml"),
            (f"a trust of {SCHOOLS} schools", trust),
            (f"{RULES:,} rules and as many figures", many),
        ):
            took = _seconds("-m", "cli", "lint", str(path), "--as-of", "2026-11-28")
            print(f"linting {name}: {took:.2f} s, {took / bare:.0f} times as long")


def _seconds(*words: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def _trust(folder: Path) -> Path:
    folder.mkdir()
    for layer in ("england", "staffordshire", "perry_hall_trust"):
        text = (ROOT / "policies" / f"{layer}.yaml").read_text(encoding="utf-8")
        (folder / f"{layer}.yaml").write_text(text, encoding="utf-8")
    text = (ROOT / "policies" / "tillington_manor.yaml").read_text(encoding="utf-8")
    for number in range(SCHOOLS):
        school = text.replace("policy: tillington_manor", f"policy: school_{number}")
        (folder / f"school_{number}.yaml").write_text(school, encoding="utf-8")
    return folder


def _many(file: Path) -> Path:
    lines = ["policy: many", "layer: school", "extends: [england]", "measures:"]
    lines += [f"  late_{n}: {{count: sessions, of: late, over: last {n % 90 + 1} school days}}" for n in range(RULES)]
    lines.append("rules:")
    for n in range(RULES):
        lines += [f"  - id: rule_{n}", f"    source: §{n}", f"    when: late_{n} >= {n % 7 + 1}"]
        lines.append("    then: [{do: call, to: parents, by: office}]")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    main()
