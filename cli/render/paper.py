"""Lines of text laid on a page: no wider than it is, indented, dim or bold where it shows colours."""

import textwrap

_BOLD, _DIM, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[0m"


class Paper:
    """How lines are laid: the width, and whether they are coloured."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def head(self, text: str) -> str:
        """Give the head of a part of the page."""
        return f"{_BOLD}{text}{_OFF}" if self.colour else text

    def wrapped(self, text: str, indent: int, *, first: str = "", dim: bool = False) -> str:
        """Wrap a text; `first` takes the place of the indent on its first line, and is as wide."""
        start, end = (_DIM, _OFF) if dim and self.colour else ("", "")
        space = first or " " * indent
        if len(text) <= self.width - indent:  # most lines fit, and wrapping them costs more than all the rest
            return f"{space}{start}{text}{end}\n"
        told = []
        for piece in wrapped(text, self.width - indent):
            told.append(f"{space}{start}{piece}{end}\n")
            space = " " * indent
        return "".join(told)


def wrapped(text: str, width: int) -> list[str]:
    """Cut a text into lines of whole words, none wider than `width` unless a single word is.

    As `textwrap` does, which takes ten times as long: it is left to do what has other spaces than one between words.

    >>> wrapped("a word and much_longer_than_the_others it", 10)
    ['a word and', 'much_longer_than_the_others', 'it']
    """
    if text.split() != text.split(" "):
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    lines = []
    begin = 0
    while len(text) - begin > width:
        end = text.rfind(" ", begin, begin + width + 1)
        if end < 0:  # a word that is wider
            end = text.find(" ", begin)
            if end < 0:
                break
        lines.append(text[begin:end])
        begin = end + 1
    return [*lines, text[begin:]]
