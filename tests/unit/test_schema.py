"""The published schema of policy files: equal to the models, complete for a reader, and of one mind with them."""

import copy
import json
import random
import re
from pathlib import Path

import jsonschema
import pytest

from engine.assets import policies_folder, schema_folder
from engine.model.describe import written
from engine.model.policy_schema import calendar_schema, policy_schema
from engine.parse import load, parse
from engine.resolve import resolve
from engine.source import Source
from engine.validate import problems
from engine.write import write

SCHEMA = policy_schema()
CHECKED = jsonschema.Draft202012Validator(SCHEMA)
BUNDLED = sorted(path for path in policies_folder().glob("*.yaml") if not path.stem.endswith(".test"))
INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def as_an_editor_reads(document, path=()):
    """Give the value as editors type it, by the core schema of YAML 1.2."""
    value = document.value
    for step in path:
        value = value[step]
    if isinstance(value, dict):
        return {key: as_an_editor_reads(document, (*path, key)) for key in value}
    if isinstance(value, list):
        return [as_an_editor_reads(document, (*path, at)) for at in range(len(value))]
    if value is None or document.spans[path].style != "plain":
        return value
    if INTEGER.fullmatch(value):
        return int(value)
    if FLOAT.fullmatch(value):
        return float(value)
    return {"true": True, "false": False}.get(value, value)


@pytest.mark.parametrize(("name", "schema"), [("policy", SCHEMA), ("calendar", calendar_schema())])
def test_the_committed_schema_is_that_of_the_models(name, schema):
    assert (schema_folder() / f"{name}.schema.json").read_text(encoding="utf-8") == written(schema), "run `make schema`"


def test_every_field_is_described_with_an_example_that_it_allows():
    seen = 0
    for name, shape in [("", SCHEMA), *SCHEMA["$defs"].items()]:
        assert shape["description"], name
        for field, held in shape.get("properties", {}).items():
            seen += 1
            assert held["description"].endswith("."), (name, field)
            assert held["examples"], (name, field)
            for example in held["examples"]:
                found = jsonschema.Draft202012Validator({**held, "$defs": SCHEMA["$defs"]})
                assert found.is_valid(example), (name, field, example)
    assert seen > 150


def test_an_editor_has_nothing_to_guess():
    text = written(SCHEMA)
    assert not {"oneOf", "anyOf", "discriminator", "unevaluatedProperties"} & set(re.findall(r'"(\w+)"', text))
    assert not re.search(r"\(\?[=!<P]", text), "patterns that not every reader of patterns knows"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:attendance-policy:1:policy.schema.json"


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_bundled_policy_is_valid_and_names_the_schema(path):
    document = load(path).value
    assert [fault.message for fault in CHECKED.iter_errors(as_an_editor_reads(document))] == []
    first = document.source.line(1)
    assert first == "# yaml-language-server: $schema=../schema/policy.schema.json"


@pytest.mark.parametrize("path", sorted(policies_folder().glob("calendars/*.yaml")), ids=lambda path: path.stem)
def test_every_bundled_calendar_is_valid_and_names_the_schema(path):
    checked, document = jsonschema.Draft202012Validator(calendar_schema()), load(path).value
    assert [fault.message for fault in checked.iter_errors(as_an_editor_reads(document))] == []
    assert document.source.line(1) == "# yaml-language-server: $schema=../../schema/calendar.schema.json"


WORDS = [
    "x", "day", "95%", "5 school days", "09:15", "25:00", "2024-08-19", "2024-13-01", "must", "once per term", "year",
    "last 3 weeks", "last 0 weeks", "every 2 days", "next Friday", "a b", "school", "first", "'5'", "3", "0.5", "-1",
    "national", "boolean", "[a, b]", "{a: b}", "[]", "{}", "", "every 3 sessions", "30 minutes after opens", "£80",
    "3 days ago", "2 school days ago", "yesterday", "spell of absent", "2 years from the first", "'true'",
    "keep looking",
]  # fmt: skip


def _places(value, path=()):
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from _places(inner, (*path, step))


def _mutant(random_, value):
    """Delete, rename, swap or replace something, as people do by mistake."""
    value = copy.deepcopy(value)
    path = random_.choice([path for path in _places(value) if path])
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    kind = random_.randrange(5)
    if kind == 0:
        del holder[last]
    elif kind == 1 and isinstance(holder, dict):
        holder[random_.choice(["x", "when", "id", "opens", "of", "from", "1st", "value", "then"])] = holder.pop(last)
    elif kind == 2:
        other = random_.choice([other for other in _places(value) if other])
        source = value
        for step in other:
            source = source[step]
        holder[last] = copy.deepcopy(source)
    elif kind == 3 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[last]))
    else:
        word = parse(Source("w", f"w: {random_.choice(WORDS)}\n")).value
        holder[last] = word.value["w"]
    return value


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.fuzz) for seed in range(5, 60))])
def test_schema_and_models_agree_on_mutants(seed):
    random_ = random.Random(seed)
    whole = [load(path).value.value for path in BUNDLED]
    refused = 0
    for _ in range(40):
        # A few parts of a policy at a time: a mutant of a small file is as telling, and checked sooner.
        kept = random_.choice(whole)
        names = random_.sample(sorted(kept), min(3, len(kept)))
        part = {"policy": "p", "layer": "school", **{name: _some(random_, kept[name]) for name in names}}
        for _ in range(8):
            text = write(_mutant(random_, part))
            document = parse(Source("m.yaml", text)).value
            if document is None:
                continue
            faults = [fault.message for fault in CHECKED.iter_errors(as_an_editor_reads(document))]
            # That two rules have one id is the one thing a schema cannot say.
            found = [str(each) for each in problems(document) if each.code != "S008"]
            assert bool(faults) == bool(found), (text, faults[:3], found[:3])
            refused += bool(found)
    assert 60 < refused < 300


def _some(random_, value):
    if isinstance(value, dict) and len(value) > 4:
        return {key: value[key] for key in random_.sample(sorted(value), 4)}
    return random_.sample(value, 4) if isinstance(value, list) and len(value) > 4 else value


def test_a_file_that_stands_alone_and_has_no_fault_in_the_schema_may_still_lack_something():
    text = "policy: p\nlayer: school\nregisters: {am: {all: {opens: 09:00}}}\n"
    document = parse(Source("p.yaml", text)).value
    assert CHECKED.is_valid(as_an_editor_reads(document))
    assert not problems(document)


def test_what_the_schema_asks_of_a_layer_is_what_lint_asks(tmp_path):
    file = Path(tmp_path / "p.yaml")
    file.write_text("policy: p\nlayer: school\nregisters: {am: {all: {opens: 09:00}}}\n", encoding="utf-8")
    assert [found.code for found in resolve(file).diagnostics] == ["S002"]


def test_the_schema_reads_as_json():
    assert json.loads(written(SCHEMA)) == SCHEMA
