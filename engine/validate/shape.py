"""What the models expect at a path of a policy file: which fields, which words, whether it is an item."""

import types
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from engine.document import Path
from engine.model.declared import FieldSaid, WithJsonSchema, declared
from engine.model.item import Item
from engine.model.part import Part
from engine.model.policy_file import PolicyFile
from engine.nouns import dataclass
from engine.once import regex

_AMONG = regex(r"(?<=[(|^])[a-z][a-z_ ]+(?=[|)$])")
_WORDS = regex(r"\^\(?([\w |]+?)\)?\$")


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand at a path: the model of a mapping with fields, or what a list or free mapping holds.

    `holds` is the shape of every item of a list, or of every value of a mapping with free keys; `words` are
    the only texts allowed, where that is so, and `some_words` texts that are allowed beside others.
    """

    kind: str  # fields, mapping, list or text
    model: type[Part] | None = None
    holds: Any = None
    words: tuple[str, ...] = ()
    some_words: tuple[str, ...] = ()
    examples: tuple[Any, ...] = ()

    @property
    def is_item(self) -> bool:
        """Whether it carries a clause and may say which of its fields are open."""
        return self.model is not None and issubclass(self.model, Item)


def shape_at(path: Path, model: type[Part] = PolicyFile) -> Shape | None:
    """Say what the models expect at a path; None where no such path can be."""
    known: Any = model
    return _shape_at(path, known)


@lru_cache(maxsize=8192)
def _shape_at(path: Path, model: Any) -> Shape | None:
    if not path:
        return Shape("fields", model)
    around = _shape_at(path[:-1], model)  # what is asked of one path is known for all below it
    return _step(around, path[-1]) if around is not None else None


def fields_of(model: type[Part]) -> dict[str, FieldSaid]:
    """Give the fields of a model by the names that documents use."""
    return {field.alias or name: field for name, field in declared(model).items()}


def items_in(value: object, path: Path = (), model: type[Part] = PolicyFile) -> Iterator[tuple[Path, str]]:
    """Give path and name of everything in a plain document that has a name of its own.

    Those are items with an id, and the entries of mappings with free keys whose entries are items, sets,
    values or roles.
    """
    shape = shape_at(path, model)
    if shape is None:
        return
    if isinstance(value, list):
        for at, inner in enumerate(value):
            name = inner.get("id") if isinstance(inner, dict) else None
            if isinstance(name, str):
                yield (*path, at), name
            if isinstance(inner, dict | list):
                yield from items_in(inner, (*path, at), model)
    elif isinstance(value, dict):
        for key, inner in value.items():
            held = shape_at((*path, key), model)
            if shape.kind == "mapping" and held is not None and (held.is_item or path in NAMED):
                yield (*path, key), key
            if isinstance(inner, dict | list):
                yield from items_in(inner, (*path, key), model)


NAMED: frozenset[Path] = frozenset({("values",), ("sets",), ("roles",), ("pupils", "columns")})
"""Mappings whose entries have a name though they are no items: texts and lists."""


def words_of(pattern: str) -> tuple[str, ...]:
    """Give the words of a pattern that allows a few words only; none for any other.

    >>> words_of("^(must|should|may)$")
    ('must', 'should', 'may')
    """
    found = _WORDS.fullmatch(pattern)
    return tuple(found[1].split("|")) if found else ()


def _step(shape: Shape, step: str | int) -> Shape | None:
    if shape.kind == "fields" and shape.model is not None and isinstance(step, str):
        field = fields_of(shape.model).get(step)
        return replace(_shape(field.kind, []), examples=tuple(field.examples or ())) if field else None
    if (shape.kind == "mapping" and isinstance(step, str)) or (shape.kind == "list" and isinstance(step, int)):
        return _shape(shape.holds, [])
    return None


def _shape(annotation: Any, metadata: list[Any]) -> Shape:
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        metadata = [*metadata, *more]
    for known in metadata:
        if isinstance(known, WithJsonSchema):
            # A text that the models read themselves, such as a time of day.
            said = [*_AMONG.findall(str(known.json_schema.get("pattern", ""))), *known.json_schema.get("enum", ())]
            return Shape("text", some_words=tuple(word for word in said if isinstance(word, str)))
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _shape(kinds[0], metadata) if len(kinds) == 1 else Shape("text")
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return Shape("fields", annotation)
    if origin is dict:
        return Shape("mapping", None, get_args(annotation)[1])
    if origin is tuple:
        return Shape("list", None, get_args(annotation)[0])
    for known in metadata:
        if isinstance(known, FieldSaid) and known.pattern is not None and (words := words_of(known.pattern)):
            return Shape("text", words=words)
    return Shape("text")
