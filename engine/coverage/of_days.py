"""The end of each school day -> how what is asked once a day came out: flags, registers, the school age."""

import numpy as np

from engine.calendar import date_of
from engine.coverage.limits import AFTER, AGE, BEFORE, LASTING, OVER
from engine.coverage.part import Parts
from engine.coverage.tally import Tally
from engine.evaluate.arrays import Bits
from engine.evaluate.block import school_age
from engine.evaluate.frame import Frame
from engine.evaluate.host import State
from engine.evaluate.registers import RegisterNames


class Days:
    """Notes the days of one run; it remembers which flags stood the day before."""

    def __init__(self, tally: Tally, parts: Parts, asked: frozenset[str]) -> None:
        self._tally, self._parts, self._asked = tally, parts, asked
        self._stood: dict[str, Bits] = {}

    def note(self, frame: Frame) -> None:
        """Note a day at its end."""
        self._flags(frame)
        note_registers(self._tally, self._parts, frame.state, frame.state.block.on_roll)
        if AGE in self._asked:
            self._ages(frame.state)

    def _flags(self, frame: Frame) -> None:
        state = frame.state
        on_roll = state.block.on_roll
        for name, flag in state.plan.flags.items():
            if not flag.by_policy or name not in self._asked:
                continue
            parts = self._parts.flags.get(name, {})
            standing = state.flags.states[name].by_policy & on_roll
            for field, among in (("starts", on_roll), ("until", standing)):
                for part in self._tally.wanting(parts.get(field, ())) if np.count_nonzero(among) else ():
                    self._tally.ask(part, frame, frame.size, among)
            lasts = self._parts.limits.get((name, "lasts"))
            self._tally.add(lasts, LASTING, int(np.count_nonzero(standing)))
            before = self._stood.get(name, np.zeros(frame.size, dtype=np.bool_))
            self._tally.add(lasts, OVER, int(np.count_nonzero(before & ~standing & on_roll)))
            # what ends today by its `until` is not ended by its time
            self._stood[name] = standing & ~state.flags.states[name].stopping

    def _ages(self, state: State) -> None:
        age = state.plan.school_age
        born = state.block.column("date_of_birth")
        if age is None:
            return
        known = state.block.on_roll if born.valid is None else state.block.on_roll & born.valid
        today = state.timeline.days[state.place]
        begins, ends = (self._parts.limits.get((AGE, field)) for field in ("from_age", "until_age"))
        if not any(self._tally.wanting(part for part in (begins, ends) if part is not None)):
            return
        for day in np.unique(born.data[known]).tolist():
            first, last = school_age(date_of(int(day)), age)
            self._tally.add(begins, BEFORE if today < first else AFTER, 1)
            if today >= first:
                self._tally.add(ends, BEFORE if today <= last else AFTER, 1)


def note_registers(tally: Tally, parts: Parts, state: State, among: Bits) -> None:
    """Count whose register each is today, of some pupils."""
    for half, entries in enumerate((state.plan.am, state.plan.pm)):
        for entry in entries:
            for part in tally.wanting(parts.registers.get((half, entry.name), ())):
                tally.ask(part, RegisterNames(state), state.block.size, among)
