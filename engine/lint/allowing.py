"""Which findings an author allows, with a reason and until when."""

from collections.abc import Iterator
from datetime import date

from engine.document import Document, Path, Value
from engine.lint.rule import rule_of
from engine.nouns import dataclass
from engine.source import Place, Span
from engine.validate.shape import shape_at


@dataclass(frozen=True, slots=True)
class Permission:
    """One entry of an item's `allow`: `item` and `path` are paths of `document`, `code` what it allows as written.

    The empty `item` is the file itself.
    """

    document: Document
    item: Path
    path: Path
    code: str
    until: date | None

    def of(self, code: str) -> bool:
        """Whether it is about a code."""
        rule = rule_of(self.code)
        return rule is not None and rule.code == code

    def holds(self, as_of: date) -> bool:
        """Whether it holds on a day; `until` is the first day on which it no longer does."""
        return self.until is None or as_of < self.until

    def covers(self, place: Place) -> bool:
        """Whether a place lies in its item: in the value, or on the key that holds it."""
        return _holds(self.document, self.item, place)


def permissions(document: Document) -> Iterator[Permission]:
    """Give what a file allows, wherever an item says it."""
    for path in document.spans:
        if len(path) > 1 and path[-2] == "allow" and isinstance(path[-1], str):
            entry = _at(document.value, path)
            until = entry.get("until") if isinstance(entry, dict) else None
            yield Permission(document, path[:-2], path, path[-1], _day(until))


def in_item(document: Document, place: Place) -> bool:
    """Whether a place lies in an item of a file, which can say its own `allow`."""
    return any(
        (shape := shape_at(path)) is not None and shape.is_item
        for path in document.spans
        if path and _holds(document, path, place)
    )


def _holds(document: Document, path: Path, place: Place) -> bool:
    if place.source.name != document.source.name:
        return False
    standing = document.spans[path]
    spans = (standing.value,) if standing.key is None else (standing.value, standing.key)
    return any(_within(place.span, span) for span in spans)


def _at(value: Value, path: Path) -> Value:
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
    return value


def _day(text: Value) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _within(inner: Span, outer: Span) -> bool:
    begins = (inner.line, inner.column) >= (outer.line, outer.column)
    return begins and (inner.line, inner.column) <= (outer.end_line, outer.end_column)
