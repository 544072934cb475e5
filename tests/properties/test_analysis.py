"""What analysis says of conditions must be what every value of their quantities says."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.answer import Subject
from engine.analysis.codes import Codes
from engine.analysis.normal import normal
from engine.analysis.questions import Questions
from engine.expressions.check import check
from engine.expressions.parse import parse_expression
from engine.expressions.record import compile_typed
from engine.expressions.typed import Read
from engine.expressions.types import BOOLEAN, NUMBER, STRING, Quantity
from engine.model.policy_file import PolicyFile

MOST = 43
NAMES = {
    "lates": Quantity(NUMBER, "session", nullable=True, low=0, high=MOST, whole=True),
    "absences": Quantity(NUMBER, "session", low=0, high=MOST, whole=True),
    "flagged": Quantity(BOOLEAN, nullable=True),
    "house": Quantity(STRING, nullable=True, words=("red", "blue")),
}
SUBJECTS = {name: Subject(name, name, quantity, "figure") for name, quantity in NAMES.items()}
DOMAIN = {
    "lates": [*range(MOST + 1), None],
    "absences": range(MOST + 1),
    "flagged": [True, False, None],
    "house": ["red", "blue", None],
}

numbers = st.integers(0, MOST)
signs = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
figures = st.sampled_from(["lates", "absences"])
atoms = st.one_of(
    st.builds(lambda name, sign, number: f"{name} {sign} {number}", figures, signs, numbers),
    st.builds(lambda name, sign, number: f"2 * {name} - 1 {sign} {number}", figures, signs, numbers),
    st.builds(lambda name, one, two: f"{name} in [{min(one, two)}..{max(one, two) + 1})", figures, numbers, numbers),
    st.builds(lambda name, sign: f"{name} {sign} null", figures, st.sampled_from(["=", "!="])),
    st.builds(lambda sign, number: f"min(lates, 10) {sign} {number}", signs, st.integers(0, 12)),
    st.builds(lambda word: f'house in ("{word}")', st.sampled_from(["red", "blue"])),
    st.sampled_from(["flagged", "flagged = null", "not(flagged)"]),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(lambda one, word, two: f"({one}) {word} ({two})", inner, st.sampled_from(["and", "or"]), inner),
        st.builds(lambda one: f"not({one})", inner),
        st.builds(lambda one, two, three: f"(if {one} then {two} else {three})", inner, inner, inner),
    ),
    max_leaves=4,
)


def opened(text: str):
    checked = check(parse_expression(text).tree, NAMES)
    assert checked.problems == (), text
    return normal(checked.tree, lambda typed: pytest.fail(f"no form: {typed}")), checked


def everywhere(*texts: str):
    """Give the truths of some conditions that come up together, over every combination of values."""
    checks = [opened(text)[1] for text in texts]
    runs = [compile_typed(checked.tree) for checked in checks]
    names = sorted({name for checked in checks for name in checked.reads})
    found = set()
    for values in itertools.product(*(DOMAIN[name] for name in names)):
        record = dict(zip(names, values, strict=True))
        found.add(tuple(run(record) is True for run in runs))
    return found


QUESTIONS = Questions(SUBJECTS, Codes(PolicyFile.model_validate({"policy": "none", "layer": "school"})))


def holds_at(text: str, example) -> bool:
    names = opened(text)[1].reads
    known = {name: example.values.get(name, next(iter(DOMAIN[name]))) for name in names}
    return compile_typed(opened(text)[1].tree)(known) is True


@settings(max_examples=40)
@given(conditions)
def test_never_and_always_are_what_every_value_says(text: str):
    condition = opened(text)[0]
    truths = [each for (each,) in everywhere(text)]

    never, always = QUESTIONS.never(condition), QUESTIONS.always(condition)

    assert (never.holds, never.within) == (not any(truths), "")
    assert (always.holds, always.within) == (all(truths), "")
    if never.example is not None:
        assert holds_at(text, never.example)
    if always.example is not None:
        assert not holds_at(text, always.example)


@settings(max_examples=40)
@given(conditions, conditions)
def test_covered_and_equal_are_what_every_value_says(one: str, other: str):
    first, second = opened(one)[0], opened(other)[0]
    pairs = list(everywhere(one, other))

    covered, equal = QUESTIONS.covered(first, second), QUESTIONS.equal(first, second)

    assert covered.proved == all(b for a, b in pairs if a)
    assert equal.proved == all(a == b for a, b in pairs)
    assert QUESTIONS.together(first, second).proved == (not any(a and b for a, b in pairs))
    if equal.example is not None:
        assert holds_at(one, equal.example) != holds_at(other, equal.example)


def test_two_quantities_against_each_other_are_proved_where_they_are_taken_as_they_stand():
    one, other = opened("lates > absences and flagged")[0], opened("flagged and lates > absences")[0]

    assert QUESTIONS.equal(one, other).proved
    assert not QUESTIONS.never(one).holds


def test_what_no_value_satisfies_of_two_quantities_is_told_within_bounds():
    answer = QUESTIONS.never(opened("lates > absences and absences > lates + 1")[0])

    assert answer.holds is True
    assert "`absences` and `lates`" in answer.within


def test_reads_are_kept():
    assert isinstance(opened("flagged")[0], Read)
