"""Where the parts of a checked value stand."""

from collections.abc import Callable

from engine.document import Document, Path
from engine.nouns import dataclass
from engine.source import Place


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a value stand; a merged value has parts in several files.

    `alone` gives words and help for an item to which a field is missing, where it may have been meant to be another.
    """

    value: Callable[[Path], Place]
    key: Callable[[Path], Place]
    head: Callable[[Path], Place]
    alone: Callable[[Path], tuple[str, str] | None] = lambda path: None


def places_in(document: Document) -> Places:
    """Give the places of one file."""
    return Places(document.place, document.key_place, document.head)
