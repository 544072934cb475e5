"""A change -> where to point: at the words that differ, at a part that is new, or where one that is gone stood."""

from engine.approvals.changes import Change
from engine.approvals.tree import Branch, Leaf, Node
from engine.document import Document
from engine.source import Place, Span


def place_of(change: Change, document: Document) -> Place:
    """Give the place of a change in the policy file as it is now."""
    if change.now is None:
        return _stood(change, document)
    if change.kind == "changed" and isinstance(change.now, Leaf) and isinstance(change.now.said, str):
        then = change.then.said if isinstance(change.then, Leaf) else None
        return _differing(change.now, then if isinstance(then, str) else "", document)
    return _head(change.now, document)


def _head(node: Node, document: Document) -> Place:
    if isinstance(node, Leaf) and node.start is not None:
        return document.place(node.at, node.start, node.end)
    return document.head(node.at)


def _differing(leaf: Leaf, then: str, document: Document) -> Place:
    """Give the words of a text that are not those of before; all of it where it is one word."""
    assert isinstance(leaf.said, str)
    words, old = _words(leaf), then.split()
    least = min(len(words), len(old))
    same = next((n for n in range(least) if words[n][0] != old[n]), least)
    ends = next((n for n in range(least - same) if words[-1 - n][0] != old[-1 - n]), least - same)
    differing = words[same : len(words) - ends] or words[max(same - 1, 0) :][:1]
    if not differing:
        return document.place(leaf.at)
    return document.place(leaf.at, differing[0][1], differing[-1][2])


def _words(leaf: Leaf) -> list[tuple[str, int, int]]:
    """Give the words of a text, each with where it begins and ends in the text of the document."""
    text, offset = str(leaf.said), leaf.start or 0
    found = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        found.append((word, offset + at, offset + at + len(word)))
        at += len(word)
    return found


def _stood(change: Change, document: Document) -> Place:
    """Give the line between the parts on both sides of one that is gone, or that of the mapping which lost it."""
    before = _head(change.before, document).span if change.before is not None else None
    if change.after is not None:
        top = _last_line(change.after, document)
    else:
        top = document.head(change.inside.at).span.line if change.inside.at else 0
    bottom = before.line if before is not None else top if _flows(change, document) else _next_line(document, top)
    if bottom <= top:  # both stand on one line
        return Place(document.source, before) if before is not None else _line(document, top)
    gap = [document.source.line(number).strip() for number in range(top + 1, bottom)]
    if bottom > document.source.text.count("\n") + 1 and (head := _left_over(gap)) is not None:
        return _line(document, top + 1 + head)
    line = top + 1 + _gap(gap, first=change.after is None, last=before is None)
    return Place(document.source, before) if before is not None and line == bottom else _line(document, line)


def _gap(lines: list[str], *, first: bool, last: bool) -> int:
    """Give which of the empty lines and comments after a part stands where another one was taken out.

    Two empty lines meet where it stood. Comments stand above what they are about, so one that ends in an empty line
    was about it, unless it was the last of its kind. Otherwise it stood right before the next part, or where there is
    none on one side, at that end.
    """
    empty = [number for number, line in enumerate(lines) if not line]
    double = next((number for number in empty if number + 1 in empty), None)
    below = next((number for number in empty if number), None)
    if double is not None:
        return double
    if below is not None and not last and not (first and 0 in empty):
        return below
    return 0 if first or last else len(lines)


def _left_over(lines: list[str]) -> int | None:
    """Give which line below the last part of a file is the comment that stood above one taken out; None if none is."""
    below = next((number for number, line in enumerate(lines) if not line), len(lines))
    return next((number for number in reversed(range(below, len(lines))) if lines[number].startswith("#")), None)


def _flows(change: Change, document: Document) -> bool:
    """Whether a part stood inside braces or brackets, where nothing is on a line of its own."""
    return change.inside.at in document.spans and document.spans[change.inside.at].flow


def _line(document: Document, line: int) -> Place:
    return Place(document.source, Span(line, 1, line, len(document.source.line(line)) + 1))


def _last_line(node: Node, document: Document) -> int:
    if isinstance(node, Branch):
        return max(_last_line(each, document) for each in node.parts.values())
    if node.start is not None and node.end is not None:
        return document.place(node.at, node.end - 1, node.end).span.line
    standing = document.spans[node.at]
    # a block ends, for YAML, where the next thing begins
    return standing.pieces[-1].line if standing.pieces else standing.value.end_line


def _next_line(document: Document, line: int) -> int:
    """Give the next line on which anything begins; the one after the last where nothing does."""
    begins = ((standing.key or standing.value).line for standing in document.spans.values())
    return min((each for each in begins if each > line), default=document.source.text.count("\n") + 2)
