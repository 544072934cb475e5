"""The two schools' worked years: the shipped policies give just the actions and decisions that the clauses ask for."""

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from engine.model.published import output_schema
from tests.architecture.tree import ROOT
from tests.cli.command import run

SAMPLES = ROOT.parent / "shared" / "samples"
SCHOOLS = ("victoria_road", "tillington_manor")

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the worked years are not here: {SAMPLES}")


@pytest.fixture(scope="module", params=SCHOOLS)
def told(request: pytest.FixtureRequest) -> dict:
    done = run("run", ROOT / "policies" / f"{request.param}.yaml", SAMPLES / request.param, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def expected(school: str) -> tuple[set[tuple[str, str, str]], list[dict]]:
    with (SAMPLES / f"{school}_actions.csv").open(encoding="utf-8", newline="") as file:
        actions = {(row["pupil"], row["date"], row["rule"]) for row in csv.DictReader(file)}
    decisions = json.loads(Path(SAMPLES / f"{school}_decisions.json").read_text(encoding="utf-8"))
    return actions, decisions


def test_the_actions_are_those_of_the_clauses(told: dict):
    wanted, _ = expected(told["policy"])
    found = [(each["pupil"], each["date"], each["rule"]) for each in told["actions"]]

    assert set(found) == wanted
    assert found == sorted(found, key=lambda each: (each[1], each[0], each[2]))


def test_the_decisions_are_those_of_the_clauses(told: dict):
    _, wanted = expected(told["policy"])
    fields = ("table", "request", "pupil", "parent", "date", "outcome", "code", "readings_differ")

    def of(decision: dict, given: dict) -> tuple[tuple[str, object], ...]:
        return tuple((name, decision.get(name)) for name in fields if name in given)

    left = list(told["decisions"])
    for given in wanted:
        match = next((each for each in left if of(each, given) == of(given, given)), None)
        assert match is not None, given
        left.remove(match)
    assert left == []


def test_the_output_is_as_its_schema_says(told: dict):
    jsonschema.Draft202012Validator(output_schema()).validate(told)


def test_every_action_says_why_and_rests_on_a_clause(told: dict):
    assert [each["key"] for each in told["actions"] if not each["reason"] or not each["source"]] == []
    assert len({each["key"] for each in told["actions"]}) == len(told["actions"])
