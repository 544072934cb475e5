"""Looks at a ladder -> who waits for which step, and how its times come out."""

import numpy as np

from engine.coverage.limits import AFTER, BEFORE, IN_TIME, LAPSED
from engine.coverage.part import Parts
from engine.coverage.tally import Tally
from engine.evaluate.arrays import Longs
from engine.evaluate.ladders import LadderRun
from engine.evaluate.times import FAR
from engine.evaluate.watching import Look


class Steps:
    """Notes the looks at the ladders of one run."""

    def __init__(self, tally: Tally, parts: Parts) -> None:
        self._tally, self._parts = tally, parts

    def waiting(self, look: Look, asked: Longs) -> dict[str, Longs]:
        """Give by step the entries that wait for it and are looked at now; those that wait for its time are noted."""
        course = look.course
        assert isinstance(course, LadderRun)
        places = asked if look.entries is None else look.entries[asked]
        timeline = look.frame.state.timeline
        today, date = timeline.days[look.frame.place], timeline.dates[look.frame.place]
        following = np.array([course.standing_of(int(place), date)[0] for place in places])
        found: dict[str, Longs] = {}
        for number, step in enumerate(course.ladder.steps):
            mine = np.flatnonzero(following == number)
            looking = np.ones(len(mine), dtype=np.bool_)
            times = course.times_of(look.frame.some(asked[mine]), number, places[mine]) if len(mine) else None
            if times is not None:
                begins, ends = times
                looking = begins <= today
                after = self._parts.limits.get((step.rule.id, "after"))
                # what has not come yet has no time that could be over
                self._tally.add(after, BEFORE, int(np.count_nonzero(~looking & (begins < FAR))))
                self._tally.add(after, AFTER, int(np.count_nonzero(looking)))
                if ends is not None:
                    within = self._parts.limits.get((step.rule.id, "within"))
                    self._tally.add(within, IN_TIME, int(np.count_nonzero(looking & (today <= ends))))
                    self._tally.add(within, LAPSED, int(np.count_nonzero(looking & (today > ends))))
                    looking = looking & (today <= ends)
            found[step.rule.id] = asked[mine[looking]]
        return found
