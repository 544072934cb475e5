"""The marks of a generated school while they are painted: who is on the roll, and what the days are like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.calendar import Calendar
from engine.dataset import NO_ROW
from engine.generate.rates import rates
from engine.generate.roll import Roll
from engine.generate.spec import Floats, Ints


@dataclass(frozen=True, slots=True)
class Canvas:
    """Cells by slot (two a school day) and pupil, with the places of the codes that they may hold."""

    calendar: Calendar
    roll: Roll
    codes: tuple[str, ...]
    cells: npt.NDArray[np.uint8]

    @property
    def days(self) -> int:
        """The number of school days."""
        return len(self.calendar.school_days)

    def paint(self, code: str, slots: Ints, pupils: Ints) -> None:
        """Put a code where the pupil is on the roll and the session is open."""
        held = self.cells[slots, pupils] != NO_ROW
        self.cells[slots[held], pupils[held]] = self.codes.index(code)

    def places(self, codes: Sequence[str]) -> list[int]:
        """Give the places of codes."""
        return [self.codes.index(code) for code in codes]


def blank_canvas(calendar: Calendar, roll: Roll, codes: Sequence[str]) -> Canvas:
    """Give a canvas on which everyone on the roll is there on time in every session."""
    names = tuple(codes)
    days = np.arange(len(calendar.school_days))[:, None]
    on_roll = np.repeat((roll.first <= days) & (days <= roll.last), 2, axis=0)
    cells = np.full(on_roll.shape, NO_ROW, dtype=np.uint8)
    on_time = rates()["codes"]["on_time"]
    for half, code in enumerate(on_time.values()):
        cells[half::2][on_roll[half::2]] = names.index(code)
    cells[~calendar.open_sessions.reshape(-1)] = NO_ROW
    return Canvas(calendar, roll, names, cells)


def day_profile(calendar: Calendar, shape: Mapping[str, Any], weekdays: Mapping[str, Sequence[float]]) -> Floats:
    """Give how likely each school day is for a code: by weekday, term, and place in the half term and term."""
    # published rates are of Monday to Friday: a school day at a weekend is as likely as the mean of them
    named = [*weekdays.get(shape["weekday"], [1, 1, 1, 1, 1]), 1, 1]
    half_terms = calendar.stretches("half_term")
    half = calendar.stretch_of_days("half_term")
    term = calendar.stretch_of_days("term")
    week = calendar.stretch_of_days("week")
    profile = np.empty(len(calendar.school_days))
    for place, day in enumerate(calendar.school_days):
        stretch = half_terms[half[place]]
        through = (day - stretch.start).days / max((stretch.end - stretch.start).days, 1)
        weight = named[day.weekday()] * shape["terms"][term[place] % len(shape["terms"])]
        weight *= 1 + (shape["ramp"] - 1) * (through - 0.5)
        last_of_term = np.flatnonzero(term == term[place])[-1]
        if week[place] == week[last_of_term]:
            weight *= shape["last"]
        profile[place] = weight
    return profile


def earlier_codes(canvas: Canvas) -> None:
    """Write the marks before the change of codes as schools wrote them then."""
    change = rates()["codes"]["earlier"]
    before = canvas.calendar.count_before(date.fromisoformat(change["until"]))
    if not before:
        return
    cells = canvas.cells[: 2 * before]
    for new, old in change["instead"].items():
        cells[cells == canvas.codes.index(new)] = canvas.codes.index(old)
