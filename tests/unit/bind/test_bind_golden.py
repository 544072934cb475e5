"""What an author is told of names, units and order, word for word and at the very characters; in golden files."""

from pathlib import Path

import pytest

from engine.load import load

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "bind"
CASES = sorted(path.stem for path in GOLDEN.glob("*.yaml") if path.stem != "base")


def told(case: str) -> str:
    found = load(GOLDEN / f"{case}.yaml").diagnostics
    lines = [line for each in found for line in (str(each), *(f"  {word}: {at}" for word, at in each.also))]
    text = "\n".join(lines or ["nothing"]) + "\n"
    for folder in (GOLDEN.as_posix(), GOLDEN.relative_to(Path.cwd()).as_posix()):
        text = text.replace(f"{folder}/", "")
    return text


@pytest.mark.parametrize("case", CASES)
def test_told_at_the_place_with_the_next_act(case, golden):
    golden(GOLDEN / f"{case}.txt", told(case))


@pytest.mark.parametrize("case", CASES)
def test_only_a_policy_with_nothing_wrong_is_ready(case):
    outcome = load(GOLDEN / f"{case}.yaml")
    assert (outcome.value is None) == any(each.severity.name == "ERROR" for each in outcome.diagnostics)
    assert (case == "nothing_wrong") == (not outcome.diagnostics)


def test_every_code_of_binding_is_shown_by_a_case():
    shown = " ".join(told(case) for case in CASES)
    assert all(f" {code}: " in shown for code in ("B001", "B002", "B003", "B004", "B005"))
