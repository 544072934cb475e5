"""Pupils shared out over processes: what fires is what fires in one."""

from engine import api
from engine.compile.expected import expected_of
from engine.generate.spec import Spec
from engine.pool.workers import Workers
from engine.readers.dataset import read_dataset


def test_more_processes_give_what_one_gives(tmp_path):
    api.generate(tmp_path, Spec(pupils=25, seed=5))
    (tmp_path / "evidence.csv").unlink()  # so that there is something that cannot be decided
    loaded = api.load_policy("tillington_manor").value
    register = read_dataset(tmp_path, expected_of(loaded.bound)).value

    one, two = api.run_register(loaded, register), api.run_register(loaded, register, workers=Workers(3))

    assert list(two.actions) == list(one.actions)
    assert len(list(one.actions)) > 20
    assert two.decisions == one.decisions
    assert two.decisions
    assert two.undecided == one.undecided
