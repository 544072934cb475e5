"""One pupil's register and some rules' plan give the very answers of the whole."""

from dataclasses import replace
from itertools import pairwise

import pytest

from engine import api
from engine.compile.expected import expected_of
from engine.generate.spec import Spec
from engine.narrow import of_pupil, of_pupils, of_rules
from engine.readers.dataset import read_dataset


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    folder = tmp_path_factory.mktemp("narrow")
    api.generate(folder, Spec(pupils=9, seed=11))
    loaded = api.load_policy("tillington_manor").value
    register = read_dataset(folder, expected_of(loaded.bound)).value
    return loaded, register, api.run_register(loaded, register)


def test_a_pupil_alone_gets_what_the_pupil_gets_among_others(school):
    loaded, register, whole = school
    some = 0
    for number, pupil in enumerate(register.pupils):
        alone = api.run_register(loaded, of_pupil(register, number))
        mine = [action for action in whole.actions if action.pupil == pupil]
        assert list(alone.actions) == mine
        assert alone.decisions == [each for each in whole.decisions if each.pupil == pupil]
        some += len(mine)
    assert some > 20


def test_the_arrivals_of_all_shares_are_those_of_the_whole(school):
    _, register, _ = school
    whole = of_arrivals(register)

    assert len({pupil for _, pupil, *_ in whole}) > 5
    for cuts in ((0, 4, 9), (0, 1, 8, 9), (0, 9)):
        parts = [of_arrivals(of_pupils(register, first, after)) for first, after in pairwise(cuts)]
        assert sorted(each for part in parts for each in part) == whole


def of_arrivals(register):
    """Give each arrival as (slot, pupil, minute, minutes late), the pupil by name."""
    held = register.arrivals
    columns = (each.tolist() for each in (held.slot, held.pupil, held.arrived, held.minutes_late))
    return sorted((slot, register.pupils[pupil], *rest) for slot, pupil, *rest in zip(*columns, strict=True))


def test_some_rules_act_alone_as_they_act_among_others(school):
    loaded, register, whole = school
    acted = {action.rule for action in whole.actions} | {each.table for each in whole.decisions}
    for rule in sorted(acted):
        plan = of_rules(loaded.plan, [rule])
        alone = api.run_register(replace(loaded, plan=plan), register)
        assert [each for each in alone.actions if each.rule == rule] == [a for a in whole.actions if a.rule == rule]
        assert [each for each in alone.decisions if each.table == rule] == [
            each for each in whole.decisions if each.table == rule
        ]
    assert len(acted) > 5
