"""What was found of a rule's boundaries -> the few pupils that show them, those of one boundary beside each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from engine.boundaries.edge import Edge
from engine.boundaries.study import Found, Seen
from engine.boundaries.trial import kind_of

_PLAIN = 16
_MOST_BESIDE = 3
_MOST_TOGETHER = 8


@dataclass(slots=True)
class Group:
    """Pupils of one case, and the boundaries that they are at and beside, each with the steps that they tell apart."""

    edges: dict[int, tuple[Edge, set[int]]] = field(default_factory=dict)
    pupils: dict[int, Seen] = field(default_factory=dict)

    def add(self, edge: Edge, sides: Iterable[int]) -> None:
        """Note that its pupils are at a boundary."""
        self.edges.setdefault(id(edge), (edge, set()))[1].update(sides)


def chosen(found: Sequence[Found]) -> list[Group]:
    """Give the cases of one rule: a boundary that the pupils of another show too needs none of its own."""
    groups: list[Group] = []
    for each in found:
        left = set(each.sides)
        for group in groups:
            shown = {
                side
                for line in each.seen.values()
                for seen in line.values()
                if id(seen.sketch) in group.pupils
                for side in (seen.plainly if each.plainly else seen.told_apart)
            } & left
            if shown:
                group.add(each.edge, shown)
                left -= shown
        while left:
            line, shown = _best(each, left)
            joined = next((group for group in groups if _joins(group, each.edge, line)), None)
            if joined is None:
                joined = Group()
                groups.append(joined)
            joined.add(each.edge, shown)
            for seen in line:
                joined.pupils[id(seen.sketch)] = seen
            left -= shown
    return groups


def _joins(group: Group, edge: Edge, line: Sequence[Seen]) -> bool:
    """Whether pupils belong into a case that shows another side of the same boundary over the same time."""
    other = next(iter(group.pupils.values()))
    alike = (other.year, other.absent) == (line[0].year, line[0].absent)
    return alike and id(edge) in group.edges and len(group.pupils) + len(line) <= _MOST_TOGETHER


def _best(found: Found, left: set[int]) -> tuple[list[Seen], set[int]]:
    """Give the line of pupils that shows most of what is left, the plainest of such, and what it shows."""
    best: tuple[tuple[int, ...], list[Seen], set[int]] | None = None
    for line in found.seen.values():
        shown = {side for seen in line.values() for side in seen.told_apart} & left
        if not shown:
            continue
        picked = _picked(line, shown)
        steps = [seen.sketch.step for seen in picked]
        plain = {side for seen in picked for side in seen.plainly} & left
        group = _with_neighbours(line, picked)
        both = len({kind_of(seen.came) for seen in group}) > 1
        score = (-len(plain), not both, -len(shown), max(seen.sketch.rank for seen in picked), max(steps) - min(steps))
        if best is None or score < best[0]:
            best = (score, group, shown)
    assert best is not None, "INVARIANT: what is left was told apart by somebody"
    return best[1], best[2]


def _picked(line: dict[int, Seen], shown: set[int]) -> list[Seen]:
    """Give one pupil for each step of the boundary, those that stand nearest to each other."""
    by_side = []
    for side in sorted(shown):
        plain = [seen for seen in line.values() if side in seen.plainly]
        by_side.append(plain or [seen for seen in line.values() if side in seen.told_apart])
    first = min(by_side[0], key=lambda one: sum(_near(one, others) for others in by_side[1:]))
    picked = [first, *(min(others, key=lambda one: abs(one.sketch.step - first.sketch.step)) for others in by_side[1:])]
    return list({id(seen.sketch): seen for seen in picked}.values())


def _near(one: Seen, others: Iterable[Seen]) -> int:
    return min(abs(one.sketch.step - other.sketch.step) for other in others)


def _with_neighbours(line: dict[int, Seen], picked: list[Seen]) -> list[Seen]:
    """Add what stands on the other side: of a line of few all of it, else the next of whom something else came."""
    if len(line) <= _MOST_BESIDE + 1 and all(seen.sketch.rank < _PLAIN for seen in line.values()):
        return [line[step] for step in sorted(line)]
    kinds = {kind_of(seen.came) for seen in picked}
    if len(kinds) == 1:
        steps = sorted(line, key=lambda step: (abs(step - picked[0].sketch.step), step))
        other = next((line[step] for step in steps if kind_of(line[step].came) not in kinds), None)
        picked = [*picked, other] if other is not None else picked
    return sorted(picked, key=lambda seen: seen.sketch.step)


def differ(group: Group) -> bool:
    """Whether something else came of some of its pupils than of others."""
    return len({kind_of(seen.came) for seen in group.pupils.values()}) > 1
