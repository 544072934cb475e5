"""Counts that move, bits that are looked up again, and totals: each against counting by hand."""

import numpy as np
import pytest

from engine.evaluate.moving import Moving
from engine.evaluate.past import Past
from engine.evaluate.tally import Tally

STEPS, PUPILS = 40, 21


@pytest.fixture
def bits():
    return np.random.default_rng(3).random((STEPS, PUPILS)) < 0.3


def kept(bits):
    past = Past(STEPS, PUPILS)
    for step, row in enumerate(bits):
        past.keep(step, row)
    return past


@pytest.mark.parametrize("length", [1, 2, 7, STEPS])
def test_a_window_that_moves_on_counts_what_lies_in_it(bits, length):
    moving = Moving(PUPILS, kept(bits), None)
    for step in range(STEPS):
        moving.take(step, bits[step])
        if step % 3 == 0:  # it is not read every time
            first = max(0, step + 1 - length)
            assert np.array_equal(moving.between(first, step + 1, None), bits[first : step + 1].sum(axis=0))


def test_a_window_may_jump_shrink_and_end_before_now(bits):
    moving = Moving(PUPILS, kept(bits), None)
    for first, after in [(0, 5), (4, 9), (20, 30), (22, 26), (10, 26), (10, 10), (39, 40)]:
        assert np.array_equal(moving.between(first, after, None), bits[first:after].sum(axis=0)), (first, after)
        some = np.array([3, 0, 20])
        assert np.array_equal(moving.between(first, after, some), bits[first:after].sum(axis=0)[some])


def test_a_window_that_only_grows_begins_anew_where_its_period_does(bits):
    starts = [0] * 10 + [10] * 15 + [25] * 15
    moving = Moving(PUPILS, None, starts)
    for step in range(STEPS):
        moving.take(step, bits[step] if step != 12 else None)
        held = bits.copy()
        held[12] = False
        assert np.array_equal(
            moving.between(starts[step], step + 1, None), held[starts[step] : step + 1].sum(axis=0)
        )  # fmt: skip


def test_the_past_names_each_ones_steps(bits):
    past = kept(bits)
    pupils = np.array([0, 7, 8, 20, 5])
    first, after = np.array([0, 3, 10, 30, 9]), np.array([40, 4, 40, 35, 9])
    found = past.steps_of(pupils, first, after)
    for entry, pupil in enumerate(pupils):
        mine = np.flatnonzero(bits[first[entry] : after[entry], pupil]) + first[entry]
        assert found[entry].tolist() == mine.tolist()
    assert past.steps_of(pupils[:1], first[:1], first[:1])[0].tolist() == []


def test_a_total_counts_from_each_ones_own_place(bits):
    tally = Tally(STEPS, PUPILS)
    for step in range(STEPS):
        tally.step(step, bits[step] if step != 4 else None)
    held = bits.copy()
    held[4] = False
    own = np.random.default_rng(1).integers(0, STEPS, PUPILS)
    wanted = [held[min(first, 30) : 30, pupil].sum() for pupil, first in enumerate(own)]
    assert tally.between(own, 30, None).tolist() == wanted
    some = np.array([4, 2, 19])
    assert tally.between(own[some], 30, some).tolist() == [wanted[pupil] for pupil in some]
