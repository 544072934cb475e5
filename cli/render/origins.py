"""Where each value of a policy comes from, for people: its layer, file and line, and what it replaced."""

from collections.abc import Iterable, Iterator

from cli.render.safe import shown
from engine.show import Shadowed, Shown

_LONGEST_VALUE = 60


def page(values: Iterable[Shown]) -> Iterator[str]:
    """Yield two lines a value or more: what it is, where it stands with its clause and dates, and what it replaced."""
    before: tuple[Shadowed, ...] = ()
    for value in values:
        yield f"{shown(value.path)}: {_short(value.value)}\n"
        dates = f"from {value.from_}" if value.from_ else ""
        dates += f"{' ' if dates else ''}until {value.until}" if value.until else ""
        about = (value.layer, f"{value.file}:{value.line}", value.clause, dates)
        yield f"    {', '.join(shown(part) for part in about if part)}\n"
        # what the parts of a list took the place of together stands below the first of them
        for other in value.shadowed if value.shadowed != before else ():
            yield f"    instead of {_short(other.value)} ({shown(other.layer)}, {shown(other.file)}:{other.line})\n"
        before = value.shadowed


def _short(text: str) -> str:
    """Give a value on one line, cut where it is long."""
    line = shown(" ".join(text.split()))
    return line if len(line) <= _LONGEST_VALUE else f"{line[: _LONGEST_VALUE - 1]}…"
