"""The marks that an action shows for a figure are those that the figure counts; and each action has its own key."""

from collections.abc import Iterator
from pathlib import Path
from types import UnionType

import pytest

from engine.counting import DayCount, InARow, SessionCount, SpellCount
from engine.decision import Run
from engine.evaluate.run import evaluate
from engine.explain.run import run_of
from engine.plan import Plan
from engine.readers.dataset import read_dataset
from tests.oracle.bridge import plan_of
from tests.oracle.cases import Case, write_dataset
from tests.oracle.test_differential import cases
from tests.oracle.worked import case


def ran(asked: Case, folder: Path) -> tuple[Plan, Run]:
    """Run the engine on a case, to its words."""
    plan, expected = plan_of(asked.policy)
    for old in folder.glob("*"):
        old.unlink()
    write_dataset(folder, asked.data)
    register = read_dataset(folder, expected, as_of=asked.as_of).value
    assert register is not None
    return plan, run_of(plan, register, evaluate(plan, register))


def told(asked: Case, folder: Path, kinds: type | UnionType = SessionCount) -> Iterator[tuple[str, object, list[str]]]:
    """Each figure of some kinds that an action shows: its name, its value, and its sessions as `09-04 AM`."""
    plan, run = ran(asked, folder)
    for action in run.actions:
        for name, shown in action.evidence.items():
            if name in plan.figures and isinstance(plan.figures[name].kind, kinds) and shown.value is not None:
                yield name, shown.value, [f"{day[5:]} {half}" for day, half, _ in shown.sessions]


@pytest.mark.parametrize("more", ["", ", {id: last, when: seen, then: [{do: note}], notes: [{say: so, show: unmet}]}"])
def test_no_session_from_before_a_pupil_came_is_shown(tmp_path: Path, more: str) -> None:
    policy = f"""
measures: {{unmet: {{count: sessions, of: not(attended), over: term}}}}
rules: [{{id: seen, when: unmet >= 2, then: [{{do: look}}]}}{more}]
"""
    asked = case(r".. .. /\ OO", policy, pupil={"enrolled_on": "2024-09-04"})
    assert {(value, *sessions) for _, value, sessions in told(asked, tmp_path)} == {(2, "09-05 AM", "09-05 PM")}


def test_a_session_that_is_not_possible_is_no_part_of_a_run_or_of_a_whole_day(tmp_path: Path) -> None:
    policy = """
measures:
  run: {in_a_row: school days, of: not(attended)}
  whole: {count: school days, of: not(attended), over: week, whole: true}
  spells: {count: spells, of: not(attended), over: week}
rules: [{id: it, check: week, then: [{do: look}], notes: [
  {say: so, show: run}, {say: so, show: whole}, {say: so, show: spells}]}]
"""
    found = {name: (value, shown) for name, value, shown in
             told(case(r"/\ OO XX OX OO", policy), tmp_path, InARow | DayCount | SpellCount)}  # fmt: skip
    away = ["09-03 AM", "09-03 PM", "09-05 AM", "09-06 AM", "09-06 PM"]
    assert found == {"run": (3, away), "whole": (3, away), "spells": (1, away)}


def test_every_action_has_a_key_of_its_own_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    policy = """
rules:
- {id: call, each: contacts, when: 'outcome = "no_answer"', then: [{do: call}]}
- {id: fine, each: notices, then: [{do: look}]}
"""
    calls = [{"date": "2024-09-03", "outcome": "no_answer", "time": time} for time in ("15:10", "", "09:20", "15:10")]
    fines = [
        {"parent": "mum", "kind": "penalty_notice", "issued_on": day, "status": "paid", "notice": ""}
        for day in ("2024-01-10", "2024-02-10")
    ]
    keys = []
    for turn in (1, -1):
        asked = case(r"/\ x3", policy, contacts=calls[::turn], notices=fines[::turn])
        keys.append([action.key for action in ran(asked, tmp_path)[1].actions])
    own = [f"worked/call/amy/2024-09-03{number}/2024-09-03" for number in ("", "/2", "/3", "/4")]
    own += [f"worked/fine/amy/mum{number}/2024-09-02" for number in ("", "/2")]
    assert sorted(keys[0]) == sorted(keys[1]) == sorted(own)


@pytest.mark.parametrize("seed", range(20_000, 20_006))
def test_as_many_sessions_are_shown_as_are_counted(tmp_path: Path, seed: int) -> None:
    for asked in cases(seed):
        for name, value, sessions in told(asked, tmp_path):
            assert value == len(sessions), (name, value, sessions)
