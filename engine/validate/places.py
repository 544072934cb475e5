"""Where the parts of a checked value stand."""

from collections.abc import Callable

from engine.document import Document, Path
from engine.nouns import dataclass
from engine.source import Place


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an item may lack a field: words to follow what is told, help, and the place, None for that of the item."""

    words: str = ""
    help: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a value stand; a merged value has parts in several files.

    `lacks` says why an item may lack a field: it was meant to be another, or a layer took the field away.
    """

    value: Callable[[Path], Place]
    key: Callable[[Path], Place]
    head: Callable[[Path], Place]
    lacks: Callable[[Path], Cause] = lambda path: Cause()


def places_in(document: Document) -> Places:
    """Give the places of one file."""
    return Places(document.place, document.key_place, document.head)
