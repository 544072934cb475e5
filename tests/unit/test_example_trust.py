"""The example trust and the other country: clean at level error, every scenario met, and as varied as they claim."""

from datetime import date
from pathlib import Path

import pytest

from engine import api
from engine.diagnostics import Severity
from engine.generate.spec import Spec

EXAMPLES = Path(__file__).parents[2] / "policies" / "examples"
TRUST = EXAMPLES / "greywater"
AS_OF = date(2026, 11, 28)


def policies(folder):
    found = {file.stem: api.load_policy(file).value for file in folder.glob("*.yaml") if ".test." not in file.name}
    assert all(found.values())
    return found


@pytest.mark.parametrize("folder", ["greywater", "norland"])
def test_it_lints_without_a_warning_and_passes_its_scenarios(folder):
    report = api.lint([EXAMPLES / folder], as_of=AS_OF)
    results = api.run_tests([EXAMPLES / folder])

    assert [str(each) for each in report.findings if each.severity > Severity.INFO] == []
    assert {result.ending.name for result in results.value} == {"PASSED"}


def test_the_trust_has_many_kinds_of_school_under_two_authorities_and_four_layers():
    found = policies(TRUST)
    schools = {name: loaded.policy for name, loaded in found.items() if loaded.policy.document["layer"] == "school"}
    phases = [policy.document["school"]["phase"] for policy in schools.values()]

    assert len({policy.name for policy in schools.values()}) >= 12
    assert {"primary", "secondary", "special", "nursery"} <= set(phases)
    assert {policy.document["school"]["local_authority"] for policy in schools.values()} == {"Eastmarch", "Westmarch"}
    assert max(len(policy.layers) for policy in schools.values()) == 5
    assert len({policy.version for policy in schools.values()}) == len(schools)


@pytest.mark.parametrize(
    ("change", "locked_by"),
    [
        ("values: {target: 94%}", "greywater_trust"),
        ("values: {improvement_weeks: 8 weeks}", "eastmarch"),
        ("rules: [{id: first_day_call, unless: plan_in_place}]", "greywater_trust"),
        ("remove: [home_visit]", "greywater_trust"),
        ("penalty_notices: {before: {notice_to_improve: {when: 'false'}}}", "eastmarch"),
        ("registers: {am: {whole_school: {closes: 09:45}}}", "england"),
    ],
)
def test_no_school_of_it_loosens_what_is_locked(tmp_path, change, locked_by):
    text = f"policy: s\nlayer: school\nextends: [alderbeck]\n{change}\n"
    for file in TRUST.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    found = [each for each in api.load_policy(tmp_path / "s.yaml").diagnostics if each.code == "R010"]

    assert found and all(f"`{locked_by}` locks it" in each.message for each in found)


def test_the_trust_runs_school_by_school(tmp_path):
    for seed, (name, phase) in enumerate(
        (("alderbeck", "primary"), ("ivystone", "secondary"), ("junipers", "primary"))
    ):
        api.generate(tmp_path / name, Spec(pupils=8, seed=seed, phase=phase))
    schools = api.schools_of(TRUST, tmp_path).value.schools
    ran = {}
    for school in schools:
        loaded = api.load_policy(school.policy, root=school.root).value
        ran[school.name] = api.run(loaded, school.dataset).value

    assert list(ran) == ["alderbeck", "ivystone", "junipers"]
    assert all(list(run.actions) for run in ran.values())


@pytest.mark.parametrize(("stage", "is_known"), [("upper", True), ("KS2", False)])
def test_another_country_calls_its_key_stages_as_it_likes(tmp_path, stage, is_known):
    for file in (EXAMPLES / "norland").glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = "policy: s\nlayer: school\nextends: [norland]\n"
    text += f"rules: [{{id: a, for: 'key_stage = \"{stage}\"', when: unexcused_sessions > 0, then: [{{do: x}}]}}]\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    found = api.load_policy(tmp_path / "s.yaml")

    assert found.failed is not is_known
    assert is_known or "`KS2`" in found.diagnostics[0].message or '"KS2"' in found.diagnostics[0].message
