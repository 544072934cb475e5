"""A policy of which something cannot be understood -> what is left of it when that, and what rests on it, is taken out.

What its conditions mean can be asked of the rest all the same: two mistakes in a file are told at once, and not the
second when the first is mended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path as FilePath

from engine.diagnostics import Diagnostic, Severity
from engine.document import Document, Path
from engine.lint.mend import without
from engine.lint.subject import Subject
from engine.lint.understood import understood
from engine.resolve import resolve_document
from engine.sections.lower import SECTIONS
from engine.source import Place, Span
from engine.validate.shape import NAMED, items_in

_TRIES = 12
"""What rests on something that was taken out is taken out next, and so on."""

_EACH_BY_ITSELF: frozenset[Path] = frozenset({("leave", "reasons"), ("safe_and_well", "visits")})
"""Parts of sections that mean the same without one another: a letter does not, of which the most severe goes out."""

_TWO_OF_A_NAME = "B001"
"""Which of the two a condition means is not known, so neither is left."""


def sound(
    subject: Subject, document: Document, found: Iterable[Diagnostic], file: FilePath | None, root: FilePath | None
) -> Subject | None:
    """Give the policy without what binding found wrong; None where that stands in a layer above, or nothing is left.

    `document` is the file as it was bound, which may lack parts of a wrong shape already.
    """
    found = list(found)
    gone: frozenset[str] = frozenset()
    for _ in range(_TRIES):
        items = {path for each in found for path in _items_at_fault(document, each)}
        if not items:
            return None
        gone |= {name for path, name in items_in(document.value) if path in items}
        document = without(document, items)
        resolved = resolve_document(document, file, root=root)
        if resolved.value is None:
            return None
        left, found = understood(replace(subject, bound=None, plan=None), resolved.value)
        if left.plan is not None:
            # what is there still under such a name is what a layer above says, and not what the file does
            there = frozenset(name for _, name in items_in(dict(left.expanded)))
            return replace(left, cut=left.cut | (gone & there))
    return None


def _items_at_fault(document: Document, found: Diagnostic) -> Iterator[Path]:
    """Give the items of a file that a problem is about."""
    if found.severity is not Severity.ERROR or found.place is None:
        return
    further = [place for _, place in found.also] if found.code == _TWO_OF_A_NAME else []
    for place in (found.place, *further):
        item = _item(_path_at(document, place)) if place.source is document.source else ()
        if item:
            yield item


def _item(path: Path) -> Path:
    """Give the item of the file that a path lies in: a section as a whole, else a rule, a figure and the like.

    Empty where nothing can be taken out by itself.
    """
    if path[:2] in _EACH_BY_ITSELF and len(path) > 2:
        return path[:3]
    if path[:1] and path[0] in (*SECTIONS, "registers"):
        return path[:1]
    return path[: 3 if path[:2] in NAMED else 2] if len(path) > 1 else ()


def _path_at(document: Document, place: Place) -> Path:
    """Give the innermost path whose text, or the key of which, a place lies in."""
    best: Path = ()
    for path, standing in document.spans.items():
        if len(path) > len(best) and any(span is not None and _within(place.span, span) for span in standing[:2]):
            best = path
    return best


def _within(inner: Span, outer: Span) -> bool:
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return begins and (inner.line, inner.column) < (outer.end_line, outer.end_column)
