"""Three-valued logic over columns.

A truth is (true, possible): where it is true, and where it may be. `and` and `or` work on the two
apart; where everything is known the two are one and the same array.
"""

from typing import Any

import numpy as np

from engine.expressions import wide
from engine.expressions.column import Column
from engine.expressions.column_numbers import Env, RunTruth, Truth


def read(name: str) -> RunTruth:
    """Read a column of truths."""

    def run(env: Env, rows: int) -> Truth:
        return read_from(env[name])

    return run


def read_from(column: Column) -> Truth:
    """Give a column's truths."""
    data, valid = column.data, column.valid
    if data.dtype.char != "?":
        data = data.astype(bool)
    if valid is None:
        return data, data
    return np.logical_and(data, valid), np.greater_equal(data, valid)


def constant(*, value: bool | None) -> RunTruth:
    """Give the same truth in every row."""
    true, possible = np.bool_(value is True), np.bool_(value is not False)
    truth = (true, true) if value is not None else (true, possible)
    return lambda env, rows: truth


def join(operator: str, items: list[RunTruth], *, own: bool) -> RunTruth:
    """`and` or `or` of two or more; `own` says that the first gives arrays that nobody else holds."""
    work = np.logical_and if operator == "and" else np.logical_or
    first, *rest = items

    def run(env: Env, rows: int) -> Truth:
        true, possible = first(env, rows)
        mine = own
        for item in rest:
            other, other_possible = item(env, rows)
            if possible is true and other_possible is other:
                true = possible = wide.into(work, true, other) if mine else work(true, other)
            else:
                # Where all was known up to here, the two are one array, still needed for `true`.
                kept = mine and possible is not true
                possible = wide.into(work, possible, other_possible) if kept else work(possible, other_possible)
                true = wide.into(work, true, other) if mine else work(true, other)
            mine = True
        return true, possible

    return run


def negate(value: RunTruth) -> RunTruth:
    """`not(value)`."""

    def run(env: Env, rows: int) -> Truth:
        true, possible = value(env, rows)
        if true is possible:
            turned = np.logical_not(true)
            return turned, turned
        return np.logical_not(possible), np.logical_not(true)

    return run


def same(operator: str, left: RunTruth, right: RunTruth) -> RunTruth:
    """`=` or `!=` of two truths; never unknown."""

    def run(env: Env, rows: int) -> Truth:
        one, one_possible = left(env, rows)
        two, two_possible = right(env, rows)
        equal = np.equal(one, two)
        if one_possible is not one or two_possible is not two:
            equal = np.logical_and(equal, np.equal(one_possible, two_possible))
        found = equal if operator == "=" else np.logical_not(equal)
        return found, found

    return run


def is_unknown(operator: str, value: RunTruth) -> RunTruth:
    """`= null` or `!= null` of a truth."""

    def run(env: Env, rows: int) -> Truth:
        true, possible = value(env, rows)
        found = np.equal(true, possible) if operator == "!=" else np.not_equal(true, possible)
        return found, found

    return run


def has_no_value(operator: str, value: Any) -> RunTruth:
    """`= null` or `!= null` of anything else."""

    def run(env: Env, rows: int) -> Truth:
        data, valid, _ = value(env, rows)
        if valid is None:
            found = np.full(np.shape(data), operator == "!=")
        else:
            found = valid if operator == "!=" else np.logical_not(valid)
        return found, found

    return run


def choose(condition: RunTruth, then: RunTruth, otherwise: RunTruth) -> RunTruth:
    """`if condition then … else …` of truths."""

    def run(env: Env, rows: int) -> Truth:
        asked = condition(env, rows)[0]
        one, one_possible = then(env, rows)
        two, two_possible = otherwise(env, rows)
        true = np.where(asked, one, two)
        if one_possible is one and two_possible is two:
            return true, true
        return true, np.where(asked, one_possible, two_possible)

    return run
