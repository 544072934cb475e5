"""The two readings of a file, by the models' declarations and by Pydantic: what the first takes, both read alike."""

import copy
import pickle
import random
import string
import subprocess
import sys
from dataclasses import FrozenInstanceError

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assets import policies_folder
from engine.model import (
    approval,
    checks,
    facts,
    import_map,
    item,
    measures,
    policy_file,
    rules,
    sections,
    statistics,
    test_file,
)
from engine.model.amounts import Amount
from engine.model.approval import Approval
from engine.model.declared import NEEDED, Declared, Field, declared
from engine.model.import_map import ImportMap
from engine.model.layered import ordinary_layer, said_by_every_layer
from engine.model.measures import Measure
from engine.model.part import Part, RefusedError
from engine.model.policy_file import PolicyFile, School
from engine.model.rules import Rule, Task
from engine.model.test_file import ScenarioTest, SchoolYear
from engine.model.twin import read
from engine.parse import load
from engine.resolve import resolve
from engine.sections.lower import lower
from tests.architecture.tree import ROOT
from tests.unit.test_schema import WORDS, _mutant, _some

MODULES = (approval, checks, facts, import_map, item, measures, policy_file, rules, sections, statistics, test_file)
PARTS = sorted(
    {
        each
        for module in MODULES
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Part) and each is not Part
    },
    key=lambda part: part.__name__,
)
ODD = [
    "",
    "x\n",
    "day\n",
    "٣ days",
    "12٣",
    "naïve",
    "ſ",
    "a",
    "_",
    "9",
    "true",
    "Last Friday of June",
    "last ſday of x",
    "\ud800",
]


def held(value):
    """Give a value as its types and contents, so that nothing equal by chance passes for the same."""
    if isinstance(value, Part):
        return type(value), {name: held(each) for name, each in vars(value).items()}, list(vars(value))
    if isinstance(value, dict):
        return dict, [(held(name), held(each)) for name, each in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [held(each) for each in value]
    return type(value), repr(value)


def both(part, value):
    """Read a value both ways; where both take it, the same must come of it."""
    ours = part.model_ordinary(copy.deepcopy(value))
    try:
        theirs = read(part, copy.deepcopy(value))
    except pydantic.ValidationError:
        theirs = None
    if ours is not None:
        assert theirs is not None, value
        assert held(ours) == held(theirs)
    return ours, theirs


def files(pattern):
    return sorted(path for top in ("policies", "tests/as_written") for path in (ROOT / top).rglob(pattern))


POLICIES = [path for path in files("*.yaml") if (load(path).value.value or {}) and "layer" in load(path).value.value]
TESTS = files("*.test.yaml")


def test_there_is_something_to_read():
    assert len(POLICIES) > 30
    assert len(TESTS) > 5
    assert len(PARTS) > 50


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_a_part_can_be_read_and_says_so_itself(part):
    least = {said.alias or name: said.examples[0] for name, said in declared(part).items() if said.default is NEEDED}
    assert all(said.examples for said in declared(part).values())
    both(part, least)
    both(part, {said.alias or name: said.examples[0] for name, said in declared(part).items()})


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_a_text_that_is_nearly_right_is_read_alike(part):
    whole = {said.alias or name: said.examples[0] for name, said in declared(part).items()}
    for key, example in whole.items():
        for near in _near(example):
            both(part, {**whole, key: near})
            both(part, {key: near})


def _near(example):
    """Give values that are one step from an example, at its own place or within it."""
    yield from ([example], {example: example} if isinstance(example, str) else None, True, 3, example and None)
    if isinstance(example, str):
        digits = "".join("٣" if char.isdigit() else char for char in example)
        yield from (
            f"{example}\n",
            f" {example}",
            f"{example}x",
            f"{example}²",
            digits,
            example.upper(),
            example.encode(),
        )
        yield from ("", "true")
    elif isinstance(example, dict):
        for key, inner in example.items():
            yield from ({**example, key: near} for near in _near(inner))
            yield from ({**example, near: inner} for near in (f"{key}\n", f"{key} ", "true", ""))
    elif isinstance(example, list):
        yield from ([near, *example[1:]] for near in _near(example[0]))
        yield from ((), set(map(repr, example)), tuple(example))


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_policies_are_read_alike(path):
    ours, theirs = both(PolicyFile, load(path).value.value)
    assert (ours is None) == (theirs is None), "what is right in a policy is ordinary"
    assert ordinary_layer(load(path).value.value)
    merged = resolve(path).value
    if merged is not None:
        assert both(PolicyFile, merged.document)[0] is not None
        assert both(PolicyFile, lower(merged.document).document)[0] is not None


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_scenario_tests_are_read_alike(path):
    for test in load(path).value.value:
        assert both(ScenarioTest, test)[0] is not None


def test_calendars_and_approvals_are_read_alike():
    for part, pattern in ((SchoolYear, "calendars/*.yaml"), (Approval, "approvals/*.yaml")):
        found = sorted(policies_folder().glob(pattern))
        assert found
        for path in found:
            assert both(part, load(path).value.value)[0] is not None, path


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.fuzz) for seed in range(6, 60))])
def test_mutants_are_read_alike(seed):
    random_ = random.Random(seed)
    whole = [load(path).value.value for path in POLICIES]
    taken = refused = 0
    for _ in range(60):
        kept = random_.choice(whole)
        names = random_.sample(sorted(kept), min(3, len(kept)))
        mutant = {"policy": "p", "layer": "school", **{name: _some(random_, kept[name]) for name in names}}
        for _ in range(random_.randrange(1, 4)):
            mutant = _mutant(random_, mutant)
        ours, theirs = both(PolicyFile, mutant)
        assert (ours is None) == (theirs is None), mutant
        taken += ours is not None
        refused += ours is None
        _layers_alike(mutant)
    assert taken > 5
    assert refused > 15


def _layers_alike(mutant):
    """What is ordinary as a layer has nothing wrong but what the other layers may mend."""
    if not ordinary_layer(mutant):
        return
    try:
        read(PolicyFile, mutant)
    except pydantic.ValidationError as wrong:
        for each in wrong.errors():
            together = each["type"] == "value_error" and isinstance(each["input"], dict)
            assert together or each["type"] == "missing", (mutant, each)
            if each["type"] == "missing":
                assert each["loc"][-1] not in {"policy", "layer"}, each


def test_a_layer_lacks_nothing_that_each_layer_must_say():
    assert ordinary_layer({"policy": "p", "layer": "school", "measures": {"n": {"over": "year"}}})
    assert not ordinary_layer({"policy": "p"})
    assert not ordinary_layer({"policy": "p", "layer": "school", "rules": [{"when": "x"}]})
    assert said_by_every_layer(Rule) == {"id"}


plain = st.recursive(
    st.none() | st.sampled_from([*WORDS, *ODD]) | st.text(string.printable, max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WORDS, *ODD]), inner, max_size=3),
    max_leaves=4,
)


@st.composite
def said_of(draw, part):
    """Give a mapping that is much like a part: some of its fields with examples of theirs, and anything else."""
    value = {}
    for name, said in declared(part).items():
        how = draw(st.integers(0, 9))
        if how < 4 or (how < 8 and said.default is NEEDED):
            value[said.alias or name] = draw(st.sampled_from(list(said.examples)))
        elif how == 8:
            value[draw(st.sampled_from([name, said.alias or name]))] = draw(plain)
    return value


@settings(max_examples=500)
@given(st.sampled_from(PARTS).flatmap(lambda part: st.tuples(st.just(part), said_of(part) | plain)))
def test_whatever_is_taken_is_read_alike(case):
    both(*case)


def _texts(value):
    """Give a value as a document has it: texts only."""
    if isinstance(value, dict):
        return {name: _texts(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else value


@settings(max_examples=300)
@given(st.sampled_from(PARTS).flatmap(lambda part: st.tuples(st.just(part), said_of(part))))
def test_what_is_right_in_a_document_is_taken(case):
    part, value = case
    ours, theirs = both(part, _texts(value))
    odd = any(char in repr(value) for char in "٣ſ²")  # digits and letters of which only Pydantic says what they are
    assert odd or (ours is None) == (theirs is None), value


@pytest.mark.parametrize("said", [{"approved": "a\ud800"}, {"parts": {"\ud800": "a"}}])
def test_half_a_letter_is_no_text(said):
    whole = {"approved": "a", "file": "a.yaml", "approved_on": "2025-09-01", "parts": {"x": "a"}}
    assert both(Approval, whole)[0] is not None
    assert both(Approval, whole | said) == (None, None)


def test_what_is_only_out_of_the_ordinary_is_read_by_pydantic():
    class Worded(str):
        __slots__ = ()

    value = {"name": Worded("Victoria Road")}
    assert School.model_ordinary(value) is None
    assert School.model_validate(value) == School.model_validate({"name": "Victoria Road"})


def test_what_is_refused_says_where_and_why():
    with pytest.raises(RefusedError, match=r"rules\.0\.then\.0\.do: Field required") as refused:
        PolicyFile.model_validate({"policy": "p", "layer": "school", "rules": [{"id": "r", "then": [{}]}], "x": "y"})
    assert [(each["type"], each["loc"]) for each in refused.value.complaints] == [
        ("missing", ("rules", 0, "then", 0, "do")),
        ("extra_forbidden", ("x",)),
    ]
    with pytest.raises(RefusedError) as refused:
        PolicyFile.model_validate({"policy": "p", "layer": "school", "measures": {"m": {"of": "x"}}})
    (only,) = refused.value.complaints
    assert (only["type"], only["loc"], only["input"]) == ("value_error", ("measures", "m"), {"of": "x"})


def test_parts_that_are_read_already_are_taken_as_they_are():
    task = Task.model_validate({"do": "call"})
    for reading in (Rule.model_ordinary, lambda value: read(Rule, value)):
        assert reading({"id": "r", "then": [task]}).then[0] is task
    assert Rule.model_ordinary({"id": "r", "then": [Measure.model_validate({"since": "r", "in": "days"})]}) is None
    year = SchoolYear.model_validate({"from": "2024-09-02", "weeks": "2"})
    test = {"name": "n", "policy": "p", "calendar": year, "expect": {}}
    assert ScenarioTest.model_ordinary(test).calendar is year


def test_a_part_is_a_value():
    rule = Rule.model_validate({"id": "r", "then": [{"do": "call"}]})
    same = Rule.model_validate({"then": [{"do": "call"}], "id": "r"})
    assert rule.for_ is None
    assert rule.allow == {}
    assert rule == same != rule.model_copy(update={"id": "s"})
    assert pickle.loads(pickle.dumps(rule)) == copy.deepcopy(rule) == rule  # noqa: S301 - written a moment ago
    assert rule.then == (Task.model_validate({"do": "call"}),)
    assert hash(rule.then[0]) == hash(same.then[0])
    assert repr(rule.then[0]).startswith("Task(if_=None, do='call', to=None")
    for change in (lambda: setattr(rule, "id", "s"), lambda: delattr(rule, "id")):
        with pytest.raises(FrozenInstanceError):
            change()
    with pytest.raises(AttributeError):
        PolicyFile.model_construct().policy  # noqa: B018 - that it is not there is what is asked


def test_defaults_are_of_their_own():
    one, other = PolicyFile.model_construct(), PolicyFile.model_construct()
    assert one.values == {}
    assert one.values is not other.values


def test_a_part_is_written_as_a_document_has_it():
    wanted = ImportMap.model_validate({"columns": {"class": "Reg"}, "no_mark": "?"})
    assert wanted.plain(nones=False, defaults=False) == {"columns": {"class": "Reg"}, "no_mark": ("?",)}
    assert "sheet" in wanted.plain()
    assert "columns" not in wanted.plain(without=("columns",))


def test_a_field_is_told_or_it_is_a_mistake():
    class Untold(Part):
        amount: str = "1"

    with pytest.raises(AssertionError, match="Untold"):
        declared(Untold)

    class Either(Part):
        amount: dict[str, str] | dict[str, Amount] = Field(None)

    with pytest.raises(TypeError, match="in the same way"):
        Either.model_ordinary({})

    class EndsTwice(Part):
        amount: str = Field(pattern="^a$|^b$")

    with pytest.raises(TypeError, match="an end of the text"):
        EndsTwice.model_ordinary({})


@pytest.mark.parametrize(
    "command", [["lint", "policies/victoria_road.yaml"], ["show", "policies/tillington_manor.yaml"]]
)
def test_pydantic_is_loaded_only_to_say_what_is_wrong(command):
    told = (
        "import atexit; atexit.register(lambda: print('loaded:', bool({'pydantic', 'pydantic_core'} & {*sys.modules})))"
    )
    program = f"import sys; {told}; sys.argv = ['policy', *{command!r}]; from cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert "loaded: False" in done.stdout, done.stderr


def test_every_part_of_the_models_is_looked_at():
    below = {Declared}
    while more := {each for part in below for each in part.__subclasses__()} - below:
        below |= more
    ours = {
        each for each in below if each.__module__.startswith("engine.model.") and each.__module__ != "engine.model.part"
    }
    assert ours - set(PARTS) == {Declared}
