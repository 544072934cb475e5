"""Facts of a session's own day: those that cover the session, and tables asked as a condition."""

from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import SESSIONS
from engine.counting import FactRows, FactTest
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.facts import FactTrack
from engine.evaluate.force import in_force
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.host import State


class Covers:
    """Looks up, for the session that is being taken, whose rows speak of it."""

    def __init__(self, state: "State") -> None:
        self._state = state
        self._by_date: dict[str, FactTrack] = {}
        self._fact_tests: dict[str, tuple[FactTrack, Bits, Bits]] = {}
        self._keys: dict[str, tuple[Longs, Longs]] = {}
        self._today: dict[str, Column] = {}
        self._place = -1
        self._cover: dict[str, FactTrack] = {}

    def fact_test(self, test: FactTest) -> Column:
        """Say who has a row of the present day for which a condition holds; a missing file is not known."""
        if self._place != self._state.place:
            self._place = self._state.place
            self._today.clear()
        if test.key not in self._today:
            self._today[test.key] = self._fact_test(test)
        return self._today[test.key]

    def _fact_test(self, test: FactTest) -> Column:
        size = self._state.block.size
        judged = self.judged(test)
        if judged is None:
            return Column(np.zeros(size, np.bool_), np.full(size, not self._in_force(test.table)))
        track, yes, unsure = judged
        today = track.of_day(self._state.timeline.days[self._state.place])
        pupils = track.pupil[today]
        return _truth(size, pupils[yes[today]], pupils[unsure[today]])

    def judged(self, test: FactTest) -> tuple[FactTrack, Bits, Bits] | None:
        """Give the rows of a table, and for which a condition holds and for which that is not known; None: no file."""
        if not self._state.table(test.table).present:
            return None
        held = self._fact_tests.get(test.key)
        if held is None:
            rows = self._state.plan.covering[test.table].rows if test.table in self._state.plan.covering else None
            track = self._of_day(test.table, rows)
            # a row of the session's own day: what is dated is that of the row's
            yes, unsure = track.judge(
                np.arange(len(track.rows)), lambda name, _: self._of_days(name, track.start), test.condition
            )
            held = self._fact_tests[test.key] = (track, yes, unsure)
        return held

    def _of_days(self, name: str, days: Longs) -> Column:
        held = self._state.values.on_days(name, days)
        return self._state.constant(name) if held is None else held

    def days_of(self, test: FactTest) -> tuple[Longs, Longs] | None:
        """Give on whose days a condition holds for a row, and where that is not known: keys in order; None: no file."""
        judged = self.judged(test)
        if judged is not None and test.key not in self._keys:
            track, yes, unsure = judged
            keys = FactTrack.key(track.pupil, track.start)
            self._keys[test.key] = (np.sort(keys[yes]), np.sort(keys[unsure]))
        return None if judged is None else self._keys[test.key]

    def _in_force(self, name: str) -> bool:
        """Whether a fact table has rows of the present day at all."""
        fact = self._state.plan.covering.get(name)
        return fact is None or in_force(fact.rows.in_force, self._state.timeline.dates[self._state.place])

    def _of_day(self, name: str, rows: FactRows | None) -> FactTrack:
        if name not in self._by_date:
            wanted = rows or FactRows(name, (), None, self._state.plan.row_dates.get(name))
            self._by_date[name] = FactTrack(
                self._state.block,
                wanted,
                self._state.table(wanted.table),
                self._state.constant,
                spread=False,
                clamp=False,
            )
        return self._by_date[name]

    def covered(self, name: str) -> Column:
        """Say whose present session a row of a covering fact covers."""
        size = self._state.block.size
        fact = self._state.plan.covering[name]
        if not self._in_force(name):
            return Column(np.zeros(size, np.bool_))
        table = self._state.table(fact.rows.table)
        if not table.present:
            return Column(np.zeros(size, np.bool_), np.zeros(size, np.bool_))
        track = self._cover.get(name)
        if track is None:
            track = self._cover[name] = FactTrack(
                self._state.block, fact.rows, table, self._state.constant, spread=True, clamp=False, covering=True
            )
        day = self._state.timeline.days[self._state.place]
        rows = track.within(day, day, day, None)
        session = table.columns.get("session")
        if session is not None:
            chosen = track.rows[rows]
            words = session.words or ()
            wanted = [word == SESSIONS[self._state.sets.half] for word in words]
            fits = np.array([*wanted, False])[np.where(session.data[chosen] < len(words), session.data[chosen], -1)]
            if session.valid is not None:
                fits = fits | ~session.valid[chosen]
            rows = rows[fits]
        yes, unsure = track.judge(rows, lambda name, _: self._state.constant(name), None)
        return _truth(size, track.pupil[rows[yes]], track.pupil[rows[unsure]])


def _truth(size: int, yes: Longs, unsure: Longs) -> Column:
    """Say for whom it is true, and for whom it is not known: those with a doubtful row and no certain one."""
    inside = np.zeros(size, np.bool_)
    inside[yes] = True
    doubt = np.zeros(size, np.bool_)
    doubt[unsure] = True
    doubt &= ~inside
    return Column(inside, ~doubt if np.count_nonzero(doubt) else None)
