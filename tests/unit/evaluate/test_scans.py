"""Totals and runs of stretches at once are those of a row after the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluate.scans import run_lengths, summed

tables = st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 2**32 - 1))


def bits(rows: int, size: int, seed: int, share: float) -> np.ndarray:
    return np.random.default_rng(seed).random((rows, size)) < share


@given(tables)
def test_totals_are_sums_of_the_rows_above(table: tuple[int, int, int]) -> None:
    each = bits(*table, 0.5)
    expected = [each[:row].sum(axis=0) for row in range(len(each) + 1)]
    assert np.array_equal(summed(each), np.array(expected).reshape(len(each) + 1, each.shape[1]))


@given(tables, st.floats(0, 1), st.floats(0, 0.5))
def test_a_run_grows_stands_and_ends_row_by_row(table: tuple[int, int, int], longer: float, ends: float) -> None:
    rows, size, seed = table
    extends, breaks = bits(rows, size, seed, longer), bits(rows, size, seed + 1, ends)
    lengths = run_lengths(extends, breaks)
    now = np.zeros(size, dtype=np.int64)
    for row in range(rows):
        assert np.array_equal(lengths[row], now)
        now = np.where(breaks[row], 0, now + extends[row])
    assert np.array_equal(lengths[rows], now)


@pytest.mark.parametrize("rows", [255, 256, 300, 2_000])
def test_a_run_may_be_as_long_as_there_are_rows(rows: int) -> None:
    lengths = run_lengths(np.ones((rows, 2), dtype=np.bool_), np.zeros((rows, 2), dtype=np.bool_))
    assert lengths[:, 1].tolist() == list(range(rows + 1))
