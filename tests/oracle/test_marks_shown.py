"""The marks that an action shows for a figure are those that the figure counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.counting import SessionCount
from engine.evaluate.run import evaluate
from engine.explain.run import run_of
from engine.readers.dataset import read_dataset
from tests.oracle.bridge import plan_of
from tests.oracle.cases import Case, write_dataset
from tests.oracle.test_differential import cases
from tests.oracle.worked import case


def told(asked: Case, folder: Path) -> Iterator[tuple[str, object, list[str]]]:
    """Each count of sessions that an action shows: its name, its value, and its sessions as `09-04 AM`."""
    plan, expected = plan_of(asked.policy)
    for old in folder.glob("*"):
        old.unlink()
    write_dataset(folder, asked.data)
    register = read_dataset(folder, expected, as_of=asked.as_of).value
    assert register is not None
    for action in run_of(plan, register, evaluate(plan, register)).actions:
        for name, shown in action.evidence.items():
            if name in plan.figures and isinstance(plan.figures[name].kind, SessionCount) and shown.value is not None:
                yield name, shown.value, [f"{day[5:]} {half}" for day, half, _ in shown.sessions]


@pytest.mark.parametrize("more", ["", ", {id: last, when: seen, then: [{do: note}], notes: [{say: so, show: unmet}]}"])
def test_no_session_from_before_a_pupil_came_is_shown(tmp_path: Path, more: str) -> None:
    policy = f"""
measures: {{unmet: {{count: sessions, of: not(attended), over: term}}}}
rules: [{{id: seen, when: unmet >= 2, then: [{{do: look}}]}}{more}]
"""
    asked = case(r".. .. /\ OO", policy, pupil={"enrolled_on": "2024-09-04"})
    assert {(value, *sessions) for _, value, sessions in told(asked, tmp_path)} == {(2, "09-05 AM", "09-05 PM")}


@pytest.mark.parametrize("seed", range(20_000, 20_006))
def test_as_many_sessions_are_shown_as_are_counted(tmp_path: Path, seed: int) -> None:
    for asked in cases(seed):
        for name, value, sessions in told(asked, tmp_path):
            assert value == len(sessions), (name, value, sessions)
