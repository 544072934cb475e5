"""Windows found for all days at once are those found day by day."""

from fractions import Fraction

import numpy as np
import pytest

from engine import api
from engine.compile.expected import expected_of
from engine.counting import Span
from engine.evaluate import points as asked
from engine.evaluate.block import Block
from engine.evaluate.needs import needs_of
from engine.evaluate.points import points_of
from engine.evaluate.state import State
from engine.generate.spec import Spec
from engine.load import load
from engine.model.amounts import Amount, Named
from engine.model.windows import Fixed, Last, Previous
from engine.readers.dataset import read_dataset
from engine.timeline import Timeline

POLICY = """
policy: windows
title: Lengths that change
layer: school
extends: [england]
values:
  reach: [{until: 2024-11-04, value: 3 school days}, {from: 2024-11-04, value: 12 school days}]
  gap: [{until: 2025-01-20, value: 1 school day}, {from: 2025-01-20, value: 4 school days}]
rules: [{id: any, when: absent_in_a_row > 2, then: [{do: note, to: parents}]}]
"""


def days(number: int, unit: str = "school day") -> Amount:
    return Amount(Fraction(number), unit)


WINDOWS = [
    *(Fixed(period) for period in ("day", "week", "month", "half_term", "term", "year", "ever")),
    *(Last(days(*length)) for length in ((1,), (10,), (400,), (3, "school week"), (2, "half term"), (2, "term"))),
    *(Last(days(*length)) for length in ((9, "day"), (2, "week"), (1, "month"), (3, "year"))),
    Last(Named("reach")),
]
ENDS = [None, days(1), days(5), days(300), Named("gap")]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    folder = tmp_path_factory.mktemp("windows")
    (folder / "windows.yaml").write_text(POLICY, encoding="utf-8")
    loaded = load(str(folder / "windows.yaml")).value
    assert loaded is not None
    api.generate(folder / "data", Spec(pupils=8, seed=8))
    register = read_dataset(folder / "data", expected_of(loaded.bound)).value
    assert register is not None
    timeline = Timeline(register.calendar, register.days)
    block = Block(register, timeline, 0, 8, loaded.plan.school_age)
    return State(loaded.plan, block, needs_of(loaded.plan), loaded.plan)


@pytest.mark.parametrize("check", ["day", "session", "morning", "week"])
def test_windows_at_once_are_those_day_by_day(check: str, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    for window in WINDOWS:
        for ends in ENDS:
            span = Span((window,), ends=ends)
            one = points_of(state, check).bounds(state, span)
            with monkeypatch.context() as stepped:
                stepped.setattr(asked, "windows_at", lambda *_: None)
                other = points_of(state, check).bounds(state, span)
            for name in ("first", "after", "lo", "hi"):
                found, expected = (getattr(each, name) for each in (one, other))
                assert np.array_equal(found, expected), (window, ends, name)
            assert one.known is None
            assert other.known is None


def test_an_earlier_period_is_looked_up_day_by_day(state: State) -> None:
    assert points_of(state, "day").bounds(state, Span((Previous("half_term"),))).known is not None
