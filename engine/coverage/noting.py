"""Watches a run, and counts how every part of its policy came out."""

from collections.abc import Iterable, Iterator

import numpy as np

from engine.calendar import date_of
from engine.coverage import limits
from engine.coverage.behind import table_name
from engine.coverage.limits import timed_tables
from engine.coverage.of_days import Days
from engine.coverage.of_rows import note_clock, note_rows
from engine.coverage.of_sessions import note_ages, note_session
from engine.coverage.of_steps import Steps
from engine.coverage.part import Part
from engine.coverage.seen import Seen
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.episodes import RuleRun
from engine.evaluate.force import in_force
from engine.evaluate.frame import Frame
from engine.evaluate.host import State
from engine.evaluate.ladders import LadderRun
from engine.evaluate.tables import TableRun, program_of
from engine.evaluate.watching import Look, ids_of
from engine.expressions.tables import COLLECT
from engine.fired import Batch
from engine.load import Loaded
from engine.model.item import InForce
from engine.plan import Looked, PlannedLadder

_COUNTED = {
    "at_most": ((limits.HELD_BACK, "held_back"), (limits.ACTED_ANEW, "acted_anew")),
    "act": ((limits.WAITED, "waited"), (limits.CAME_ROUND, "came_round")),
}
"""The limits of a rule, and the counts of its course that tell how they came out."""


class Noting:
    """Watches one run of a policy."""

    def __init__(self, seen: Seen, loaded: Loaded) -> None:
        self._seen, self._parts, self._tally = seen, seen.parts, seen.tally
        self._loaded = loaded
        looked = [each for group in loaded.plan.looked.values() for each in group]
        ids = [name for each in looked for name in ids_of(each)]
        self._asked = frozenset(name for each in ids for name in self._behind(each))
        self._sessions = [held for name in self._asked for held in self._parts.sessions.get(name, ())]
        self._days = Days(self._tally, self._parts, self._asked)
        self._steps = Steps(self._tally, self._parts)

    def _behind(self, name: str) -> frozenset[str]:
        return self._parts.behind.get(name, frozenset({name}))

    def wants(self, looked: Looked) -> bool:
        """Everything is watched."""
        return True

    def session(self, state: State) -> None:
        """Note the marks of a session."""
        note_session(self._tally, self._sessions, state)

    def day(self, frame: Frame) -> None:
        """Note the end of a day."""
        self._sessions = [held for held in self._sessions if any(self._tally.wanting(held.parts))]
        note_ages(self._tally, self._sessions, frame.state)
        self._days.note(frame)

    def before(self, look: Look) -> None:
        """Note what a look asks of everyone whom it asks."""
        asked = np.flatnonzero(look.among)
        look.kept = {}
        if not len(asked):
            return
        day = date_of(int(look.frame.state.timeline.days[look.frame.place]))
        waiting = self._steps.waiting(look, asked) if isinstance(look.course, LadderRun) else {}
        for name in ids_of(look.looked):
            self._seen.looked(name, day)
            entries = waiting.get(name, asked)
            if len(entries) and in_force(_force_of(look.looked), day):
                self._ask(look, name, entries)
                look.kept[name] = list(self._moments(look, name, entries))
        if isinstance(look.course, RuleRun):
            look.kept[""] = {count: getattr(look.course, count) for each in _COUNTED.values() for _, count in each}

    def _ask(self, look: Look, name: str, entries: Longs) -> None:
        """Note all that some entries are asked, by a rule, a step or a table, and by what it rests on."""
        few: Frame | None = None
        behind = self._behind(name)
        parts = list(self._tally.wanting(self._parts.looked.get(name, ())))
        parts += [part for each in behind for part in self._tally.wanting(self._parts.named.get(each, ()))]
        for part in parts:
            few = few if few is not None else look.frame.some(entries)
            self._tally.ask(part, few, few.size)
        for each in behind:
            note_rows(self._tally, self._parts.rows.get(each, ()), look.frame, entries)
            enough = self._parts.limits.get((each, "at_least"))
            if enough is not None and any(self._tally.wanting((enough,))):
                few = few if few is not None else look.frame.some(entries)
                column = few[each]
                known = np.ones(few.size, np.bool_) if column.valid is None else np.broadcast_to(column.valid, few.size)
                self._tally.add(enough, limits.ENOUGH, int(np.count_nonzero(known)))
                self._tally.add(enough, limits.TOO_FEW, int(np.count_nonzero(~known)))
        for table in self._loaded.plan.tables:
            if table_name(table) in behind and self._seen.open_rows(table):
                few = few if few is not None else look.frame.some(entries)
                self._table(table, few)
        ladder = look.looked.name if isinstance(look.looked, PlannedLadder) else name
        clock = self._parts.limits.get((ladder, "check"))
        if clock is not None and any(self._tally.wanting((clock,))):
            note_clock(self._tally, clock, timed_tables(self._loaded, behind), look.frame, entries)

    def _table(self, table: str, few: Frame) -> None:
        """Note which rows of a table some entries hit, and what its cells ask."""
        for part in self._tally.wanting(self._parts.cells.get(table, ())):
            self._tally.ask(part, few, few.size)
        decided = program_of(few.state.plan.tables[table])(few, few.size)
        collects = few.state.plan.tables[table].table.hit == COLLECT
        for number, matched in enumerate(decided.matched):
            hit = matched if collects else decided.row == number
            self._seen.row(table, number, int(np.count_nonzero(hit)))

    def _moments(self, look: Look, name: str, entries: Longs) -> Iterator[tuple[Part, str, Bits]]:
        """Say where what a task or a note waits for holds, before anything acts."""
        few: Frame | None = None
        for part in self._tally.wanting(self._parts.tasks.get(name, ())):
            few = few if few is not None else look.frame.some(entries)
            for side, held in self._tally.sides(part, few, few.size):
                whole = np.zeros(look.frame.size, dtype=np.bool_)
                whole[entries] = held
                yield part, side, whole

    def after(self, look: Look) -> None:
        """Note what came of a look."""
        size = look.frame.size
        for name in ids_of(look.looked):
            batches = [batch for batch in look.batches if batch.name == name]
            fired = sum(batch.size for batch in batches)
            if name in look.kept or fired:
                waited = fired < int(np.count_nonzero(look.among))
                self._seen.acted(name, fired, waited=waited)
            acting = _acting(look, batches, size)
            for part, side, held in look.kept.get(name, ()):
                self._tally.add(part, side, int(np.count_nonzero(held & acting)))
        if isinstance(look.course, RuleRun):
            self._counted(look, look.course)
        if isinstance(look.course, TableRun) and np.count_nonzero(acting := _acting(look, [], size)):
            self._table(look.course.table.name, look.frame.some(np.flatnonzero(acting)))

    def _counted(self, look: Look, course: RuleRun) -> None:
        before = look.kept.get("", {})
        for field, counts in _COUNTED.items():
            part = self._parts.limits.get((course.rule.id, field))
            for side, count in counts if before else ():
                self._tally.add(part, side, getattr(course, count) - before[count])


def _force_of(looked: Looked) -> InForce | None:
    return looked.steps[0].rule.steer.in_force if isinstance(looked, PlannedLadder) else looked.steer.in_force


def _acting(look: Look, batches: Iterable[Batch], size: int) -> Bits:
    """Say for which entries of a look its condition holds, or something has just been raised."""
    acting = np.zeros(size, dtype=np.bool_)
    standing = look.course.standing
    if standing is not None:
        acting |= standing.held if look.entries is None else standing.held[look.entries]
    for batch in batches:
        if look.frame.rows is not None and batch.rows is not None:
            acting |= np.isin(look.frame.rows.rows, batch.rows)
        else:
            acting[batch.pupils - look.frame.state.block.first] = True
    return acting & look.among
