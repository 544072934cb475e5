"""The names that a policy's conditions may use, for people: where each may stand, its type, its unit."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol

from cli.render.safe import shown

_NAME = 32


class Name(Protocol):
    """One name: `where` it may be used, what it is, and whether it may be not known."""

    where: str
    name: str
    type: str
    unit: str | None
    nullable: bool
    words: tuple[str, ...] | None


def page(names: Iterable[Name]) -> Iterator[str]:
    """Yield a line a name, grouped by where it may be used."""
    between = ""
    for where, group in groupby(names, key=lambda name: name.where):
        yield f"{between}{shown(where)}\n"
        between = "\n"
        for name in group:
            yield f"  {shown(name.name):<{_NAME}} {_kind(name)}\n"


def _kind(name: Name) -> str:
    kind = "text" if name.type == "string" else name.type
    if name.unit and name.type == "number":
        kind = f"number of {name.unit}s"
    if name.unit in ("percent", "pounds"):
        kind = name.unit
    if name.words:
        kind += f": {', '.join(map(shown, name.words[:12]))}{' …' if len(name.words) > 12 else ''}"
    return f"{kind}; may be not known" if name.nullable else kind
