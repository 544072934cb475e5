"""Sets of sessions that ask when a pupil came: a time with which a session is in them, and what is said without one."""

from datetime import date
from pathlib import Path

import pytest

from engine.api import load_policy
from engine.boundaries.arrived import Arrived
from engine.boundaries.arriving import asks_when, fitting, is_inside, times_in
from engine.boundaries.ground import Ground


@pytest.fixture(scope="module")
def ground():
    loaded = load_policy(Path(__file__).parent / "policies" / "saltmarsh.yaml").value
    return Ground(loaded, date(2026, 1, 12))


def test_a_time_is_one_beyond_the_limit_and_minutes_reach_theirs(ground):
    sets = ground.plan.named_sets

    assert asks_when(ground, sets["beyond"]) == {"arrived"} and not asks_when(ground, sets["came_late"])
    assert fitting(ground, sets["beyond"], "L", 0) == Arrived(at=9 * 60 + 26)
    when = fitting(ground, sets["long_late"], "U", 1)
    assert when is not None and when.late is not None and when.late >= 15
    assert times_in(ground) == [9 * 60 + 25]


def test_a_code_that_a_set_leaves_out_is_in_it_at_no_time(ground):
    sets = ground.plan.named_sets

    assert fitting(ground, sets["beyond"], "/", 0) is None
    assert is_inside(ground, sets["beyond"], "L", 0, Arrived(at=9 * 60 + 26))
    assert not is_inside(ground, sets["beyond"], "L", 0, Arrived(at=9 * 60 + 25))
    assert not is_inside(ground, sets["beyond"], "L", 0, Arrived())  # when is not known
