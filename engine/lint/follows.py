"""Findings of one file -> the same, with what only follows from another left out, or set where its cause stands."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.approvals.since import Since
from engine.diagnostics import Diagnostic, Severity
from engine.document import Document, Path
from engine.lint.belongs import belongs
from engine.lint.mend import SHAPE
from engine.once import regex
from engine.source import Span

_MISSING = regex(r"has no `(\w+)`")
_UNSAID = {
    "does not say what is to be done": "do",
    "does not say on which day of absence": "day",
    "the letters name no figure": "figure",
}
"""What sections say of a field that they need, and which it is."""

_MEANT = regex(r"did you mean `(\w+)`\?")
_UNKNOWN = "S001"
_WRONG = frozenset({"S003", "S004", "S005", "S006"})
_LACKING = frozenset({"S002", "S007", "R018", "B010"})
"""What is said of an item as a whole: a part that it needs is not there, or parts do not go together."""

CHANGED = "L415"
_SAID_BY_ERRORS = frozenset({CHANGED, "L106"})
"""That a line has changed, or that a comment ends its condition early, where an error says what that broke."""
UNUSED = "L101"
_NOT_NAMED = frozenset({"X101", "B003"})
"""There is nothing of a name that is asked for."""

GIVEN = "it is given here"
"""What stands beside a name that nothing uses any more, where its use is pointed at."""

_CLASH = "B001"
_BY_NAME = frozenset({"X101", "X102", "X106", "X107", "B002", "B003"})
"""What is wrong with a use of a name that two things have."""

_INCOMPLETE = "B010"
_OF_TESTS = "L501"
_NOT_KNOWN = "L410"

_SAYS_NOTHING = "L414"
_DAYS_OF_A_VALUE = frozenset({"R013", "R014"})
"""The entries of one value leave days out, or say two things for some."""

_UNREAD = regex(r"X0\d\d|X102")
"""A text that is no condition: what names it was to ask for is not known."""

_NAME = regex(r"`([\w.]+)`")


def settled(document: Document, found: Iterable[Diagnostic], since: Since | None) -> Iterator[Diagnostic]:
    """Leave out that a field is missing where it is misspelt or wrong; say where it belongs, or stood."""
    found = list(found)
    if not any(each.code in _LACKING for each in found):
        yield from found
        return
    index = _index(document)

    def paths(told: Diagnostic) -> list[Path]:
        own = told.place is not None and told.place.source is document.source
        return index.get(told.place.span, []) if told.place is not None and own else []

    misspelt = {
        (path[:-1], meant[1])
        for each in found
        if each.code == _UNKNOWN and (meant := _MEANT.search(each.help)) is not None
        for path in paths(each)
    }
    wrong = {path for each in found if each.code in _WRONG for path in paths(each)}
    within = {
        path[:n] for each in found if each.code.startswith(SHAPE) for path in paths(each) for n in range(len(path))
    }
    for each in found:
        if each.code not in _LACKING or each.place is None:
            yield each
            continue
        missing = _MISSING.search(each.message)
        unsaid = next((field for words, field in _UNSAID.items() if each.message.endswith(words)), None)
        key = missing[1] if missing is not None else unsaid
        items = paths(each)
        if key and any((item, key) in misspelt or (*item, key) in wrong for item in items):
            continue
        if key is None and any(item and item in within for item in items):
            continue  # something of a wrong shape in it was left out
        stood = next((place for item in items if since and (place := since.stood(item, key))), None)
        if stood is None and key is not None:
            stood = next((place for item in items if (place := belongs(document, item, key))), None)
        if stood is None or stood.span.line == each.place.span.line:
            yield each
        else:
            yield replace(each, place=stood, also=(*each.also, ("in this item", each.place)))


def told_once(found: Iterable[Diagnostic], findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Give what the stages and the rules found, without what only follows from something else that is told.

    What has the name of something else is not what is asked about by that name, and a section that is not whole has
    made no rule that a test could name. That a part has changed since it was approved, or that a comment cuts it short,
    is left out on a line whose error says so already; that nothing uses a name, where a use of it may be misspelt, or
    what cannot be read.
    """
    found, findings = list(found), list(findings)
    undated = {_named(each).rpartition(".")[2] for each in found if each.code in _DAYS_OF_A_VALUE}
    errors = {
        (each.place.source.name, each.place.span.line)
        for each in found
        if each.severity is Severity.ERROR and each.place is not None
    }
    clashing = {_named(each) for each in found if each.code == _CLASH}
    found = [each for each in found if each.code not in _BY_NAME or clashing.isdisjoint(_NAME.findall(each.message))]
    incomplete = any(each.code == _INCOMPLETE for each in found)
    unread = any(each.code in _WRONG or _UNREAD.fullmatch(each.code) for each in found)
    asked: dict[str, list[Diagnostic]] = {}
    for each in found:
        if each.code in _NOT_NAMED:
            meant = _MEANT.search(each.help)
            unread = unread or meant is None
            asked.setdefault(meant[1] if meant is not None else "", []).append(each)
    for each in findings:
        at = (each.place.source.name, each.place.span.line) if each.place is not None else None
        if each.code in _SAID_BY_ERRORS and at in errors:
            continue
        if each.code == _OF_TESTS and incomplete:
            continue
        if each.code == _SAYS_NOTHING and _named(each) in undated:
            continue
        if each.code == _NOT_KNOWN and not clashing.isdisjoint(_NAME.findall(each.message)):
            continue
        uses = asked.get(_named(each), []) if each.code == UNUSED else []
        if len({use.message for use in uses}) == 1 and len(uses) > 1:
            # asked for more than once by the same other name: it is the name itself that is misspelt
            other = _NAME.findall(uses[0].message)[-1]
            yield replace(each, help=f"did you mean `{other}`, which is asked for {len(uses)} times?")
        elif uses and each.place is not None:
            given = next((place for words, place in each.also if words == GIVEN), each.place)
            found[found.index(uses[0])] = replace(uses[0], also=(*uses[0].also, ("this is used nowhere", given)))
        elif each.code != UNUSED or not unread:
            yield each
    yield from found


def _named(unused: Diagnostic) -> str:
    return next(iter(_NAME.findall(unused.message)), "")


def _index(document: Document) -> dict[Span, list[Path]]:
    """Give the paths of a file by the spans at which something of them is pointed at.

    Those are their value, their key, the first line of a mapping or list, and for an item its `id`.
    """
    found: dict[Span, list[Path]] = {}
    for path, standing in document.spans.items():
        item = path[:-1] if path[-1:] == ("id",) else path
        for span in {standing.value, standing.key, document.head(path).span}:
            if span is not None:
                found.setdefault(span, []).extend((path,) if item == path else (path, item))
    return found
