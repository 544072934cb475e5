"""The published schemas: equal to the models, valid themselves, and true of every output."""

import json

import jsonschema
import pytest

from cli.render.json import one_object
from engine.model.published import output_schema, schemas
from tests.architecture.tree import ROOT
from tests.cli.runs import EMPTY, SMALL

FILES = schemas()


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_committed_schema_is_that_of_the_models(name: str):
    committed = (ROOT / "schema" / name).read_text(encoding="utf-8")

    assert committed == FILES[name], "run `make schema`"


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_schema_is_valid_and_leaves_nothing_to_guess(name: str):
    schema = json.loads(FILES[name])

    jsonschema.Draft202012Validator.check_schema(schema)
    assert "oneOf" not in FILES[name]
    assert "anyOf" not in FILES[name]


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_field_of_a_schema_is_described(name: str):
    schema = json.loads(FILES[name])
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
