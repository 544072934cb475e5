"""A policy at every point of some ranges: what it asks for there, and how that differs from what it asks for now."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from engine.diagnostics import Diagnostic, Outcome
from engine.load import Loaded
from engine.register import Register
from engine.resolve.edited import Edit
from engine.simulate.compare import Places, compare
from engine.simulate.ranges import Range, edits_at, points
from engine.simulate.result import KINDS, Counts, Point, Swept
from engine.simulate.sides import Side
from engine.simulate.study import Study
from engine.simulate.variants import with_edits
from engine.simulate.work import Tally
from engine.timeline import Timeline

Longs = npt.NDArray[np.int64]


def sweep(
    base: Loaded,
    edits: Sequence[Edit],
    ranges: Sequence[Range],
    study: Study,
    register: Register,
    places: Places,
    timeline: Timeline,
) -> Outcome[Swept]:
    """Evaluate every point; what no value of the ranges changes is evaluated once for all of them.

    `edits` stand at every point, but for one at a path that is swept.

    Yields: what putting the values in place may find, and the first point that breaks something ends it.
    """
    swept = {each.path for each in ranges}
    edits = [edit for edit in edits if edit.path not in swept]
    now = study.side(base, register)
    tally = Tally(len(timeline.days))
    present = _counted(tally, now, places)
    here = tuple(each.present_place for each in ranges)
    after = now
    found: list[Point] = []
    wrong: list[Diagnostic] = []
    every = points(ranges)
    for number, values in enumerate(every):
        study.tell("values", number, len(every))
        changed = with_edits(base, [*edits, *edits_at(ranges, values)])
        if changed.value is None or changed.failed:
            wrong += changed.diagnostics
            break
        read = study.register(changed.value)
        if read.value is None:
            wrong += read.diagnostics
            break
        marks = study.marks(base, changed.value, register, read.value)
        before = now if marks.left is register else study.side(base, marks.left, [now])
        after = study.side(changed.value, marks.right, [now, after])
        rules, tasks = _counted(tally, after, places)
        is_present = tuple(r.values.index(v) for r, v in zip(ranges, values, strict=True)) == here
        totals = _totals(
            before, after, places, timeline, present[0] if before is now else _counted(tally, before, places)[0], rules
        )
        found.append(Point(values, is_present, totals, rules, tasks))
        study.keep(now, after)
        tally.keep(now, after)
    if wrong:
        return Outcome(None, wrong)
    return Outcome(
        Swept(
            tuple(each.path for each in ranges),
            tuple(each.present for each in ranges),
            tuple(found),
            present[0],
            present[1],
        )
    )


def _totals(
    before: Side, after: Side, places: Places, timeline: Timeline, one: Mapping[str, int], two: Mapping[str, int]
) -> Counts:
    found = compare(before, after, places, timeline, decisions=False)
    kinds = np.bincount(found.kind, minlength=len(KINDS))
    told = {name: int(number) for name, number in zip(KINDS, kinds, strict=True)}
    return Counts(sum(one.values()), sum(two.values()), pupils=len(np.unique(found.pupil)), **told)


def _counted(tally: Tally, side: Side, places: Places) -> tuple[dict[str, int], dict[str, int]]:
    """Count actions by rule and things to be done, in the days compared; rules that never act are left out."""
    rules, tasks = tally.of(side)
    span = slice(places.first, places.after)
    told = []
    for held in (rules, tasks):
        sums = {name: int(counts[span].sum()) for name, counts in sorted(held.items())}
        told.append({name: number for name, number in sums.items() if number})
    return told[0], told[1]
