"""Flags that the policy sets: which sessions each covers. Pupil.stretches holds [first session, last session].

Source: design §5.3.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.oracle import amounts
from tests.oracle.names import Reader
from tests.oracle.pupil import Pupil
from tests.oracle.school import Moment

Said = Mapping[str, Any]


def after_action(pupil: Pupil, rule: str, at: Moment) -> None:
    """Begin the flags that this rule's action starts."""
    for name, said in pupil.school.flags.items():
        if said.get("starts") == rule:
            begin(pupil, name, at)


def begin(pupil: Pupil, name: str, at: Moment) -> None:
    """A flag covers the sessions after a review point, as long as it lasts."""
    said = pupil.school.flags[name]
    force = said.get("in_force") or {}
    if amounts.in_force(force, at.date):
        last = _last_session(pupil, said["lasts"], at.date) if "lasts" in said else math.inf
        if "until" in force:
            last = min(last, bisect_left(pupil.school.time.sessions, (amounts.day(force["until"]), "")) - 1)
        pupil.stretches.setdefault(name, []).append([pupil.seen(at), last])


def _last_session(pupil: Pupil, lasts: str, day: date) -> float:
    time = pupil.school.time
    if lasts in ("rest of term", "next term"):
        term = time.period("term", day)
        following = [other for other in time.terms if other.start > term.end]
        if lasts == "next term" and not following:
            return math.inf
        end = term.end if lasts == "rest of term" else following[0].end
    else:
        end = pupil.school.after(day, lasts, day)
    return math.inf if end is None else bisect_right(time.sessions, (end, "~")) - 1


class Watch:
    """Looks once a day, after all else of the `day` check, at what starts and ends the policy's flags."""

    def __init__(self, pupil: Pupil) -> None:
        self.pupil = pupil
        self.was_true: dict[str, date] = {}  # condition flags: the last review day on which the condition was true
        self.looked: Moment | None = None

    def look(self, at: Moment) -> None:
        """End what `until` ends, then begin what a condition or a row begins."""
        for name, said in self.pupil.school.flags.items():
            if "until" in said:
                self._end(name, said, at)
            starts = said.get("starts")
            if starts and starts not in self.pupil.school.checks and self._starts(name, starts, at):
                begin(self.pupil, name, at)
        self.looked = at

    def _end(self, name: str, said: Said, at: Moment) -> None:
        """Where the flag stands, `until` may end it with the present session; one that begins now is left alone."""
        now = self.pupil.seen(at)
        standing = [stretch for stretch in self.pupil.stretches.get(name, []) if stretch[0] < now <= stretch[1] + 1]
        if standing and Reader(self.pupil).evaluate(said["until"], at) is True:
            for stretch in standing:
                stretch[1] = min(stretch[1], now - 1)

    def _starts(self, name: str, starts: str, at: Moment) -> bool:
        if self.pupil.school.is_table(starts):
            return self._row_is_new(starts, at)
        if not self.pupil.school.in_force(name, at.date):
            # what holds already when the flag comes into force begins it then
            self.was_true.pop(name, None)
            return False
        before = self.was_true.pop(name, None)
        if Reader(self.pupil).evaluate(starts, at) is not True:
            return False
        self.was_true[name] = at.date
        if before is None:
            return True
        rolling, time = self.pupil.school.policy_reach.is_rolling([starts]), self.pupil.school.time
        return not rolling and time.academic_year(before) != time.academic_year(at.date)

    def _row_is_new(self, table: str, at: Moment) -> bool:
        seen = [
            row for row, belongs in self.pupil.rows(table) or [] if belongs is True and self.pupil.row_seen(row, at)
        ]
        before = self.looked
        return any(row.last >= at.date and not (before and self.pupil.row_seen(row, before)) for row in seen)
