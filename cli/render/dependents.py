"""Which schools rest on a layer, for people."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from cli.render.compared import lacking
from cli.render.safe import shown
from engine.schools.dependents import Dependence, Dependents

_WIDTH = 80
_LONGEST_VALUE = 60


def page(found: Dependents, folder: Path) -> Iterator[str]:
    """Yield the schools of a folder below a layer, then each value it says: whom a change alters, and who differs."""
    number = len(found.schools)
    where = "this folder" if folder == Path() else f"`{shown(folder.as_posix())}`"
    yield f"{number:,} school{'s' * (number != 1)} of {where} below `{shown(found.layer)}` ({shown(found.file)})\n"
    yield from lacking(found.left_out)
    if not number:
        yield "  help: `--in FOLDER` looks for schools elsewhere\n"
        return
    for value in found.values:
        yield "\n"
        yield from _block(value, number)


def _block(value: Dependence, number: int) -> Iterator[str]:
    text = " ".join(value.value.split())
    text = text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
    yield f"{shown(value.path)}: {shown(text)}\n    {shown(value.file)}:{value.line}\n"
    if len(value.alters) == number:
        yield f"    a change alters all {number:,}\n" if number > 1 else "    a change alters it\n"
    elif value.alters:
        names = ", ".join(shown(name) for name in value.alters)
        told = f"a change alters {len(value.alters):,}: {names}"
        yield fill(told, _WIDTH, initial_indent="    ", subsequent_indent="        ") + "\n"
    else:
        yield "    a change alters none\n"
    for other in value.overridden:
        said = "taken it away" if other.value is None else shown(" ".join(other.value.split()))
        said = said if len(said) <= _LONGEST_VALUE else f"{said[: _LONGEST_VALUE - 1]}…"
        by = "" if other.layer == other.school else f" by {shown(other.layer)}"
        yield f"    {shown(other.school)} has {said}{by} ({shown(other.file)}:{other.line})\n"
