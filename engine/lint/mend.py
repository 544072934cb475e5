"""A file with parts of the wrong shape -> the same without them, so that the rest can be looked at all the same.

A field whose name is misspelt is read under the name that was meant.
"""

from collections.abc import Iterable
from dataclasses import replace

from engine.diagnostics import Diagnostic
from engine.document import Document, Path, Standing, Value, at
from engine.once import regex
from engine.source import Place, Span
from engine.validate.shape import items_in

SHAPE = "S00"
WHOLE = frozenset({"S002", "S007"})
"""What is wrong with a thing as a whole, so that all of it is taken out."""

_BACKWARDS = "R015"
"""An end before its beginning: what is said without it is looked at."""

_TWICE = "S008"
_NO_NAME = "S006"
_MADE = regex(r"^write `(\w+)`: a name")
_UNKNOWN = "S001"
_MEANT = regex(r"did you mean `(\w+)`\?")
_LAYERS: Path = ("extends",)


def without_wrong(
    document: Document, found: Iterable[Diagnostic]
) -> tuple[Document, frozenset[str], frozenset[str]] | None:
    """Give a file without the parts that have a wrong shape, and the names of what was taken out with them.

    Last come the names of what is there still, with a part less.

    None where nothing can be taken out: nothing of the file's own is wrong, or the whole of it is.
    """
    paths: set[Path] = set()
    renamed: dict[Path, str] = {}
    made: set[str] = set()
    for each in found:
        wrong = each.code.startswith(SHAPE) or each.code == _BACKWARDS
        if not wrong or each.place is None or each.place.source is not document.source:
            continue
        path = _path_at(document, each.place, whole=each.code in WHOLE)
        if each.code == _TWICE:
            path = path[:-1]  # its id is the other's too
        meant = _MEANT.search(each.help) if each.code == _UNKNOWN else None
        called = _MADE.search(each.help) if each.code == _NO_NAME else None
        made |= {called[1]} if called is not None else set()
        if path and meant is not None and (*path[:-1], meant[1]) not in document.spans:
            renamed[path] = meant[1]
        elif path:
            paths.add(_entry(document, path))
    for path, name in sorted(renamed.items(), key=lambda each: -len(each[0])):
        if not any(path[:n] in paths for n in range(1, len(path))):
            document = _renamed(document, path, name)
    if renamed and not paths:
        return document, frozenset(), frozenset()
    outermost = sorted(path for path in paths if not any(path[:n] in paths for n in range(1, len(path))))
    if not outermost:
        return None
    items = list(items_in(document.value))
    names = frozenset(name for path, name in items if any(path[: len(taken)] == taken for taken in outermost)) | made
    cut = frozenset(name for path, name in items if any(path == taken[: len(path)] != taken for taken in outermost))
    return without(document, outermost), names, cut


def without(document: Document, paths: Iterable[Path]) -> Document:
    """Give a file without what stands at some paths, none of which lies in another; the last of a list goes first."""
    for path in sorted(paths, reverse=True):
        document = _without(document, path)
    return document


def without_layers(document: Document, found: Iterable[Diagnostic]) -> bool:
    """Whether a file says in a wrong way which layers stand above it, so that nothing else in it can be understood."""
    places = [each.place for each in found if each.code.startswith(SHAPE) and each.place is not None]
    return any(
        path[:1] == _LAYERS and _stands(standing, place.span)
        for place in places
        if place.source is document.source
        for path, standing in document.spans.items()
    )


def _entry(document: Document, path: Path) -> Path:
    """Give what is taken out with a part: with a day its dated entry, and with the last of a list the list."""
    if path[-1] in ("from", "until") and len(path) > 1 and isinstance(path[-2], int):
        path = path[:-1]
    if isinstance(path[-1], int) and len(path) > 1 and (*path[:-1], 1) not in document.spans:
        path = path[:-1]
    return path


def _renamed(document: Document, path: Path, name: str) -> Document:
    """Give a file that calls a field by another name."""
    holder = at(document.value, path[:-1])
    assert isinstance(holder, dict)
    value = {name if key == path[-1] else key: inner for key, inner in holder.items()}
    spans = {
        (*path[:-1], name, *known[len(path) :]) if known[: len(path)] == path else known: standing
        for known, standing in document.spans.items()
    }
    return replace(document, value=_put(document.value, path[:-1], value), spans=spans)


def _put(value: Value, path: Path, new: Value) -> Value:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {key: _put(inner, rest, new) if key == step else inner for key, inner in value.items()}
    if isinstance(value, list):
        return [_put(inner, rest, new) if place == step else inner for place, inner in enumerate(value)]
    return value


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
    last = path[-1]
    spans: dict[Path, Standing] = {}
    for known, standing in document.spans.items():
        if known[: len(path)] == path:
            continue
        step = known[len(path) - 1] if len(known) >= len(path) and known[: len(path) - 1] == path[:-1] else None
        later = isinstance(last, int) and isinstance(step, int) and step > last
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
            return [inner for place, inner in enumerate(value) if place != step]
        return [_cut(inner, tuple(rest)) if place == step else inner for place, inner in enumerate(value)]
    return value
