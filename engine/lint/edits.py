"""Changes to a text at places of it: line ends, comments and layout are kept."""

import codecs
import re
from dataclasses import dataclass, field

from engine.source import Span

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of text and what is to stand there instead; `why` says in words what it mends, at which line."""

    span: Span
    text: str
    why: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A file's text as it is saved, its line ends and a byte order mark included."""

    raw: str = field(repr=False)
    marked: bool = False

    @classmethod
    def of(cls, data: bytes) -> "Written":
        """Read what is saved. Raises UnicodeDecodeError where it is not UTF-8."""
        return cls(data.decode("utf-8-sig"), data.startswith(codecs.BOM_UTF8))

    def save(self) -> bytes:
        """Give the bytes to save."""
        return (codecs.BOM_UTF8 if self.marked else b"") + self.raw.encode()

    def offset(self, line: int, column: int) -> int:
        """Give the character at a line and a column, both counted from 1."""
        starts = [0, *(found.end() for found in _LINE_END.finditer(self.raw))]
        return starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """Give a line, counted from 1, without its end."""
        return _LINE_END.split(self.raw)[number - 1]

    def between(self, span: Span) -> str:
        """Give the text of a span."""
        return self.raw[self.offset(span.line, span.column) : self.offset(span.end_line, span.end_column)]

    def with_edit(self, edit: Edit) -> "Written":
        """Give the text with one edit made."""
        begin = self.offset(edit.span.line, edit.span.column)
        end = self.offset(edit.span.end_line, edit.span.end_column)
        return Written(self.raw[:begin] + edit.text + self.raw[end:], self.marked)
