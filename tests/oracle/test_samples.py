"""The shipped policies, read by the oracle, over the worked samples: so that policy and engine cannot err together."""

import json

import pytest

from engine.load import load
from tests.oracle import samples
from tests.oracle.plain import run


@pytest.mark.fuzz
@pytest.mark.parametrize("school", ["victoria_road", "tillington_manor"])
def test_the_oracle_reads_the_shipped_policies_as_the_samples_ask(school: str) -> None:
    if not samples.FOLDER.is_dir():
        pytest.skip(f"the samples are not there: {samples.FOLDER}")
    loaded = load(school)
    assert loaded.value is not None
    result = run(loaded.value.expanded, samples.dataset(samples.FOLDER / school))
    assert samples.actions(result) == samples.actions_asked(school)
    asked = samples.decisions_asked(school)
    assert samples.decisions(result, asked) == sorted(json.dumps(each, sort_keys=True) for each in asked)
