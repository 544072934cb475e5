"""Which character of a text value stands where, for texts that are not written on one line as they are."""

from engine.document import Piece
from engine.once import regex

_ESCAPE = regex(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_DOUBLED = regex("''")


def pieces_of(
    lines: list[str], style: str, value: str, start: tuple[int, int], end: tuple[int, int]
) -> tuple[Piece, ...]:
    """Map a value back to its text; empty where its characters follow each other on its one line.

    `lines` are the file's lines; `start` and `end` (excluded) are line and column from 0, as the
    YAML library counts, quotes included.
    """
    if style in ("literal", "folded"):
        return _block(lines, style, value, start[0] + 1, end[0])
    if start[0] == end[0]:
        if style == "plain":
            return ()
        inner = lines[start[0]][start[1] : end[1]]
        if (style == "single" and "''" not in inner[1:-1]) or (style == "double" and "\\" not in inner):
            return ()
    return _flowing(lines, style, value, start, end)


def _block(lines: list[str], style: str, value: str, first: int, last: int) -> tuple[Piece, ...]:
    found: list[Piece] = []
    if style == "literal":
        written = value.split("\n")
        # The first line with something on it tells the indentation: the value has it without.
        indent = next((len(lines[first + at]) - len(text) for at, text in enumerate(written) if text), 0)
        offset = 0
        for at, text in enumerate(written):
            if text:
                found.append(Piece(offset, first + at + 1, indent + 1))
            offset += len(text) + 1
        return tuple(found)
    offset = 0
    for number in range(first, min(last + 1, len(lines))):
        text = lines[number].strip(" ")
        if text and value.startswith(text, gap := _gap(value, offset)):
            found.append(Piece(gap, number + 1, len(lines[number]) - len(lines[number].lstrip(" ")) + 1))
            offset = gap + len(text)
    return tuple(found)


def _flowing(
    lines: list[str], style: str, value: str, start: tuple[int, int], end: tuple[int, int]
) -> tuple[Piece, ...]:
    # INVARIANT: between the written lines of one text YAML puts only spaces and newlines, so each
    # line's first character is the next in the value that is neither.
    escape = {"single": _DOUBLED, "double": _ESCAPE}.get(style)
    quote = 0 if style == "plain" else 1
    found: list[Piece] = []
    offset = 0
    for number in range(start[0], end[0] + 1):
        begin = start[1] + quote if number == start[0] else 0
        stop = end[1] - quote if number == end[0] else len(lines[number])
        text = lines[number][begin:stop]
        if number > start[0]:
            begin += len(text) - len(text.lstrip(" "))
            text = text.lstrip(" ")
            offset = _gap(value, offset)
        if number < end[0]:
            text = text.rstrip(" ")
            if style == "double" and _continues(text):
                text = text[:-1]
        column = 0
        while column < len(text):
            found.append(Piece(offset, number + 1, begin + column + 1))
            hit = escape.search(text, column) if escape else None
            if hit is None:
                offset += len(text) - column
                break
            offset += hit.start() - column
            if hit.start() > column:
                found.append(Piece(offset, number + 1, begin + hit.start() + 1))
            offset += 1
            column = hit.end()
    return tuple(found)


def _gap(value: str, offset: int) -> int:
    while offset < len(value) and value[offset] in " \n":
        offset += 1
    return offset


def _continues(text: str) -> bool:
    slashes = len(text) - len(text.rstrip("\\"))
    return slashes % 2 == 1
