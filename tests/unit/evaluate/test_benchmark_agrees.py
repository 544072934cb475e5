"""The programs of the benchmark that need nothing more give the same pupils, days and rules as the engine."""

import pytest

from benchmarks.peers.by_engine import Engine
from benchmarks.peers.by_numpy import Numpy
from benchmarks.peers.by_polars import Polars
from benchmarks.peers.by_python import Python
from benchmarks.year import RULES, answer, year


@pytest.fixture(scope="module")
def made():
    return year(60, seed=4)


@pytest.fixture(scope="module")
def by_engine(made):
    return Engine(made).run()


def test_every_rule_acts(by_engine):
    assert set(by_engine) == set(RULES)


@pytest.mark.parametrize("program", [Numpy, Polars, Python])
def test_programs_agree(made, by_engine, program):
    assert answer(program(made).run()) == answer(by_engine)
