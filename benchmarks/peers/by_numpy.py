"""NumPy written by hand for these rules alone: a step a day over a block of pupils, in the narrowest types."""

import numpy as np

from benchmarks.year import (
    ABSENT,
    ATTENDED,
    ILL,
    LATE_DAYS,
    LATES,
    LEAST_POSSIBLE,
    TARDY,
    UNAUTHORISED,
    UNEXPLAINED,
    WEEKS,
    Events,
    Year,
    table,
)

BLOCK = 16_384
LETTERS = (("letter_95", 95), ("letter_93", 93), ("letter_90", 90))
ABSENCES = (("persistent_absence", 10), ("severe_absence", 50))
RUNS = (("unexplained_day_1", 0, 1), ("absence_day_3", 1, 3), ("absence_day_5", 1, 5), ("long_illness", 2, 6))
STEPS = ("late_call", "late_letter", "late_meeting")
POSSIBLE = (*ATTENDED, *ABSENT)
IS_POSSIBLE, IS_ATTENDED, IS_UNAUTHORISED, IS_TARDY = 1, 2, 4, 8
IN_RUN = (16, 32, 64)
"""Unexplained, absent, ill."""


class Numpy:
    """Holds the marks."""

    def __init__(self, year: Year) -> None:
        self._year = year
        self._bits = (
            table(POSSIBLE, IS_POSSIBLE) | table(ATTENDED, IS_ATTENDED) | table(UNAUTHORISED, IS_UNAUTHORISED)
            | table(TARDY, IS_TARDY) | table(UNEXPLAINED, IN_RUN[0]) | table(ABSENT, IN_RUN[1]) | table(ILL, IN_RUN[2])
        )  # fmt: skip

    def run(self) -> Events:
        """Go through the blocks."""
        found: dict[str, list[tuple[np.ndarray, int]]] = {}
        blocks = max(1, -(-self._year.pupils // BLOCK))
        for block in range(blocks):
            first, after = (at * self._year.pupils // blocks for at in (block, block + 1))
            self._block(self._year.marks[:, first:after], first, found)
        return {
            rule: (
                np.concatenate([pupils for pupils, _ in parts]),
                np.concatenate([np.full(len(pupils), day, np.int16) for pupils, day in parts]),
            )
            for rule, parts in found.items()
        }

    def _block(self, marks: np.ndarray, first: int, found: dict[str, list[tuple[np.ndarray, int]]]) -> None:
        year, size = self._year, marks.shape[1]
        possible, attended = np.zeros(size, np.int32), np.zeros(size, np.int32)
        unauthorised, weekly = np.zeros(size, np.uint8), np.zeros((WEEKS, size), np.uint8)
        lates, daily = np.zeros(size, np.uint8), np.zeros((LATE_DAYS, size), np.uint8)
        step = np.zeros(size, np.uint8)
        runs = [np.zeros(size, np.uint8) for _ in IN_RUN]
        held = {name: np.zeros(size, bool) for name, *_ in (*LETTERS, *ABSENCES, *RUNS, ("penalty_threshold",))}
        sent = {name: np.zeros(size, bool) for name, _ in LETTERS}

        def act(name: str, pupils: np.ndarray, day: int) -> None:
            if len(pupils):
                found.setdefault(name, []).append((pupils + first, day))

        def starts(name: str, now: np.ndarray) -> np.ndarray:
            fresh = (now > held[name]).nonzero()[0]
            held[name] = now
            return fresh

        for day in range(year.days):
            am, pm = self._bits.take(marks[2 * day]), self._bits.take(marks[2 * day + 1])
            either = am | pm
            any_possible = (either & IS_POSSIBLE).view(bool)
            possible += (am & IS_POSSIBLE) + (pm & IS_POSSIBLE)
            attended += ((am & IS_ATTENDED) + (pm & IS_ATTENDED)) >> 1
            # a bit of a run is in the day where each session has it or was not possible
            am |= ((am & IS_POSSIBLE) ^ 1) * np.uint8(sum(IN_RUN))
            pm |= ((pm & IS_POSSIBLE) ^ 1) * np.uint8(sum(IN_RUN))
            both = am & pm
            enough = possible >= LEAST_POSSIBLE
            hundred, absent = attended * 100, (possible - attended) * 100
            if day and year.term_of[day] != year.term_of[day - 1]:
                for name in sent:
                    sent[name][:] = False
            for name, below in LETTERS:
                fresh = starts(name, (hundred < possible * below) & enough)
                fresh = fresh[~sent[name][fresh]]
                sent[name][fresh] = True
                act(name, fresh, day)
            for name, least in ABSENCES:
                act(name, starts(name, (absent >= possible * least) & enough), day)
            for at, bit in enumerate(IN_RUN):
                whole = (both & bit) != 0
                runs[at] += whole & any_possible
                runs[at] *= whole | ~any_possible
            for name, run_at, least in RUNS:
                act(name, starts(name, runs[run_at] >= least), day)
            self._windows(day, am, pm, unauthorised, weekly)
            act("penalty_threshold", starts("penalty_threshold", unauthorised >= LEAST_POSSIBLE // 2), day)
            today = ((am & IS_TARDY) + (pm & IS_TARDY)) >> 3
            lates += today - daily[day % LATE_DAYS]
            daily[day % LATE_DAYS] = today
            come = (lates >= LATES).nonzero()[0]
            come = come[step[come] < len(STEPS)]
            if len(come):
                for number, name in enumerate(STEPS):
                    act(name, come[step[come] == number], day)
                step[come] += 1
                lates[come] = 0
                daily[:, come] = 0

    def _windows(self, day: int, am: np.ndarray, pm: np.ndarray, unauthorised: np.ndarray, weekly: np.ndarray) -> None:
        week = int(self._year.week_of[day])
        row = weekly[week % WEEKS]
        if day == self._year.first_of_week[week]:
            unauthorised -= row
            row[:] = 0
        today = ((am & IS_UNAUTHORISED) + (pm & IS_UNAUTHORISED)) >> 2
        unauthorised += today
        row += today
