"""Valid policies -> texts with one mistake: something deleted, duplicated, retyped, renamed, moved or swapped."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.document import Document
from engine.parse import parse
from engine.source import Source, Span

KINDS = ("deleted", "duplicated", "retyped", "renamed", "moved", "swapped")
_OTHER = ("banana", "[1, 2]", "{a: 1}", "12", "true", "-3", "2024-13-45", "25:61", "7 fortnights", "'x > '")
_WORD = re.compile(r"[A-Za-z_]{4,}")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One text with one mistake; `lines` are those that were changed, as they stand in it, `words` what it is about."""

    kind: str
    path: tuple[str | int, ...]
    text: str
    lines: tuple[int, ...]
    words: tuple[str, ...] = ()


class Mutator:
    """Makes mutants of one valid policy."""

    def __init__(self, file: Path, chance: random.Random) -> None:
        self.text = file.read_text(encoding="utf-8")
        self.chance = chance
        read = parse(Source(file.name, self.text))
        assert read.value is not None
        self.document: Document = read.value
        self.starts = [0]
        for line in self.text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.paths = sorted((path for path in self.document.spans if path), key=str)
        self.scalars = [path for path in self.paths if self.document.spans[path].style not in ("mapping", "list")]

    def mutants(self) -> Iterator[Mutant]:
        """Yield mutants without end, the kinds in turn."""
        while True:
            for kind in KINDS:
                made = getattr(self, f"_{kind}")()
                if made is not None and made.text != self.text:
                    yield made

    # ------------------------------------------------------------------------------------------------ places

    def _offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column - 1

    def _region(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """Give the characters of a key with its value, or of an item."""
        standing = self.document.spans[path]
        begin: Span = standing.key or standing.value
        return self._offset(begin.line, begin.column), self._end(path)

    def _end(self, path: tuple[str | int, ...]) -> int:
        value = self.document.spans[path].value
        return self._offset(value.end_line, value.end_column)

    def _line(self, offset: int, text: str | None = None) -> int:
        return (text or self.text).count("\n", 0, offset) + 1

    def _block(self, path: tuple[str | int, ...]) -> tuple[int, int] | None:
        """Give the whole lines of an item, where no other stands on them."""
        begin, end = self._region(path)
        first = self.text.rfind("\n", 0, begin) + 1
        last = self.text.find("\n", end)
        last = len(self.text) if last < 0 else last + 1
        before = self.text[first:begin]
        after = self.text[end:last].strip()
        if (
            before.strip(" -")
            or (after and not after.startswith("#"))
            or (before.strip() and not isinstance(path[-1], int))
        ):
            return None
        return first, last

    def _cut(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """Give what goes with an item: whole lines, or in braces a comma beside it."""
        block = self._block(path)
        if block is not None:
            return block
        begin, end = self._region(path)
        following = re.match(r"\s*,\s*", self.text[end:])
        if following:
            return begin, end + following.end()
        before = re.search(r",\s*$", self.text[:begin])
        return (before.start(), end) if before else (begin, end)

    # ------------------------------------------------------------------------------------------------ kinds

    def _deleted(self) -> Mutant:
        path = self.chance.choice(self.paths)
        begin, end = self._cut(path)
        text = self.text[:begin] + self.text[end:]
        names = (str(path[-1]), *_WORD.findall(self.text[begin:end]))
        line = self._line(begin)
        return Mutant("deleted", path, text, (line,), names)

    def _duplicated(self) -> Mutant:
        path = self.chance.choice(self.paths)
        begin, end = self._cut(path)
        piece = self.text[begin:end]
        joint = "" if self._block(path) is not None or piece.rstrip().endswith(",") or piece.startswith(",") else ", "
        text = self.text[:end] + joint + piece + self.text[end:]
        first, last = self._line(begin), self._line(end + len(joint) + len(piece), text)
        return Mutant("duplicated", path, text, tuple(range(first, last + 1)), (str(path[-1]),))

    def _retyped(self) -> Mutant:
        path = self.chance.choice(self.scalars)
        value = self.document.spans[path].value
        begin, end = self._offset(value.line, value.column), self._end(path)
        text = self.text[:begin] + self.chance.choice(_OTHER) + self.text[end:]
        return Mutant("retyped", path, text, (value.line,), (str(path[-1]),))

    def _renamed(self) -> Mutant | None:
        """Misspell a key, or a word of a value."""
        path = self.chance.choice(self.paths)
        standing = self.document.spans[path]
        key = standing.key
        if key is not None and (path not in self.scalars or self.chance.random() < 0.5):
            begin, end = self._offset(key.line, key.column), self._offset(key.end_line, key.end_column)
        elif path in self.scalars:
            begin, end = self._offset(standing.value.line, standing.value.column), self._end(path)
        else:
            return None
        words = list(_WORD.finditer(self.text, begin, end))
        if not words:
            return None
        word = self.chance.choice(words)
        text = self.text[: word.start()] + self._misspelt(word[0]) + self.text[word.end() :]
        return Mutant("renamed", path, text, (self._line(word.start()),), (word[0],))

    def _misspelt(self, word: str) -> str:
        at = self.chance.randrange(1, len(word) - 1)
        way = self.chance.randrange(3)
        if way == 0:
            return word[:at] + word[at + 1 :]
        if way == 1:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + word[at] + word[at:]

    def _moved(self) -> Mutant | None:
        """Put the lines of one item after those of another."""
        path, other = self.chance.sample(self.paths, 2)
        block, place = self._block(path), self._block(other)
        if block is None or place is None or block[0] <= place[0] < block[1]:
            return None
        piece = self.text[block[0] : block[1]]
        if place[1] <= block[0]:
            text = self.text[: place[1]] + piece + self.text[place[1] : block[0]] + self.text[block[1] :]
            landed, left = place[1], block[1]
        else:
            text = self.text[: block[0]] + self.text[block[1] : place[1]] + piece + self.text[place[1] :]
            landed, left = place[1] - len(piece), block[0]
        first = self._line(landed, text)
        lines = (*range(first, first + piece.count("\n") + 1), self._line(left, text))
        return Mutant("moved", path, text, lines, (str(path[-1]), *_WORD.findall(piece)))

    def _swapped(self) -> Mutant | None:
        path, other = self.chance.sample(self.scalars, 2)
        spans = [self.document.spans[each] for each in (path, other)]
        if any(each.value.line != each.value.end_line for each in spans):
            return None
        first, second = sorted(
            (self._offset(each.line, each.column), self._offset(each.end_line, each.end_column))
            for each in (held.value for held in spans)
        )
        one, two = self.text[slice(*first)], self.text[slice(*second)]
        text = self.text[: first[0]] + two + self.text[first[1] : second[0]] + one + self.text[second[1] :]
        return Mutant(
            "swapped", path, text, (spans[0].value.line, spans[1].value.line), (str(path[-1]), str(other[-1]))
        )
