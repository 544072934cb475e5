"""Where in a file a field that is not there would stand: after the ones that the models list before it."""

from engine.document import Document, Path
from engine.document import at as value_at
from engine.source import Place, Span
from engine.validate.shape import fields_of, shape_at

_FIRST = "id"
"""What people write first, whatever the models list before it: its place is that of the item."""


def belongs(document: Document, item: Path, key: str) -> Place | None:
    """Give the last line of the field that stands before the missing one; None where none does, or nothing is known.

    Of a field without which a layer may do, as of one that is misspelt, the order is that of the published schema.
    """
    shape = shape_at(item)
    if shape is None or shape.model is None or item not in document.spans or key == _FIRST:
        return None
    value = value_at(document.value, item)
    fields = list(fields_of(shape.model))
    if not isinstance(value, dict) or key not in fields:
        return None
    before = fields[: fields.index(key)]
    ends = [_end(document, (*item, each)) for each in value if each in before]
    if not ends:
        return None
    line = max(ends)
    text = document.source.line(line)
    return Place(document.source, Span(line, len(text) - len(text.lstrip()) + 1, line, len(text) + 1))


def _end(document: Document, path: Path) -> int:
    """Give the last line of a value: that of the last text in it, for a block ends where the next thing begins."""
    texts = (held for known, held in document.spans.items() if known[: len(path)] == path)
    return max(each.pieces[-1].line if each.pieces else _line(each.value, each.style) for each in texts)


def _line(span: Span, style: str) -> int:
    return span.line if style in ("mapping", "list") else span.end_line
