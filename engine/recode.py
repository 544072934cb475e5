"""The code that an arrival gets under a policy's registers.

Source: design §4.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np

from engine.calendar import SESSIONS, day_number
from engine.evaluate.block import Block
from engine.evaluate.needs import needs_of
from engine.evaluate.state import State
from engine.model.facts import Code
from engine.plan import Plan, PlannedEntry
from engine.register import Register
from engine.timeline import Timeline

ON_TIME = {"AM": "on_time_am", "PM": "on_time_pm"}
LATE = "late"
AFTER_CLOSE = "after_close"


def use_of(minute: int, entry: PlannedEntry, session: str) -> str:
    """Say what an arrival is: on time up to `late_after`, late up to the close, then after it; each minute included."""
    if minute <= entry.late_after:
        return ON_TIME[session]
    return LATE if minute <= entry.closes else AFTER_CLOSE


def code_used_for(use: str, codes: Mapping[str, Code]) -> str | None:
    """Give the code of a table that is used for something; None where the table says none."""
    return next((code for code, held in codes.items() if held.used_for == use), None)


class Arrivals:
    """Says what arrivals of a register's pupils are marked as."""

    def __init__(self, plan: Plan, register: Register) -> None:
        self.plan = plan
        self.register = register
        self.timeline = Timeline(register.calendar, register.days)
        self._state = self._begin()

    def _begin(self) -> State:
        block = Block(self.register, self.timeline, 0, len(self.register.pupils), self.plan.school_age)
        return State(self.plan, block, needs_of(self.plan))

    def code(self, pupil: str, day: date, session: str, minute: int, reason: str | None = None) -> str | None:
        """Give the code of an arrival at a minute of a school day; None where no register is the pupil's.

        `reason` is the code that applies to a pupil who was away with one: it stands after the register has closed.
        """
        place = int(np.searchsorted(self.register.days, day_number(day)))
        if place < self._state.place:
            self._state = self._begin()
        state = self._state
        while state.place < place:  # what is known of a pupil is carried from day to day
            state.open_day(state.place + 1)
        half = SESSIONS.index(session)
        number = int(state.registers.entries_of(half)[self.register.pupils.index(pupil)])
        if number < 0:
            return None
        use = use_of(minute, (self.plan.am, self.plan.pm)[half][number], session)
        if use == AFTER_CLOSE and reason is not None:
            return reason
        return code_used_for(use, state.codes_on(place))
