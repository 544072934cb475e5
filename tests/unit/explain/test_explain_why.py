"""Explaining is consistent with running: the same figures, the same marks, for every action of generated schools."""

import json
from pathlib import Path

import jsonschema
import pytest

from engine import api
from engine.assets import schema_folder
from engine.explain.explain import explain
from engine.explain.weeks import figures_of
from engine.generate.spec import Spec
from engine.model.published import explanation_schema

SCHEMA = json.loads((schema_folder() / "explanation.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=[("victoria_road", 21), ("tillington_manor", 22)], ids=lambda each: each[0])
def explained(request, tmp_path_factory):
    policy, seed = request.param
    folder: Path = tmp_path_factory.mktemp(policy)
    api.generate(folder, Spec(pupils=14, seed=seed))
    loaded = api.load_policy(policy).value
    register = api.read_register(loaded, folder).value
    run = api.run_register(loaded, register)
    told = {pupil: explain(loaded, register, number) for number, pupil in enumerate(register.pupils)}
    return run, told


def test_every_action_and_decision_is_explained_in_the_order_of_the_run(explained):
    run, told = explained
    for pupil, one in told.items():
        actions = [each.action for each in one.explained if each.action is not None]
        assert [(a.key, a.reason) for a in actions] == [(a.key, a.reason) for a in run.actions if a.pupil == pupil]
        decisions = [each.decision for each in one.explained if each.decision is not None]
        mine = [each for each in run.decisions if each.pupil == pupil]
        assert [(d.table, d.outcome, d.row) for d in decisions] == [(d.table, d.outcome, d.row) for d in mine]
        assert one.version == run.version


def test_the_figures_are_those_of_the_evidence_to_the_last_mark(explained):
    run, told = explained
    evidence = {action.key: action.evidence for action in run.actions}
    compared = 0
    for one in told.values():
        for item in one.explained:
            if item.action is None:
                continue
            figures = {figure.name: figure for figure in figures_of(item.conditions)}
            for name, held in evidence[item.action.key].items():
                if name in figures:
                    assert figures[name].value == held.value, (item.action.key, name)
                    assert [tuple(mark) for mark in figures[name].sessions] == [tuple(m) for m in held.sessions]
                    compared += 1
    assert compared > 50


def test_what_acted_is_explained_by_conditions_that_hold(explained):
    for one in explained[1].values():
        for item in one.explained:
            for condition in item.conditions:
                expected = condition.role != "unless"
                assert bool(condition.part.holds) is expected, (item.title, condition.part.text)
                assert condition.origin.line > 0


def test_no_row_above_the_one_that_was_hit_fits(explained):
    told = [item for one in explained[1].values() for item in one.explained if item.decision is not None]
    for item in told:
        passed = range(1, item.decision.row or 1)
        assert [row.row for row in item.passed_over] == list(passed), item.decision
        assert not [row.part.text for row in item.passed_over if row.part.holds]
    assert sum(len(item.passed_over) for item in told) > 10


def test_only_the_pupil_is_named(explained):
    for pupil, one in explained[1].items():
        text = one.model_dump_json()
        assert not [other for other in explained[1] if other != pupil and f'"{other}"' in text]


def test_the_json_is_as_its_schema_says(explained):
    assert explanation_schema() == SCHEMA, "run `make schema`"
    checked = jsonschema.Draft202012Validator(SCHEMA)
    for one in list(explained[1].values())[:4]:
        given = json.loads(one.model_dump_json(by_alias=True, exclude_unset=True))
        assert [fault.message for fault in checked.iter_errors(given)] == []


def test_a_parent_reads_no_names_of_the_policy_file(explained):
    for one in explained[1].values():
        for item in one.explained:
            assert "_" not in item.plain, item.plain
            assert item.plain.count("\n") < 40
