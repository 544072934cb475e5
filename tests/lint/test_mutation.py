"""Ten thousand mutants of valid policies: no traceback, and what breaks a policy is found where it was broken."""

import os
from pathlib import Path

import pytest

from tests.lint.harvest import Harvest, share, summary

FILES = tuple(Path("policies") / f"{name}.yaml" for name in ("victoria_road", "tillington_manor"))


@pytest.mark.fuzz
def test_mutants_are_found_where_they_were_changed(capsys):
    number = int(os.environ.get("MUTANTS", "10000"))

    counts, lines = summary(Harvest(FILES, seed=int(os.environ.get("MUTANTS_SEED", "1"))).outcomes(number))

    with capsys.disabled():
        print("\n".join(["", *lines, f"shape {share(counts, 'shape'):.1%}, meaning {share(counts, 'meaning'):.1%}"]))
    assert share(counts, "shape") >= 0.95


def test_a_few_mutants_end_in_no_traceback():
    counts, _ = summary(Harvest(FILES, seed=7).outcomes(12))

    assert sum(counts.values()) == 12
    assert share(counts, "shape") >= 0.7
