"""Conditions over a million rows against NumPy written by hand, and the time to read a policy's conditions.

`python -m benchmarks.expressions` prints both; each ratio is of the best of several runs in this one
process. The targets: 1.5 without masks, 2.5 with, 0.3 s for 200 expressions.
"""

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from engine.expressions.check import check
from engine.expressions.column import Column
from engine.expressions.columns import Program, compile_columns
from engine.expressions.parse import parse_expression
from engine.expressions.types import Quantity

ROWS = 1_000_000
RUNS = 15
WITHOUT_MASKS, WITH_MASKS, READING = 1.5, 2.5, 0.3

NAMES = {
    "percent": Quantity("number", "percent"),
    "maybe_percent": Quantity("number", "percent", nullable=True),
    "sessions": Quantity("number", "session", low=Fraction(0), high=Fraction(400), whole=True),
    "maybe_sessions": Quantity("number", "session", nullable=True),
    "year_group": Quantity("number"),
    "maybe_year": Quantity("number", nullable=True),
    "limit": Quantity("number", "session"),
    "send": Quantity("boolean"),
    "code": Quantity("string", words=("/", "L", "U", "O")),
    "born": Quantity("date"),
}


def columns(rows: int) -> dict[str, Column]:
    """Make the columns."""
    at = np.random.default_rng(1)
    possible = at.integers(1, 400, rows).astype(np.int32)
    attended = (possible * at.random(rows)).astype(np.int32)
    sessions = at.integers(0, 40, rows).astype(np.int16)
    year = at.integers(-1, 14, rows).astype(np.int16)
    known = at.random(rows) < 0.9
    return {
        "percent": Column(attended * 100, None, possible),
        "maybe_percent": Column(attended * 100, known, possible),
        "sessions": Column(sessions),
        "maybe_sessions": Column(sessions, at.random(rows) < 0.9),
        "year_group": Column(year),
        "maybe_year": Column(year, at.random(rows) < 0.9),
        "limit": Column(np.array(10)),
        "send": Column(at.random(rows) < 0.2),
        "code": Column(at.integers(0, 4, rows).astype(np.int8), None, None, ("/", "L", "U", "O")),
        "born": Column(at.integers(14_000, 18_000, rows).astype(np.int32)),
    }


def _by_hand(env: dict[str, Column]) -> dict[str, tuple[Callable[[], Any], bool]]:
    top, below = env["percent"].data, env["percent"].over
    sessions, year, send = env["sessions"].data, env["year_group"].data, env["send"].data
    code, born, limit = env["code"].data, env["born"].data, env["limit"].data
    assert below is not None
    return {
        "sessions >= 10 and year_group in [1..6]": (lambda: (sessions >= 10) & (year >= 1) & (year <= 6), False),
        "percent < 95 and sessions >= 10 and year_group in [1..6]": (
            lambda: (top < 95 * below.astype(np.int64)) & (sessions >= 10) & (year >= 1) & (year <= 6),
            False,
        ),
        "sessions >= limit or send": (lambda: (sessions >= limit) | send, False),
        'code in ("L", "U") and not(send)': (lambda: ((code == 1) | (code == 2)) & ~send, False),
        'born < @"2015-09-01" and sessions > 3': (lambda: (born < 16_679) & (sessions > 3), False),
        "sessions * 2 + 1 > year_group": (lambda: sessions.astype(np.int32) * 2 + 1 > year, False),
        "maybe_percent < 95 and maybe_sessions >= 10 and maybe_year in [1..6]": (
            lambda: (top < 95 * below.astype(np.int64)) & (sessions >= 10) & (year >= 1) & (year <= 6),
            True,
        ),
        "maybe_sessions >= 10 and maybe_year in [1..6]": (lambda: (sessions >= 10) & (year >= 1) & (year <= 6), True),
    }


def compiled(text: str) -> Program:
    """Compile a condition of this benchmark."""
    tree = parse_expression(text).tree
    assert tree is not None
    return compile_columns(check(tree, NAMES))


def best(*works: Callable[[], Any], runs: int = RUNS) -> list[float]:
    """Give the best time of each of several works, in seconds; they take turns, so that noise falls on all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, found in zip(works, times, strict=True):
            begin = time.perf_counter()
            work()
            found.append(time.perf_counter() - begin)
    return [min(found) for found in times]


def ratios() -> list[tuple[str, float, float, float]]:
    """Give for each condition the seconds by hand, the seconds compiled, and the target for their ratio."""
    env = columns(ROWS)
    found = []
    for text, (by_hand, masked) in _by_hand(env).items():
        program = compiled(text)
        if not masked:
            assert np.array_equal(program(env, ROWS).data, by_hand()), text
        theirs, ours = best(by_hand, partial(program, env, ROWS))
        found.append((text, theirs, ours, WITH_MASKS if masked else WITHOUT_MASKS))
    return found


def reading() -> float:
    """Give the processor's seconds to parse and check 200 expressions, after the first one."""
    texts = [*_by_hand(columns(1))] * 25
    compiled(texts[0])

    def work() -> None:
        for text in texts:
            tree = parse_expression(text).tree
            assert tree is not None
            check(tree, NAMES)

    times = []
    for _ in range(5):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    missed = 0
    print(f"{'condition over a million rows':72}{'by hand ms':>12}{'compiled ms':>13}{'ratio':>8}{'target':>8}")
    for text, by_hand, ours, target in ratios():
        missed += ours / by_hand > target
        print(f"{text:72}{by_hand * 1000:12.2f}{ours * 1000:13.2f}{ours / by_hand:8.2f}{target:8.1f}")
    seconds = reading()
    missed += seconds > READING
    print(f"reading and checking 200 conditions: {seconds:.3f} s (target {READING} s)")
    block = columns(1000)
    program = compiled("sessions >= 10 and year_group in [1..6]")
    print(f"one call over a block of 1,000 rows: {best(lambda: program(block, 1000), runs=300)[0] * 1e6:.1f} µs")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
