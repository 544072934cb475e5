"""A policy file -> what the rules look at, however little of it can be understood, and what the stages found wrong."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath

from engine.approvals.record import Record
from engine.approvals.since import compared
from engine.diagnostics import Diagnostic
from engine.document import Document, Path
from engine.lint.follows import settled
from engine.lint.mend import SHAPE, WHOLE, without_layers, without_wrong
from engine.lint.sound import sound
from engine.lint.subject import Subject
from engine.lint.understood import understood
from engine.resolve import resolve_document
from engine.source import Place
from engine.testing.read import Placed

_NO_TASK = "R018"
"""A rule that asks nothing: once parts are taken out, most often because what it asked was one of them."""

_OF_NAMES = frozenset({"X101", "X104", "X118"})
_OF_TABLES = "B005"

_TRIES = 4
"""What is taken out may leave something empty, which is taken out next."""


def gather(
    document: Document,
    file: FilePath | None,
    *,
    as_of: date,
    tests: Iterable[Placed] = (),
    strays: Iterable[Placed] = (),
    law: Subject | None = None,
    root: FilePath | None = None,
    record: Record | None = None,
) -> tuple[Subject, list[Diagnostic]]:
    """Understand one policy as far as it goes.

    Parts of the wrong shape are told and left out, so that the rest is looked at all the same. `law` is asked where
    the policy has no national layer. Without a file, layers are looked for in `root` and among
    the bundled ones. `record` is what was approved of the file, as it is and whatever becomes of its layers.

    Yields: whatever resolving, the sections and binding may find.
    """
    since = compared(record, document) if record is not None else None
    subject = Subject(
        as_of, document.source.name, document, tests=tuple(tests), strays=tuple(strays), law=law, since=since
    )
    resolved = resolve_document(document, file, root=root)
    found = list(resolved.diagnostics)
    if without_layers(document, found):
        # what an item lacks may stand in a layer above
        alone = (each for each in found if each.code.startswith(SHAPE) and each.code not in WHOLE)
        return subject, list(settled(document, _once(alone), since))
    lost: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    for _ in range(_TRIES):
        mended = without_wrong(document, resolved.diagnostics)
        if mended is None:
            break
        document, names, less = mended
        lost |= names
        cut |= less
        resolved = resolve_document(document, file, root=root)
        found += [each for each in resolved.diagnostics if not _follows(each, lost) and each.code != _NO_TASK]
    if resolved.value is None:
        return subject, list(settled(subject.document, _once(found), since))
    subject, more = understood(replace(subject, cut=cut), resolved.value)
    if any(layer.kind == "national" for layer in resolved.value.layers):
        subject = replace(subject, law=None)
    if subject.plan is None:
        subject = replace(subject, sound=sound(subject, document, more, file, root))
    unread = _conditions_on(subject, cut)
    more = [
        each for each in more if not (each.code in _OF_NAMES and _inside(each, unread)) and not _asks_for(each, cut)
    ]
    found += [each for each in more if not _follows(each, lost)]
    return subject, list(settled(subject.document, _once(found), since))


def _once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Leave out what is told of a place twice: of a layer, and of all, where the same item has another number."""
    seen: set[object] = set()
    once: list[Diagnostic] = []
    for each in found:
        key: object = (each.code, each.place) if each.code.startswith(SHAPE) and each.place is not None else each
        if key not in seen:
            once.append(each)
        seen.add(key)
    return once


def _follows(diagnostic: Diagnostic, lost: frozenset[str]) -> bool:
    """Whether a problem is only that something is missing which was taken out because of another."""
    return any(f"`{name}`" in diagnostic.message or f".{name}`" in diagnostic.message for name in lost)


def _conditions_on(subject: Subject, cut: frozenset[str]) -> list[Place]:
    """Give where conditions stand on rows of which a part was left out: it may have been the columns."""
    if subject.bound is None or not cut:
        return []
    model = subject.bound.model
    tables = cut | {name for name, fact in model.facts.items() if fact.part_of in cut}
    paths: list[Path] = [("measures", name, "of") for name, held in model.measures.items() if held.count in tables]
    paths += [("facts", name, "where") for name, fact in model.facts.items() if fact.part_of in cut]
    for number, rule in enumerate(model.rules):
        if rule.each in tables:
            paths += [("rules", number, field) for field in ("when", "unless")]
    return [subject.place(path) for path in paths]


def _inside(diagnostic: Diagnostic, places: Iterable[Place]) -> bool:
    """Whether a problem stands within one of some places, each on one line or more."""
    at = diagnostic.place
    return at is not None and any(
        at.source is place.source
        and (place.span.line, place.span.column) <= (at.span.line, at.span.column)
        and (at.span.line, at.span.column) < (place.span.end_line, place.span.end_column)
        for place in places
    )


def _asks_for(diagnostic: Diagnostic, cut: frozenset[str]) -> bool:
    """Whether a problem is only that a fact table, a part of which was left out, is asked for as what it may be."""
    return diagnostic.code == _OF_TABLES and any(
        diagnostic.message.startswith(f"`{name}` is a fact table") for name in cut
    )
