"""A change of the data to try: what it says, and which edits make it."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.explain.edit import Edit
from engine.words import number_in_words

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Change:
    """A change to try: in words, and the edits that make it; `family` tells changes of one kind from others.

    `more` is how many more sessions, days or the like it takes, and `code` the mark that each would be: set where the
    change can also be asked for in the days to come. `parts` are those that it was put together from; its edits are
    theirs, one part's after the other's.
    """

    said: str
    edits: tuple[Edit, ...]
    family: str = ""
    more: int = 0
    unit: str = "sessions"
    code: Callable[[int], str | None] | None = None
    parts: tuple["Change", ...] = ()


def few(count: int) -> str:
    """Write a small number as a word.

    >>> few(1), few(12)
    ('one', '12')
    """
    return _WORDS[count] if 0 <= count < len(_WORDS) else str(count)


def counted(count: int, unit: str, kind: str) -> str:
    """Say so many more or fewer of a unit.

    >>> counted(1, "session", "more"), counted(3, "school day", "fewer")
    ('one more session', 'three school days fewer')
    """
    told = number_in_words(count, unit).split(" ", 1)[1]
    return f"{few(count)} more {told}" if kind == "more" else f"{few(count)} {told} {kind}"
