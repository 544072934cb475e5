"""Models -> JSON Schema (2020-12) in which an editor has nothing to guess."""

import ast
import inspect
import itertools
import json
import sys
from types import ModuleType
from typing import Any, get_args

from pydantic import BaseModel

from engine.model.declared import Declared, declared
from engine.model.twin import twin
from engine.once import once

Model = type[BaseModel] | type[Declared]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def written(schema: dict[str, Any]) -> str:
    """Write a schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def headed(name: str, title: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Give a schema its dialect, its versioned identity and its title."""
    identity = f"urn:attendance-policy:1:{name}"
    return {"$schema": DIALECT, "$id": identity, "title": title, **schema}


def described(model: Model) -> dict[str, Any]:
    """Give the schema of a model, each field with the sentence that stands under it in the code."""
    schema = (twin(model) if issubclass(model, Declared) else model).model_json_schema(by_alias=True)
    for each in _models(model):
        shape = schema if each is model else schema["$defs"].get(each.__name__)
        if shape is not None:
            _describe(shape, each)
    plain: dict[str, Any] = _plain(schema)
    return plain


def _fields(model: Model) -> list[tuple[str, str, Any]]:
    """Give the fields of a model: the name of each in Python and in documents, and what it holds."""
    if issubclass(model, Declared):
        return [(name, said.alias or name, said.kind) for name, said in declared(model).items()]
    return [(name, field.alias or name, field.annotation) for name, field in model.model_fields.items()]


def _models(model: Model) -> list[Model]:
    """Give a model and all that its fields hold."""
    found: list[Model] = []
    waiting: list[Any] = [model]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel | Declared):
            if kind not in found:
                found.append(kind)
                waiting += [held for _, _, held in _fields(kind)]
        else:
            waiting += get_args(kind)
    return found


def _describe(shape: dict[str, Any], model: Model) -> None:
    # Reading the code of every class costs a third of a start-up, so it is done here and not as the models are made.
    said: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel | Declared) and each not in (BaseModel, Declared):
            said |= _sentences(each)
    for name, key, _ in _fields(model):
        if name in said:
            shape["properties"][key] = {"description": said[name], **shape["properties"][key]}


@once
def _sentences(model: Model) -> dict[str, str]:
    made = _classes(sys.modules[model.__module__])[model.__name__]
    found = {}
    for field, under in itertools.pairwise(made.body):
        match field, under:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                found[name] = inspect.cleandoc(said)
    return found


@once
def _classes(module: ModuleType) -> dict[str, ast.ClassDef]:
    return {each.name: each for each in ast.parse(inspect.getsource(module)).body if isinstance(each, ast.ClassDef)}


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
