"""What is told about one text while it is read, each at its place."""

from engine.diagnostics import Diagnostic
from engine.source import Place, Source, Span

MOST_TOLD = 20


class Told:
    """A text, its lines, and what was found wrong with it so far."""

    __slots__ = ("found", "lines", "source", "text")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.lines = source.text.split("\n")
        self.found: list[Diagnostic] = []

    def tell(
        self, code: str, message: str, span: Span, act: str = "", also: tuple[tuple[str, Place], ...] = ()
    ) -> None:
        """Note one thing, with no more than the first line of its span."""
        if span.end_line > span.line:
            span = Span(span.line, span.column, span.line, len(self.lines[span.line - 1]) + 1)
        if span.end_column <= span.column:
            span = Span(span.line, span.column, span.line, span.column + 1)
        self.found.append(Diagnostic(code, message, Place(self.source, span), act, also=also))

    def span(self, start: int, end: int) -> Span:
        """Give the span of two positions in the text."""
        line = self.text.count("\n", 0, start)
        end_line = line + self.text.count("\n", start, end)
        column = start - (self.text.rfind("\n", 0, start) + 1)
        end_column = end - (self.text.rfind("\n", 0, end) + 1)
        return Span(line + 1, column + 1, end_line + 1, end_column + 1)

    def first_of_each_line(self) -> list[Diagnostic]:
        """Give what was found, one thing a line: of what one cause breaks, the first is the one to mend."""
        first = {found.place.span.line: found for found in reversed(self.found) if found.place}
        return [found for found in self.found if found.place is None or first[found.place.span.line] is found]
