"""What is foreseen -> what acts on every day, worked out for all days at once before they are stepped over."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.counting import FactCount
from engine.evaluate.acts import Acts
from engine.evaluate.arrays import IN_A_WORD, Bits, Longs
from engine.evaluate.batches import batches_of, together
from engine.evaluate.block import Block
from engine.evaluate.by_day import ByDay, columns_by_day, flag_by_day
from engine.evaluate.gates import Gate, Passing
from engine.evaluate.grid import Grid
from engine.evaluate.grid_codes import CodeBytes
from engine.evaluate.grid_frame import GridFrame
from engine.evaluate.grid_sessions import FIELDS
from engine.evaluate.ladders_ahead import raise_steps
from engine.evaluate.points import points_of
from engine.evaluate.recording import Recorder
from engine.evaluate.rows import RowSet
from engine.evaluate.rows_ahead import decide_rows
from engine.evaluate.rows_alone import SCHOOL_DAYS
from engine.evaluate.rows_at_points import acts_about_rows
from engine.evaluate.rules_ahead import acts_of
from engine.evaluate.school_names import calendar_name
from engine.evaluate.work import Work
from engine.expressions.school import CALENDAR
from engine.narrow import sets_of
from engine.nouns import dataclass
from engine.plan import Plan, PlannedRule, PlannedTable
from engine.pool.beside import in_order

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State

AT_ONCE = 800_000
"""Review points times pupils worked at once: so many that a call costs little, and so few that they fit the cache."""

_WORTH_IT = 4
"""So many shares make threads worth their start."""

_ALONE = 16
"""The share that is worked before there are threads is so many times smaller than the others."""


@dataclass(slots=True)
class AheadRun:
    """Takes the place of a foreseen rule's course: what it did is known, and is told to those who ask when it acts."""

    rule: PlannedRule
    slots: Longs = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    pupils: Longs = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    standing: None = None

    def look(
        self,
        frame: "Frame",
        among: Bits,
        recorder: Recorder,
        half: int | None,
        entries: "Longs | None",
        only: Bits | None = None,
    ) -> None:
        """Note for whom the rule acted at this review point."""
        first, after = np.searchsorted(self.slots, [frame.slot, frame.slot + 1]).tolist()
        if after > first:
            recorder.state.acted.record(self.rule.id, self.pupils[first:after], None, frame.place, frame.slot)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known of a block before its days are stepped over: courses of rules by id, and whom gates let through."""

    runs: Mapping[str, AheadRun]
    passing: tuple[Passing, ...]


def look_ahead(work: Work, state: "State", recorder: Recorder, rows_of: Callable[[str], RowSet], threads: int) -> Ahead:
    """Work out for a block what is foreseen, and whom the gates let through; record what acts and what is in doubt.

    Where there are many pupils their shares are worked out by so many `threads`.
    """
    block, plan, rules, gates = state.block, work.whole, work.foreseen, tuple(work.gates.values())
    steps = tuple((check, step.rule) for check, ladder, _ in work.ladders for step in ladder.steps)
    about = work.about_rows
    checks = [check for check, _ in (*rules, *gates, *work.rows, *steps)] + [check for check, *_ in about]
    points = {check: points_of(state, check) for check in dict.fromkeys(checks)}
    for check, looked in work.rows:
        assert looked.steer.each is not None, "INVARIANT: about rows"
        decide_rows(state, recorder, rows_of(looked.steer.each), points[check], looked)
    row_sets = {each: rows_of(each) for _, looked, _ in about if (each := looked.steer.each) is not None}
    asked: list[PlannedRule | Gate] = [each for _, each in (*rules, *steps)]
    asked += [*(gate for _, gate in gates), *(gate for _, _, gate in about)]
    names = {name for each in asked for name in _reads(each)}
    for _, looked, _ in about:
        names |= {*_reads(looked)} - {*row_sets[looked.steer.each or ""].table.columns, SCHOOL_DAYS}
    names, sets = _behind(plan, names)
    codes = CodeBytes(state, sets)
    found: dict[str, list[Acts]] = {rule.id: [] for _, rule in (*rules, *steps)}
    found |= {looked.name: [] for _, looked, _ in about}
    let: list[list[tuple[Longs, Longs]]] = [[] for _ in gates]

    def work_out(share: tuple[int, int]) -> tuple[list[tuple[str, Acts]], list[tuple[Longs, Longs]]]:
        """Work all out for some pupils: what rules and steps do, and whom each gate lets through."""
        first, after = share
        grid = Grid(state, first, after, _columns(plan, state, names, first, after), codes)
        frames = {check: GridFrame(plan, grid, each, work.alone) for check, each in points.items()}
        done = []
        for check, rule in rules:
            acts = acts_of(frames[check], rule, recorder)
            if acts is not None:
                done.append((rule.id, acts))
        for check, ladder, gate in work.ladders:
            done += [(rule.id, acts) for rule, acts in raise_steps(frames[check], ladder, gate, recorder)]
        for check, looked, gate in about:
            acts = acts_about_rows(frames[check], looked, gate, row_sets[looked.steer.each or ""], recorder)
            if acts is not None:
                done.append((looked.name, acts))
        passed = []
        for check, gate in gates:
            entries = gate.lets(frames[check])
            passed.append((points[check].slots[entries // grid.size], entries % grid.size + first))
        return done, passed

    shares = _shares(block.size, len(state.timeline.days), threads)
    # who asks for what came of them works at none itself
    at_once = threads + 1 if 1 < threads < len(shares) else 1
    for done, passed in in_order((partial(work_out, share) for share in shares), at_once):
        for name, acts in done:
            found[name].append(acts)
        for held, more in zip(let, passed, strict=True):
            held.append(more)
    runs = {}
    for check, rule in (*rules, *steps):
        run = runs[rule.id] = AheadRun(rule)
        if found[rule.id]:
            all_of_it = together(found[rule.id])
            run.slots, run.pupils = all_of_it.slots, all_of_it.pupils
            recorder.batches += batches_of(rule.id, all_of_it, block.first, halves=check == "session")
    for _, looked, _ in about:
        if found[looked.name]:
            recorder.batches += batches_of(looked.name, together(found[looked.name]), block.first, halves=False)
    return Ahead(runs, tuple(_all_passing(passed) for passed in let))


def _shares(pupils: int, days: int, threads: int) -> list[tuple[int, int]]:
    """Share the pupils out: the first of each share, included, and the one after the last.

    Where threads share them, the first share is a small one, and the others are as many for each thread.
    """
    size = max(1, AT_ONCE // max(1, days))
    if threads < 2 or pupils < _WORTH_IT * size:
        first, count = 0, max(1, -(-pupils // size))
    else:
        first, count = size // _ALONE, -(-pupils // (size * threads)) * threads
    edges = [first + number * (pupils - first) // count for number in range(count)]
    # a share of none is left out
    return list(pairwise(dict.fromkeys([0, *(edge // IN_A_WORD * IN_A_WORD for edge in edges), pupils]))) or [(0, 0)]


def _all_passing(parts: list[tuple[Longs, Longs]]) -> Passing:
    slots, pupils = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(slots, kind="stable")
    return Passing(slots[order], pupils[order])


def _reads(asked: PlannedRule | PlannedTable | Gate) -> Iterable[str]:
    if isinstance(asked, Gate):
        return asked.reads
    steer = asked.steer
    conditions = [steer.asks, steer.unless, steer.opened]
    names = [*asked.evidence]
    if isinstance(asked, PlannedTable):
        names += asked.table.reads
    else:
        conditions += [*(note.if_ for note in asked.notes), *(task.if_ for task in asked.tasks)]
    return (*names, *(name for each in conditions if each is not None for name in each.reads))


def _behind(plan: Plan, asked: set[str]) -> tuple[set[str], set[int]]:
    """Give some names, all that they are made of, and what the sets that they count read; and the sets."""
    names = asked.union(*(plan.made_of.get(name, ()) for name in asked))
    for name in [*names]:
        kind = plan.figures[name].kind if name in plan.figures else None
        if isinstance(kind, FactCount) and kind.rows.moving is not None:
            names |= {*kind.rows.moving.reads} - plan.row_quantities.get(kind.rows.table, {}).keys()
    sets = [number for name in names if name in plan.figures for number in sets_of(plan.figures[name].kind)]
    seen: set[int] = {plan.named_sets["possible"]}
    while sets:
        number = sets.pop()
        if number not in seen:
            seen.add(number)
            names |= {*plan.sets[number].condition.reads}
            sets += [plan.named_sets[name] for name in plan.sets[number].condition.reads if name in plan.named_sets]
    return names, seen


def _columns(plan: Plan, state: "State", names: set[str], first: int, after: int) -> ByDay:
    """Give the pupils' columns and flags that are read."""
    block, timeline = state.block, state.timeline
    told = {CALENDAR, *FIELDS, *plan.ids, *plan.figures, *plan.values, *plan.flags, *plan.named_sets}
    others = sorted(name for name in names - told if calendar_name(timeline, 0, name) is None)
    flags = {
        name: flag_by_day(state.flags.states[name].track, timeline.day_numbers, first, after, plan.flags[name].in_force)
        for name in sorted(names & plan.flags.keys())
    }
    if not others:
        return flags
    some = Block(block.register, timeline, block.first + first, block.first + after, plan.school_age)
    return {**columns_by_day(some, others), **flags}
