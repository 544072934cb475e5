"""In force from (included) until (excluded)."""

from datetime import date

import pytest

from engine.dates import Period, gaps, in_turn, on_day, overlaps

A, B, C = date(2024, 1, 1), date(2024, 8, 19), date(2025, 1, 1)


@pytest.mark.parametrize(
    ("day", "held"), [(date(2024, 8, 18), 0), (B, 1), (date(2030, 1, 1), 1), (date(1990, 1, 1), 0)]
)
def test_until_is_the_first_day_on_which_it_no_longer_holds(day, held):
    assert on_day([Period(None, B), Period(B)], day) == held


def test_a_day_without_any():
    assert on_day([Period(A, B), Period(C)], date(2024, 9, 1)) is None
    assert on_day([Period(A)], date(2023, 12, 31)) is None


def test_one_that_says_no_end_lasts_until_the_next_begins_whatever_the_order():
    assert in_turn([Period(B), Period(A), Period(C)]) == (Period(B, C), Period(A, B), Period(C))
    assert on_day([Period(B), Period(A)], date(2024, 8, 18)) == 1


@pytest.mark.parametrize(
    ("periods", "pairs"),
    [
        ([Period(A, C), Period(B)], [(0, 1)]),
        ([Period(A), Period(A)], [(0, 1)]),
        ([Period(), Period()], [(0, 1)]),
        ([Period(B), Period(A, C)], [(1, 0)]),
        ([Period(A, B), Period(B)], []),
        ([Period(A), Period(B)], []),
        ([Period(A, A), Period(A)], []),
        ([Period(None, B), Period(None, C)], [(0, 1)]),
    ],
)
def test_overlaps(periods, pairs):
    assert overlaps(periods) == pairs


@pytest.mark.parametrize(
    ("periods", "pairs"),
    [
        ([Period(A, B), Period(C)], [(0, 1)]),
        ([Period(C), Period(A, B)], [(1, 0)]),
        ([Period(A, B), Period(B)], []),
        ([Period(A, C), Period(B, C), Period(C)], []),
        ([Period(None, A), Period(B, C), Period(C)], [(0, 1)]),
    ],
)
def test_gaps(periods, pairs):
    assert gaps(periods) == pairs
