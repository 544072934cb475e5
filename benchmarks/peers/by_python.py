"""A plain Python loop over pupils, days and marks: what a careful programmer writes first."""

from collections import deque

import numpy as np

from benchmarks.year import (
    ABSENT,
    ATTENDED,
    CODES,
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
)

LETTERS = (("letter_95", 95), ("letter_93", 93), ("letter_90", 90))
ABSENCES = (("persistent_absence", 10), ("severe_absence", 50))
STEPS = ("late_call", "late_letter", "late_meeting")
LIMIT = 10


class Python:
    """Holds the marks as lists, one a pupil."""

    def __init__(self, year: Year) -> None:
        self._marks = [[CODES[mark] for mark in marks] for marks in year.marks.T.tolist()]
        self._weeks, self._terms = year.week_of.tolist(), year.term_of.tolist()

    def run(self) -> Events:
        """Go through pupil by pupil."""
        found: dict[str, list[tuple[int, int]]] = {}
        for pupil, marks in enumerate(self._marks):
            for rule, day in self._pupil(marks):
                found.setdefault(rule, []).append((pupil, day))
        return {
            rule: (np.array([p for p, _ in pairs]), np.array([d for _, d in pairs])) for rule, pairs in found.items()
        }

    def _pupil(self, marks: list[str]) -> list[tuple[str, int]]:
        acted: list[tuple[str, int]] = []
        possible = attended = step = restart = 0
        runs = {"unexplained": 0, "absent": 0, "ill": 0}
        sets = {"unexplained": UNEXPLAINED, "absent": ABSENT, "ill": ILL}
        weekly: dict[int, int] = {}
        lates: deque[tuple[int, int]] = deque()
        held: dict[str, bool] = {}
        sent: dict[str, int] = {}
        for day, week in enumerate(self._weeks):
            codes = marks[2 * day : 2 * day + 2]
            could = [code for code in codes if code in ATTENDED or code in ABSENT]
            possible += len(could)
            attended += sum(code in ATTENDED for code in codes)
            for name, run in runs.items():
                if could:
                    runs[name] = run + 1 if all(code in sets[name] for code in could) else 0
            weekly[week] = weekly.get(week, 0) + sum(code in UNAUTHORISED for code in codes)
            late = sum(code in TARDY for code in codes)
            if late:
                lates.append((day, late))
            while lates and lates[0][0] <= day - LATE_DAYS:
                lates.popleft()
            enough = possible >= LEAST_POSSIBLE
            now = {name: enough and attended * 100 < below * possible for name, below in LETTERS}
            now["unexplained_day_1"] = runs["unexplained"] >= 1
            now["absence_day_3"], now["absence_day_5"] = runs["absent"] >= 3, runs["absent"] >= 5
            now["penalty_threshold"] = sum(weekly.get(each, 0) for each in range(week - WEEKS + 1, week + 1)) >= LIMIT
            now |= {name: enough and (possible - attended) * 100 >= least * possible for name, least in ABSENCES}
            now["long_illness"] = runs["ill"] > 5
            for name, holds in now.items():
                if holds and not held.get(name):
                    if name.startswith("letter"):
                        if sent.get(name) == self._terms[day]:
                            continue
                        sent[name] = self._terms[day]
                    acted.append((name, day))
            held = now
            if step < len(STEPS) and sum(count for on, count in lates if on >= restart) >= LATES:
                acted.append((STEPS[step], day))
                step, restart = step + 1, day + 1
        return acted
