"""Text as XML holds it, without what a reader would not see."""

from xml.sax.saxutils import escape, quoteattr

from cli.render.safe import shown


def quoted(text: str) -> str:
    """Give an attribute's value, with its quotes."""
    return quoteattr(shown(text))


def plain(text: str) -> str:
    """Give the text of an element; its lines stay lines."""
    return escape("\n".join(shown(line) for line in text.split("\n")))
