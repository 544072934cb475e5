"""Where text stands: a file's text and the spans within it."""

from dataclasses import field
from functools import lru_cache

from engine.nouns import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source text.

    Lines and columns are counted from 1 and in characters; `end_line`/`end_column` is the place
    just after the last character (excluded).
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Source:
    """One text with the name its reader knows it by (a path as given, or `-`)."""

    name: str
    text: str = field(repr=False)

    def line(self, number: int) -> str:
        r"""Give one line without its line end; an empty string where there is none.

        >>> Source("a.yaml", "one\ntwo").line(2)
        'two'
        """
        lines = _lines(self.text)
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a named source."""

    source: Source
    span: Span

    def __str__(self) -> str:
        return f"{self.source.name}:{self.span.line}:{self.span.column}"


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[str, ...]:
    # a report quotes a line for each of what may be thousands of findings in one file
    return tuple(text.split("\n"))
