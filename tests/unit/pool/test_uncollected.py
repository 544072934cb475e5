"""Memory between datasets: what refers to itself is looked for after so many pupils, in however many schools."""

import gc
import weakref

import pytest

from engine.pool.memory import MANY
from engine.pool.uncollected import done_with, uncollected


class Ring:
    """Refers to itself, as what a run leaves does."""

    def __init__(self):
        self.me = self


@pytest.mark.parametrize("schools", [1, 3])
def test_what_refers_to_itself_goes_after_as_many_pupils_in_whatever_schools(schools: int):
    with uncollected():
        done_with(MANY)
        ring = weakref.ref(Ring())
        for _ in range(schools - 1):
            done_with(MANY // schools)
            assert ring() is not None
        done_with(MANY // schools + schools)
        assert ring() is None
    assert gc.isenabled()
