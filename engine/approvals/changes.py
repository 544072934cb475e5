"""What was approved and what a policy file says now -> every part that was changed, added, taken out or moved."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Literal

from engine.approvals.pairing import pair, same_text
from engine.approvals.tree import Branch, Label, Labels, Leaf, Node
from engine.nouns import dataclass

Kind = Literal["changed", "added", "gone", "renamed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One part that is not as it was approved.

    `labels` say which, by its name now, or by the one then where it is gone; `key` is its name then where it was
    renamed. `then` and `now` are what it said and says, None where it was or is not there. `inside` is the mapping or
    list in which it stands or stood; a part that is gone stood between `after` and `before`, parts that are there
    still, None at an end.
    """

    kind: Kind
    labels: Labels
    then: Node | None
    now: Node | None
    inside: Branch
    key: Label | None = None
    after: Node | None = None
    before: Node | None = None


def changes(then: Branch, now: Branch, labels: Labels = ()) -> Iterator[Change]:
    """Find what is not as it was, in the order of the parts now, those that are gone where they stood.

    A part that is there, or gone, as a whole is one change. The order of a mapping says nothing; that of a list does.
    """
    pairs = pair(then, now)
    of_now = {new: old for old, new in pairs}
    of_then = dict(pairs)
    yield from _gone(then, now, labels, of_then)
    moved = set(_moved(pairs, now)) if now.kind != "mapping" else set()
    for label, node in now.parts.items():
        here = (*labels, label)
        if label not in of_now:
            yield Change("added", here, None, node, now)
            continue
        old = then.parts[of_now[label]]
        if now.kind == "mapping" and of_now[label] != label:
            yield Change("renamed", here, old, node, now, key=of_now[label])
        if label in moved:
            yield Change("moved", here, old, node, now)
        yield from _inside(old, node, now, here)


def _inside(then: Node, now: Node, parent: Branch, labels: Labels) -> Iterator[Change]:
    if isinstance(then, Leaf) and isinstance(now, Leaf):
        if not same_text(then.said, now.said):
            yield Change("changed", labels, then, now, parent)
    elif isinstance(then, Branch) and isinstance(now, Branch):
        yield from changes(then, now, labels)
    else:
        yield Change("changed", labels, then, now, parent)


def _gone(then: Branch, now: Branch, labels: Labels, of_then: Mapping[Label, Label]) -> Iterator[Change]:
    """Give what is there no longer, each between the parts beside it that are."""
    after: Node | None = None
    waiting: list[tuple[Label, Node | None]] = []
    for label in [*then.parts, None]:
        if label is not None and label not in of_then:
            waiting.append((label, after))
            continue
        before = now.parts[of_then[label]] if label is not None else None
        for each, above in waiting:
            yield Change("gone", (*labels, each), then.parts[each], None, now, after=above, before=before)
        waiting, after = [], before


def _moved(pairs: list[tuple[Label, Label]], now: Branch) -> Iterator[Label]:
    """Give the fewest parts whose move brings the old order into the new one."""
    places = {label: number for number, label in enumerate(now.parts)}
    tails: list[int] = []
    lengths = []
    for _, new in pairs:
        at = bisect_left(tails, places[new])
        tails[at : at + 1] = [places[new]]
        lengths.append(at)
    wanted = len(tails) - 1
    for (_, new), length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted:
            wanted -= 1
        else:
            yield new
