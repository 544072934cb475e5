"""The text of a starter, changed at its places: values put in, whole parts taken out with the comment above them."""

from engine.document import Document, Path


class Lines:
    """Lines of a document's text and what is to become of them; comments and order stay as they are."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines: list[str | None] = list(document.source.text.split("\n"))
        self._puts: list[tuple[int, int, int, str]] = []
        self._gone: set[Path] = set()

    def put(self, path: Path, text: str) -> None:
        """Put a text in the place of a value that stands on one line."""
        span = self._document.spans[path].value
        self._puts.append((span.line - 1, span.column - 1, span.end_column - 1, text))

    def take_out(self, path: Path) -> None:
        """Take a part out, and the mapping or list that holds it where nothing is left in that."""
        self._gone.add(path)

    def text(self) -> str:
        """Give the text."""
        for line, start, end, text in sorted(self._puts, reverse=True):
            old = self._lines[line]
            assert old is not None
            self._lines[line] = old[:start] + text + old[end:]
        for path in self._gone | {path[:1] for path in self._gone if self._is_empty(path[:1])}:
            self._cut(path)
        kept: list[str] = []
        for each in self._lines:
            if each is not None and (each or (kept and kept[-1])):
                kept.append(each)
        return "\n".join(kept).rstrip("\n") + "\n"

    def _is_empty(self, path: Path) -> bool:
        parts = {each for each in self._document.spans if len(each) == 2 and each[:1] == path}
        return bool(parts) and parts <= self._gone

    def _cut(self, path: Path) -> None:
        standing = self._document.spans[path]
        first = (standing.key or standing.value).line - 1
        last = standing.value.end_line - 1
        # a block ends where the next thing begins: blank lines and comments before that are not its own
        while last > first and not (self._lines[last] or "").strip():
            last -= 1
        while first > 0 and (self._lines[first - 1] or "").lstrip().startswith("#"):
            first -= 1
        for at in range(first, last + 1):
            self._lines[at] = None
