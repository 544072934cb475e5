"""Ten thousand mutants of valid policies: no traceback, and what was changed is found where it was changed."""

import os
from pathlib import Path

import pytest

from tests.lint.harvest import Harvest, first_share, share, summary

NAMES = ("victoria_road", "tillington_manor", "england", "perry_hall_trust", "examples/greywater/greywater_trust")
FILES = tuple(Path("policies") / f"{name}.yaml" for name in NAMES)


@pytest.mark.fuzz
@pytest.mark.parametrize(("approved", "number", "aims"), [(True, 10_000, (0.95, 0.95)), (False, 2_000, (0.95, 0.0))])
def test_mutants_are_found_where_they_were_changed(approved, number, aims, capsys):
    """Without a record of what was approved a valid policy with a part less is a valid policy, and nothing is told."""
    number = int(os.environ.get("MUTANTS", number))

    found = list(Harvest(FILES, seed=int(os.environ.get("MUTANTS_SEED", "1")), approved=approved).outcomes(number))
    counts, lines = summary(found)

    shape, meaning = (share(counts, effect) for effect in ("shape", "meaning"))
    first = [first_share(found, effect) for effect in ("shape", "meaning")]
    with capsys.disabled():
        print("\n".join(["", *lines, f"found: shape {shape:.1%}, meaning {meaning:.1%}"]))
        print(f"by the very first finding within a line: shape {first[0]:.1%}, meaning {first[1]:.1%}")
    assert shape >= aims[0]
    assert meaning >= aims[1]
    if approved:
        assert min(first) >= 0.95


@pytest.mark.parametrize("approved", [True, False])
def test_a_few_mutants_end_in_no_traceback(approved):
    found = list(Harvest(FILES[:2], seed=7, approved=approved).outcomes(12))
    counts, _ = summary(found)

    assert sum(counts.values()) == 12
    assert share(counts, "shape") >= 0.7
    assert not approved or min(first_share(found, effect) for effect in ("shape", "meaning")) >= 0.9
