"""Declarations -> functions that read a plain value as they say, or raise `UnreadError` and leave it to Pydantic.

They take what is ordinary in a document: texts, lists and mappings of exactly those types, and parts that are read
already. What they take, Pydantic takes with the same result; what they do not take may still be right.
"""

import re
import types
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Annotated, Any, NoReturn, TypeVar, Union, get_args, get_origin

from engine.model.declared import (
    NEEDED,
    AfterValidator,
    BeforeValidator,
    Declared,
    FieldSaid,
    PlainValidator,
    WithJsonSchema,
    declared,
)
from engine.once import regex

Reader = Callable[[Any], Any]
P = TypeVar("P", bound=Declared)

_ONE_OF = regex(r"\^\(([\w |]+)\)\$|\^([\w ]+)\$")
_NAME = regex(re.escape(r"^[A-Za-z_][A-Za-z0-9_]*$"))


class UnreadError(ValueError):
    """A value is not ordinary, or not right."""


def made(part: type[P], values: dict[str, Any]) -> P:
    """Give an instance with these values of its fields, by their names in Python."""
    instance = object.__new__(part)
    instance.__dict__.update(values)
    return instance


def default_of(said: FieldSaid) -> Any:
    """Give what stands at a field that is left out; a mapping of its own."""
    if said.default_factory is not None:
        return said.default_factory()
    return dict(said.default) if type(said.default) is dict else said.default


class Readers:
    """Functions that read parts, each made when it is first asked for.

    `needed` says which fields a part must have, by their names in documents; without it those that have no default,
    and then the fields must go together. What is read where a field may be missing is good for nothing else.
    """

    def __init__(self, needed: Callable[[type[Declared]], Collection[str]] | None = None) -> None:
        self._needed = needed
        self._parts: dict[type[Declared], Reader] = {}
        self._kinds: dict[Any, Reader] = {}

    def of(self, part: type[P]) -> Callable[[Any], P]:
        """Give the function that reads a mapping of fields.

        Raises: TypeError where the declarations are such that only Pydantic could read them.
        """
        if part not in self._parts:
            self._parts[part] = self._part(part)
        return self._parts[part]

    def _part(self, part: type[P]) -> Reader:
        told = declared(part)
        whole = self._needed is None
        without = [name for name, said in told.items() if said.default is NEEDED and said.default_factory is None]
        asked = [told[name].alias or name for name in without] if self._needed is None else self._needed(part)
        needed = frozenset(asked)
        fields = {said.alias or name: (name, _after(self._kind(said.kind), [said])) for name, said in told.items()}
        left_out = {name: said.default for name, said in told.items()}
        # what may change is each instance's own
        anew = [(name, said) for name, said in told.items() if said.default_factory or type(said.default) is dict]
        checked = whole and part.hold_together is not Declared.hold_together

        def read(given: Any) -> P:
            if type(given) is not dict:
                return given if isinstance(given, part) else _not_ordinary()
            if not needed <= given.keys():
                _not_ordinary()
            values = left_out.copy()
            for name, said in anew:
                values[name] = default_of(said)
            for key, each in given.items():
                field = fields.get(key)
                if field is None:
                    _not_ordinary()  # nothing that somebody wrote goes unread
                name, inner = field
                values[name] = inner(each)
            came = made(part, values)
            if checked:
                came.hold_together()
            return came

        return read

    def _kind(self, kind: Any) -> Reader:
        if kind not in self._kinds:
            self._kinds[kind] = self._made(kind)
        return self._kinds[kind]

    def _made(self, kind: Any) -> Reader:
        origin, within = get_origin(kind), get_args(kind)
        if origin is Annotated:
            plain = next((each.func for each in within if isinstance(each, PlainValidator)), None)
            return _after(plain or self._kind(within[0]), within[1:])
        if origin in (Union, types.UnionType):
            return self._one_of([each for each in within if each is not types.NoneType], types.NoneType in within)
        if origin is dict:
            return _mapping(*map(self._kind, within))
        if origin is tuple and within[1:] == (...,):
            return _list(self._kind(within[0]))
        if kind is str:
            return _text
        if kind is Any:
            return _anything
        if isinstance(kind, type) and issubclass(kind, Declared):
            return self.of(kind)
        raise TypeError(f"no reading is known for `{kind}`")

    def _one_of(self, kinds: list[Any], may_be_none: bool) -> Reader:
        """Read a value as the only one of some kinds that is written in its way: as a text, a mapping or a list."""
        if len(kinds) == 1:
            alone = self._kind(kinds[0])
            return (lambda given: None if given is None else alone(given)) if may_be_none else alone
        ways: dict[type, Reader] = {types.NoneType: _anything} if may_be_none else {}
        for kind in kinds:
            for way in _ways(kind):
                if way in ways:
                    raise TypeError(f"two of `{kinds}` are written in the same way")
                ways[way] = self._kind(kind)

        def read(given: Any) -> Any:
            way = ways.get(type(given))
            return way(given) if way is not None else _not_ordinary()

        return read


def _not_ordinary() -> NoReturn:
    raise UnreadError


def _after(read: Reader, told: Iterable[Any]) -> Reader:
    """Let what is told beside a kind hold of what is read, one after the other."""
    for each in told:
        match each:
            case FieldSaid():
                read = _bounded(read, each)
            case AfterValidator():
                read = _then(read, each.func)
            case BeforeValidator():
                read = _then(each.func, read)
            case PlainValidator() | WithJsonSchema():
                pass
            case _:
                raise TypeError(f"no reading is known for what `{each}` tells")
    return read


def _then(first: Reader, second: Reader) -> Reader:
    return lambda given: second(first(given))


def _text(given: Any) -> Any:
    if type(given) is not str:
        _not_ordinary()
    try:
        given.isascii() or given.encode()
    except UnicodeEncodeError:  # half of a pair of UTF-16, which is no letter
        _not_ordinary()
    return given


def _anything(given: Any) -> Any:
    return given


def _mapping(key: Reader, value: Reader) -> Reader:
    def read(given: Any) -> Any:
        if type(given) is not dict:
            _not_ordinary()
        return {key(name): value(each) for name, each in given.items()}

    return read


def _list(item: Reader) -> Reader:
    def read(given: Any) -> Any:
        if type(given) is not list and type(given) is not tuple:
            _not_ordinary()
        return tuple(map(item, given))

    return read


def _ways(kind: Any) -> tuple[type, ...]:
    """Say of which types the values are that a kind is read from."""
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *told = get_args(kind)
        if not any(isinstance(each, PlainValidator | BeforeValidator) for each in told):
            return _ways(inner)
    if origin is dict:
        return (dict,)
    if origin is tuple:
        return (list, tuple)
    if isinstance(kind, type) and issubclass(kind, Declared):
        return (dict, kind)
    if kind is str:
        return (str,)
    raise TypeError(f"it is not known how `{kind}` is written")


def _bounded(read: Reader, said: FieldSaid) -> Reader:
    if said.pattern is not None:
        read = _then(read, _matching(said.pattern))
    if said.min_length is None and said.max_length is None:
        return read
    least, most = said.min_length or 0, said.max_length if said.max_length is not None else float("inf")

    def bounded(given: Any) -> Any:
        value = read(given)
        return value if least <= len(value) <= most else _not_ordinary()

    return bounded


@cache
def _matching(pattern: str) -> Reader:
    if few := _ONE_OF.fullmatch(pattern):
        allowed = frozenset((few[1] or few[2]).split("|"))
        return lambda text: text if text in allowed else _not_ordinary()
    if _NAME.fullmatch(pattern):
        return lambda text: text if text.isascii() and text.isidentifier() else _not_ordinary()
    if "$" in pattern[:-1]:
        raise TypeError(f"`{pattern}` asks for an end of the text elsewhere than at its own")
    return lambda text: text if _compiled(pattern).search(text) else _not_ordinary()


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Pydantic's `$` is the end of the text, and not the place before a last line feed; which digits and letters beside
    # those of ASCII `\d` and `\w` mean is for it to say
    return re.compile(f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern, re.ASCII)
