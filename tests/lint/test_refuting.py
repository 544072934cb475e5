"""What is told apart by an example, without a question, is never what the question would have found."""

import random

import pytest

from engine.analysis.meaning import Meaning
from engine.lint.refuting import FEW, Beside, Refuting, each_time
from engine.load import load

FIGURES = """\
policy: example
layer: school
extends: [england]
measures:
  late_week: {count: sessions, of: late, over: last 5 school days}
  late_month: {count: sessions, of: late, over: last 20 school days}
  missed_month: {count: sessions, of: absent, over: last 20 school days}
  unauthorised_month: {count: sessions, of: unauthorised, over: last 20 school days}
  attendance: {percent: attended, of: possible, over: year}
rules:
"""
PARTS = (
    "late_week >= {}",
    "late_month >= {}",
    "late_month < {}",
    "missed_month >= {}",
    "unauthorised_month >= {}",
    "unauthorised_month + late_month > {}",
    "attendance < 9{}",
    "year_group = {}",
    "year_group >= {}",
    'weekday = "Monday"',
    'weekday in ("Monday", "Friday")',
    "missed_month >= 0",
    "late_week < 0",
)
ACTS = ("act: each check", "act: each check", "act: when it starts")


CERTAIN = (
    "unauthorised_month >= 4",
    "missed_month >= 2",
    "year_group = 3 and unauthorised_month >= 5",
    "late_week >= 3",
)


def policy(seed: int) -> str:
    chance = random.Random(seed)
    text = FIGURES
    for at in range(3 * FEW):
        parts = [part.format(chance.randint(1, 6)) for part in chance.sample(PARTS, chance.randint(1, 3))]
        text += f"  - id: rule_{at}\n    source: §{at}\n    when: '{chance.choice((' and ', ' or ')).join(parts)}'\n"
        text += f"    {chance.choice(ACTS)}\n    then: [{{do: call, to: parents, by: office}}]\n"
    for at, when in enumerate(CERTAIN):
        text += f"  - id: certain_{at}\n    source: §{at}\n    when: '{when}'\n    act: each check\n"
        text += "    then: [{do: call, to: parents, by: office}]\n"
    return text


@pytest.fixture(params=range(4))
def rules(request, tmp_path):
    file = tmp_path / "example.yaml"
    file.write_text(policy(request.param), encoding="utf-8")
    loaded = load(file)
    assert loaded.value is not None, loaded.diagnostics
    meaning = Meaning(loaded.value.bound)
    return meaning, [each for each in meaning.acting() if each.id.startswith(("rule_", "certain_"))]


def test_no_pair_that_is_told_apart_is_covered(rules):
    meaning, acting = rules
    refuting = Refuting(meaning)
    apart = [(one, other) for one in acting for other in acting if one is not other and refuting.parts(one, other)]

    assert len(apart) > len(acting)
    asked = meaning.questions
    # one that is always true is another rule's matter; what is only found beside the limits of a sum is not proved
    wrong = [
        f"{one.item.when} by {other.item.when}"
        for one, other in apart
        if asked.covered(one.acts, other.acts).proved and not asked.always(other.acts).holds
    ]
    assert wrong == []
    told = {(one.id, other.id) for one, other in apart}
    assert not {("certain_0", "certain_1"), ("certain_2", "certain_0"), ("certain_2", "certain_1")} & told
    assert {("certain_1", "certain_0"), ("certain_0", "certain_2"), ("certain_3", "certain_1")} <= told


def test_what_is_not_looked_at_is_told_apart_or_asks_about_something_else(rules):
    meaning, acting = rules
    refuting = Refuting(meaning)
    beside = Beside(refuting, acting)

    left_out = 0
    for one in acting:
        looked = list(beside.left_of(one))
        assert looked == [each for each in acting if each in looked], "in the order of the policy"
        for other in acting:
            if other not in looked:
                left_out += 1
                alike = refuting.known(one).whole.keys == refuting.known(other).whole.keys
                assert refuting.parts(one, other) if each_time(other) else not alike
    assert left_out > len(acting)
