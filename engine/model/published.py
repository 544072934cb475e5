"""The models that other programs rely on -> JSON Schema (2020-12), as it is committed in `schema/`."""

import json
from typing import Any

from pydantic import BaseModel

from engine.model.output import RunOutput
from engine.model.test_file import ScenarioTest

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def output_schema() -> dict[str, Any]:
    """Give the schema of `policy run --format json`."""
    return _headed("decision.schema.json", "The output of `policy run --format json`", _of(RunOutput))


def test_schema() -> dict[str, Any]:
    """Give the schema of a file of scenario tests, which is a list of them."""
    one = _of(ScenarioTest)
    kinds = one.pop("$defs")
    described = {"type": "array", "minItems": 1, "items": one, "$defs": kinds}
    return _headed("test.schema.json", "Scenario tests beside attendance policies", described)


def schemas() -> dict[str, str]:
    """Give the text of each file of `schema/` that describes tests and output, by its name."""
    return {"decision.schema.json": written(output_schema()), "test.schema.json": written(test_schema())}


def written(schema: dict[str, Any]) -> str:
    """Write a schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _headed(name: str, title: str, schema: dict[str, Any]) -> dict[str, Any]:
    identity = f"urn:attendance-policy:1:{name}"
    return {"$schema": DIALECT, "$id": identity, "title": title, **schema}


def _of(model: type[BaseModel]) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(model.model_json_schema(by_alias=True))
    return plain


def _plain(value: Any) -> Any:
    """Take out titles made of names and write a value that may be null as one kind, not as a guess between two."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: {name: _plain(each) for name, each in item.items()}
        if key in ("properties", "$defs") and isinstance(item, dict)
        else item
        if key in ("examples", "default")
        else _plain(item)
        for key, item in value.items()
        if key != "title" or not isinstance(item, str)
    }
    if "patternProperties" in kept:
        kept.setdefault("additionalProperties", False)
    if "default" in kept and kept["default"] is None:
        del kept["default"]
    branches = kept.pop("anyOf", None)
    return {**_together(branches), **kept} if isinstance(branches, list) else kept


def _together(branches: list[dict[str, Any]]) -> dict[str, Any]:
    """Join ways of writing that differ in type, so that an editor has nothing to guess: each word holds of its type."""
    joined: dict[str, Any] = {"type": []}
    for way in branches:
        branch = way
        if "$ref" in way:
            joined |= {"if": {"type": "object"}, "then": way}
            branch = {"type": "object"}
        kinds = branch["type"] if isinstance(branch["type"], list) else [branch["type"]]
        kinds = joined["type"] + [kind for kind in kinds if kind not in joined["type"]]
        joined = {**joined, **branch, "type": kinds}
    return joined
