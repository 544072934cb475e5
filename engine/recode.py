"""The code that an arrival gets under a policy's registers, and marks as two policies' registers would have them.

Source: design §4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, day_number
from engine.evaluate.block import Block
from engine.evaluate.needs import needs_of
from engine.evaluate.state import State
from engine.model.facts import Code
from engine.plan import Plan, PlannedEntry
from engine.register import NOT_GIVEN, Register
from engine.timeline import timeline_of

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
        self.timeline = timeline_of(register.calendar, register.days)
        self.state = self._begin()
        """The state of the registers on the day that was asked for last."""

    def _begin(self) -> State:
        block = Block(self.register, self.timeline, 0, len(self.register.pupils), self.plan.school_age)
        return State(self.plan, block, needs_of(self.plan))

    def code(self, pupil: str, day: date, session: str, minute: int, reason: str | None = None) -> str | None:
        """Give the code of an arrival at a minute of a school day; None where no register is the pupil's.

        `reason` is the code that applies to a pupil who was away with one: it stands after the register has closed.
        """
        entry = self.entry(pupil, day, session)
        if entry is None:
            return None
        use = use_of(minute, entry, session)
        if use == AFTER_CLOSE and reason is not None:
            return reason
        return code_used_for(use, self.state.codes_on(self.state.place))

    def entry(self, pupil: str, day: date, session: str) -> PlannedEntry | None:
        """Give the register that is a pupil's in a session of a school day; None where none is."""
        place = int(np.searchsorted(self.register.days, day_number(day)))
        if place < self.state.place:
            self.state = self._begin()
        while self.state.place < place:  # what is known of a pupil is carried from day to day
            self.state.open_day(self.state.place + 1)
        half = SESSIONS.index(session)
        number = int(self.state.registers.entries_of(half)[self.register.pupils.index(pupil)])
        return None if number < 0 else (self.plan.am, self.plan.pm)[half][number]


@dataclass(frozen=True, slots=True)
class Recoded:
    """Two registers, each marked as its own policy would have it where the two policies differ about an arrival.

    `before` and `after` count the marks that are others than the recorded ones. Of sessions for which the policies
    differ, `unknown` counts the late marks whose time of arrival is not known, and `unknown_on_time` the marks on time,
    where an earlier limit might have made them late; all of these stay as they were recorded.
    """

    left: Register
    right: Register
    before: int = 0
    after: int = 0
    unknown: int = 0
    unknown_on_time: int = 0


def recoded(before: Plan, after: Plan, left: Register, right: Register) -> Recoded:
    """Mark arrivals of known time anew where two policies' registers differ about them.

    `left` and `right` are one dataset as each policy reads it. A code that is none of those for arrivals stays where
    one of the two finds the arrival after its close: it is the reason that the pupil had. An arrival that both see
    alike, or whose time is not known, keeps the recorded code.
    """
    found = Recoded(left, right)
    for half, session in enumerate(SESSIONS):
        entries = ((before.am, before.pm)[half], (after.am, after.pm)[half])
        if _cuts(entries[0]) != _cuts(entries[1]):
            found = _recode_session(found, (before, after), half, session)
    return found


def _cuts(entries: tuple[PlannedEntry, ...]) -> list[object]:
    return [(each.entry.for_, each.entry.in_force, each.late_after, each.closes) for each in entries]


_NONE, _ON_TIME, _LATE, _AFTER = -1, 0, 1, 2


def _recode_session(found: Recoded, plans: tuple[Plan, Plan], half: int, session: str) -> Recoded:
    sides = [_Cuts(plan, register, half) for plan, register in zip(plans, (found.left, found.right), strict=True)]
    marks = [found.left.marks.copy(), found.right.marks.copy()]
    codes = [list(found.left.codes), list(found.right.codes)]
    arrivals = found.left.arrivals
    counted = [0, 0]
    unknown = unknown_on_time = 0
    for place in range(len(found.left.days)):
        slot = 2 * place + half
        limits = [side.on(place) for side in sides]
        differs = (limits[0] != limits[1]).any(axis=0)
        if not differs.any():
            continue
        words = [side.words(place, session) for side in sides]
        rows = slice(int(np.searchsorted(arrivals.slot, slot)), int(np.searchsorted(arrivals.slot, slot, side="right")))
        known = arrivals.arrived[rows] != NOT_GIVEN
        pupils, minute = arrivals.pupil[rows][known], arrivals.arrived[rows][known]
        uses = [_uses(limit[:, pupils], minute) for limit in limits]
        recorded = [held[slot, pupils].copy() for held in marks]
        usual = [
            np.isin(held, list(word.values())) for held, word in zip(recorded, _numbers(codes, words), strict=True)
        ]
        apart = uses[0] != uses[1]
        reasoned = (uses[0] == _AFTER) | (uses[1] == _AFTER)
        for side in range(2):
            may = apart & (recorded[side] > 0) & (uses[side] != _NONE)
            may &= usual[side] | (reasoned & (uses[side] != _AFTER))
            made = recorded[side].copy()
            for use, number in _made(codes[side], words[side]).items():
                made[may & (uses[side] == use)] = number
            counted[side] += int(np.count_nonzero(made != recorded[side]))
            marks[side][slot, pupils] = made
        told = np.zeros(differs.size, dtype=np.bool_)
        told[pupils] = True
        late = [number for use, number in _numbers(codes, words)[0].items() if use != _ON_TIME]
        of_slot = found.left.marks[slot]
        unknown += int(np.count_nonzero(differs & ~told & np.isin(of_slot, late)))
        stricter = differs & (limits[0][0] != limits[1][0])
        on_time = [number for use, number in _numbers(codes, words)[0].items() if use == _ON_TIME]
        unknown_on_time += int(np.count_nonzero(stricter & ~told & np.isin(of_slot, on_time)))
    return Recoded(
        replace(found.left, marks=marks[0], codes=tuple(codes[0])) if counted[0] else found.left,
        replace(found.right, marks=marks[1], codes=tuple(codes[1])) if counted[1] else found.right,
        found.before + counted[0],
        found.after + counted[1],
        found.unknown + unknown,
        found.unknown_on_time + unknown_on_time,
    )


class _Cuts:
    """The limits of one policy's registers of one session, pupil by pupil."""

    def __init__(self, plan: Plan, register: Register, half: int) -> None:
        self._plan, self._half = plan, half
        self._entries = (plan.am, plan.pm)[half]
        self._limits = np.array(
            [
                [each.late_after for each in self._entries] + [NOT_GIVEN],
                [each.closes for each in self._entries] + [NOT_GIVEN],
            ],
            dtype=np.int32,
        )
        # the registers alone are asked for: nothing is counted, and nothing acts
        bare = replace(plan, looked={}, figures={}, asked_of=frozenset(), rules=(), clock=(), tables={})
        timeline = timeline_of(register.calendar, register.days)
        block = Block(register, timeline, 0, len(register.pupils), plan.school_age)
        self._state = State(bare, block, needs_of(bare))
        self._fixed = all(each.for_ is None and each.entry.in_force is None for each in self._entries)
        self._held: npt.NDArray[np.int32] | None = None

    def on(self, place: int) -> npt.NDArray[np.int32]:
        """Give each pupil's last minute on time and last minute before the close; -1 where no register is theirs."""
        if self._fixed and self._held is not None:
            return self._held
        self._state.open_day(place)
        self._held = self._limits[:, self._state.registers.entries_of(self._half)]
        return self._held

    def words(self, place: int, session: str) -> dict[int, str]:
        """Give the code of each use that the day's table has a code for."""
        table = self._state.timeline.dates[place]
        codes = next(
            (
                each.codes
                for each in self._plan.codes
                if (each.start is None or each.start <= table) and (each.until is None or table < each.until)
            ),
            {},
        )
        said = {_ON_TIME: ON_TIME[session], _LATE: LATE, _AFTER: AFTER_CLOSE}
        return {use: code for use, word in said.items() if (code := code_used_for(word, codes)) is not None}


def _uses(limits: npt.NDArray[np.int32], minute: npt.NDArray[np.int16]) -> npt.NDArray[np.int64]:
    found = np.where(minute <= limits[0], _ON_TIME, np.where(minute <= limits[1], _LATE, _AFTER))
    return np.where(limits[1] == NOT_GIVEN, _NONE, found)


def _numbers(codes: list[list[str]], words: list[dict[int, str]]) -> list[dict[int, int]]:
    """Give the places of the codes for arrivals, as far as the registers have them."""
    return [
        {use: held.index(code) for use, code in word.items() if code in held}
        for held, word in zip(codes, words, strict=True)
    ]


def _made(codes: list[str], words: dict[int, str]) -> dict[int, int]:
    """Give the places of the codes for arrivals; a code that the register has not yet gets a place."""
    codes.extend(code for code in words.values() if code not in codes)
    return {use: codes.index(code) for use, code in words.items()}
