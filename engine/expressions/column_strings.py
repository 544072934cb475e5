"""Text over columns: codes into a list of words.

A value is (codes, valid, words).
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from engine.expressions import wide
from engine.expressions.column import Column
from engine.expressions.column_numbers import Env, RunTruth, Truth, equal_or_both_unknown, known

Coded: TypeAlias = tuple[Any, Any, tuple[str, ...]]
RunText: TypeAlias = Callable[[Env, int], Coded]

_COMPARE = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


def read(name: str) -> RunText:
    """Read a column of text."""

    def run(env: Env, rows: int) -> Coded:
        return read_from(env[name])

    return run


def read_from(column: Column) -> Coded:
    """Give a column's codes and words.

    Raises: TooWideError where it has none.
    """
    if column.words is None or column.data.dtype.hasobject:
        raise wide.TooWideError
    return column.data, column.valid, column.words


def constant(text: str | None) -> RunText:
    """Give the same text in every row."""
    value: Coded = (0, None, (text,)) if text is not None else (0, np.False_, ("",))
    return lambda env, rows: value


def equal_to(operator: str, value: RunText, text: str) -> RunTruth:
    """Ask whether a text is a given one: one call of NumPy on the codes."""
    work = np.equal if operator == "=" else np.not_equal
    seen: list[Any] = [None, -1]

    def run(env: Env, rows: int) -> Truth:
        codes, valid, words = value(env, rows)
        if words is not seen[0]:
            seen[1] = words.index(text) if text in words else -1
            seen[0] = words
        found = work(codes, seen[1])
        return (found, found) if valid is None else equal_or_both_unknown(operator, found, valid, None)

    return run


def compare(operator: str, left: RunText, right: RunText) -> RunTruth:
    """Compare two texts, by their characters where there is an order."""

    def run(env: Env, rows: int) -> Truth:
        one, one_valid, one_words = left(env, rows)
        two, two_valid, two_words = right(env, rows)
        if operator in ("=", "!="):
            if one_words is not two_words and one_words != two_words:
                one, two, _ = unified((one, None, one_words), (two, None, two_words))
            found = (np.equal if operator == "=" else np.not_equal)(one, two)
            if one_valid is None and two_valid is None:
                return found, found
            return equal_or_both_unknown(operator, found, one_valid, two_valid)
        one, two, _ = unified((one, None, one_words), (two, None, two_words))
        return known(operator, _COMPARE[operator](one, two), one_valid, two_valid)

    return run


def within(value: RunText, low: RunText, high: RunText, brackets: str) -> RunTruth:
    """Ask whether a text lies in a range of texts."""
    above, below = (">=" if brackets[0] == "[" else ">"), ("<=" if brackets[1] == "]" else "<")

    def run(env: Env, rows: int) -> Truth:
        one, valid, words = value(env, rows)
        found: Any = np.True_
        for operator, limit in ((above, low), (below, high)):
            other, other_valid, other_words = limit(env, rows)
            mine, theirs, _ = unified((one, None, words), (other, None, other_words))
            found = np.logical_and(found, _COMPARE[operator](mine, theirs))
            valid = wide.both(valid, other_valid)
        return known(above, found, valid, None)

    return run


def unified(left: Coded, right: Coded) -> tuple[Any, Any, tuple[str, ...]]:
    """Give the codes of both in one list of words, which is sorted."""
    words = tuple(sorted({*left[2], *right[2]}))
    place = {word: at for at, word in enumerate(words)}
    return _translated(left, place), _translated(right, place), words


def _translated(value: Coded, place: dict[str, int]) -> Any:
    codes, _, words = value
    table = np.array([place[word] for word in words] or [0], dtype=np.int32)
    return np.take(table, codes, mode="clip")


def choose(condition: RunTruth, then: RunText, otherwise: RunText) -> RunText:
    """`if condition then … else …` of texts."""

    def run(env: Env, rows: int) -> Coded:
        asked = condition(env, rows)[0]
        one, two = then(env, rows), otherwise(env, rows)
        first, second, words = unified(one, two)
        valid = None
        if one[1] is not None or two[1] is not None:
            valid = np.where(asked, True if one[1] is None else one[1], True if two[1] is None else two[1])
        return np.where(asked, first, second), valid, words

    return run
