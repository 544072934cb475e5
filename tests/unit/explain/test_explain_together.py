"""Firings told together are what they are told one by one: their sessions, their words, their order."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import engine.explain.counted as counted
import engine.explain.run as running
from engine import api
from engine.compile.expected import expected_of
from engine.counting import InARow, Percent, SessionCount
from engine.evaluate.run import evaluate
from engine.explain.firings import kind_of, together
from engine.explain.sessions import Sessions
from engine.fired import Fired
from engine.generate.spec import Spec
from engine.readers.dataset import read_dataset


@pytest.fixture(scope="module", params=["victoria_road", "tillington_manor"])
def fired(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    api.generate(folder, Spec(pupils=60, seed=11))
    loaded = api.load_policy(request.param).value
    register = read_dataset(folder, expected_of(loaded.bound)).value
    return loaded.plan, register, evaluate(loaded.plan, register)


def aged(kind, youngest, oldest):
    """Give a kind that counts sessions of some age alone."""
    if youngest is None or not isinstance(kind, SessionCount | Percent):
        return kind
    name = "pieces" if isinstance(kind, SessionCount) else "part"
    pieces = tuple(replace(piece, youngest=youngest, oldest=oldest) for piece in getattr(kind, name))
    return replace(kind, **{name: pieces})


def listed(marks):
    """Give the marks of each entry."""
    flat = [marks.values[place] for place in marks.at.tolist()]
    return [tuple(flat[begin:end]) for begin, end in pairwise([0, *marks.ends.tolist()])]


@pytest.mark.parametrize(
    ("cells", "age"), [(7, (None, None)), (1 << 19, (None, None)), (1 << 19, (2, 9)), (99, (1, None))]
)
def test_sessions_of_many_are_those_of_each(fired, monkeypatch, cells, age):
    plan, register, found = fired
    monkeypatch.setattr(counted, "_CELLS", cells)
    sessions = Sessions(plan, register)
    groups: dict[object, list] = {}
    for batch in found.batches:
        groups.setdefault(kind_of(batch), []).append(batch)
    looked = set()
    for batches in groups.values():
        firings = together(batches)
        for name, shown in firings.evidence.items():
            figure = plan.figures.get(name)
            kind = aged(figure.kind, *age) if figure else None
            marks = counted.counted_by_all(sessions, kind, shown, firings.pupils, firings.places)
            whole = [()] * len(firings.pupils) if marks is None else listed(marks)
            one_by_one = [
                sessions.counted(kind, shown, entry, int(pupil), int(place))
                for entry, (pupil, place) in enumerate(zip(firings.pupils, firings.places, strict=True))
            ]
            assert whole == one_by_one, (firings.name, name)
            looked |= {type(kind)} if any(one_by_one) else set()
    assert looked >= {SessionCount, Percent, InARow} or plan.policy != "tillington_manor"
    assert looked >= {SessionCount, InARow}


def test_an_action_asked_for_alone_is_the_one_of_the_run(fired, monkeypatch):
    plan, register, found = fired
    monkeypatch.setattr(running, "_PART", 1)
    for together_ in (1, 50, 8192):
        monkeypatch.setattr(running, "_AT_ONCE", together_)
        told = running.Telling(plan, register, found)
        batches, entries = running._in_order([each for each in enumerate(found.batches) if each[1].hit is None])
        alone = [told.action(batch, entry) for batch, entry in zip(batches.tolist(), entries.tolist(), strict=True)]
        assert list(told.actions()) == alone
        assert len(alone) == len(told.actions()) > 100
        assert [(each.date, each.pupil, each.rule) for each in alone] == sorted(
            (each.date, each.pupil, each.rule) for each in alone
        )


def test_an_action_has_the_tasks_and_notes_that_its_firing_says(fired):
    plan, register, found = fired
    rules = {rule.id: rule for rule in plan.rules}
    few = np.random.default_rng(3)
    wholes = {
        id(whole): replace(whole, tasks=few.random(whole.tasks.shape) < 0.5, notes=few.random(whole.notes.shape) < 0.5)
        for whole in {id(batch.whole): batch.whole for batch in found.batches}.values()
    }
    batches = [batch._replace(whole=wholes[id(batch.whole)]) for batch in found.batches if batch.hit is None]
    told = running.Telling(plan, register, Fired(tuple(batches), {}))
    seen = set()
    for at, batch in enumerate(batches):
        rule = rules[batch.name]
        for entry, (tasks, notes) in enumerate(zip(batch.tasks.tolist(), batch.notes.tolist(), strict=True)):
            action = told.action(at, entry)
            wanted = [task for task, there in zip(rule.tasks, tasks, strict=True) if there]
            assert [(task.do, task.to, task.code) for task in action.tasks] == [(t.do, t.to, t.code) for t in wanted]
            for task, planned in zip(action.tasks, wanted, strict=True):
                concerned = action.evidence.get(planned.sessions or "")
                assert task.sessions == (concerned.sessions if concerned else None)
            said = [note.say for note, there in zip(rule.notes, notes, strict=True) if there]
            assert len(action.notes) == len(said)
            assert all(note.startswith(say) for note, say in zip(action.notes, said, strict=True))
            assert action.reason.endswith("; ".join(action.notes))
            seen.add((len(rule.tasks), len(action.tasks)))
    assert seen >= {(1, 0), (1, 1)}
    assert any(number > 1 for number, _ in seen) or plan.policy != "tillington_manor"


def test_a_decision_asked_for_alone_is_the_one_of_the_run(fired, monkeypatch):
    plan, register, found = fired
    monkeypatch.setattr(running, "_PART", 2)
    told = running.Telling(plan, register, found)
    alone = [
        told.decision(at, entry)
        for at, batch in enumerate(found.batches)
        if batch.hit is not None
        for entry in range(len(batch.pupils))
    ]
    assert sorted(map(repr, alone)) == sorted(map(repr, told.decisions()))
    assert alone
