"""Has the engine become slower? Its time over that of NumPy by hand, in one run, against the committed ratios.

`python -m tasks bench-check` fails where a ratio is a fifth above the one in `ratios.json`; with `--write` it writes
them anew. A ratio of two programs that take turns on one machine says more than any time: what slows the machine slows
both. It takes the least of many runs of each, on one core, in processor's time, and fails only where the loss is there
in each of several tries. Where the engine is a fifth faster than committed it says so: until the ratios are written
anew, as much could be lost again unseen.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peers.by_engine import Engine
from benchmarks.peers.by_numpy import Numpy
from benchmarks.year import answer, year

FIGURES = Path(__file__).parent / "ratios.json"
SIZES = {420: 15, 20_000: 9}
LOSS = 1.2
TRIES = 3


def least(works: dict[str, Callable[[], Any]], runs: int) -> dict[str, float]:
    """Give the least time of each of several works, which take turns, in seconds of the processor."""
    found = dict.fromkeys(works, float("inf"))
    for _ in range(runs):
        for name, work in works.items():
            begun = time.process_time()
            work()
            found[name] = min(found[name], time.process_time() - begun)
    return found


def ratios() -> dict[str, float]:
    """Give for each size how many times as long as NumPy by hand the engine takes."""
    found = {}
    for pupils, runs in SIZES.items():
        made = year(pupils)
        engine, by_hand = Engine(made, threads=1), Numpy(made)
        assert answer(engine.run()) == answer(by_hand.run()), "the two must give the same"
        times = least({"engine": engine.run, "by hand": by_hand.run}, runs)
        found[str(pupils)] = round(times["engine"] / times["by hand"], 2)
    return found


def main() -> int:
    """Compare; 1 where a fifth is lost at some size, in each of several tries."""
    parser = argparse.ArgumentParser(prog="python -m tasks bench-check")
    parser.add_argument("--write", action="store_true", help="write the ratios of this run as those to compare with")
    if parser.parse_args().write:
        several = [ratios() for _ in range(TRIES)]
        middle = {pupils: statistics.median(each[pupils] for each in several) for pupils in several[0]}
        FIGURES.write_text(json.dumps(middle, indent=2) + "\n", encoding="utf-8", newline="\n")
        print(FIGURES.read_text(encoding="utf-8"))
        return 0
    held = json.loads(FIGURES.read_text(encoding="utf-8"))
    print("the engine's time on the rules of benchmarks/rules.yaml over that of NumPy by hand, the same marks in both")
    lost: list[str] = []
    for number in range(1, TRIES + 1):
        found = ratios()
        for pupils, now in found.items():
            was = held[pupils]
            print(f"  {int(pupils):>6,} pupils: {now:.2f} times; committed {was:.2f}, and at most {was * LOSS:.2f}")
        lost = [pupils for pupils, now in found.items() if now > held[pupils] * LOSS]
        if not lost:
            _tell_of_gains(held, found)
            return 0
        if number < TRIES:
            print(f"  more than that: looked at again, try {number + 1} of {TRIES}")
    sizes = " and ".join(f"{int(pupils):,}" for pupils in lost)
    print(f"error: at {sizes} pupils the engine has lost a fifth of its speed or more", file=sys.stderr)
    print("  help: docs/performance.md says where time goes; --write commits to what it is now", file=sys.stderr)
    return 1


def _tell_of_gains(held: dict[str, float], found: dict[str, float]) -> None:
    if any(now * LOSS < held[pupils] for pupils, now in found.items()):
        print("note: the engine is faster than committed by a fifth or more, which could be lost again unseen")
        print("  help: on a quiet machine, `python -m tasks bench-check --write`")


if __name__ == "__main__":
    sys.exit(main())
