"""Declarations -> Pydantic's models of them: for the schemas, and for what is wrong or out of the ordinary.

A twin has the fields, names and functions of its part; what it reads becomes the part itself.
"""

import types
from collections.abc import Callable, Mapping
from functools import partial, reduce
from operator import or_
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import pydantic

from engine.model import declared as ours
from engine.model.declared import NEEDED, Declared, FieldSaid, declared
from engine.model.reading import made
from engine.once import once

P = TypeVar("P", bound=Declared)

_STRICTLY = pydantic.ConfigDict(extra="forbid", arbitrary_types_allowed=True, defer_build=True)
_WORK: Mapping[type, Callable[[Any], Any]] = {
    ours.PlainValidator: lambda said: pydantic.PlainValidator(said.func),
    ours.BeforeValidator: lambda said: pydantic.BeforeValidator(said.func),
    ours.AfterValidator: lambda said: pydantic.AfterValidator(said.func),
    ours.WithJsonSchema: lambda said: pydantic.WithJsonSchema(said.json_schema),
}


def read(part: type[P], given: object) -> P:
    """Read a plain value as Pydantic does.

    Raises: pydantic.ValidationError.
    """
    whole: P = _reading(part).validate_python(given)
    return whole


@once
def _reading(part: type[Declared]) -> "pydantic.TypeAdapter[Any]":
    return pydantic.TypeAdapter(_theirs(part))


@once
def twin(part: type[Declared]) -> type[pydantic.BaseModel]:
    """Give the model that Pydantic has of a part."""
    fields: dict[str, Any] = {name: (_theirs(said.kind), _field(said)) for name, said in declared(part).items()}
    return pydantic.create_model(
        part.__name__, __config__=_STRICTLY, __doc__=part.__doc__, __module__=part.__module__, **fields
    )


def _field(said: FieldSaid) -> Any:
    told = {name: getattr(said, name) for name in ("alias", "examples", "pattern", "min_length", "max_length")}
    if said.default_factory is not None:
        told["default_factory"] = said.default_factory
    elif said.default is not NEEDED:
        told["default"] = said.default
    return pydantic.Field(**{name: value for name, value in told.items() if value is not None or name == "default"})


def _theirs(kind: Any) -> Any:
    """Give a kind, or what is told beside one, as Pydantic knows it."""
    if isinstance(kind, FieldSaid):
        return _field(kind)
    if type(kind) in _WORK:
        return _WORK[type(kind)](kind)
    if isinstance(kind, type) and issubclass(kind, Declared):
        return Annotated[twin(kind), pydantic.WrapValidator(partial(_part, kind))]
    origin = get_origin(kind)
    if origin is None:
        return kind
    within = tuple(map(_theirs, get_args(kind)))
    return reduce(or_, within) if origin in (Union, types.UnionType) else origin[within]


def _part(part: type[Declared], given: Any, read_by_twin: Callable[[Any], pydantic.BaseModel]) -> Declared:
    if isinstance(given, part):
        return given
    whole = made(part, vars(read_by_twin(given)))
    whole.hold_together()
    return whole
