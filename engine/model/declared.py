"""How the models are declared: what stands at a field, in the words of Pydantic, which nothing here imports.

Most runs read files in which nothing is wrong. `reading` reads those by these declarations alone; `twin` makes
Pydantic's models of them where a schema is wanted, or words for what is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from engine.once import once

NEEDED: Final = object()
"""The default of a field that has none."""


class FieldSaid:
    """What is said of a field, or of a text within one: its default, its name in documents, and its bounds.

    Both lengths are included; a pattern is looked for anywhere in the text. `kind` is the annotation beside it.
    """

    __slots__ = ("alias", "default", "default_factory", "examples", "kind", "max_length", "min_length", "pattern")

    kind: Any

    def __init__(
        self,
        default: Any,
        default_factory: Callable[[], Any] | None,
        alias: str | None,
        examples: Sequence[Any] | None,
        pattern: str | None,
        min_length: int | None,
        max_length: int | None,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.alias = alias
        self.examples = examples
        self.pattern = pattern
        self.min_length = min_length
        self.max_length = max_length


def Field(  # noqa: N802 - it stands where Pydantic's function of that name would
    default: Any = NEEDED,
    *,
    default_factory: Callable[[], Any] | None = None,
    alias: str | None = None,
    examples: Sequence[Any] | None = None,
    pattern: str | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
) -> Any:
    """Say something of a field; a type checker takes it for whatever the field holds."""
    return FieldSaid(default, default_factory, alias, examples, pattern, min_length, max_length)


class _Work:
    """A function of a value, which raises ValueError with words for a person."""

    __slots__ = ("func",)

    def __init__(self, func: Callable[[Any], Any]) -> None:
        self.func = func


class PlainValidator(_Work):
    """Reads the value in place of everything else."""

    __slots__ = ()


class BeforeValidator(_Work):
    """Makes of the value what the rest then reads."""

    __slots__ = ()


class AfterValidator(_Work):
    """Makes what stands at the field of what the rest has read."""

    __slots__ = ()


class WithJsonSchema:
    """What the published schema says of the value; reading it has nothing to do with that."""

    __slots__ = ("json_schema",)

    def __init__(self, json_schema: Mapping[str, Any]) -> None:
        self.json_schema = json_schema


class Declared:
    """A class whose fields are annotated and told by `Field`; a field that is not told does not exist."""

    _own: ClassVar[Mapping[str, FieldSaid]] = {}

    def __init_subclass__(cls) -> None:
        """Take what is said of the fields off the class: an instance that lacks a field has no other."""
        own = {name: said for name, said in vars(cls).items() if isinstance(said, FieldSaid)}
        for name in own:
            delattr(cls, name)
        cls._own = own

    def hold_together(self) -> None:
        """Look whether the fields go together, once they are read.

        Raises: ValueError, with words for a person.
        """


@once
def declared(part: type[Declared]) -> Mapping[str, FieldSaid]:
    """Give what is said of the fields of a class, those that it inherits first; each by its name in Python."""
    found: dict[str, FieldSaid] = {}
    for each in reversed(part.__mro__):
        if not issubclass(each, Declared):
            continue
        kinds = each.__annotations__ if each is not Declared else {}
        own = vars(each)["_own"]
        assert kinds.keys() == own.keys(), f"INVARIANT: each field of `{each.__name__}` is told by `Field`"
        for name, said in own.items():
            said.kind = kinds[name]
            found[name] = said
    return found
