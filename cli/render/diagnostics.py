"""Diagnostics for people: the place, what is wrong, the line with a caret, and the next act."""

from collections.abc import Iterable, Iterator

from cli.render.safe import shown
from engine.diagnostics import Diagnostic, Severity, in_order
from engine.source import Place

_COLOURS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_OFF = "\x1b[0m"
_LONGEST_LINE = 200


def told(diagnostics: Iterable[Diagnostic], *, colour: bool = False) -> Iterator[str]:
    """Yield each diagnostic as text that ends its line, sorted by place."""
    for item in in_order(diagnostics):
        severity = item.severity.name.lower()
        if colour:
            severity = f"{_COLOURS[item.severity]}{severity}{_OFF}"
        where = f"{shown(str(item.place))}: " if item.place else ""
        yield f"{where}{severity} {item.code}: {shown(item.message)}\n"
        if item.place:
            yield from _quoted(item.place)
        for word, place in item.also:
            yield f"  {shown(word)}: {shown(str(place))}\n"
            yield from _quoted(place)
        if item.help:
            yield f"  help: {shown(item.help)}\n"


def _quoted(place: Place) -> Iterator[str]:
    """Yield the line at fault and a caret under the span; nothing where the text is not at hand."""
    raw = place.source.line(place.span.line)
    if not raw.strip() or len(raw) > _LONGEST_LINE:
        return
    line = "".join(character if character.isprintable() else " " for character in raw)
    start = place.span.column - 1
    end = place.span.end_column - 1 if place.span.end_line == place.span.line else len(line)
    yield f"    {line.rstrip()}\n"
    yield f"    {' ' * start}{'^' * max(1, min(end, len(line)) - start)}\n"


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """Count the errors and the warnings, as `2 errors, 1 warning`.

    >>> counted([Diagnostic("P001", "no"), Diagnostic("P001", "no")])
    '2 errors'
    """
    severities = [item.severity for item in diagnostics]
    parts = []
    for severity in (Severity.ERROR, Severity.WARNING):
        number = severities.count(severity)
        if number:
            parts.append(f"{number:,} {severity.name.lower()}{'' if number == 1 else 's'}")
    return ", ".join(parts)
