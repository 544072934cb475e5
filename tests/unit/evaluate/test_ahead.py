"""What is worked out for all days at once is what stepping through the days gives: figures, windows and doubts too."""

import gc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.compile.expected import expected_of
from engine.evaluate import ahead
from engine.evaluate.grid import Grid
from engine.evaluate.run import evaluate
from engine.evaluate.work import work_of
from engine.fired import Fired, Shown
from engine.generate.spec import Spec
from engine.load import load
from engine.plan import Plan
from engine.readers.dataset import read_dataset
from engine.register import Register
from tests.oracle.bridge import plan_of
from tests.oracle.cases import write_dataset
from tests.oracle.test_differential import cases

SEEDS = range(20_000, 20_030)


class Nothing:
    """A watch that wants nothing: while it is there, everything is stepped through."""

    def wants(self, looked: object) -> bool:
        return False

    def before(self, look: object) -> None: ...

    def after(self, look: object) -> None: ...

    def session(self, state: object) -> None: ...

    def day(self, frame: object) -> None: ...


def told(shown: Shown, at: int) -> tuple[Any, ...]:
    over = None if shown.over is None else int(shown.over[at])
    window = None if shown.first is None or shown.after is None else (int(shown.first[at]), int(shown.after[at]))
    if shown.valid is not None and not shown.valid[at]:
        return (None, window)
    value = shown.data[at].item() if hasattr(shown.data[at], "item") else shown.data[at]
    word = shown.words[value] if shown.words else value
    return (word, over, window, {number: each[at].tolist() for number, each in shown.slots.items()})


def told_all(fired: Fired) -> tuple[dict[Any, Any], dict[Any, Any]]:
    found: dict[Any, Any] = {}
    for batch in fired.batches:
        for at, pupil in enumerate(batch.pupils.tolist()):
            row = None if batch.rows is None else int(batch.rows[at])
            key = (batch.name, batch.place, batch.half, pupil, row)
            assert key not in found, key
            found[key] = (
                batch.tasks[at].tolist(),
                batch.notes[at].tolist(),
                int(batch.began[at]),
                {name: told(shown, at) for name, shown in batch.evidence.items()},
                {name: values[at] for name, values in batch.gives.items()},
                None if batch.hit is None else int(batch.hit[at]),
            )
    return found, {key: (each.pupils.tolist(), each.first, each.last) for key, each in fired.doubts.items()}


def same(plan: Plan, register: Register) -> None:
    worked, stepped = told_all(evaluate(plan, register)), told_all(evaluate(plan, register, None, Nothing()))
    for one, other in zip(worked, stepped, strict=True):
        different = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
        assert not different, [(key, one.get(key), other.get(key)) for key in different[:3]]


@pytest.mark.parametrize("at_once", [ahead.AT_ONCE, 20])
def test_random_policies_do_ahead_what_they_do_stepped(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AT_ONCE", at_once)
    foreseen = 0
    for seed in SEEDS:
        taken = None
        for case in cases(seed):
            taken = taken or plan_of(case.policy)
            plan, expected = taken
            for old in tmp_path.glob("*"):
                old.unlink()
            write_dataset(tmp_path, case.data)
            read = read_dataset(tmp_path, expected, as_of=case.as_of)
            assert read.value is not None
            work = work_of(plan, read.value)
            foreseen += len(work.foreseen) + len(work.rows) + len(work.ladders)
            same(plan, read.value)
    assert foreseen > len(SEEDS) / 2, "hardly anything was foreseen"


@pytest.mark.parametrize("policy", ["victoria_road", "tillington_manor"])
def test_the_shipped_policies_do_ahead_what_they_do_stepped(policy: str, tmp_path: Path) -> None:
    api.generate(tmp_path, Spec(pupils=40, seed=8))
    loaded = load(policy).value
    assert loaded is not None
    register = read_dataset(tmp_path, expected_of(loaded.bound)).value
    assert register is not None
    left = [each for group in work_of(loaded.plan, register).stepped.looked.values() for each in group]
    assert len(left) * 4 < sum(map(len, loaded.plan.looked.values())), "little of it was foreseen"
    same(loaded.plan, register)
    for name in ("contacts", "flags", "leave_requests", "parents"):
        (tmp_path / f"{name}.csv").unlink()
    register = read_dataset(tmp_path, expected_of(loaded.bound)).value
    assert register is not None
    same(loaded.plan, register)


@pytest.mark.parametrize("at_once", [ahead.AT_ONCE, 2_000])
def test_what_is_about_rows_does_ahead_what_it_does_stepped(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AT_ONCE", at_once)
    api.generate(tmp_path, Spec(pupils=120, seed=3))
    loaded = load(str(Path(__file__).parent / "about_rows.yaml")).value
    assert loaded is not None
    register = read_dataset(tmp_path, expected_of(loaded.bound)).value
    assert register is not None
    work = work_of(loaded.plan, register)
    about = {looked.name for _, looked, _ in work.about_rows}
    assert {rule.id for rule in loaded.bound.model.rules if rule.id.startswith("asks_")} | {"fine"} <= about
    assert about <= {batch.name for batch in evaluate(loaded.plan, register).batches}, "one of them does nothing"
    same(loaded.plan, register)


def test_a_register_without_a_school_day_asks_for_nothing(tmp_path: Path) -> None:
    api.generate(tmp_path, Spec(pupils=3, seed=8))
    loaded = api.load_policy("victoria_road").value
    assert loaded is not None
    register = read_dataset(tmp_path, expected_of(loaded.bound)).value
    assert register is not None
    nothing = replace(register, days=register.days[:0], marks=register.marks[:0])
    assert evaluate(loaded.plan, nothing) == Fired((), {})


@pytest.mark.parametrize("policy", ["victoria_road", "tillington_manor"])
def test_the_arrays_of_a_share_go_when_it_has_been_worked(
    policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive: list[int] = []

    class Counted(Grid):
        def __init__(self, *given: Any) -> None:
            alive.append(sum(isinstance(each, Grid) for each in gc.get_objects()) - 1)
            super().__init__(*given)

    monkeypatch.setattr(ahead, "AT_ONCE", 2_000)
    monkeypatch.setattr(ahead, "Grid", Counted)
    api.generate(tmp_path, Spec(pupils=40, seed=8))
    loaded = load(policy).value
    assert loaded is not None
    register = read_dataset(tmp_path, expected_of(loaded.bound)).value
    assert register is not None
    gc.collect()

    evaluate(loaded.plan, register, threads=1)  # which looks for no cycles meanwhile

    assert alive == [0] * len(alive)
    assert len(alive) > 2
