"""A change under which a rule acts -> as little of it as still does; each omission is tried by running."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from engine.explain.change import Change
from engine.explain.edit import Edit, MarkEdit, PupilEdit
from engine.explain.moved import acts_if
from engine.explain.trying import Places, Trying
from engine.register import Register

_MOST_TRIED = 1200
"""So many omissions are tried for one look of one rule."""


@dataclass(frozen=True, slots=True)
class Least:
    """A change of which as much was left out as could be, one edit after the other.

    `together` says how many of the changes that it was put together from are left; `known` whether it is known that
    it does not act without any one of its edits.
    """

    change: Change
    together: int
    known: bool


class Fewest:
    """Leaves out of changes what is not needed; what it tries is counted, and is bounded."""

    def __init__(self, trying: Trying) -> None:
        self._trying, self._left = trying, _MOST_TRIED

    def of(self, base: Register, change: Change, places: Places) -> Least:
        """Give a change without what it does not need to act at such a place; it acts there as it is."""
        kept, known = self._without(base, change.edits, places)
        parts = list(self._parts(change, kept))
        edits = tuple(change.edits[place] for place in kept)
        if len(parts) == 1:
            return Least(self._least_minutes(base, replace(parts[0], edits=edits), places), 1, known)
        if len(kept) == len(change.edits):
            return Least(change, len(parts), known)
        return Least(replace(change, said=joined([part.said for part in parts]), edits=edits), len(parts), known)

    def _least_minutes(self, base: Register, change: Change, places: Places) -> Change:
        """Give a change of minutes late with the fewest minutes more, or less, that still do."""
        marks = [edit for edit in change.edits if isinstance(edit, MarkEdit) and edit.minutes_late is not None]
        given = {edit.minutes_late for edit in marks}
        if len(given) != 1 or len(marks) < len(change.edits):
            return change
        asked = int(given.pop() or 0)
        was = self._minutes_late({edit.slot for edit in marks})
        ways = []
        for minutes in range(was, asked, 1 if was < asked else -1):
            edits = tuple(replace(edit, minutes_late=minutes) for edit in marks)
            ways.append(replace(change, said=acts_if(self._trying.one, edits), edits=edits))
        ways = ways[: max(self._left, 0)]
        self._left -= len(ways)
        return next(iter(self._trying.acting(base, ways, places)), change)

    def _minutes_late(self, slots: Set[int]) -> int:
        """Give the most minutes late that stand beside marks; 0 where none do."""
        held = self._trying.one.arrivals
        there = zip(held.slot.tolist(), held.minutes_late.tolist(), strict=True)
        return max((late for slot, late in there if slot in slots and late > 0), default=0)

    def _parts(self, change: Change, kept: Sequence[int]) -> Iterator[Change]:
        """Give the parts of a change as far as they are kept, those of which something is."""
        begins = 0
        for part in change.parts or (change,):
            edits = tuple(change.edits[place] for place in kept if begins <= place < begins + len(part.edits))
            begins += len(part.edits)
            if edits:
                same = _size(part, edits) == _size(part, part.edits)
                yield replace(part, said=part.said if same else acts_if(self._trying.one, edits), edits=edits)

    def _without(self, base: Register, edits: Sequence[Edit], places: Places) -> tuple[list[int], bool]:
        """Give the places of the edits that are needed, and whether it is known that each of them is."""
        kept = list(range(len(edits)))
        while len(kept) > 1:
            # marks that other dates on the roll leave no room for go with these dates
            may = [place for place in kept if not _is_blank(edits[place])]
            if len(may) > self._left:
                return kept, False
            acts = self._acts(base, edits, kept, [(place,) for place in may], places)
            singly = [place for place, does in zip(may, acts, strict=True) if does]
            if not singly:
                break
            # what can be left out singly often can together: the more at once, the fewer runs
            several = [singly[:count] for count in range(len(singly), 1, -1)][: max(self._left, 0)]
            acts = self._acts(base, edits, kept, several, places)
            out = next((chosen for chosen, does in zip(several, acts, strict=True) if does), singly[:1])
            kept = [place for place in kept if place not in out]
        return kept, True

    def _acts(
        self, base: Register, edits: Sequence[Edit], kept: Sequence[int], out: Sequence[Sequence[int]], places: Places
    ) -> list[bool]:
        """Say of each choice of places whether it acts without the edits there."""
        tried = [Change("", tuple(edits[place] for place in kept if place not in chosen)) for chosen in out]
        self._left -= len(tried)
        acting = {id(each) for each in self._trying.acting(base, tried, places)}
        return [id(each) in acting for each in tried]


def joined(said: Sequence[str]) -> str:
    """Say several changes as one."""
    return ", and ".join([said[0], *(each.removeprefix("it acts ") for each in said[1:])])


def _is_blank(edit: Edit) -> bool:
    return isinstance(edit, MarkEdit) and edit.code == ""


def _size(change: Change, edits: Sequence[Edit]) -> int:
    """Count what a change says that it takes: its school days where it says days, else its edits.

    What else goes with another value of a pupil's column is not said.
    """
    if any(isinstance(each, PupilEdit) for each in edits):
        return 1
    if change.unit in ("days", "school days"):
        return len({each.slot // 2 for each in edits if isinstance(each, MarkEdit)})
    return len(edits)
