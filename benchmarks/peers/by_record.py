"""Rules engines that take a record at a time, on the threshold conditions alone: one call a pupil and day.

What the conditions rest on is worked out beforehand and costs them nothing; each must say what NumPy says.
"""

import time
from collections.abc import Callable

import numpy as np

from benchmarks.year import ABSENT, ATTENDED, LEAST_POSSIBLE, UNAUTHORISED, Year, table
from engine.expressions.check import check
from engine.expressions.parse import parse_expression
from engine.expressions.record import compile_record
from engine.expressions.types import Quantity

CONDITIONS = (
    "possible >= 20 and came * 100 < possible * 95",
    "possible >= 20 and came * 100 < possible * 93",
    "possible >= 20 and came * 100 < possible * 90",
    "possible >= 20 and (possible - came) * 100 >= possible * 10",
    "possible >= 20 and (possible - came) * 100 >= possible * 50",
    "unauthorised >= 10",
)

Record = dict[str, int]
MOST_RECORDS = 80_000


def records(year: Year) -> list[Record]:
    """Give the figures of the first pupils' days, a record a pupil and day."""
    pupils = max(1, min(year.pupils, MOST_RECORDS // year.days))
    marks = year.marks[:, :pupils]

    def so_far(codes: tuple[str, ...]) -> np.ndarray:
        bits = table(codes).take(marks).astype(np.int64)
        return np.cumsum(bits[::2] + bits[1::2], axis=0)

    figures = {"possible": so_far((*ATTENDED, *ABSENT)), "came": so_far(ATTENDED), "unauthorised": so_far(UNAUTHORISED)}
    columns = [figures[name].T.reshape(-1).tolist() for name in figures]
    return [dict(zip(figures, values, strict=True)) for values in zip(*columns, strict=True)]


def expected(record: Record) -> list[bool]:
    """Say what the conditions come to, in plain Python."""
    possible, came = record["possible"], record["came"]
    enough = possible >= LEAST_POSSIBLE
    return [
        *(enough and came * 100 < possible * below for below in (95, 93, 90)),
        *(enough and (possible - came) * 100 >= possible * least for least in (10, 50)),
        record["unauthorised"] >= 10,
    ]


def zen() -> Callable[[Record], list[bool]]:
    """All conditions as one list in zen-engine's expression language, compiled once."""
    import zen as engine

    compiled = engine.compile_expression(f"[{', '.join(CONDITIONS)}]")
    return lambda record: list(compiled.evaluate(record))


def ours() -> Callable[[Record], list[bool]]:
    """Each condition in this project's language, by its evaluator of records, which serves explanations and tests."""
    names = {name: Quantity("number") for name in ("possible", "came", "unauthorised")}
    runs = []
    for text in CONDITIONS:
        tree = parse_expression(text).tree
        assert tree is not None, text
        runs.append(compile_record(check(tree, names)))
    return lambda record: [run(record) for run in runs]


ENGINES: dict[str, Callable[[], Callable[[Record], list[bool]]]] = {
    "plain Python": lambda: expected,
    "zen-engine": zen,
    "this engine, record by record": ours,
}


def measured(year: Year) -> dict[str, float]:
    """Give for each engine the microseconds a pupil and day; the answers are compared on all of them."""
    asked = records(year)
    truths = [expected(record) for record in asked]
    found = {}
    for name, make in ENGINES.items():
        run = make()
        assert [run(record) for record in asked] == truths, name
        begun = time.process_time()
        for record in asked:
            run(record)
        found[name] = (time.process_time() - begun) / len(asked) * 1e6
    return found
