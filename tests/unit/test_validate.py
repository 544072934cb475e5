"""A policy file's mistakes: all at once, each at its place, in the words of its fields."""

from pathlib import Path

import pytest

from engine.diagnostics import in_order
from engine.model.policy_file import PolicyFile
from engine.model.windows import Last
from engine.parse import load, parse
from engine.source import Source
from engine.validate import problems, shape_at, validate
from engine.validate.near import listed, meant
from engine.validate.shape import items_in

GOLDEN = Path(__file__).parent.parent / "golden" / "validate"


def read(text):
    return parse(Source("a.yaml", text)).value


@pytest.mark.parametrize("case", sorted(path.stem for path in GOLDEN.glob("*.yaml")))
def test_mistakes_are_told_in_words_at_their_places(case, golden):
    document = load(GOLDEN / f"{case}.yaml", f"{case}.yaml").value
    outcome = validate(document)
    assert outcome.value is None
    golden(GOLDEN / f"{case}.txt", "".join(f"{found}\n" for found in outcome.diagnostics))


@pytest.mark.parametrize("case", sorted(path.stem for path in GOLDEN.glob("*.yaml")))
def test_what_is_told_of_a_layer_is_told_of_the_whole_too(case):
    document = load(GOLDEN / f"{case}.yaml", f"{case}.yaml").value
    assert set(map(str, problems(document))) <= set(map(str, validate(document).diagnostics))


def test_messages_are_for_people():
    for path in GOLDEN.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        for word in ("None", "null", "dict", "tuple", "str ", "pydantic", "Input should", "Value error", "{'"):
            assert word not in text, (path.name, word)


def test_a_policy_is_read_into_types():
    outcome = validate(
        read("policy: p\nlayer: school\nmeasures: {m: {count: sessions, of: absent, over: last 3 weeks}}\n")
    )
    assert not outcome.diagnostics
    assert isinstance(outcome.value, PolicyFile)
    assert isinstance(outcome.value.measures["m"].over[0], Last)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tables: {t: {departs: it}}", []),
        ("ladders: {l: {title: it}}", []),
        ("measures: {m: {over: week}}", []),
        ("registers: {am: {all: {closes: 09:20}}}", []),
        ("rules: [{id: a}]", []),
        ("rules: [{check: day}]", ["S002"]),
        ("rules: [{id: a, then: [{to: x}]}]", ["S002"]),
        ("values: {a: [{from: 2024-01-01}]}", ["S002"]),
        ("lock: {a.b: {fixed: true}}", ["S002"]),
        ("measures: {m: {over: weeek of}}", ["S004"]),
        ("title:", ["S005"]),
    ],
)
def test_a_layer_may_leave_to_others_what_merges_with_theirs(text, told):
    assert [found.code for found in problems(read(f"policy: p\nlayer: school\n{text}\n"))] == told


def test_places_are_of_the_value_and_of_the_key():
    found = problems(read("policy: p\nlayer: school\nrules:\n  - id: a\n    chek: x\n    check: dayly\n"))
    assert [(each.place.span.line, each.place.span.column, each.place.span.end_column) for each in found] == [
        (5, 5, 9),
        (6, 12, 17),
    ]


def test_order_does_not_hang_on_the_models():
    found = list(validate(load(GOLDEN / "many_mistakes.yaml").value).diagnostics)
    assert found == in_order(found)
    assert len(found) > 40


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("rules", 0, "then", 0, "do"), "text"),
        (("letters", "thresholds", "letter_95"), "fields"),
        (("values", "a"), "list"),
        (("registers", "am"), "mapping"),
        (("school", "name"), "text"),
    ],
)
def test_what_stands_at_a_path(path, kind):
    assert shape_at(path).kind == kind


@pytest.mark.parametrize("path", [("rulez",), ("rules", "a"), ("rules", 0, "x"), ("policy", "x"), ("values", "a", "b")])
def test_paths_that_no_policy_has(path):
    assert shape_at(path) is None


def test_items_are_found_by_name_wherever_they_stand():
    document = read(
        "values: {v: 3}\nsets: {s: absent}\nrules: [{id: r, then: [{do: x}]}]\nladders: {l: {steps: [{id: st}]}}\n"
        "registers: {am: {all: {opens: 09:00}}}\nletters: {thresholds: {letter: {below: 9%}}}\nroles: {o: Office}\n"
        "pupils: {columns: {house: text}}\nrules2: [{id: no}]\n"
    ).value
    assert [name for _, name in items_in(document)] == ["v", "s", "r", "l", "st", "all", "letter", "o", "house"]


def test_the_nearest_word():
    assert meant("opns", ["closes", "opens"]) == "did you mean `opens`?"
    assert meant("half-term", ["half_term", "term"]) == "did you mean `half_term`?"
    assert meant("zzz", ["a"], "say another") == "say another"
    assert listed(["a", "b", "c"], 2) == "`a`, `b` and 1 more"
