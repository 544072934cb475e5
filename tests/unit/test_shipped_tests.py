"""The tests beside the shipped policies touch all that can be touched, and notice nearly every change."""

from pathlib import Path

import pytest

from engine import trials
from tests.architecture.tree import ROOT

POLICIES = ("england", "tillington_manor", "victoria_road")
NOTICED = 95
"""Of a hundred changes that are not proved to change nothing, so many at the least are noticed."""


def file_of(policy: str) -> Path:
    return ROOT / "policies" / f"{policy}.test.yaml"


def test_all_that_can_be_touched_is():
    played, found = trials.cover([file_of(policy) for policy in POLICIES])
    left = [f"{point.file}:{point.line} {point.text} {point.what}" for point in found.points if not point.times]

    assert played.value
    assert left == []
    assert found.reached[1] > 600, "there is less to touch than there was"


@pytest.mark.fuzz
@pytest.mark.parametrize("policy", POLICIES)
def test_changes_are_noticed(policy: str):
    found = trials.mutate([file_of(policy)], jobs=2)
    noticed, total = found.noticed

    assert total > 150
    assert noticed * 100 >= NOTICED * total
    assert found.unmoved == ()
