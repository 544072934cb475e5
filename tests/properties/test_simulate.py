"""Simulations of generated policies: nothing is left over, one way mirrors the other, and slices are as whole runs."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.bind.bind import bind
from engine.compile.compile import compile_policy
from engine.compile.expected import expected_of
from engine.document import Document, Standing
from engine.evaluate.run import evaluate
from engine.explain.run import run_of
from engine.generate.spec import Spec
from engine.load import Loaded, load
from engine.model.policy_file import PolicyFile
from engine.policy import Layer, Origin, PolicyInForce
from engine.readers.dataset import read_dataset
from engine.recode import recoded
from engine.register import Register
from engine.resolve.edited import Edit
from engine.simulate.sides import Side
from engine.simulate.simulate import Question, simulate
from engine.simulate.study import Study
from engine.simulate.variants import with_edits
from engine.source import Place, Source, Span
from tests.oracle.cases import Case, write_dataset
from tests.oracle.policies import FLAGS, policy, rule_ids
from tests.oracle.policy_parts import Scale
from tests.oracle.registers import Size, register

NOWHERE = Place(Source("case", ""), Span(1, 1, 1, 1))
POLICIES = 12
EARLIER = {"gained": "lost", "lost": "gained", "earlier": "later", "later": "earlier", "changed": "changed"}


def loaded(expanded: dict[str, Any]) -> Loaded:
    """A generated policy, ready to run."""
    model = PolicyFile.model_validate(expanded)
    bound = bind(model, lambda *_: NOWHERE)
    assert bound.value is not None and not bound.failed, [str(each) for each in bound.diagnostics]
    plan = compile_policy(bound.value, "case")
    document = Document(Source("case", ""), expanded, {(): Standing(None, Span(1, 1, 1, 1), "mapping")})
    held = PolicyInForce(
        "case", expanded, model, {(): Origin(0, (), 0)}, (Layer("case", "school", document),), (), lambda: "0" * 64
    )
    return Loaded(held, expanded, bound.value, plan, lambda *_: NOWHERE, lambda path: path)


def other(rng: random.Random, said: dict[str, Any]) -> dict[str, Any]:
    """The same policy with some amounts and windows changed, a rule left out, or a rule's condition turned."""
    changed = dict(said)
    what = rng.choice(["values", "values", "measure", "rule", "gone"])
    if what == "values":
        changed["values"] = {**said["values"]}
        name = rng.choice(sorted(changed["values"]))
        changed["values"][name] = _another(rng, changed["values"][name])
    elif what == "measure" and said.get("measures"):
        name = rng.choice(sorted(said["measures"]))
        figure = dict(said["measures"][name])
        if "over" in figure and figure["over"] in ("year", "term"):
            figure["over"] = "half_term"
        changed["measures"] = {**said["measures"], name: figure}
    elif said.get("rules"):
        at = rng.randrange(len(said["rules"]))
        rule = dict(said["rules"][at])
        if what == "gone":
            rule["when"] = f"not({rule['when']})" if "when" in rule else "fsm"
        else:
            rule["then"] = [*rule.get("then", []), {"do": "another_thing", "to": "parents"}]
        changed["rules"] = [*said["rules"][:at], rule, *said["rules"][at + 1 :]]
    return changed


def _another(rng: random.Random, value: Any) -> Any:
    if isinstance(value, list):
        return [{**each, "value": _another(rng, each["value"])} for each in value]
    number, _, unit = str(value).partition(" ")
    if number.endswith("%"):
        return f"{max(1, int(float(number[:-1])) + rng.choice([-7, 5]))}%"
    return f"{max(1, int(number) + rng.choice([-1, 1, 2]))} {unit}".strip() if number.isdigit() else value


def cases(seed: int, folder: Path) -> tuple[Loaded, Loaded, Path, Any]:
    """A policy, another one, and a dataset for both."""
    rng = random.Random(seed)
    said = policy(
        rng, Scale(rng.randint(2, 8), rng.randint(2, 5), rng.randint(0, 2), rng.randint(0, 1), rng.randint(0, 2))
    )
    made = register(rng, Size(rng.randint(2, 6), rng.randint(3, 9), rng.randint(1, 3)), FLAGS, rule_ids(said))
    case = Case(said, *made)
    write_dataset(folder, case.data)
    return loaded(said), loaded(other(rng, said)), folder, case.as_of


def study_of(folder: Path, as_of: Any) -> Study:
    return Study(lambda expected: read_dataset(folder, replace(expected, every_pupil_column=True), as_of=as_of))


def simulated(base: Loaded, against: Loaded, folder: Path, as_of: Any) -> Any:
    made = simulate(base, Question(against=against), study_of(folder, as_of))
    assert made.value is not None, [str(each) for each in made.diagnostics]
    return made.value


def lines(found: Any, *, turned: bool = False) -> Counter[tuple[Any, ...]]:
    """What differs, in a form that can be counted; turned, as the comparison the other way round would say it."""
    told = Counter()
    for each in (*found.differences, *found.decisions):
        sides = (each.after, each.before) if turned else (each.before, each.after)
        kind = EARLIER[each.kind] if turned else each.kind
        told[(kind, each.pupil, *(None if side is None else repr(side) for side in sides))] += 1
    return told


@pytest.mark.parametrize("seed", range(POLICIES))
def test_a_policy_against_itself_gives_nothing_and_two_mirror_each_other(seed: int, tmp_path: Path) -> None:
    base, against, folder, as_of = cases(seed, tmp_path)

    same = simulated(base, base, folder, as_of)
    there, back = simulated(base, against, folder, as_of), simulated(against, base, folder, as_of)

    assert not list(same.differences) and not same.decisions and not same.undecided and not same.changes
    assert lines(there) == lines(back, turned=True)
    assert [b.by for b in there.breakdowns] == [b.by for b in back.breakdowns]
    for one, two in zip(there.breakdowns, back.breakdowns, strict=True):
        told = {row.name: row.counts and tuple(row.counts.values())[:4] for row in one.rows}
        mirrored = {row.name: row.counts and tuple(row.counts.values())[:4] for row in two.rows}
        assert told == {name: counts and (*counts[1::-1], *counts[:1:-1]) for name, counts in mirrored.items()}


@pytest.mark.parametrize("seed", range(POLICIES))
def test_slices_give_what_whole_runs_give(seed: int, tmp_path: Path) -> None:
    base, against, folder, as_of = cases(seed, tmp_path)
    found = simulated(base, against, folder, as_of)

    read = read_dataset(folder, expected_of(base.bound), as_of=as_of).value
    assert read is not None
    before, after = (Counter(map(repr, _whole(each, read))) for each in (base, against))
    for each in (*found.differences, *found.decisions):
        if each.before is not None:
            before[repr(each.before)] -= 1
        if each.after is not None:
            after[repr(each.after)] -= 1

    # what is left is alike in both, but for figures that nothing hangs on
    assert min(before.values(), default=0) >= 0 and min(after.values(), default=0) >= 0
    only = sum((before - after).values())
    assert only == sum((after - before).values()) <= found.same_but_figures
    assert found.totals.after == found.totals.before + found.totals.gained - found.totals.lost


def _whole(policy: Loaded, read: Register) -> list[Any]:
    run = run_of(policy.plan, read, evaluate(policy.plan, read))
    return [*run.actions, *run.decisions]


CLOSES = ("09:05", "09:13", "09:30")


def test_registers_that_close_otherwise_give_what_whole_runs_give(tmp_path: Path) -> None:
    from engine import api

    api.generate(tmp_path, Spec(pupils=25, seed=8))
    base = load("victoria_road").value
    assert base is not None
    study = study_of(tmp_path, None)
    register = study.register(base).value
    assert register is not None
    now = after = study.side(base, register)
    differing = 0
    for close in CLOSES:
        changed = with_edits(base, [Edit("registers.am.whole_school.closes", close)]).value
        assert changed is not None
        marks = recoded(base.plan, changed.plan, register, register)
        after = study.side(changed, marks.right, [now, after])
        differing += marks.after

        assert asked_for(after) == Counter(map(plainly, _whole(changed, marks.right)))
    assert differing > 20
    assert study.evaluations == len(CLOSES)


@pytest.mark.parametrize("close", CLOSES[:2])
def test_registers_that_close_otherwise_mirror_each_other(close: str, tmp_path: Path) -> None:
    from engine import api

    api.generate(tmp_path, Spec(pupils=25, seed=8))
    base = load("victoria_road").value
    assert base is not None
    other = with_edits(base, [Edit("registers.am.whole_school.closes", close)]).value
    assert other is not None

    there, back = simulated(base, other, tmp_path, None), simulated(other, base, tmp_path, None)

    assert lines(there) == lines(back, turned=True)
    assert there.held.recoded_after == back.held.recoded_before > 0 == there.held.recoded_before


def asked_for(side: Side) -> Counter[str]:
    """All that a side asks for and decides, put together from its pieces."""
    found: Counter[str] = Counter()
    for node in side.units:
        for decisions in (False, True):
            for held, entries in side.of(node, decisions=decisions):
                told = held.decision if decisions else held.action
                pairs = zip(entries.batch, entries.entry, strict=True)
                found.update(plainly(told(int(batch), int(entry))) for batch, entry in pairs)
    return found


def plainly(item: Any) -> str:
    """An action or decision as text, without the codes of the sessions in its figures: they decide nothing."""
    return repr(replace(item, evidence={}) if hasattr(item, "evidence") else item)
