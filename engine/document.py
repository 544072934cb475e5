"""What one YAML file says: plain values, and where in the text each of them stands."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import NamedTuple, TypeAlias

from engine.nouns import dataclass
from engine.once import once, regex
from engine.source import Place, Source, Span

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]


class Piece(NamedTuple):
    """A stretch of a text value that stands on one line, character by character; line and column from 1."""

    offset: int
    line: int
    column: int


class Standing(NamedTuple):
    """Where and how one value is written.

    `key` is None for items of a list and for the whole document. `style` is one of plain, single,
    double, literal, folded, mapping and list; `flow` tells whether the value stands inside braces
    or brackets. `pieces` map an offset in the text to its line and column; empty for a text on one
    line, whose characters follow each other from the value's first. `comment` is a comment that
    ends the line of a plain text.
    """

    key: Span | None
    value: Span
    style: str
    flow: bool = False
    pieces: tuple[Piece, ...] = ()
    comment: Span | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One file's value and the standing of every path in it; a document equals itself alone.

    Values are texts, lists and mappings with text keys; numbers, dates and truth values are text
    until the schema types them, and None is an empty value. Paths are tuples of keys and of list
    positions counted from 0; the empty path is the whole document.
    """

    source: Source
    value: Value = field(repr=False)
    spans: Mapping[Path, Standing] = field(repr=False)

    def place(self, path: Path, offset: int | None = None, end: int | None = None) -> Place:
        """Give the place of a value, or of the characters `offset` to `end` (excluded) of a text.

        A path that is not written here gives the place of the nearest part of it that is.
        """
        while path not in self.spans:
            path, offset = path[:-1], None
        standing = self.spans[path]
        if offset is None:
            return Place(self.source, standing.value)
        line, column = position(standing, offset)
        end_line, end_column = position(standing, max(offset, end - 1)) if end is not None else (line, column)
        return Place(self.source, Span(line, column, end_line, end_column + 1))

    def key_place(self, path: Path) -> Place:
        """Give the place of the key that holds a value; of the value itself where it has no key."""
        while path not in self.spans:
            path = path[:-1]
        standing = self.spans[path]
        return Place(self.source, standing.key or standing.value)

    def head(self, path: Path) -> Place:
        """Give the place to point at for a whole mapping or list: its key, or its first line."""
        place = self.key_place(path)
        if place.span.line == place.span.end_line:
            return place
        line, column = place.span.line, place.span.column
        return Place(self.source, Span(line, column, line, len(self.source.line(line)) + 1))


def position(standing: Standing, offset: int) -> tuple[int, int]:
    """Give the line and column of one character of a text value."""
    if not standing.pieces:
        inside = 1 if standing.style in ("single", "double") else 0
        return standing.value.line, standing.value.column + inside + offset
    at = bisect_right(standing.pieces, offset, key=lambda piece: piece.offset) - 1
    piece = standing.pieces[max(at, 0)]
    return piece.line, piece.column + max(offset - piece.offset, 0)


def at(value: Value, path: Path) -> Value:
    """Give the value at a path. Raises KeyError or IndexError where there is none."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list):
                raise KeyError(step)
            value = value[step]
        else:
            if not isinstance(value, dict):
                raise KeyError(step)
            value = value[step]
    return value


def search(wanted: Callable[[str | int, Value], bool]) -> Callable[[Value], Iterator[Path]]:
    """Make a search of a document for the paths of what is wanted, which its key or position and its value decide.

    Nothing in what is searched may ever change: sections and entries that documents share are searched once.
    """

    def walk(part: Value) -> Iterator[Path]:
        for key, inner in _parts(part):
            if wanted(key, inner):
                yield (key,)
            if isinstance(inner, dict | list):
                yield from ((key, *path) for path in walk(inner))

    @once
    def within(entry: Value) -> tuple[Path, ...]:
        return tuple(walk(entry))

    @once
    def in_section(section: Value) -> tuple[Path, ...]:
        found: list[Path] = []
        for key, entry in _parts(section):
            if wanted(key, entry):
                found.append((key,))
            if isinstance(entry, dict | list):
                found += ((key, *path) for path in within(entry))
        return tuple(found)

    def found(document: Value) -> Iterator[Path]:
        if wanted("", document):
            yield ()
        for name, section in _parts(document):
            if wanted(name, section):
                yield (name,)
            if isinstance(section, dict | list):
                yield from ((name, *path) for path in in_section(section))

    return found


def _parts(value: Value) -> Iterable[tuple[str | int, Value]]:
    return value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()


def said(path: Iterable[str | int], root: Value = None) -> str:
    """Write a path as people read it; with the document's value, items that have an id go by their id.

    >>> said(("rules", 2, "when"))
    'rules[2].when'
    >>> said(("rules", 0, "when"), {"rules": [{"id": "first_day_call"}]})
    'rules.first_day_call.when'
    >>> said(("codes", "/", "category"))
    "codes['/'].category"
    """
    told = ""
    for step in path:
        inner: Value = None
        if isinstance(step, int):
            if isinstance(root, list) and 0 <= step < len(root):
                inner = root[step]
            name = inner.get("id") if isinstance(inner, dict) else None
            told += f".{name}" if isinstance(name, str) and _BARE.fullmatch(name) else f"[{step}]"
        else:
            if isinstance(root, dict):
                inner = root.get(step)
            told += f".{step}" if _BARE.fullmatch(step) else "['" + step.replace("'", "''") + "']"
        root = inner
    return told.removeprefix(".")


_BARE = regex(r"[^\W\d][\w-]*|\*")
_STEP = regex(r"\.?(?:(?P<bare>[\w*-]+)|\[(?P<number>\d+)\]|\['(?P<quoted>(?:[^']|'')*)'\])")


def lies_in(path: str, asked: str) -> bool:
    """Whether a path, as it is told to people, is another one or a part of it.

    >>> lies_in("values.lates_limit", "values"), lies_in("values", "value")
    (True, False)
    """
    return path == asked or path.startswith((f"{asked}.", f"{asked}["))


def split_path(text: str) -> Path | None:
    """Read a path as people write it; None where it cannot be read. Items with an id go by their id.

    >>> split_path("codes['/'].category")
    ('codes', '/', 'category')
    >>> split_path("rules[2].when"), split_path("a..b")
    (('rules', 2, 'when'), None)
    """
    steps: list[str | int] = []
    start = 0
    while start < len(text):
        found = _STEP.match(text, start)
        if found is None or ((text[start] == ".") is (start == 0) and found["bare"] is not None):
            return None
        if found["number"] is not None:
            steps.append(int(found["number"]))
        else:
            steps.append(found["bare"] if found["bare"] is not None else found["quoted"].replace("''", "'"))
        start = found.end()
    return tuple(steps) or None
