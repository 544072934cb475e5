"""Has the engine become slower? Its time over that of NumPy by hand, in one run, against the committed ratios.

`python -m tasks bench-check` fails where a ratio is a fifth above the one in `ratios.json`; with `--write` it writes
them anew. A ratio of two programs that take turns on one machine says more than any time: what slows the machine slows
both. It takes the least of many runs of each, on one core, in processor's time.
"""

import argparse
import json
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
        FIGURES.write_text(json.dumps(ratios(), indent=2) + "\n", encoding="utf-8", newline="\n")
        print(FIGURES.read_text(encoding="utf-8"))
        return 0
    held = json.loads(FIGURES.read_text(encoding="utf-8"))
    slower: list[str] = []
    for _ in range(TRIES):
        slower = []
        for pupils, now in ratios().items():
            lost = now > held[pupils] * LOSS
            print(f"{int(pupils):>7,} pupils: {now:.2f} times NumPy by hand; committed {held[pupils]:.2f}")
            slower += [pupils] if lost else []
        if not slower:
            return 0
    print("error: the engine has lost a fifth of its speed or more", file=sys.stderr)
    print("  help: docs/performance.md says where time goes; --write commits to what it is now", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
