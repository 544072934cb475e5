"""What is checked again, among names that mean what they meant, has the meaning that it had."""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from engine.once import Once

V = TypeVar("V")
R = TypeVar("R")

_KEPT = 16
"""Meanings that are kept of one text: those that it has where the schools of a trust differ in what it names."""


class Asked(Mapping[str, V], Generic[V]):
    """A table of names that notes which are asked for, and whether somebody went through all of them."""

    __slots__ = ("all", "found", "names")

    def __init__(self, names: Mapping[str, V]) -> None:
        self.names = names
        self.found: dict[str, V | None] = {}
        self.all = False

    def __getitem__(self, name: str) -> V:
        self.found[name] = self.names.get(name)
        return self.names[name]

    def __bool__(self) -> bool:
        return True  # whether there are any names at all decides nothing

    def __iter__(self) -> Iterator[str]:
        self.all = True
        return iter(self.names)

    def __len__(self) -> int:
        self.all = True
        return len(self.names)


class Again(Generic[R]):
    """What came of checking things, with the names that each was found to ask for.

    A thing is known as long as it is that very thing; nothing of it, and nothing that a name means, may ever change.
    """

    def __init__(self) -> None:
        self._known: Once[list[tuple[tuple[dict[str, object], ...], R]]] = Once()

    def checked(self, thing: object, tables: tuple[Mapping[str, object], ...], check: Callable[..., R]) -> R:
        """Give what `check` makes of some tables of names, or made of others in which what it asks for is the same."""
        known = self._known.get(thing) or []
        for asked, came in known:
            if all(map(_means, tables, asked)):
                return came
        noting = tuple(Asked(table) for table in tables)
        came = check(*noting)
        if not any(each.all for each in noting):
            self._known.put(thing, [(tuple(each.found for each in noting), came), *known[: _KEPT - 1]])
        return came


def _means(table: Mapping[str, object], asked: Mapping[str, object]) -> bool:
    return all(table.get(name) == meaning for name, meaning in asked.items())
