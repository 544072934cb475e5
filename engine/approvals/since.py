"""A policy file and the record of it -> what has changed since it was approved, each change at its place."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date

from engine.approvals.bearing import decides
from engine.approvals.changes import Change, changes
from engine.approvals.record import Record
from engine.approvals.tree import Branch, Node, leaves, tree_of
from engine.document import Document, Path
from engine.nouns import dataclass
from engine.once import regex
from engine.source import Place

_WORD = regex(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Placed:
    """A change and where it stands, or stood; `lost` are the words that went with it."""

    change: Change = field(repr=False)
    place: Place
    lost: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed in one file since the day on which it was approved; `record` is the file that says so."""

    approved_on: date
    record: str
    changes: tuple[Placed, ...] = ()

    def lost(self, name: str) -> Place | None:
        """Give where a name stood that stands there no longer; None where it did not, or still does."""
        return next((each.place for each in self.changes if name in each.lost), None)

    def stood(self, item: Path, key: str | None) -> Place | None:
        """Give where a part of an item stood that was taken out, any part if no key is given; None where none was."""
        gone = (each for each in self.changes if each.change.kind == "gone" and key in (None, each.change.labels[-1]))
        return next((each.place for each in gone if each.change.inside.at == item), None)


def compared(record: Record, document: Document) -> Since:
    """Compare a policy file with what was approved of it."""
    now = tree_of(document.value)
    found = list(changes(record.parts, now)) if isinstance(now, Branch) else []
    return Since(record.approval.approved_on, record.document.source.name, _placed(found, document) if found else ())


def _placed(found: Sequence[Change], document: Document) -> tuple[Placed, ...]:
    from engine.approvals.places import place_of  # mostly nothing has changed

    return tuple(Placed(each, place_of(each, document), _lost(each)) for each in found)


def _lost(change: Change) -> frozenset[str]:
    """Give the words that were said and are not; a note says nothing of what it names."""
    return _words(change.then) - _words(change.now) if decides(change.labels) else frozenset()


def _words(node: Node | None) -> frozenset[str]:
    held = leaves(node) if node is not None else ()
    return frozenset(word for _, leaf in held if isinstance(leaf.said, str) for word in _WORD.findall(leaf.said))
