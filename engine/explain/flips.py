"""Changes under which a rule acts: every one is tried by running the policy again before it is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from engine.explain import changes
from engine.explain.ahead import Ahead
from engine.explain.change import Change
from engine.explain.edit import MarkEdit, RowEdit
from engine.explain.edit_words import in_words, outputs
from engine.explain.fewest import Fewest, Least, joined
from engine.explain.leaves import Alternative
from engine.explain.move_facts import FactMoves
from engine.explain.move_marks import MarkMoves
from engine.explain.trying import Trying
from engine.model.dataset import TableShape
from engine.model.explanation import FlipOutput

_MOST_TOLD = 8
_MOST_MARKS = 2
_MOST_TOGETHER = 3
_OF_EACH_LEAF = 6
_MOST_PRODUCTS = 400
_POOL = 84
_OF_EACH_FAMILY = 8


@dataclass(frozen=True, slots=True)
class Way:
    """An alternative with the changes to try for each of its tests."""

    leaves: Alternative
    changes: tuple[tuple[Change, ...], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The changes that make a rule act, and what is to be said of all that were tried."""

    flips: list[FlipOutput]
    tried: int
    summary: str | None


class Flips:
    """Finds changes for one rule that did not act at one review point of one pupil."""

    def __init__(
        self, trying: Trying, fewest: Fewest, ahead: Ahead, marks: MarkMoves, facts: FactMoves, place: int,
        shapes: Mapping[str, TableShape],
    ) -> None:  # fmt: skip
        self._fewest = fewest
        self._trying, self._ahead, self._marks, self._facts = trying, ahead, marks, facts
        self._place, self._shapes = place, shapes
        # what comes after the look has no part in it
        self._base = changes.until(trying.one, place)

    def find(self, ways: Sequence[Way]) -> Found:
        """Give the changes that make it act, those asked for by its own tests first, single ones before others."""
        single, several, coming = self._directed(ways)
        moves = [*self._marks.near(), *self._facts.all()]
        acting = self._acting(moves)
        single += _chosen(acting, single)
        if not single:
            single += _chosen(self._acting(list(self._marks.further_back())), [])
        if not single and not several:
            several = self._pairs(moves)
        alone = self._least(each for each in single if self._holds(each))
        together = self._least(each for each in several if self._holds(each)) if not alone else []
        # what is put together may come down to one change alone
        alone += [each for each in together if each.together == 1]
        together = [] if alone else together[:_MOST_TOGETHER]
        told = [*coming, *map(self._told, alone)]
        waiting = self._ahead.waiting()
        if waiting is not None:
            told.append(waiting)
        told += map(self._told, together)
        return Found(told[:_MOST_TOLD], self._trying.tried, self._summary(bool(alone), bool(told), bool(together)))

    def _least(self, held: Iterable[Change]) -> list[Least]:
        """Leave out of each change what is not needed; of those that are the same then, one is kept."""
        found: dict[object, Least] = {}
        for change in list(held)[:_MOST_TOLD]:
            least = self._fewest.of(self._base, change, self._here)
            found.setdefault(frozenset(map(repr, least.change.edits)), least)
        return list(found.values())

    def _summary(self, single: bool, told: bool, several: bool) -> str | None:
        if single:
            return None
        count = f"{self._trying.tried:,}"
        if several:
            return f"no single change makes it act on that day; of {count} that were tried, these together do"
        if told:
            return f"no change makes it act on that day, of {count} that were tried"
        return f"none of {count} changes that were tried makes it act, alone or two together"

    def _acting(self, tried: Sequence[Change]) -> list[Change]:
        """Give the changes that make it act, the smallest first."""
        found = self._trying.acting(self._base, tried, self._here)
        return sorted(found, key=lambda change: len(change.edits))

    def _holds(self, change: Change) -> bool:
        """Whether it acts with a change by itself, as it did beside others."""
        register = changes.applied(self._base, change.edits)
        return self._trying.first_place(register, self._here) is not None

    def _told(self, least: Least) -> FlipOutput:
        one, edits = self._trying.one, least.change.edits
        return FlipOutput(
            said=least.change.said,
            tried=in_words(one, edits),
            edits=outputs(one, edits, self._shapes),
            together=least.together,
            smallest=least.known,
            acts_on=None,
            until=None,
        )

    def _here(self, place: int) -> bool:
        return place == self._place

    # — what the tests of the rule ask for —

    def _directed(self, ways: Sequence[Way]) -> tuple[list[Change], list[Change], list[FlipOutput]]:
        """Give single changes, those that take several, and what would do in the days to come."""
        single: list[Change] = []
        several: list[Change] = []
        coming: list[FlipOutput] = []
        for way in ways:
            if len(way.leaves) == 1:
                acting = self._trying.acting(self._base, way.changes[0], self._here)
                firsts = {change.family: change for change in reversed(acting)}
                single += [change for change in acting if firsts[change.family] is change]
                found = next((flip for each in way.changes[0] if (flip := self._ahead.by_when(each))), None)
                coming += [found] if found is not None else []
            elif all(way.changes):
                limited = [candidates[:_OF_EACH_LEAF] for candidates in way.changes]
                together = [_joined(chosen) for chosen in list(product(*limited))[:_MOST_PRODUCTS]]
                acting = self._trying.acting(self._base, together, self._here)
                several += acting[:1]
        several.sort(key=lambda each: len(each.edits))
        return single, several, list({flip.said: flip for flip in coming}.values())[:2]

    # — two together —

    def _pairs(self, moves: Iterable[Change]) -> list[Change]:
        families: dict[str, list[Change]] = {}
        for change in sorted(moves, key=lambda change: len(change.edits)):
            held = families.setdefault(change.family, [])
            if len(held) < _OF_EACH_FAMILY:
                held.append(change)
        pool = [change for held in families.values() for change in held][:_POOL]
        pairs = [_joined(pair) for pair in combinations(pool, 2) if _compatible(*pair)]
        return self._acting(pairs)[:1]


def _chosen(acting: Sequence[Change], before: Sequence[Change]) -> list[Change]:
    """Choose the smallest change of each family; marks only where no fewer are told already, and of few kinds."""
    found: list[Change] = []
    families = {change.family for change in before}
    fewest = min((len(change.edits) for change in before if change.family == "marks"), default=None)
    marks = smallest = 0
    for change in acting:
        if change.family in families:
            continue
        if change.family.startswith(("marks", "arrivals")):
            if (fewest is not None and len(change.edits) >= fewest) or marks >= _MOST_MARKS:
                continue
            if marks and len(change.edits) > 2 * smallest:
                continue
            smallest = len(change.edits) if not marks else smallest
            marks += 1
        families.add(change.family)
        found.append(change)
    return found


def _joined(chosen: Sequence[Change]) -> Change:
    said = joined([change.said for change in chosen])
    return Change(said, tuple(edit for change in chosen for edit in change.edits), "together", parts=tuple(chosen))


def _compatible(one: Change, other: Change) -> bool:
    """Whether two changes are about different things."""
    touched = [{_thing(edit) for edit in change.edits} for change in (one, other)]
    return not touched[0] & touched[1]


def _thing(edit: object) -> object:
    if isinstance(edit, MarkEdit):
        return edit.slot
    if isinstance(edit, RowEdit):
        return (edit.table, edit.row, tuple(edit.values)) if edit.row is not None else edit.table
    return (type(edit), *(getattr(edit, name, None) for name in ("table", "row", "column", "since")))
