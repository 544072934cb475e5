"""A file with parts of the wrong shape -> the same without them, so that the rest can be looked at all the same."""

from collections.abc import Iterable
from dataclasses import replace

from engine.diagnostics import Diagnostic
from engine.document import Document, Path, Standing, Value
from engine.source import Place, Span
from engine.validate.shape import items_in

SHAPE = "S00"
_WHOLE = frozenset({"S002", "S007"})
"""What is wrong with a thing as a whole, so that all of it is taken out."""


def without_wrong(document: Document, found: Iterable[Diagnostic]) -> tuple[Document, frozenset[str]] | None:
    """Give a file without the parts that have a wrong shape, and the names of what was taken out with them.

    None where nothing can be taken out: nothing of the file's own is wrong, or the whole of it is.
    """
    paths: set[Path] = set()
    for each in found:
        if each.code.startswith(SHAPE) and each.place is not None and each.place.source is document.source:
            path = _path_at(document, each.place, whole=each.code in _WHOLE)
            if path:
                paths.add(path)
    outermost = sorted(path for path in paths if not any(path[:n] in paths for n in range(1, len(path))))
    if not outermost:
        return None
    names = frozenset(
        name for path, name in items_in(document.value) if any(path[: len(taken)] == taken for taken in outermost)
    )
    for path in reversed(outermost):
        document = _without(document, path)
    return document, names


def _path_at(document: Document, place: Place, *, whole: bool) -> Path:
    """Give the path that a diagnostic points at: the innermost that stands there, or its whole mapping."""
    best: Path = ()
    if whole and place.span == document.head(()).span:
        return best  # the file itself, and not the first thing in it
    for path, standing in document.spans.items():
        if len(path) > len(best) and (_stands(standing, place.span) or (whole and _begins(standing, place.span))):
            best = path
    return best


def _stands(standing: Standing, span: Span) -> bool:
    return span in (standing.value, standing.key)


def _begins(standing: Standing, span: Span) -> bool:
    key = standing.key or standing.value
    return (key.line, key.column) == (span.line, span.column)


def _without(document: Document, path: Path) -> Document:
    value = _cut(document.value, path)
    at = path[-1]
    spans: dict[Path, Standing] = {}
    for known, standing in document.spans.items():
        if known[: len(path)] == path:
            continue
        step = known[len(path) - 1] if len(known) >= len(path) and known[: len(path) - 1] == path[:-1] else None
        later = isinstance(at, int) and isinstance(step, int) and step > at
        spans[(*path[:-1], step - 1, *known[len(path) :]) if later and isinstance(step, int) else known] = standing
    return replace(document, value=value, spans=spans)


def _cut(value: Value, path: Path) -> Value:
    step, *rest = path
    if isinstance(value, dict) and isinstance(step, str):
        if not rest:
            return {key: inner for key, inner in value.items() if key != step}
        return {key: _cut(inner, tuple(rest)) if key == step else inner for key, inner in value.items()}
    if isinstance(value, list) and isinstance(step, int):
        if not rest:
            return [inner for at, inner in enumerate(value) if at != step]
        return [_cut(inner, tuple(rest)) if at == step else inner for at, inner in enumerate(value)]
    return value
