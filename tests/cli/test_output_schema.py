"""The published schemas: equal to the models, valid themselves, and true of every output."""

import json
from functools import cache

import jsonschema
import pytest

from cli.render.json import one_object
from engine.model.published import output_schema, schemas
from tests.architecture.tree import ROOT
from tests.cli.runs import EMPTY, SMALL

NAMES = sorted(path.name for path in (ROOT / "schema").glob("*.json"))
texts = cache(schemas)


def test_every_schema_is_committed_and_no_other():
    assert sorted(texts()) == NAMES != []


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_schema_is_that_of_the_models(name: str):
    committed = (ROOT / "schema" / name).read_text(encoding="utf-8")

    assert committed == texts()[name], "run `make schema`"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_and_leaves_nothing_to_guess(name: str):
    schema = json.loads(texts()[name])

    jsonschema.Draft202012Validator.check_schema(schema)
    assert "oneOf" not in texts()[name]
    assert "anyOf" not in texts()[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_a_schema_is_described(name: str):
    schema = json.loads(texts()[name])
    shapes = [schema, schema.get("items", {}), *schema.get("$defs", {}).values()]

    bare = [
        field
        for shape in shapes
        for field, held in shape.get("properties", {}).items()
        if not {"description", "$ref"} & set(held)
    ]
    assert bare == []


@pytest.mark.parametrize("run", [SMALL, EMPTY], ids=["everything", "nothing"])
def test_an_output_is_as_its_schema_says(run):
    told = json.loads(b"".join(one_object(run)))
    told["version"] = told["dataset"] = "0" * 64

    jsonschema.Draft202012Validator(output_schema()).validate(told)
