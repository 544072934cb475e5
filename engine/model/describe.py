"""Models -> JSON Schema (2020-12) in which an editor has nothing to guess."""

import json
from typing import Any

from pydantic import BaseModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def written(schema: dict[str, Any]) -> str:
    """Write a schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def headed(name: str, title: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Give a schema its dialect, its versioned identity and its title."""
    identity = f"urn:attendance-policy:1:{name}"
    return {"$schema": DIALECT, "$id": identity, "title": title, **schema}


def described(model: type[BaseModel]) -> dict[str, Any]:
    """Give the schema of a model."""
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
