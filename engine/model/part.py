"""A part of what is written: declared as Pydantic's models are, with their methods, and read without Pydantic."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import FrozenInstanceError
from typing import Any, NoReturn, Self, TypeVar

from engine.model.declared import NEEDED, Declared, declared
from engine.model.reading import Readers, default_of, made

_READERS = Readers()
P = TypeVar("P", bound="Part")


class RefusedError(ValueError):
    """A value is not as its part is declared; `complaints` are those of Pydantic, each with its place in the value."""

    def __init__(self, complaints: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in complaints))
        self.complaints = complaints


class Part(Declared):
    """A piece of a file: nothing in it may go unread, and nothing changes it."""

    @classmethod
    def model_validate(cls, given: object) -> Self:
        """Read a plain value, or give a part that is read already.

        Raises: RefusedError, with all that is wrong.
        """
        whole = cls.model_ordinary(given)
        # Pydantic is loaded to say what is wrong, and has the last word on what is only out of the ordinary
        return _explained(cls, given) if whole is None else whole

    @classmethod
    def model_ordinary(cls, given: object) -> Self | None:
        """Read a plain value in which there is nothing wrong, nor out of the ordinary; None for any other."""
        try:
            return _READERS.of(cls)(given)
        except ValueError:
            return None

    @classmethod
    def model_construct(cls, **values: Any) -> Self:
        """Give a part with these values, which nobody looks at, and the defaults; what has none is not there."""
        defaults = ((name, said) for name, said in declared(cls).items() if name not in values)
        return made(cls, values | {name: default_of(said) for name, said in defaults if said.default is not NEEDED})

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """Give a copy with other values of some fields, which nobody looks at."""
        return made(type(self), {**vars(self), **update})

    def plain(self, *, nones: bool = True, defaults: bool = True, without: Collection[str] = ()) -> dict[str, Any]:
        """Give the fields as a document has them, by its names, and parts within as mappings.

        `nones` and `defaults`: whether fields, here and within, stand there that are None or as if left out; fields of
        this part whose names in Python are in `without` do not.
        """
        found = {}
        for name, said in declared(type(self)).items():
            value = getattr(self, name)
            told = (nones or value is not None) and (defaults or value != default_of(said))
            if told and name not in without:
                found[said.alias or name] = _plain(value, nones=nones, defaults=defaults)
        return found

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *(vars(self).get(name) for name in declared(type(self)))))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")


def _explained(part: type[P], given: object) -> P:
    from pydantic import ValidationError

    from engine.model.twin import read

    try:
        return read(part, given)
    except ValidationError as wrong:
        raise RefusedError(wrong.errors(include_url=False)) from None


def _plain(value: Any, *, nones: bool, defaults: bool) -> Any:
    if isinstance(value, Part):
        return value.plain(nones=nones, defaults=defaults)
    if isinstance(value, dict):
        return {name: _plain(each, nones=nones, defaults=defaults) for name, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_plain(each, nones=nones, defaults=defaults) for each in value)
    return value
